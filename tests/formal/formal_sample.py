"""The specs that CI has checked by coqc, with what is expected of each: ``sample.txt``, a line for each spec.

A line is "spec statement result", the result as in ``docs/formal.md``. The sample is chosen so that it has every
statement that holds for a spec of the corpus, and every kind of evidence that a file of the corpus has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus_exports import ACCEPTED, LEFT, Found, Row

SAMPLE: Final = Path(__file__).with_name("sample.txt")
SIZE: Final = 64
"""Specs of the sample, if no more are needed for a cover."""


@dataclass(frozen=True)
class Entry:
    """A spec of the sample, the statement that its file instantiates, and what coqc says: "accepted" or "left: ..."."""

    spec: str
    statement: str
    result: str


def read_sample(text: str) -> tuple[Entry, ...]:
    """The entries of the file."""
    return tuple(Entry(*line.split(" ", 2)) for line in text.splitlines())


def sample_text(found: Sequence[Found]) -> str:
    """The file of a sample."""
    rows = sorted((entry.row for entry in found), key=lambda row: (row.spec, row.statement))
    return "".join(f"{row.spec} {row.statement} {row.result}\n" for row in rows)


def sample_with(known: Sequence[Entry], specs: Collection[str], found: Sequence[Found]) -> str:
    """The file of a sample whose specs are still there, with an accepted one for each statement that it lacked."""
    entries = {(entry.spec, entry.statement): entry for entry in known if entry.spec in specs}
    covered = {entry.statement for entry in entries.values()}
    for new in sorted(filter(lambda new: usable(new.row), found), key=_cost):
        if new.row.statement not in covered:
            covered.add(new.row.statement)
            entries[new.row.spec, new.row.statement] = Entry(new.row.spec, new.row.statement, new.row.result)
    return "".join(f"{spec} {statement} {entries[spec, statement].result}\n" for spec, statement in sorted(entries))


def usable(row: Row) -> bool:
    """True if coqc accepts the file, with leaves left or without."""
    return row.result == ACCEPTED or row.result.startswith(LEFT)


def chosen(found: Sequence[Found]) -> tuple[Found, ...]:
    """A greedy cover of all kinds, and then specs of the statements with the fewest, accepted and short ones first."""
    left = sorted((entry for entry in found if usable(entry.row)), key=_cost)
    missing = {kind for entry in left for kind in entry.kinds}
    taken: list[Found] = []
    while missing:
        best = max(
            left, key=lambda entry: len(entry.kinds & missing)
        )  # the first of the best: left is in order of cost
        missing -= best.kinds
        left.remove(best)
        taken.append(best)
    while left and len(taken) < SIZE:
        counts = Counter(entry.row.statement for entry in taken)
        best = min(left, key=lambda entry: (counts[entry.row.statement], _cost(entry)))
        left.remove(best)
        taken.append(best)
    return tuple(taken)


def unreached(found: Sequence[Found]) -> dict[str, str]:
    """For the statements that hold somewhere in the corpus and that no file instantiates: the spec to take."""
    known = {entry.row.statement for entry in found}
    specs: dict[str, str] = {}
    for entry in sorted(found, key=_cost):
        for statement in sorted(entry.reached - known):
            specs.setdefault(statement, entry.row.spec)
    return specs


def _cost(found: Found) -> tuple[bool, int, str]:
    """Not the seconds, which differ from run to run."""
    return found.row.result != ACCEPTED, found.length, found.row.spec
