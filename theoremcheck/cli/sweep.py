"""``theoremcheck sweep FAMILY.spec --over NAME=VALUES -o RUNS.jsonl``: every problem of a family, each decided once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from theoremcheck.cli.caching import cache_at, keep_row
from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED
from theoremcheck.cli.engines import Means, decided
from theoremcheck.cli.family_outputs import Drawn, parse_outputs
from theoremcheck.cli.files import CannotWrite, Files
from theoremcheck.cli.preparing import Earlier, asked_of, claimed, counted, prepared, told_errors
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.options import Options
from theoremcheck.sweep.axes import Axis, Point, points
from theoremcheck.sweep.rows import NotRows, Row, line, rows_in
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Request:
    """What the command line asked of a sweep."""

    spec: Path
    overs: tuple[str, ...]
    sets: tuple[str, ...]
    outputs: tuple[str, ...]
    pools: tuple[str, ...]
    options: Options
    means: Means
    cache: Path | None = None


def run(request: Request) -> int:
    """Decide what is not decided yet, write all files, return the exit code. Raises ``UsageError``."""
    outputs = parse_outputs(request.outputs)
    asked = asked_of(request.spec, request.overs, request.sets, request.options)
    if asked is None:
        return INPUT
    axes, job, place = asked.axes, asked.job, outputs.place
    pooled = _pooled(request.pools, axes)
    files = Files(outputs.paths, ())
    files.read(asked.inputs)
    files.require_writable()
    before, cache = _before(place), cache_at(request.cache)
    files.read(() if cache is None else (cache.place,))
    found: dict[Point, Row] = {}
    known: dict[Point, Row] = {}
    interrupted = False
    every = points(axes)
    try:
        with Progress() as progress:
            there = prepared(job, Earlier(before, cache), every, files, progress)
            known = there.known
            found.update({**there.wrong, **known})
            with _kept(files, place, before) as keep, closing(decided(job, there.left, request.means, progress)) as now:
                for point, row in now:
                    found[point] = row
                    keep(row)
                    keep_row(cache, row)
    except KeyboardInterrupt:
        interrupted = True
    rows = [found[point] for point in every if point in found]
    outputs.write(files, Drawn(axes, rows, _title(request.spec, rows, axes, pooled), pooled), before)
    told = partial(_told, quiet=outputs.takes_stdout, interrupted=interrupted)
    return told(rows, len(every), len(known))


def _pooled(pools: Sequence[str], axes: Sequence[Axis]) -> tuple[str, ...]:
    """The names of the axes that are not drawn. Raises ``UsageError`` if no axis is left, or one is unknown."""
    names = [axis.name for axis in axes]
    for name in pools:
        if name not in names:
            raise UsageError(f"--pool {name}: the axes are {', '.join(names)}")
    if set(pools) == set(names):
        raise UsageError("--pool leaves no axis to draw; give one more --over, or no --pool: all are counted")
    return tuple(dict.fromkeys(pools))


def _title(spec: Path, rows: Sequence[Row], axes: Sequence[Axis], pooled: Sequence[str]) -> str:
    """What the diagram shows, of which claim, over which axes."""
    names = ", ".join(axis.name for axis in axes if axis.name not in pooled)
    return f"{spec.name}{claimed(rows)}: {names}" + (f"; shares over {', '.join(pooled)}" if pooled else "")


def _before(place: Path) -> tuple[Row, ...]:
    """The rows of earlier runs. Raises ``UsageError`` if the file is not one of rows."""
    if not place.exists():
        return ()
    try:
        return rows_in(place)
    except NotRows as error:
        raise UsageError(f"-o {place}: {error}; a sweep goes on in its own file alone") from None


@contextmanager
def _kept(files: Files, place: Path, before: Sequence[Row]) -> Iterator[Callable[[Row], None]]:
    """Rows go to the file as they come: what is killed keeps them. Without a row the file stays as it is."""
    with ExitStack() as opened:
        stream: list[BinaryIO] = []

        def keep(row: Row) -> None:
            if not stream:
                files.write(place, "".join(map(line, before)))  # without what a killed run left half written
                stream.append(opened.enter_context(place.open("ab", buffering=0)))
            data = line(row).encode("ascii")
            try:
                written = stream[0].write(data)
            except OSError as error:
                raise CannotWrite(f"cannot write {place}: {error.strerror}") from None
            if written != len(data):
                raise CannotWrite(f"cannot write {place}: there is no room for a whole row")

        yield keep


def _told(rows: Sequence[Row], total: int, old: int, *, quiet: bool, interrupted: bool) -> int:
    """Say what came of it, on standard error if ``quiet``, and return the exit code."""
    known = f"; {old} were known before" if old else ""
    echo(f"{len(rows)} problems{claimed(rows)}: {counted(rows)}{known}.", err=quiet)
    code = told_errors(rows)
    if interrupted and code != INTERNAL:
        echo(f"interrupted after {len(rows)} of {total} problems; the same command goes on", err=True)
        return INTERRUPTED
    return code
