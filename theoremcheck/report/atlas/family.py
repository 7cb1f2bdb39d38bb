"""The page of a family: its phase diagram, and a table of all its problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from theoremcheck.report.display.escaping import escaped
from theoremcheck.report.display.shell import shell
from theoremcheck.report.pictures.phase import cells, phase
from theoremcheck.report.pictures.shares import share
from theoremcheck.report.pictures.svg import inline
from theoremcheck.sweep.axes import Axis
from theoremcheck.sweep.rows import Row

_SHOWN: Final = 3
"""Conditions of which a long list shows the first few."""


def family_page(axes: Sequence[Axis], rows: Sequence[Row], title: str, pooled: Sequence[str] = ()) -> str:
    """The page, which needs no other file; with ``pooled`` axes it has a table of the shares as well."""
    picture = phase(axes, rows, title, pooled)
    names = (*(axis.name for axis in axes), "claim", "verdict", "by", "missing")
    return shell(
        title,
        f"<h1>{escaped(title)}</h1><figure>{inline(picture)}<figcaption>{escaped(picture.caption)}</figcaption></figure>"
        f"{_shares(axes, rows, pooled) if pooled else ''}"
        f"<h2>All problems</h2>{_table(names, map(_cells, rows), _folded)}",
    )


def _shares(axes: Sequence[Axis], rows: Sequence[Row], pooled: Sequence[str]) -> str:
    """The numbers of the diagram: what became of the problems of each cell."""
    names = (*(axis.name for axis in axes if axis.name not in pooled), "refuted", "with a verdict", "share", "all")
    found = ((at, share(own)) for at, own in cells(rows, pooled).items())
    lines = (
        (*(value for _, value in at), str(own.refuted), str(own.decided), f"{own.fraction:.3f}", own.words)
        for at, own in found
    )
    return f"<h2>Shares over {escaped(', '.join(pooled))}</h2>{_table(names, lines)}"


def _table(names: Sequence[str], lines: Iterable[Sequence[str]], shown: Callable[[str], str] = escaped) -> str:
    return f"<table>{_line('th', names, escaped)}{''.join(_line('td', line, shown) for line in lines)}</table>"


def _line(kind: str, cells: Sequence[str], shown: Callable[[str], str]) -> str:
    return f"<tr>{''.join(f'<{kind}>{shown(cell)}</{kind}>' for cell in cells)}</tr>"


def _folded(cell: str) -> str:
    """The cell; of a long list the first few, which open to all."""
    listed = cell.split(", ")
    if len(listed) <= _SHOWN + 1:
        return escaped(cell)
    first = f"{', '.join(listed[:_SHOWN])}, and {len(listed) - _SHOWN} more"
    return f"<details><summary>{escaped(first)}</summary>{escaped(cell)}</details>"


def _cells(row: Row) -> tuple[str, ...]:
    verdict = row.verdict or row.error or ""
    return (*(value for _, value in row.at), row.claim, verdict, ", ".join(row.by), ", ".join(row.lacking))
