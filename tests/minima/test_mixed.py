"""Best fits on an affine unit with units of other kinds beside it (rule.hull, rule.outlier)."""

from __future__ import annotations

import pytest

from theoremcheck.decide.case import Case
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
        # what the construction does not do
        ("shortcut = 2 relu + 1 linear  hidden bias  output bias  frozen a", ""),
        ("shortcut = 2 relu + 1 linear  hidden bias  output bias", "objective { regularizer = l2(w) }"),
        ("shortcut = 1 relu + 1 linear  hidden bias  output bias  deep = 1 relu -> 1 linear", ""),
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
