"""PyTorch networks against PyTorch's own outputs, objective and gradient."""

import numpy as np
import pytest
from pace import slow_and_thorough

torch = pytest.importorskip("torch")
from random_torch import Net  # noqa: E402

from theoremcheck.doors.pytorch.door import from_torch  # noqa: E402
from theoremcheck.search.landscape import make_landscape  # noqa: E402


def symmetric(net):
    """Logits with v0 + v1 = 0, where a decay leaves them at a minimum."""
    if net.two and net.decay:
        last = [layer for layer in net.module if isinstance(layer, torch.nn.Linear)][-1]
        with torch.no_grad():
            for parameter in last.parameters():
                parameter[0] = -parameter[1]
    return net


def compare(seed, dtype, tolerance, numbers="shortest"):
    net = symmetric(Net(seed, dtype))
    found = from_torch(net.module, net.X, net.y, net.loss, weight_decay=net.decay, numbers=numbers)
    value, gradient = net.value().item(), net.gradients()
    land = make_landscape(found.spec.problem)
    point = land.layout.shrink(np.array([[float(entry) for entry in found.point.full]]))
    own_value, own = land.gradient(point)
    scale = 1 + abs(value)
    if any(isinstance(layer, torch.nn.Hardsigmoid | torch.nn.Hardswish) for layer in net.module):
        tolerance = max(tolerance, 1e-7)  # PyTorch's derivatives of these two have 1/6 in single precision
    own = own[0] / land.layout.scale
    assert abs(own_value[0] - value) <= tolerance * scale
    np.testing.assert_allclose(own, gradient, rtol=tolerance, atol=tolerance * (1 + np.abs(gradient).max()))
    module = found.to_torch()
    module.objective().backward()
    assert abs(module.objective().item() - value) <= tolerance * scale
    again = np.concatenate([parameter.grad.numpy().ravel() for parameter in module.parameters()])
    np.testing.assert_allclose(again, gradient, rtol=tolerance, atol=tolerance * (1 + np.abs(gradient).max()))
    if net.two or len(net.module) % 2:  # the outputs themselves, without an activation
        ours = module(module.samples).detach().numpy()
        np.testing.assert_allclose(ours, net.outputs().numpy(), rtol=tolerance, atol=10 * tolerance)


@pytest.mark.parametrize("seed", range(20))
def test_some_networks_in_double_and_single_precision(seed):
    compare(seed, torch.float64, 1e-12)
    compare(seed, torch.float32, 1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", slow_and_thorough(range(20, 220), 3))
def test_two_hundred_networks(seed):
    compare(seed, torch.float64, 1e-12, ("shortest", "exact")[seed % 2])
    compare(seed, torch.float32, 1e-5, ("shortest", "exact")[seed % 2])


@pytest.mark.parametrize("scale", [1.0, 12.0, 40.0, 400.0])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_a_network_that_fits_well_is_no_mismatch(scale, dtype):
    """Where the loss is nearly 0 PyTorch's own terms are as large as f, and so is their rounding."""
    net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Tanh(), torch.nn.Linear(1, 1)).to(dtype)
    with torch.no_grad():
        for parameter, value in zip(net.parameters(), ([[1.0, 0.9]], [0.1], [[scale]], [0.3]), strict=True):
            parameter.copy_(torch.tensor(value, dtype=dtype))
    X = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    found = from_torch(net, X, [1, 1, 0, 0], torch.nn.BCEWithLogitsLoss())
    assert len(found.point) > 0
