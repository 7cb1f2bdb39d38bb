"""Positive definiteness in balls: by blocks, with an eigenvalue of either sign however small."""

import random
from fractions import Fraction

import flint
import pytest

from theoremcheck.trusted.balls import ball, precision
from theoremcheck.trusted.definite import Symmetric, is_positive_definite


def product(size, pivots, seed=1):
    """L D L^T with a unit lower triangular L of small rationals: its inertia is that of D."""
    source = random.Random(seed)
    lower = [
        [Fraction(source.randint(-2, 2), 4) if j < i and j > i - 4 else Fraction(int(i == j)) for j in range(size)]
        for i in range(size)
    ]
    return [
        [sum((lower[i][k] * pivots[k] * lower[j][k] for k in range(min(i, j) + 1)), Fraction(0)) for j in range(size)]
        for i in range(size)
    ]


def balls(matrix, radius=0):
    return Symmetric.read([[ball(entry) + flint.arb(0, radius) for entry in row] for row in matrix])


@pytest.mark.parametrize("size", [1, 2, 24, 25, 49])
def test_the_sign_of_one_pivot_decides(size):
    for place in {0, size // 2, size - 1}:
        for value, answer in ((Fraction(1, 10**20), True), (Fraction(-1, 10**20), False), (Fraction(0), False)):
            pivots = [Fraction(1 + k % 3) for k in range(size)]
            pivots[place] = value
            with precision(400):
                assert is_positive_definite(balls(product(size, pivots))) is answer


@pytest.mark.parametrize("size", [3, 40])
def test_wide_balls_are_not_definite(size):
    matrix = product(size, [Fraction(1)] * size)
    with precision(128):
        assert is_positive_definite(balls(matrix, 1e-12))
        assert not is_positive_definite(balls(matrix, 2.0))


def test_a_saddle_across_the_blocks():
    """Both diagonal blocks are definite, the whole is not."""
    size = 50
    matrix = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    matrix[0][size - 1] = matrix[size - 1][0] = Fraction(1) + Fraction(1, 10**20)
    with precision(256):
        assert not is_positive_definite(balls(matrix))
        matrix[0][size - 1] = matrix[size - 1][0] = Fraction(1) - Fraction(1, 10**20)
        assert is_positive_definite(balls(matrix))
