"""The width that T2 asks for, beside easier bounds: a helper of reports, nothing here is evidence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import Final

from theoremcheck.decide.data.widths import Widths, widths
from theoremcheck.trusted.data.exact import span_rank, take
from theoremcheck.trusted.data.spans import class_ranks
from theoremcheck.trusted.data.widths import width_distinct
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.records import dataclass

MAX_COMBINATIONS: Final = 2_000
"""Subsets of one class that are tried to see whether every r+ (r-) samples are independent."""


@dataclass(frozen=True)
class WidthBounds:
    """Widths M that the variants of T2 ask for; None where no width is enough (or m+, m- were out of reach).

    ``exact`` is m+ + m- - 1. ``general_position`` is ceil(n+/delta+) + ceil(n-/delta-) - 1 with delta+ = r - r-: never
    above ``exact``, and equal to it in general position. ``distinct`` is n+ + n- - 1, never below it. Here n+ and n-
    count distinct X_i. ``paper`` is ceil(2 max(n/Dr, r+, r-)), Dr = r - max(r+, r-), with n the number of samples
    (Liang et al. 2018); it also asks that every r+ (r-) samples of a class be independent: ``paper_independence``, None
    if that was not checked.
    """

    positive: int | None
    negative: int | None
    exact: int | None
    general_position: int | None
    distinct: int
    paper: int | None
    paper_independence: bool | None
    known: bool


def width_bounds(problem: Problem) -> WidthBounds | None:
    """All the bounds for a dataset with samples; ``known`` is False if m+ and m- were too large to compute."""
    dataset = problem.dataset
    distinct = width_distinct(problem)
    if not isinstance(dataset, Dataset) or distinct is None:
        return None
    points = problem.inputs
    classes = [take(points, dataset.members(label)) for label in (1, -1)]
    *ranks, total = class_ranks(problem)
    found = widths(problem)
    gap = total - max(ranks)
    paper = None if gap == 0 else max(-(-2 * len(points) // gap), 2 * max(ranks))
    return WidthBounds(
        positive=None if found is None else found.positive.count,
        negative=None if found is None else found.negative.count,
        exact=None if found is None else found.total,
        general_position=_general_position(classes, ranks, total, found),
        distinct=distinct,
        paper=paper,
        paper_independence=_independence(classes, ranks),
        known=found is not None,
    )


def _general_position(
    classes: Sequence[Sequence[Vector]], ranks: Sequence[int], total: int, found: Widths | None
) -> int | None:
    deltas = [total - ranks[1], total - ranks[0]]
    if 0 in deltas or (found is not None and found.total is None):
        return None
    return sum(-(-len(set(members)) // delta) for members, delta in zip(classes, deltas, strict=True)) - 1


def _independence(classes: Sequence[Sequence[Vector]], ranks: Sequence[int]) -> bool | None:
    """Whether every r samples of a class of rank r are independent; None if there are too many subsets to try."""
    if any(comb(len(members), r) > MAX_COMBINATIONS for members, r in zip(classes, ranks, strict=True)):
        return None
    return all(
        span_rank(chosen) == r for members, r in zip(classes, ranks, strict=True) for chosen in combinations(members, r)
    )
