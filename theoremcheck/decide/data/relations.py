"""Relations of exact vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import flint

from theoremcheck.decide.data.rational import matrix
from theoremcheck.trusted.functions.quotients import fraction_of
from theoremcheck.trusted.problem.model import Vector

Relation: TypeAlias = Mapping[int, flint.fmpq]
"""The coefficients that are not 0, by the numbers of the vectors."""


def kernel(rows: Sequence[Sequence[Fraction]], columns: int) -> Iterator[Vector]:
    """A basis of the vectors, (columns,), that every row annuls."""
    for relation in map(exact, relations(rows, range(columns))):
        yield tuple(relation.get(j, Fraction(0)) for j in range(columns))


def relations(rows: Sequence[Sequence[Fraction]], among: Sequence[int]) -> list[Relation]:
    """A basis of the relations of vectors, which are the columns of the rows and have the numbers ``among``."""
    if not among:
        return []
    reduced, rank = matrix(rows, len(among)).rref()
    table = reduced.tolist()[:rank]
    pivots = [next(j for j, entry in enumerate(row) if entry != 0) for row in table]
    found: list[Relation] = []
    for free in sorted(set(range(len(among))).difference(pivots)):
        own = {among[pivot]: -row[free] for pivot, row in zip(pivots, table, strict=True) if row[free] != 0}
        found.append({among[free]: flint.fmpq(1), **own})
    return found


def exact(relation: Relation) -> dict[int, Fraction]:
    """The coefficients as fractions."""
    return {u: fraction_of(entry) for u, entry in relation.items()}


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
    share, none = relation[u] / pivot[u], flint.fmpq(0)
    found = dict(relation)
    for other, entry in pivot.items():
        found[other] = found.get(other, none) - share * entry
    return {other: entry for other, entry in found.items() if entry != 0}
