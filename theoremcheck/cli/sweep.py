"""``theoremcheck sweep FAMILY.spec --over NAME=VALUES -o RUNS.jsonl``: every problem of a family, each decided once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from theoremcheck.cli.caching import cache_at, keep_row, known_row
from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, OK
from theoremcheck.cli.engines import Job, Request, decided
from theoremcheck.cli.family_outputs import Drawn, parse_outputs
from theoremcheck.cli.files import CannotWrite, Files
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.settings import parse_sets
from theoremcheck.sweep.axes import Axis, AxisError, Point, parse_axes, points
from theoremcheck.sweep.cache import Cache
from theoremcheck.sweep.checking import departure
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.rows import (
    CRASHED,
    NotRows,
    Row,
    key_of,
    line,
    rows_in,
    without_verdict,
)


def run(request: Request) -> int:
    """Decide what is not decided yet, write all files, return the exit code. Raises ``click.UsageError``."""
    try:
        axes = parse_axes(request.overs)
    except AxisError as error:
        raise click.UsageError(f"--over {error}") from None
    settings = parse_sets(request.sets)
    if twice := [axis.name for axis in axes if axis.name in settings]:
        raise click.UsageError(f"--over and --set both give {twice[0]}")
    pooled = _pooled(request.pools, axes)
    outputs = parse_outputs(request.outputs)
    place = outputs.place
    files = Files(outputs.paths, ())
    job = Job(Family(request.spec, settings), request.options)
    files.read((request.spec, *job.family.own_tables()))
    files.require_writable()
    before, cache = _before(place), cache_at(request.cache)
    files.read(() if cache is None else (cache.place,))
    found: dict[Point, Row] = {}
    known: dict[Point, Row] = {}
    interrupted = False
    try:
        with Progress() as progress:
            keys, known, wrong = _prepared(job, _Earlier(before, cache), points(axes), files, progress)
            found.update({**wrong, **known})
            files.write(place, "".join(map(line, before)))  # without what a killed run left half written
            left = {point: key for point, key in keys.items() if point not in known}
            with _kept(place) as keep, closing(decided(job, left, request, progress)) as rows_now:
                for point, row in rows_now:
                    found[point] = row
                    keep(row)
                    keep_row(cache, row)
    except KeyboardInterrupt:
        interrupted = True
    rows = [found[point] for point in points(axes) if point in found]
    outputs.write(files, Drawn(axes, rows, _title(request.spec, axes, pooled), pooled), before)
    told = partial(_told, quiet=outputs.takes_stdout, interrupted=interrupted)
    return told(rows, len(points(axes)), len(known))


def _pooled(pools: Sequence[str], axes: Sequence[Axis]) -> tuple[str, ...]:
    """The names of the axes that are not drawn. Raises ``click.UsageError`` if no axis is left, or one is unknown."""
    names = [axis.name for axis in axes]
    for name in pools:
        if name not in names:
            raise click.UsageError(f"--pool {name}: the axes are {', '.join(names)}")
    if set(pools) == set(names):
        raise click.UsageError("--pool leaves no axis to draw; give one more --over")
    return tuple(dict.fromkeys(pools))


def _title(spec: Path, axes: Sequence[Axis], pooled: Sequence[str]) -> str:
    """What the diagram shows, over which axes."""
    names = ", ".join(axis.name for axis in axes if axis.name not in pooled)
    return f"{spec.name}: {names}" + (f"; shares over {', '.join(pooled)}" if pooled else "")


def _before(place: Path) -> tuple[Row, ...]:
    """The rows of earlier runs. Raises ``click.UsageError`` if the file is not one of rows."""
    if not place.exists():
        return ()
    try:
        return rows_in(place)
    except NotRows as error:
        raise click.UsageError(f"-o {place}: {error}; a sweep goes on in its own file alone") from None


@dataclass
class _Earlier:
    """What earlier runs kept: the rows of the file that this one goes on in, and those of the cache."""

    before: Sequence[Row]
    cache: Cache | None

    def __post_init__(self) -> None:
        self._finished = {row.key: row for row in self.before if row.finished}

    def row(self, key: str) -> Row | None:
        """The row of a key, which is to be checked."""
        return self._finished.get(key) or known_row(self.cache, key)


def _prepared(
    job: Job, earlier: _Earlier, asked: Sequence[Point], files: Files, progress: Progress
) -> tuple[dict[Point, str], dict[Point, Row], dict[Point, Row]]:
    """The key of every point, the rows that are known and borne out, and those of points whose input is wrong.

    Raises ``CannotWrite`` over an input.
    """
    keys: dict[Point, str] = {}
    known: dict[Point, Row] = {}
    wrong: dict[Point, Row] = {}
    for index, point in enumerate(asked):
        progress(index, len(asked), "problems are read")
        spec, inputs = job.family.spec(point)
        files.read(inputs)
        if isinstance(spec, str):
            wrong[point] = without_verdict(point, spec)
            continue
        keys[point] = key_of(spec, job.options)
        old = earlier.row(keys[point])
        departs = None if old is None else departure(spec, old)
        if old is not None and departs is None:
            known[point] = replace(old, at=point.at)
        elif departs is not None:
            progress.clear()
            click.echo(f"at {point}: the kept row is not borne out, and is decided again: {departs}", err=True)
    return keys, known, wrong


@contextmanager
def _kept(place: Path) -> Iterator[Callable[[Row], None]]:
    """Rows go to the file as they come: what is killed keeps them."""
    with place.open("ab", buffering=0) as stream:

        def keep(row: Row) -> None:
            data = line(row).encode("ascii")
            try:
                written = stream.write(data)
            except OSError as error:
                raise CannotWrite(f"cannot write {place}: {error.strerror}") from None
            if written != len(data):
                raise CannotWrite(f"cannot write {place}: there is no room for a whole row")

        yield keep


def _told(rows: Sequence[Row], total: int, old: int, *, quiet: bool, interrupted: bool) -> int:
    """Say what came of it, on standard error if ``quiet``, and return the exit code."""
    counts = Counter(_counted(row) for row in rows)
    listed = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    known = f"; {old} were known before" if old else ""
    click.echo(f"{len(rows)} problems: {listed or 'none'}{known}.", err=quiet)
    for error in dict.fromkeys(row.error for row in rows if row.error):
        first = next(row for row in rows if row.error == error)
        click.echo(f"at {Point(first.at)}: {error}", err=True)
    if any(row.error and (row.finished or row.error.startswith(CRASHED)) for row in rows):
        return INTERNAL
    if interrupted:
        click.echo(f"interrupted after {len(rows)} of {total} problems; the same command goes on", err=True)
        return INTERRUPTED
    return INPUT if any(row.error for row in rows) else OK


def _counted(row: Row) -> str:
    crashed = row.error is not None and row.error.startswith(CRASHED)
    return row.verdict or ("crashed" if crashed else "wrong input")
