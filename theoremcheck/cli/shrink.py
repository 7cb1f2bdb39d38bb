"""``theoremcheck shrink FOO.spec -o SMALL.spec``: the smallest problem whose verdict comes by the same rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from theoremcheck.cli.codes import INPUT, INTERRUPTED, OK, UNDECIDED
from theoremcheck.cli.files import Files, is_stdout
from theoremcheck.cli.loading import read_spec
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.cli.settings import parse_sets
from theoremcheck.cli.streams import quietly
from theoremcheck.language import loads, print_spec
from theoremcheck.language.diagnostics import listing
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.relax.shrink import MAX_TRIES, comes_by, shrink
from theoremcheck.report.off_breaks import NOTHING_REFUTES
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.answering import refutable
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.values import Verdict


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    spec: Path
    out: Path | None
    keep: str | None
    sets: tuple[str, ...]
    options: Options


@dataclass(frozen=True)
class Smallest:
    """The text of the smallest spec, what is said of it, and the exit code."""

    text: str
    said: str
    code: int


def run(request: Request) -> int:
    """Shrink, write the spec, return the exit code. Raises ``UsageError``."""
    files, spec = opened(request.spec, request.out, request.sets)
    if spec is None:
        return INPUT
    with Progress() as progress:
        verdict, options = decided_by(spec, request.keep, request.options, progress)
        names = comes_by(verdict)
        if not names:
            none = "" if refutable(spec.question) else f". {NOTHING_REFUTES}"
            said = f"the verdict is {verdict.verdict}: no theorem or rule is to be kept{none}"
            echo(f"{request.spec}: {said}", err=True)
            return UNDECIDED
        if not _keeps(request.keep, names):
            raise UsageError(f"--keep {request.keep}: the verdict comes by {listing(names)}")
        found = smallest(verdict, request.keep or names[0], options, progress)
    write(found.text, request.out, files)
    echo(found.said, err=True)
    return found.code


def opened(path: Path, out: Path | None, sets: tuple[str, ...]) -> tuple[Files, Spec | None]:
    """The files of a command that reads one spec and writes one, and the first; None where its errors are reported.

    Raises ``UsageError``.
    """
    files = files_for(out)
    files.read((path,))
    files.require_writable()
    return files, read_spec(path, parse_sets(sets), files)[0]


def files_for(out: Path | None) -> Files:
    """The files of a command that writes one spec, to standard output without a path."""
    return Files(() if out is None or is_stdout(out) else (out,), ())


def decided_by(spec: Spec, keep: str | None, options: Options, progress: Progress) -> tuple[Verdict, Options]:
    """The verdict by ``keep`` (None: by anything), and the options that it needs: no search where it needs none.

    Raises ``KeyboardInterrupt`` where that ended the search.
    """
    without = replace(options, search=False)
    verdict = quietly(decide, spec, without, progress)
    if _keeps(keep, comes_by(verdict)) or not options.search:
        return verdict, without
    verdict = quietly(decide, spec, options, progress)
    if verdict.interrupted:
        raise KeyboardInterrupt
    return verdict, options


def smallest(verdict: Verdict, keep: str, options: Options, progress: Progress) -> Smallest:
    """The spec of a verdict made smaller, with its verdict by ``keep``."""
    found = quietly(shrink, verdict, keep, options, progress)
    text = print_spec(found.spec)
    again = loads(text, "<shrunk>")
    if again.spec is None or again.spec.problem != found.spec.problem:
        raise RuntimeError("the printed spec is another one")
    before = len(print_spec(replace(verdict.spec, csv=None, expectations=found.spec.expectations)))
    said = [f"{keep} is kept: {len(text)} characters instead of {before}; {found.tried} problems were decided"]
    if found.exhausted:
        said.append(f"that is MAX_TRIES = {MAX_TRIES}; the spec that was written can be shrunk further")
    if found.interrupted:
        said.append("interrupted: this is the smallest one so far")
    return Smallest(text, "\n".join(said), INTERRUPTED if found.interrupted else OK)


def write(text: str, out: Path | None, files: Files) -> None:
    """The text of a spec to its file, or to standard output. Raises ``CannotWrite``."""
    if out is None:
        echo(text, nl=False)
    else:
        files.write(out, text)


def _keeps(keep: str | None, names: tuple[str, ...]) -> bool:
    return bool(names) and (keep is None or keep in names)
