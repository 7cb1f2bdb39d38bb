"""Proposes what ``trusted/data/widths.py`` checks: partitions of a class into few sets independent modulo the other.

Edmonds' matroid partition by augmenting paths (Knuth): samples are inserted one by one; where the exchange graph has no
augmenting path, the samples reached are too crowded for the present number of blocks, which proves that one more is
needed. Independence is tested modulo a prime; the crowded set is verified exactly, and so is the partition, by the
kernel.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from flint import nmod_mat

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal, by_evidence
from theoremcheck.decide.data.tableaus import Tableau, tableau
from theoremcheck.decide.data.thinning import thinned
from theoremcheck.trusted.data.exact import Quotient, clear, cleared_matrix, once
from theoremcheck.trusted.data.structure import wide_enough_for_counts
from theoremcheck.trusted.data.widths import FEWEST, Partition, Violators
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.problem.model import Cleared, Dataset, Problem, Vector
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from flint import fmpz_mat

MAX_TABLEAU: Final = 20_000_000
"""Entries of all the tableaus of one class; a larger partition stays open."""
_PRIMES: Final = (2_147_483_647, 2_147_483_629, 2_147_483_587, 2_147_483_579)
"""Below 2^31, so that products fit into 64 bits."""


@dataclass(frozen=True)
class ClassWidth:
    """m blocks of sample indices, and a set ``crowded`` of distinct samples with |K| > (m - 1) rho(K).

    Where a sample lies in the other class's span no number of blocks is enough: ``blocks`` is None, and ``crowded`` is
    that sample alone.
    """

    blocks: tuple[tuple[int, ...], ...] | None
    crowded: tuple[int, ...]

    @property
    def count(self) -> int | None:
        """m, or None if no number is enough."""
        return None if self.blocks is None else len(self.blocks)


@dataclass(frozen=True)
class Widths:
    """The exact m+ and m- (T2)."""

    positive: ClassWidth
    negative: ClassWidth

    @property
    def total(self) -> int | None:
        """m+ + m- - 1, the width that T2 asks for; None if none is enough."""
        first, second = self.positive.count, self.negative.count
        return None if first is None or second is None else first + second - 1


def widths(problem: Problem, subset: tuple[Sequence[int], Sequence[int]] | None = None) -> Widths | None:
    """m+ and m- of the samples (of the samples ``subset`` = (of class +, of class -)); None if that is too large."""
    positives, negatives = subset or (problem.samples.members(1), problem.samples.members(-1))
    first = class_width(problem.inputs, positives, negatives)
    second = class_width(problem.inputs, negatives, positives)
    return None if first is None or second is None else Widths(first, second)


def known_widths(case: Case) -> Widths | None:
    """``widths`` of the problem: what a case is asked to share."""
    return widths(case.problem)


def width(problem: Problem, found: Widths | None) -> Partition | Violators | None:
    """Evidence for or against network.width(m+ + m- - 1) of T2."""
    return None if found is None else width_evidence(found, problem.network.width)


def width_fewer(problem: Problem, found: Widths | None) -> Partition | Violators | None:
    """Evidence for or against network.width_fewer; None where M = m+ + m- - 2 and every set has two samples."""
    if found is None:
        return None
    evidence = width_evidence(found, problem.network.width + 1)
    if isinstance(evidence, Partition) and problem.network.width >= FEWEST:
        single = all(min(map(len, blocks)) == 1 for blocks in (evidence.positive, evidence.negative))
        return evidence if single else None
    return Violators(found.positive.crowded, found.negative.crowded)


def width_evidence(found: Widths, available: int) -> Partition | Violators:
    """The partition if ``available`` neurons are enough, else the crowded sets."""
    first, second = found.positive, found.negative
    if first.blocks is None:
        return Violators(first.crowded, ())
    if second.blocks is None:
        return Violators((), second.crowded)
    if available >= len(first.blocks) + len(second.blocks) - 1:
        return Partition(first.blocks, second.blocks)
    return Violators(first.crowded, second.crowded)


def class_width(points: Sequence[Vector], own: Sequence[int], other: Sequence[int]) -> ClassWidth | None:
    """The least partition of the distinct X_i, i in ``own``, into sets independent modulo the span of ``other``."""
    first: dict[Cleared, int] = {}
    for index in sorted({id(points[i]): i for i in reversed(own)}.values()):
        first.setdefault(clear(points[index]), index)
    members = list(first.values())
    points = thinned(points).points
    spanning = list(once([points[i] for i in other]).values())
    quotient = Quotient(spanning, len(points[0]))
    if not members:
        return ClassWidth((), ())
    width = len(points[0])
    rows = cleared_matrix([points[i] for i in members], width)
    span = cleared_matrix(spanning, width)
    for prime in _PRIMES:
        images = _images(rows, span, prime)
        inside = next((i for i, row in zip(members, images.tolist(), strict=True) if not any(map(int, row))), None)
        if inside is not None:
            if quotient.rank([points[inside]]) == 0:
                return ClassWidth(None, (inside,))
            continue
        found = _partition(images, prime)
        if found is None:
            return None
        blocks, crowded = found
        chosen = tuple(sorted(members[k] for k in crowded))
        if len(chosen) > (len(blocks) - 1) * quotient.rank([points[i] for i in chosen]):
            return ClassWidth(tuple(tuple(sorted(members[k] for k in block)) for block in blocks), chosen)
    return None


def _images(rows: fmpz_mat, span: fmpz_mat, prime: int) -> nmod_mat:
    """The rows, (n, d), modulo the prime and modulo the span of the rows ``span``: (n, d - rank of the span)."""
    own, width = nmod_mat(rows, prime), rows.ncols()
    if span.nrows() == 0:
        return own
    kernel, nullity = nmod_mat(span, prime).nullspace()
    table = kernel.tolist()
    return own * nmod_mat(width, nullity, [int(value) for row in table for value in row[:nullity]], prime)


def _partition(images: nmod_mat, prime: int) -> tuple[list[list[int]], list[int]] | None:
    """(blocks, crowded set) of the rows of ``images`` modulo ``prime``; None beyond ``MAX_TABLEAU``."""
    reduced, rank = images.transpose().rref()
    count = images.nrows()
    if rank == 0:
        return [], []
    size = rank * count
    if -(-count // rank) * size > MAX_TABLEAU:
        return None
    packing = _Packing(tableau(reduced, rank, prime), rank)
    for _ in range(-(-count // rank)):
        packing.add_block()
    crowded = list(range(count))
    for element in range(count):
        reached = packing.insert(element)
        if reached is not None:
            crowded = reached
            if len(packing.slots) * size > MAX_TABLEAU:
                return None
            packing.add_block()
            packing.insert(element)
    return packing.blocks(), crowded


class _Packing:
    """Independent blocks of columns of ``start``, (rank, n) modulo a prime, each with the coordinates of all columns.

    ``tables[j]`` expresses every element in the basis of block j, in which a row without an element (slot -1) still
    stands for a unit vector: an element with an entry in such a row is independent of the block.
    """

    def __init__(self, start: Tableau, rank: int) -> None:
        self.start, self.rank = start, rank
        self.tables: list[Tableau] = []
        self.slots: list[list[int]] = []
        self.home: dict[int, int] = {}

    def add_block(self) -> None:
        self.tables.append(self.start.copy())
        self.slots.append([-1] * self.rank)

    def blocks(self) -> list[list[int]]:
        return [sorted(element for element in slots if element >= 0) for slots in self.slots]

    def insert(self, element: int) -> list[int] | None:
        """Insert by a shortest augmenting path; if there is none, the elements reached: a crowded set."""
        parents: dict[int, tuple[int, int, int] | None] = {element: None}
        queue = deque([element])
        while queue:
            x = queue.popleft()
            for j, slots in enumerate(self.slots):
                if self.home.get(x) == j:
                    continue
                rows = self.tables[j].filled(x)
                free = next((row for row in rows if slots[row] < 0), None)
                if free is not None:
                    self._augment(x, j, free, parents)
                    return None
                for row in rows:
                    inside = slots[row]
                    if inside not in parents:
                        parents[inside] = (x, j, row)
                        queue.append(inside)
        return sorted(parents)

    def _augment(self, x: int, j: int, row: int, parents: dict[int, tuple[int, int, int] | None]) -> None:
        """Move along the path from its end: on a shortest path no exchange disturbs those still to come."""
        while True:
            self.tables[j].pivot(row, x)
            self.slots[j][row], self.home[x] = x, j
            step = parents[x]
            if step is None:
                return
            x, j, row = step


def _propose(case: Case) -> Iterator[Proposal]:
    if isinstance(case.problem.dataset, Dataset):
        yield from by_evidence(Partition, lambda own: width(own.problem, own.shared(known_widths)))(case)
    elif answer(wide_enough_for_counts, case.problem):  # None: the class sizes are not known
        yield True, Structure()


PROPOSERS: Final = MappingProxyType(
    {
        "network.width": _propose,
        "network.width_fewer": by_evidence(
            Partition, lambda case: width_fewer(case.problem, case.shared(known_widths))
        ),
    }
)
