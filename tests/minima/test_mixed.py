"""Best fits on an affine unit, or on a_0, all other units and branches at rest (rule.hull, rule.outlier)."""

from __future__ import annotations

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.mixed import near_levels
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.problem.model import Problem

HULL = "minimum.hull"
XOR = "+ (0, 1), (1, 0)  - (0, 0), (1, 1)"


def read(network: str, data: str = XOR, loss: str = "logistic", rest: str = "") -> Problem:
    found = loads(f"dataset d {{ {data} }}\nloss {loss}\nnetwork {{ {network} }}\n{rest}")
    assert found.spec is not None, found.render()
    return found.spec.problem


@pytest.mark.parametrize(
    "network",
    [
        "shortcut = 2 relu + 1 linear  hidden bias  output bias",
        "shortcut = 2 linear + 2 relu  hidden bias  output bias",
        "shortcut = 2 relu + 1 linear  hidden bias",
        "shortcut = 1 relu + 1 linear + 1 leaky_relu(1/10)  hidden bias  output bias",
        "shortcut = 1 relu  hidden bias  output bias  deep = 2 linear",
        "deep = 1 relu + 1 linear  hidden bias  output bias",
        # deeper branches: dead in the last layer, or in a lower one, or affine throughout
        "deep = 2 relu with bias -> 2 relu with bias  beside = 1 linear  output bias",
        "deep = 2 relu with bias -> 2 tanh with bias  beside = 1 linear with bias",
        "deep = 2 leaky_relu with bias -> 2 elu with bias -> 1 selu with bias  beside = 1 linear  output bias",
        "shortcut = 1 linear  hidden bias  deep = 2 relu -> 2 relu with bias  beside = 2 relu with bias -> 1 tanh",
        "deep = 2 relu with bias -> 2 relu with bias  beside = 1 linear  output bias  frozen beside.output = (-2)",
        # units that are affine nearby
        "shortcut = 2 leaky_relu + 2 relu  hidden bias  output bias",
        "shortcut = 1 hard_tanh + 1 leaky_relu + 1 elu  hidden bias  output bias",
        "deep = 2 leaky_relu with bias -> 2 leaky_relu with bias  beside = 2 elu with bias  output bias",
        "shortcut = 1 leaky_relu  hidden bias  output bias  beside = 1 relu with bias -> 1 leaky_relu with bias",
        "deep = 1 leaky_relu + 1 relu with bias  output bias  frozen deep.output = (-2, 3)",
        # paths of such units, and others that give one number at the point, not nearby
        "shortcut = 3 leaky_relu  hidden bias  output bias  frozen a = (1, 1, -2)",
        "shortcut = 3 leaky_relu  hidden bias  output bias  frozen b = (1, 2, -1)",
        "deep = 2 leaky_relu with bias  beside = 1 linear  output bias  frozen deep.output = (1, 1)",
        "deep = 2 relu with bias -> 1 linear with bias  beside = 1 linear  frozen deep.output = (1)",
        "deep = 2 leaky_relu with bias -> 2 elu with bias  output bias  frozen deep.output = (1, -1)",
        "deep = 2 leaky_relu with bias -> 2 elu with bias  output bias  frozen deep.2.biases = (1, 2)",
        "deep = 1 leaky_relu with bias -> 1 selu with bias  beside = 1 elu with bias -> 1 elu with bias  output bias",
        # layers that are affine everywhere: a_0, or the first trained bias, has the constant, or there is none
        "deep = 2 linear -> 1 linear  output bias",
        "deep = 3 linear -> 2 linear -> 2 linear",
        "deep = 2 linear with bias -> 2 linear",
        "deep = 2 linear with bias -> 2 linear with bias -> 1 linear with bias",
        "deep = 2 linear -> 2 linear with bias  frozen deep.output = (1, 0)",
        "deep = 2 linear with bias -> 2 linear with bias  frozen deep.1.biases = (1, 2)  frozen deep.2.biases = (0, 1)"
        "  output bias",
        "deep = 2 relu with bias -> 1 relu with bias  beside = 2 linear -> 2 linear",
        # a frozen a_0 stays what it is: the best linear fit beside it
        "deep = 2 linear  output bias  frozen a0 = 3",
        "deep = 2 linear -> 3 linear -> 1 linear  output bias  frozen a0 = -1/2",
        "deep = 2 linear -> 2 linear  output bias  frozen a0 = 3  frozen deep.output = (2, 0)",
        "shortcut = 1 linear  output bias  frozen a0 = 1  deep = 2 relu with bias -> 1 relu with bias",
        # a sample at 0, where a unit without a bias receives 0 whatever moves
        "deep = 2 relu -> 2 relu  beside = 1 linear  output bias",
        "shortcut = 1 relu + 1 linear  output bias  deep = 1 relu -> 1 linear",
        # the constant alone
        "deep = 2 relu + 2 tanh with bias -> 2 relu with bias  output bias",
        "deep = 2 relu + 1 tanh with bias -> 1 relu + 1 hard_tanh with bias",
        # frozen layers
        "deep = 2 relu with bias -> 2 relu with bias  output bias  frozen deep.1 = (1, 1, 1, -1, 0, 0)",
        "deep = 2 tanh with bias -> 2 relu with bias  output bias  frozen deep.1 = (1, 1, 1, -1, 0, 0)",
        "deep = 2 relu with bias  output bias  frozen deep.1.weights = (1, 1, 1, -1)",
        "deep = 2 relu with bias  output bias  frozen deep.1.biases = (-1, -2)",
        "deep = 2 hard_tanh with bias  beside = 1 linear  output bias  frozen deep.output = (1, 3)",
        "deep = 2 relu with bias -> 1 hard_tanh with bias  beside = 1 linear with bias  frozen deep.output = (3)",
        "deep = 2 relu with bias -> 2 relu with bias  beside = 1 linear with bias  output bias  frozen a0 = 1/2",
    ],
)
@pytest.mark.parametrize("loss", ["logistic", "square"])
def test_dead_units_beside_an_affine_one(network, loss):
    found = settle(Case(read(network, loss=loss)), HULL)
    assert isinstance(found, Fact)


@pytest.mark.parametrize(
    ("network", "rest"),
    [
        # in no affine piece
        ("shortcut = 2 relu + 1 softplus  hidden bias  output bias", ""),
        ("shortcut = 2 softplus + 1 linear  hidden bias  output bias", ""),
        ("deep = 2 softplus with bias -> 2 tanh with bias  beside = 1 linear  output bias", ""),
        ("deep = 2 relu + 1 tanh with bias -> 2 leaky_relu with bias  output bias", ""),
        # what the construction does not do
        ("shortcut = 2 relu + 1 linear  hidden bias  output bias  frozen a", ""),
        ("shortcut = 2 relu + 1 linear  hidden bias  output bias", "objective { regularizer = l2(w) }"),
        ("deep = 2 relu with bias -> 2 relu with bias  beside = 1 linear  output bias  frozen deep.1", ""),
        ("deep = 2 leaky_relu with bias  beside = 1 linear  output bias  frozen deep.1", ""),
        ("deep = 2 relu -> 2 softplus with bias  beside = 1 linear  frozen deep.output = (1, 1)", ""),
    ],
)
def test_nothing_is_proposed(network, rest):
    assert not isinstance(settle(Case(read(network, rest=rest)), HULL), Fact)


def test_a_best_fit_that_is_right_is_refused() -> None:
    data = "+ (1), (2), (3)  - (-1), (-2)"
    found = settle(Case(read("shortcut = 1 relu + 1 linear  hidden bias  output bias", data, "square")), HULL)
    assert not isinstance(found, Fact)


def test_weights_where_there_is_no_bias() -> None:
    """The linear fit is the best of the linear functions, though not of the affine ones."""
    data = "+ (1, 1), (2, 1)  - (3, 1), (1, 2)"
    found = settle(Case(read("shortcut = 2 leaky_relu(1/10) + 1 linear", data, "square")), HULL)
    assert isinstance(found, Fact)


def test_a_fit_inside_a_piece() -> None:
    """Leaky ReLUs of two slopes: the best affine fit is not constant, and wrong on the third sample."""
    data = "+ 0, 1, 30  - 2, 3"
    found = settle(Case(read("shortcut = 1 leaky_relu(1/2) + 1 leaky_relu(1/3)  hidden bias  output bias", data)), HULL)
    assert isinstance(found, Fact)


def test_a_bounded_piece_needs_a_large_output_weight() -> None:
    """hard_tanh is affine on (-1, 1), and its other pieces are constant: the unit beside it rests in one of them."""
    data = "+ 0, 1, 30  - 2, 3"
    found = settle(Case(read("shortcut = 1 hard_tanh + 1 relu  hidden bias  output bias", data)), HULL)
    assert isinstance(found, Fact)


@pytest.mark.parametrize(
    "network",
    [
        "shortcut = 3 leaky_relu  hidden bias  output bias  frozen a = (1, 1, -2)",
        "shortcut = 3 hard_tanh  hidden bias  output bias  frozen b = (1/2, 1/3, -1/4)",
        "deep = 2 leaky_relu with bias -> 2 elu with bias  output bias  frozen deep.output = (1, -1)",
        "deep = 2 hard_tanh with bias -> 2 elu with bias  output bias  frozen deep.2.biases = (1, 2)",
        "deep = 1 leaky_relu with bias -> 1 selu with bias  beside = 1 elu with bias -> 1 elu with bias  output bias",
        "deep = 1 hard_tanh + 1 relu with bias -> 1 hard_tanh with bias  beside = 1 leaky_relu with bias  output bias",
    ],
)
@pytest.mark.parametrize("loss", ["logistic", "square", "loss mae(z) = abs(1 + z)"])
def test_a_fit_through_pieces(network, loss):
    """The best affine fit is not constant, and wrong on some samples."""
    data = "+ (0, 1), (1, 2), (30, 3)  - (2, 1), (3, 4), (2, 5)"
    found = settle(Case(read(network, data, loss.removeprefix("loss "))), HULL)
    assert isinstance(found, Fact)


def test_what_a_frozen_branch_adds_is_made_up_for() -> None:
    """The branch adds 1 * (-1) + 3 * (-1), or the opposite; the bias of the linear unit takes that back."""
    network = "deep = 2 hard_tanh with bias  beside = 1 linear with bias  frozen deep.output = (1, 3)"
    found = settle(Case(read(network)), HULL)
    assert isinstance(found, Fact)
    assert found.evidence.centre[-2] in (4, -4)


def test_a_frozen_layer_stays_where_it_is() -> None:
    network = "deep = 2 relu with bias -> 2 relu with bias  output bias  frozen deep.1 = (1, 1, 1, -1, 0, 0)"
    problem = read(network)
    found = settle(Case(problem), HULL)
    assert isinstance(found, Fact)
    assert len(found.evidence.centre) == 1 + 4 + 2 + 2


@pytest.mark.parametrize("data", ["+ (-2)  - (-3), (-1), (-3), (1)", "+ (3), (0)  - (1), (2), (-1)"])
@pytest.mark.parametrize("loss", ["square", "squared_hinge", "logistic", "exponential"])
def test_output_weights_have_the_constant_where_hidden_biases_are_frozen(data, loss):
    """The best affine fit is a point of rule.hull where it is rational, and the middle of a box where it is not."""
    network = "deep = 1 linear with bias -> 2 linear  frozen deep.1.biases = (-1)"
    problem = read(network, data, loss)
    near = list(near_levels(Ground(Case(problem))))
    assert near
    assert all(isinstance(certify_strict(problem, point), Fact) for point in near)
    assert isinstance(settle(Case(problem), HULL), Fact) == (loss in ("square", "squared_hinge"))
