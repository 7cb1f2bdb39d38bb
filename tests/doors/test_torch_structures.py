"""What is read of a PyTorch module: structures, activations, labels, optimizers; and what is refused, with its path."""

import copy
import pickle
from fractions import Fraction

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402

from theoremcheck.doors.evaluate import evaluated  # noqa: E402
from theoremcheck.doors.losses import focal  # noqa: E402
from theoremcheck.doors.pytorch.door import from_torch  # noqa: E402
from theoremcheck.doors.refusals import ImportRefused  # noqa: E402
from theoremcheck.trusted.problem.model import Block  # noqa: E402

X = np.random.default_rng(0).normal(size=(8, 3))
Y = np.array([0, 1, 1, 0, 1, 0, 0, 1])
LOGIT = nn.BCEWithLogitsLoss()


class Module(nn.Module):
    """A module by its layers and a function of them and the input."""

    def __init__(self, forward, **layers):
        super().__init__()
        for name, layer in layers.items():
            setattr(self, name, layer)
        self.function = forward
        self.double()

    def forward(self, x):
        return self.function(self, x)


def net(*middle, last=1):
    return nn.Sequential(nn.Linear(3, 4), *middle, nn.Linear(4, last)).double()


def outputs(found):
    return evaluated(found.spec.problem, found.point.full, 2.0**-52).outputs


def gated(h):
    return h * torch.sigmoid(1.5 * h) + 1 - h**2 / 2


class Rewired(nn.Linear):
    def forward(self, x):
        return super().forward(x) ** 2


class Cumulative(nn.Module):
    def forward(self, x):
        return torch.cumsum(x, dim=1)


STRUCTURES = {
    "nested": lambda: nn.Sequential(nn.Sequential(nn.Linear(3, 4), nn.ReLU()), nn.Sequential(nn.Linear(4, 1))).double(),
    "affine": lambda: nn.Linear(3, 1).double(),
    "no activation": net,
    "identity and flatten": lambda: net(nn.Identity(), nn.Tanh(), nn.Flatten(), nn.Dropout(0.0)),
    "functional": lambda: Module(
        lambda m, x: m.b(functional.leaky_relu(m.a(x), 0.2)).squeeze(-1), a=nn.Linear(3, 4), b=nn.Linear(4, 1)
    ),
    "methods": lambda: Module(
        lambda m, x: m.b(m.a(x.view(x.size(0), -1)).tanh().relu()).flatten(), a=nn.Linear(3, 4), b=nn.Linear(4, 1)
    ),
    "a formula of units": lambda: Module(
        lambda m, x: m.b(gated(m.a(x)))[:, 0],
        a=nn.Linear(3, 4),
        b=nn.Linear(4, 1),
    ),
    "affine skip": lambda: Module(
        lambda m, x: m.b(torch.tanh(m.a(x))) + m.skip(x),
        a=nn.Linear(3, 4),
        b=nn.Linear(4, 1),
        skip=nn.Linear(3, 1, bias=False),
    ),
    "two branches": lambda: Module(
        lambda m, x: torch.add(m.b(functional.softplus(m.a(x))), m.d(functional.relu(m.c(x)))),
        a=nn.Linear(3, 4),
        b=nn.Linear(4, 1),
        c=nn.Linear(3, 2),
        d=nn.Linear(2, 1),
    ),
    "a branch of two layers": lambda: Module(
        lambda m, x: m.b(functional.softplus(m.a(x))) + m.d(x),
        a=nn.Linear(3, 4),
        b=nn.Linear(4, 1),
        d=nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 5), nn.GELU(), nn.Linear(5, 1)),
    ),
    "side by side": lambda: Module(
        lambda m, x: m.b(torch.cat([torch.tanh(m.a(x)), x], dim=1)), a=nn.Linear(3, 4), b=nn.Linear(7, 1)
    ),
    "linear by function": lambda: Module(
        lambda m, x: functional.linear(functional.relu(functional.linear(x, m.w, m.c)), m.v),
        w=nn.Parameter(torch.randn(4, 3)),
        c=nn.Parameter(torch.randn(4)),
        v=nn.Parameter(torch.randn(1, 4)),
    ),
    "a layer of one's own": lambda: net(Rewired(4, 4).double()),
    "frozen slope": lambda: net(nn.PReLU().requires_grad_(False)),
    "threshold": lambda: net(nn.Threshold(0.5, 0.5)),
    "an unused layer": lambda: Module(
        lambda m, x: m.b(functional.relu(m.a(x))), a=nn.Linear(3, 4), b=nn.Linear(4, 1), c=nn.Linear(9, 9)
    ),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_structures_compute_the_same(name):
    module = STRUCTURES[name]()
    found = from_torch(module, X, Y, "logistic")
    with torch.no_grad():
        own = module(torch.tensor(X)).reshape(-1).numpy()
    np.testing.assert_allclose(outputs(found), own, atol=1e-12)
    np.testing.assert_allclose(found.to_torch()(torch.tensor(X)).detach().numpy(), own, atol=1e-12)


@pytest.mark.parametrize("name", STRUCTURES)
def test_structures_have_the_same_derivatives(name):
    module = STRUCTURES[name]()
    own = from_torch(module, X, Y, LOGIT, weight_decay=0.25 if "branch" not in name else 0).to_torch()
    own.objective().backward()
    LOGIT(module(torch.tensor(X)).reshape(-1), torch.tensor(Y, dtype=torch.float64)).backward()
    ours = torch.cat([parameter.grad.ravel() for parameter in own.parameters() if parameter.requires_grad])
    for parameter in module.parameters():
        if parameter.grad is not None:
            theirs = parameter.grad + (0.25 if "branch" not in name else 0) * parameter
            assert torch.all((theirs.ravel()[:, None] - ours[None]).abs().min(dim=1).values < 1e-12)


def test_an_import_is_a_value():
    module = net(nn.ReLU())
    found = from_torch(module, X, Y, LOGIT)
    assert from_torch(module, X, Y, LOGIT) == found
    assert pickle.loads(pickle.dumps(found)) == found
    assert copy.deepcopy(found) == found
    assert hash(found) == hash(from_torch(module, X, Y, LOGIT))
    assert repr(found) == "<Import of width=4, loss=logistic: 8 samples, 21 parameters>"


def test_an_unused_layer_is_named():
    assert any("c.weight, c.bias" in note for note in from_torch(STRUCTURES["an unused layer"](), X, Y, LOGIT).notes)


def test_the_threshold_of_softplus_is_named():
    found = from_torch(net(nn.Softplus(threshold=1.0)), X, Y, LOGIT)
    assert any("threshold" in note for note in found.notes)


def shared_units(m, x):
    units = functional.relu(m.a(x))
    return m.b(units) + m.c(torch.tanh(units))


def shared():
    layer = nn.Linear(3, 3)
    return nn.Sequential(layer, nn.ReLU(), layer, nn.ReLU(), nn.Linear(3, 1))


def tied(view):
    module = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1)).double()
    module[2].weight = nn.Parameter(module[0].weight) if view else module[0].weight
    return module


def in_place(m, x):
    units = m.a(x)
    return m.b(functional.relu(units, inplace=True)) + m.c(units)


def hooked():
    module = net(nn.ReLU())
    module[0].register_forward_hook(lambda *_: None)
    return module


def normed():
    module = net(nn.ReLU())
    nn.utils.parametrizations.weight_norm(module[0])
    return module


def branch_on_values(m, x):
    return m.a(x) if x.sum() > 0 else -m.a(x)


REFUSED = {
    "dropout": (lambda: net(nn.ReLU(), nn.Dropout(0.5)), "2", "random"),
    "nested dropout": (lambda: nn.Sequential(net(nn.ReLU(), nn.Dropout()), nn.Identity()), "0.2", "random"),
    "dropout by function": (
        lambda: Module(lambda m, x: m.b(functional.dropout(m.a(x))), a=nn.Linear(3, 4), b=nn.Linear(4, 1)),
        "forward",
        "dropout",
    ),
    "batch norm": (lambda: net(nn.BatchNorm1d(4), nn.ReLU()), "1", "batch"),
    "layer norm": (lambda: net(nn.LayerNorm(4)), "1", "mixes"),
    "convolution": (lambda: net(nn.Conv1d(4, 4, 1)), "1", "shares"),
    "embedding": (lambda: nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 1)), "0", "table"),
    "recurrence": (
        lambda: Module(lambda m, x: m.b(m.r(x)[0]), r=nn.LSTM(3, 4), b=nn.Linear(4, 1)),
        "r",
        "recurrent",
    ),
    "attention": (
        lambda: Module(lambda m, x: m.b(m.r(x, x, x)[0]), r=nn.MultiheadAttention(3, 1), b=nn.Linear(3, 1)),
        "r",
        "inputs",
    ),
    "several outputs": (lambda: net(nn.ReLU(), last=3), "2", "3 outputs"),
    "softmax inside": (lambda: net(nn.Softmax(dim=1)), "1", "mixes"),
    "softmax at the end": (lambda: nn.Sequential(net(nn.ReLU(), last=2), nn.Softmax(dim=1)), "1", "loss"),
    "log softmax inside": (lambda: net(nn.LogSoftmax(dim=1)), "0", "mixes"),
    "hard shrink": (lambda: net(nn.Hardshrink()), "1", "jumps"),
    "jumping threshold": (lambda: net(nn.Threshold(0.5, 0.0)), "1", "jumps"),
    "trained slope": (lambda: net(nn.PReLU()), "1", "trains its slope"),
    "random slope": (lambda: net(nn.RReLU()), "1", "random"),
    "gated": (lambda: nn.Sequential(nn.Linear(3, 4), nn.GLU(), nn.Linear(2, 1)), "1", "multiplies"),
    "bilinear": (lambda: Module(lambda m, x: m.r(x, x), r=nn.Bilinear(3, 3, 1)), "r", "inputs"),
    "pooling": (lambda: net(nn.MaxPool1d(1)), "1", "dense"),
    "a module of one's own": (lambda: net(Cumulative()), "1.forward", "cumsum"),
    "shared weights": (shared, "0", "two places"),
    "tied weights": (lambda: tied(False), "2", "two places"),
    "weights in the same memory": (lambda: tied(True), "2", "two places"),
    "in place": (
        lambda: Module(in_place, a=nn.Linear(3, 4), b=nn.Linear(4, 1), c=nn.Linear(4, 1)),
        "forward",
        "used elsewhere",
    ),
    "concatenation of samples": (
        lambda: Module(lambda m, x: m.a(torch.cat([x, x])), a=nn.Linear(3, 1)),
        "forward",
        "dim=1",
    ),
    "softmax over samples": (lambda: nn.Sequential(net(nn.ReLU(), last=2), nn.LogSoftmax(dim=0)), "1", "samples"),
    "dropout that is off": (
        lambda: Module(
            lambda m, x: m.b(functional.dropout(m.a(x), training=m.training)), a=nn.Linear(3, 4), b=nn.Linear(4, 1)
        ).eval(),
        "forward",
        "dropout",
    ),
    "hooks": (hooked, "0", "hooks"),
    "reparametrised": (normed, "0", "reparametrised"),
    "residual": (
        lambda: Module(
            lambda m, x: m.c(functional.relu(m.a(x)) + m.b(x)), a=nn.Linear(3, 4), b=nn.Linear(3, 4), c=nn.Linear(4, 1)
        ),
        "forward",
        "sum",
    ),
    "a layer in two branches": (
        lambda: Module(
            shared_units,
            a=nn.Linear(3, 4),
            b=nn.Linear(4, 1),
            c=nn.Linear(4, 1),
        ),
        "a",
        "two branches",
    ),
    "a layer beside itself": (
        lambda: Module(lambda m, x: m.b(torch.cat([m.a(x)] * 2, 1)), a=nn.Linear(3, 4), b=nn.Linear(8, 1)),
        "a",
        "two branches",
    ),
    "product of branches": (
        lambda: Module(lambda m, x: m.a(x) * m.b(x), a=nn.Linear(3, 1), b=nn.Linear(3, 1)),
        "forward",
        "different layers",
    ),
    "activation of the input": (lambda: nn.Sequential(nn.ReLU(), nn.Linear(3, 1)), "0", "inputs"),
    "the input added": (lambda: Module(lambda m, x: m.a(x) + x, a=nn.Linear(3, 1)), "forward", "skip"),
    "a branch on values": (lambda: Module(branch_on_values, a=nn.Linear(3, 1)), "", "cannot be read"),
    "a constant": (lambda: Module(lambda m, x: m.a(x) + torch.ones(1), a=nn.Linear(3, 1)), "forward", "tensor"),
    "two results": (lambda: Module(lambda m, x: (m.a(x), m.a(x)), a=nn.Linear(3, 1)), "a", "two places"),
    "half precision": (lambda: net(nn.ReLU()).half(), "0.weight", "float16"),
    "wrong width": (lambda: net(nn.ReLU(), nn.Linear(5, 4)), "2", "takes 5"),
    "no units": (lambda: nn.Sequential(nn.Linear(3, 0), nn.ReLU(), nn.Linear(0, 1)).double(), "0", "no numbers"),
    "compiled": (lambda: torch.compile(net(nn.ReLU())), "OptimizedModule", "compiled"),
    "a lone layer": (lambda: nn.LSTM(3, 1), "LSTM", "recurrent"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_path_in_the_module(name):
    make, path, words = REFUSED[name]
    with pytest.raises(ImportRefused, match=words) as refused:
        from_torch(make(), X, Y, LOGIT)
    assert refused.value.path == path
    assert str(refused.value).startswith(path)


LOSSES_REFUSED = {
    "hinge embedding": (nn.HingeEmbeddingLoss(), Y * 2 - 1, "no function of y f"),
    "triplet": (nn.TripletMarginLoss(), Y, "three vectors"),
    "each sample": (nn.BCEWithLogitsLoss(reduction="none"), Y, "reduction"),
    "two logits for one": (nn.CrossEntropyLoss(), Y, "two logits"),
    "probability without sigmoid": (nn.BCELoss(), Y, "Sigmoid"),
    "signs for bits": (nn.BCEWithLogitsLoss(), Y * 2 - 1, "targets 0 and 1"),
    "bits for signs": (nn.SoftMarginLoss(), Y, "targets -1 and 1"),
    "bits for squares": (nn.MSELoss(), Y, "threshold"),
    "a function": (lambda f, y: ((f - y) ** 2).mean(), Y, "formula in z"),
    "a wrong name": ("logistik", Y, "no loss is named"),
    "a wrong formula": ("exp(z", Y, "does not state"),
    "two formulas of one": ("z\nnetwork {}", Y, "no place"),
    "a function without formula": (lambda z: 2.0 * float(z), Y, "no formula"),
    "unknown": (nn.PoissonNLLLoss(), Y, "counts"),
}


@pytest.mark.parametrize("name", LOSSES_REFUSED)
def test_losses_that_are_refused(name):
    loss, y, words = LOSSES_REFUSED[name]
    with pytest.raises(ValueError, match=words):
        from_torch(net(nn.ReLU()), X, y, loss)


def test_sigmoid_before_a_loss_on_logits_is_refused():
    with pytest.raises(ImportRefused, match="another sigmoid"):
        from_torch(nn.Sequential(net(nn.ReLU()), nn.Sigmoid()), X, Y, LOGIT)


@pytest.mark.parametrize(
    "loss", [nn.BCEWithLogitsLoss, "BCEWithLogitsLoss", functional.binary_cross_entropy_with_logits, LOGIT]
)
def test_a_loss_may_be_named_in_several_ways(loss):
    assert from_torch(net(nn.ReLU()), X, Y, loss).spec.problem.loss.name == "logistic"


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        ("polynomial_hinge(3)", "polynomial_hinge(3)"),
        (lambda z: np.log(1 + np.exp(z)), "logistic"),
        (lambda z: np.maximum(0, 1 + z) ** 2 / 3, "l"),
        (focal(Fraction(2)), "l"),
    ],
)
def test_a_loss_may_be_a_function_of_z(loss, name):
    found = from_torch(net(nn.ReLU()), X, Y, loss)
    assert found.spec.problem.loss.name == name
    assert any("not compared" in note for note in found.notes)


def test_a_focal_loss_is_what_its_definition_says():
    module = net(nn.ReLU())
    found = from_torch(module, X, Y, focal(Fraction(2))).to_torch()
    p = torch.sigmoid(module(torch.tensor(X)).reshape(-1))
    right = torch.where(torch.tensor(Y) == 1, p, 1 - p)
    assert found.objective().item() == pytest.approx(
        torch.mean(-((1 - right) ** 2) * torch.log(right)).item(), abs=1e-12
    )


def test_smoothed_targets_are_a_formula_of_both_logits():
    found = from_torch(net(nn.ReLU()), X, np.where(Y, 0.9, 0.1), LOGIT)
    assert "deviates" in found.notes[-1]


def test_labels_may_be_strings():
    found = from_torch(net(nn.ReLU()), X, np.where(Y, "no", "yes"), LOGIT, positive="no")
    assert found.spec.problem.samples.labels == tuple(2 * Y - 1)
    assert found.notes[0] == "+1 is the label 'no', -1 the label 'yes'."


def penalties(found):
    objective = found.spec.problem.objective
    return {block.value: objective.coefficient(block) for block in Block if objective.coefficient(block)}


def test_weight_decay_is_half_of_it_times_the_squares():
    half = Fraction("0.005")
    assert penalties(from_torch(net(nn.ReLU()), X, Y, LOGIT, weight_decay=0.01)) == dict.fromkeys(
        ("a0", "a", "w", "b"), half
    )


@pytest.mark.parametrize("kind", [torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop])
def test_an_optimizer_is_read_by_its_groups(kind):
    module = net(nn.ReLU())
    groups = [{"params": module[0].weight, "weight_decay": 0.5}, {"params": [module[2].weight, module[2].bias]}]
    found = from_torch(module, X, Y, LOGIT, optimizer=kind(groups, lr=0.1))
    assert penalties(found) == {"w": Fraction(1, 4)}
    assert [entry.block for entry in found.spec.problem.network.frozen] == [Block.HIDDEN_BIAS]


def test_adamw_is_refused_unless_it_decays_nothing():
    module = net(nn.ReLU())
    with pytest.raises(ImportRefused, match="AdamW"):
        from_torch(module, X, Y, LOGIT, optimizer=torch.optim.AdamW(module.parameters()))
    with pytest.raises(ImportRefused, match="AdamW"):
        from_torch(module, X, Y, LOGIT, weight_decay=0.1, optimizer="AdamW")
    assert not penalties(
        from_torch(module, X, Y, LOGIT, optimizer=torch.optim.AdamW(module.parameters(), weight_decay=0))
    )


def test_decay_and_optimizer_exclude_each_other():
    module = net(nn.ReLU())
    with pytest.raises(ImportRefused, match="one of the two"):
        from_torch(module, X, Y, LOGIT, weight_decay=0.1, optimizer=torch.optim.SGD(module.parameters()))


def test_layers_that_need_no_gradient_are_frozen():
    module = net(nn.ReLU())
    module[0].requires_grad_(False)
    network = from_torch(module, X, Y, LOGIT, numbers="exact").spec.problem.network
    assert {entry.block for entry in network.frozen} == {Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS}
    assert network.frozen_block(Block.HIDDEN_BIAS).value == tuple(map(Fraction, module[0].bias.tolist()))


def test_single_precision_is_read_as_short_decimals():
    module = net(nn.ReLU()).float()
    with torch.no_grad():
        module[0].weight.fill_(0.1)
    found = from_torch(module, X.astype(np.float32), Y, LOGIT)
    assert set(found.point.parameters.hidden_weights[0]) == {Fraction(1, 10)}
    assert set(from_torch(module, X, Y, LOGIT, numbers="exact").point.parameters.hidden_weights[0]) != {Fraction(1, 10)}


@pytest.mark.parametrize("size", [1, 100, 1e4])
def test_features_of_any_size(size):
    bce = nn.Sequential(net(nn.Tanh()), nn.Sigmoid())
    with torch.no_grad():
        bce[0][2].weight.mul_(size / 100)
    from_torch(bce, size * X, Y, nn.BCELoss())
    from_torch(net(nn.ELU()), size * X, Y, LOGIT)


def test_a_network_that_overflows_is_refused():
    module = Module(lambda m, x: m.b(torch.exp(m.a(x))), a=nn.Linear(3, 4), b=nn.Linear(4, 1))
    found = from_torch(module, X, Y, "logistic")
    assert "deviates" in found.notes[-1]
    with torch.no_grad():
        module.a.bias.fill_(1e4)
    with pytest.raises(ImportRefused, match="no finite number"):
        from_torch(module, X, Y, "logistic")


def test_the_module_is_left_as_it_was():
    module = net(nn.ReLU())
    before = copy.deepcopy(module.state_dict())
    from_torch(module, X, Y, LOGIT)
    assert all(torch.equal(before[name], tensor) for name, tensor in module.state_dict().items())


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        (X[:, :2], Y, "takes 3"),
        (X, Y[:5], "5 labels"),
        (X[0], Y, "shape"),
        (np.where(X > 1, np.nan, X), Y, "finite"),
        (X, Y + np.arange(8), "two classes"),
        (X.astype(str), Y, "numbers"),
    ],
)
def test_wrong_data(X, y, words):
    with pytest.raises(ValueError, match=words):
        from_torch(net(nn.ReLU()), X, y, LOGIT)
