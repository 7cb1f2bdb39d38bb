"""Points that somebody proposes, the user or a search, and the certifiers that make facts of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.minima.box import certify_on_kinks, certify_strict, margins_on_kinks
from theoremcheck.decide.minima.copies import certify_copies
from theoremcheck.decide.minima.decayed import certify_decayed
from theoremcheck.decide.minima.multipliers import certify as certify_multipliers
from theoremcheck.decide.minima.simple import Freedom, simplified
from theoremcheck.decide.refuting import first_refuting, is_selective, knows_all
from theoremcheck.functions.arrays import floats_propose
from theoremcheck.language.spec import Candidate, Spec
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.questions import Question
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal

if TYPE_CHECKING:
    from theoremcheck.search.report import Minimum as SeenMinimum
    from theoremcheck.search.report import SearchReport

Certifier = Callable[[Problem, Vector], Fact | Reason]
"""Makes a fact of a point (trained parameters), or says why not."""

_CERTIFIED: Final = MappingProxyType(
    {
        "minimum.strict": "certified.strict",
        "minimum.sharp": "certified.sharp",
        "minimum.support": "certified.support",
        "minimum.split": "certified.split",
        "minimum.split_decay": "certified.split",
        "minimum.potential": "certified.split",
    }
)
_PROPOSED: Final = 12
_CHECKED: Final = 2


def held_places(evidence: object) -> tuple[int, ...]:
    """The places that a box holds among those of its centre: along as many directions L is the same.

    In an affine cell L is a function of what moves alone. None are held where the minimum is strict in all parameters
    of the centre, or where the evidence does not speak of that. The centre of a box with split neurons is that of the
    network before the splitting.
    """
    if not isinstance(evidence, Box):
        return ()
    if isinstance(evidence.slice, Cell):
        return tuple(k for k in range(len(evidence.centre)) if k not in evidence.slice.moving)
    return tuple(evidence.slice.held)


def flat_directions(evidence: object) -> int:
    """How many directions the evidence leaves flat, by what it holds; those in which neurons are split do not count."""
    return len(held_places(evidence))


def certified(fact: Fact) -> Reason:
    """What is said of a point, by the fact that it made; *strict* only if it is so in all trained parameters."""
    flat = flat_directions(fact.evidence)
    if flat and fact.condition == "minimum.strict":
        return Reason.of("certified.strict_but_one" if flat == 1 else "certified.strict_but", flat=flat)
    return Reason.of(_CERTIFIED[fact.condition])


def certify(problem: Problem, point: Vector) -> Fact | Reason:
    """The fact that a bad minimum lies near the point (trained parameters), or why none is certified."""
    if not isinstance(problem.dataset, Dataset) or not problem.loss_known:
        return Reason.of("point.needs_formulas")
    if problem.parameters:
        return Reason.of("point.free_parameters")
    return in_floats(_certify, problem, point)


def in_floats(certifier: Certifier, problem: Problem, point: Vector) -> Fact | Reason:
    """What the certifier says, where floats hold the numbers that it guesses with."""
    try:
        with floats_propose():
            return certifier(problem, point)
    except Refusal as refusal:
        return refusal.reason


def shorter(found: Fact | Reason | None, freedom: Freedom, given: Vector | None = None) -> Fact | Reason | None:
    """What came of a point, perhaps a ``given`` one: the fact in shorter numbers (see ``simplified``)."""
    if not isinstance(found, Fact):
        return found
    try:
        with floats_propose():
            return simplified(found.problem, found, freedom, given)
    except Refusal:
        return found


def first_certified(
    certifier: Certifier,
    problem: Problem,
    points: Iterable[Vector],
    question: Question = Question(),  # noqa: B008 - frozen
) -> Fact | Reason | None:
    """The first fact that a certifier makes of the points; the last reason if it makes none, None without a point.

    The first about a minimum that refutes the claim of the ``question``, if there is one among them.
    """
    tried = (certifier(problem, point) for point in points)
    if is_selective(question):
        return first_refuting(problem, question, tried)
    found: Fact | Reason | None = None
    for found in tried:
        if isinstance(found, Fact):
            break
    return found


def _certify(problem: Problem, point: Vector) -> Fact | Reason:
    """The first way that says of every sample whether it is right, else the first that says so of some."""
    decayed = (certify_decayed,) if problem.objective.penalties else ()
    said: dict[Certifier, Reason] = {}
    known: Fact | None = None
    for certifier in (certify_strict, *decayed, certify_on_kinks, certify_multipliers, certify_copies):
        found = certifier(problem, point)
        if not isinstance(found, Fact):
            said[certifier] = found
        elif knows_all(found):
            return found
        else:
            known = known or found
    return known or said[certify_on_kinks if margins_on_kinks(problem, point) else certify_strict]


def candidate_point(spec: Spec) -> Vector | Reason | None:
    """The trained entries of the candidate of a spec, what it lacks, or None if there is none."""
    return None if spec.candidate is None else candidate_entries(spec.problem, spec.candidate)


def candidate_entries(problem: Problem, candidate: Candidate) -> Vector | Reason:
    """The entries of the trained blocks in the order of a strict minimum's centre.

    Or the reason why there are none: a block that is missing, or a frozen one at another value than the spec has.
    """
    dimension = problem.dataset.dimension
    if dimension is None:
        return Reason.of("point.unknown_dimension")
    layout, known = Layout(problem.network, dimension), dict[int, Fraction]()
    for block, given in candidate.values:
        known.update(zip(range(layout.places(block).start, layout.places(block).stop), given, strict=True))
    for block in layout.trained_blocks:
        own = layout.places(block)
        if not all(place in known for place in range(own.start, own.stop)):
            return Reason.of("point.missing_block", block=block.value)
    return _moved(layout, known) or tuple(known[place] for place in layout.trained)


def _moved(layout: Layout, known: Mapping[int, Fraction]) -> Reason | None:
    """The first frozen entry that is given another value: the point would be another one than who gave it means."""
    for entry in layout.network.frozen:
        own = layout.places(entry.block)
        for index, value in enumerate(entry.value or ()):
            given = known.get(own.start + index, value)
            if given == value:
                continue
            name = entry.block.value
            if own.stop - own.start == 1:
                return Reason.of("point.frozen_block", block=name, frozen=value, given=given)
            return Reason.of("point.frozen_entry", block=name, entry=index + 1, frozen=value, given=given)
    return None


def search_points(problem: Problem, report: SearchReport) -> Iterator[Vector]:
    """The polished minima with errors that a search saw, strict ones first, as trained entries.

    A degenerate one may be strict once the scale of homogeneous neurons is taken out.
    """
    from theoremcheck.search.report import Kind, trained_entries

    seen = [m for m in report.minima if m.training_error and m.polished and m.kind in (Kind.STRICT, Kind.DEGENERATE)]
    for entry in sorted(seen, key=lambda m: m.kind is not Kind.STRICT)[:_PROPOSED]:
        yield trained_entries(problem.network, entry.parameters)


def strict_points(problem: Problem, seen: Sequence[SeenMinimum]) -> Iterator[Vector]:
    """The first polished strict points with errors among what a search saw, as trained entries."""
    from theoremcheck.search.report import Kind, trained_entries

    strict = [m for m in seen if m.kind is Kind.STRICT and m.polished and m.training_error]
    for entry in strict[:_CHECKED]:
        yield trained_entries(problem.network, entry.parameters)
