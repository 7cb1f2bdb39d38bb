"""One unit that matches the loss: network.matching, data.convex_fit_right, and what follows from a convex L."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q
from itertools import product
from random import Random

import numpy as np
import pytest
from scipy.optimize import minimize
from small_problems import read_problem

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.calm import any_minimum
from theoremcheck.decide.registry import settle
from theoremcheck.functions.floats import compile_float
from theoremcheck.report.matching import matching_words
from theoremcheck.report.words import reason
from theoremcheck.theory.graph import leaves_of
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.shape import Witness
from theoremcheck.trusted.kernel.facts import Fact, conclude, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.minima.matching import Matching, Mismatch, cost, one_unit
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.model import Block, Objective, OpaqueFunction, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.values import Finding

ARSINH = "neuron arsinh(z) = log(z + sqrt(1 + z^2))"
SINGLE = "shortcut = 1 n  frozen a = (1)"
MIXED = "+ 1, 2, 5  - 3, -1"
UNIT = "shortcut = 1 arsinh  frozen a = (1)"
STEEPER = "neuron n(z) = cases { z < -1: 2*z + 1; z < 1: z; else: 2*z - 1 }"
LEAKY = "neuron n(z) = max(z/2, z)"
PLUS = "z^2/2 + z + max(0, z)^2/2 + max(0, z)"
MINUS = "z^2 + 2*z - max(0, z)^2/2 - max(0, z)"


def read(
    network: str = UNIT,
    loss: str = "exponential",
    neuron: str = ARSINH,
    data: str = MIXED,
    l2: str = "0",
) -> Problem:
    return read_problem(network, f"{l2} * l2(w)", loss, data, neuron)


def shown(problem: Problem, condition: str = "network.matching") -> bool | None:
    """What the deciders show; None if it stays open."""
    fact = settle(Case(problem), condition)
    return {Status.HOLDS: True, Status.FAILS: False}[fact.status] if isinstance(fact, Fact) else None


def refuse(code: str, problem: Problem, condition: str, holds: bool, evidence: object) -> None:
    with pytest.raises(Refusal) as refused:
        establish(problem, condition, holds, evidence)
    assert refused.value.reason.code == code


# --- network.matching ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        # exp(-y a arsinh(z)) is convex from abs(a) = 1 on
        ({"network": "shortcut = 1 arsinh  frozen a = (3/2)"}, True),
        ({"network": "shortcut = 1 arsinh  frozen a = (-1)"}, True),
        ({"network": "shortcut = 1 arsinh  frozen a = (9/10)"}, False),
        ({"network": "shortcut = 1 arsinh  hidden bias  output bias  frozen a = (1)  frozen a0 = 7"}, True),
        ({"network": "shortcut = 1 arsinh  hidden bias  frozen a = (1)  frozen b"}, True),
        ({"loss": "logistic"}, False),
        ({"loss": "square"}, False),
        ({"loss": "l(z) = (1 + z) * sinh(z) - cosh(z)"}, True),
        # a convex loss and an affine neuron
        ({"loss": "hinge", "neuron": "neuron n(z) = 3*z - 1", "network": SINGLE}, True),
        ({"loss": "sigmoid_loss", "neuron": "neuron n(z) = z", "network": SINGLE}, False),
        # kinks: those of the neuron lie where the loss bends up, or rests
        ({"loss": "hinge", "neuron": STEEPER, "network": SINGLE}, True),
        ({"loss": "hinge", "neuron": STEEPER, "network": "shortcut = 1 n  frozen a = (9/10)"}, False),
        ({"loss": "hinge", "neuron": STEEPER, "network": "shortcut = 1 n  frozen a = (11/10)"}, True),
        ({"loss": "exponential", "neuron": LEAKY, "network": SINGLE}, False),
        ({"neuron": "neuron n(z) = cases { z < 0: z; else: z + 1 }", "network": SINGLE}, False),
        # one class alone is not enough
        ({"neuron": "neuron n(z) = -z^2", "network": SINGLE}, False),
        ({"neuron": "neuron n(z) = z^2", "network": SINGLE}, False),
        # nothing that moves: a frozen constant
        ({"network": "shortcut = 1 arsinh  frozen a = (0)"}, True),
    ],
)  # fmt: skip
def test_costs(changes: dict[str, str], holds: bool) -> None:
    assert shown(read(**changes)) is holds


def test_two_losses() -> None:
    """The slope of the loss of class - drops at 0, where that of the neuron rises as much."""
    network = "shortcut = 1 n  frozen a = (1)"
    text = f"plus(z) = {PLUS}\nloss - minus(z) = {MINUS}"
    assert shown(read(network, f"+ {text}", LEAKY)) is True
    assert shown(read(network, f"l(z) = {MINUS}", LEAKY)) is False
    swapped = f"plus(z) = {MINUS}\nloss - minus(z) = {PLUS}"
    assert shown(read(network, f"+ {swapped}", LEAKY)) is False


@pytest.mark.parametrize(
    ("network", "one"),
    [
        (UNIT, True),
        ("shortcut = 1 arsinh  frozen a", True),
        ("shortcut = 1 arsinh  hidden bias  frozen a = (1)", True),
        ("shortcut = 1 arsinh  hidden bias  frozen a = (1)  frozen w", True),
        ("shortcut = 1 arsinh", False),
        ("shortcut = 1 arsinh  output bias  frozen a = (1)", False),
        ("shortcut = 1 arsinh  output bias  frozen a = (1)  frozen a0", True),
        ("shortcut = 2 arsinh  frozen a = (1, 0)", False),
        ("shortcut = 1 arsinh  deep = 1 relu  frozen a = (1)  frozen deep", False),
    ],
)
def test_the_network_is_one_unit(network: str, one: bool) -> None:
    problem = read(network)
    assert one_unit(problem) is one
    if not one:
        assert establish(problem, "network.matching", False, Mismatch(1, None)).status is Status.FAILS
        with pytest.raises(Refusal):
            cost(problem, 1)


@pytest.mark.parametrize("block", ["a", "a0"])
def test_frozen_values_have_to_be_known(block: str) -> None:
    known = {"a": "frozen a = (1)", "a0": "frozen a0 = 1"} | {block: f"frozen {block}"}
    problem = read(f"shortcut = 1 arsinh  output bias  {known['a']}  {known['a0']}")
    assert shown(problem) is None
    refuse("matching.frozen_unknown", problem, "network.matching", True, Matching(Composed(), Composed()))


def test_what_holds_is_convex_in_floats_and_what_fails_is_not() -> None:
    """Second differences of the costs of both classes, over many weights, neurons and losses."""
    rng, decided = np.random.default_rng(5), 0
    neurons = (ARSINH.replace("arsinh", "n", 1), STEEPER, LEAKY, "neuron n(z) = tanh(z)", "neuron n(z) = z + z^3")
    losses = ("exponential", "hinge", "square", "squared_hinge", "logistic", "l(z) = exp(2*z)")
    for neuron, loss, weight in product(neurons, losses, ("1", "1/2", "-2")):
        problem = read(f"shortcut = 1 n  output bias  frozen a = ({weight})  frozen a0 = 1/3", loss, neuron)
        found = shown(problem)
        if found is None:
            continue
        decided += 1
        centres, steps = rng.uniform(-6, 6, 20000), np.exp(rng.uniform(-6, 1, 20000))
        worst = np.inf
        for label in (1, -1):
            value = compile_float(cost(problem, label)).value
            low, middle, high = value(centres - steps), value(centres), value(centres + steps)
            low, high, middle = (own[np.maximum(low, high) < 1e150] for own in (low, high, middle))
            worst = min(worst, float(np.min((low + high - 2 * middle) / (1 + low + high + middle))))
        assert (worst > -1e-9) if found else (worst < -1e-9), (neuron, loss, weight)
    assert decided > 70


def test_other_evidence_is_refused() -> None:
    problem = read()
    fact = settle(Case(problem), "network.matching")
    assert isinstance(fact, Fact)
    good = fact.evidence
    assert isinstance(good, Matching)
    refuse("matching.one_unit", problem, "network.matching", False, Mismatch(1, None))
    refuse("shape.not_violated", problem, "network.matching", False, Mismatch(1, Witness(0, Num(Q(1)))))
    refuse("facts.no_class", read(loss="square"), "network.matching", False, Mismatch(0, Witness(0, Num(Q(1)))))
    refuse("matching.other_network", read("shortcut = 1 arsinh"), "network.matching", True, good)
    for other in (read(loss="square"), read(loss="logistic"), read("shortcut = 1 arsinh  frozen a = (1/2)")):
        with pytest.raises(Refusal):
            establish(other, "network.matching", True, good)
        with pytest.raises(Refusal):
            establish(other, "network.matching", True, Matching(Composed(), Composed()))
    refuse("reach.opaque", replace(problem, neuron=OpaqueFunction(())), "network.matching", True, good)


@pytest.mark.parametrize("label", [1, -1])
def test_both_classes_count(label: int) -> None:
    """exp(-a z^2) is not convex, exp(a z^2) is: proofs of one class do for that class alone."""
    weight = "1" if label > 0 else "-1"
    problem = read(f"shortcut = 1 n  frozen a = ({weight})", "exponential", "neuron n(z) = z^2")
    fact = settle(Case(problem), "network.matching")
    assert isinstance(fact, Fact)
    assert fact.evidence.label == label
    other = read("shortcut = 1 n  frozen a = (1)", "exponential", "neuron n(z) = 1 + z")
    convex = settle(Case(other), "network.matching")
    assert isinstance(convex, Fact)
    for proof in (convex.evidence.plus, convex.evidence.minus, Composed()):
        with pytest.raises(Refusal):
            establish(problem, "network.matching", True, Matching(proof, proof))


def test_words() -> None:
    said = {}
    for name, problem in (
        ("holds", read()),
        ("other", read("shortcut = 1 arsinh")),
        ("bends", read(loss="square")),
        ("drops", read("shortcut = 1 n  frozen a = (1)", "exponential", LEAKY)),
    ):
        fact = settle(Case(problem), "network.matching")
        assert isinstance(fact, Fact)
        said[name] = matching_words(problem, fact.evidence)
    assert said["holds"] == "for both classes l(-y f) is convex in what the unit receives"
    assert said["other"] == "not one unit with frozen output weights"
    assert said["bends"].startswith("on class + l(-y f) bends down at z = ")
    assert said["drops"] == "on class + l(-y f) jumps, or its slope drops, at z = 0, z what the unit receives"


# --- data.convex_fit_right, and what follows ----------------------------------------------------------------------

SHIFTED = "shortcut = 1 arsinh  output bias  frozen a = (1)  frozen a0 = -1"
APART = "+ 2, 3  - 1, 0"


def the_box(problem: Problem) -> Box:
    fact = settle(Case(problem), "data.convex_fit_right")
    assert isinstance(fact, Fact)
    assert isinstance(fact.evidence, Box)
    return fact.evidence


def test_the_minimum_is_right() -> None:
    problem = read(SHIFTED, data=APART, l2="1/50")
    box = the_box(problem)
    refuse("box.size", problem, "data.convex_fit_right", True, replace(box, mu=Q(0)))
    for moved in (replace(box, centre=(box.centre[0] + 1,)), replace(box, centre=(Q(0),)), replace(box, mu=Q(100))):
        with pytest.raises(Refusal):
            establish(problem, "data.convex_fit_right", True, moved)
    held = replace(box, slice=replace(box.slice, held=(0,))) if isinstance(box.slice, Gauge) else box
    refuse("spurious.held", problem, "data.convex_fit_right", True, held)


def test_words_of_the_box_say_no_more_than_it_shows() -> None:
    """Of an L that is not convex the box shows one minimum; others err, here those near w = -pi and w = pi."""
    problem = read("shortcut = 1 n  frozen a = (1)", "square", "neuron n(z) = sin(z)", "+ 1, 2  - -1", l2="1/1000")
    assert shown(problem, "network.matching") is False
    fact = settle(Case(problem), "data.convex_fit_right")
    assert isinstance(fact, Fact)
    words = reason(problem, Finding("data.convex_fit_right", fact))
    assert words == "every sample is right in a small box around a minimum of L; a convex L has no other"


def test_a_minimum_that_errs_is_refused() -> None:
    problem = read(SHIFTED, data="+ 2, 3, 1/4  - 1, 0", l2="1/50")
    assert shown(problem, "network.matching") is True
    assert shown(problem, "data.convex_fit_right") is None
    box = any_minimum(problem, (Q(36, 25),))
    assert box is not None
    refuse("matching.not_right", problem, "data.convex_fit_right", True, box)


def test_biases_are_taken_along() -> None:
    frozen = read(f"{SHIFTED}  hidden bias  frozen b = (-1/3)", data=APART, l2="1/50")
    trained = read_problem(f"{SHIFTED}  hidden bias", "1/50 * l2(w, b)", "exponential", APART, ARSINH)
    assert [len(the_box(problem).centre) for problem in (frozen, trained)] == [1, 2]
    # Where the pre-activations do not depend linearly on what is trained no box is proposed.
    assert shown(read(f"{SHIFTED}  hidden bias  frozen w = ((1))", data=APART), "data.convex_fit_right") is None


def test_floats_find_the_same_minima() -> None:
    """From several starts one minimum, and right where that is proved, on random samples; where it is right it is."""
    random, proved = Random(2), 0
    for _ in range(30):
        points = random.sample(range(-6, 7), 5)
        level = random.choice((-1, 0, 1))
        wrong = random.choice((0, 0, 1))
        plus = [p for k, p in enumerate(sorted(points)) if (k >= 2) is not (k == 2 and bool(wrong))]
        minus = [p for p in points if p not in plus]
        network = f"shortcut = 1 arsinh  hidden bias  output bias  frozen a = (1)  frozen a0 = {level}"
        data = f"+ {', '.join(map(str, plus))}  - {', '.join(map(str, minus))}"
        problem = read_problem(network, "1/40 * l2(w, b)", "exponential", data, ARSINH)

        def height(t: np.ndarray, plus: list[int] = plus, minus: list[int] = minus, level: int = level) -> float:
            signed = [(-1, p) for p in plus] + [(1, p) for p in minus]
            costs = [np.exp(s * (level + np.arcsinh(t[0] * p + t[1]))) for s, p in signed]
            return float(np.mean(costs) + t @ t / 40)

        found = [minimize(height, np.array(start), tol=1e-10) for start in ((0.0, 0.0), (3.0, -2.0), (-4.0, 5.0))]
        assert max(own.fun for own in found) - min(own.fun for own in found) < 1e-7
        w, b = found[0].x
        outputs = {p: float(level + np.arcsinh(w * p + b)) for p in points}
        right = all((outputs[p] >= 0) is (p in plus) for p in points)
        assert min(map(abs, outputs.values())) > 1e-6
        assert (shown(problem, "data.convex_fit_right") is True) is right
        proved += right
    assert 5 < proved < 25


def facts_of(problem: Problem, goal: str) -> list[Fact]:
    found = (settle(Case(problem), condition) for condition in leaves_of(goal))
    return [fact for fact in found if isinstance(fact, Fact)]


@pytest.mark.parametrize("coefficient", [Q(1), Q(0), Q(-1, 100)])
def test_a_reward_on_what_is_trained_is_not_convex(coefficient: Q) -> None:
    problem = read(f"{UNIT}  hidden bias")
    penalties = (Penalty(Q(1), (Block.HIDDEN_WEIGHTS,)), Penalty(coefficient, (Block.HIDDEN_BIAS,)))
    problem = replace(problem, objective=Objective(penalties))
    facts = facts_of(problem, "thm.matching")
    if coefficient >= 0:
        assert conclude(problem, facts, "thm.matching").goal == "thm.matching"
        assert conclude(problem, facts_of(problem, "thm.convex_valley"), "thm.convex_valley").goal
        return
    with pytest.raises(Refusal):
        conclude(problem, facts, "thm.matching")


@pytest.mark.parametrize(
    ("changes", "claim", "theorem"),
    [
        ({}, "global", "thm.matching"),
        ({}, "no_basin", "thm.convex_valley"),
        ({}, "no_valley", "thm.convex_valley"),
        ({"network": SHIFTED, "data": APART, "l2": "1/50"}, "no_bad", "thm.convex_fit"),
        # monotone and separable: no more than T1
        ({"data": "+ 1, 2  - -1"}, "no_bad", "thm.separable"),
        ({"network": "shortcut = 1 arsinh  frozen a = (1/2)"}, "global", None),
    ],
)
def test_claims(changes: dict[str, str], claim: str, theorem: str | None) -> None:
    of = {"network": UNIT, "data": MIXED, "l2": "0"} | changes
    verdict = theoremcheck.check(
        f"dataset d {{ {of['data']} }}\n{ARSINH}\nloss exponential\nnetwork {{ {of['network']} }}\n"
        f"objective {{ regularizer = {of['l2']} * l2(w) }}\nclaim {claim}",
        search=False,
    )
    assert theorem is None or theorem in verdict.theorems
    assert (verdict.verdict == "proved") is (theorem is not None)
