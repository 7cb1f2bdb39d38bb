"""Positive definiteness of symmetric matrices of balls, at the current precision."""

from __future__ import annotations

from collections.abc import Sequence

import flint


def is_positive_definite(rows: Sequence[Sequence[flint.arb]]) -> bool:
    """True proves that every symmetric matrix inside the balls, (p, p), is positive definite (LDL^T by elimination)."""
    matrix = [list(row) for row in rows]
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
