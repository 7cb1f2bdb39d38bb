"""Exact linear algebra on samples: products and their signs, ranks, bases, and independence modulo a span.

A sample is a rational vector. Its *cleared* form is an integer vector with one common denominator, in lowest terms;
scaling a row by a positive number changes neither signs nor ranks, so most questions are answered on integer rows.

Trusted: standard library and python-flint (integer matrices) only; no floats, no tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

from flint import fmpz_mat, nmod_mat

from theoremcheck.trusted.bounds import MAX_ALGEBRA, MAX_STRICT_BITS
from theoremcheck.trusted.problem.dataset import Points, annihilates, clear_all
from theoremcheck.trusted.problem.model import Cleared, Sample, Vector, cleared_form
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.work import spend

_WIDE: Final = 4
_TALL: Final = 2
_PRIME: Final = 2**61 - 1
_WORD: Final = 64
_LONG: Final = 4096
"""Bits of a number whose arithmetic is counted as work."""
_WORDS_IN_A_STEP: Final = 200
"""Products of two words in a step of work, about a microsecond."""


def clear(vector: Sequence[Fraction]) -> Cleared:
    """(numerators, denominator) of ``vector``, (d,) -> (d,): the least common denominator, so equal iff equal."""
    if isinstance(vector, Sample):
        return vector.cleared
    _spend_on_common(vector)
    return cleared_form(vector)


def dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    """The scalar product of two rational vectors."""
    total = Fraction(0)
    for a, b in zip(left, right, strict=True):
        if a and b:
            total += a * b
            spend_on_long(total.denominator.bit_length(), total.denominator.bit_length())
    return total


def spend_on_long(bits: int, others: int, times: int = 1) -> None:
    """Write off so many operations on a number of ``bits`` bits and one of ``others``; short ones cost nothing.

    Samples are read with numbers of MAX_DIGITS digits each, but what many of them have in common is as long as all of
    them together.
    """
    if bits > _LONG:
        spend(times * (bits // _WORD) * (1 + others // _WORD) // _WORDS_IN_A_STEP)


def _spend_on_common(vector: Sequence[Fraction]) -> None:
    """Write off what the least common denominator takes, and bringing the entries to it, where it is long."""
    denominators = {value.denominator for value in vector}
    if sum(map(int.bit_length, denominators)) <= _LONG:
        return
    common = 1
    for denominator in sorted(denominators):
        spend_on_long(common.bit_length(), denominator.bit_length())
        common = math.lcm(common, denominator)
    spend_on_long(common.bit_length(), max(denominators).bit_length(), len(vector))


def take(points: Sequence[Vector], indices: Sequence[int]) -> list[Vector]:
    """The points with these indices."""
    return [points[i] for i in indices]


def check_length(vector: Vector, points: Sequence[Vector], name: str) -> None:
    """Refuse a vector, called ``name``, that has not as many entries as the n >= 1 points."""
    width = len(points[0])
    require(len(vector) == width, "exact.vector_length", name=name, entries=len(vector), width=width)


def check_bits(values: Iterable[Fraction]) -> None:
    """Refuse numbers that are too long."""
    for value in values:
        size = max(value.numerator.bit_length(), value.denominator.bit_length())
        require(size <= MAX_STRICT_BITS, "exact.long_number", bound=MAX_STRICT_BITS)


def integer_matrix(rows: Sequence[Sequence[int]], columns: int) -> fmpz_mat:
    """The (len(rows), columns) integer matrix; it may have no rows."""
    require(all(len(row) == columns for row in rows), "exact.row_length", width=columns)
    return fmpz_mat(len(rows), columns, [entry for row in rows for entry in row])


def cleared_matrix(points: Sequence[Vector], columns: int) -> fmpz_mat:
    """The rows of ``points``, (n, columns), each scaled to integers by its positive denominator; a new matrix."""
    if isinstance(points, Points) and points.are_single:
        own = points.matrix()
        require(own.ncols() == columns, "exact.row_length", width=columns)
        return own
    return integer_matrix([numerators for numerators, _ in clear_all(points)], columns)


def once(points: Iterable[Vector]) -> dict[int, Vector]:
    """The points by identity: where one object stands many times, what it implies is computed once.

    Equal points that are different objects stay apart, so this is no test of equality.
    """
    return {id(point): point for point in points}


def product_signs(points: Sequence[Vector], vector: Vector) -> list[int]:
    """The sign (-1, 0, 1) of ``vector . point`` for every point; all have the same length."""
    numerators, _ = clear(vector)
    known = once(points)
    if isinstance(points, Points):
        products = points.times(numerators)
    else:
        rows = cleared_matrix(list(known.values()), len(vector))
        products = [*map(int, (rows * fmpz_mat(len(vector), 1, list(numerators))).entries())]
    signs = {key: (value > 0) - (value < 0) for key, value in zip(known, products, strict=True)}
    return [signs[id(point)] for point in points]


def combination_vanishes(points: Sequence[Vector], coefficients: Sequence[Fraction]) -> bool:
    """True iff sum_i coefficients_i points_i = 0. There is at least one point, and as many coefficients."""
    _require_counts(points, coefficients)
    if len(known := once(points)) < len(points):
        sums = dict.fromkeys(known, Fraction(0))
        for point, coefficient in zip(points, coefficients, strict=True):
            sums[id(point)] += coefficient
        points, coefficients = list(known.values()), list(sums.values())
    return cleared_combination_vanishes(clear_all(points), coefficients)


def sparse_combination_vanishes(points: Points, indices: Sequence[int], coefficients: Sequence[Fraction]) -> bool:
    """True iff sum_k coefficients_k points_(indices_k) = 0, by the matrix of all points, of which none is repeated.

    Row i of it is denominator_i times point i, so its coefficient is divided by that; the others have 0.
    """
    require(all(0 <= i < len(points) for i in indices), "sparse.out_of_range", name="the coefficients")
    _require_counts(indices, coefficients)
    denominators = [denominator for _, denominator in clear_all(take(points, indices))]
    weights, _ = clear([c / denominator for c, denominator in zip(coefficients, denominators, strict=True)])
    row = [0] * len(points)
    for i, weight in zip(indices, weights, strict=True):
        row[i] += weight
    return points.are_annihilated_by(row)


def _require_counts(vectors: Sequence[object], coefficients: Sequence[Fraction]) -> None:
    """Refuse a sum of no vectors, and one with more or fewer coefficients."""
    require(len(vectors) > 0, "exact.no_vectors")
    counts = {"entries": len(coefficients), "count": len(vectors)}
    require(len(coefficients) == len(vectors), "exact.counts_differ", **counts)


def cleared_combination_vanishes(points: Sequence[Cleared], coefficients: Sequence[Fraction]) -> bool:
    """The same for points in cleared form."""
    _require_counts(points, coefficients)
    weights, common = clear([c / denominator for c, (_, denominator) in zip(coefficients, points, strict=True)])
    spend_on_long(common.bit_length(), _longest(points), len(points) * len(points[0][0]))
    return annihilates(weights, [row for row, _ in points])


def _longest(points: Sequence[Cleared]) -> int:
    """The bits of the longest denominator; the numerators of data are about as long."""
    return max((denominator.bit_length() for _, denominator in points), default=0)


def rank(matrix: fmpz_mat) -> int:
    """The rank over Q.

    A minor that is not 0 modulo a prime is not 0, so a full rank modulo a prime is the rank. Else it is that of A^T A
    for a tall A and of A A^T for a wide one, which have the rank of A.
    """
    least = min(matrix.nrows(), matrix.ncols())
    if least == 0 or _modular_rank(matrix, _TALL * matrix.ncols()) == least or _modular_rank(matrix) == least:
        return least
    if matrix.nrows() > matrix.ncols():
        matrix = matrix.transpose() * matrix
    elif _WIDE * matrix.nrows() < matrix.ncols():
        matrix = matrix * matrix.transpose()
    _require_work(matrix)
    return int(matrix.rank())


def _modular_rank(matrix: fmpz_mat, rows: int | None = None) -> int:
    """The rank modulo a prime, at most that over Q; with ``rows``, that of the first rows, 0 if there are no more."""
    if rows is None:
        return int(nmod_mat(matrix, _PRIME).rank())
    if rows >= matrix.nrows():
        return 0
    width = matrix.ncols()
    return int(nmod_mat(rows, width, [matrix[i, j] for i in range(rows) for j in range(width)], _PRIME).rank())


def _require_work(matrix: fmpz_mat) -> None:
    """Refuse an elimination that would take too long: minors have about as many bits as the rows of one together."""
    small, large = sorted((matrix.nrows(), matrix.ncols()))
    steps = small * small * large
    bits = max((int(entry).bit_length() for entry in matrix.entries()), default=0) if steps <= MAX_ALGEBRA else 1
    work = steps * (1 + small * bits // _WORD)
    require(
        work <= MAX_ALGEBRA,
        "exact.too_much_work",
        rows=matrix.nrows(),
        columns=matrix.ncols(),
        bits=bits,
        work=work,
        bound=MAX_ALGEBRA,
    )


def span_rank(points: Sequence[Vector]) -> int:
    """The rank of n >= 0 points."""
    return rank(cleared_matrix(list(once(points).values()), len(points[0]))) if points else 0


def annihilator(matrix: fmpz_mat) -> fmpz_mat:
    """N, (d, d - rank), of full column rank with ``matrix`` N = 0: a row X lies in the row span iff X N = 0."""
    columns = matrix.ncols()
    if matrix.nrows() == 0:
        return fmpz_mat(columns, columns, [int(i == j) for i in range(columns) for j in range(columns)])
    square = matrix.transpose() * matrix if matrix.nrows() > columns else matrix
    _require_work(square)
    kernel, nullity = square.nullspace()
    return fmpz_mat(columns, nullity, [kernel[i, j] for i in range(columns) for j in range(nullity)])


def row_basis(points: Sequence[Vector]) -> tuple[Vector, ...]:
    """A basis, (r, d), of the span of n >= 1 points of length d (integer vectors, from an echelon form)."""
    rows = cleared_matrix(points, len(points[0]))
    square = rows.transpose() * rows if rows.nrows() > rows.ncols() else rows
    bits = max((int(entry).bit_length() for entry in square.entries()), default=0)
    spend_on_long(bits, bits, square.ncols() ** 3)
    reduced, _, found = square.rref()
    return tuple(tuple(Fraction(int(reduced[i, j])) for j in range(reduced.ncols())) for i in range(found))


class Quotient:
    """The space Q^d modulo the span of some samples; it answers rho(K), the rank of a set K modulo that span."""

    def __init__(self, spanning: Sequence[Vector], columns: int) -> None:
        self._spanning = list(once(spanning).values())
        self._columns = columns

    @cached_property
    def _span_rank(self) -> int:
        return rank(cleared_matrix(self._spanning, self._columns))

    def rank(self, points: Sequence[Vector]) -> int:
        """The rank modulo the span: that of the span and the points together minus that of the span."""
        together = [*self._spanning, *once(points).values()]
        return rank(cleared_matrix(together, self._columns)) - self._span_rank


def distinct(points: Iterable[Vector]) -> set[Cleared]:
    """The distinct values among ``points`` (in cleared form, which hashes fast)."""
    return set(clear_all(list(once(points).values())))
