"""The page of a family: its phase diagram, and a table of all its problems."""

from __future__ import annotations

from collections.abc import Sequence

from theoremcheck.report.display.escaping import escaped
from theoremcheck.report.display.shell import shell
from theoremcheck.report.pictures.phase import phase
from theoremcheck.report.pictures.svg import inline
from theoremcheck.sweep.axes import Axis
from theoremcheck.sweep.rows import Row


def family_page(axes: Sequence[Axis], rows: Sequence[Row], title: str) -> str:
    """The page, which needs no other file."""
    picture = phase(axes, rows, title)
    names = (*(axis.name for axis in axes), "verdict", "by", "failing")
    lines = "".join(_line("td", _cells(row)) for row in rows)
    return shell(
        title,
        f"<h1>{escaped(title)}</h1><figure>{inline(picture)}<figcaption>{escaped(picture.caption)}</figcaption></figure>"
        f"<h2>All problems</h2><table>{_line('th', names)}{lines}</table>",
    )


def _line(kind: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{kind}>{escaped(cell)}</{kind}>' for cell in cells)}</tr>"


def _cells(row: Row) -> tuple[str, ...]:
    verdict = row.verdict or row.error or ""
    return (*(value for _, value in row.at), verdict, ", ".join(row.by), ", ".join(row.failing))
