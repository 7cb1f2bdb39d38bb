"""``theoremcheck eval`` and ``theoremcheck certify``: one point of parameter space, exactly as it is given."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from theoremcheck.cli.codes import INPUT, NOT_MET, OK, UNDECIDED
from theoremcheck.cli.files import CannotWrite, Files
from theoremcheck.cli.loading import read_spec
from theoremcheck.cli.points import point_named, read_point
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.cli.settings import Output, minimum_format, parse_outputs, parse_sets
from theoremcheck.cli.streams import quietly
from theoremcheck.language.spec import Spec
from theoremcheck.look import Look, look, looking
from theoremcheck.report.formats.certificate import certificate_text
from theoremcheck.report.formats.document import NoDocument
from theoremcheck.report.minimum import minimum_npz, point_json
from theoremcheck.report.pointwise.json import POINT_VERSION, evaluation_json, report_json
from theoremcheck.report.pointwise.words import evaluation_line, evaluation_text, report_line, report_text
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.problem.model import Json, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.points import candidate_point
from theoremcheck.verdict.pointwise.behind import report_through
from theoremcheck.verdict.pointwise.evaluation import evaluate_at
from theoremcheck.verdict.pointwise.values import PointReport, Standing

CODES: Final = MappingProxyType({Standing.CERTIFIED: OK, Standing.UNDECIDED: UNDECIDED})
"""Exit codes of ``certify``; every other standing is a refusal with proof."""


@dataclass(frozen=True)
class Request:
    """What the command line asked for; ``at`` None means the candidate of the spec."""

    spec: Path
    at: Path | None = None
    names: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    minimum: Path | None = None
    certificate: Path | None = None
    verbose: bool = False
    quiet: bool = False


def evaluate(request: Request) -> int:
    """Print L at a point; return the exit code."""
    outputs = _outputs(request)
    found = _read(request, outputs)
    if found is None:
        return INPUT
    spec, point, files = found
    try:
        values = quietly(evaluate_at, spec.problem, point)
    except Refusal as refusal:
        echo(f"L is not evaluated there: {sentence(refusal)}", err=True)
        return UNDECIDED
    documents: dict[str, Callable[[], Json | str]] = {
        "text": lambda: evaluation_text(spec.problem, _place(request), values, verbose=request.verbose),
        "line": lambda: evaluation_line(spec.problem, values),
        "json": lambda: {
            "schema_version": POINT_VERSION,
            "spec": str(spec.path),
            **evaluation_json(spec.problem, values),
            "digests": dict(spec.problem.digests),
        },
    }
    return _write(outputs, documents, files, OK, quiet=request.quiet)


def certify(request: Request) -> int:
    """Say how a point stands, write what was asked for; return the exit code."""
    outputs = _outputs(request)
    found = _read(request, outputs)
    if found is None:
        return INPUT
    spec, point, files = found
    report = quietly(report_through, spec, point)
    documents: dict[str, Callable[[], Json | str]] = {
        "text": lambda: report_text(report, _place(request), verbose=request.verbose),
        "line": lambda: report_line(report),
        "json": lambda: report_json(report),
    }
    code = _write(outputs, documents, files, CODES.get(report.standing, NOT_MET), quiet=request.quiet)
    return _write_minimum(request, report, files, code)


def _outputs(request: Request) -> tuple[Output, ...]:
    """Formats and files; text on standard output without any. Raises ``UsageError``."""
    for entry in request.outputs:
        if entry.partition("=")[0] not in ("text", "json"):
            raise UsageError(f"-o {entry}: the formats here are text and json")
    found = parse_outputs(request.outputs, "point.json")
    if request.minimum is not None:
        minimum_format(request.minimum)  # refused before any work
    return found


def _read(request: Request, outputs: tuple[Output, ...]) -> tuple[Spec, Vector, Files] | None:
    """The spec, the point, and the files of the run; None if the spec is wrong, which is said."""
    targets = [output.path for output in outputs if output.path is not None]
    files = Files((*targets, *(path for path in (request.minimum, request.certificate) if path is not None)))
    files.read((request.spec, *(() if request.at is None else (request.at,))))
    files.require_writable()
    spec, _ = read_spec(request.spec, parse_sets(request.sets), files)
    return None if spec is None else (spec, _point(request, spec), files)


def _point(request: Request, spec: Spec) -> Vector:
    if request.at is not None:
        return read_point(request.at, spec.problem, point_named(request.names))
    found = candidate_point(spec)
    if found is None:
        raise UsageError("which point? Give a file with --at, or a candidate { ... } in the spec")
    if isinstance(found, Reason):
        raise UsageError(f"the candidate of the spec: {sentence(found)}")
    return found


def _place(request: Request) -> str:
    return f"{request.spec} at {'its candidate' if request.at is None else request.at}"


def _write(
    outputs: tuple[Output, ...],
    documents: dict[str, Callable[[], Json | str]],
    files: Files,
    code: int,
    *,
    quiet: bool = False,
) -> int:
    """Write the documents; ``quiet`` puts the line alone in place of the text on standard output."""
    for output in outputs:
        alone = quiet and output == Output("text", None)
        with looking(look() if output.path is None else Look()):
            content = documents["line" if alone else output.format]()
        text = content if isinstance(content, str) else json.dumps(content, indent=2, allow_nan=False) + "\n"
        if output.path is None:
            echo(text, nl=False)
            continue
        try:
            files.write(output.path, text)
        except UsageError as error:
            error.show()
            code = INPUT
    return code


def _write_minimum(request: Request, report: PointReport, files: Files, code: int) -> int:
    """``--minimum`` and ``--certificate``: of the point's own minimum and rule, and nothing without one."""
    wanted = [path for path in (request.minimum, request.certificate) if path is not None]
    found = report.minimum
    if found is None:
        for path in wanted:
            echo(f"{path} was not written: no bad minimum is certified at the point", err=True)
        return code
    for path in wanted:
        try:
            files.write(path, _content(report, path, certificate=path is request.certificate))
        except NoDocument as reason:
            CannotWrite(f"cannot write {path}: {reason}").show()
            code = INPUT
        except UsageError as error:
            error.show()
            code = INPUT
    return code


def _content(report: PointReport, path: Path, *, certificate: bool) -> str | bytes:
    found = report.minimum
    assert found is not None
    if certificate:
        return certificate_text(found.certificate)
    point = point_json(report.reading, found.rule, found.fact.evidence, found.wrong[0])
    assert point is not None
    return minimum_npz(point) if minimum_format(path) == "npz" else json.dumps(point, indent=1) + "\n"
