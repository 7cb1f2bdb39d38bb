"""``theoremcheck PATH...``: verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from theoremcheck.cli.caching import cache_at
from theoremcheck.cli.codes import INPUT, INTERRUPTED, OK, combined
from theoremcheck.cli.files import LIST, CannotWrite, Files, find_specs, is_stdout, make_folder
from theoremcheck.cli.loading import STANDARD_INPUT
from theoremcheck.cli.one import check_one, part, shown_head, shown_later
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.request import Request
from theoremcheck.cli.say import UsageError, echo, echo_bytes
from theoremcheck.cli.settings import Output, minimum_format, parse_outputs, parse_sets
from theoremcheck.cli.streams import quietly, stdout_takes_unicode
from theoremcheck.language import load
from theoremcheck.language.diagnostics import listing
from theoremcheck.look import Look, look, looking
from theoremcheck.options import Extent, Options
from theoremcheck.report.formats import FORMATS
from theoremcheck.report.formats.document import Asked, NoDocument, Result
from theoremcheck.theory.graph import below
from theoremcheck.theory.lookup import current, identifiers
from theoremcheck.trusted.records import replace


def run(request: Request) -> int:
    """Check all paths, write all outputs, return the exit code."""
    outputs = (*parse_outputs(request.outputs), *_files_for_one(request))
    request = _brief(request, outputs)
    if request.standalone and not any(FORMATS[output.format].standalone for output in outputs):
        able = listing(name for name, entry in FORMATS.items() if entry.standalone)
        raise UsageError(f"--standalone is about -o {able}, which is not asked for")
    settings = parse_sets(request.sets)
    paths = find_specs(request.paths)
    many = len(paths) > 1 or any(path.is_dir() for path in request.paths)
    if many and (request.certificate or request.why or request.minimum or request.at or request.relax):
        raise UsageError("--certificate, --minimum, --at, --relax and --why take a single spec")
    if many and (single := [output.format for output in outputs if FORMATS[output.format].single]):
        raise UsageError(f"-o {single[0]} takes a single spec")
    if request.timeout is not None and not many:
        raise UsageError("--timeout is about several specs or a folder")
    cache = cache_at(request.cache)
    files = _files(request, outputs, paths)
    files.read(() if cache is None else (cache.place,))
    return (
        _many(outputs, paths, settings, request, files) if many else _one(outputs, paths[0], settings, request, files)
    )


def _brief(request: Request, outputs: tuple[Output, ...]) -> Request:
    """The same, where nothing that is asked for needs more than the verdict, for no more than that.

    What is kept for later runs is whole: a sweep asks for it, too.
    """
    more = request.why or request.relax or request.cache or request.options.extent is Extent.ALL
    if more or not all(FORMATS[output.format].brief for output in outputs):
        return request
    return replace(request, options=replace(request.options, extent=Extent.VERDICT))


def _one(outputs: tuple[Output, ...], path: Path, settings: Mapping[str, str], request: Request, files: Files) -> int:
    """Check one spec, write its outputs, return the exit code."""
    options = request.options
    if request.why:
        options = replace(options, search=False, wanted=below(_condition(request.why)))
    show = shown_head if any(output == Output("text", None) for output in outputs) else shown_later
    try:
        result = check_one(path, settings, options, "", files, request=request, show=show)
    except KeyboardInterrupt:
        echo("interrupted", err=True)
        result = Result(path, None, code=INTERRUPTED)
    if request.relax and result.verdict is not None and not result.verdict.cut_short:
        result = _relaxed(result, options, request, files)
    return combined([result.code, _write(outputs, result, request, files)])


def _many(
    outputs: tuple[Output, ...], paths: tuple[Path, ...], settings: Mapping[str, str], request: Request, files: Files
) -> int:
    """Check a corpus, write its outputs, return the exit code."""
    from theoremcheck.cli.corpus import Job, pieces  # with the workers, which one spec does not need

    asked = tuple(_asked(output, request, many=True) for output in outputs)
    job = Job(request, request.options, settings, tuple(zip(outputs, asked, strict=True)))
    found = pieces(job, paths, files)
    parts = [piece.parts for piece in found if piece.parts]
    codes = [piece.code for piece in found]
    for index, output in enumerate(outputs):
        codes.append(_written(output, [entry[index] for entry in parts], asked[index], files))
    return combined(codes)


def _files(request: Request, outputs: tuple[Output, ...], paths: tuple[Path, ...]) -> Files:
    """The files to read and to write, examined before any work. Raises ``UsageError``."""
    named = [(FORMATS[output.format].folder, output.path) for output in outputs if output.path is not None]
    pictures = tuple(path for folder, path in named if folder)
    changed = () if request.relax_out is None else (request.relax_out,)
    files = Files(tuple(path for folder, path in named if not folder), (*pictures, *changed))
    if any(map(is_stdout, files.targets)) and any(output.path is None for output in outputs):
        raise UsageError("standard output takes the report alone; give that a file: -o text=report.txt")
    files.read(paths if request.at is None else (*paths, request.at))
    if len(paths) > 1 and any(target.is_file() for target in files.targets):
        for path in paths:
            if path != STANDARD_INPUT:
                files.read(load(path).inputs)
    files.require_writable()
    for folder in pictures:
        from theoremcheck.cli.folders import open_folder

        open_folder(folder, files, shared=True)  # whose list can be read
    return files


def _files_for_one(request: Request) -> tuple[Output, ...]:
    """What --certificate and --minimum ask for. Raises ``UsageError``."""
    found = [] if request.certificate is None else [Output("certificate", request.certificate)]
    if request.minimum is not None:
        found.append(Output(minimum_format(request.minimum), request.minimum))
    return tuple(found)


def _write(outputs: tuple[Output, ...], result: Result, request: Request, files: Files) -> int:
    """Write what was asked for of one spec; what fails is said, and the rest is written all the same."""
    code = OK
    for output in outputs:
        if result.verdict is None and not FORMATS[output.format].failures:
            continue
        asked = _asked(output, request, many=False)
        code = max(code, _written(output, [part(output, asked, result)], asked, files))
    return code


def _asked(output: Output, request: Request, *, many: bool) -> Asked:
    """How the document of an output is asked for."""
    return Asked(
        output.path,
        many=many,
        why=_condition(request.why) if request.why else None,
        verbose=request.verbose,
        quiet=request.quiet,
        at=request.at,
        plain=output.path is None and not stdout_takes_unicode(),
        standalone=request.standalone,
        command=_command(request, output) if many else "",
    )


def _written(output: Output, parts: Sequence[Any], asked: Asked, files: Files) -> int:
    """Write an output; what fails is said. Return the exit code."""
    try:
        write_output(output, parts, asked, files)
    except UsageError as error:
        error.show()
        return INPUT
    return OK


def write_output(output: Output, parts: Sequence[Any], asked: Asked, files: Files) -> None:
    """Write the document of the parts. Raises ``CannotWrite``."""
    try:
        with looking(look() if output.path is None else Look()):
            document = FORMATS[output.format].join(parts, asked)
    except NoDocument as reason:
        raise CannotWrite(f"cannot write {output.path or 'standard output'}: {reason}") from None
    if document.note:
        echo(document.note, err=True)
    if output.path is not None and (document.files or (output.path / LIST).exists()):
        from theoremcheck.cli.folders import open_folder

        folder = open_folder(output.path, files, shared=True)
        folder.begin(name for name, _ in document.files)
        folder.write(dict(document.files))
        folder.finish()
    if document.content is None:
        return
    if output.path is None:
        echo_bytes(document.content) if isinstance(document.content, bytes) else echo(document.content, nl=False)
    else:
        files.write(output.path, document.content)


def _command(request: Request, output: Output) -> str:
    """The command that writes this output again."""
    import shlex

    parts = [f"{path}/" if path.is_dir() else str(path) for path in request.paths]
    for setting in request.sets:
        parts += ["--set", setting]
    if not request.options.search:
        parts.append("--no-search")
    if request.options.extent is Extent.ALL:
        parts.append("--all")
    where = "" if output.path is None else f"={output.path}"
    return shlex.join(["theoremcheck", *parts, "-o", f"{output.format}{where}"])


def _relaxed(result: Result, options: Options, request: Request, files: Files) -> Result:
    from theoremcheck.language import print_spec
    from theoremcheck.relax.run import relax

    if result.verdict is None:
        return result
    with Progress() as progress:
        found = quietly(relax, result.verdict, options, progress)
    if request.relax_out is not None:
        make_folder(request.relax_out)
        reading = result.verdict.spec.reading
        said = f"# A change of a problem {reading}.\n" if reading else ""
        changed = {entry.hypothesis: entry.verdict for entry in found.relaxed if entry.verdict is not None}
        for index, repair in enumerate(found.repairs, 1):
            changed["repaired" if index == 1 else f"repaired-{index}"] = repair.verdict
        files.write_all(
            {
                request.relax_out / f"{result.path.stem}-{name}.spec": said + print_spec(verdict.spec)
                for name, verdict in changed.items()
            }
        )
    return replace(result, relaxation=found, code=INTERRUPTED if found.interrupted else result.code)


def _condition(name: str) -> str:
    """The id that ``--why`` asks about, without an argument. Raises ``UsageError``."""
    from difflib import get_close_matches

    from theoremcheck.theory.claims import CLAIM_PROSE

    plain = current(name.partition("(")[0])
    claimed = plain.removeprefix("claim").strip().partition(" ")[0]
    if claimed in CLAIM_PROSE:
        what = f"{claimed} is a claim, not a condition; `theoremcheck explain {claimed}` says what it means"
        raise UsageError(f"--why {name}: {what}")
    if plain not in identifiers():
        near = get_close_matches(plain, identifiers(), n=1)
        hint = f"; did you mean {near[0]}?" if near else "; `theoremcheck explain` lists all ids"
        raise UsageError(f"--why {name}: there is no such condition, lemma or theorem{hint}")
    return plain
