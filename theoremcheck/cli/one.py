"""Checking one spec: its verdict, shown as soon as it is known, and the search beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from theoremcheck.cli.caching import keep_verdict, known_verdict
from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, NOT_MET, OK, UNDECIDED
from theoremcheck.cli.files import Files
from theoremcheck.cli.loading import read_spec
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.request import Request
from theoremcheck.cli.say import echo
from theoremcheck.cli.settings import Output
from theoremcheck.cli.streams import quietly, uninterrupted
from theoremcheck.look import Look, Tone, look, looking, toned
from theoremcheck.options import Options
from theoremcheck.report.formats import FORMATS, text
from theoremcheck.report.formats.document import Asked, Result
from theoremcheck.report.reasons import sentences
from theoremcheck.trusted.records import replace
from theoremcheck.verdict.judge import DecisionInterrupted, accompany, decide, interrupted
from theoremcheck.verdict.values import Answer, Verdict


def check_one(
    path: Path,
    settings: Mapping[str, str],
    options: Options,
    prefix: str,
    files: Files,
    *,
    request: Request,
    show: Callable[[Verdict, Request], None],
) -> Result:
    """Check one file; ``show`` is called with the verdict as soon as it is known, before the search beside it."""
    spec, said = read_spec(path, settings, files)
    if spec is None:
        return Result(path, None, said, code=INPUT)
    # A point that is given is certified, or not, each time.
    cache = None if request.at is not None else request.cache
    known = known_verdict(cache, spec, options)
    if known is not None:
        show(known, request)
        return Result(path, known, said, decided=known, code=exit_code(known))
    if request.at is not None:
        from theoremcheck.cli.points import point_named, read_point

        options = replace(options, at=read_point(request.at, spec.problem, point_named(request.names)))
    with Progress(prefix) as progress:
        try:
            decided = quietly(decide, spec, options, progress)
        except DecisionInterrupted as stopped:
            progress.clear()
            echo("interrupted: this is what is known so far", err=True)
            decided = stopped.verdict()
        progress.clear()
        try:
            with uninterrupted():
                show(decided, request)
            verdict = quietly(accompany, decided, options, progress)
        except KeyboardInterrupt:
            verdict = decided if decided.cut_short else interrupted(decided)
    keep_verdict(cache, verdict, options)
    return Result(path, verdict, said, decided=decided, code=exit_code(verdict))


def part(output: Output, asked: Asked, result: Result) -> Any:
    """The part of one output that is about one result; colours and widths are for standard output."""
    with looking(look() if output.path is None else Look()):
        return FORMATS[output.format].part(result, asked)


def exit_code(verdict: Verdict) -> int:
    """The exit code that a verdict stands for."""
    if verdict.alarm is not None:
        return INTERNAL
    if verdict.interrupted:
        return INTERRUPTED
    if verdict.expectations:
        return OK if verdict.met else NOT_MET
    return {Answer.REFUTED: NOT_MET, Answer.UNDECIDED: UNDECIDED}.get(verdict.answer, OK)


def shown_later(verdict: Verdict, request: Request) -> None:
    """Nothing of the verdict goes to standard output before the search is over."""


def shown_head(verdict: Verdict, request: Request) -> None:
    """The verdict and its reasons, at once; ``echo`` flushes."""
    if not request.why:
        echo(text.verdict_line(verdict) if request.quiet else text.head(verdict), nl=False)


def error_line(result: Result) -> None:
    """The line of a spec in a corpus that has no verdict."""
    what = "interrupted" if result.code == INTERRUPTED else "crashed" if result.crashed else "the input is wrong"
    echo(f"{toned('ERROR', Tone.BAD)}  {result.path}: {what}")


def shown_line(verdict: Verdict, request: Request) -> None:
    """The line of a verdict in a corpus, and what is not as expected."""
    echo(text.summary_line(verdict))
    for entry in () if request.quiet else verdict.expectations:
        if not entry.met:
            echo(f"       expect {entry.expectation.text}: {sentences(entry.departures)}")
