"""A phase diagram of a family: a cell for each problem, coloured by the verdict, lettered by what it comes by.

Where an axis is pooled, a cell stands for all its values together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from theoremcheck.report.pictures.shares import SCALE, cell, scale
from theoremcheck.report.pictures.svg import Picture, element, line, plain, rectangle, text
from theoremcheck.sweep.axes import Axis
from theoremcheck.sweep.rows import Row
from theoremcheck.trusted.records import dataclass

_CELL: Final = 36.0
_LEFT: Final = 130.0
_TOP: Final = 46.0
_GAP: Final = 40.0
_LINE: Final = 18.0
_LONGEST: Final = 18
_FILL: Final = {"proved": "tc-bar", "conditional": "tc-plus", "refuted": "tc-bar-bad"}
_NARROWEST: Final = 560.0
_Values = tuple[str, ...]
_At = tuple[tuple[str, str], ...]


def phase(axes: Sequence[Axis], rows: Sequence[Row], title: str, pooled: Sequence[str] = ()) -> Picture:
    """The first axis goes to the right, the second down; each combination of the others has a block of its own.

    The axes named in ``pooled`` are not drawn: a cell then shows the share of its problems that is refuted.
    """
    drawn = [axis for axis in axes if axis.name not in pooled]
    names = [axis.name for axis in drawn]
    letters = {} if pooled else _letters(rows)
    across = drawn[0].values
    down = drawn[1].values if len(drawn) > 1 else ("",)
    parts, y = [text(12, 20, title)], _TOP
    for block, found in _blocks(rows, pooled).items():
        label = ", ".join(f"{name}={value}" for name, value in zip(names[2:], block, strict=True))
        parts += [text(_LEFT, y, label, kind="tc-quiet")] if label else []
        parts.append(text(_LEFT - 8, y + _LINE, _axes_named(names), kind="tc-quiet", anchor="end"))
        drawing = _Drawing(found, tuple(names[:2]), letters, bool(pooled))
        parts += drawing.block(across, down, y + 8 + _LINE)
        y += 8 + _LINE + len(down) * _CELL + _GAP
    if pooled:
        parts += scale(_LEFT, y - _LINE, _CELL)
        y += SCALE - _LINE / 2
    else:
        words = "green: proved; red: refuted; blue: conditional; hatched: undecided; !: no verdict"
        parts.append(text(12, y + len(_grounds(rows)) * _LINE, words, kind="tc-quiet"))
    parts += _legend(rows, letters, y)
    height = y + _LINE * (len(_grounds(rows)) + 1)
    width = max(_LEFT + len(across) * _CELL + 20, _NARROWEST)
    counts = Counter(row.verdict or "no verdict" for row in rows)
    caption = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    together = f" A cell has all values of {', '.join(pooled)}." if pooled else ""
    return Picture("phase", title, f"{len(rows)} problems: {caption}.{together}", width, height, "".join(parts))


def cells(rows: Sequence[Row], pooled: Sequence[str]) -> Mapping[_At, Sequence[Row]]:
    """The problems by their values on the axes that are not pooled, in the order of the rows."""
    found: dict[_At, list[Row]] = {}
    for row in rows:
        found.setdefault(tuple((name, value) for name, value in row.at if name not in pooled), []).append(row)
    return found


def _blocks(rows: Sequence[Row], pooled: Sequence[str]) -> Mapping[_Values, Mapping[_Values, Sequence[Row]]]:
    """The cells of each block: by the values on the axes from the third on, then by those on the first two."""
    blocks: dict[_Values, dict[_Values, Sequence[Row]]] = {}
    for at, own in cells(rows, pooled).items():
        values = tuple(value for _, value in at)
        blocks.setdefault(values[2:], {})[values[:2]] = own
    return blocks


def _letters(rows: Sequence[Row]) -> Mapping[str, str]:
    """A letter, or two, for each theorem and rule, in the order of their ids."""
    names = _grounds(rows)
    return {name: chr(65 + index) if index < 26 else f"{chr(64 + index // 26)}{chr(65 + index % 26)}"
            for index, name in enumerate(names)}  # fmt: skip


def _axes_named(names: Sequence[str]) -> str:
    return " \\ ".join(_short(name) for name in reversed(names[:2]))


@dataclass(frozen=True)
class _Drawing:
    """One block: its cells, the names of the two axes, the letters, and whether cells are shares."""

    found: Mapping[_Values, Sequence[Row]]
    names: _Values
    letters: Mapping[str, str]
    shares: bool

    def block(self, across: _Values, down: _Values, y: float) -> Iterator[str]:
        """The values beside the cells, and the cells, from ``y`` down."""
        for i, value in enumerate(across):
            yield text(_LEFT + (i + 0.5) * _CELL, y - 6, _short(value, 5), anchor="middle")
        for j, other in enumerate(down):
            yield text(_LEFT - 8, y + (j + 0.6) * _CELL, _short(other), anchor="end")
            for i, value in enumerate(across):
                values = (value, other) if len(self.names) > 1 else (value,)
                rows = self.found.get(values)
                if rows is not None:
                    yield self._cell(rows, values, _LEFT + i * _CELL, y + j * _CELL)

    def _cell(self, rows: Sequence[Row], values: _Values, x: float, y: float) -> str:
        if not self.shares:
            return _cell(rows[-1], x, y, self.letters)
        at = " ".join(f"{name}={value}" for name, value in zip(self.names, values, strict=True))
        return cell(rows, at, x, y, _CELL - 2)


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


def _grounds(rows: Sequence[Row]) -> Sequence[str]:
    """The theorems and rules that problems are decided by, in the order of their ids."""
    return sorted({row.by[0] for row in rows if row.by})


def _legend(rows: Sequence[Row], letters: Mapping[str, str], y: float) -> Iterator[str]:
    """How often each theorem and rule decides, with its letter, if cells have letters."""
    for index, name in enumerate(_grounds(rows)):
        own = [row for row in rows if row.by and row.by[0] == name]
        yield text(_LEFT - 8, y + index * _LINE, letters.get(name, ""), anchor="end")
        yield text(_LEFT, y + index * _LINE, f"{name}: {own[0].verdict} ({len(own)})")


def _short(words: str, longest: int = _LONGEST) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}\N{HORIZONTAL ELLIPSIS}"
