"""Exact linear algebra that turns evidence into certificates which a boolean checker accepts without elimination.

Dual vectors show that a block of samples is independent, a projection that two spans are, an echelon form a rank.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat, fmpz_mat

from theoremcheck.trusted.data.exact import annihilator, cleared_matrix, row_basis, take
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.records import dataclass


def dual_vectors(points: Sequence[Vector], other: Sequence[int], block: Sequence[int]) -> list[list[int]]:
    """For each member of the block a vector orthogonal to ``other`` and to the rest of the block, not to it itself.

    Raises ``ZeroDivisionError`` if the block is not independent modulo the span of ``other``.
    """
    columns = len(points[0])
    kernel = annihilator(cleared_matrix(take(points, other), columns))
    reduced = fmpq_mat(cleared_matrix(take(points, block), columns) * kernel)
    gram = reduced * reduced.transpose()
    solved = fmpq_mat(kernel) * (reduced.transpose() * gram.inv())
    return [_integers([solved[i, k] for i in range(columns)]) for k in range(len(block))]


@dataclass(frozen=True)
class Scaled:
    """An integer matrix by rows, over one positive denominator."""

    rows: list[list[int]]
    denominator: int


def projection(points: Sequence[Vector], own: Sequence[int], other: Sequence[int]) -> Scaled:
    """A linear map, by rows, that is the identity on ``own`` and 0 on ``other``; their spans meet in 0 only."""
    first, second = row_basis(take(points, own)), row_basis(take(points, other))
    basis = fmpq_mat(cleared_matrix([*first, *second], len(points[0])))
    inverse = basis.transpose() * (basis * basis.transpose()).inv()
    size = basis.nrows()
    chosen = fmpq_mat(size, size, [int(i == k < len(first)) for i in range(size) for k in range(size)])
    found = (inverse * chosen * basis).transpose()
    numerators, denominator = found.numer_denom()
    return Scaled([[int(entry) for entry in row] for row in numerators.tolist()], int(denominator))


@dataclass(frozen=True)
class Echelon:
    """Every sample is its entries at ``pivots`` times ``matrix``."""

    pivots: list[int]
    matrix: Scaled


def echelon(points: Sequence[Vector]) -> Echelon:
    """The pivots of the samples, and how the other entries follow from theirs."""
    rows = cleared_matrix(points, len(points[0]))
    square = rows.transpose() * rows if rows.nrows() > rows.ncols() else rows
    reduced, denominator, rank = square.rref()
    table = [[int(reduced[i, k]) for k in range(reduced.ncols())] for i in range(rank)]
    sign = -1 if denominator < 0 else 1
    pivots = [next(k for k, entry in enumerate(row) if entry) for row in table]
    return Echelon(pivots, Scaled([[sign * entry for entry in row] for row in table], sign * int(denominator)))


@dataclass(frozen=True)
class Squares:
    """A form sum w (v . X)^2, w >= 0, of integers, and the factor by which it is larger than the one in question."""

    terms: list[tuple[int, list[int]]]
    factor: Fraction


def squares(matrix: Sequence[Vector]) -> Squares:
    """A positive semidefinite matrix as a sum of squares, by symmetric elimination."""
    rest = [list(row) for row in matrix]
    size, found = len(rest), []
    for k in range(size):
        pivot = rest[k][k]
        if pivot:
            column = [rest[i][k] / pivot for i in range(size)]
            rest = [[rest[i][j] - pivot * column[i] * column[j] for j in range(size)] for i in range(size)]
            common = math.lcm(*(entry.denominator for entry in column))
            found.append((pivot / common**2, [int(entry * common) for entry in column]))
    factor = Fraction(math.lcm(*(weight.denominator for weight, _ in found)))
    return Squares([(int(weight * factor), vector) for weight, vector in found], factor)


def weighted_squares(
    weights: Sequence[int], rows: Sequence[Sequence[int]]
) -> tuple[list[tuple[int, list[int]]], int] | None:
    """Sum weight row row^T as a sum of squares, times a number; None if it is not positive semidefinite."""
    size = len(rows[0])
    matrix = [
        tuple(Fraction(sum(w * row[i] * row[k] for w, row in zip(weights, rows, strict=True))) for k in range(size))
        for i in range(size)
    ]
    found = squares(matrix)
    if any(weight < 0 for weight, _ in found.terms):
        return None
    scale = int(found.factor)
    for i in range(size):
        for k in range(size):
            if sum(w * v[i] * v[k] for w, v in found.terms) != scale * matrix[i][k]:
                return None
    return found.terms, scale


def _integers(entries: Sequence[fmpq]) -> list[int]:
    numerators, _ = fmpq_mat(1, len(entries), list(entries)).numer_denom()
    found: fmpz_mat = numerators
    return [int(entry) for entry in found.entries()]
