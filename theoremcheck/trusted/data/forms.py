"""Rational quadratic forms: values, moment matrices, and exact tests of definiteness, where "false" holds as well.

In balls, where only "true" is a proof: ``definite``.

Symmetric elimination (A = L D L^T) without fractions: the matrix is scaled to integers, and Bareiss' division keeps
every entry a minor of A (E. H. Bareiss, Math. Comp. 22 (1968)). A is positive semidefinite iff no pivot is negative and
every zero pivot stands in a row of zeros.

Trusted: standard library, python-flint (integer matrices) and trusted modules only; no floats, no tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from flint import fmpz_mat

from theoremcheck.trusted.data.exact import clear, integer_matrix, spend_on_long
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.refusal import Reason, require

Matrix: TypeAlias = tuple[Vector, ...]
"""A matrix by rows."""


def is_positive_semidefinite(matrix: Sequence[Vector]) -> bool:
    """True iff v^T A v >= 0 for all v, A of shape (d, d); refuses what is not square and symmetric."""
    return _positive_pivots(matrix) is not None


def is_positive_definite(matrix: Sequence[Vector]) -> bool:
    """True iff v^T A v > 0 for all v != 0, A of shape (d, d); refuses what is not square and symmetric."""
    return _positive_pivots(matrix) == len(matrix)


def semidefinite_sign(matrix: Sequence[Vector]) -> int:
    """+1 if v^T A v >= 0 for all v (also for A = 0), else -1 if v^T A v <= 0 for all v, else 0."""
    return 1 if is_positive_semidefinite(matrix) else -int(is_positive_semidefinite(_negated(matrix)))


def definite_sign(matrix: Sequence[Vector]) -> int:
    """The sign of v^T A v where it is one and the same for all v != 0, else 0; A has rows."""
    return 1 if is_positive_definite(matrix) else -int(is_positive_definite(_negated(matrix)))


def _negated(matrix: Sequence[Vector]) -> Matrix:
    return tuple(tuple(-entry for entry in row) for row in matrix)


def check_symmetric(matrix: Sequence[Vector], name: str | Reason = "the matrix") -> None:
    """Refuse a matrix, called ``name``, that is not square or not symmetric."""
    size = len(matrix)
    require(all(len(row) == size for row in matrix), "matrix.not_square", name=name)
    symmetric = all(matrix[i][j] == matrix[j][i] for i in range(size) for j in range(i))
    require(symmetric, "matrix.not_symmetric", name=name)


def moment_matrix(points: Sequence[Vector], coefficients: Sequence[Fraction]) -> Matrix:
    """sum_i c_i X_i X_i^T, (d, d), for n >= 1 points X_i of length d and n coefficients of any sign."""
    size = len(points[0])
    cleared = clear_all(points)
    scaled = [c / (denominator * denominator) for c, (_, denominator) in zip(coefficients, cleared, strict=True)]
    weights, common = clear(scaled)
    bits, own = common.bit_length(), max(denominator.bit_length() for _, denominator in cleared)
    spend_on_long(bits, own, len(points) * size * size)
    spend_on_long(bits, bits, size * size)  # lowest terms
    rows = integer_matrix([row for row, _ in cleared], size)
    weighted = integer_matrix([[w * x for x in row] for w, (row, _) in zip(weights, cleared, strict=True)], size)
    total = rows.transpose() * weighted
    return tuple(tuple(Fraction(int(total[i, j]), common) for j in range(size)) for i in range(size))


def quadratic_values(points: Sequence[Vector], matrix: Sequence[Vector]) -> list[Fraction]:
    """X_i^T A X_i for n points X_i of length d and a matrix A of shape (d, d)."""
    size = len(matrix)
    numerators, common = _integers(matrix)
    spend_on_long(common.bit_length(), common.bit_length(), len(points) * size)
    cleared = clear_all(points)
    products = (integer_matrix([row for row, _ in cleared], size) * numerators).tolist()
    values = []
    for product, (row, denominator) in zip(products, cleared, strict=True):
        value = sum(int(entry) * x for entry, x in zip(product, row, strict=True))
        values.append(Fraction(value, common * denominator * denominator))
    return values


def _integers(matrix: Sequence[Vector]) -> tuple[fmpz_mat, int]:
    """(A common, common): one positive factor for all entries, so that signs and symmetry stay."""
    size = len(matrix)
    require(all(len(row) == size for row in matrix), "exact.row_length", width=size)
    numerators, common = clear([entry for row in matrix for entry in row])
    return integer_matrix([numerators[k * size : (k + 1) * size] for k in range(size)], size), common


def _positive_pivots(matrix: Sequence[Vector]) -> int | None:
    """The number of positive pivots (the rank) of a positive semidefinite matrix, None for any other matrix."""
    check_symmetric(matrix)
    table = [[int(entry) for entry in row] for row in _integers(matrix)[0].tolist()]
    size, found, last = len(table), 0, 1
    for k in range(size):
        pivot = table[k][k]
        if pivot < 0:
            return None
        if pivot == 0:
            # v = e_k + t e_j has v^T A v = 2 t A_kj + t^2 A_jj, of both signs unless A_kj = 0.
            if any(table[k][j] != 0 for j in range(k + 1, size)):
                return None
            continue  # the row is zero: the matrix without it is what remains, and ``last`` stays its last pivot
        spend_on_long(pivot.bit_length(), pivot.bit_length(), (size - k) ** 2)
        for i in range(k + 1, size):
            head = table[k][i]
            for j in range(i, size):
                table[i][j] = (pivot * table[i][j] - head * table[k][j]) // last
        found, last = found + 1, pivot
    return found
