"""The sign of the least eigenvalue of a symmetric matrix in balls, where floats cannot tell it from 0. Untrusted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flint

MAX_INERTIA: Final = 120
"""Rows of a matrix that is looked at; a larger one is left undecided."""


def least_sign(matrix: Sequence[Sequence[flint.arb]], tolerance: flint.arb) -> int:
    """1 if every eigenvalue is above ``tolerance``, -1 if one is below -``tolerance``, 0 if neither was shown.

    By the law of inertia: the pivots of H - t I and H + t I have the signs of their eigenvalues. An answer other than 0
    is right for every symmetric matrix in the balls.
    """
    if len(matrix) > MAX_INERTIA:
        return 0
    if _first_bad_pivot(matrix, -tolerance) is None:
        return 1
    bad = _first_bad_pivot(matrix, tolerance)
    return -1 if bad is not None and bool(bad < 0) else 0


def _first_bad_pivot(matrix: Sequence[Sequence[flint.arb]], shift: flint.arb) -> flint.arb | None:
    """The first pivot of the matrix + shift I that is not shown positive; None if all are."""
    rows = [[entry + shift if i == j else entry for j, entry in enumerate(row)] for i, row in enumerate(matrix)]
    for k, row in enumerate(rows):
        pivot = row[k]
        if not bool(pivot > 0):
            return pivot
        for other in rows[k + 1 :]:
            if other[k] == 0:
                continue
            factor = other[k] / pivot
            for j in range(k + 1, len(rows)):
                other[j] -= factor * row[j]
    return None
