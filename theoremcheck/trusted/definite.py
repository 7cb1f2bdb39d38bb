"""Positive definiteness of symmetric matrices of balls, at the current precision."""

from __future__ import annotations

from collections.abc import Sequence

import flint

_SMALL = 24


def is_positive_definite(rows: Sequence[Sequence[flint.arb]]) -> bool:
    """True proves that every symmetric matrix inside the balls, (p, p), is positive definite.

    A block [[A, B], [B^T, C]] is so iff A and the Schur complement C - B^T A^(-1) B are; small blocks by LDL^T.
    """
    count = len(rows)
    if count <= _SMALL:
        return _eliminated([list(row) for row in rows])
    half = count // 2
    first = [row[:half] for row in rows[:half]]
    if not is_positive_definite(first):
        return False
    corner = flint.arb_mat([row[half:] for row in rows[:half]])
    try:
        solved = flint.arb_mat(first).solve(corner)
    except ZeroDivisionError:  # the balls around A hold a singular matrix as well
        return False
    rest = flint.arb_mat([row[half:] for row in rows[half:]]) - corner.transpose() * solved
    return is_positive_definite(rest.tolist())


def _eliminated(matrix: list[list[flint.arb]]) -> bool:
    """LDL^T by elimination on the upper triangle."""
    for k, pivot_row in enumerate(matrix):
        pivot = pivot_row[k]
        if not pivot > 0:
            return False
        for i in range(k + 1, len(matrix)):
            factor = pivot_row[i] / pivot
            row = matrix[i]
            for j in range(i, len(matrix)):
                row[j] -= factor * pivot_row[j]
    return True
