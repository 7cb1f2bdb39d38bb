"""A phase diagram of a family: a cell for each problem, coloured by the verdict, lettered by what it comes by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from theoremcheck.report.pictures.svg import Picture, element, line, plain, rectangle, text
from theoremcheck.sweep.axes import Axis
from theoremcheck.sweep.rows import Row

_CELL: Final = 36.0
_LEFT: Final = 130.0
_TOP: Final = 46.0
_GAP: Final = 40.0
_LINE: Final = 18.0
_LONGEST: Final = 18
_FILL: Final = {"proved": "tc-bar", "conditional": "tc-plus", "refuted": "tc-bar-bad"}
_Values = tuple[str, ...]


def phase(axes: Sequence[Axis], rows: Sequence[Row], title: str) -> Picture:
    """The first axis goes to the right, the second down; each combination of the others has a block of its own."""
    letters = _letters(rows)
    across = axes[0].values
    down = axes[1].values if len(axes) > 1 else ("",)
    blocks: dict[_Values, dict[_Values, Row]] = {}
    for row in rows:
        values = tuple(value for _, value in row.at)
        blocks.setdefault(values[2:], {})[values[:2]] = row
    names = [axis.name for axis in axes]
    parts, y = [text(12, 20, title)], _TOP
    for block, found in blocks.items():
        label = ", ".join(f"{name}={value}" for name, value in zip(names[2:], block, strict=True))
        parts += [text(_LEFT, y, label, kind="tc-quiet")] if label else []
        parts.append(text(_LEFT - 8, y + _LINE, _axes_named(names), kind="tc-quiet", anchor="end"))
        parts += _block(found, across, down, letters, y + 8 + _LINE)
        y += 8 + _LINE + len(down) * _CELL + _GAP
    height = y + _LINE * (len(letters) + 1)
    parts += _legend(rows, letters, y)
    width = max(_LEFT + len(across) * _CELL + 20, 560.0)
    counts = Counter(row.verdict or "no verdict" for row in rows)
    caption = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    return Picture("phase", title, f"{len(rows)} problems: {caption}.", width, height, "".join(parts))


def _letters(rows: Sequence[Row]) -> Mapping[str, str]:
    """A letter, or two, for each theorem and rule, in the order of their ids."""
    names = sorted({row.by[0] for row in rows if row.by})
    return {name: chr(65 + index) if index < 26 else f"{chr(64 + index // 26)}{chr(65 + index % 26)}"
            for index, name in enumerate(names)}  # fmt: skip


def _axes_named(names: Sequence[str]) -> str:
    return " \\ ".join(_short(name) for name in reversed(names[:2]))


def _block(
    found: Mapping[_Values, Row], across: _Values, down: _Values, letters: Mapping[str, str], y: float
) -> Iterator[str]:
    for i, value in enumerate(across):
        yield text(_LEFT + (i + 0.5) * _CELL, y - 6, _short(value, 5), anchor="middle")
    for j, other in enumerate(down):
        yield text(_LEFT - 8, y + (j + 0.6) * _CELL, _short(other), anchor="end")
        for i, value in enumerate(across):
            row = found.get((value, other) if other else (value,))
            if row is not None:
                yield _cell(row, _LEFT + i * _CELL, y + j * _CELL, letters)


def _cell(row: Row, x: float, y: float, letters: Mapping[str, str]) -> str:
    said = " ".join(f"{name}={value}" for name, value in row.at)
    by = f" by {', '.join(row.by)}" if row.by else ""
    size = _CELL - 2
    parts = [element("title", plain(f"{said}: {row.verdict or row.error}{by}"))]
    if row.verdict in _FILL:
        kind = _FILL[row.verdict]
        parts.append(element("rect", x=x, y=y, width=size, height=size, class_=kind, fill_opacity=0.6))
    elif row.verdict is not None:
        parts += [line(((x, y + size * k), (x + size * k, y)), "tc-level") for k in (0.33, 0.66, 1)]
        parts += [line(((x + size * k, y + size), (x + size, y + size * k)), "tc-level") for k in (0.33, 0.66)]
    parts.append(rectangle(x, y, size, size, "tc-frame"))
    letter = letters[row.by[0]] if row.by else "" if row.verdict else "!"
    parts.append(text(x + size / 2, y + size / 2 + 4, letter, anchor="middle"))
    return element("g", "".join(parts))


def _legend(rows: Sequence[Row], letters: Mapping[str, str], y: float) -> Iterator[str]:
    for index, (name, letter) in enumerate(letters.items()):
        own = [row for row in rows if row.by and row.by[0] == name]
        yield text(_LEFT - 8, y + index * _LINE, letter, anchor="end")
        yield text(_LEFT, y + index * _LINE, f"{name}: {own[0].verdict} ({len(own)})")
    words = "green: proved; red: refuted; blue: conditional; hatched: undecided; !: no verdict"
    yield text(12, y + len(letters) * _LINE, words, kind="tc-quiet")


def _short(words: str, longest: int = _LONGEST) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}\N{HORIZONTAL ELLIPSIS}"
