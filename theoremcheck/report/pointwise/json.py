"""A point as JSON-able data: docs/json.md has the fields; POINT_VERSION changes with them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.report.asked import claim_words
from theoremcheck.report.enclosures import bound, interval_json
from theoremcheck.report.minimum import decimal
from theoremcheck.report.parameter_names import parameter_names
from theoremcheck.report.pointwise.claim import claim_status, of_the_claim
from theoremcheck.report.pointwise.words import standing_sentence
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import Json, Problem
from theoremcheck.verdict.pointwise.evaluation import Evaluation, OnBreak
from theoremcheck.verdict.pointwise.values import Certified, Fall, PointReport, WithoutErrors

POINT_VERSION: Final = 1


def evaluation_json(problem: Problem, found: Evaluation) -> dict[str, Json]:
    """L at a point."""
    spectrum = found.spectrum
    return {
        "parameters": list(parameter_names(problem)),
        "point": [rational_text(value) for value in found.point],
        "loss": interval_json(found.loss),
        "mean_loss": interval_json(found.mean_loss),
        "outputs": [interval_json(value) for value in found.outputs],
        "wrong": [i + 1 for i in found.wrong],
        "not_told": [i + 1 for i in found.unsure],
        "samples": len(found.outputs),
        "gradient": None if found.gradient is None else [interval_json(value) for value in found.gradient],
        "gradient_norm": None if found.gradient_norm is None else interval_json(found.gradient_norm),
        "spectrum": None
        if spectrum is None
        else {
            "negative": spectrum.negative,
            "near_zero": spectrum.flat,
            "positive": spectrum.positive,
            "threshold": decimal(spectrum.near_zero),
            "eigenvalues": [interval_json(value) for value in spectrum.eigenvalues],
        },
        "rough": None if found.rough is None else sentence(found.rough),
        "breaks": [_break(entry) for entry in found.breaks],
    }


def report_json(report: PointReport) -> dict[str, Json]:
    """How a point stands, and L at it. Equal inputs give equal values."""
    problem = report.problem
    return {
        "schema_version": POINT_VERSION,
        "spec": str(report.spec.path),
        "standing": report.standing.value,
        "words": standing_sentence(report),
        "claim": claim_words(report.spec.question),
        "refutes_claim": claim_status(report) is Status.FAILS,
        "claim_words": " ".join(of_the_claim(report)) or None,
        "minimum": None if report.minimum is None else _certified(problem, report.minimum),
        "fall": None if report.fall is None else _fall(report.fall),
        "reason": None if report.reason is None else sentence(report.reason),
        "nearby": None if report.nearby is None else _certified(problem, report.nearby),
        "without_errors": None if report.without_errors is None else _without_errors(report.without_errors),
        "evaluation": None if report.evaluation is None else evaluation_json(problem, report.evaluation),
        "digests": dict(problem.digests),
        "notes": list(report.spec.notes),
    }


def _certified(problem: Problem, found: Certified) -> dict[str, Json]:
    least, most = found.wrong
    names = parameter_names(problem)
    return {
        "rule": found.rule,
        "condition": found.fact.condition,
        "distance": bound(found.distance),
        "radius": None if found.radius is None else rational_text(found.radius),
        "strict": found.strict,
        "flat_directions": len(found.held),
        "held": [names[k] for k in found.held],
        "wrong": {"least": least, "most": most},
    }


def _without_errors(found: WithoutErrors) -> dict[str, Json]:
    return {
        "distance": bound(found.distance),
        "radius": rational_text(found.box.radius),
        "strict": not found.held,
        "flat_directions": len(found.held),
    }


def _fall(fall: Fall) -> dict[str, Json]:
    return {
        "along": fall.along.value,
        "parameter": None if fall.parameter is None else fall.parameter + 1,
        "direction": _rationals(fall.direction),
        "slope": None if fall.slope is None else interval_json(fall.slope),
        "curvature": None if fall.curvature is None else interval_json(fall.curvature),
        "step": None if fall.step is None else rational_text(fall.step),
        "lower": None if fall.lower is None else _rationals(fall.lower),
        "lower_loss": None if fall.loss is None else interval_json(fall.loss),
    }


def _rationals(values: Sequence[Fraction]) -> Json:
    return [rational_text(value) for value in values]


def _break(entry: OnBreak) -> Json:
    return {
        "sample": entry.sample + 1,
        "layer": None if entry.unit is None else entry.unit.layer,
        "unit": None if entry.unit is None else entry.unit.index + 1,
        "break": interval_json(entry.break_point),
        "distance": interval_json(entry.distance),
        "exact": entry.exact,
    }
