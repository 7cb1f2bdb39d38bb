"""Exact points with multipliers (rule.support): accepted where nothing nearby is lower, else refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.decide.minima.supports import certify_support, least_change
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima import SupportMinimum
from theoremcheck.trusted.model import Block, Objective, Penalty, Problem
from theoremcheck.trusted.proofs import Sparse
from theoremcheck.trusted.reach import samples
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.supports import check_support
from theoremcheck.verdict.points import candidate_point, certify

# f = a0 + a |w x| is 1 at 2 and -2, -1 at 0 (all three margins on the kink) and 2 at 3, which is wrong. The slope 1 of
# sample 4 is held by 3/4 and 3/4 on class + and 1/2 on the sample at 0: 3/4 + 3/4 = 1/2 + 1, 2 (3/4 + 3/4) = 3.
HINGE = """
dataset d { + 2, -2  - 0, 3 }
neuron abs
loss hinge
network { shortcut = 1 abs  output bias }
candidate { a0 = -1  a = (1)  w = ((1)) }
"""


def at(text: str) -> tuple[Problem, tuple[Fraction, ...]]:
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    return spec.problem, point


PROBLEM, POINT = at(HINGE)
GOOD = SupportMinimum(POINT, Sparse((0, 1, 2), (Fraction(3, 4), Fraction(3, 4), Fraction(1, 2))))


def test_multipliers_that_hold_the_point_are_accepted() -> None:
    assert check_support(PROBLEM, GOOD) == (1, 1)
    assert certify_support(PROBLEM, POINT, 1e-3) == GOOD
    certificate = issue(PROBLEM, "rule.support", (Claim("minimum.support", True, GOOD),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims


def test_margins_are_put_on_the_kinks() -> None:
    near = tuple(value + Fraction(1, 3000) for value in POINT)
    found = certify_support(PROBLEM, near, 1e-2)
    assert isinstance(found, SupportMinimum), found
    assert found.centre != POINT  # another point of the same face
    assert check_support(PROBLEM, found) == (1, 1)
    with pytest.raises(Refusal, match="sample 1: its margin is not on a break point of the loss"):
        check_support(PROBLEM, replace(GOOD, centre=near))


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ((Fraction(3, 4), Fraction(3, 4), Fraction(1, 2) + Fraction(1, 10**30)), "do not annihilate"),
        ((Fraction(1, 2), Fraction(1), Fraction(1, 2)), None),
        ((Fraction(1, 4), Fraction(5, 4), Fraction(1, 2)), "sample 2: the multiplier does not lie between the slopes"),
        ((Fraction(-1, 4), Fraction(7, 4), Fraction(1, 2)), "sample 1: the multiplier does not lie between the slopes"),
    ],
)
def test_tampered_multipliers(entries: tuple[Fraction, ...], reason: str | None) -> None:
    evidence = replace(GOOD, multipliers=Sparse((0, 1, 2), entries))
    if reason is None:
        assert check_support(PROBLEM, evidence) == (1, 1)
        return
    with pytest.raises(Refusal, match=reason):
        check_support(PROBLEM, evidence)


@pytest.mark.parametrize(
    ("multipliers", "reason"),
    [
        (Sparse((0, 1), (Fraction(3, 4), Fraction(3, 4))), "sample 3: .* no multiplier is given"),
        (Sparse((0, 1, 3), (Fraction(3, 4),) * 3), "sample 3: .* no multiplier is given"),
        (Sparse((0, 1, 2, 3), (Fraction(3, 4),) * 4), "sample 4: its margin is not on a break point"),
        (Sparse((0, 1, 9), (Fraction(3, 4),) * 3), "the multipliers"),
        (Sparse((2, 1, 0), (Fraction(1, 2), Fraction(3, 4), Fraction(3, 4))), "the multipliers"),
    ],
)
def test_multipliers_of_the_wrong_samples(multipliers: Sparse, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_support(PROBLEM, replace(GOOD, multipliers=multipliers))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("neuron abs", "neuron bent(z) = z^2"), "is in no affine piece at sample 1"),
        (("loss hinge", "loss squared_hinge"), "sample 1: the loss is not affine at its margin"),
        (("loss hinge", "loss l(z) = cases { z < -1: 0; else: 2 + z }"), "sample 1: the loss is not continuous there"),
        (("candidate", "objective { regularizer = 1/100 * l2(a0) }\ncandidate"), "a penalty"),
        (("- 0, 3", "- 0, 7/2"), "do not annihilate"),
        (("abs  output bias", "abs  hidden bias  output bias"), "the centre needs 4 entries, not 3"),
    ],
)
def test_another_problem(change: tuple[str, str], reason: str) -> None:
    text = HINGE.replace(*change).replace("= 1 abs", "= 1 bent" if "bent" in change[1] else "= 1 abs")
    spec = loads(text.partition("candidate {")[0]).spec
    assert spec is not None
    with pytest.raises(Refusal, match=reason):
        check_support(spec.problem, GOOD)


def test_nothing_wrong_and_a_unit_at_its_kink() -> None:
    labels = replace(samples(PROBLEM), labels=(1, 1, -1, 1))
    with pytest.raises(Refusal, match="do not annihilate"):
        check_support(replace(PROBLEM, dataset=labels), GOOD)
    shifted = (Fraction(-1), Fraction(1), Fraction(0))
    with pytest.raises(Refusal, match="is in no affine piece at sample 1"):
        check_support(PROBLEM, replace(GOOD, centre=shifted))
    penalised = replace(PROBLEM, objective=Objective((Penalty(Fraction(1), (Block.HIDDEN_WEIGHTS,)),)))
    assert certify_support(penalised, POINT, 1e-3) == "L carries a penalty"


def test_a_point_without_multipliers_is_no_minimum() -> None:
    steep = loads(HINGE.replace("- 0, 3", "- 0, 3 * 3").partition("candidate {")[0]).spec
    assert steep is not None
    assert "no multipliers annihilate" in str(certify_support(steep.problem, POINT, 1e-3))


def test_a_candidate_goes_through_it() -> None:
    found = certify(PROBLEM, POINT)
    assert isinstance(found, Fact), found
    assert found.condition in ("minimum.sharp", "minimum.support")


def test_the_shortest_solution() -> None:
    one, zero = Fraction(1), Fraction(0)
    assert least_change([[one, one], [one, one]], [one, one]) == (Fraction(1, 2), Fraction(1, 2))
    assert least_change([[one, one], [one, one]], [one, zero]) is None
    assert least_change([[zero, zero]], [one]) is None
    assert least_change([[one, zero]], [zero]) == (zero, zero)
