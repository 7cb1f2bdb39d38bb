"""Proposes what ``trusted/data/spans.py`` checks: whether a sample of one class lies in the linear span of the other.

Modulo a prime it is seen at once which samples might; an exact solution, or a vector found at random in the exact
orthogonal complement, then settles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from flint import fmpq_mat, fmpz_mat, nmod_mat

from theoremcheck.decide.case import by_evidence
from theoremcheck.decide.data.modular import PRIMES, column_basis, row_basis
from theoremcheck.decide.data.rational import fractions
from theoremcheck.decide.data.separation import coprime
from theoremcheck.decide.data.thinning import thinned
from theoremcheck.trusted.data.exact import annihilator, combination_vanishes, integer_matrix, take
from theoremcheck.trusted.data.spans import InSpan, SpanVectors
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass

_TRIES: Final = 40
_MANY: Final = 4
"""So many rows for each column are many."""


def spans(problem: Problem) -> SpanVectors | InSpan | None:
    """Evidence for or against data.span_exclusion (T2)."""
    data = problem.samples
    return span_evidence(problem.inputs, data.members(1), data.members(-1))


def span_evidence(
    points: Sequence[Vector], positives: Sequence[int], negatives: Sequence[int]
) -> SpanVectors | InSpan | None:
    """The same for the samples ``positives`` and ``negatives`` only; either may be empty."""
    thin = thinned(points)
    first = _one_side(thin.points, positives, negatives)
    if first is None or isinstance(first, InSpan):
        return first
    second = _one_side(thin.points, negatives, positives)
    if second is None or isinstance(second, InSpan):
        return second
    return SpanVectors(thin.spread(first), thin.spread(second))


@dataclass(frozen=True)
class Solver:
    """Coordinates with respect to the rows ``basis`` of a matrix, which are regular on ``columns``."""

    basis: list[int]
    columns: list[int]
    square: fmpq_mat

    @staticmethod
    def build(rows: fmpz_mat, prime: int) -> Solver:
        """Choose the rows and columns modulo ``prime``."""
        basis = row_basis(rows, prime)
        chosen = [[rows[i, j] for j in range(rows.ncols())] for i in basis]
        columns = column_basis(fmpz_mat(chosen), prime) if chosen else []
        square = fmpz_mat(len(columns), len(basis), [row[j] for j in columns for row in chosen])
        return Solver(basis, columns, fmpq_mat(square))

    def coordinates(self, row: Sequence[int]) -> Vector:
        """C with ``row`` = sum_k c_k rows[basis[k]], if ``row`` lies in the span (the caller checks)."""
        if not self.basis:
            return ()
        right = fmpq_mat(fmpz_mat(len(self.columns), 1, [row[j] for j in self.columns]))
        return fractions(self.square.solve(right))


def _one_side(points: Sequence[Vector], own: Sequence[int], other: Sequence[int]) -> Vector | InSpan | None:
    """A vector orthogonal to the samples ``other`` and to no sample in ``own``, or one of ``own`` in their span."""
    width = len(points[0])
    if own and len(other) > _MANY * width:
        # Of many samples a few span everything, as a rule.
        found = _one_side(points, own[:1], other[: _MANY * width])
        if isinstance(found, InSpan):
            return found
    cleared_own = clear_all(take(points, own))
    cleared_other = clear_all(take(points, other))
    own_rows = integer_matrix([row for row, _ in cleared_own], width)
    other_rows = integer_matrix([row for row, _ in cleared_other], width)
    for prime in PRIMES:
        solver = Solver.build(other_rows, prime)
        suspect = _suspect(own_rows, other_rows, solver.basis, prime)
        if suspect is None:
            chosen = integer_matrix([cleared_other[k][0] for k in solver.basis], width)
            complement = annihilator(chosen)
            if (other_rows * complement).is_zero():
                return _avoiding(own_rows, complement)
            continue
        row, denominator = cleared_own[suspect]
        terms = {
            other[k]: c * cleared_other[k][1] / denominator
            for k, c in zip(solver.basis, solver.coordinates(row), strict=True)
            if c != 0
        }
        indices = tuple(sorted(terms))
        combination = Sparse(indices, tuple(terms[i] for i in indices))
        index = own[suspect]
        members = [*(points[i] for i in indices), points[index]]
        if combination_vanishes(members, [*combination.entries, Fraction(-1)]):
            return InSpan(index, combination)
    return None


def _suspect(own: fmpz_mat, other: fmpz_mat, basis: Sequence[int], prime: int) -> int | None:
    """The first row of ``own`` that lies in the span of the rows ``basis`` of ``other`` modulo ``prime``."""
    if own.nrows() == 0:
        return None
    width = own.ncols()
    images = nmod_mat(own, prime)
    if basis:
        chosen = fmpz_mat(len(basis), width, [other[i, j] for i in basis for j in range(width)])
        kernel, nullity = nmod_mat(chosen, prime).nullspace()
        if nullity == 0:
            return 0
        entries = [int(kernel[i, j]) for i in range(width) for j in range(nullity)]
        images = images * nmod_mat(width, nullity, entries, prime)
    for k in range(images.nrows()):
        if all(int(images[k, j]) == 0 for j in range(images.ncols())):
            return k
    return None


def _avoiding(own: fmpz_mat, complement: fmpz_mat) -> Vector | None:
    """A combination of the columns of ``complement``, (d, k), that is orthogonal to no row of ``own``."""
    count = complement.ncols()
    images = own * complement
    for drawn in _draws(count):
        weights = fmpz_mat(count, 1, drawn)
        if all(value != 0 for value in (images * weights).entries()):
            return coprime([Fraction(int(value)) for value in (complement * weights).entries()])
    return None


def _draws(count: int) -> Iterator[list[int]]:
    """Weights to try: all of them 1, then some that are drawn from larger and larger ones."""
    yield [1] * count
    from random import Random  # most data need none

    generator = Random(0)
    for attempt in range(1, _TRIES):
        size = 2**attempt
        yield [generator.randint(-size, size) for _ in range(count)]


PROPOSERS: Final = MappingProxyType({"data.span_exclusion": by_evidence(SpanVectors, lambda case: spans(case.problem))})
