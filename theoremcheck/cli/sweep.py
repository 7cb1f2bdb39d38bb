"""``theoremcheck sweep FAMILY.spec --over NAME=VALUES -o RUNS.jsonl``: every problem of a family, each decided once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from theoremcheck.cli.caching import cache_at, keep_row, known_row
from theoremcheck.cli.codes import INPUT, INTERNAL, INTERRUPTED, OK
from theoremcheck.cli.engines import Job, Request, decided
from theoremcheck.cli.files import CannotWrite, Files
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.settings import parse_sets
from theoremcheck.report.atlas.family import family_page
from theoremcheck.report.pictures.phase import phase
from theoremcheck.report.pictures.svg import document
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
    table,
    without_verdict,
)

_ROWS: Final = ".jsonl"


@dataclass(frozen=True)
class _Outputs:
    """The files that are written, and what they are about."""

    paths: tuple[Path, ...]
    axes: tuple[Axis, ...]
    title: str
    files: Files

    @property
    def place(self) -> Path:
        """The file of rows."""
        return _place(self.paths)

    def write(self, rows: Sequence[Row], before: Sequence[Row]) -> None:
        """All files; the rows in the order of the points, then those of earlier runs that are about other problems.

        Raises ``CannotWrite``.
        """
        now = {row.key for row in rows}
        others = [row for row in before if row.finished and row.key not in now]
        drawn = [path for path in self.paths if path.suffix in _WRITERS]
        contents = {path: _WRITERS[path.suffix](self.axes, rows, self.title) for path in drawn}
        self.files.write_all({**contents, self.place: "".join(map(line, (*rows, *others)))})


def run(request: Request) -> int:
    """Decide what is not decided yet, write all files, return the exit code. Raises ``click.UsageError``."""
    try:
        axes = parse_axes(request.overs)
    except AxisError as error:
        raise click.UsageError(f"--over {error}") from None
    settings = parse_sets(request.sets)
    if twice := [axis.name for axis in axes if axis.name in settings]:
        raise click.UsageError(f"--over and --set both give {twice[0]}")
    place = _place(request.outputs)
    files = Files(request.outputs, ())
    files.read((request.spec,))
    files.require_writable()
    title = f"{request.spec.name}: {', '.join(axis.name for axis in axes)}"
    outputs = _Outputs(request.outputs, axes, title, files)
    job = Job(Family(request.spec, settings), request.options)
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
    outputs.write(rows, before)
    return _told(rows, len(points(axes)), len(known), interrupted=interrupted)


def _place(outputs: Sequence[Path]) -> Path:
    """The file of rows among the outputs. Raises ``click.UsageError``."""
    for path in outputs:
        if path.suffix != _ROWS and path.suffix not in _WRITERS:
            raise click.UsageError(f"-o {path}: the file ends in {_ROWS}, {', '.join(_WRITERS)}")
    places = [path for path in outputs if path.suffix == _ROWS]
    if len(places) != 1:
        raise click.UsageError(f"-o: give one file that ends in {_ROWS}, such as runs{_ROWS}, in which rows are kept")
    return places[0]


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


def _told(rows: Sequence[Row], total: int, old: int, *, interrupted: bool) -> int:
    """Say what came of it, and return the exit code."""
    counts = Counter(_counted(row) for row in rows)
    listed = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    known = f"; {old} were known before" if old else ""
    click.echo(f"{len(rows)} problems: {listed or 'none'}{known}.")
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


_WRITERS: Final[Mapping[str, Callable[[Sequence[Axis], Sequence[Row], str], str]]] = MappingProxyType(
    {
        ".csv": lambda axes, rows, title: table(rows),
        ".svg": lambda axes, rows, title: document(phase(axes, rows, title)),
        ".html": family_page,
    }
)
"""What is made of the rows, by the end of the file's name."""
