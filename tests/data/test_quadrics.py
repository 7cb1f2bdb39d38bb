"""Quadrics and quadratic cones between the classes: the kernel's checks, and what proposes for them."""

from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from data_problems import abstract, problem, refusal, sparse, vector
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.case import Case
from theoremcheck.decide.data.quadrics import MAX_PRODUCTS, quadric
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.data.quadrics import check_no_quadric, check_quadric, products
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.refusal import Refusal

QUADRIC, CONE = "data.quadric_separable", "data.cone_separable"
XOR = problem([(1, 1), (-1, -1)], [(1, -1), (-1, 1)])
RINGS = problem([(2, 0), (0, -2)], [(1, 0), (0, 1)])
LINE = problem([(1,)], [(2,)])
LIFTED = problem([(1,)], [(2,)], bias=True)
OPPOSITE = problem([(1, 2)], [(-1, -2)])


def test_the_products_of_two_entries():
    assert products(vector(2, 3), level=False) == vector(4, 6, 9)
    assert products(vector(2, 3), level=True) == vector(4, 6, 9, 1)
    assert products(vector(0), level=True) == vector(0, 1)


@pytest.mark.parametrize(
    "given_problem, normal, level",
    [
        (XOR, (0, 1, 0), False),
        (XOR, (0, 1, 0, 0), True),
        (RINGS, (1, 0, 1, -2), True),
        (LINE, (-1, 2), True),
        (LIFTED, (-1, 0, 2), False),
    ],
)
def test_accepted(given_problem, normal, level):
    check_quadric(given_problem, Separation(vector(*normal)), level=level)
    check_claim(given_problem, Claim(QUADRIC if level else CONE, True, Separation(vector(*normal))))


@pytest.mark.parametrize(
    "given_problem, normal, level, expected",
    [
        (XOR, (0, -1, 0), False, "separation.wrong_side(sample=0)"),
        (RINGS, (1, 0, 1, -1), True, "separation.wrong_side(sample=2)"),
        (RINGS, (1, 0, 1), False, "separation.wrong_side(sample=2)"),
        (XOR, (0, 0, 0), False, "separation.wrong_side(sample=0)"),
        (abstract(), (1,), False, "data.abstract"),
    ],
)
def test_refused(given_problem, normal, level, expected):
    def check(subject, evidence):
        check_quadric(subject, evidence, level=level)

    assert refusal(check, given_problem, Separation(vector(*normal))) == expected


@pytest.mark.parametrize(
    "given_problem, normal, level", [(XOR, (0, 1, 0), True), (XOR, (0, 1, 0, 0), False), (LINE, (1,), True)]
)
def test_a_normal_of_another_length_is_refused(given_problem, normal, level):
    with pytest.raises(Refusal):
        check_quadric(given_problem, Separation(vector(*normal)), level=level)


def test_multipliers_that_exclude_a_quadric():
    check_no_quadric(OPPOSITE, Farkas(sparse({0: 1, 1: 1})), level=True)
    # The two samples have parallel products, so a cone would need them in one class; a level tells them apart.
    check_no_quadric(LINE, Farkas(sparse({0: 4, 1: 1})), level=False)
    with pytest.raises(Refusal):
        check_no_quadric(LINE, Farkas(sparse({0: 4, 1: 1})), level=True)
    with pytest.raises(Refusal):
        check_no_quadric(XOR, Farkas(sparse({0: 1, 1: 1, 2: 1, 3: 1})), level=False)
    with pytest.raises(Refusal):
        check_no_quadric(OPPOSITE, Farkas(sparse({})), level=True)


def test_evidence_for_one_condition_is_none_for_the_other():
    for condition, normal in ((CONE, (0, 1, 0, 0)), (QUADRIC, (0, 1, 0))):
        with pytest.raises(Refusal):
            check_claim(XOR, Claim(condition, True, Separation(vector(*normal))))


entries = st.integers(-3, 3)
points = st.lists(st.tuples(entries, entries), min_size=1, max_size=5)


@given(points, points, st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_decider_answers_and_the_kernel_agrees(positives, negatives, bias, level):
    found_problem = problem(positives, negatives, bias=bias)
    found = quadric(Case(found_problem), level=level)
    assert found is not None
    holds = isinstance(found, Separation)
    check_claim(found_problem, Claim(QUADRIC if level else CONE, holds, found))
    if holds:
        rows = [(*map(Fraction, point), *([Fraction(1)] if bias else [])) for point in (*positives, *negatives)]
        pairs = list(combinations_with_replacement(range(len(rows[0])), 2))
        for row, label in zip(rows, (1,) * len(positives) + (-1,) * len(negatives), strict=True):
            value = sum((u * row[k] * row[m] for u, (k, m) in zip(found.normal, pairs, strict=False)), Fraction(0))
            assert label * (value + (found.normal[-1] if level else 0)) > 0


def test_beyond_the_bound_it_stays_open():
    wide = problem([(1,) * 40], [(2,) * 40])
    assert len(products(wide.inputs[0], level=True)) > MAX_PRODUCTS
    assert quadric(Case(wide), level=True) is None
