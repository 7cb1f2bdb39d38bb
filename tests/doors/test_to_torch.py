"""A spec at a point as a PyTorch module: functions, gradients, and optimizers that stay at a certified minimum."""

import pickle

import numpy as np
import pytest

import theoremcheck as tc

torch = pytest.importorskip("torch")

from theoremcheck.api.specs import load, loads  # noqa: E402
from theoremcheck.doors.pytorch.formulas import value  # noqa: E402
from theoremcheck.doors.pytorch.module import to_torch  # noqa: E402
from theoremcheck.functions.floats import compile_float  # noqa: E402
from theoremcheck.functions.library import losses, neurons  # noqa: E402

Z = np.linspace(-4, 4, 65) + 1 / 256  # no break of any function of the library


def library():
    for entry in (*neurons().values(), *losses().values()):
        parameters = [3 if p.default is None else p.default for p in entry.parameters]
        yield pytest.param(entry.build(*map(tc_fraction, parameters)), id=f"{entry.kind}-{entry.name}")


def tc_fraction(value):
    from fractions import Fraction

    return Fraction(value)


@pytest.mark.parametrize("expr", library())
def test_functions_and_their_derivatives(expr):
    z = torch.tensor(Z, requires_grad=True)
    found = value(expr, z)
    (slope,) = torch.autograd.grad((found + 0 * z).sum(), z)
    own, first, _ = compile_float(expr).jet(Z)
    np.testing.assert_allclose(found.detach().numpy(), own, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(slope.numpy(), first, rtol=1e-12, atol=1e-13)


def test_large_arguments_overflow_nowhere():
    softplus = neurons()["softplus"].build(tc_fraction(2))
    z = torch.tensor([-1e4, 1e4], dtype=torch.float64, requires_grad=True)
    found = value(softplus, z)
    found.sum().backward()
    assert found.tolist() == [0.0, 1e4]
    assert z.grad.tolist() == [0.0, 1.0]


STRICT = """
dataset line { + 0, 1, 2/3  - 1/3, 4 }
neuron tanh
loss logistic
network { shortcut = 1 tanh  hidden bias  output bias }
objective { regularizer = 1/5 * l2(all) }
"""


def certified(spec):
    verdict = tc.check(spec, full=True)
    assert verdict.minimum is not None, verdict.report
    return verdict


def settled(spec, verdict):
    """A module at the minimum in the certified box, of which the verdict has a short centre."""
    module = to_torch(spec, verdict.minimum)
    assert module.settle() < 1e-14
    moved = np.abs(entries(module) - [float(entry) for entry in verdict.minimum.full]).max()
    assert moved <= verdict.minima[0].evidence.radius
    return module


def entries(module):
    return np.concatenate([parameter.detach().numpy().ravel() for parameter in module.parameters()])


def test_gradient_descent_stays_at_a_certified_minimum():
    spec = loads(STRICT)
    module = settled(spec, certified(spec))
    start = entries(module)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9)
    for _ in range(50):
        optimizer.zero_grad()
        module.objective().backward()
        assert max(parameter.grad.abs().max() for parameter in module.parameters()) < 1e-12
        optimizer.step()
    assert np.abs(entries(module) - start).max() < 1e-11


def test_gradient_descent_comes_back_to_a_certified_minimum():
    spec = loads(STRICT)
    module = settled(spec, certified(spec))
    start = entries(module)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(1e-3)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    for _ in range(2000):
        optimizer.zero_grad()
        module.objective().backward()
        optimizer.step()
    np.testing.assert_allclose(entries(module), start, atol=1e-9)


def test_settling_leaves_flat_directions_and_other_points_alone():
    spec = loads(
        "dataset d { + 1, 2 - 3 } loss logistic network { shortcut = 2 tanh output bias frozen w = ((0), (0)) }"
    )
    module = to_torch(spec, {"a0": 0.65, "a": [1, 2]})
    assert module.settle() < 1e-15
    assert module.a.tolist() == [1.0, 2.0]
    assert module.a0.item() == pytest.approx(np.log(2))
    kinked = to_torch(
        loads("dataset d { + 1, 2 - 3 } loss hinge network { shortcut = 1 relu }"), {"a": [1], "w": [[1]]}
    )
    assert kinked.settle() > 0.1


@pytest.mark.parametrize("name", ["counterexamples/flat_relu.spec"])
def test_a_dead_minimum_of_the_corpus_has_gradient_zero(specs, name):
    spec = load(specs / name)
    module = to_torch(spec, certified(spec).minimum)
    module.objective().backward()
    assert max(parameter.grad.abs().max() for parameter in module.parameters()) < 1e-14


def test_frozen_blocks_are_not_trained():
    spec = loads(
        "dataset d { + 1 - 2 } neuron tanh loss square network { shortcut = 1 tanh output bias frozen a = (2) }"
    )
    module = to_torch(spec, {"a0": 1, "w": [[3]]})
    assert {name for name, parameter in module.named_parameters() if parameter.requires_grad} == {"a0", "w"}
    assert module.a.tolist() == [2.0]


def test_a_module_is_pickled():
    spec = loads(STRICT)
    module = to_torch(spec, {"a0": 1, "a": [1], "w": [[3]], "b": [0]})
    again = pickle.loads(pickle.dumps(module))
    assert again.objective().item() == module.objective().item()


def test_a_residual_head_sees_the_features_again():
    text = """dataset d { + (1, 2) - (-1, 1/3) } loss logistic
    network { output bias deep = 3 tanh -> residual }"""
    spec = loads(text)
    numbers = [tc_fraction(k) / 7 for k in range(-7, 8)]
    module = to_torch(spec, numbers)
    a0, below, head, output = (np.array(own, float) for own in (numbers[:1], numbers[1:7], numbers[7:13], numbers[13:]))
    x = np.array([[1, 2], [-1, 1 / 3]])
    f = a0 + (x + np.tanh(x @ below.reshape(3, 2).T) @ head.reshape(2, 3).T) @ output
    assert module(torch.tensor(x)).detach().numpy() == pytest.approx(f)
