"""``theoremcheck PATH...``: verdicts."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click

from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, NOT_MET, OK, UNDECIDED, combined
from theoremcheck.cli.files import CannotWrite, Files, find_specs, is_stdout, make_folder
from theoremcheck.cli.folders import LIST, open_folder
from theoremcheck.cli.loading import STANDARD_INPUT, read_spec
from theoremcheck.cli.points import point_named, read_point
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.settings import Output, minimum_format, parse_outputs, parse_sets
from theoremcheck.cli.streams import quietly, stdout_is_lost, stdout_takes_unicode, uninterrupted
from theoremcheck.language import load
from theoremcheck.language.diagnostics import listing
from theoremcheck.look import Look, Tone, look, looking, toned
from theoremcheck.options import DEFAULTS, Options
from theoremcheck.report.formats import FORMATS, text
from theoremcheck.report.formats.document import Asked, NoDocument, Result
from theoremcheck.report.reasons import sentences
from theoremcheck.theory.lookup import current, identifiers
from theoremcheck.verdict.judge import accompany, decide, interrupted
from theoremcheck.verdict.values import Answer, Verdict


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    paths: tuple[Path, ...] = ()
    why: str | None = None
    sets: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    certificate: Path | None = None
    minimum: Path | None = None
    at: Path | None = None
    names: tuple[str, ...] = ()
    relax: bool = False
    relax_out: Path | None = None
    verbose: bool = False
    quiet: bool = False
    standalone: bool = False
    options: Options = DEFAULTS


@dataclass(frozen=True)
class _Checked(Result):
    """The result of one file, and its exit code."""

    code: int = OK


def run(request: Request) -> int:
    """Check all paths, write all outputs, return the exit code."""
    outputs = (*parse_outputs(request.outputs), *_files_for_one(request))
    if request.standalone and not any(FORMATS[output.format].standalone for output in outputs):
        able = listing(name for name, entry in FORMATS.items() if entry.standalone)
        raise click.UsageError(f"--standalone is about -o {able}, which is not asked for")
    settings = parse_sets(request.sets)
    paths = find_specs(request.paths)
    many = len(paths) > 1 or any(path.is_dir() for path in request.paths)
    if many and (request.certificate or request.why or request.minimum or request.at or request.relax):
        raise click.UsageError("--certificate, --minimum, --at, --relax and --why take a single spec")
    if many and (single := [output.format for output in outputs if FORMATS[output.format].single]):
        raise click.UsageError(f"-o {single[0]} takes a single spec")
    files = _files(request, outputs, paths)
    options = request.options
    if request.why:
        options = replace(options, search=False, wanted=frozenset({_condition(request.why)}))
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
            results.append(_Checked(path, None, code=INTERRUPTED))
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
            results.append(_Checked(path, None, code=INTERRUPTED))
            break
    return combined([*(result.code for result in results), _write(outputs, results, request, files, many=many)])


def _files(request: Request, outputs: tuple[Output, ...], paths: tuple[Path, ...]) -> Files:
    """The files to read and to write, examined before any work. Raises ``click.UsageError``."""
    named = [(FORMATS[output.format].folder, output.path) for output in outputs if output.path is not None]
    pictures = tuple(path for folder, path in named if folder)
    changed = () if request.relax_out is None else (request.relax_out,)
    files = Files(tuple(path for folder, path in named if not folder), (*pictures, *changed))
    if any(map(is_stdout, files.targets)) and any(output.path is None for output in outputs):
        raise click.UsageError("standard output takes the report alone; give that a file: -o text=report.txt")
    files.read(paths if request.at is None else (*paths, request.at))
    if len(paths) > 1 and any(target.is_file() for target in files.targets):
        for path in paths:
            if path != STANDARD_INPUT:
                files.read(load(path).inputs)
    files.require_writable()
    for folder in pictures:
        open_folder(folder, files, shared=True)  # whose list can be read
    return files


def _files_for_one(request: Request) -> tuple[Output, ...]:
    """What --certificate and --minimum ask for. Raises ``click.UsageError``."""
    found = [] if request.certificate is None else [Output("certificate", request.certificate)]
    if request.minimum is not None:
        found.append(Output(minimum_format(request.minimum), request.minimum))
    return tuple(found)


def _write(outputs: tuple[Output, ...], results: list[_Checked], request: Request, files: Files, *, many: bool) -> int:
    """Write what was asked for; what fails is said, and the rest is written all the same."""
    failed = not many and results[0].verdict is None
    code = OK
    for output in outputs:
        if failed and not FORMATS[output.format].failures:
            continue
        try:
            _write_one(output, results, request, files, many=many)
        except click.UsageError as error:
            error.show()
            code = INPUT
    return code


def _write_one(output: Output, results: list[_Checked], request: Request, files: Files, *, many: bool) -> None:
    plain = output.path is None and not stdout_takes_unicode()
    why = _condition(request.why) if request.why else None
    asked = Asked(
        output.path,
        many=many,
        why=why,
        verbose=request.verbose,
        quiet=request.quiet,
        at=request.at,
        plain=plain,
        standalone=request.standalone,
        command=_command(request, output),
    )
    try:
        with looking(look() if output.path is None else Look()):
            document = FORMATS[output.format].render(results, asked)
    except NoDocument as reason:
        raise CannotWrite(f"cannot write {output.path or 'standard output'}: {reason}") from None
    if document.note:
        click.echo(document.note, err=True)
    if output.path is not None and (document.files or (output.path / LIST).exists()):
        folder = open_folder(output.path, files, shared=True)
        folder.begin(name for name, _ in document.files)
        folder.write(dict(document.files))
        folder.finish()
    if document.content is None:
        return
    if output.path is None:
        click.echo(document.content, nl=False)
    else:
        files.write(output.path, document.content)


def _command(request: Request, output: Output) -> str:
    """The command that writes this output again."""
    parts = [f"{path}/" if path.is_dir() else str(path) for path in request.paths]
    for setting in request.sets:
        parts += ["--set", setting]
    if not request.options.search:
        parts.append("--no-search")
    if request.options.everything:
        parts.append("--all")
    where = "" if output.path is None else f"={output.path}"
    return shlex.join(["theoremcheck", *parts, "-o", f"{output.format}{where}"])


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
        for index, repair in enumerate(found.repairs, 1):
            changed["repaired" if index == 1 else f"repaired-{index}"] = repair.verdict
        files.write_all(
            {
                request.relax_out / f"{result.path.stem}-{name}.spec": print_spec(verdict.spec)
                for name, verdict in changed.items()
            }
        )
    return replace(result, relaxation=found, code=INTERRUPTED if found.interrupted else result.code)


def _condition(name: str) -> str:
    """The id that ``--why`` asks about, without an argument. Raises ``click.UsageError``."""
    from difflib import get_close_matches

    plain = current(name.partition("(")[0])
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
    spec, said = read_spec(path, settings, files)
    if spec is None:
        return _Checked(path, None, said, code=INPUT)
    if request.at is not None:
        options = replace(options, at=read_point(request.at, spec.problem, point_named(request.names)))
    with Progress(prefix) as progress:
        decided = quietly(decide, spec, options, progress)
        progress.clear()
        try:
            with uninterrupted():
                show(decided, request)
            verdict = quietly(accompany, decided, options, progress)
        except KeyboardInterrupt:
            verdict = interrupted(decided)
    return _Checked(path, verdict, said, decided=decided, code=exit_code(verdict))


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
        click.echo(text.verdict_line(verdict) if request.quiet else text.head(verdict), nl=False)


def _error_line(result: _Checked) -> None:
    what = "interrupted" if result.code == INTERRUPTED else "the input is wrong"
    click.echo(f"{toned('ERROR', Tone.BAD)}  {result.path}: {what}")


def _shown_line(verdict: Verdict, request: Request) -> None:
    click.echo(text.summary_line(verdict))
    for entry in () if request.quiet else verdict.expectations:
        if not entry.met:
            click.echo(f"       expect {entry.expectation.text}: {sentences(entry.departures)}")
