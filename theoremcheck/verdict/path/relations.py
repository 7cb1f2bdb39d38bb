"""Relations of exact vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from theoremcheck.decide.data.rational import matrix
from theoremcheck.trusted.functions.quotients import fraction_of
from theoremcheck.trusted.problem.model import Vector


def kernel(rows: Sequence[Sequence[Fraction]], columns: int) -> Iterator[Vector]:
    """A basis of the vectors, (columns,), that every row annuls."""
    reduced, rank = matrix(rows, columns).rref()
    pivots = [next(j for j in range(columns) if reduced[i, j] != 0) for i in range(rank)]
    for free in (j for j in range(columns) if j not in pivots):
        vector = [Fraction(0)] * columns
        vector[free] = Fraction(1)
        for i, pivot in enumerate(pivots):
            vector[pivot] = -fraction_of(reduced[i, free])
        yield tuple(vector)
