"""Weight decay that outweighs all that the neurons can gain: objective.decay_dominates."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from small_problems import read_problem

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.functions.floats import compile_float
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.dominance import Slopes, check_slopes, dominates, outweighs
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.refusal import Refusal

PLANE = "+ (1, 0), (1, 1)  - (0, 1)"  # the largest eigenvalue of E x x^T is 1, E |x|^2 = 4/3
LINE = "+ 1  - -1"  # E x^2 = 1


def read(
    network: str = "shortcut = 2 relu",
    penalty: str = "1/4 * l2(a) + l2(w)",
    loss: str = "hinge",
    data: str = PLANE,
    neuron: str = "",
) -> Problem:
    return read_problem(network, penalty, loss, data, neuron)


def shown(problem: Problem) -> bool | None:
    """What the deciders show; None if it stays open."""
    fact = settle(Case(problem), "objective.decay_dominates")
    return {Status.HOLDS: True, Status.FAILS: False}[fact.status] if isinstance(fact, Fact) else None


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        # the bound is sharp in what it computes: 4 A B = 1
        ({"penalty": "24/100 * l2(a) + l2(w)"}, False),
        ({"penalty": "1/4 * l2(a, w) + 3/4 * l2(w)"}, True),
        ({"penalty": "l2(a) + 1/4 * l2(w)"}, True),
        ({"penalty": "100 * l2(a)"}, False),
        ({"penalty": "100 * l2(w)"}, False),
        # weights and features count
        ({"data": "+ (1, 0), 2 * (1, 1)  - (0, 1)"}, False),
        ({"data": "+ 2 * (1, 0), (1, 1)  - (0, 1)"}, True),
        ({"data": "+ (1, 0), (1, 1)  - (0, 2)"}, False),
        # K is the steeper side, from either
        ({"network": "shortcut = 1 linear"}, True),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = abs(z)"}, True),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = max(z, 2 * z)"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = min(z, 2 * z)"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = -max(0, z)"}, True),
        # neither homogeneous nor 0 at 0
        ({"network": "shortcut = 1 softplus"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = max(0, z) + 1"}, False),
        # the slope of the loss at 0
        ({"loss": "squared_hinge"}, False),
        ({"loss": "squared_hinge", "penalty": "l2(a, w)"}, True),
        ({"loss": "logistic"}, True),
        ({"loss": "logistic", "penalty": "1/4 * l2(a, w)"}, True),
        ({"loss": "logistic", "penalty": "1/4 * l2(a) + 24/100 * l2(w)"}, False),
        # biases, frozen parts, other parts
        ({"network": "shortcut = 2 relu  hidden bias"}, False),
        ({"network": "shortcut = 2 relu  output bias  frozen a0 = 0"}, True),
        ({"network": "shortcut = 2 relu  hidden bias  frozen b = (0, 0)"}, True),
        ({"network": "shortcut = 2 relu  hidden bias  frozen b = (0, 1)"}, False),
        ({"network": "shortcut = 2 relu  frozen a = (1, 1)"}, False),
        ({"network": "shortcut = 2 relu  frozen w"}, False),
        ({"network": "shortcut = 2 relu  deep = 1 relu"}, False),
        ({"network": "shortcut = 2 relu + 1 linear"}, False),
    ],
)
def test_what_is_computed(changes: dict[str, Any], holds: bool) -> None:
    problem = read(**changes)
    assert dominates(problem) is holds
    establish(problem, "objective.decay_dominates", holds, Structure())
    with pytest.raises(Refusal, match=r"^facts\.opposite"):
        establish(problem, "objective.decay_dominates", not holds, Structure())
    assert shown(problem) is holds


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"network": "shortcut = 2 relu  hidden bias  frozen b"}, r"^linear\.frozen_unknown"),
        ({"loss": "l(z) = e^(z + 1)"}, r"^multipliers\.irrational_slope"),
        ({"network": "shortcut = 1 tanh"}, r"^dominance\.slopes"),
        ({"network": "shortcut = 2 relu  output bias"}, r"^dominance\.slopes"),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = max(0, z - 1)"}, r"^dominance\.slopes"),
    ],
)
def test_what_is_not_computed(changes: dict[str, Any], reason: str) -> None:
    problem = read(**changes)
    with pytest.raises(Refusal, match=reason):
        dominates(problem)


TANH: dict[str, Any] = {"network": "shortcut = 2 tanh", "penalty": "1/2 * l2(a, w)", "data": LINE}


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        # 4 A B = 1 = (D K)^2: what is left is not definite; a little more is enough
        ({}, None),
        ({"penalty": "1/2 * l2(a) + 51/100 * l2(w)"}, True),
        ({"penalty": "51/100 * l2(a) + 1/2 * l2(w)"}, True),
        ({"penalty": "51/100 * l2(a)"}, False),
        ({"penalty": "51/100 * l2(w)"}, False),
        # the matrix of second moments, not their sum
        ({"penalty": "51/100 * l2(a, w)", "data": PLANE}, True),
        # bounds of the slopes, of either: K = 1/4, D = 2, kinks, no bound
        (
            {"network": "shortcut = 2 n", "neuron": "neuron n(z) = sigmoid(z) - 1/2", "penalty": "13/100 * l2(a, w)"},
            True,
        ),
        ({"network": "shortcut = 2 n", "neuron": "neuron n(z) = sigmoid(z) - 1/2", "penalty": "1/8 * l2(a, w)"}, None),
        ({"network": "shortcut = 2 n", "neuron": "neuron n(z) = softplus(z) - log(2)", "penalty": "l2(a, w)"}, True),
        ({"network": "shortcut = 2 n", "neuron": "neuron n(z) = min(max(0, z - 1), 1)", "penalty": "l2(a, w)"}, True),
        ({"network": "shortcut = 2 n", "neuron": "neuron n(z) = z^3", "penalty": "100 * l2(a, w)"}, None),
        ({"loss": "l(z) = max(z, 2 * z)", "penalty": "l2(a, w)"}, None),
        ({"loss": "l(z) = max(z, 2 * z)", "penalty": "101/100 * l2(a, w)"}, True),
        ({"loss": "squared_hinge", "penalty": "100 * l2(a, w)"}, None),
        ({"loss": "+ hinge\nloss - logistic", "penalty": "51/100 * l2(a, w)"}, True),
        ({"loss": "+ hinge\nloss - l(z) = max(z, 2 * z)", "penalty": "l2(a, w)"}, None),
        (
            {
                "network": "shortcut = 2 n  output bias",
                "neuron": "neuron n(z) = max(tanh(z), z - 3/2)",
                "penalty": "l2(a, w)",
            },
            True,
        ),
        # a jump is no bounded slope
        ({"network": "shortcut = 2 step", "penalty": "100 * l2(a, w)"}, False),
        ({"network": "shortcut = 2 step  output bias", "penalty": "100 * l2(a, w)"}, None),
        # s(0) is not 0: only a_0 can make up for that
        ({"network": "shortcut = 2 sigmoid", "penalty": "l2(a, w)"}, False),
        ({"network": "shortcut = 2 sigmoid  output bias", "penalty": "l2(a, w)"}, True),
        ({"network": "shortcut = 2 sigmoid  output bias", "penalty": "l2(a, w, a0)"}, False),
        ({"network": "shortcut = 2 sigmoid  output bias  frozen a0 = 0", "penalty": "l2(a, w)"}, False),
        ({"network": "shortcut = 2 sigmoid  output bias  hidden bias", "penalty": "l2(a, w)"}, True),
        ({"network": "shortcut = 2 sigmoid  output bias  hidden bias  frozen b", "penalty": "l2(a, w)"}, True),
        # s(0) = 0: a_0 may be anything, biases have to shrink
        ({"network": "shortcut = 2 tanh  output bias", "penalty": "l2(a, w, a0)"}, True),
        ({"network": "shortcut = 2 tanh  output bias  frozen a0", "penalty": "l2(a, w)"}, True),
        ({"network": "shortcut = 2 tanh  output bias  frozen a0 = 3", "penalty": "l2(a, w)"}, True),
        ({"network": "shortcut = 2 tanh  hidden bias", "penalty": "l2(a, w)"}, False),
        ({"network": "shortcut = 2 tanh  hidden bias", "penalty": "l2(a, w) + 1/2 * l2(b)"}, True),
        ({"network": "shortcut = 2 tanh  hidden bias", "penalty": "l2(a, w) + 1/4 * l2(b)"}, None),
        (
            {"network": "shortcut = 2 tanh  hidden bias", "penalty": "l2(a, w) + 1/4 * l2(b)", "data": "+ 1/2  - -1"},
            None,
        ),
        ({"network": "shortcut = 2 tanh  hidden bias  frozen b = (0, 0)", "penalty": "l2(a, w)"}, True),
        ({"network": "shortcut = 2 tanh  hidden bias  frozen b = (0, 1)", "penalty": "l2(a, w)"}, False),
        ({"network": "shortcut = 2 tanh  hidden bias  frozen b", "penalty": "l2(a, w)"}, None),
        ({"network": "shortcut = 2 tanh  hidden bias  output bias", "penalty": "l2(a, w, a0)"}, False),
    ],
)
def test_what_bounded_slopes_show(changes: dict[str, Any], holds: bool | None) -> None:
    assert shown(read(**{**TANH, **changes})) is holds


def test_the_gain_of_two_losses_is_that_of_the_steeper_one() -> None:
    problem = read(**{**TANH, "loss": "+ hinge\nloss - l(z) = max(z, 2 * z)", "penalty": "101/100 * l2(a, w)"})
    fact = settle(Case(problem), "objective.decay_dominates")
    assert isinstance(fact, Fact)
    assert isinstance(fact.evidence, Slopes)
    assert [part.bound for part in fact.evidence.losses] == [1, 2]
    assert fact.evidence.gain == 2


def evidence_of(problem: Problem) -> Slopes:
    fact = settle(Case(problem), "objective.decay_dominates")
    assert isinstance(fact, Fact)
    assert isinstance(fact.evidence, Slopes)
    return fact.evidence


def test_what_the_check_refuses() -> None:
    problem = read(**{**TANH, "penalty": "l2(a, w)"})
    good = evidence_of(problem)
    check_slopes(problem, good)
    smaller = replace(good.neuron, bound=Fraction(9, 10))
    negative = replace(good.neuron, bound=Fraction(-1))
    for evidence, reason in (
        (replace(good, neuron=smaller), r"\w"),
        (replace(good, neuron=replace(good.neuron, bound=Fraction(3))), r"^dominance\.small"),
        (replace(good, neuron=negative), r"^lipschitz\.negative"),
        (replace(good, losses=()), r"^dominance\.losses"),
        (replace(good, losses=good.losses * 2), r"^dominance\.losses"),
        (replace(good, losses=(replace(good.losses[0], bound=Fraction(1, 2)),)), r"\w"),
    ):
        with pytest.raises(Refusal, match=reason):
            establish(problem, "objective.decay_dominates", True, evidence)
    for changes, reason in (
        ({"penalty": "l2(a)"}, r"^dominance\.small"),
        ({"penalty": "l2(w)"}, r"^dominance\.penalties"),
        ({"network": "shortcut = 2 tanh  frozen w"}, r"^dominance\.penalties"),
        ({"network": "shortcut = 2 tanh  hidden bias"}, r"^dominance\.biases"),
        ({"network": "shortcut = 2 sigmoid"}, r"^dominance\.biases"),
        ({"network": "shortcut = 2 relu"}, r"\w"),
    ):
        with pytest.raises(Refusal, match=reason):
            check_slopes(read(**{**TANH, "penalty": "l2(a, w)", **changes}), good)


def test_many_features_are_compared_by_their_squares_alone() -> None:
    row = ", ".join(["1"] * 65)
    data = f"+ ({row})  - ({row.replace('1', '-1', 1)})"
    assert shown(read(**{**TANH, "data": data, "penalty": "33 * l2(a) + 1/2 * l2(w)"})) is True
    problem = read(**{**TANH, "data": data, "penalty": "32 * l2(a) + 1/2 * l2(w)"})
    assert shown(problem) is None
    with pytest.raises(Refusal, match=r"^dominance\.features"):
        outweighs(problem, Fraction(1), strict=True, biases=False)


def test_a_kink_of_the_loss_at_0_has_the_slope_closest_to_0() -> None:
    assert dominates(read(loss="l(z) = abs(z)", penalty="1/1000 * l2(a)"))
    assert dominates(read(loss="l(z) = max(z, 2 * z)"))
    assert not dominates(read(loss="l(z) = max(2 * z, 3 * z)"))


@pytest.mark.parametrize("neuron", ["relu", "linear", "leaky_relu(1/2)"])
def test_the_origin_is_the_least_of_many_points(neuron: str) -> None:
    """Of a penalty that is just large enough, by an evaluation of its own."""
    problem = read(f"shortcut = 2 {neuron}")
    assert dominates(problem)
    slope = {"relu": 0.0, "linear": 1.0, "leaky_relu(1/2)": 0.5}[neuron]
    points, labels = np.array([(1, 0), (1, 1), (0, 1)], float), np.array([1, 1, -1], float)
    generator = np.random.default_rng(0)
    for _ in range(2000):
        scale = 10 ** generator.uniform(-3, 1)
        a, w = scale * generator.normal(size=2), scale * generator.normal(size=(2, 2))
        received = points @ w.T
        f = np.where(received > 0, received, slope * received) @ a
        height = np.mean(np.maximum(0, 1 - labels * f)) + a @ a / 4 + np.sum(w * w)
        assert height >= 1 - 1e-12


@pytest.mark.parametrize("neuron", ["tanh", "sin", "n(z) = min(max(0, z - 1), 1)"])
def test_the_way_to_rest_never_rises(neuron: str) -> None:
    """Of a penalty that is hardly large enough, with biases that stay and a constant that makes up for them."""
    name = neuron.partition("(")[0]
    own = f"neuron {neuron}" if "=" in neuron else ""
    problem = read(f"shortcut = 2 {name}  hidden bias  output bias", "51/100 * l2(a, w)", neuron=own)
    assert shown(problem) is True
    assert isinstance(problem.neuron, Function)
    s = compile_float(problem.neuron.expr).value
    points, labels = np.array([(1, 0), (1, 1), (0, 1)], float), np.array([1, 1, -1], float)
    generator = np.random.default_rng(1)

    def height(a: Any, w: Any, b: Any, constant: Any) -> float:
        f = constant + s(points @ w.T + b) @ a
        return float(np.mean(np.maximum(0, 1 - labels * f)) + 51 / 100 * (a @ a + np.sum(w * w)))

    for _ in range(400):
        scale = 10 ** generator.uniform(-2, 1)
        a, w = scale * generator.normal(size=2), scale * generator.normal(size=(2, 2))
        b, constant = 3 * generator.normal(size=2), generator.normal()
        held = a @ s(b)
        heights = [height(r * a, r * w, b, constant + (1 - r) * held) for r in (1, 0.99, 0.7, 0.3, 0)]
        assert all(after <= before + 1e-12 for before, after in pairwise(heights))
