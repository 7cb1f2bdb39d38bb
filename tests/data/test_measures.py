"""The class averages: equal means, equal classes, parity."""

from __future__ import annotations

from fractions import Fraction

import pytest
from data_problems import XOR, problem

from theoremcheck.trusted.data.measures import equal_classes, equal_means, even_measure, odd_measure

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


def test_equal_classes():
    assert equal_classes(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2), (0, 0)]))
    assert not equal_classes(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2)]))
    assert equal_classes(problem([(1, 2), (0, 0)], [(0, 0), (1, 2), (1, 2)], weights=(1, 1, 2, 1, 1)))
    assert not equal_classes(problem([(1,)], [(1 + TINY,)]))
    assert not equal_classes(problem([(-1,), (1,)], [(0,)]))
