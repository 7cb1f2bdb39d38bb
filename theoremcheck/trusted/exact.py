"""Exact linear algebra on samples: signs of products, ranks, and what is independent modulo a span.

A sample is a rational vector. Its *cleared* form is an integer vector with one common denominator, in lowest terms;
scaling a row by a positive number changes neither signs nor ranks, so most questions are answered on integer rows.

Trusted: standard library and python-flint (integer matrices) only; no floats, no tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from flint import fmpz_mat

from theoremcheck.trusted.model import Vector
from theoremcheck.trusted.refusal import require

Cleared: TypeAlias = tuple[tuple[int, ...], int]


def clear(vector: Sequence[Fraction]) -> Cleared:
    """(numerators, denominator) of ``vector``, (d,) -> (d,): the least common denominator, so equal iff equal."""
    pairs = [value.as_integer_ratio() for value in vector]
    common = lcm(*(denominator for _, denominator in pairs))
    if common == 1:
        return tuple(numerator for numerator, _ in pairs), 1
    return tuple(numerator * (common // denominator) for numerator, denominator in pairs), common


def integer_matrix(rows: Sequence[Sequence[int]], columns: int) -> fmpz_mat:
    """The (len(rows), columns) integer matrix; it may have no rows."""
    require(all(len(row) == columns for row in rows), f"a row that has not {columns} entries")
    return fmpz_mat(len(rows), columns, [entry for row in rows for entry in row])


def cleared_matrix(points: Sequence[Vector], columns: int) -> fmpz_mat:
    """The rows of ``points``, (n, columns), each scaled to integers by its positive denominator."""
    return integer_matrix([clear(point)[0] for point in points], columns)


def product_signs(points: Sequence[Vector], vector: Vector) -> list[int]:
    """The sign (-1, 0, 1) of ``vector . point`` for every point; all have the same length."""
    numerators, _ = clear(vector)
    products = cleared_matrix(points, len(vector)) * fmpz_mat(len(vector), 1, list(numerators))
    return [(value > 0) - (value < 0) for value in products.entries()]


def combination_vanishes(points: Sequence[Vector], coefficients: Sequence[Fraction]) -> bool:
    """True iff sum_i coefficients_i points_i = 0. There is at least one point."""
    cleared = [clear(point) for point in points]
    weights, _ = clear([c / denominator for c, (_, denominator) in zip(coefficients, cleared, strict=True)])
    columns = len(points[0])
    rows = integer_matrix([row for row, _ in cleared], columns)
    return (fmpz_mat(1, len(points), list(weights)) * rows).is_zero()


def rank(matrix: fmpz_mat) -> int:
    """The rank over Q. A tall A is replaced by A^T A, which has the same kernel."""
    if matrix.nrows() == 0 or matrix.ncols() == 0:
        return 0
    square = matrix.transpose() * matrix if matrix.nrows() > matrix.ncols() else matrix
    return int(square.rank())


def annihilator(matrix: fmpz_mat) -> fmpz_mat:
    """N, (d, d - rank), of full column rank with ``matrix`` N = 0: a row X lies in the row span iff X N = 0."""
    columns = matrix.ncols()
    if matrix.nrows() == 0:
        return fmpz_mat(columns, columns, [int(i == j) for i in range(columns) for j in range(columns)])
    square = matrix.transpose() * matrix if matrix.nrows() > columns else matrix
    kernel, nullity = square.nullspace()
    return fmpz_mat(columns, nullity, [kernel[i, j] for i in range(columns) for j in range(nullity)])


class Quotient:
    """The space Q^d modulo the span of some samples; it answers rho(K), the rank of a set K modulo that span."""

    def __init__(self, spanning: Sequence[Vector], columns: int) -> None:
        self.annihilator = annihilator(cleared_matrix(spanning, columns))
        self._columns = columns

    def images(self, points: Sequence[Vector]) -> fmpz_mat:
        """The images of ``points`` up to positive factors, (n, d - rank of the span)."""
        return cleared_matrix(points, self._columns) * self.annihilator

    def rank(self, points: Sequence[Vector]) -> int:
        """rho(points): the rank modulo the span."""
        return rank(self.images(points))


def distinct(points: Iterable[Vector]) -> set[Cleared]:
    """The distinct values among ``points`` (in cleared form, which hashes fast)."""
    return {clear(point) for point in points}
