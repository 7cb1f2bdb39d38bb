"""``theoremcheck PATH...``: verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, NOT_MET, OK, UNDECIDED, combined
from theoremcheck.cli.files import CannotWrite, Files, find_specs, is_stdout, make_folder, require_folder
from theoremcheck.cli.points import read_point
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.settings import Output, parse_outputs, parse_sets
from theoremcheck.cli.streams import quietly, stdout_is_lost, stdout_takes_unicode, uninterrupted
from theoremcheck.functions.numeric import BeyondFloats
from theoremcheck.language import load, render
from theoremcheck.report.formats import json as schema
from theoremcheck.report.formats import markdown as gallery
from theoremcheck.report.formats import text
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted.bounds import MAX_CERTIFICATE_BYTES
from theoremcheck.trusted.certificate import Unreadable, dumps, loads
from theoremcheck.trusted.model import Json
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.judge import Options, accompany, decide, interrupted
from theoremcheck.verdict.values import Answer, Verdict

if TYPE_CHECKING:
    from theoremcheck.relax.run import Relaxation


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    paths: tuple[Path, ...]
    why: str | None
    sets: tuple[str, ...]
    seed: int | None
    starts: int | None
    digits: int | None
    search: bool
    outputs: tuple[str, ...]
    certificate: Path | None
    minimum: Path | None
    at: Path | None
    relax: bool = False
    relax_out: Path | None = None
    full: bool = False
    verbose: bool = False


@dataclass(frozen=True)
class _Checked:
    """The result of one file: a verdict, or the diagnostics that were shown instead."""

    path: Path
    verdict: Verdict | None
    code: int
    diagnostics: tuple[str, ...]
    relaxation: Relaxation | None = None
    decided: Verdict | None = None  # the verdict as it was before the search beside it


def run(request: Request) -> int:
    """Check all paths, write all outputs, return the exit code."""
    outputs = parse_outputs(request.outputs)
    settings = parse_sets(request.sets)
    paths = find_specs(request.paths)
    many = len(paths) > 1 or any(path.is_dir() for path in request.paths)
    if many and (request.certificate or request.why or request.minimum or request.at or request.relax):
        raise click.UsageError("--certificate, --minimum, --at, --relax and --why take a single spec")
    if request.minimum is not None and request.minimum.suffix not in (".json", ".npz"):
        raise click.UsageError(f"--minimum {request.minimum}: the file ends in .json or .npz")
    files = _files(request, outputs, paths)
    options = Options(
        search=request.search and request.why is None,
        full=request.full,
        starts=request.starts,
        seed=request.seed,
        digits=request.digits,
        wanted=frozenset({_condition(request.why)}) if request.why else frozenset(),
    )
    on_stdout = any(output == Output("text", None) for output in outputs)
    show = _shown_line if many else _shown_head
    results: list[_Checked] = []
    for index, path in enumerate(paths):
        prefix = f"{index + 1}/{len(paths)} {path}: " if many else ""
        try:
            shown = show if on_stdout else _shown_later
            result = _check(path, settings, options, prefix, files, request=request, show=shown)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            results.append(_Checked(path, None, INTERRUPTED, ()))
            break
        if request.relax and result.verdict is not None:
            result = _relaxed(result, options, request, files)
        results.append(result)
        if many and on_stdout and result.verdict is None:
            _error_line(result)
        if many and result.code == INTERRUPTED:
            click.echo(f"interrupted after {index + 1} of {len(paths)} specs", err=True)
            break
        if many and stdout_is_lost() and not files.targets:
            # Nobody reads on, and nothing else is asked for.
            results.append(_Checked(path, None, INTERRUPTED, ()))
            break
    return combined([*(result.code for result in results), _write_all(outputs, results, request, files, many=many)])


def _files(request: Request, outputs: tuple[Output, ...], paths: tuple[Path, ...]) -> Files:
    """The files to read and to write, examined before any work. Raises ``click.UsageError``."""
    listed = (*(output.path for output in outputs), request.certificate, request.minimum)
    files = Files(tuple(path for path in listed if path is not None))
    if any(map(is_stdout, files.targets)) and any(output.path is None for output in outputs):
        raise click.UsageError("standard output takes the report alone; give that a file: -o text=report.txt")
    files.read(paths if request.at is None else (*paths, request.at))
    if len(paths) > 1 and any(target.is_file() for target in files.targets):
        for path in paths:
            files.read(load(path).inputs)
    files.require_writable()
    if request.relax_out is not None:
        require_folder(request.relax_out)
    return files


def _write_all(
    outputs: tuple[Output, ...], results: list[_Checked], request: Request, files: Files, *, many: bool
) -> int:
    """Write what was asked for; what fails is said, and the rest is written all the same."""
    jobs = [partial(_write, output, results, request, files, many=many) for output in outputs]
    verdict = results[0].verdict
    if request.certificate is not None and verdict is not None:
        jobs.append(partial(_write_certificate, request.certificate, verdict, files))
    if request.minimum is not None and verdict is not None:
        jobs.append(partial(_write_minimum, request.minimum, verdict, request.at, files))
    code = OK
    for job in jobs:
        try:
            job()
        except click.UsageError as error:
            error.show()
            code = INPUT
    return code


def _write_certificate(path: Path, verdict: Verdict, files: Files) -> None:
    text = dumps(verdict.certificate)
    if len(text) > MAX_CERTIFICATE_BYTES:
        bound = f"MAX_CERTIFICATE_BYTES = {MAX_CERTIFICATE_BYTES}"
        raise CannotWrite(f"cannot write {path}: the certificate has {len(text)} bytes, more than {bound}")
    try:
        loads(text)
    except Unreadable as error:
        # Evidence may hold a number that is longer than what `verify` reads; a file that it refuses helps nobody.
        raise CannotWrite(f"cannot write {path}: `theoremcheck verify` would not read it: {error}") from None
    files.write(path, text)


def _relaxed(result: _Checked, options: Options, request: Request, files: Files) -> _Checked:
    from theoremcheck.language import print_spec
    from theoremcheck.relax.run import relax

    if result.verdict is None:
        return result
    with Progress() as progress:
        found = quietly(relax, result.verdict, options, progress)
    if request.relax_out is not None:
        make_folder(request.relax_out)
        changed = {entry.hypothesis: entry.verdict for entry in found.relaxed if entry.verdict is not None}
        if found.repair is not None:
            changed["repaired"] = found.repair.verdict
        for name, verdict in changed.items():
            files.write(request.relax_out / f"{result.path.stem}-{name}.spec", print_spec(verdict.spec))
    return replace(result, relaxation=found, code=INTERRUPTED if found.interrupted else result.code)


def _write_minimum(path: Path, verdict: Verdict, at: Path | None, files: Files) -> None:
    """The certified minimum as a file; a note on stderr if the verdict has none, or another one than was asked for."""
    from theoremcheck.report.minimum import minimum_json, minimum_npz

    found = minimum_json(verdict)
    if found is None:
        click.echo(f"{path} was not written: the verdict has no certified bad local minimum with a point", err=True)
        return
    if verdict.candidate_note and verdict.candidate_rule is None:
        given = "the candidate of the spec" if at is None else f"the point of {at}"
        click.echo(f"{path} has the minimum of {verdict.minima[0].rule}: {given} is not certified", err=True)
    if path.suffix == ".npz":
        try:
            arrays = minimum_npz(found)
        except BeyondFloats:
            raise CannotWrite(f"cannot write {path}: a parameter is too large for a double; write .json") from None
        files.write(path, arrays)
    else:
        files.write(path, json.dumps(found, indent=1) + "\n")


def _condition(name: str) -> str:
    """The id that ``--why`` asks about, without an argument. Raises ``click.UsageError``."""
    from difflib import get_close_matches

    plain = name.partition("(")[0]
    if plain not in identifiers():
        near = get_close_matches(plain, identifiers(), n=1)
        hint = f"; did you mean {near[0]}?" if near else "; `theoremcheck explain` lists all ids"
        raise click.UsageError(f"--why {name}: there is no such condition, lemma or theorem{hint}")
    return plain


def _check(
    path: Path,
    settings: Mapping[str, str],
    options: Options,
    prefix: str,
    files: Files,
    *,
    request: Request,
    show: Callable[[Verdict, Request], None],
) -> _Checked:
    """Check one file; ``show`` is called with the verdict as soon as it is known, before the search beside it."""
    loaded = load(path, settings=settings, known_ids=frozenset(identifiers()))
    files.read(loaded.inputs)
    diagnostics = loaded.diagnostics
    wrong = () if loaded.spec is None else domain_errors(loaded.spec)
    shown = tuple(render(diagnostic, loaded.source) for diagnostic in (*diagnostics, *wrong))
    if shown:
        click.echo("\n\n".join(shown), err=True)
    if loaded.spec is None or wrong:
        return _Checked(path, None, INPUT, shown)
    if request.at is not None:
        options = replace(options, at=read_point(request.at, loaded.spec.problem))
    with Progress(prefix) as progress:
        decided = quietly(decide, loaded.spec, options, progress)
        progress.clear()
        try:
            with uninterrupted():
                show(decided, request)
            verdict = quietly(accompany, decided, options, progress)
        except KeyboardInterrupt:
            verdict = interrupted(decided)
    return _Checked(path, verdict, exit_code(verdict), shown, decided=decided)


def exit_code(verdict: Verdict) -> int:
    """The exit code that a verdict stands for."""
    if verdict.alarm is not None:
        return INTERNAL
    if verdict.interrupted:
        return INTERRUPTED
    if verdict.expectations:
        return OK if verdict.met else NOT_MET
    return {Answer.REFUTED: NOT_MET, Answer.UNDECIDED: UNDECIDED}.get(verdict.answer, OK)


def _shown_later(verdict: Verdict, request: Request) -> None:
    """Nothing of the verdict goes to standard output before the search is over."""


def _shown_head(verdict: Verdict, request: Request) -> None:
    """The verdict and its reasons, at once; click.echo flushes."""
    if not request.why:
        click.echo(text.head(verdict), nl=False)


def _error_line(result: _Checked) -> None:
    click.echo(f"{'ERROR':6} {result.path}: {'interrupted' if result.code == INTERRUPTED else 'the input is wrong'}")


def _shown_line(verdict: Verdict, request: Request) -> None:
    click.echo(text.summary_line(verdict))
    for entry in verdict.expectations:
        if not entry.met:
            click.echo(f"       expect {entry.expectation.text}: {entry.reason}")


def _write(output: Output, results: list[_Checked], request: Request, files: Files, *, many: bool) -> None:
    verdicts = [result.verdict for result in results if result.verdict is not None]
    if output.format == "json":
        plain = output.path is None and not stdout_takes_unicode()
        body = json.dumps(_json(results, many=many), indent=2, ensure_ascii=plain, allow_nan=False) + "\n"
    elif output.format == "markdown":
        folder = Path() if output.path is None else output.path.parent
        body = gallery.render(verdicts, folder)
    elif many:
        body = _corpus_summary(results)
        if output.path is not None:
            body = "".join(text.render(v, verbose=request.verbose) + "\n" for v in verdicts) + body
    else:
        body = "".join(_report(result, request, rest=output.path is None) for result in results)
        body += "".join(_relaxation_text(result) for result in results)
    if not verdicts and not many:
        return
    if output.path is None:
        click.echo(body, nl=False)
    else:
        files.write(output.path, body)


def _report(result: _Checked, request: Request, *, rest: bool) -> str:
    """The report of one spec, or with ``rest`` what follows the head that was shown already."""
    if result.verdict is None:
        return ""
    if request.why:
        return text.why(result.verdict, _condition(request.why))
    if not rest:
        return text.render(result.verdict, verbose=request.verbose)
    known = None if result.decided is None else result.decided.alarm
    return text.tail(result.verdict, verbose=request.verbose, known_alarm=known)


def _relaxation_text(result: _Checked) -> str:
    if result.verdict is None or result.relaxation is None:
        return ""
    from theoremcheck.report.relaxation import relaxation_text

    return relaxation_text(result.verdict, result.relaxation)


def _with_relaxation(result: _Checked, verdict: Verdict) -> dict[str, Json]:
    if result.relaxation is None:
        return schema.to_json(verdict)
    from theoremcheck.report.relaxation import relaxation_json

    return {**schema.to_json(verdict), "relax": relaxation_json(result.relaxation)}


def _json(results: list[_Checked], *, many: bool) -> Json:
    entries: list[Json] = [
        _with_relaxation(result, result.verdict)
        if result.verdict is not None
        else {"schema_version": schema.SCHEMA_VERSION, "spec": str(result.path), "verdict": None,
              "diagnostics": list(result.diagnostics)}
        for result in results
    ]  # fmt: skip
    return {"schema_version": schema.SCHEMA_VERSION, "results": entries} if many else entries[0]


def _corpus_summary(results: list[_Checked]) -> str:
    counts: dict[str, int] = {}
    for result in results:
        word = "wrong input" if result.verdict is None else result.verdict.verdict
        counts[word] = counts.get(word, 0) + 1
    listed = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    missed = sum(1 for result in results if result.verdict is not None and not result.verdict.met)
    ending = "every expectation is met" if not missed else f"{missed} with an expectation that is not met"
    return f"{len(results)} specs: {listed}; {ending}.\n"
