"""``theoremcheck eval`` and ``theoremcheck certify``: one point of parameter space, exactly as it is given."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from theoremcheck.cli.codes import INPUT, NOT_MET, OK, UNDECIDED
from theoremcheck.cli.files import CannotWrite, Files, is_stdout
from theoremcheck.cli.points import point_named, read_point
from theoremcheck.cli.settings import parse_sets
from theoremcheck.cli.streams import quietly
from theoremcheck.language import load, render
from theoremcheck.language.spec import Spec
from theoremcheck.report.formats.certificate import certificate_text
from theoremcheck.report.formats.document import NoDocument
from theoremcheck.report.minimum import minimum_npz, point_json
from theoremcheck.report.pointwise.json import POINT_VERSION, evaluation_json, report_json
from theoremcheck.report.pointwise.words import evaluation_text, report_text
from theoremcheck.report.reasons import sentence
from theoremcheck.theory.lookup import known_names
from theoremcheck.trusted.problem.model import Json, Vector
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.points import candidate_point
from theoremcheck.verdict.pointwise.certify import report_on
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
        click.echo(f"L is not evaluated there: {sentence(refusal)}", err=True)
        return UNDECIDED
    documents: dict[str, Callable[[], Json | str]] = {
        "text": lambda: evaluation_text(spec.problem, _place(request), values, verbose=request.verbose),
        "json": lambda: {
            "schema_version": POINT_VERSION,
            "spec": str(spec.path),
            **evaluation_json(spec.problem, values),
            "digests": dict(spec.problem.digests),
        },
    }
    return _write(outputs, documents, files, OK)


def certify(request: Request) -> int:
    """Say how a point stands, write what was asked for; return the exit code."""
    outputs = _outputs(request)
    found = _read(request, outputs)
    if found is None:
        return INPUT
    spec, point, files = found
    report = quietly(report_on, spec, point)
    documents: dict[str, Callable[[], Json | str]] = {
        "text": lambda: report_text(report, _place(request), verbose=request.verbose),
        "json": lambda: report_json(report),
    }
    code = _write(outputs, documents, files, CODES.get(report.standing, NOT_MET))
    return _write_minimum(request, report, files, code)


def _outputs(request: Request) -> tuple[tuple[str, Path | None], ...]:
    """Formats and files; text on standard output without any. Raises ``click.UsageError``."""
    found = []
    for entry in request.outputs:
        kind, _, target = entry.partition("=")
        if kind not in ("text", "json"):
            raise click.UsageError(f"-o {entry}: the formats here are text and json")
        path = Path(target) if target else None
        found.append((kind, None if path is None or is_stdout(path) else path))
    if sum(1 for _, path in found if path is None) > 1:
        raise click.UsageError("only one -o can write to standard output; give the others a file: -o json=point.json")
    if request.minimum is not None and request.minimum.suffix not in (".json", ".npz"):
        raise click.UsageError(f"--minimum {request.minimum}: the file ends in .json or .npz")
    return tuple(found) or (("text", None),)


def _read(request: Request, outputs: tuple[tuple[str, Path | None], ...]) -> tuple[Spec, Vector, Files] | None:
    """The spec, the point, and the files of the run; None if the spec is wrong, which is said."""
    targets = [path for _, path in outputs if path is not None]
    files = Files((*targets, *(path for path in (request.minimum, request.certificate) if path is not None)))
    files.read((request.spec, *(() if request.at is None else (request.at,))))
    files.require_writable()
    loaded = load(request.spec, settings=parse_sets(request.sets), known_ids=known_names())
    files.read(loaded.inputs)
    wrong = () if loaded.spec is None else domain_errors(loaded.spec)
    shown = [render(diagnostic, loaded.source) for diagnostic in (*loaded.diagnostics, *wrong)]
    if shown:
        click.echo("\n\n".join(shown), err=True)
    if loaded.spec is None or wrong:
        return None
    return loaded.spec, _point(request, loaded.spec), files


def _point(request: Request, spec: Spec) -> Vector:
    if request.at is not None:
        return read_point(request.at, spec.problem, point_named(request.names))
    found = candidate_point(spec)
    if found is None:
        raise click.UsageError("which point? Give a file with --at, or a candidate { ... } in the spec")
    if isinstance(found, Reason):
        raise click.UsageError(f"the candidate of the spec: {sentence(found)}")
    return found


def _place(request: Request) -> str:
    return f"{request.spec} at {'its candidate' if request.at is None else request.at}"


def _write(
    outputs: tuple[tuple[str, Path | None], ...],
    documents: dict[str, Callable[[], Json | str]],
    files: Files,
    code: int,
) -> int:
    for kind, path in outputs:
        content = documents[kind]()
        text = content if isinstance(content, str) else json.dumps(content, indent=2, allow_nan=False) + "\n"
        if path is None:
            click.echo(text, nl=False)
            continue
        try:
            files.write(path, text)
        except click.UsageError as error:
            error.show()
            code = INPUT
    return code


def _write_minimum(request: Request, report: PointReport, files: Files, code: int) -> int:
    """``--minimum`` and ``--certificate``: of the point's own minimum and rule, and nothing without one."""
    wanted = [path for path in (request.minimum, request.certificate) if path is not None]
    found = report.minimum
    if found is None:
        for path in wanted:
            click.echo(f"{path} was not written: no bad minimum is certified at the point", err=True)
        return code
    for path in wanted:
        try:
            files.write(path, _content(report, path, certificate=path is request.certificate))
        except NoDocument as reason:
            CannotWrite(f"cannot write {path}: {reason}").show()
            code = INPUT
        except click.UsageError as error:
            error.show()
            code = INPUT
    return code


def _content(report: PointReport, path: Path, *, certificate: bool) -> str | bytes:
    found = report.minimum
    assert found is not None
    if certificate:
        return certificate_text(found.certificate)
    point = point_json(report.spec, found.rule, found.fact, found.wrong[0])
    assert point is not None
    return minimum_npz(point) if path.suffix == ".npz" else json.dumps(point, indent=1) + "\n"
