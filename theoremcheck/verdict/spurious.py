"""Facts against the claim that every local minimum is a global one: a lower point, by what a search saw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.minima.calm import any_minimum
from theoremcheck.functions.floats import BeyondFloats, floats_propose
from theoremcheck.language.spec import Spec
from theoremcheck.trusted.functions.shape import LowerBound
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import RULES
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.spurious import Low, Spurious
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.work import OutOfWork
from theoremcheck.verdict.points import candidate_point
from theoremcheck.verdict.values import Finding

if TYPE_CHECKING:
    from theoremcheck.search.report import SearchReport

_BITS: Final = 256
_PROPOSED: Final = 12
_DIGITS: Final = (0, 1, 2, 3, 6)


def spurious_fact(spec: Spec, report: SearchReport, found: Mapping[str, Finding]) -> Fact | None:
    """A fact by which some local minimum is not global: the lowest point that the search saw is lower.

    Lower than any bad minimum, where a rule says that there is one; else than a minimum that is shown here, bad or not.
    None where the claim is another, and where nothing is shown.
    """
    problem = spec.problem
    if spec.question.asked is not Asked.GLOBAL or report.lowest is None or not isinstance(problem.dataset, Dataset):
        return None
    from theoremcheck.search.report import trained_entries

    lower = trained_entries(problem.network, report.lowest.parameters)
    made = _below_all_bad(problem, lower, found) or _beside_minimum(spec, report, lower, found)
    return made if made is None else next(_shorter(made), made)


def _shorter(made: Fact) -> Iterator[Fact]:
    """The fact with fewer digits in the lower point, the fewest first."""
    evidence = made.evidence
    for digits in _DIGITS:
        lower = tuple(round(entry, digits) for entry in evidence.lower)
        fact = _established(made.problem, made.condition, replace(evidence, lower=lower))
        if fact is not None:
            yield fact


def _below_all_bad(problem: Problem, lower: Vector, found: Mapping[str, Finding]) -> Fact | None:
    bound, statuses = found["loss.bounded_below"].evidence, {name: entry.status for name, entry in found.items()}
    if not isinstance(bound, LowerBound) or not any(evaluate(rule, statuses) is Status.HOLDS for rule in RULES):
        return None
    return _established(problem, "objective.low", Low(lower, bound, _BITS))


def _beside_minimum(spec: Spec, report: SearchReport, lower: Vector, found: Mapping[str, Finding]) -> Fact | None:
    for box in _boxes(spec, report, found):
        made = _established(spec.problem, "minimum.spurious", Spurious(box, lower, _BITS))
        if made is not None:
            return made
    return None


def _boxes(spec: Spec, report: SearchReport, found: Mapping[str, Finding]) -> Iterator[Box]:
    """Boxes with a minimum: those of facts, around the point of the user, and of what the search saw, highest first."""
    from theoremcheck.search.report import Kind, trained_entries

    for condition in ("minimum.strict", "minimum.sharp"):
        box = found[condition].evidence
        if isinstance(box, Box) and not isinstance(box.slice, Decayed):
            yield box
    problem, given = spec.problem, candidate_point(spec)
    seen = [entry for entry in report.minima if entry.polished and entry.kind in (Kind.STRICT, Kind.DEGENERATE)]
    highest = sorted(seen, key=lambda entry: -float(entry.loss))[:_PROPOSED]
    points = (given,) if isinstance(given, tuple) else ()
    for point in (*points, *(trained_entries(problem.network, entry.parameters) for entry in highest)):
        box = _box(problem, point)
        if box is not None:
            yield box


def _box(problem: Problem, point: Vector) -> Box | None:
    try:
        with floats_propose():
            return any_minimum(problem, point)
    except (Refusal, BeyondFloats, OutOfWork):
        return None


def _established(problem: Problem, condition: str, evidence: object) -> Fact | None:
    try:
        return establish(problem, condition, True, evidence)
    except (Refusal, OutOfWork):
        return None
