"""``theoremcheck replay FAMILY.spec RUNS.jsonl``: what a sweep has kept is checked again, not believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from theoremcheck.cli.codes import INPUT, INTERRUPTED, NOT_MET, OK
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.say import echo
from theoremcheck.cli.settings import parse_sets
from theoremcheck.language.diagnostics import excerpt
from theoremcheck.language.spec import Spec
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.checking import departure, is_stale
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.rows import NotRows, Row, rows_in
from theoremcheck.verdict.values import Answer


def run(spec: Path, runs: Path, sets: tuple[str, ...]) -> int:
    """Check every row by its certificate alone, say what differs, return the exit code."""
    family = Family(spec, parse_sets(sets))
    try:
        rows = rows_in(runs)
    except NotRows as error:
        echo(f"{runs}: error: {error}", err=True)
        return INPUT
    bases = (spec.parent, runs.parent, Path())
    counts: Counter[str] = Counter()
    try:
        with Progress() as progress:
            for index, row in enumerate(rows):
                progress(index, len(rows), "rows are checked")
                word, why = _checked(family, row, bases)
                if why is not None:
                    progress.clear()
                    by = f" by {row.by[0]}" if row.by else ""
                    said = excerpt(f"at {Point(row.at)}: {row.verdict}{by}", _MOST)
                    echo(f"{said} is {word}: {why}")
                counts[word] += 1
    except KeyboardInterrupt:
        echo(f"interrupted after {sum(counts.values())} of {len(rows)} rows", err=True)
        return INTERRUPTED
    listed = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    echo(f"{len(rows)} rows: {listed or 'none'}.")
    return NOT_MET if counts[_WRONG] or counts[_STALE] else OK


_WRONG = "not borne out"
_STALE = "stale"
_CHANGED = "its table has other data now; the same sweep decides it again"
_MOST = 300
"""Letters of what a row says of itself that are printed."""


def _checked(family: Family, row: Row, bases: Sequence[Path]) -> tuple[str, str | None]:
    """What a row counts as, and why if it is not borne out."""
    if not row.finished:
        return "without a verdict", None
    spec = _spec(family, row, bases)
    if isinstance(spec, str):
        return _WRONG, f"the spec is wrong there: {spec}"
    if is_stale(spec, row):
        return _STALE, _CHANGED
    departs = departure(spec, row)
    if departs is not None:
        return _WRONG, departs
    return "undecided" if row.verdict == Answer.UNDECIDED.value else "confirmed", None


def _spec(family: Family, row: Row, bases: Sequence[Path]) -> Spec | str:
    """The spec of a row, or what is wrong in it.

    The table of a row is relative to the folder in which the sweep was made, which no row names: of the ``bases`` the
    first is taken where the problem is that of the row, else where there is one.
    """
    point = Point(row.at)
    found = [family.spec(point, base)[0] for base in (bases if point.table is not None else bases[:1])]
    read = [spec for spec in found if not isinstance(spec, str)]
    same = (spec for spec in read if spec.problem.digests["problem"] == row.problem)
    return next(same, read[0] if read else found[-1])
