"""A family that the command line asks about: its axes, what is known of its points, and what went wrong at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from theoremcheck.cli.caching import known_row
from theoremcheck.cli.codes import INPUT, INTERNAL, OK
from theoremcheck.cli.complaints import complain
from theoremcheck.cli.engines import Job
from theoremcheck.cli.files import Files
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.cli.settings import parse_sets
from theoremcheck.language.spec import USUAL
from theoremcheck.options import Options
from theoremcheck.sweep.axes import DATA, Axis, AxisError, Point, parse_axes
from theoremcheck.sweep.cache import Cache
from theoremcheck.sweep.checking import departure
from theoremcheck.sweep.family import Family, require_axes, wrong_everywhere
from theoremcheck.sweep.rows import CRASHED, Row, key_of, without_verdict
from theoremcheck.trusted.records import dataclass

_DEPARTS: Final = "at {}: the kept row is not borne out, and is decided again: {}"


@dataclass(frozen=True)
class Asked:
    """The axes of a family, what is asked about each point, and the files that are read for all of them."""

    axes: tuple[Axis, ...]
    job: Job
    inputs: tuple[Path, ...]


def asked_of(spec: Path, overs: Sequence[str], sets: tuple[str, ...], options: Options) -> Asked | None:
    """What is asked; None where the spec is wrong at every point, which is said.

    Raises ``UsageError`` for an axis that is none, or none of this spec.
    """
    settings = parse_sets(sets)
    try:
        axes = parse_axes(overs)
        if twice := [axis.name for axis in axes if axis.name in settings]:
            raise UsageError(f"--over and --set both give {twice[0]}")
        family = Family(spec, settings)
        own = family.own()
        if wrong := wrong_everywhere(own):
            complain(wrong, own.source)
            return None
        require_axes(own, axes)
    except AxisError as error:
        raise UsageError(f"--over {error}") from None
    tables = (Path(value) for axis in axes if axis.name == DATA for value in axis.values)
    return Asked(axes, Job(family, options), (spec, *own.inputs, *tables))


@dataclass
class Earlier:
    """What earlier runs kept: ``before`` are the rows of the file that this one goes on in, if it does."""

    before: Sequence[Row]
    cache: Cache | None

    def __post_init__(self) -> None:
        self._finished = {row.key: row for row in self.before if row.finished}

    def row(self, key: str) -> Row | None:
        """The row of a key, which is to be checked."""
        return self._finished.get(key) or known_row(self.cache, key)


@dataclass(frozen=True)
class Prepared:
    """The rows of points that are known and borne out, those of wrong input, and the keys of what is ``left``."""

    known: dict[Point, Row]
    wrong: dict[Point, Row]
    left: dict[Point, str]


def prepared(job: Job, earlier: Earlier, asked: Sequence[Point], files: Files, progress: Progress) -> Prepared:
    """What there is to do about the points. Raises ``CannotWrite`` if one reads a file that is to be written."""
    found = Prepared({}, {}, {})
    for index, point in enumerate(asked):
        progress(index, len(asked), "problems are read")
        spec, inputs = job.family.spec(point)
        files.read(inputs)
        if isinstance(spec, str):
            found.wrong[point] = without_verdict(point, spec)
            continue
        key = key_of(spec, job.options)
        old = earlier.row(key)
        departs = None if old is None else departure(spec, old)
        if old is not None and departs is None:
            found.known[point] = replace(old, at=point.at, claim=spec.claim)
            continue
        found.left[point] = key
        if departs is not None:
            progress.clear()
            echo(_DEPARTS.format(point, departs), err=True)
    return found


def counted(rows: Sequence[Row]) -> str:
    """``3 proved, 1 refuted``: how many rows say what."""
    counts = Counter(map(_word, rows))
    return ", ".join(f"{count} {word}" for word, count in sorted(counts.items())) or "none"


def claimed(rows: Sequence[Row]) -> str:
    """`` of claim global``: what problems are asked about, in words behind them; empty for the usual claim."""
    names = dict.fromkeys(row.claim for row in rows if row.claim)
    return "" if set(names) <= {USUAL} else f" of claim {', '.join(names)}"


def _word(row: Row) -> str:
    return row.verdict or ("crashed" if _crashed(row) else "wrong input")


def _crashed(row: Row) -> bool:
    return row.error is not None and row.error.startswith(CRASHED)


def told_errors(rows: Sequence[Row]) -> int:
    """Say what went wrong, each thing once and at the first point where it did; return the exit code."""
    for error in dict.fromkeys(row.error for row in rows if row.error):
        first = next(row for row in rows if row.error == error)
        echo(f"at {Point(first.at)}: {error}", err=True)
    if any(row.error and (row.finished or _crashed(row)) for row in rows):
        return INTERNAL
    return INPUT if any(row.error for row in rows) else OK
