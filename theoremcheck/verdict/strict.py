"""Points that somebody proposes, the user or the search, made into findings about a certified bad minimum."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from theoremcheck.functions.numeric import BeyondFloats, floats_propose
from theoremcheck.language.spec import Candidate, Spec
from theoremcheck.trusted.certificate import Claim
from theoremcheck.trusted.expansion import sizes
from theoremcheck.trusted.kernel import check_claim
from theoremcheck.trusted.minima import Cell, Minimum, SharpMinimum, SplitMinimum, StrictMinimum
from theoremcheck.trusted.model import Block, Dataset, Function, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.values import Finding

if TYPE_CHECKING:
    from theoremcheck.search.report import Minimum as SeenMinimum
    from theoremcheck.search.report import SearchReport

STRICT: Final = "minimum.strict"
SHARP: Final = "minimum.sharp"
SUPPORT: Final = "minimum.support"
SPLIT: Final = "minimum.split"
_CERTIFIED_AS: Final = MappingProxyType(
    {
        STRICT: "certified as a strict bad local minimum",
        SHARP: "certified as a bad local minimum with margins on kinks of the loss",
        SUPPORT: "certified as a bad local minimum by multipliers in an affine cell",
        SPLIT: "certified as a bad local minimum with coinciding neurons",
    }
)


def flat_directions(evidence: Minimum) -> int:
    """How many directions the evidence leaves flat: L is the same along the symmetries whose places are held.

    In an affine cell L is a function of what moves alone. 0 where the minimum is strict in all trained parameters, or
    where the evidence does not speak of that.
    """
    core = evidence.core if isinstance(evidence, SplitMinimum) else evidence
    if not isinstance(core, StrictMinimum | SharpMinimum):
        return 0
    if isinstance(core.slice, Cell):
        return len(core.centre) - len(core.slice.moving)
    return len(core.slice.held)


def certified_as(finding: Finding) -> str:
    """What is said of a point, by the condition that it shows; *strict* only if it is so in all trained parameters."""
    evidence = finding.evidence
    flat = flat_directions(typing.cast("Minimum", evidence)) if evidence is not None else 0
    if flat and finding.condition == STRICT:
        return f"certified as a bad local minimum, strict but for {flat_words(flat)}"
    return _CERTIFIED_AS[finding.condition]


def flat_words(number: int) -> str:
    """``number`` flat directions."""
    return f"{number} flat direction{'' if number == 1 else 's'}"


_PROPOSED = 12
_CHECKED = 2


def certified_finding(problem: Problem, point: Vector) -> Finding | str:
    """The finding that a bad minimum lies near the point (trained parameters), or why none is certified."""
    if not isinstance(problem.dataset, Dataset) or not isinstance(problem.loss, Function):
        return "a point is certified for given samples and formulas only"
    if problem.parameters:
        return "a point is certified only when every parameter has a value (--set)"
    try:
        with floats_propose():
            return _certified(problem, point)
    except BeyondFloats as error:
        return str(error)


def _certified(problem: Problem, point: Vector) -> Finding | str:
    from theoremcheck.decide.minima.multipliers import certify as certify_support
    from theoremcheck.decide.minima.sharp import certify_sharp, margins_on_kinks
    from theoremcheck.decide.minima.splits import certify_split
    from theoremcheck.decide.minima.strict import certify_strict

    strict = certify_strict(problem, point)
    if not isinstance(strict, str):
        return checked(problem, STRICT, strict)
    sharp = certify_sharp(problem, point)
    if not isinstance(sharp, str):
        return checked(problem, SHARP, sharp)
    support = certify_support(problem, point)
    if not isinstance(support, Reason):
        return Finding(SUPPORT, support.status, support.evidence)
    if margins_on_kinks(problem, point):
        return sharp
    split = certify_split(problem, point)
    return strict if isinstance(split, str) else checked(problem, SPLIT, split)


def checked(problem: Problem, condition: str, evidence: Minimum) -> Finding | str:
    """The finding with the status that the kernel gives it, or why it refuses."""
    try:
        status = check_claim(problem, Claim(condition, True, evidence))
    except Refusal as refusal:
        return str(refusal)
    return Finding(condition, status, evidence)


def candidate_point(spec: Spec) -> Vector | str | None:
    """The trained entries of the candidate of a spec, what it lacks, or None if there is none."""
    if spec.candidate is None:
        return None
    return trained_entries(spec.problem, spec.candidate)


def trained_entries(problem: Problem, candidate: Candidate) -> Vector | str:
    """The entries of the trained blocks in the order of a strict minimum's centre, or which block is missing."""
    data = problem.dataset
    dimension = data.dimension
    if dimension is None:
        return "the dimension of the data is not known"
    entries: list[Fraction] = []
    for block, count in sizes(problem.network, dimension).items():
        if not count or not problem.network.trains(block):
            continue
        given = candidate.entries(block)
        if given is None:
            return f"the point does not say what {block.value} is"
        entries += given
    return tuple(entries)


def search_points(problem: Problem, report: SearchReport) -> Iterator[Vector]:
    """The polished minima with errors that a search saw, strict ones first, as trained entries.

    A degenerate one may be strict once the scale of homogeneous neurons is taken out.
    """
    from theoremcheck.search.report import Kind

    data = problem.dataset
    if not isinstance(data, Dataset):
        return
    seen = [m for m in report.minima if m.training_error and m.polished and m.kind in (Kind.STRICT, Kind.DEGENERATE)]
    for entry in sorted(seen, key=lambda m: m.kind is not Kind.STRICT)[:_PROPOSED]:
        yield _entries(problem, dict(entry.parameters), data.dimension)


def strict_points(problem: Problem, seen: Sequence[SeenMinimum]) -> Iterator[Vector]:
    """The first polished strict points with errors among what a search saw, as trained entries."""
    from theoremcheck.search.report import Kind

    data = problem.dataset
    if not isinstance(data, Dataset):
        return
    strict = [m for m in seen if m.kind is Kind.STRICT and m.polished and m.training_error]
    for entry in strict[:_CHECKED]:
        yield _entries(problem, dict(entry.parameters), data.dimension)


def _entries(problem: Problem, blocks: dict[str, Sequence[str]] | dict[str, tuple[str, ...]], dimension: int) -> Vector:
    wanted: list[Block] = [
        block for block, count in sizes(problem.network, dimension).items() if count and problem.network.trains(block)
    ]
    return tuple(Fraction(text) for block in wanted for text in blocks[block.value])
