"""Of which bad minima it is shown that they are off all breaks: the break is looked for by hand, in fractions."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked, Question
from theoremcheck.trusted.minima.average import AffinePart, AverageMinimum
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.off_breaks import off_breaks
from theoremcheck.trusted.minima.point import Between, Exact, Neurons, Number, Point, Units
from theoremcheck.trusted.problem.expr import ONE, ZERO, Num
from theoremcheck.trusted.settled import settled
from theoremcheck.verdict.judge import bad_minima
from theoremcheck.verdict.points import certify, first_certified

SPECS = Path(__file__).parents[2] / "specs"
SMOOTH = "claim no_bad_smooth\n"
QUARTERS = st.integers(-8, 8).map(lambda n: Fraction(n, 4))
BENT = "neuron bent(z) = cases { z < 0: z / 2; else: z }\n"
DEEP = loads(
    f"dataset d {{ + (1), (2)  - (-1), (1/2) }}\n{BENT}loss hinge\n"
    "network { shortcut = 3 bent  deep = 2 bent -> 3 bent  hidden bias  output bias }\n"
).spec.problem


def bent(value):
    return value if value >= 0 else value / 2


def number(value):
    return Number(Num(value), ZERO)


def with_claim(name):
    lines = (SPECS / f"{name}.spec").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("claim", "expect"))) + f"\n{SMOOTH}"


@given(*[QUARTERS] * 12)
def test_as_the_network_computes_it(a0, a, w, b, second, w1, b1, w2, b2, v, x, both):
    """Two groups of neurons and two deep layers in copies; breaks: 0 of a neuron, -1 of the hinge."""
    groups = (Neurons(2, number(a), (w,), b), Neurons(1, number(both), (second,), b))
    point = Point(number(a0), groups, (Units((w1,), b1), Units((w2,), b2)), number(v))
    samples = (Fraction(1), Fraction(2), Fraction(-1), Fraction(1, 2))
    received, margins = [], []
    for label, at in zip((1, 1, -1, -1), samples, strict=True):
        units = [w * at + b, second * at + b, w1 * at + b1]
        units.append(2 * w2 * bent(units[2]) + b2)
        f = a0 + 2 * a * bent(units[0]) + both * bent(units[1]) + 3 * v * bent(units[3])
        received += units
        margins.append(-label * f)
    evidence = FlatMinimum(point, None, None, ())
    assert off_breaks(DEEP, [evidence]) is (0 not in received and -1 not in margins)
    assert off_breaks(DEEP, [evidence, evidence]) is off_breaks(DEEP, [evidence])
    assert not off_breaks(DEEP, [])
    assert not off_breaks(DEEP, [evidence, x])


def test_a_number_that_is_enclosed_keeps_its_ends_off_the_breaks():
    resting = (Neurons(3, number(Fraction(0)), (Fraction(0),), Fraction(1)),)
    still = (Units((Fraction(0),), Fraction(1)), Units((Fraction(0),), Fraction(1)))
    point = Point(Number(ZERO, ONE), resting, still, number(Fraction(0)))
    for lower, upper, shown in ((-1, 1, False), (-2, Fraction(1, 2), False), (Fraction(-1, 2), Fraction(1, 2), True)):
        constant = Between(Fraction(lower), Fraction(0), Fraction(upper))
        evidence = AverageMinimum(point, constant, (AffinePart(),))
        assert off_breaks(DEEP, [evidence]) is shown
    unsolved = replace(point, output_bias=Number(ZERO, ONE))
    assert not off_breaks(DEEP, [FlatMinimum(unsolved, None, None, ())])
    assert off_breaks(DEEP, [FlatMinimum(unsolved, Exact(Num(Fraction(1, 2))), None, ())])
    assert not off_breaks(DEEP, [FlatMinimum(unsolved, Exact(Num(Fraction(1))), None, ())])


REFUTED = {
    "counterexamples/flat_relu": "rule.flat",
    "counterexamples/cells_relu": "rule.deep",
    "counterexamples/cells_not_separable": "rule.affine",
}
AT_BREAKS = {
    "counterexamples/cells_at_break": "rule.kink",
    "counterexamples/sharp_tanh": "rule.sharp",
    "counterexamples/fibre_relu_origin": "rule.strict",
    "counterexamples/decay_zero_unbalanced": "rule.decay_zero",
    "counterexamples/deep_relu_silent_origin": "rule.deep",
    "counterexamples/frozen_relu_features": "rule.frozen",
    "counterexamples/margin_perceptron_no_bias": "rule.margin",
}
"""Bad minima with a margin on a kink, or with a unit that receives 0 from a sample, whatever its weights are."""


@pytest.mark.parametrize("name", REFUTED)
def test_what_is_off_all_breaks_refutes_the_claim(name):
    verdict = theoremcheck.check(with_claim(name), search=False)
    assert verdict.verdict == "refuted"
    assert verdict.rules[0] == REFUTED[name]
    assert "It is off all breaks" in " ".join(verdict.report.split())
    assert "that the minimum is off all breaks, the kernel checks" in " ".join(verdict.report.split())
    outcome = check(verdict.spec.problem, verdict.certificate)
    assert settled(verdict.spec.problem, Question(Asked.NO_BAD_SMOOTH), outcome) is Status.FAILS


@pytest.mark.parametrize("name", AT_BREAKS)
def test_what_is_at_a_break_does_not(name):
    verdict = theoremcheck.check(with_claim(name), search=False)
    assert verdict.verdict != "refuted"
    assert AT_BREAKS[name] in [found.rule for found in bad_minima(verdict)]
    bad = theoremcheck.check(with_claim(name).replace(SMOOTH, ""), search=False)
    outcome = check(bad.spec.problem, bad.certificate)
    assert settled(bad.spec.problem, Question(), outcome) is Status.FAILS
    assert settled(bad.spec.problem, Question(Asked.NO_BAD_SMOOTH), outcome) is Status.OPEN


def test_without_any_break_a_rule_without_a_point_is_enough():
    """rule.linear_increasing says that there is a minimum, and not where."""
    text = (
        "dataset d { + (1), (-1)  - (0) }\nloss logistic\nnetwork { deep = 1 linear  hidden bias  output bias }\n"
        "expect refuted by rule.linear_increasing\n"
    )
    found = theoremcheck.check(text + SMOOTH, search=False)
    assert found.verdict == "refuted"


def test_of_what_a_search_saw_the_first_off_all_breaks_is_taken():
    """One dead ReLU and balanced classes: at f = 0 the hinge has a slope, at f = 1 class + is on its kink."""
    spec = loads(
        "dataset pts { + (1), (2)  - (-1), (-2) }\nneuron relu\nloss hinge\n"
        "network { shortcut = 1 relu  hidden bias  output bias }\n"
    ).spec
    points = [(Fraction(c), Fraction(0), Fraction(0), Fraction(-1)) for c in ("1", "1/2", "0")]
    facts = [certify(spec.problem, point) for point in points]
    assert [isinstance(fact, Fact) and off_breaks(spec.problem, [fact.evidence]) for fact in facts] == [
        False,
        True,
        True,
    ]
    claim = Question(Asked.NO_BAD_SMOOTH)
    assert first_certified(certify, spec.problem, points) == facts[0]
    assert first_certified(certify, spec.problem, points, claim) == facts[1]
    assert first_certified(certify, spec.problem, points[:1], claim) == facts[0]
    assert first_certified(certify, spec.problem, [], claim) is None
