"""Minima with margins on kinks of the loss (rule.sharp): accepted with multipliers inside the kinks, else refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.decide.minima.box import certify_on_kinks, certify_strict, margins_on_kinks
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box, OnKink, check_box
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.problem.expr import Add, Max, Num, Var, neg
from theoremcheck.trusted.problem.model import Block, Dataset, Frozen, Function, Network, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.kinked import sharp_fact

ZERO, ONE, HALF, TINY = Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 10**30)
HINGE = Function(Max((Num(ZERO), Add((Num(ONE), Var())))))
DATA = Dataset(((ZERO,),) * 3, (1, 1, -1), (ONE,) * 3)
# L = (2 max(0, 1 - a0) + max(0, 1 + a0)) / 3 has its minimum at the kink a0 = 1; the third sample is wrong.
PROBLEM = Problem(DATA, Function(Var()), HINGE, Network(0, hidden_bias=False, output_bias=True), Objective())
KINKS = (OnKink(0, 0, HALF), OnKink(1, 0, HALF))
GOOD = Box((ONE,), Fraction(1, 100), Fraction(1), 128, Gauge((), ()), KINKS, ONE, (), ())


def test_a_minimum_on_a_kink_is_accepted() -> None:
    assert check_box(PROBLEM, GOOD) == (1, 1)
    near = replace(GOOD, centre=(1 + Fraction(1, 10**9),))
    assert check_box(PROBLEM, near) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"centre": (1 + Fraction(1, 1000),)}, "^box.below$"),
        ({"centre": (Fraction(-1),)}, r"^box.multiplier\(sample=0\)"),
        ({"kinks": (OnKink(0, 0, HALF),)}, r"jets.at_break\(where=samples.margin\(sample=1\), place=-1\)"),
        ({"kinks": (OnKink(0, 0, HALF), OnKink(0, 0, HALF))}, "^box.kinks$"),
        ({"kinks": (OnKink(0, 0, HALF), OnKink(7, 0, HALF))}, "^box.kinks$"),
        ({"kinks": (OnKink(0, 1, HALF), OnKink(1, 0, HALF))}, "^box.no_break$"),
        ({"kinks": (OnKink(0, 0, ONE), OnKink(1, 0, ZERO))}, r"^box.multiplier\(sample=0\)"),
        ({"kinks": (OnKink(0, 0, ONE - TINY), OnKink(1, 0, TINY))}, r"^box.multiplier\(sample=0\)"),
        ({"kinks": (OnKink(0, 0, Fraction(1, 4)), OnKink(1, 0, HALF))}, "^box.below$"),
        ({"stiffness": Fraction(100)}, r"^box.multiplier\(sample=0\)"),
        ({"stiffness": ZERO}, "^box.stiffness$"),
        ({"mu": Fraction(2)}, "^box.hessian$"),
        ({"radius": Fraction(-1)}, "^box.size$"),
        ({"radius": Fraction(3)}, r"^box.multiplier\(sample=0\)"),
    ],
)
def test_a_tampered_point_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_box(PROBLEM, replace(GOOD, **changes))  # type: ignore[arg-type]


def test_a_maximum_on_a_kink_is_refused() -> None:
    """-hinge has slopes 0 and -1: no multiplier lies between 0 on the left and -1 on the right."""
    concave = Function(neg(HINGE.expr))
    for multiplier in (-HALF, ZERO, -ONE):
        kinks = (OnKink(0, 0, multiplier), OnKink(1, 0, multiplier))
        with pytest.raises(Refusal, match=r"^box.multiplier\(sample=0\)"):
            check_box(replace(PROBLEM, loss=concave), replace(GOOD, kinks=kinks))


def test_a_jump_is_no_kink() -> None:
    spec = loads(
        "dataset d { + 0, 0  - 0 }\nneuron identity\nloss l(z) = cases { z <= -1: 0; else: 3 + z }\n"
        "network { shortcut = 1 identity  output bias }\n"
    ).spec
    assert spec is not None
    with pytest.raises(Refusal, match=r"^box.discontinuous$"):
        check_box(replace(PROBLEM, loss=spec.problem.loss), GOOD)


def test_nothing_wrong_is_refused() -> None:
    """L(a) = max(0, 1 - a) + a^2 / 4 has its minimum at the kink a = 1, where both samples are right."""
    network = Network(1, hidden_bias=False, output_bias=False, frozen=(Frozen(Block.HIDDEN_WEIGHTS, (ONE,)),))
    decay = Objective((Penalty(Fraction(1, 4), (Block.OUTPUT_WEIGHTS,)),))
    problem = Problem(Dataset(((ONE,), (-ONE,)), (1, -1), (ONE,) * 2), Function(Var()), HINGE, network, decay)
    with pytest.raises(Refusal, match=r"^samples.none_wrong$"):
        check_box(problem, GOOD)


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
    assert isinstance(evidence, Box)
    assert check_box(spec.problem, evidence)[0] > 0
    rough = [Fraction(round(value * 10**4), 10**4) for value in evidence.centre]
    assert margins_on_kinks(spec.problem, rough)
    assert isinstance(certify_on_kinks(spec.problem, rough), Fact)
    assert isinstance(certify_strict(spec.problem, rough), Reason)
    claim = Claim("minimum.sharp", True, evidence)
    assert loads_certificate(dumps(issue(spec.problem, "rule.sharp", (claim,)))).claims == (claim,)
    assert certify_on_kinks(spec.problem, [value + 5 for value in rough]) == Reason.of("box.no_kink")
