"""A point of a network with frozen layers, read as one of the layers above them as well, as the verdict does."""

from __future__ import annotations

from dataclasses import replace

from theoremcheck.language.spec import Spec
from theoremcheck.options import DEFAULTS
from theoremcheck.trusted.certificate import issue
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.verdict.above import above_frozen, stated_centre, stated_places
from theoremcheck.verdict.pointwise.certify import report_on
from theoremcheck.verdict.pointwise.values import Certified, PointReport, Standing


def report_through(spec: Spec, point: Vector) -> PointReport:
    """As ``report_on``; where that certifies nothing, by a minimum of the layers above frozen ones.

    Their problem has the same trained parameters, L up to a constant and outputs (``trusted.data.frozen_layers``), so
    that a bad local minimum of the one is one of the other, as far from the point. Never raises ``Refusal``.
    """
    report = report_on(spec, point)
    if report.standing in (Standing.CERTIFIED, Standing.NO_ERRORS):
        return report
    read = above_frozen(spec, point, DEFAULTS)
    own, at = (spec, None) if read is None else (read[0], read[1].at)
    found = None if at is None else report_on(own, at, whole=False).minimum
    if found is None:
        return report
    return PointReport(spec, point, Standing.CERTIFIED, report.evaluation, minimum=_stated(own, found))


def _stated(own: Spec, found: Certified) -> Certified:
    """The minimum with its parameters in the order of the problem stated; its facts are those of the other problem."""
    places = stated_places(own)
    return replace(
        found,
        certificate=issue(own.problem, found.rule, found.facts, stated=own.original),
        centre=stated_centre(own, found.centre),
        held=tuple(sorted(places[k] for k in found.held)),
    )
