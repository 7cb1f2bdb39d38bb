"""The class averages: equal means, equal classes, parity."""

from __future__ import annotations

from fractions import Fraction

import pytest
from data_problems import XOR, abstract, problem

from theoremcheck.trusted.data import measures
from theoremcheck.trusted.data.measures import equal_classes, equal_means, even_measure, odd_measure
from theoremcheck.trusted.refusal import Refusal

TINY = Fraction(1, 10**30)


@pytest.mark.parametrize(
    ("given_problem", "means", "even", "odd"),
    [
        (XOR, True, True, False),
        (problem([(1,)], [(-1,)]), False, False, True),
        (problem([(1,), (2,)], [(-1,), (-2,)]), False, False, True),
        (problem([(1,), (1,)], [(1,)]), True, True, True),
        (problem([(-1,), (1,)], [(0,)]), True, True, False),
        (problem([(-1,), (2,)], [(0,)]), False, False, False),
        (problem([(-1,), (2,)], [(0,)], weights=[2, 1, 5]), True, False, False),
        (problem([(-1,), (1,)], [(0,)], weights=[1, 2, 1]), False, False, False),
    ],
)
def test_class_averages(given_problem, means, even, odd):
    assert (equal_means(given_problem), even_measure(given_problem), odd_measure(given_problem)) == (means, even, odd)


@pytest.mark.parametrize(
    ("positives", "negatives", "collinear"),
    [
        ([(1, 2), (2, 1), (5, -2)], [(-1, 4)], True),
        ([(1, 2), (2, 1), (5, -2)], [(-1, 4 + TINY)], False),
        ([(0, 0, 0), (0, 1, 2)], [(0, Fraction(1, 3), Fraction(2, 3))], True),
        ([(0, 0, 0), (0, 1, 2)], [(TINY, 1, 2)], False),
        ([(1, 1), (1, 1)], [(1, 1)], True),
        ([(1, 1), (1, 1)], [(3, 7)], True),
        ([(1,), (2,)], [(-5,)], True),
    ],
)
def test_points_on_a_line(positives, negatives, collinear):
    assert measures.collinear(problem(positives, negatives)) is collinear


def test_without_samples_only_dimension_1_is_a_line():
    assert measures.collinear(abstract(1))
    with pytest.raises(Refusal, match=r"data\.abstract"):
        measures.collinear(abstract(2))


@pytest.mark.parametrize(
    ("weights", "balanced"),
    [((1, 1, 2), True), ((1, 1, 1), False), ((TINY, 1, 1 + TINY), True), ((TINY, 1, 1), False)],
)
def test_balance_is_one_of_weights(weights, balanced):
    assert measures.balanced_classes(problem([(1,), (2,)], [(-1,)], weights=weights)) is balanced


def test_equal_classes():
    assert equal_classes(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2), (0, 0)]))
    assert not equal_classes(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2)]))
    assert equal_classes(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2)], weights=(1, 1, 2, 1, 1)))
    assert not equal_classes(problem([(1,)], [(1 + TINY,)]))
    assert not equal_classes(problem([(-1,), (1,)], [(0,)]))
