"""Points that somebody proposes, the user or the search, made into findings about a certified bad minimum."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from theoremcheck.functions.numeric import BeyondFloats, floats_propose
from theoremcheck.language.spec import Candidate, Spec
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.box import Box
from theoremcheck.trusted.cells import Cell
from theoremcheck.trusted.certificate import Claim
from theoremcheck.trusted.expansion import sizes
from theoremcheck.trusted.kernel import Fact, check_claim
from theoremcheck.trusted.minima import Minimum
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
    if not isinstance(evidence, Box):
        return 0
    if isinstance(evidence.slice, Cell):
        return len(evidence.centre) - len(evidence.slice.moving)
    return len(evidence.slice.held)


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
_NEAR_KINKS: Final = 1e-3


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
    from theoremcheck.decide.minima.box import certify_on_kinks, certify_strict, margins_on_kinks
    from theoremcheck.decide.minima.copies import certify_copies
    from theoremcheck.decide.minima.supports import certify_support

    strict = certify_strict(problem, point)
    if isinstance(strict, Fact):
        return shown(strict)
    sharp = certify_on_kinks(problem, point)
    if isinstance(sharp, Fact):
        return shown(sharp)
    support = certify_support(problem, point, _NEAR_KINKS)
    if not isinstance(support, str):
        return checked(problem, SUPPORT, support)
    if margins_on_kinks(problem, point):
        return shown(sharp)
    split = certify_copies(problem, point)
    return shown(strict if isinstance(split, Reason) else split)


def shown(found: Fact | Reason) -> Finding | str:
    """The finding that a fact is, or the reason in words."""
    return sentence(found) if isinstance(found, Reason) else Finding(found.condition, found.status, found.evidence)


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
