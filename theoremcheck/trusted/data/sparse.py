"""Sparse vectors over samples, and the relations between samples that they state: parts of many kinds of evidence.

Indices are sample numbers from 0. Nothing here is believed: the checks read it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from theoremcheck.trusted.data.exact import combination_vanishes, sparse_combination_vanishes, take
from theoremcheck.trusted.problem.dataset import Points
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal, require

_MANY: Final = 8
"""One sample in so many: from there on the product with the matrix of all samples is the shorter way."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse vector over samples: strictly increasing indices and their entries."""

    indices: tuple[int, ...]
    entries: Vector


def check_indices(indices: Sequence[int], count: int, name: str | Reason) -> None:
    """Accept strictly increasing indices of ``count`` samples; a refusal says ``name`` of them."""
    require(all(0 <= i < count for i in indices), "sparse.out_of_range", name=name)
    require(all(i < j for i, j in pairwise(indices)), "sparse.not_increasing", name=name)


def check_among(indices: Sequence[int], allowed: Collection[int], code: str, name: str | Reason) -> None:
    """Refuse with the reason ``code`` an index that is not one of ``allowed``."""
    for index in indices:
        if index not in allowed:
            raise Refusal(code, name=name, sample=index)


def check_sparse(sparse: Sparse, count: int, name: str) -> None:
    """Accept a sparse vector over ``count`` samples: as many indices as entries, in strictly increasing order."""
    require(len(sparse.indices) == len(sparse.entries), "sparse.lengths_differ", name=name)
    check_indices(sparse.indices, count, name)


def check_positive(sparse: Sparse, count: int) -> None:
    """Accept multipliers m >= 0, m != 0 of ``count`` samples; the entries that are given are positive."""
    check_sparse(sparse, count, "the multipliers")
    require(len(sparse.indices) > 0, "sparse.all_zero")
    require(all(entry > 0 for entry in sparse.entries), "sparse.not_positive")


def signed(multipliers: Sparse, labels: Sequence[int]) -> list[Fraction]:
    """m_i y_i for the indices i of ``multipliers``."""
    return [m * labels[i] for i, m in zip(multipliers.indices, multipliers.entries, strict=True)]


def relates(points: Sequence[Vector], labels: Sequence[int], multipliers: Sparse) -> bool:
    """True iff sum m_i y_i X_i = 0, for multipliers of n samples that are not all left out."""
    check_sparse(multipliers, len(points), "the multipliers")
    require(len(labels) == len(points), "exact.counts_differ", entries=len(labels), count=len(points))
    many = _MANY * len(multipliers.indices) > len(points)
    if many and isinstance(points, Points) and points.are_single:
        return sparse_combination_vanishes(points, multipliers.indices, signed(multipliers, labels))
    return combination_vanishes(take(points, multipliers.indices), signed(multipliers, labels))


def check_relation(points: Sequence[Vector], labels: Sequence[int], multipliers: Sparse) -> None:
    """Accept multipliers, not all 0, with sum m_i y_i X_i = 0."""
    require(relates(points, labels, multipliers), "sparse.no_relation")
