"""Axes: from values to pixels, with round numbers at the ticks."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, isfinite, log10
from typing import Final

import numpy as np

from theoremcheck.functions.special import Array
from theoremcheck.report.pictures.svg import line, rectangle, text
from theoremcheck.trusted.records import dataclass

_STEPS: Final = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` go linearly to pixels from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def room(low: float, high: float, share: float = 0.06) -> tuple[float, float]:
    """The range with some room on both sides; around one value alone a range that holds it."""
    if not high > low:
        reach = abs(low) or 1.0
        return low - reach / 2, low + reach / 2
    more = (high - low) * share
    return low - more, high + more


def ticks(low: float, high: float, count: int = 5) -> tuple[tuple[float, str], ...]:
    """Round numbers in the range, about ``count`` of them, with enough digits to tell them apart."""
    rough = (high - low) / count
    if not (isfinite(rough) and rough > 0):
        return ()
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in _STEPS if factor * power >= rough * (1 - 1e-9))
    values = [k * step for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
    largest = max(map(abs, values), default=step)
    digits = max(3, ceil(log10(largest / step)) + 2) if largest else 3
    return tuple((value, "0" if value == 0 else f"{value:.{digits}g}") for value in values)


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle with an axis below and one on its left."""

    x: Scale
    y: Scale

    @classmethod
    def of(
        cls, x: tuple[float, float], y: tuple[float, float], *, left: float, top: float, width: float, height: float
    ) -> Frame:
        """The rectangle at that place in pixels, for values in the ranges ``x`` and ``y``."""
        return cls(Scale(*x, left, left + width), Scale(*y, top + height, top))

    def axes(self, below: str, beside: str) -> Iterator[str]:
        """The rectangle, its ticks, the zero lines, and what the axes are called."""
        left, right, bottom, top = self.x.start, self.x.end, self.y.start, self.y.end
        yield rectangle(left, top, right - left, bottom - top, "tc-frame")
        for value, shown in ticks(self.x.low, self.x.high):
            yield line(((self.x(value), bottom), (self.x(value), bottom + 4)), "tc-frame")
            yield text(self.x(value), bottom + 16, shown, kind="tc-quiet", anchor="middle")
        for value, shown in ticks(self.y.low, self.y.high):
            yield line(((left - 4, self.y(value)), (left, self.y(value))), "tc-frame")
            yield text(left - 7, self.y(value) + 4, shown, kind="tc-quiet", anchor="end")
        if self.x.low < 0 < self.x.high:
            yield line(((self.x(0), top), (self.x(0), bottom)), "tc-zero")
        if self.y.low < 0 < self.y.high:
            yield line(((left, self.y(0)), (right, self.y(0))), "tc-zero")
        yield text((left + right) / 2, bottom + 32, below, anchor="middle")
        yield text(left, top - 8, beside)

    def curve(self, x: Array, y: Array, kind: str) -> Iterator[str]:
        """The curve through (x, y), both (k,), as far as it lies in the rectangle, to the edge where it leaves."""
        run: list[tuple[float, float]] = []
        points = [(float(u), float(v)) for u, v in zip(x, y, strict=True)]
        for before, (u, v), after in zip([None, *points], points, [*points[1:], None], strict=False):
            if self._inside(v):
                run += [] if run else self._edge((u, v), before)
                run.append((self.x(u), self.y(v)))
                if after is None or self._inside(after[1]):
                    continue
                run += self._edge((u, v), after)
            if len(run) > 1:
                yield line(run, kind)
            run = []
        if len(run) > 1:
            yield line(run, kind)

    def _inside(self, height: float) -> bool:
        return self.y.low <= height <= self.y.high  # false of nan

    def _edge(self, inside: tuple[float, float], outside: tuple[float, float] | None) -> list[tuple[float, float]]:
        """Where the straight way between the two meets the edge, in pixels; nothing without a finite way out."""
        if outside is None or not np.isfinite(outside[1]) or self._inside(outside[1]):
            return []
        (u, v), (far, beyond) = inside, outside
        height = self.y.high if beyond > v else self.y.low
        return [(self.x(u + (far - u) * (height - v) / (beyond - v)), self.y(height))]
