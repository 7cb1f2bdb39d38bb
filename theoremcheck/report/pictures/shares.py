"""A cell that stands for many problems of a family: the share of them that is refuted, and what became of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from theoremcheck.report.pictures.svg import element, plain, rectangle, text
from theoremcheck.sweep.rows import Row
from theoremcheck.trusted.records import dataclass

_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"proved": "tc-bar", "conditional": "tc-plus", "undecided": "tc-bar-other", "refuted": "tc-bar-bad"}
)
"""The verdicts in the order of the strip at the foot of a cell, and their colours."""
_STRIP: Final = 5.0
_DARKEST: Final = 0.65
_LONGEST: Final = 5
_LINE: Final = 18.0
_STEPS: Final = 5
_MARGIN: Final = 12.0
SCALE: Final = 3.5 * _LINE
"""The height of what explains the colours, in pixels."""


@dataclass(frozen=True)
class Share:
    """How many problems have each verdict, and how many have none."""

    counts: Mapping[str, int]
    missing: int

    @property
    def decided(self) -> int:
        """The number of problems with a verdict, undecided ones among them."""
        return sum(self.counts.values())

    @property
    def refuted(self) -> int:
        """The number of problems that are refuted."""
        return self.counts["refuted"]

    @property
    def fraction(self) -> float:
        """The share of those with a verdict that is refuted; 0 without any."""
        return self.refuted / self.decided if self.decided else 0.0

    @property
    def words(self) -> str:
        """``7 of 10 refuted, 3 undecided``."""
        others = [f"{count} {name}" for name, count in self.counts.items() if count and name != "refuted"]
        others += [f"{self.missing} without a verdict"] if self.missing else []
        return ", ".join((f"{self.refuted} of {self.decided} refuted", *others))


def share(rows: Sequence[Row]) -> Share:
    """What became of the problems of a cell."""
    found = Counter(row.verdict for row in rows)
    return Share(MappingProxyType({name: found[name] for name in _KINDS}), found[None])


def cell(rows: Sequence[Row], at: str, x: float, y: float, size: float) -> str:
    """The cell of some problems: the darker, the more of them are refuted; ``at`` says where it stands."""
    found = share(rows)
    parts = [element("title", plain(f"{at}: {found.words}")), _shade(found.fraction, x, y, size, size)]
    left = x
    for name, kind in _KINDS.items():
        width = size * found.counts[name] / found.decided if found.decided else 0.0
        parts += [rectangle(left, y + size - _STRIP, width, _STRIP, kind)] if width else []
        left += width
    parts.append(rectangle(x, y, size, size, "tc-frame"))
    mark = "!" if found.missing else ""
    shown = f"{found.refuted}/{found.decided}{mark}"
    shown = shown if len(shown) <= _LONGEST else f"{found.fraction:.0%}{mark}"
    parts.append(text(x + size / 2, y + size / 2 + 2, shown, anchor="middle"))
    return element("g", "".join(parts))


def scale(x: float, y: float, size: float) -> Iterator[str]:
    """What the colours mean, in three lines."""
    for step in range(_STEPS):
        fraction = step / (_STEPS - 1)
        yield _shade(fraction, x + step * size, y, size - 2, _LINE)
        yield rectangle(x + step * size, y, size - 2, _LINE, "tc-frame")
        yield text(x + (step + 0.5) * size - 1, y + 13, f"{fraction:.0%}", anchor="middle")
    words = "red: the share refuted; under claim no_bad, that with a certified bad local minimum"
    strip = "foot: green proved, blue conditional, grey undecided, red refuted; !: some lack a verdict"
    for index, said in enumerate((words, strip), 2):
        yield text(_MARGIN, y + index * _LINE, said, kind="tc-quiet")


def _shade(fraction: float, x: float, y: float, width: float, height: float) -> str:
    strength = _DARKEST * fraction
    return element("rect", x=x, y=y, width=width, height=height, class_="tc-bar-bad", fill_opacity=strength)
