"""L around the point: a slice through its two softest directions, the way to a better point, the spectrum."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import numpy as np

from theoremcheck.functions.arrays import BeyondFloats
from theoremcheck.functions.special import Array
from theoremcheck.report.pictures.axes import Frame, room
from theoremcheck.report.pictures.contours import levels
from theoremcheck.report.pictures.scene import Scene
from theoremcheck.report.pictures.svg import Picture, circle, line, rectangle, text
from theoremcheck.trusted.records import dataclass

_WIDTH, _HEIGHT, _LEFT, _TOP = 460.0, 400.0, 64.0, 28.0
_GRID: Final = 61
_HALVINGS: Final = 24
_CONSTANT: Final = 1e-9
_ABOVE: Final = 12.0
_SEEN: Final = 14.0
"""Pixels from which a box shows around the dot."""
_LEVELS: Final = (0.02, 0.06, 0.12, 0.2, 0.3, 0.42, 0.55, 0.7, 0.85)
"""The level lines are at these quantiles of L over the slice."""

_VALLEY: Final = " Between them L rises above the valley, as it does on every path."


def landscape_pictures(scene: Scene) -> Iterator[Picture]:
    """All of them, as far as floats can draw them; without a Hessian there is no slice and no spectrum, and of one
    that is 0 no spectrum.

    Of a valley there is the way to the lower point alone: how L bends at its point says nothing of it.
    """
    if not scene.valley:
        yield from _around(scene)
    if scene.there is not None:
        yield _segment(scene, scene.there)


def _around(scene: Scene) -> Iterator[Picture]:
    with suppress(BeyondFloats, np.linalg.LinAlgError):  # L may bend beyond what floats hold there
        if len(scene.here) == 1:
            yield _line_of_one(scene)
        found = plane(scene)
        if found is not None:
            yield _slice(scene, found)
        if scene.smooth and not scene.flat.all():
            yield _spectrum(scene)


def _frame(x: tuple[float, float], y: tuple[float, float]) -> Frame:
    return Frame.of(x, y, left=_LEFT, top=_TOP, width=_WIDTH - _LEFT - 12, height=_HEIGHT - _TOP - 48)


def _reach(scene: Scene) -> float:
    """Half the width of the slice: as far as the point is large, and wide enough for its box."""
    return max(0.5 * max(1.0, float(np.abs(scene.here).max())), 4 * (scene.radius or 0.0))


@dataclass(frozen=True)
class Plane:
    """L on an even grid around the point, from -``reach`` to ``reach`` along two eigenvectors of its Hessian.

    ``values`` is (rows, columns), the columns along the first one; ``levels`` are those of the lines to draw, ``bends``
    the two eigenvalues.
    """

    reach: float
    values: Array
    levels: tuple[float, ...]
    bends: tuple[float, float]


def plane(scene: Scene) -> Plane | None:
    """The slice through the point of the scene; None where there is no Hessian, and where L is constant on most of it.

    Where L rises steeply the slice is made smaller, until it is not far above its value at the point on half of it.
    Raises ``BeyondFloats`` where L bends beyond floats.
    """
    if len(scene.here) < 2 or not scene.smooth:
        return None
    one, two, bends = scene.softest
    here = float(scene.loss(scene.here[None])[0])
    for reach in (_reach(scene) / 2**halvings for halvings in range(_HALVINGS)):
        steps = np.linspace(-reach, reach, _GRID)
        u, v = np.meshgrid(steps, steps)
        points = scene.here + u.reshape(-1, 1) * one + v.reshape(-1, 1) * two
        values = scene.loss(points).reshape(u.shape)
        finite = values[np.isfinite(values)]
        if 2 * finite.size > values.size and float(np.median(finite)) <= here + max(0.5, abs(here)):
            break
    if not finite.size:
        return None
    drawn = sorted({float(level) for level in np.quantile(finite, _LEVELS)})
    if drawn[-1] - drawn[0] <= _CONSTANT * max(1.0, abs(here)):  # lines so close together show the noise of floats
        return None
    return Plane(reach, values, tuple(drawn), bends)


def _slice(scene: Scene, found: Plane) -> Picture:
    reach, drawn = found.reach, found.levels
    frame = _frame((-reach, reach), (-reach, reach))
    first, second = (f"{bend:.3g}" for bend in found.bends)
    parts = list(frame.axes(f"along the eigenvector of {first}", f"along that of {second}"))
    for level in drawn:
        parts += levels(frame, found.values, level, "tc-level")
    parts += _box(frame, scene)
    parts.append(circle(frame.x(0), frame.y(0), 4.5, _dot(scene)))
    here = float(scene.loss(scene.here[None])[0])
    caption = (
        f"Level lines of L, from {drawn[0]:.4g} to {drawn[-1]:.4g}, around {scene.name}; L is {here:.6g} there. The"
        f" directions are eigenvectors of the Hessian with the eigenvalues {first} and {second}: those in"
        f" which L bends least, flat ones last.{_box_words(frame, scene)}"
    )
    return Picture("slice", "A slice through L", caption, _WIDTH, _HEIGHT, "".join(parts))


def _dot(scene: Scene) -> str:
    """The point: red where a sample is wrong."""
    return "tc-here" if scene.wrong.any() else "tc-there"


def _box(frame: Frame, scene: Scene) -> Iterator[str]:
    """The square of the box's radius around the point, where it is wide enough to be seen."""
    if scene.radius is None:
        return
    left, right = frame.x(-scene.radius), frame.x(scene.radius)
    if right - left >= _SEEN:
        top, bottom = frame.y(scene.radius), frame.y(-scene.radius)
        yield rectangle(left, top, right - left, bottom - top, "tc-wrong")


def _box_words(frame: Frame, scene: Scene) -> str:
    if scene.radius is None:
        return ""
    seen = frame.x(scene.radius) - frame.x(-scene.radius) >= _SEEN
    size = f"half its width is {scene.radius:.3g}"
    return (
        f" The square is the certified box ({size})."
        if seen
        else f" The certified box is too small to be seen ({size})."
    )


def _line_of_one(scene: Scene) -> Picture:
    """L over the one trained parameter."""
    reach = _reach(scene)
    steps = np.linspace(-reach, reach, 241)
    values = scene.loss(scene.here + steps[:, None])
    here = float(scene.loss(scene.here[None])[0])
    place = float(scene.here[0])
    frame = _frame((place - reach, place + reach), _heights(values, here))
    parts = [*frame.axes("the trained parameter", "L"), *frame.curve(steps + place, values, "tc-curve")]
    parts.append(circle(frame.x(place), frame.y(here), 4.5, _dot(scene)))
    caption = f"L over the one parameter that is trained; the dot is {scene.name}, with L = {here:.6g}."
    return Picture("slice", "A slice through L", caption, _WIDTH, _HEIGHT, "".join(parts))


def _segment(scene: Scene, there: Array) -> Picture:
    steps = np.linspace(-0.25, 1.25, 301)
    values = scene.loss(scene.here + steps[:, None] * (there - scene.here))
    ends = scene.loss(np.stack([scene.here, there]))
    frame = _frame((-0.25, 1.25), _heights(values, *map(float, ends)))
    parts = [*frame.axes("share of the way", "L"), *frame.curve(steps, values, "tc-curve")]
    for place, value, kind in ((0.0, ends[0], _dot(scene)), (1.0, ends[1], "tc-there")):
        parts.append(circle(frame.x(place), frame.y(float(value)), 4.5, kind))
    caption = (
        f"L on the straight way from {scene.name} (at 0, L = {float(ends[0]):.6g}) to a point with a smaller L"
        f" (at 1, L = {float(ends[1]):.6g}).{_hidden(frame, values)}{_VALLEY if scene.valley else ''}"
    )
    return Picture("segment", "The way to a better point", caption, _WIDTH, _HEIGHT, "".join(parts))


def _hidden(frame: Frame, values: Array) -> str:
    """What is said where the curve goes beyond the frame."""
    finite = values[np.isfinite(values)]
    return f" Beyond the frame it rises to {finite.max():.4g}." if finite.size and finite.max() > frame.y.high else ""


def _heights(values: Array, *certain: float) -> tuple[float, float]:
    """A range for L: what has to be seen, and what is not far above it."""
    finite = values[np.isfinite(values)]
    low, high = min(certain), max(certain)
    if finite.size:
        low = min(low, float(finite.min()))
        high = max(high, min(float(np.quantile(finite, 0.95)), high + _ABOVE * max(high - low, 0.5)))
    return room(low, high)


def _spectrum(scene: Scene) -> Picture:
    """The eigenvalues of the Hessian as bars, rising; those that are 0 to float accuracy are grey."""
    values = np.where(scene.flat, 0.0, scene.spectrum[0])
    height, least, most = 260.0, float(values.min()), float(values.max())
    span = room(min(0.0, least), max(0.0, most))
    size = {"left": _LEFT, "top": _TOP, "width": _WIDTH - _LEFT - 12, "height": height - _TOP - 30}
    frame = Frame.of((0.5, len(values) + 0.5), span, **size)
    parts = [rectangle(frame.x.start, _TOP, size["width"], size["height"], "tc-frame")]
    parts.append(line(((frame.x.start, frame.y(0)), (frame.x.end, frame.y(0))), "tc-zero"))
    step = size["width"] / len(values)
    for index, value in enumerate(map(float, values), 1):
        high, low = frame.y(max(value, 0.0)), frame.y(min(value, 0.0))
        kind = "tc-bar" if value > 0 else "tc-bar-bad" if value < 0 else "tc-bar-other"
        parts.append(rectangle(frame.x(index) - 0.35 * step, high, 0.7 * step, max(low - high, 1.0), kind))
    parts.append(text(frame.x.start, _TOP - 8, f"eigenvalues, from {least:.3g} to {most:.3g}"))
    flat = int(scene.flat.sum())
    words = f"; {flat} of them {'is' if flat == 1 else 'are'} 0 to float accuracy" if flat else ""
    caption = f"The {len(values)} eigenvalues of the Hessian of L in the trained parameters at {scene.name}{words}."
    return Picture("spectrum", "The spectrum", caption, _WIDTH, height, "".join(parts))
