"""What is to be said of a point: every rule that has a point is tried at it, then every way to show that it is none."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.calm import certify_minimum
from theoremcheck.decide.minima.given import exact_evidence
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.parameters import centre_at, uncertainty
from theoremcheck.decide.minima.simple import Freedom
from theoremcheck.decide.minima.tight import tightened
from theoremcheck.functions.arrays import BeyondFloats, floats_propose
from theoremcheck.language.spec import Spec
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.certificate import issue
from theoremcheck.trusted.kernel.conditions import POINTS
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.problem.model import Dataset, Function, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.trusted.work import OutOfWork
from theoremcheck.verdict.points import certify, held_places, shorter
from theoremcheck.verdict.pointwise.evaluation import Evaluation
from theoremcheck.verdict.pointwise.falling import (
    first_order,
    outward,
    rough_directions,
    scaling,
    second_order,
    smooth_directions,
)
from theoremcheck.verdict.pointwise.subject import Subject
from theoremcheck.verdict.pointwise.values import Along, Certified, Fall, PointReport, Standing, WithoutErrors

CLOSE: Final = Fraction(1, 100)
"""How far from the point a minimum may lie to be called its own: in each parameter, as a share of 1 + its size."""
STOPPED: Final = Fraction(1, 5)
"""As CLOSE, of a point at which the terms of the gradient cancel but for a thousandth."""
BESIDE: Final = Fraction(1, 2)
"""As CLOSE, of a minimum that is worth a word though it is not the point's own."""
_ORDER: Final = MappingProxyType({condition: place for place, condition in enumerate(POINTS)})
_FITS: Final = frozenset({"minimum.hull", "minimum.frozen_fit"})
_RIGHT: Final = 1e-6
"""Outputs of the right sign beyond this are right close to the point as well."""


def report_on(spec: Spec, point: Vector, freedom: Freedom = Freedom.KEPT, *, whole: bool = True) -> PointReport:
    """What is to be said of the point (trained parameters, (P,)) of the problem of a spec. Never raises ``Refusal``.

    A minimum is reported in shorter numbers, as far away as ``freedom`` allows. What else the point may be is left open
    unless the report is to be ``whole``.
    """
    problem = spec.problem
    obstacle = _obstacle(problem)
    if obstacle is not None:
        return PointReport(spec, point, Standing.UNDECIDED, None, reason=obstacle)
    subject = Subject(problem, point, freedom)
    found = _minimum(subject)
    if isinstance(found, Certified) and _is_close(found, point, _reach(subject)):
        return PointReport(spec, point, Standing.CERTIFIED, subject.evaluation, minimum=found)
    if not whole:
        return PointReport(spec, point, Standing.UNDECIDED, None)
    nearby = found if isinstance(found, Certified) and _within(found.centre, point, BESIDE) else None
    why = Reason.of("point.far", distance=found.distance) if isinstance(found, Certified) else found
    evaluation = subject.evaluated
    if isinstance(evaluation, Reason):
        return PointReport(spec, point, Standing.UNDECIDED, None, reason=evaluation, nearby=nearby)
    standing, fall = _falling(subject, evaluation, beside=nearby is not None)
    box = _calm(problem, point) if standing is Standing.NO_ERRORS else None
    return PointReport(spec, point, standing, evaluation, fall=fall, reason=why, nearby=nearby, without_errors=box)


def _calm(problem: Problem, point: Vector) -> WithoutErrors | None:
    """The local minimum without errors close to the point, if one is shown."""
    try:
        with floats_propose():
            box = certify_minimum(problem, point)
    except (Refusal, BeyondFloats):
        return None
    if box is None:
        return None
    distance = max((abs(a - b) for a, b in zip(box.centre, point, strict=True)), default=Fraction(0))
    found = WithoutErrors(box, distance + box.radius, held_places(box))
    return found if found.distance <= CLOSE * (1 + max(map(abs, point), default=Fraction(0))) else None


def _obstacle(problem: Problem) -> Reason | None:
    """Why nothing can be said of any point."""
    try:
        check_problem(problem)
    except Refusal as refusal:
        return refusal.reason
    if not isinstance(problem.dataset, Dataset) or not all(isinstance(entry, Function) for entry in problem.functions):
        return Reason.of("point.needs_formulas")
    return Reason.of("point.free_parameters") if problem.parameters else None


# --- a minimum ------------------------------------------------------------------------------------------------------


def _minimum(subject: Subject) -> Certified | Reason:
    """The first bad local minimum that is certified from the point: close to it, if there is one."""
    point, evaluation = subject.point, subject.evaluation
    if evaluation is not None and evaluation.all_right and min(abs(float(f)) for f in evaluation.outputs) > _RIGHT:
        return Reason.of("box.all_right")
    exact = list(_exact(subject))
    first = next((found for found in exact if found.fact.condition not in _FITS and _is_close(found, point)), None)
    if first is not None:
        return first
    # A box says more of a best fit than its multipliers do.
    boxed, reason = _boxed(subject)
    rest = sorted((*boxed, *exact), key=lambda found: not _is_close(found, point))
    return rest[0] if rest else reason


def _boxed(subject: Subject) -> tuple[list[Certified], Reason]:
    """The minimum that Newton's method finds from the point, or from where a descent in floats ends; and why none."""
    first: Reason | None = None
    for go_on in (False, True):
        begin = _end_of_descent(subject) if go_on else subject.point
        fact = None if begin is None else certify(subject.problem, begin)
        made = _certified(subject, fact, subject.freedom) if isinstance(fact, Fact) else None
        if made is not None:
            return [made], Reason.of("box.none")
        if first is None and fact is not None:
            first = fact if isinstance(fact, Reason) else Reason.of("point.no_rule", condition=fact.condition)
    return [], first or Reason.of("box.none")


def _end_of_descent(subject: Subject) -> Vector | None:
    """Where a descent from the point ends, if that is not too far to be worth a word."""
    ways = () if subject.descent is None else subject.descent.ways
    ends = (tuple(Fraction(float(value)) for value in end) for _, end in ways)
    return next((end for end in ends if _within(end, subject.point, BESIDE)), None)


def _within(other: Vector, point: Vector, reach: Fraction) -> bool:
    """True if no parameter is further away than that share of 1 + the largest entry of the point."""
    size = 1 + max(map(abs, point), default=Fraction(0))
    return all(abs(a - b) <= reach * size for a, b in zip(other, point, strict=True))


def _exact(subject: Subject) -> Iterator[Certified]:
    """Minima of the exact kinds at the point or close to it."""
    point, premises = subject.point, subject.premises
    try:
        with floats_propose():
            proposals = sorted(exact_evidence(Ground(premises.case), point), key=lambda found: _ORDER[found[0]])
    except (Refusal, BeyondFloats, OutOfWork):
        return
    for condition, evidence in proposals:
        if not premises.possible(condition):
            continue
        try:
            fact = establish(subject.problem, condition, True, evidence)
        except Refusal:
            continue
        made = _certified(subject, fact)
        if made is not None:
            yield made
            if condition not in _FITS and _is_close(made, point):
                return


def _certified(subject: Subject, found: Fact, freedom: Freedom = Freedom.KEPT) -> Certified | None:
    """The rule that the fact of a point establishes, in shorter numbers, and how far its minimum is away."""
    problem, point = subject.problem, subject.point
    fact = shorter(found, freedom, point)
    established = subject.premises.rule_for(fact) if isinstance(fact, Fact) else None
    if established is None or not isinstance(fact, Fact):
        return None
    rule, facts = established
    evidence = fact.evidence
    tight = tightened(problem, fact.condition, evidence)
    blur = uncertainty(problem, tight)
    place = centre_at(problem, tight)
    distance = max((abs(a - b) for a, b in zip(place, point, strict=True)), default=Fraction(0))
    held = () if isinstance(evidence, Box) and evidence.split else held_places(evidence)
    return Certified(
        rule=rule,
        fact=fact,
        facts=facts,
        certificate=issue(problem, rule, facts),
        centre=tuple(place),
        blur=blur,
        distance=Fraction(0) if _is_still(subject, tight) else distance + blur,
        radius=evidence.radius if isinstance(evidence, Box) else None,
        # With kinks Psi, below L, is strongly convex: between two kinks very close to each other L may be flat.
        strict=isinstance(evidence, Box) and not evidence.split and not evidence.kinks and not held,
        held=held,
    )


def _is_still(subject: Subject, evidence: object) -> bool:
    """True if the point itself is the minimum in a box: it lies in the box, off it in nothing held, with gradient 0.

    Psi = L is strongly convex in what moves there, so it has one critical point in it.
    """
    if not isinstance(evidence, Box) or evidence.kinks or evidence.split:
        return False
    gradient = None if subject.evaluation is None else subject.evaluation.gradient
    critical = gradient is not None and all(entry.sign == 0 for entry in gradient)
    return critical and _is_inside(evidence, subject.point)


def _is_inside(evidence: Box, point: Vector) -> bool:
    """True if the point lies in the box, off its centre in nothing held; for a box without split neurons."""
    held = held_places(evidence)
    offsets = (abs(a - b) for a, b in zip(point, evidence.centre, strict=True))
    return all(offset <= (0 if k in held else evidence.radius) for k, offset in enumerate(offsets))


def _is_close(found: Certified, point: Vector, reach: Fraction = CLOSE) -> bool:
    """True if no parameter is off by more than that share of 1 + its size: one that is large excuses no other.

    A box that holds the point as well is around the point, with as many digits as ``--minimum`` writes.
    """
    evidence = found.fact.evidence
    if not found.distance or (isinstance(evidence, Box) and not evidence.split and _is_inside(evidence, point)):
        return True
    spread = zip(found.centre, point, strict=True)
    return all(abs(a - b) + found.blur <= reach * (1 + abs(b)) for a, b in spread)


def _reach(subject: Subject) -> Fraction:
    """How far the point's own minimum may lie: further where a descent would stop at the point, as its slope is small.

    Along a direction of little curvature a training ends at some distance from the minimum that it approaches.
    """
    return STOPPED if subject.look is not None and subject.look.gentle else CLOSE


# --- no minimum -----------------------------------------------------------------------------------------------------


def _falling(subject: Subject, evaluation: Evaluation, *, beside: bool) -> tuple[Standing, Fall | None]:
    """Whether L falls from the point, and how; else whether all samples are right.

    ``beside``: a minimum is known close by, which the point is not; so it need not be called critical.
    """
    calm = Standing.NO_ERRORS if evaluation.all_right else Standing.UNDECIDED
    try:
        with floats_propose():
            if evaluation.gradient is None:
                directions = rough_directions(subject.problem, subject.point)
                fall = first_order(subject.problem, subject.point, directions)
                return (calm, None) if fall is None else (Standing.NOT_CRITICAL, fall)
            return _smooth(subject, calm, beside=beside)
    except (Refusal, BeyondFloats):
        return calm, None


def _smooth(subject: Subject, calm: Standing, *, beside: bool) -> tuple[Standing, Fall | None]:
    problem, point, look = subject.problem, subject.point, subject.look
    if look is None:
        return calm, None
    settled = look.close and look.local is not None and not beside
    if settled and look.bends():
        fall = second_order(problem, point, look.falling())
        if fall is not None:
            return Standing.SADDLE, fall
    descent = subject.descent
    if descent is None:
        return calm, None
    along = [(Along.DESCENT, direction) for direction in descent.directions()]
    steepest = list(smooth_directions(look.gradient))
    if look.gentle:
        fall = outward(problem, point, (scaling(point), *along, *steepest))
        if fall is not None:
            return Standing.ESCAPING, fall
    far = descent.is_far(CLOSE)
    slow = far and look.gentle  # minus the gradient gains little there
    fall = first_order(problem, point, (*along, *steepest) if slow else steepest)
    # A degenerate critical point may lie close to a point at which a descent is slow, and does not go far.
    return (calm if fall is None or (settled and not far) else Standing.NOT_CRITICAL), fall
