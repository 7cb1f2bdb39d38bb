"""Second moments of the class averages: exact matrices and their signs."""

from __future__ import annotations

from fractions import Fraction

import pytest
from data_problems import XOR, matrix, problem
from hypothesis import assume, given
from hypothesis import strategies as st

from theoremcheck.trusted.data.moments import definite_moments, second_moments, semidefinite_moments
from theoremcheck.trusted.refusal import Refusal

ENTRY = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-2, 2, max_denominator=5))


DIAMONDS = problem([(2, 0), (-2, 0), (0, 2), (0, -2)], [(1, 0), (-1, 0), (0, 1), (0, -1)])


UNEVEN = problem([(0,), (0,)], [(-1,), (2,)], weights=(1, 3, 4, 2))
"""Class + (at 0, weights 1 and 3) is the contraction; class - has weights 4 and 2."""


CIRCLES = problem(
    [("3/5", "4/5"), ("-3/5", "4/5"), ("3/5", "-4/5"), ("-3/5", "-4/5")],
    [(4, 3), (-4, 3), (4, -3), (-4, -3)],
)


MOMENTS = [
    (XOR, matrix((1, 0), (0, -1)), 0, 0),
    (DIAMONDS, matrix(("3/2", 0), (0, "3/2")), 1, 1),
    (CIRCLES, matrix(("-391/25", 0), (0, "-209/25")), -1, -1),
    (problem([(5, 5)], [(6, 5), (4, 5)]), matrix((-1, 0), (0, 0)), -1, -1),
    (problem([(3, 3)], [(3, 3)]), matrix((0, 0), (0, 0)), 0, 1),
    (problem([(2, 1), (-2, -1)], [(1, -1), (-1, 1)]), matrix((3, 3), (3, 0)), 0, 0),
    (problem([(1, 0), (-1, 0)], [(0, 0)]), matrix((1, 0), (0, 0)), 1, 1),
    (problem([(1, 1), (-1, -1)], [(0, 1), (0, -1)]), matrix((1, 1), (1, 0)), 0, 0),
    (problem([(1, 1), (-1, 1), (1, -1), (-1, -1)], [(0, 1), (0, -1)]), matrix((1, 0), (0, 0)), 0, 1),
    (problem([(0, 1), (0, -1)], [(1, 1), (-1, 1), (1, -1), (-1, -1)]), matrix((-1, 0), (0, 0)), 0, -1),
    (UNEVEN, matrix((-2,)), -1, -1),
]


@pytest.mark.parametrize(("given_problem", "expected", "definite", "semidefinite"), MOMENTS)
def test_second_moments(given_problem, expected, definite, semidefinite):
    assert second_moments(given_problem) == expected
    assert definite_moments(given_problem) == definite
    assert semidefinite_moments(given_problem) == semidefinite


@pytest.mark.parametrize("question", [second_moments, definite_moments, semidefinite_moments])
def test_moments_need_equal_means(question):
    with pytest.raises(Refusal, match=r"^measures\.means_differ$"):
        question(problem([(0, 1), (0, -1)], [(0, 1), (0, 0)], weights=(1, 1, 1, 10**9)))


@given(
    st.lists(st.tuples(ENTRY, ENTRY), min_size=2, max_size=6),
    st.tuples(ENTRY, ENTRY),
    st.lists(st.integers(1, 4), min_size=6, max_size=6),
)
def test_moments_do_not_depend_on_the_origin(points, shift, weights):
    """Class - at the mean of class +: S is the covariance, definite along the span of the centred points."""
    weights = weights[: len(points)]
    mean = tuple(sum(w * p[j] for w, p in zip(weights, points, strict=True)) / sum(weights) for j in range(2))
    assume(any(point != mean for point in points))
    here = problem(points, [mean], weights=(*weights, 1))
    there = problem(
        [tuple(map(sum, zip(p, shift, strict=True))) for p in points],
        [tuple(map(sum, zip(mean, shift, strict=True)))],
        weights=(*weights, 7),
    )
    assert second_moments(here) == second_moments(there)
    assert definite_moments(here) == definite_moments(there) == 1
    assert semidefinite_moments(there) == 1
