"""``docs/formal.md``: what is written in it, and its table read again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus_exports import ACCEPTED, LEFT, NOT_COVERED, REFUSED, Row

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "formal.md"

_INTRODUCTION: Final = """\
# Verdicts that Coq accepts

Written by `python tests/formal/write_page.py --jobs 2`; do not edit by hand. Every spec of `specs/` that expects a
verdict other than *undecided* was decided, exported as a Coq file and checked by coqc, as `theoremcheck prove` does it.

- **accepted**: coqc proves the theorem of the file, with a proof of every condition that the verdict rests on, from the
  axioms of the standard library's analysis and from nothing else.
- **left**: coqc proves the theorem from the conditions named there. They stand in the file as hypotheses, in sight of
  `Print Assumptions`; that they hold is what the Python kernel says.
- **not covered**: the problem or its verdict has no Coq form, and why.
- **refused**: coqc does not accept the file, and where.

The statement is the one that the file instantiates: of those that conclude the same, the one of which Coq proves most.
Seconds are those of coqc, refused tries included.
"""
_MACHINE: Final = "Measured with coqc {coq} on {machine}."
_STATES: Final = (ACCEPTED, LEFT, NOT_COVERED, REFUSED)
_ROW: Final = re.compile(
    r"^\| \[([^\]]+)\]\(\.\./specs/[^)]*\) \| (\w+) \| ([\w.]+) \| (.*) \| ([\d.]+|-) \|$", re.MULTILINE
)


@dataclass(frozen=True)
class Page:
    """The rows, in the order of their specs, and what they were measured with."""

    rows: tuple[Row, ...]
    coq: str
    machine: str


def render(page: Page) -> str:
    """The text of the page."""
    parts = [
        _INTRODUCTION.rstrip("\n"),
        _MACHINE.format(coq=page.coq, machine=page.machine),
        "## Totals",
        "\n".join(totals(page.rows)),
        "\n".join(_by_statement(page.rows)),
        "\n".join(_by_leaf(page.rows)),
        "## The specs",
        "\n".join(_table(page.rows)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def parse(text: str) -> Page:
    """The page of a text that :func:`render` made."""
    found = re.search(re.escape(_MACHINE).replace(r"\{coq\}", "(.*)").replace(r"\{machine\}", "(.*)"), text)
    assert found is not None, "the page says what it was measured with"
    return Page(tuple(Row(*map(_plain, entry)) for entry in _ROW.findall(text)), found[1], found[2])


def totals(rows: Sequence[Row]) -> Iterator[str]:
    """A line for each verdict."""
    for verdict in ("proved", "refuted", "conditional"):
        chosen = [row for row in rows if row.verdict == verdict]
        if chosen:
            counts = _counts(chosen)
            rest = f"{counts[LEFT]} with leaves left, {counts[NOT_COVERED]} not covered, {counts[REFUSED]} refused"
            yield f"- {verdict}: accepted {counts[ACCEPTED]} of {len(chosen)}; {rest}"


def _counts(rows: Iterable[Row]) -> Counter[str]:
    return Counter(next(state for state in _STATES if row.result.startswith(state)) for row in rows)


def _by_statement(rows: Sequence[Row]) -> Iterator[str]:
    yield "| statement | specs | accepted | left | not covered | refused |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for statement in sorted({row.statement for row in rows}):
        chosen = [row for row in rows if row.statement == statement]
        counts = _counts(chosen)
        yield f"| {statement} | {len(chosen)} | {' | '.join(str(counts[state]) for state in _STATES)} |"


def _by_leaf(rows: Sequence[Row]) -> Iterator[str]:
    counts = Counter(leaf for row in rows for leaf in row.left)
    if counts:
        yield "| leaf by the Python kernel | specs |"
        yield "| --- | --- |"
        yield from (f"| {leaf} | {counts[leaf]} |" for leaf in sorted(counts))


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "| spec | verdict | statement | coqc | seconds |"
    yield "| --- | --- | --- | --- | --- |"
    for row in sorted(rows, key=lambda row: row.spec):
        link = f"[{row.spec}](../specs/{row.spec}.spec)"
        yield f"| {link} | {row.verdict} | {row.statement} | {row.result.replace('|', '&#124;')} | {row.seconds} |"


def _plain(cell: str) -> str:
    return cell.replace("&#124;", "|")
