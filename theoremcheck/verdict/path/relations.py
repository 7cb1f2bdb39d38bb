"""Relations of exact vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.decide.data.rational import matrix
from theoremcheck.trusted.functions.quotients import fraction_of
from theoremcheck.trusted.problem.model import Vector

Relation: TypeAlias = Mapping[int, Fraction]
"""The coefficients that are not 0, by the numbers of the vectors."""


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


def relations(rows: Sequence[Sequence[Fraction]], among: Sequence[int]) -> list[Relation]:
    """A basis of the relations of vectors, which are the columns of the rows and have the numbers ``among``."""
    found = kernel(rows, len(among)) if among else ()
    return [{u: h for u, h in zip(among, vector, strict=True) if h} for vector in found]


def without(basis: Iterable[Relation], dropped: Iterable[int]) -> list[Relation]:
    """A basis of those relations in the span of some that say nothing of the vectors ``dropped``."""
    left = list(basis)
    for u in dropped:
        pivot = next((relation for relation in left if u in relation), None)
        if pivot is not None:
            left = [_cleared(relation, pivot, u) for relation in left if relation is not pivot]
    return left


def _cleared(relation: Relation, pivot: Relation, u: int) -> Relation:
    if u not in relation:
        return relation
    share = relation[u] / pivot[u]
    found = dict(relation)
    for other, entry in pivot.items():
        found[other] = found.get(other, Fraction(0)) - share * entry
    return {other: entry for other, entry in found.items() if entry}
