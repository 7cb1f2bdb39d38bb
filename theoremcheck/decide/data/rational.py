"""Linear systems solved exactly over the rationals, a helper of the deciders."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from flint import fmpq, fmpq_mat

from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.problem.model import Vector

_GRIDS: Final = (2, 6, 12, 2**6, 2**20)
_INSIDE: Final = 1e-7


def matrix(rows: Sequence[Sequence[Fraction]], columns: int) -> fmpq_mat:
    """The (len(rows), columns) matrix; it may have no rows."""
    return fmpq_mat(len(rows), columns, [fmpq(entry.numerator, entry.denominator) for row in rows for entry in row])


def fractions(found: fmpq_mat) -> Vector:
    """The entries of a matrix, row by row."""
    return tuple(Fraction(int(value.p), int(value.q)) for value in found.entries())


def solution(left: fmpq_mat, right: Sequence[Fraction]) -> Vector | None:
    """Some x with A x = b, free unknowns 0; None if there is none. A is (m, n), b is (m,)."""
    size, columns = left.nrows(), left.ncols()
    rows = zip(left.tolist(), matrix([right], size).entries(), strict=True)
    reduced, found = fmpq_mat(size, columns + 1, [entry for row, b in rows for entry in (*row, b)]).rref()
    known = [fmpq(0)] * columns
    for i in range(found):
        pivot = next(j for j in range(columns + 1) if reduced[i, j] != 0)
        if pivot == columns:
            return None
        known[pivot] = reduced[i, columns]
    return fractions(fmpq_mat(columns, 1, known))


def least_change(rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> Vector | None:
    """The shortest x with A x = b; None if there is none. A is (m, n), b (m,)."""
    count = len(rows[0]) if rows else 0
    if not any(right):
        return (Fraction(0),) * count
    if not count:
        return None
    left = matrix(rows, count)
    # x = A^T y with A A^T y = b has a solution iff A x = b has one.
    found = solution(left * left.transpose(), right)
    return None if found is None else fractions(matrix([found], len(rows)) * left)


def sparse_change(rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> Vector | None:
    """Some x with A x = b that is 0 but in as many places as A has rank; None if there is none. A is (m, n), b (m,)."""
    count = len(rows[0]) if rows else 0
    return solution(matrix(rows, count), right) if any(right) else (Fraction(0),) * count


def balanced(
    rows: Sequence[Sequence[Fraction]], slopes: Sequence[tuple[Fraction, Fraction]], shares: Sequence[float]
) -> Vector | None:
    """Multipliers g_i = low_i + h_i (high_i - low_i) between the slopes with A g = 0, or None; A is (p, n).

    Proposed h_i, ``shares``, close to 0 or 1 are put there; the others are changed as little as possible from fractions
    as short as leaves them inside.
    """
    found = None
    for grid in _GRIDS:
        found = _balanced(rows, slopes, shares, grid)
        if found is None:
            return None
        pairs = zip(found, slopes, shares, strict=True)
        if all(low < g < high for g, (low, high), h in pairs if low < high and _INSIDE < h < 1 - _INSIDE):
            break
    return found


def _balanced(
    rows: Sequence[Sequence[Fraction]], slopes: Sequence[tuple[Fraction, Fraction]], shares: Sequence[float], grid: int
) -> Vector | None:
    """The multipliers, from h_i that are multiples of 1 / ``grid`` where they are not changed."""
    spans = [high - low for low, high in slopes]
    inner = [i for i, (h, span) in enumerate(zip(shares, spans, strict=True)) if span and _INSIDE < h < 1 - _INSIDE]
    exact = [Fraction(round(h)) for h in shares]
    for i in inner:
        exact[i] = Fraction(round(shares[i] * grid), grid)
    found = [low + h * span for (low, _), h, span in zip(slopes, exact, spans, strict=True)]
    change = least_change([[row[i] * spans[i] for i in inner] for row in rows], [-dot(row, found) for row in rows])
    if change is None:
        return None
    for i, step in zip(inner, change, strict=True):
        found[i] += step * spans[i]
    return tuple(found)
