"""What the search saw: its ends by kind, and how high L is at the minima among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from theoremcheck.report.pictures.svg import Picture, rectangle, text
from theoremcheck.search.report import Kind, SearchReport

_WIDTH, _ROW, _LEFT, _BAR = 520.0, 22.0, 190.0, 260.0
_CLUSTERS: Final = 8
_WORDS: Final = {
    Kind.SADDLE: "saddles",
    Kind.ESCAPING: "escaping to infinity",
    Kind.UNRESOLVED: "unresolved",
}


def search_picture(report: SearchReport) -> Picture | None:
    """The ends of the starts as bars; None where there was no start."""
    if not report.starts:
        return None
    rows = list(_rows(report))
    most = max(count for _, count, _ in rows)
    parts: list[str] = []
    for index, (words, count, kind) in enumerate(rows):
        y = 14 + index * _ROW
        width = max(_BAR * count / most, 1.0)
        parts.append(text(_LEFT - 8, y + 13, words, anchor="end"))
        parts.append(rectangle(_LEFT, y + 2, width, _ROW - 8, kind))
        parts.append(text(_LEFT + width + 6, y + 13, str(count), kind="tc-quiet"))
    caption = (
        f"Where {report.starts} starts of the search ended: at minima with their L, and elsewhere. Red: a sample is"
        " wrong there."
    )
    return Picture("search", "The search", caption, _WIDTH, 24 + _ROW * len(rows), "".join(parts))


def _rows(report: SearchReport) -> Iterator[tuple[str, int, str]]:
    """A label, how many, and the style of the bar."""
    found = sorted(report.minima, key=lambda entry: float(entry.loss))
    for entry in found[:_CLUSTERS]:
        kind = "tc-bar-bad" if entry.training_error else "tc-bar"
        yield f"minimum, L = {float(entry.loss):.4g}", entry.count, kind
    if found[_CLUSTERS:]:
        rest = found[_CLUSTERS:]
        kind = "tc-bar-bad" if any(entry.training_error for entry in rest) else "tc-bar"
        yield f"{len(rest)} more minima", sum(entry.count for entry in rest), kind
    for kind_of_end, count in report.counts:
        if count and kind_of_end in _WORDS:
            yield _WORDS[kind_of_end], count, "tc-bar-other"
