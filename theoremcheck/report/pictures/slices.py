"""L around the point: a slice through its two softest directions, the way to a better point, the spectrum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from theoremcheck.functions.floats import BeyondFloats
from theoremcheck.functions.special import Array
from theoremcheck.report.pictures.axes import Frame, room
from theoremcheck.report.pictures.contours import levels
from theoremcheck.report.pictures.scene import Scene
from theoremcheck.report.pictures.svg import Picture, element, line, rectangle, text

_WIDTH, _HEIGHT, _LEFT, _TOP = 460.0, 400.0, 64.0, 28.0
_GRID: Final = 61
_LEVELS: Final = (0.02, 0.06, 0.12, 0.2, 0.3, 0.42, 0.55, 0.7, 0.85)
"""The level lines are at these quantiles of L over the slice."""


def landscape_pictures(scene: Scene) -> Iterator[Picture]:
    """All of them, as far as floats can draw them."""
    try:
        if len(scene.here) > 1:
            yield _slice(scene)
        else:
            yield _line_of_one(scene)
        yield _spectrum(scene)
    except (BeyondFloats, np.linalg.LinAlgError):
        pass  # L bends beyond what floats hold there
    if scene.there is not None:
        yield _segment(scene, scene.there)


def _frame(x: tuple[float, float], y: tuple[float, float]) -> Frame:
    return Frame.of(x, y, left=_LEFT, top=_TOP, width=_WIDTH - _LEFT - 12, height=_HEIGHT - _TOP - 48)


def _reach(scene: Scene) -> float:
    """Half the width of the slice: as far as the point is large, and wide enough for its box."""
    return max(0.5 * max(1.0, float(np.abs(scene.here).max())), 4 * (scene.radius or 0.0))


@dataclass(frozen=True)
class Plane:
    """L on an even grid around the point, from -``reach`` to ``reach`` along its two softest directions.

    ``values`` is (rows, columns), the columns along the first direction; ``levels`` are those of the lines to draw.
    """

    reach: float
    values: Array
    levels: tuple[float, ...]
    bends: tuple[float, float]


def plane(scene: Scene) -> Plane:
    """The slice through the point of the scene. Raises ``BeyondFloats`` where L has no Hessian in floats."""
    one, two, bends = scene.softest
    reach = _reach(scene)
    steps = np.linspace(-reach, reach, _GRID)
    u, v = np.meshgrid(steps, steps)
    points = scene.here + u.reshape(-1, 1) * one + v.reshape(-1, 1) * two
    values = scene.loss(points).reshape(u.shape)
    finite = values[np.isfinite(values)]
    drawn = sorted({float(level) for level in np.quantile(finite, _LEVELS)}) if finite.size else []
    return Plane(reach, values, tuple(drawn), bends)


def _slice(scene: Scene) -> Picture:
    found = plane(scene)
    reach, drawn = found.reach, found.levels
    frame = _frame((-reach, reach), (-reach, reach))
    parts = list(frame.axes("along the softest direction", "along the next one"))
    for level in drawn:
        parts += levels(frame, found.values, level, "tc-level")
    parts += _box(frame, scene)
    parts.append(element("circle", cx=frame.x(0), cy=frame.y(0), r=4.5, class_="tc-here"))
    first, second = (f"{bend:.3g}" for bend in found.bends)
    ends = f"from {drawn[0]:.4g} to {drawn[-1]:.4g}" if drawn else "nowhere finite"
    here = float(scene.loss(scene.here[None])[0])
    caption = (
        f"Level lines of L, {ends}, around {scene.name}; L is {here:.6g} there. The directions are"
        f" eigenvectors of the Hessian with the eigenvalues {first} and {second}.{_box_words(frame, scene)}"
    )
    return Picture("slice", "A slice through L", caption, _WIDTH, _HEIGHT, "".join(parts))


def _box(frame: Frame, scene: Scene) -> Iterator[str]:
    """The square of the box's radius around the point, where it is wide enough to be seen."""
    if scene.radius is None:
        return
    left, right = frame.x(-scene.radius), frame.x(scene.radius)
    if right - left >= 3:
        top, bottom = frame.y(scene.radius), frame.y(-scene.radius)
        yield rectangle(left, top, right - left, bottom - top, "tc-wrong")


def _box_words(frame: Frame, scene: Scene) -> str:
    if scene.radius is None:
        return ""
    seen = frame.x(scene.radius) - frame.x(-scene.radius) >= 3
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
    parts.append(element("circle", cx=frame.x(place), cy=frame.y(here), r=4.5, class_="tc-here"))
    caption = f"L over the one parameter that is trained; the dot is {scene.name}, with L = {here:.6g}."
    return Picture("slice", "A slice through L", caption, _WIDTH, _HEIGHT, "".join(parts))


def _segment(scene: Scene, there: Array) -> Picture:
    steps = np.linspace(-0.25, 1.25, 301)
    values = scene.loss(scene.here + steps[:, None] * (there - scene.here))
    ends = scene.loss(np.stack([scene.here, there]))
    frame = _frame((-0.25, 1.25), _heights(values, *map(float, ends)))
    parts = [*frame.axes("share of the way", "L"), *frame.curve(steps, values, "tc-curve")]
    for place, value, kind in ((0.0, ends[0], "tc-here"), (1.0, ends[1], "tc-there")):
        parts.append(element("circle", cx=frame.x(place), cy=frame.y(float(value)), r=4.5, class_=kind))
    caption = (
        f"L on the straight way from {scene.name} (at 0, L = {float(ends[0]):.6g}) to a point with a smaller L"
        f" (at 1, L = {float(ends[1]):.6g})."
    )
    return Picture("segment", "The way to a better point", caption, _WIDTH, _HEIGHT, "".join(parts))


def _heights(values: Array, *certain: float) -> tuple[float, float]:
    """A range for L: all of it but the highest values, and what has to be seen."""
    finite = values[np.isfinite(values)]
    top = float(np.quantile(finite, 0.95)) if finite.size else max(certain)
    low = float(finite.min()) if finite.size else min(certain)
    return room(min(low, *certain), max(top, *certain))


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
    words = f"; {flat} of them are 0 to float accuracy" if flat else ""
    caption = f"The {len(values)} eigenvalues of the Hessian of L in the trained parameters at {scene.name}{words}."
    return Picture("spectrum", "The spectrum", caption, _WIDTH, height, "".join(parts))
