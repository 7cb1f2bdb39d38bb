"""A helper: row and column bases found modulo a large prime, fast guesses that the caller verifies exactly.

A set that is independent modulo a prime is independent over Q; only the converse can fail, for an unlucky prime.
"""

from __future__ import annotations

from typing import Final

from flint import fmpz_mat, nmod_mat

PRIMES: Final = (2**61 - 1, 2**63 - 25, 2**62 - 57, 2**60 - 93)
"""Tried in this order; the next one only if a guess made with the last did not verify."""


_MANY: Final = 4
"""So many rows for each column are many."""


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
    """The first rows of ``matrix`` that form a basis of its row space modulo ``prime``.

    Of many rows a few are tried: a vector drawn from their orthogonal complement tells which others are not in their
    span, but for one chance in ``prime`` for each.
    """
    count, width = matrix.nrows(), matrix.ncols()
    if count == 0 or width == 0:
        return []
    if count <= _MANY * width:
        return pivots(nmod_mat(matrix.transpose(), prime))
    tried = list(range(2 * width))
    from random import Random  # most data need none

    generator = Random(0)
    while True:
        part = nmod_mat(width, len(tried), [int(matrix[i, j]) for j in range(width) for i in tried], prime)
        basis = [tried[k] for k in pivots(part)]
        if len(basis) == width:
            return basis
        rows = nmod_mat(len(basis), width, [int(matrix[i, j]) for i in basis for j in range(width)], prime)
        kernel, nullity = rows.nullspace()
        weights = nmod_mat(nullity, 1, [generator.randrange(prime) for _ in range(nullity)], prime)
        # The columns behind those of the kernel are 0.
        kept = nmod_mat(width, nullity, [int(kernel[j, k]) for j in range(width) for k in range(nullity)], prime)
        drawn = [int(value) for value in (kept * weights).entries()]
        images = (matrix * fmpz_mat(width, 1, drawn)).entries()
        fresh = [i for i, image in enumerate(images) if image % prime != 0][:width]
        if not fresh:
            return basis
        tried = sorted({*basis, *fresh})


def column_basis(matrix: fmpz_mat, prime: int) -> list[int]:
    """The first columns of ``matrix`` that form a basis of its column space modulo ``prime``."""
    if matrix.nrows() == 0 or matrix.ncols() == 0:
        return []
    return pivots(nmod_mat(matrix, prime))
