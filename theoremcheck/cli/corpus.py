"""Checking many specs, one after the other or on several processors: what is written does not depend on that."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from theoremcheck.cli.apart import Brought, apart
from theoremcheck.cli.codes import INTERNAL, INTERRUPTED
from theoremcheck.cli.files import Files
from theoremcheck.cli.loading import STANDARD_INPUT
from theoremcheck.cli.one import check_one, error_line, part, shown_later, shown_line
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.request import Request
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.cli.settings import Output
from theoremcheck.cli.streams import stdout_is_lost
from theoremcheck.cli.terminal import terminal
from theoremcheck.cli.workers import PRELOADED, Crew, processors
from theoremcheck.language import render
from theoremcheck.language.codes import CRASHED
from theoremcheck.language.diagnostics import Diagnostic, Severity
from theoremcheck.look import looking
from theoremcheck.options import Options
from theoremcheck.report.formats.document import Asked, Result
from theoremcheck.sweep.crashes import Crash
from theoremcheck.trusted.records import dataclass

_AGAIN: Final = "nothing is known of this spec; check it alone, and give it more memory or time"


@dataclass(frozen=True)
class Piece:
    """What is kept of one spec: its exit code, and its part of each output."""

    code: int
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Job:
    """What is asked about each spec of a corpus: the outputs, and how their documents are asked for."""

    request: Request
    options: Options
    settings: Mapping[str, str]
    outputs: tuple[tuple[Output, Asked], ...]

    @property
    def shows(self) -> bool:
        """True if each spec has its line on standard output."""
        return any(output == Output("text", None) for output, _ in self.outputs)

    def piece(self, result: Result) -> Piece:
        """What is kept of a result."""
        return Piece(result.code, tuple(part(output, asked, result) for output, asked in self.outputs))


def pieces(job: Job, paths: tuple[Path, ...], files: Files) -> tuple[Piece, ...]:
    """Check all specs and show the line of each, in order; what there is after Ctrl-C.

    Raises ``CannotWrite`` if a file that a spec names is to be written over.
    """
    jobs = min(job.request.jobs or processors(), len(paths))
    if STANDARD_INPUT in paths or (jobs == 1 and job.request.timeout is None):
        return tuple(_here(job, paths, files))
    return tuple(_elsewhere(job, paths, files, jobs))


def _here(job: Job, paths: tuple[Path, ...], files: Files) -> Iterator[Piece]:
    for index, path in enumerate(paths, 1):
        try:
            piece = checked_piece(job, path, files, f"{index}/{len(paths)} {path}: ")
        except KeyboardInterrupt:
            echo("interrupted", err=True)
            yield job.piece(Result(path, None, code=INTERRUPTED))
            return
        yield piece
        if piece.code == INTERRUPTED:
            _say_interrupted(index, len(paths))
            return
        if _nobody_reads(files):
            yield job.piece(Result(path, None, code=INTERRUPTED))
            return


def _elsewhere(job: Job, paths: tuple[Path, ...], files: Files, jobs: int) -> Iterator[Piece]:
    """The pieces that workers bring."""
    task = apart(partial(_checked, job), files)
    with Crew(task, paths, jobs, PRELOADED, job.request.timeout) as crew, Progress() as progress:

        def waiting(done: int) -> None:
            progress(done, len(paths), f"specs, {jobs} at a time")

        index = 0
        try:
            for index, brought in enumerate(crew.results(waiting), 1):
                progress.clear()
                yield _shown(job, paths[index - 1], brought, files)
                if _nobody_reads(files):
                    yield job.piece(Result(paths[index - 1], None, code=INTERRUPTED))
                    return
        except KeyboardInterrupt:
            progress.clear()
            for place, brought in crew.left():
                index += 1
                yield _shown(job, paths[place], brought, files)
            _say_interrupted(index, len(paths))
            yield Piece(INTERRUPTED, ())


def _shown(job: Job, path: Path, brought: Brought[Piece] | Crash, files: Files) -> Piece:
    """The piece, with what its worker would have printed printed here."""
    return _crashed(job, path, brought.reason) if isinstance(brought, Crash) else brought.shown(files)


def _checked(job: Job, path: Path, files: Files) -> Piece:
    return checked_piece(job, path, files, "")


def checked_piece(job: Job, path: Path, files: Files, prefix: str) -> Piece:
    """Check one spec and show its line; ``prefix`` stands before its progress.

    What the program does wrong there is said, and costs no other spec. Raises ``CannotWrite`` over an input.
    """
    show = shown_line if job.shows else shown_later
    try:
        result = check_one(path, job.settings, job.options, prefix, files, request=job.request, show=show)
        piece = job.piece(result)
    except UsageError:
        raise
    except Exception as error:
        if os.environ.get("THEOREMCHECK_DEBUG"):
            raise
        kind = "out of memory" if isinstance(error, MemoryError) else f"internal error: {type(error).__name__}: {error}"
        return _crashed(job, path, kind)
    if job.shows and result.verdict is None:
        error_line(result)
    return piece


def _crashed(job: Job, path: Path, reason: str) -> Piece:
    """A spec whose check ended before its time: that is said, and is no verdict."""
    said = Diagnostic(CRASHED, Severity.ERROR, reason, str(path), help=_AGAIN)
    result = Result(path, None, (said,), code=INTERNAL)
    with looking(terminal(sys.stderr)):
        echo(render(said, None), err=True)
    if job.shows:
        error_line(result)
    return job.piece(result)


def _nobody_reads(files: Files) -> bool:
    """True if standard output is lost, and nothing else is asked for."""
    return stdout_is_lost() and not files.targets


def _say_interrupted(done: int, total: int) -> None:
    echo(f"interrupted after {done} of {total} specs", err=True)
