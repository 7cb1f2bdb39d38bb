"""The verdict as JSON-able data. The fields are documented in docs/json.md; SCHEMA_VERSION changes with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Final

from theoremcheck.language.diagnostics import Diagnostic
from theoremcheck.language.formula import show
from theoremcheck.report.asked import claim_words
from theoremcheck.report.claims import of_bad_minima, proof_standing
from theoremcheck.report.formats.document import Asked, Document, Format, Result
from theoremcheck.report.minimum import minimum_json
from theoremcheck.report.path import path_json
from theoremcheck.report.reasons import sentence, sentences
from theoremcheck.report.relaxation import relaxation_json
from theoremcheck.report.standing import standing
from theoremcheck.report.valley import valley_json
from theoremcheck.report.words import candidate_words, reason
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Json
from theoremcheck.verdict.above import stated_centre
from theoremcheck.verdict.expectations import word
from theoremcheck.verdict.values import Verdict

if TYPE_CHECKING:
    from theoremcheck.trusted.instances import Instance

SCHEMA_VERSION: Final = 2


def to_json(verdict: Verdict) -> dict[str, Json]:
    """One verdict. Equal inputs and seeds give equal values except under ``timings``."""
    problem = verdict.spec.problem
    return {
        "schema_version": SCHEMA_VERSION,
        "spec": str(verdict.spec.path),
        "claim": claim_words(verdict.spec.question),
        "verdict": verdict.verdict,
        "theorems": list(verdict.theorems),
        "variants": [entry.variant for entry in verdict.derivations],
        "also": [*(entry.theorem for entry in verdict.also), *of_bad_minima(verdict)],
        "rules": list(verdict.rules),
        "minimum": minimum_json(verdict),
        "valley": valley_json(verdict),
        "standing": _standing(verdict),
        "proof": None if (found := proof_standing(verdict)) is None else found.value,
        "vacuous": verdict.vacuous,
        "alarm": None if verdict.alarm is None else sentence(verdict.alarm),
        "conditions": {
            name: {"status": word(finding.status), "reason": reason(problem, finding)}
            for name, finding in verdict.findings.items()
        },
        "statements": {name: word(verdict.statuses[name]) for name in STATEMENTS},
        "failing": list(verdict.failing),
        "open": list(verdict.open),
        "blockers": [
            {"theorem": entry.theorem, "variant": entry.variant, "missing": list(entry.missing)}
            for entry in verdict.blockers
        ],
        "widths": _widths(verdict),
        "search": None if verdict.search is None else _finite(verdict.search.to_json()),
        "search_note": "" if verdict.search_note is None else sentence(verdict.search_note),
        "path": path_json(verdict.path, verdict.spec),
        "interrupted": verdict.interrupted,
        "candidate_note": candidate_words(verdict),
        "expectations": [
            {"expect": result.expectation.text, "met": result.met, "reason": sentences(result.departures)}
            for result in verdict.expectations
        ],
        "instance": _instance(verdict.spec.instance),
        "digests": dict(verdict.spec.original.digests),
        "notes": list(verdict.spec.remarks),
        "timings": {name: round(value, 6) for name, value in verdict.seconds.items()},
    }


def _instance(found: Instance | None) -> Json:
    """The instance of the problem that refutes what is claimed of all; None without one."""
    if found is None:
        return None
    data = found.data
    functions = {"neuron": found.neuron, "loss": found.loss}
    return {
        "functions": {kind: show(own.expr) for kind, own in functions.items() if own is not None},
        "values": {entry.name: rational_text(entry.value) for entry in found.values},
        "samples": None
        if data is None
        else [
            {"label": label, "point": [rational_text(x) for x in point]}
            for point, label in zip(data.points, data.labels, strict=True)
        ],
    }


def _finite(value: Json) -> Json:
    """The value with null for every float that is no number: JSON has no word for those."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, list):
        return [_finite(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _finite(entry) for name, entry in value.items()}
    return value


def _standing(verdict: Verdict) -> Json:
    found = standing(verdict)
    if found is None or found.point is None:
        return None if found is None else found.to_json()
    return replace(found, point=stated_centre(verdict.spec, found.point)).to_json()


def _widths(verdict: Verdict) -> Json:
    bounds = verdict.widths
    if bounds is None:
        return None
    return {
        "m_plus": bounds.positive,
        "m_minus": bounds.negative,
        "exact": bounds.exact,
        "general_position": bounds.general_position,
        "distinct": bounds.distinct,
        "paper": bounds.paper,
        "paper_independence": bounds.paper_independence,
    }


def _entry(result: Result, asked: Asked) -> dict[str, Json]:
    said: list[Json] = [_diagnostic(diagnostic) for diagnostic in result.diagnostics]
    if result.verdict is None:
        return {"schema_version": SCHEMA_VERSION, "spec": str(result.path), "verdict": None, "diagnostics": said}
    relaxed: dict[str, Json] = (
        {} if result.relaxation is None else {"relax": relaxation_json(result.verdict.spec, result.relaxation)}
    )
    return {**to_json(result.verdict), "diagnostics": said, **relaxed}


def _diagnostic(diagnostic: Diagnostic) -> Json:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "line": None if span is None else span.line,
        "column": None if span is None else span.column,
        "end_line": None if span is None else span.end_line,
        "end_column": None if span is None else span.end_column,
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
    }


def _document(parts: Sequence[dict[str, Json]], asked: Asked) -> Document:
    entries: list[Json] = [*parts]
    whole: Json = {"schema_version": SCHEMA_VERSION, "results": entries} if asked.many else entries[0]
    return Document(json.dumps(whole, indent=2, ensure_ascii=asked.plain, allow_nan=False) + "\n")


FORMAT: Final = Format(_document, _entry, failures=True)
