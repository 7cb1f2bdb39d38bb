"""The fewest samples without which the rest is linearly separable: proposed here, decided by whoever tries the move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Final

from theoremcheck.decide.data.separation import separate
from theoremcheck.trusted.data.separation import Farkas
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.records import dataclass

MAX_LEFT_OUT: Final = 4
"""Samples that are left out at once so that the rest is separable."""
MAX_ENTRIES: Final = 2_000_000
"""Entries (samples times features) that all questions of separability together may have."""


@dataclass
class _Budget:
    """What is left of MAX_ENTRIES. Local to one search."""

    left: int
    seen: set[frozenset[int]] = field(default_factory=set)


def separating(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Every smallest set of samples, by index, without which the others are separable, as far as the budget goes.

    Samples that no hyperplane separates have multipliers on a few of them, of which one has to go: so the search
    branches over these alone, and no smaller set is missed.
    """
    if not isinstance(problem.dataset, Dataset):
        return
    budget = _Budget(MAX_ENTRIES)
    for count in range(1, MAX_LEFT_OUT + 1):
        found = list(dict.fromkeys(_sets(problem, frozenset(), count, budget)))
        yield from (tuple(sorted(entry)) for entry in found)
        if found or budget.left <= 0:
            return
        budget.seen.clear()


def _sets(problem: Problem, dropped: frozenset[int], more: int, budget: _Budget) -> Iterator[frozenset[int]]:
    """The sets with ``more`` samples in them than those that are dropped already."""
    if dropped in budget.seen or budget.left <= 0:
        return
    budget.seen.add(dropped)
    kept = [i for i in range(len(problem.inputs)) if i not in dropped]
    if not kept:
        return
    budget.left -= len(kept) * len(problem.inputs[0])
    labels = [problem.samples.labels[i] for i in kept]
    found = separate([problem.inputs[i] for i in kept], labels)
    if not isinstance(found, Farkas):
        if found is not None and not more and 1 in labels and -1 in labels:
            yield dropped
        return
    for k in found.multipliers.indices if more else ():
        yield from _sets(problem, dropped | {kept[k]}, more - 1, budget)
