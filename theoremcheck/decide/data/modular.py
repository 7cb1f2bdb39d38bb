"""A helper: row and column bases found modulo a large prime, fast guesses that the caller verifies exactly.

A set that is independent modulo a prime is independent over Q; only the converse can fail, for an unlucky prime.
"""

from __future__ import annotations

from typing import Final

from flint import fmpz_mat, nmod_mat

PRIMES: Final = (2**61 - 1, 2**63 - 25, 2**62 - 57, 2**60 - 93)
"""Tried in this order; the next one only if a guess made with the last did not verify."""


def pivots(matrix: nmod_mat) -> list[int]:
    """The pivot columns: the lexicographically first set of columns that is a basis of the column space."""
    reduced, rank = matrix.rref()
    found: list[int] = []
    column = 0
    for row in range(rank):
        while int(reduced[row, column]) == 0:
            column += 1
        found.append(column)
        column += 1
    return found


def row_basis(matrix: fmpz_mat, prime: int) -> list[int]:
    """The first rows of ``matrix`` that form a basis of its row space modulo ``prime``."""
    if matrix.nrows() == 0 or matrix.ncols() == 0:
        return []
    return pivots(nmod_mat(matrix.transpose(), prime))


def column_basis(matrix: fmpz_mat, prime: int) -> list[int]:
    """The first columns of ``matrix`` that form a basis of its column space modulo ``prime``."""
    if matrix.nrows() == 0 or matrix.ncols() == 0:
        return []
    return pivots(nmod_mat(matrix, prime))
