"""The kernel's checks of the widths that T2 asks for: partitions of the classes into independent sets.

m+ is the least number of sets, independent modulo the span U- of class -, into which the distinct X_i of class + can be
partitioned; rho(K) is the rank of the X_i of K modulo U-. Likewise m-.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theoremcheck.trusted.data.exact import Quotient, clear, distinct, take
from theoremcheck.trusted.data.sparse import check_among, check_indices
from theoremcheck.trusted.problem.model import AbstractDataset, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal, require

FEWEST = 3
"""The least width that network.width_fewer speaks of."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Blocks of sample indices; each block is independent modulo the span of the other class."""

    positive: tuple[tuple[int, ...], ...]
    negative: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Violators:
    """Sets K+ and K- of samples too crowded to be covered by few independent sets.

    Edmonds: m >= ceil(|K| / rho(K)) counting distinct X_i; rho(K) = 0 with K not empty means that no m is enough.
    """

    positive: tuple[int, ...]
    negative: tuple[int, ...]


def check_width(problem: Problem, evidence: Partition) -> None:
    """network.width holds, for (B) of thm.subspaces.c2: M >= m+ + m- - 1, as a partition shows."""
    data = problem.samples
    check_partition(problem, data.members(1), data.members(-1), evidence)


def check_width_too_small(problem: Problem, evidence: Violators) -> None:
    """network.width fails, by Edmonds: m >= ceil(|K| / rho(K)) for every set K of distinct X_i.

    An empty K stands for the bound m >= 1; K not empty with rho(K) = 0 means that no width is enough.
    """
    data = problem.samples
    check_violators(problem, data.members(1), data.members(-1), evidence, problem.network.width)


def check_width_fewer(problem: Problem, evidence: Partition) -> None:
    """network.width_fewer holds, for thm.subspaces.fewer: some block of each class has a single sample.

    M >= 3 and M >= (positive blocks) + (negative blocks) - 2.
    """
    data = problem.samples
    blocks = count_blocks(problem, data.members(1), data.members(-1), evidence)
    for sets, sign in ((evidence.positive, "+"), (evidence.negative, "-")):
        require(any(len(block) == 1 for block in sets), "widths.no_single_sample", sign=sign)
    _check_wide(problem, max(FEWEST, blocks - 2))


def check_width_much_too_small(problem: Problem, evidence: Violators) -> None:
    """network.width_fewer fails: M + 1 neurons are too few for network.width, or M < 3."""
    data = problem.samples
    if problem.network.width >= FEWEST:
        check_violators(problem, data.members(1), data.members(-1), evidence, problem.network.width + 1)


def width_distinct(problem: Problem) -> int | None:
    """n+ + n- - 1, counting the distinct X_i of each class: the width of thm.subspaces.c1.

    Of an abstract dataset the numbers of samples are counted (which is at least as many); None if one is not known.
    """
    data, points = problem.dataset, problem.inputs
    if isinstance(data, AbstractDataset):
        if data.positives is None or data.negatives is None:
            return None
        return data.positives + data.negatives - 1
    return sum(len(distinct(take(points, data.members(label)))) for label in (1, -1)) - 1


# --- a subset of the samples --------------------------------------------------------------------------------------


def check_partition(problem: Problem, positives: Sequence[int], negatives: Sequence[int], evidence: Partition) -> None:
    """M >= (positive blocks) + (negative blocks) - 1, of a partition of the samples ``positives`` and ``negatives``.

    The blocks cover the distinct X_i of each class, each block is independent modulo the span of the other class.
    """
    _check_wide(problem, count_blocks(problem, positives, negatives, evidence) - 1)


def check_violators(
    problem: Problem, positives: Sequence[int], negatives: Sequence[int], evidence: Violators, width: int
) -> None:
    """``width`` neurons are too few for the samples ``positives`` and ``negatives``."""
    points = problem.inputs
    first = _least_blocks(points, positives, negatives, evidence.positive, "+")
    second = _least_blocks(points, negatives, positives, evidence.negative, "-")
    if first is not None and second is not None:
        needed = first + second - 1
        require(width < needed, "widths.not_too_small", needed=needed, width=width)


def _check_wide(problem: Problem, needed: int) -> None:
    width = problem.network.width
    require(width >= needed, "widths.too_small", needed=needed, width=width)


def count_blocks(problem: Problem, positives: Sequence[int], negatives: Sequence[int], evidence: Partition) -> int:
    """The number of all blocks, which are checked."""
    points = problem.inputs
    _check_blocks(points, positives, negatives, evidence.positive, "+")
    _check_blocks(points, negatives, positives, evidence.negative, "-")
    return len(evidence.positive) + len(evidence.negative)


def _check_blocks(
    points: Sequence[Vector], own: Sequence[int], other: Sequence[int], blocks: Sequence[Sequence[int]], sign: str
) -> None:
    covered: set[int] = set()
    members = frozenset(own)
    quotient = Quotient(take(points, other), len(points[0]))
    for number, block in enumerate(blocks):
        name = Reason.of("widths.block", block=number, sign=sign)
        require(len(block) > 0, "widths.empty_block", name=name)
        check_indices(block, len(points), name)
        check_among(block, members, "widths.not_in_class", name)
        require(covered.isdisjoint(block), "widths.blocks_meet", name=name)
        covered.update(block)
        require(quotient.rank(take(points, block)) == len(block), "widths.dependent", name=name)
    values = distinct(take(points, sorted(covered)))
    for index in own:
        if index not in covered and clear(points[index]) not in values:
            raise Refusal("widths.not_covered", sign=sign, sample=index)


def _least_blocks(
    points: Sequence[Vector], own: Sequence[int], other: Sequence[int], members: Sequence[int], sign: str
) -> int | None:
    """ceil(|K| / rho(K)) over distinct values, 1 for an empty K, None if rho(K) = 0 with K not empty."""
    name = Reason.of("widths.crowded", sign=sign)
    check_indices(members, len(points), name)
    check_among(members, frozenset(own), "widths.not_in_class", name)
    if not members:
        return 1
    chosen = take(points, members)
    rho = Quotient(take(points, other), len(points[0])).rank(chosen)
    return None if rho == 0 else -(-len(distinct(chosen)) // rho)


WIDTH: Final = (
    "network.width",
    (Partition, check_width),
    (Violators, check_width_too_small),
)
FEWER: Final = (
    "network.width_fewer",
    (Partition, check_width_fewer),
    (Violators, check_width_much_too_small),
)
"""Rows of the kernel's table: what shows each condition, and what its failure."""
