"""Exact points with multipliers (rule.support): accepted where nothing nearby is lower, else refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from theoremcheck.decide.data.rational import least_change
from theoremcheck.decide.minima.multipliers import certify
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum, check_multipliers
from theoremcheck.trusted.problem.model import Block, Objective, Penalty, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict import points
from theoremcheck.verdict.points import candidate_point

check_support = partial(check_multipliers, convex=False)

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
GOOD = MultiplierMinimum(POINT, (), Sparse((0, 1, 2), (Fraction(3, 4), Fraction(3, 4), Fraction(1, 2))))


def test_multipliers_that_hold_the_point_are_accepted() -> None:
    assert check_support(PROBLEM, GOOD) == (1, 1)
    fact = certify(PROBLEM, POINT)
    assert isinstance(fact, Fact)
    assert (fact.condition, fact.evidence, fact.wrong) == ("minimum.support", GOOD, (1, 1))
    certificate = issue(PROBLEM, "rule.support", (Claim("minimum.support", True, GOOD),))
    assert loads_certificate(dumps(certificate)).claims == certificate.claims


def test_margins_are_put_on_the_kinks() -> None:
    near = tuple(value + Fraction(1, 3000) for value in POINT)
    fact = certify(PROBLEM, near, 1e-2)
    assert isinstance(fact, Fact), fact
    found = fact.evidence
    assert isinstance(found, MultiplierMinimum), found
    assert found.centre != POINT  # another point of the same face
    assert check_support(PROBLEM, found) == (1, 1)
    with pytest.raises(Refusal, match=r"multipliers.no_break\(sample=0\)"):
        check_support(PROBLEM, replace(GOOD, centre=near))


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ((Fraction(3, 4), Fraction(3, 4), Fraction(1, 2) + Fraction(1, 10**30)), "multipliers.annihilate"),
        ((Fraction(1, 2), Fraction(1), Fraction(1, 2)), None),
        ((Fraction(1, 4), Fraction(5, 4), Fraction(1, 2)), r"multipliers.slope\(sample=1\)"),
        ((Fraction(-1, 4), Fraction(7, 4), Fraction(1, 2)), r"multipliers.slope\(sample=0\)"),
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
        (Sparse((0, 1), (Fraction(3, 4), Fraction(3, 4))), r"multipliers.not_given\(sample=2\)"),
        (Sparse((0, 1, 3), (Fraction(3, 4),) * 3), r"multipliers.not_given\(sample=2\)"),
        (Sparse((0, 1, 2, 3), (Fraction(3, 4),) * 4), r"multipliers.no_break\(sample=3\)"),
        (Sparse((0, 1, 9), (Fraction(3, 4),) * 3), r"^sparse\.\w+\(name=the multipliers\)$"),
        (Sparse((2, 1, 0), (Fraction(1, 2), Fraction(3, 4), Fraction(3, 4))), r"^sparse\.\w+\(name=the multipliers\)$"),
    ],
)
def test_multipliers_of_the_wrong_samples(multipliers: Sparse, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_support(PROBLEM, replace(GOOD, multipliers=multipliers))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("neuron abs", "neuron bent(z) = z^4"), r"patterns.no_piece\(where=layout.\w+\([\w=, ]*sample=0\)\)"),
        (("loss hinge", "loss squared_hinge"), r"multipliers.not_affine\(sample=0\)"),
        (("loss hinge", "loss l(z) = cases { z < -1: 0; else: 2 + z }"), r"multipliers.discontinuous\(sample=0\)"),
        (("candidate", "objective { regularizer = 1/100 * l2(a0) }\ncandidate"), "multipliers.penalty"),
        (("- 0, 3", "- 0, 7/2"), "multipliers.annihilate"),
        (("abs  output bias", "abs  hidden bias  output bias"), r"layout.centre_size\(wanted=4, given=3\)"),
    ],
)
def test_another_problem(change: tuple[str, str], reason: str) -> None:
    text = HINGE.replace(*change).replace("= 1 abs", "= 1 bent" if "bent" in change[1] else "= 1 abs")
    spec = loads(text.partition("candidate {")[0]).spec
    assert spec is not None
    with pytest.raises(Refusal, match=reason):
        check_support(spec.problem, GOOD)


def test_nothing_wrong_and_a_unit_at_its_kink() -> None:
    labels = replace(samples(PROBLEM).dataset, labels=(1, 1, -1, 1))
    with pytest.raises(Refusal, match=r"multipliers\.annihilate"):
        check_support(replace(PROBLEM, dataset=labels), GOOD)
    shifted = (Fraction(-1), Fraction(1), Fraction(0))
    with pytest.raises(Refusal, match=r"patterns.no_piece\(where=layout.\w+\([\w=, ]*sample=0\)\)"):
        check_support(PROBLEM, replace(GOOD, centre=shifted))
    penalised = replace(PROBLEM, objective=Objective((Penalty(Fraction(1), (Block.HIDDEN_WEIGHTS,)),)))
    assert certify(penalised, POINT) == Reason("multipliers.penalty")


def test_a_point_without_multipliers_is_no_minimum() -> None:
    steep = loads(HINGE.replace("- 0, 3", "- 0, 3 * 3").partition("candidate {")[0]).spec
    assert steep is not None
    assert certify(steep.problem, POINT) == Reason("multipliers.none")


def test_a_candidate_goes_through_it() -> None:
    found = points.certify(PROBLEM, POINT)
    assert isinstance(found, Fact), found
    assert found.condition in ("minimum.sharp", "minimum.support")


def test_the_shortest_solution() -> None:
    one, zero = Fraction(1), Fraction(0)
    assert least_change([[one, one], [one, one]], [one, one]) == (Fraction(1, 2), Fraction(1, 2))
    assert least_change([[one, one], [one, one]], [one, zero]) is None
    assert least_change([[zero, zero]], [one]) is None
    assert least_change([[one, zero]], [zero]) == (zero, zero)
