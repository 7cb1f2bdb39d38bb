"""Positive definiteness of symmetric matrices of balls, at the current precision: "true" is a proof, "false" is not.

Of rational matrices, where both are: ``forms``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flint

from theoremcheck.trusted.refusal import require

_SMALL = 24


class Symmetric:
    """A symmetric matrix of balls, (p, p): the upper triangle with the diagonal is given, the rest mirrors it."""

    def __init__(self, upper: Sequence[Sequence[flint.arb]]) -> None:
        """Row i of ``upper`` lists the entries from the diagonal on, p - i of them."""
        self._upper = tuple(map(tuple, upper))
        size = len(self._upper)
        shaped = all(len(row) == size - i for i, row in enumerate(self._upper))
        require(shaped, "matrix.not_triangular")

    @classmethod
    def of(cls, size: int, entry: Callable[[int, int], flint.arb]) -> Symmetric:
        """The matrix with ``entry(i, j)`` for i <= j."""
        return cls([[entry(i, j) for j in range(i, size)] for i in range(size)])

    @classmethod
    def read(cls, rows: Sequence[Sequence[flint.arb]]) -> Symmetric:
        """The matrix with these rows, both of whose halves enclose the same entries; refuses what is not symmetric."""
        size = len(rows)
        require(all(len(row) == size for row in rows), "matrix.not_square", name="the matrix")
        alike = all(bool(rows[i][j].overlaps(rows[j][i])) for i in range(size) for j in range(i))
        require(alike, "matrix.not_symmetric", name="the matrix")
        return cls.of(size, lambda i, j: rows[i][j])

    @property
    def size(self) -> int:
        """The number p of rows."""
        return len(self._upper)

    def entry(self, i: int, j: int) -> flint.arb:
        """The entry in row i and column j."""
        return self._upper[min(i, j)][abs(i - j)]

    def restricted(self, places: Sequence[int]) -> Symmetric:
        """The rows and columns at these places, in their order."""
        return Symmetric.of(len(places), lambda i, j: self.entry(places[i], places[j]))

    def minus(self, mu: flint.arb) -> Symmetric:
        """The matrix minus mu times the identity."""
        return Symmetric([[row[0] - mu, *row[1:]] for row in self._upper])

    def block(self, rows: range, columns: range) -> flint.arb_mat:
        """The full block of these rows and columns."""
        return flint.arb_mat([[self.entry(i, j) for j in columns] for i in rows])

    def upper(self) -> list[list[flint.arb]]:
        """A copy of what was given."""
        return [list(row) for row in self._upper]


def proves_positive_definite(matrix: Symmetric) -> bool:
    """True proves that every symmetric matrix inside the balls, (p, p), is positive definite.

    A block [[A, B], [B^T, C]] is so iff A and the Schur complement C - B^T A^(-1) B are; small blocks by LDL^T.
    """
    if matrix.size <= _SMALL:
        return _eliminated(matrix.upper())
    head, tail = range(matrix.size // 2), range(matrix.size // 2, matrix.size)
    if not proves_positive_definite(matrix.restricted(head)):
        return False
    corner = matrix.block(head, tail)
    try:
        solved = matrix.block(head, head).solve(corner)
    except ZeroDivisionError:  # the balls around A hold a singular matrix as well
        return False
    return proves_positive_definite(Symmetric.read((matrix.block(tail, tail) - corner.transpose() * solved).tolist()))


def _eliminated(upper: list[list[flint.arb]]) -> bool:
    """LDL^T by elimination on the upper triangle; row i starts at the diagonal."""
    for k, pivot_row in enumerate(upper):
        pivot = pivot_row[0]
        if not pivot > 0:
            return False
        for i in range(1, len(pivot_row)):
            factor = pivot_row[i] / pivot
            row = upper[k + i]
            for j, entry in enumerate(pivot_row[i:]):
                row[j] -= factor * entry
    return True
