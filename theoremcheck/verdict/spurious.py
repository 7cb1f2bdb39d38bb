"""Facts about lower points, by what a search saw: against the claims that every local minimum is a global one and that
there is no basin; and for the claim that none is bad, where all are global.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import inf, isfinite
from typing import TYPE_CHECKING, Final

from theoremcheck.language.spec import Spec
from theoremcheck.trusted.kernel.conditions import POINTS
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import THEOREMS
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.work import OutOfWork
from theoremcheck.verdict.answering import ERRORS, LOWER, excludes_bad
from theoremcheck.verdict.findings import Reading
from theoremcheck.verdict.values import Finding

if TYPE_CHECKING:
    from theoremcheck.search.report import SearchReport
    from theoremcheck.trusted.minima.box import Box

_PROPOSED: Final = 12
_BUDGET: Final = 3_000_000.0
_STARTS: Final = 40
_STEPS: Final = 100
_OTHERS: Final = 6
"""Ends of descents around which a minimum is looked for."""
_CALM: Final = 1e-6
_APART: Final = 1e-7


def spurious_fact(
    spec: Spec, found: Mapping[str, Finding], given: Vector | None, report: SearchReport | None = None
) -> Fact | None:
    """A fact by which some local minimum is not global: L is smaller at the lowest point that was seen.

    Smaller than at any bad minimum, where a rule says that there is one; else than at a minimum that is shown here, bad
    or not: close to the ``given`` point, or among what a search saw; else than for every constant output, where a rule
    says that there is a minimum with one. Without a ``report`` a few descents look for the lower point, if there is
    something to compare it with, and where others of them ended there may be a minimum as well. None where nothing is
    shown. Against NO_VALLEY and NO_BASIN count minima that are strict in all trained parameters. Where the claim is
    about errors, the fact is that L is smaller than wherever a sample is wrong, if that proves the claim. Against
    NO_VALLEY alone counts a valley that the sign of one weight cuts off, for which a few descents are made.
    """
    problem = spec.problem
    if not isinstance(problem.dataset, Dataset) or problem.parameters:
        return None
    if spec.question.asked in ERRORS:
        return _below_errors(problem, found, report)
    made = _beside(spec, found, given, report)
    if made is None and report is None and spec.question.asked is Asked.NO_VALLEY:
        return _valley(problem)
    return made


def _beside(spec: Spec, found: Mapping[str, Finding], given: Vector | None, report: SearchReport | None) -> Fact | None:
    """A lower point beside a minimum, below all that are bad, or below all constant outputs.

    A ``given`` minimum without errors comes first: of that the others say nothing.
    """
    from theoremcheck.decide.minima.spurious import below, below_constants, beside, shorter

    problem = spec.problem
    basin = spec.question.asked is not Asked.GLOBAL
    ends: Sequence[_End] = ()
    if report is not None:
        lower = _lowest(problem, report)
    elif given is not None or any(_shown(problem, found)) or (not basin and _comparable(problem, found)):
        ends = _ends(problem)
        lower = ends[0].point if ends else None
    else:
        return None
    if lower is None:
        return None
    bad, constant = (entry and not basin for entry in _lower_known(found))
    condition = "minimum.basin" if basin else "minimum.spurious"
    own = None if given is None else _first(problem, condition, beside(_around(problem, (given,)), lower))
    made = (
        (own if own is not None and own.wrong == (0, 0) else None)
        or _first(problem, "objective.low", below(found["loss.bounded_below"].evidence, lower) if bad else ())
        or _first(problem, condition, beside(_boxes(problem, found, given, report), lower))
        or _first(problem, "objective.below_constants", below_constants(problem, lower) if constant else ())
        or _first(problem, condition, beside(_around(problem, _points(problem, found)), lower))
        or _first(problem, condition, beside(_around(problem, _higher(ends)), lower))
    )
    return made and (_first(problem, made.condition, shorter(made.evidence)) or made)


def _below_errors(problem: Problem, found: Mapping[str, Finding], report: SearchReport | None) -> Fact | None:
    """A point at which L is smaller than wherever a sample is wrong, if with it a theorem excludes errors."""
    statuses = {name: entry.status for name, entry in found.items()}
    reading = Reading(statuses)
    known = any(reading.of(name) >= Status.ASSUMED for name in THEOREMS if excludes_bad(name))
    if known or evaluate("thm.global_low", {**statuses, "objective.low": Status.HOLDS}) is not Status.HOLDS:
        return None
    from theoremcheck.decide.minima.spurious import below, shorter

    lower = _descended(problem) if report is None else _lowest(problem, report)
    bounds = () if lower is None else below(found["loss.bounded_below"].evidence, lower)
    made = _first(problem, "objective.low", bounds)
    return made and (_first(problem, made.condition, shorter(made.evidence)) or made)


def _valley(problem: Problem) -> Fact | None:
    """A spurious valley of a network that ends in one unit, by the ends of a few descents."""
    from theoremcheck.decide.minima.valley import has_one_unit, shorter_valley, valleys

    if not has_one_unit(problem):
        return None
    made = _first(problem, "objective.valley", valleys(problem, [end.point for end in _ends(problem)]))
    return made and (_first(problem, made.condition, shorter_valley(made.evidence)) or made)


def _lowest(problem: Problem, report: SearchReport) -> Vector | None:
    from theoremcheck.search.report import trained_entries

    return None if report.lowest is None else trained_entries(problem.network, report.lowest.parameters)


def _descended(problem: Problem) -> Vector | None:
    """The lowest of the ends of a few descents in floats, of bounded work; None where there is none."""
    return next((end.point for end in _ends(problem)), None)


@dataclass(frozen=True, slots=True)
class _End:
    """Where a descent ended; ``calm`` if the gradient of L is next to nothing there."""

    point: Vector
    loss: float
    calm: bool


def _ends(problem: Problem) -> list[_End]:
    """The ends of a few descents in floats, of bounded work, the lowest first."""
    from theoremcheck.functions.arrays import floats_propose
    from theoremcheck.functions.floats import finite_floats
    from theoremcheck.search import unsupported
    from theoremcheck.search.descent import newton
    from theoremcheck.search.landscape import make_landscape
    from theoremcheck.search.settings import NEWTON_PARAMETERS
    from theoremcheck.search.starts import initial_points
    from theoremcheck.search.work import Meter

    try:
        with floats_propose():
            landscape = None if unsupported(problem) is not None else make_landscape(problem, Meter(_BUDGET))
            if landscape is None or not 0 < landscape.size <= NEWTON_PARAMETERS:
                return []
            ends = newton(landscape, initial_points(landscape, 0, 0, _STARTS), _STEPS, scaled=False)
            scale = finite_floats([landscape.layout.scale.tolist()])[0]
            losses = [float(loss) for loss in ends.losses]
            calm = [float(abs(slopes).max()) <= _CALM for slopes in ends.gradients]
            rows = sorted(range(len(losses)), key=lambda row: _rank(losses[row]))
            found = [((ends.points[row] * scale).tolist(), row) for row in rows]
            return [
                _End(tuple(map(Fraction, values)), losses[row], calm[row])
                for values, row in found
                if all(map(isfinite, values))
            ]
    except (Refusal, OutOfWork):
        return []


def _higher(ends: Sequence[_End]) -> Iterator[Vector]:
    """Some of the other calm ends, the highest first: one for each value of L above the lowest."""
    seen = ends[0].loss if ends else inf
    apart: list[Vector] = []
    for end in ends:
        if end.calm and end.loss > seen + _APART * (1 + abs(seen)):
            seen = end.loss
            apart.append(end.point)
    yield from apart[::-1][:_OTHERS]


def _rank(loss: float) -> float:
    return loss if isfinite(loss) else inf


def _lower_known(found: Mapping[str, Finding]) -> tuple[bool, ...]:
    """For each rule of ``LOWER`` whether a lower point is all that is missing."""
    statuses = {name: entry.status for name, entry in found.items()}
    return tuple(
        evaluate(rule, {**statuses, condition: Status.HOLDS}) is Status.HOLDS for rule, (condition, _) in LOWER.items()
    )


def _boxes(
    problem: Problem, found: Mapping[str, Finding], given: Vector | None, report: SearchReport | None
) -> Iterator[Box]:
    """Boxes with a minimum: those of facts, around the point of the user, and of what a search saw, highest first.

    At last those around best affine fits of a residual head that sees dead units, where every sample may be right.
    """
    yield from _known(found)
    yield from _around(problem, (*(() if given is None else (given,)), *_seen(problem, report)))
    yield from _around(problem, _fits(problem))


def _comparable(problem: Problem, found: Mapping[str, Finding]) -> bool:
    """True if there is something else that a lower point may be compared with."""
    return any(_lower_known(found)) or any(_fits(problem))


def _fits(problem: Problem) -> Iterator[Vector]:
    """Best affine fits of a residual head that sees dead units."""
    if problem.network.residual and problem.loss_known:
        from theoremcheck.decide.case import Case
        from theoremcheck.decide.minima.ground import Ground
        from theoremcheck.decide.minima.heads import dead_heads

        yield from dead_heads(Ground(Case(problem)))


def _around(problem: Problem, points: Iterable[Vector]) -> Iterator[Box]:
    """The boxes with a minimum that there are around points."""
    for point in points:
        box = _box(problem, point)
        if box is not None:
            yield box


def _known(found: Mapping[str, Finding]) -> Iterator[Box]:
    """The boxes of facts."""
    from theoremcheck.trusted.minima.box import Box

    boxes = (found[condition].evidence for condition in ("minimum.strict", "minimum.sharp"))
    yield from (box for box in boxes if isinstance(box, Box))


def _shown(problem: Problem, found: Mapping[str, Finding]) -> Iterator[object]:
    """What facts show of minima."""
    yield from _known(found)
    yield from _points(problem, found)


def _points(problem: Problem, found: Mapping[str, Finding]) -> Iterator[Vector]:
    """The exact points of facts, (P,): such a point may be a minimum though no rule applies to it."""
    from theoremcheck.decide.minima.parameters import centre_at
    from theoremcheck.trusted.minima.box import Box

    for condition in POINTS:
        evidence = found[condition].evidence
        if evidence is not None and not isinstance(evidence, Box):
            with suppress(Refusal):
                yield centre_at(problem, evidence)


def _seen(problem: Problem, report: SearchReport | None) -> Iterator[Vector]:
    from theoremcheck.search.report import Kind, trained_entries

    minima = () if report is None else report.minima
    seen = [entry for entry in minima if entry.polished and entry.kind in (Kind.STRICT, Kind.DEGENERATE)]
    for entry in sorted(seen, key=lambda entry: -float(entry.loss))[:_PROPOSED]:
        yield trained_entries(problem.network, entry.parameters)


def _box(problem: Problem, point: Vector) -> Box | None:
    from theoremcheck.decide.minima.calm import any_minimum
    from theoremcheck.functions.arrays import floats_propose

    try:
        with floats_propose():
            return any_minimum(problem, point)
    except (Refusal, OutOfWork):
        return None


def _first(problem: Problem, condition: str, proposals: Iterable[object]) -> Fact | None:
    """The first fact that the kernel makes of the proposals; they end where no more of them can be made."""
    with suppress(Refusal, OutOfWork):
        for evidence in proposals:
            with suppress(Refusal, OutOfWork):
                return establish(problem, condition, True, evidence)
    return None
