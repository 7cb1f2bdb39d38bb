"""``theoremcheck replay FAMILY.spec RUNS.jsonl``: what a sweep has kept is checked again, not believed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from theoremcheck.cli.codes import INPUT, INTERRUPTED, NOT_MET, OK
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.settings import parse_sets
from theoremcheck.language.diagnostics import excerpt
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.checking import departure
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.rows import NotRows, Row, rows_in
from theoremcheck.verdict.values import Answer


def run(spec: Path, runs: Path, sets: tuple[str, ...]) -> int:
    """Check every row by its certificate alone, say what differs, return the exit code."""
    family = Family(spec, parse_sets(sets))
    try:
        rows = rows_in(runs)
    except NotRows as error:
        click.echo(f"{runs}: error: {error}", err=True)
        return INPUT
    counts: Counter[str] = Counter()
    try:
        with Progress() as progress:
            for index, row in enumerate(rows):
                progress(index, len(rows), "rows are checked")
                found = _differs(family, row) if row.finished else None
                if found is not None:
                    progress.clear()
                    by = f" by {row.by[0]}" if row.by else ""
                    said = excerpt(f"at {Point(row.at)}: {row.verdict}{by}", _MOST)
                    click.echo(f"{said} is not borne out: {found}")
                counts[_counted(row, found)] += 1
    except KeyboardInterrupt:
        click.echo(f"interrupted after {sum(counts.values())} of {len(rows)} rows", err=True)
        return INTERRUPTED
    listed = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    click.echo(f"{len(rows)} rows: {listed or 'none'}.")
    return NOT_MET if counts[_WRONG] else OK


_WRONG = "not borne out"
_MOST = 300
"""Letters of what a row says of itself that are printed."""


def _counted(row: Row, found: str | None) -> str:
    if found is not None:
        return _WRONG
    if not row.finished:
        return "without a verdict"
    return "undecided" if row.verdict == Answer.UNDECIDED.value else "confirmed"


def _differs(family: Family, row: Row) -> str | None:
    """What of a row is not borne out by the spec and the certificate; None if all is."""
    spec, _ = family.spec(Point(row.at))
    if isinstance(spec, str):
        return f"the spec is wrong there: {spec}"
    return departure(spec, row)
