"""L along a way down, and on the straight way between its ends, in floats."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from theoremcheck.functions.arrays import BeyondFloats, floats_propose
from theoremcheck.functions.floats import finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.report.path import origin_words, shown_words
from theoremcheck.report.pictures.axes import Frame, room
from theoremcheck.report.pictures.svg import Picture, circle, line, text
from theoremcheck.search.landscape import make_landscape
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.path.values import Path
from theoremcheck.verdict.values import Verdict

_WIDTH, _HEIGHT, _LEFT, _TOP = 460.0, 320.0, 64.0, 28.0
_POINTS: Final = 60
"""Places on each piece at which L is drawn."""
MAX_PIECES_DRAWN: Final = 200


@dataclass(frozen=True)
class Course:
    """L at ``places``, (k,), from 0 to the number of ``pieces``: ``values`` on the path, ``segment`` on the segment."""

    path: Path
    places: Array
    values: Array
    segment: Array

    @property
    def pieces(self) -> range:
        """The pieces, by number from 0."""
        return range(len(self.path.steps))

    @property
    def heights(self) -> tuple[float, float]:
        """A range that shows the path, and of the segment what is not far above it."""
        low, high = float(self.values.min()), float(self.values.max())
        top = min(float(self.segment.max()), high + (high - low))
        return room(low, max(high, top))

    @property
    def words(self) -> str:
        """What is drawn, and what is shown of it."""
        ridge = float(self.segment.max())
        over = ", over a ridge" if ridge > float(self.values.max()) * (1 + 1e-9) else ""
        peak = f" up to {ridge:.6g}" if np.isfinite(ridge) else ""
        return (
            f"L along the path from {origin_words(self.path)} (L = {float(self.path.loss):.6g}) to a point with"
            f" L = {float(self.path.lowest):.6g}, one piece after the other; {shown_words(self.path)}. Dashed: L on the"
            f" straight segment between the two{over}{peak}."
        )


def course_of(verdict: Verdict) -> Course | None:
    """L along the path of a verdict; None without one, and where floats do not hold it."""
    path = verdict.path
    if not isinstance(path, Path) or not 0 < len(path.steps) <= MAX_PIECES_DRAWN:
        return None
    try:
        with floats_propose():
            landscape = make_landscape(verdict.spec.problem)
            shares = [Fraction(k, _POINTS) for k in range(_POINTS)]
            points = [step.piece.at(share) for step in path.steps for share in shares] + [path.end]
            ends = finite_floats([path.start, path.end])
            places = np.linspace(0.0, float(len(path.steps)), len(points))
            straight = ends[0] + (places / places[-1])[:, None] * (ends[1] - ends[0])
            scale = landscape.layout.scale
            values, segment = (landscape.value(found / scale) for found in (finite_floats(points), straight))
    except (BeyondFloats, ValueError):
        return None
    return Course(path, places, values, segment) if np.isfinite(values).all() else None


def path_picture(verdict: Verdict) -> Picture | None:
    """L along the path of a verdict; None without one."""
    course = course_of(verdict)
    if course is None:
        return None
    count = len(course.pieces)
    frame = Frame.of(
        (0.0, float(count)),
        course.heights,
        left=_LEFT,
        top=_TOP,
        width=_WIDTH - _LEFT - 12,
        height=_HEIGHT - _TOP - 72,
    )
    parts = list(frame.axes("pieces of the path", "L"))
    parts += [line(((frame.x(k), frame.y.start), (frame.x(k), frame.y.end)), "tc-edge") for k in range(1, count)]
    parts += frame.curve(course.places, course.segment, "tc-slope")
    parts += frame.curve(course.places, course.values, "tc-curve")
    for place, value, kind in ((0, course.values[0], "tc-here"), (count, course.values[-1], "tc-there")):
        parts.append(circle(frame.x(place), frame.y(float(value)), 4.5, kind))
    for index, (kind, words) in enumerate((("tc-curve", "the path"), ("tc-slope", "the straight segment"))):
        x = _LEFT + 8 + 110 * index
        parts += [line(((x, _HEIGHT - 16), (x + 24, _HEIGHT - 16)), kind), text(x + 30, _HEIGHT - 12, words)]
    return Picture("path", "A way down", course.words, _WIDTH, _HEIGHT, "".join(parts))
