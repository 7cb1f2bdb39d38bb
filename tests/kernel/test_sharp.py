"""Minima with margins on kinks of the loss (rule.sharp): accepted with multipliers inside the kinks, else refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.decide.minima.sharp import certify_sharp, margins_on_kinks
from theoremcheck.decide.minima.strict import certify_strict
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.expr import Add, Max, Num, Var, neg
from theoremcheck.trusted.minima import Gauge, OnKink, SharpMinimum
from theoremcheck.trusted.model import Block, Dataset, Frozen, Function, Network, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.sharp import check_sharp
from theoremcheck.verdict.kinked import sharp_fact

ZERO, ONE, HALF, TINY = Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 10**30)
HINGE = Function(Max((Num(ZERO), Add((Num(ONE), Var())))))
DATA = Dataset(((ZERO,),) * 3, (1, 1, -1), (ONE,) * 3)
# L = (2 max(0, 1 - a0) + max(0, 1 + a0)) / 3 has its minimum at the kink a0 = 1; the third sample is wrong.
PROBLEM = Problem(DATA, Function(Var()), HINGE, Network(0, hidden_bias=False, output_bias=True), Objective())
GOOD = SharpMinimum(
    (ONE,), Fraction(1, 100), Fraction(1), 128, Gauge((), ()), (OnKink(0, 0, HALF), OnKink(1, 0, HALF)), ONE
)


def test_a_minimum_on_a_kink_is_accepted() -> None:
    assert check_sharp(PROBLEM, GOOD) == (1, 1)
    near = replace(GOOD, centre=(1 + Fraction(1, 10**9),))
    assert check_sharp(PROBLEM, near) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"centre": (1 + Fraction(1, 1000),)}, "rise above"),
        ({"centre": (Fraction(-1),)}, "not shown to lie strictly inside the kink"),
        ({"kinks": (OnKink(0, 0, HALF),)}, "the margin of sample 2 touches the break point -1"),
        ({"kinks": (OnKink(0, 0, HALF), OnKink(0, 0, HALF))}, "the kinks name no samples"),
        ({"kinks": (OnKink(0, 0, HALF), OnKink(7, 0, HALF))}, "the kinks name no samples"),
        ({"kinks": (OnKink(0, 1, HALF), OnKink(1, 0, HALF))}, "no such break point"),
        ({"kinks": (OnKink(0, 0, ONE), OnKink(1, 0, ZERO))}, "not shown to lie strictly inside the kink"),
        ({"kinks": (OnKink(0, 0, ONE - TINY), OnKink(1, 0, TINY))}, "not shown to lie strictly inside"),
        ({"kinks": (OnKink(0, 0, Fraction(1, 4)), OnKink(1, 0, HALF))}, "rise above"),
        ({"stiffness": Fraction(100)}, "not shown to lie strictly inside the kink"),
        ({"stiffness": ZERO}, "the stiffness must be positive"),
        ({"mu": Fraction(2)}, "not shown to be positive definite"),
        ({"radius": Fraction(-1)}, "radius and mu must be positive"),
        ({"radius": Fraction(3)}, "not shown to lie strictly inside the kink"),
    ],
)
def test_a_tampered_point_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_sharp(PROBLEM, replace(GOOD, **changes))  # type: ignore[arg-type]


def test_a_maximum_on_a_kink_is_refused() -> None:
    """-hinge has slopes 0 and -1: no multiplier lies between 0 on the left and -1 on the right."""
    concave = Function(neg(HINGE.expr))
    for multiplier in (-HALF, ZERO, -ONE):
        kinks = (OnKink(0, 0, multiplier), OnKink(1, 0, multiplier))
        with pytest.raises(Refusal, match="not shown to lie strictly inside the kink"):
            check_sharp(replace(PROBLEM, loss=concave), replace(GOOD, kinks=kinks))


def test_a_jump_is_no_kink() -> None:
    spec = loads(
        "dataset d { + 0, 0  - 0 }\nneuron identity\nloss l(z) = cases { z <= -1: 0; else: 3 + z }\n"
        "network { shortcut = 1 identity  output bias }\n"
    ).spec
    assert spec is not None
    with pytest.raises(Refusal, match="the loss is not continuous there"):
        check_sharp(replace(PROBLEM, loss=spec.problem.loss), GOOD)


def test_nothing_wrong_is_refused() -> None:
    """L(a) = max(0, 1 - a) + a^2 / 4 has its minimum at the kink a = 1, where both samples are right."""
    network = Network(1, hidden_bias=False, output_bias=False, frozen=(Frozen(Block.HIDDEN_WEIGHTS, (ONE,)),))
    decay = Objective((Penalty(Fraction(1, 4), (Block.OUTPUT_WEIGHTS,)),))
    problem = Problem(Dataset(((ONE,), (-ONE,)), (1, -1), (ONE,) * 2), Function(Var()), HINGE, network, decay)
    with pytest.raises(Refusal, match="no sample is shown to be wrong"):
        check_sharp(problem, GOOD)


TANH = """
dataset d { + -4, 3  - -2, -3, 1 }
neuron tanh
loss hinge
network { shortcut = 1 tanh  output bias }
"""


def test_the_producer_finds_multipliers() -> None:
    spec = loads(TANH).spec
    assert spec is not None
    made = sharp_fact(spec.problem, Options(starts=60), lambda done, total, stage: None)
    assert made.fact is not None
    evidence = made.fact.evidence
    assert isinstance(evidence, SharpMinimum)
    assert check_sharp(spec.problem, evidence)[0] > 0
    rough = [Fraction(round(value * 10**4), 10**4) for value in evidence.centre]
    assert margins_on_kinks(spec.problem, rough)
    assert isinstance(certify_sharp(spec.problem, rough), SharpMinimum)
    assert isinstance(certify_strict(spec.problem, rough), str)
    claim = Claim("minimum.sharp", True, evidence)
    assert loads_certificate(dumps(issue(spec.problem, "rule.sharp", (claim,)))).claims == (claim,)
    assert certify_sharp(spec.problem, [value + 5 for value in rough]) == "no margin lies on a kink of the loss there"
