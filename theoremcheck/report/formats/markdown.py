"""Markdown: one verdict with what it rests on, or a corpus: what is proved, refuted and on which hypothesis, open."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.functions.precise import context
from theoremcheck.report.display.contents import verdict_card
from theoremcheck.report.display.markdown import code, markdown
from theoremcheck.report.formats.document import Asked, Document, Format, Result
from theoremcheck.report.minimum import heights
from theoremcheck.trusted.problem.model import Dataset
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.values import Answer, Refutation, Verdict

_TITLES = {
    Answer.REFUTED: "Refuted: a certified local minimum that is bad, or not global where that is claimed, or a valley",
    Answer.PROVED: "Proved: what is claimed of every local minimum, or of the way down",
    Answer.CONDITIONAL: "Conditionally proved, from assumptions",
    Answer.UNDECIDED: "Undecided",
}
_HEADS = {
    Answer.REFUTED: "| hypothesis relaxed | spec | claim | rule | L at the minimum | training error |\n"
    "| --- | --- | --- | --- | --- | --- |",
    Answer.PROVED: "| spec | claim | by | also |\n| --- | --- | --- | --- |",
    Answer.CONDITIONAL: "| spec | claim | by | also |\n| --- | --- | --- | --- |",
    Answer.UNDECIDED: "| spec | claim | missing |\n| --- | --- | --- |",
}
_DIGITS = 8


@dataclass(frozen=True)
class Row:
    """One spec in the table of its answer: what the rows are sorted by, and the cells."""

    answer: Answer
    key: tuple[str, str]
    cells: tuple[str, ...]


def row(verdict: Verdict, folder: Path) -> Row:
    """The row of a verdict; its link is relative to ``folder``. It depends on the spec, not on a search."""
    return Row(verdict.answer, _key(verdict), tuple(_cells(verdict, folder)))


def render(rows: Sequence[Row], command: str) -> str:
    """The page, written by ``command``."""
    lines = [
        "# The corpus",
        "",
        f"Written by {code(command)}; do not edit by hand.",
    ]
    for answer, title in _TITLES.items():
        chosen = sorted((entry for entry in rows if entry.answer is answer), key=lambda entry: entry.key)
        if chosen:
            lines += ["", f"## {title} ({len(chosen)})", "", _HEADS[answer]]
            lines += [f"| {' | '.join(entry.cells)} |" for entry in chosen]
    return "\n".join(lines) + "\n"


def _key(verdict: Verdict) -> tuple[str, str]:
    return (relaxed(verdict) if verdict.answer is Answer.REFUTED else "", str(verdict.spec.path))


def relaxed(verdict: Verdict) -> str:
    """The fewest hypotheses that each theorem misses."""
    nearest: dict[str, tuple[str, ...]] = {}
    for entry in verdict.blockers:
        nearest.setdefault(entry.theorem, entry.missing)
    return "; ".join(f"{theorem}: {', '.join(missing)}" for theorem, missing in nearest.items())


def _cells(verdict: Verdict, folder: Path) -> Iterator[str]:
    path = verdict.spec.path
    claim = verdict.spec.claim
    link = f"[{path.stem}]({Path(os.path.relpath(path, folder)).as_posix()})"
    if verdict.answer is Answer.REFUTED:
        found = verdict.refutations[0]
        yield from (relaxed(verdict), link, claim, found.rule, _loss(verdict, found), _error(verdict, found))
    elif verdict.answer is Answer.UNDECIDED:
        yield from (link, claim, relaxed(verdict))
    else:
        yield from (link, claim, verdict.derivations[0].variant, ", ".join(verdict.theorems[1:]))


def _loss(verdict: Verdict, found: Refutation) -> str:
    if not found.is_minimum:
        return "no minimum: a valley"
    if found.evidence is None:
        return "not computed"
    ctx = context(_DIGITS)
    problem = verdict.spec.problem
    found_there = heights(problem, parameters(problem, found.evidence, sharp=True))
    return str(ctx.nstr(ctx.mpf(found_there.objective), _DIGITS))


def _error(verdict: Verdict, found: Refutation) -> str:
    if not found.is_minimum:
        return ""
    data = verdict.spec.problem.dataset
    count = len(data.points) if isinstance(data, Dataset) else 0
    return f"{found.least}/{count}" if found.least == found.most else f"{found.least}/{count} to {found.most}/{count}"


def _part(result: Result, asked: Asked) -> Row | str | None:
    """A row of a corpus, or the report on one spec; None without a verdict."""
    verdict = result.verdict
    if verdict is None:
        return None
    folder = Path() if asked.target is None else asked.target.parent
    return row(verdict, folder) if asked.many else markdown(verdict_card(verdict))


def _document(parts: Sequence[Row | str | None], asked: Asked) -> Document:
    rows = [part for part in parts if isinstance(part, Row)]
    whole = [part for part in parts if isinstance(part, str)]
    return Document(render(rows, asked.command) if asked.many else "".join(whole) or None)


FORMAT: Final = Format(_document, _part)
