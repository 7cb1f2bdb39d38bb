"""One number from which f goes on by a fixed function, and parameters that fit all samples: the data.realisable's."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_problems import read_problem

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.functions.floats import compile_float
from theoremcheck.report.words import reason
from theoremcheck.trusted.functions.balls import ball, evaluate
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.expansion import Forward
from theoremcheck.trusted.minima.realisable import Descent, Realisable, cost, response
from theoremcheck.trusted.problem.expr import Num, Z, substitute
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import OpaqueFunction, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.values import Finding

ON_LINES = "+ (1, 0), (0, 1), (2, -1)  - (-1/2, -1/2), (-2, 1)"
APART = "+ (1, 1)  - (0, 0), (0, 1), (1, 0)"
ONE = "t(z) = (tanh(1) + z)^2"
INSENSITIVE = "t(z) = max(0, abs(1 + z) - 1/4)"
WELSCH = "t(z) = 1 - exp(-(1 + z)^2)"
LEAKY = "n(z) = max(z/2, z)"
UNIT = "shortcut = 1 n  frozen a = 1"
BELOW = "frozen deep.1.weights = (1, 1, 1, 1)  frozen deep.1.biases = (0, -1)"
FEATURES = "frozen w = ((1, 1), (1, 0), (0, 1))  frozen b = (-1, 0, 0)"
HALF = "t(z) = (1/2 + z)^2"
TANH = "shortcut = 1 tanh  frozen a = 1"
BIASED = "shortcut = 1 tanh  hidden bias  frozen a = 1"
TWO = "+ p(z) = (1/2 + z)^2\nloss - m(z) = (1/3 + z)^2"
WEAK, STEEP, LINEAR, DESCENT = (
    f"data.{name}" for name in ("realisable", "realisable_steep", "realisable_linear", "descent")
)


def read(network: str = TANH, loss: str = HALF, data: str = ON_LINES, neuron: str = "tanh") -> Problem:
    return read_problem(
        network, "0 * l2(w)" if "shortcut" in network else "0 * l2(deep)", loss, data, f"neuron {neuron}"
    )


def fit(problem: Problem, condition: str = STEEP) -> Realisable | None:
    """The evidence that the deciders find."""
    fact = settle(Case(problem), condition)
    return fact.evidence if isinstance(fact, Fact) and isinstance(fact.evidence, Realisable) else None


def refuse(code: str, problem: Problem, evidence: object, condition: str = STEEP) -> None:
    with pytest.raises(Refusal) as refused:
        establish(problem, condition, True, evidence)
    assert refused.value.reason.code == code


# --- what is shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "directions"),
    [
        ({"loss": ONE}, 0),
        # a target whose inverse is not rational: along the fit both classes cost the same
        ({}, 1),
        # a kink whose place is not rational is no end of a trough
        ({"loss": "t(z) = abs(1/2 + z)"}, None),
        ({"loss": "t(z) = abs(tanh(1) + z)"}, 0),
        ({"network": BIASED}, 2),
        ({"network": BIASED, "loss": TWO}, 2),
        ({"loss": TWO}, None),
        ({"data": "+ (1, 0), (0, 1)  - (-1/2, -1/2), (-2, 2)"}, None),
        ({"loss": "t(z) = (1 + z)^2"}, None),
        ({"loss": "t(z) = (3/2 + z)^2"}, None),
        ({"network": "shortcut = 1 tanh"}, None),
        ({"network": "shortcut = 1 tanh  frozen a"}, None),
        ({"network": "shortcut = 1 tanh  frozen a = 0"}, None),
        ({"network": "shortcut = 1 tanh  frozen a = -1"}, 1),
        ({"network": "shortcut = 1 tanh  output bias  frozen a = 1"}, None),
        ({"network": "shortcut = 1 tanh  output bias  frozen a = 1  frozen a0 = 1/4"}, None),
        ({"network": "shortcut = 1 tanh  hidden bias  output bias  frozen a = 1  frozen a0 = 1/4"}, 2),
        ({"network": "shortcut = 2 tanh  frozen a = (1, 1)"}, None),
        # a frozen bias shifts what the unit receives
        ({"network": f"{BIASED}  frozen b = (1)", "loss": ONE}, None),
        ({"network": f"{BIASED}  frozen b = (1)", "loss": ONE, "data": "+ (0, 0)  - (-2, 0), (0, -2)"}, 0),
        ({"network": f"{BIASED}  frozen b", "loss": ONE}, None),
        # w frozen, and b alone trained
        ({"network": f"{BIASED}  frozen w = ((1, 1))", "loss": ONE}, 0),
        ({"network": f"{BIASED}  frozen w = ((1, 2))", "loss": ONE}, None),
        # least from end to end: the insensitive loss of support vectors
        ({"network": UNIT, "neuron": LEAKY, "loss": INSENSITIVE,
          "data": "+ (1, 0), (0, 1), (2, -6/5)  - (-2, 0), (-1, -1)"}, 0),
        # not monotone: one of the two valleys of the cost is not enough
        ({"network": UNIT, "neuron": "n(z) = z^2"}, None),
        # a chain below frozen weights, and one above frozen features
        ({"network": "deep = 1 tanh -> 1 tanh  frozen deep.2 = (2)  frozen deep.output = (1)"}, 1),
        ({"network": "deep = 1 tanh -> 1 tanh  frozen deep.output = (1)"}, None),
        ({"network": "deep = 1 tanh -> 2 tanh  frozen deep.2 = (2, 1)  frozen deep.output = (1, 1)"}, None),
        ({"network": f"deep = 2 n -> 1 n hidden bias  {BELOW}  frozen deep.output = (1)",
          "neuron": "n(z) = max(z/8, z)", "data": "+ (0, 0), (1, 1)  - (0, 1), (1, 0)"}, 0),
        # frozen features: f is affine in what is trained
        ({"network": f"shortcut = 3 n  hidden bias  output bias  {FEATURES}", "loss": WELSCH,
          "neuron": "n(z) = max(0, z)", "data": "+ (1, 1), (0, 0)  - (0, 1), (1, 0)"}, 0),
    ],
)  # fmt: skip
def test_fits(changes: dict[str, str], directions: int | None) -> None:
    found = fit(read(**changes))
    assert (None if found is None else len(found.directions)) == directions


def test_a_constant_cost_has_no_steep_trough() -> None:
    """One ReLU: L has bad local minima where it rests, and yet paths lead on from there."""
    problem = read(
        UNIT, "+ p(z) = (1 + z)^2\nloss - m(z) = z^2", neuron="n(z) = max(0, z)",
        data="+ (1, 0), (0, 1)  - (-2, 0), (-1, -1)",
    )  # fmt: skip
    assert fit(problem) is None
    found = fit(problem, WEAK)
    assert found is not None
    with pytest.raises(Refusal):
        establish(problem, STEEP, True, found)


def test_an_unknown_neuron_is_refused() -> None:
    problem = read()
    found = fit(problem)
    assert found is not None
    refuse("reach.opaque", replace(problem, neuron=OpaqueFunction(())), found)


# --- what is refused --------------------------------------------------------------------------------------------------


def test_other_parameters_are_refused() -> None:
    problem = read(loss=ONE)
    found = fit(problem)
    assert found is not None
    assert found.base == (1, 1)
    refuse("extrema.no_bottom", problem, replace(found, base=(Q(1), Q(2))))
    refuse("extrema.no_bottom", problem, replace(found, base=(Q(0), Q(0))))
    refuse("exact.vector_length", problem, replace(found, base=(Q(1),)))
    refuse("realisable.levels", problem, replace(found, directions=((Q(1), Q(0)),)))
    refuse("realisable.directions", problem, replace(found, directions=((Q(1), Q(1)),) * 3))
    # two directions along which the classes move alike do not reach two numbers
    refuse("realisable.directions", problem, replace(found, directions=((Q(1), Q(1)), (Q(2), Q(2)))))


def test_directions_ask_for_ends_and_for_costs_that_agree() -> None:
    problem = read()
    found = fit(problem)
    assert found is not None
    (direction,) = found.directions
    # Convex throughout is not what these costs are; so the ends are taken from a problem where they are.
    other = read(loss="t(z) = (1/2 + z)^2", neuron="n(z) = z", network=UNIT)
    base = (Q(0), Q(0))
    own = fit(other, WEAK)
    assert own is not None
    assert own.base == (Q(1, 2), Q(1, 2))
    refuse("realisable.no_end", other, replace(own, base=base, directions=(direction,)))
    unequal = replace(found, base=(Q(0), Q(0), Q(1, 4)), directions=((*direction, Q(0)),))
    refuse("realisable.differ", read(BIASED), unequal)
    even = replace(unequal, base=(Q(1), Q(1), Q(0)))
    assert establish(read(BIASED), STEEP, True, even).status is Status.HOLDS
    two = fit(read(BIASED, TWO))
    assert two is not None
    tied = replace(two, base=(Q(0),) * 3, directions=((Q(1), Q(1), Q(0)),))
    refuse("realisable.differ", read(BIASED, TWO), tied)


def test_one_class_may_be_at_rest() -> None:
    """Class + is least at u = 1, class - somewhere irrational: w moves class - alone."""
    problem = read(
        UNIT,
        "+ p(z) = (1 + z)^2\nloss - m(z) = (z + log(2))^2",
        "+ (1, 0)  - (0, 1)",
        "n(z) = z",
    )
    found = fit(problem)
    assert found is not None
    resting = Realisable(found.plus, found.minus, (Q(1), Q(0)), ((Q(0), Q(1)),))
    assert establish(problem, STEEP, True, resting).status is Status.HOLDS
    refuse("extrema.no_bottom", problem, replace(resting, base=(Q(2), Q(0))))


def test_a_fit_of_another_problem_is_refused() -> None:
    found = fit(read(loss=ONE))
    assert found is not None
    for other in (
        read(loss="t(z) = (tanh(2) + z)^2"),
        read("shortcut = 1 tanh", ONE),
        read("shortcut = 1 tanh  frozen a = 2", ONE),
        read(loss=ONE, data="+ (1, 0), (0, 1)  - (-1/2, -1/2), (2, 1)"),
    ):
        for condition in (WEAK, STEEP):
            with pytest.raises(Refusal):
                establish(other, condition, True, found)


# --- linear networks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"network": "shortcut = 2 n"}, True),
        ({"network": "deep = 2 n -> 3 n"}, True),
        ({"network": "shortcut = 2 n  output bias"}, True),
        ({"network": "shortcut = 2 n  output bias  frozen a0 = 0"}, True),
        # the frozen constant belongs to the fit, and leaves none
        ({"network": "shortcut = 2 n  output bias  frozen a0 = 1/3"}, None),
        ({"network": "shortcut = 2 n  output bias  frozen a0"}, None),
        ({"network": "shortcut = 2 n  hidden bias  frozen b = (1, 1)"}, None),
        ({"network": "shortcut = 2 n  hidden bias"}, True),
        ({"network": "shortcut = 2 n", "data": "+ (1, 0), (0, 1)  - (-1, 0), (-2, 2)"}, None),
        ({"network": "shortcut = 2 n", "neuron": "n(z) = z + 1"}, None),
        ({"network": "shortcut = 2 n", "neuron": "n(z) = tanh(z)"}, None),
    ],
)  # fmt: skip
def test_linear_functions(changes: dict[str, str], shown: bool | None) -> None:
    of = {
        "loss": WELSCH,
        "neuron": "n(z) = z",
        "data": "+ (1, 0), (0, 1), (2, -1)  - (-1, 0), (-2, 1)",
    }
    assert (fit(read(**(of | changes)), LINEAR) is not None) is bool(shown)


def test_a_frozen_constant_is_part_of_the_fit() -> None:
    network = "shortcut = 2 n  output bias  frozen a0 = 1/2"
    problem = read(network, WELSCH, "+ (1, 0)  - (0, 1)", "n(z) = z")
    found = fit(problem, LINEAR)
    assert found is not None
    assert found.base == (Q(1, 2), Q(-3, 2))
    refuse("extrema.no_bottom", problem, replace(found, base=(Q(1), Q(-1))), LINEAR)


# --- a direction ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, True),
        ({"loss": "savage"}, True),
        ({"loss": "ramp"}, True),
        ({"network": "shortcut = 1 n  hidden bias  frozen a = -2", "neuron": "n(z) = max(0, z)"}, True),
        # a target that tanh only tends to
        ({"loss": "square"}, True),
        ({"loss": "t(z) = (1/2 + z)^2"}, None),
        ({"neuron": "n(z) = z^3 - z", "network": "shortcut = 1 n  hidden bias  frozen a = 1"}, None),
        ({"network": "shortcut = 1 tanh  hidden bias"}, None),
        ({"network": "shortcut = 1 tanh  frozen a = 1"}, None),
        ({"data": "+ (1, 1), (0, 0)  - (0, 1), (1, 0)"}, None),
    ],
)
def test_descents(changes: dict[str, str], shown: bool | None) -> None:
    of = {"network": BIASED, "loss": "logistic", "data": APART} | changes
    fact = settle(Case(read(**of)), DESCENT)
    assert isinstance(fact, Fact) is bool(shown)


def test_other_directions_are_refused() -> None:
    problem = read(BIASED, "logistic", APART)
    fact = settle(Case(problem), DESCENT)
    assert isinstance(fact, Fact)
    found = fact.evidence
    assert isinstance(found, Descent)
    refuse("realisable.sides", problem, replace(found, direction=(Q(1), Q(0), Q(0))), DESCENT)
    refuse("realisable.sides", problem, replace(found, direction=(Q(0), Q(0), Q(0))), DESCENT)
    refuse("exact.vector_length", problem, replace(found, direction=(Q(1), Q(1))), DESCENT)
    away = replace(found, direction=tuple(-entry for entry in found.direction))
    for proofs in (away, replace(away, plus=Composed(), minus=Composed())):
        with pytest.raises(Refusal):
            establish(problem, DESCENT, True, proofs)


# --- words, claims, and floats ----------------------------------------------------------------------------------------


def test_words() -> None:
    said = []
    for problem, condition in (
        (read(loss=ONE), STEEP),
        (read(), WEAK),
        (read("shortcut = 2 n", "square", "+ (1, 0)  - (0, 1)", "n(z) = z"), LINEAR),
        (read(BIASED, "logistic", APART), DESCENT),
    ):
        fact = settle(Case(problem), condition)
        assert isinstance(fact, Fact)
        said.append(reason(problem, Finding(condition, fact)))
    assert said[0] == "at the trained parameters (1, 1) every sample costs least"
    assert said[1] == "from the trained parameters (0, 0) along (1, 1) every sample comes to cost least"
    assert said[2] == "at the function with the coefficients (1, -1) every sample costs least"
    assert said[3].startswith("along (")
    assert said[3].endswith(" no cost rises, and each tends to its infimum")


@pytest.mark.parametrize(
    ("network", "loss", "claim", "theorem"),
    [
        (TANH, "t(z) = (1/2 + z)^2", "global", "thm.realisable"),
        (TANH, "t(z) = (1/2 + z)^2", "no_bad", "thm.global_low"),
        (TANH, "t(z) = (1/2 + z)^2", "no_valley", "thm.realisable_valley"),
        (TANH, "t(z) = (1 + z)^2", "global", None),
        ("deep = 2 linear -> 2 linear", WELSCH, "global", "thm.realisable_linear"),
    ],
)
def test_claims(network: str, loss: str, claim: str, theorem: str | None) -> None:
    data = ON_LINES.replace("(-1/2, -1/2)", "(-1, 0)")
    verdict = theoremcheck.check(
        f"dataset d {{ {data} }}\nneuron tanh\nloss {loss}\nnetwork {{ {network} }}\nclaim {claim}", search=False
    )
    assert theorem is None or theorem in verdict.theorems
    assert (verdict.verdict == "proved") is (theorem is not None)


def test_a_penalty_leaves_nothing() -> None:
    verdict = theoremcheck.check(
        f"dataset d {{ {ON_LINES} }}\nloss {HALF}\nnetwork {{ {TANH} }}\n"
        "objective { regularizer = 1/100 * l2(w) }\nclaim global",
        search=False,
    )
    assert verdict.verdict == "undecided"


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.sampled_from((1, -1))), min_size=2, max_size=5),
    st.sampled_from((HALF, ONE, "t(z) = abs(1/2 + z)", "t(z) = 1 - exp(-(1/2 + z)^2)")),
    st.sampled_from(("1", "-1", "2")),
)
def test_no_term_rises_on_the_way_to_a_fit(points: list[tuple[int, int, int]], loss: str, weight: str) -> None:
    """In floats, from many points: the samples lie where w = (1, 2) or so gives one number for each class."""
    data = {1: "", -1: ""}
    for s, k, label in (*points, (0, 0, 1), (0, 0, -1)):
        # on the line x_1 + 2 x_2 = label
        data[label] += f"({label - 2 * (s + k)}, {s + k}), "
    problem = read(
        f"shortcut = 1 tanh  frozen a = {weight}", loss, f"+ {data[1].strip(', ')}  - {data[-1].strip(', ')}"
    )
    found = fit(problem)
    if found is None:
        return
    known = response(problem)
    assert known.rows == problem.samples.points
    rng = np.random.default_rng(len(points))
    values = {label: compile_float(cost(problem, label, known.outer)).value for label in (1, -1)}
    for label in (1, -1):
        own = np.array([[float(x) for x in known.rows[i]] for i in problem.samples.members(label)])
        grid = np.linspace(-6, 6, 4001)
        best = grid[np.argmin(values[label](grid))]
        start = own @ rng.normal(size=(2, 200)) * 3
        way = start[None] + np.linspace(0, 1, 21)[:, None, None] * (best - start[None])
        heights = values[label](way)
        assert np.all(np.diff(heights, axis=0) <= 1e-5)


def test_what_is_trained_is_read_off_the_layout() -> None:
    """The rows speak of the trained parameters in order, the shifts of the frozen ones."""
    problem = read(f"{BIASED}  frozen w = ((1, 2))")
    known = response(problem)
    assert set(known.rows) == {(Q(1),)}
    assert known.shifts == tuple(x + 2 * y for x, y in problem.samples.points)
    assert response(read("shortcut = 2 n  frozen a = (1, 1)", neuron="n(z) = 2*z")).outer == Z
    with pytest.raises(Refusal):
        response(read("shortcut = 1 tanh"))


NETWORKS = (
    "shortcut = 1 n  frozen a = -2",
    "shortcut = 1 n  hidden bias  frozen a = 1/3",
    "shortcut = 1 n  hidden bias  output bias  frozen a = 1  frozen a0 = 1/3",
    "shortcut = 1 n  hidden bias  output bias  frozen a = 1  frozen a0 = 1/3  frozen b = (2)",
    "shortcut = 1 n  hidden bias  output bias  frozen a = 1  frozen a0 = 1/3  frozen w = ((2, -3))",
    "output bias  deep = 1 n -> 1 m  frozen a0 = 2  frozen deep.2 = (-3)  frozen deep.output = (1/2)",
    "deep = 1 n -> 1 m hidden bias  frozen deep.2.weights = (-3)  frozen deep.2.biases = (1)  frozen deep.output = (2)",
    "deep = 3 m -> 1 n -> 1 n hidden bias  frozen deep.1 = (1, -2, 3, 0, 1, 1, 1, 2, -1)  frozen deep.3 = (2, -1)"
    "  frozen deep.output = (-2)",
    "deep = 2 m -> 1 n  frozen deep.1 = (1, -2, 0, 1)  frozen deep.output = (-2)",
    "output bias  deep = 2 m  frozen deep.1 = (1, -2, 0, 1)",
    "shortcut = 2 m  hidden bias  output bias  deep = 2 m  frozen w = ((1, 2), (0, -1))  frozen b = (0, 3)"
    "  frozen deep.1.weights = (1, -2, 0, 1)  frozen deep.1.biases = (0, 1)  frozen a0 = 5",
    "shortcut = 2 k  hidden bias  frozen a = (1, -2)  frozen b = (3, 1)",
    "shortcut = 1 k  hidden bias  deep = 1 k  frozen a = (-2)  frozen deep.1  frozen deep.output = (3)",
    "shortcut = 1 k  hidden bias  output bias  deep = 1 k  frozen a = (-2)  frozen deep.output = (3)"
    "  frozen deep.1.biases = (1)",
)  # fmt: skip


@pytest.mark.parametrize("network", NETWORKS)
def test_the_response_is_what_the_network_computes(network: str) -> None:
    """At random parameters f is g(u), in balls, with the trained parameters in the order of the layout."""
    neurons = "n(z) = tanh(z) + z\nneuron m(z) = max(0, z)\nneuron k(z) = 2*z - 1"
    blocks = "w, deep" if "shortcut" in network and "deep" in network else "w" if "shortcut" in network else "deep"
    problem = read_problem(network, f"0 * l2({blocks})", HALF, ON_LINES, f"neuron {neurons}")
    layout, rng = Layout.of(problem), np.random.default_rng(3)
    if "frozen deep.1  " in network:
        with pytest.raises(Refusal):
            response(problem)
        return
    found = response(problem)
    for _ in range(5):
        trained = [Q(int(entry), 8) for entry in rng.integers(-20, 20, len(layout.trained))]
        full = [ball(entry) for entry in layout.full(trained)]
        outputs = Forward(problem, full, 0).outputs
        for row, shift, output in zip(found.rows, found.shifts, outputs, strict=True):
            u = sum((a * b for a, b in zip(row, trained, strict=True)), shift)
            pieces = split(found.outer)
            here = evaluate(substitute(pieces.piece_at(u), Num(u)), ball(Q(0)))
            assert here.overlaps(output)
            assert abs(float(here) - float(output)) < 1e-9


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=4, unique=True),
    st.sampled_from(("t(z) = (1/2 + z)^2", INSENSITIVE, WELSCH, "+ p(z) = (1/2 + z)^2\nloss - m(z) = (z + 1/3)^2")),
    st.sampled_from(("n(z) = z", LEAKY, "n(z) = z^3", "n(z) = z^2", "n(z) = max(0, z)", "n(z) = z^3/3 - z")),
    st.sampled_from(("1", "-1", "2")),
    st.booleans(),
)
def test_a_rational_fit_costs_least(
    points: list[tuple[int, int]], loss: str, neuron: str, weight: str, bias: bool
) -> None:
    """In floats no point of a grid is below the cost at a fit."""
    middle = len(points) // 2
    data = "  ".join(f"{s} {', '.join(map(str, own))}" for s, own in (("+", points[:middle]), ("-", points[middle:])))
    network = f"shortcut = 1 n  {'hidden bias' if bias else ''}  frozen a = {weight}"
    problem = read(network, loss, data, neuron)
    for condition in (WEAK, STEEP):
        found = fit(problem, condition)
        if found is None or found.directions:
            continue
        known = response(problem)
        for row, shift, label in zip(known.rows, known.shifts, problem.samples.labels, strict=True):
            value = compile_float(cost(problem, label, known.outer)).value
            u = float(sum((a * b for a, b in zip(row, found.base, strict=True)), shift))
            assert value(np.array([u]))[0] <= np.min(value(np.linspace(-5, 5, 2001))) + 1e-9


def test_what_frozen_layers_hand_on_is_bounded(monkeypatch):
    monkeypatch.setattr("theoremcheck.trusted.minima.realisable.MAX_PRODUCTS", 3)
    subject = read(f"deep = 2 n -> 1 n hidden bias  {BELOW}  frozen deep.output = (1)", neuron="n(z) = max(0, z)")
    with pytest.raises(Refusal, match="layer_nodes"):
        response(subject)
