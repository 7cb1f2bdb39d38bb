"""A helper: fewer columns for data with more features than samples, a basis of the columns is enough.

On the span of the samples the entries at such a basis determine all others linearly. So ranks, relations and spans of
samples are the same on those columns, and a vector u that acts on the samples may be taken to be 0 elsewhere. The
basis is found modulo a prime: a guess, like everything here, that whoever uses it verifies on all columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from theoremcheck.decide.data.modular import PRIMES, column_basis
from theoremcheck.trusted.data.exact import cleared_matrix
from theoremcheck.trusted.problem.model import Sample, Vector
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Thinned:
    """The points on some of their columns: ``points`` are (n, k), or all (n, d) where nothing is gained."""

    points: Sequence[Vector]
    columns: Sequence[int]
    width: int

    def spread(self, vector: Vector) -> Vector:
        """A vector on the chosen columns, (k,) -> (d,), 0 elsewhere."""
        entries = dict(zip(self.columns, vector, strict=False))
        return tuple(entries.get(j, Fraction(0)) for j in range(self.width))


def thinned(points: Sequence[Vector]) -> Thinned:
    """N >= 1 points of length d on a basis of their columns if d > n, else as they are."""
    width = len(points[0])
    if width <= len(points):
        return Thinned(points, range(width), width)
    columns = column_basis(cleared_matrix(points, width), PRIMES[0]) or [0]
    return Thinned(tuple(Sample(point[j] for j in columns) for point in points), columns, width)
