"""The data: the samples in the plane, what separates them, and what the network at the point makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from theoremcheck.functions.arrays import BeyondFloats, floats_propose
from theoremcheck.functions.floats import finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.report.pictures.axes import Frame, room
from theoremcheck.report.pictures.contours import levels
from theoremcheck.report.pictures.scene import Scene
from theoremcheck.report.pictures.svg import Picture, circle, rectangle, text
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.data.spans import SpanVectors
from theoremcheck.trusted.problem.model import Dataset
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.values import Verdict

_WIDTH, _HEIGHT, _LEFT, _TOP = 460.0, 400.0, 58.0, 28.0
_GRID: Final = 81
_HIGHEST: Final = 6.0
"""Outputs over one feature are drawn up to this size."""
_MOST: Final = 1_500
"""Samples that are drawn; of more, the first ones of each class."""


@dataclass(frozen=True)
class _Plane:
    """Where the samples lie in the picture: ``points``, (n, 2), and what the axes mean."""

    points: Array
    below: str
    beside: str
    note: str = ""
    plain: bool = False
    """Whether the axes are the two features themselves."""


@dataclass(frozen=True)
class _Samples:
    """The samples at their places in the picture, (n, 2), their labels, (n,), the scene, and what is to be said."""

    points: Array
    labels: Array
    scene: Scene | None
    note: str


def data_picture(verdict: Verdict, scene: Scene | None) -> Picture | None:
    """The samples; None without any, or where floats cannot hold them."""
    data = verdict.spec.problem.dataset
    if not isinstance(data, Dataset) or not data.dimension:
        return None
    try:
        with floats_propose():
            features = finite_floats(data.points)
    except BeyondFloats:
        return None
    labels = np.array(data.labels)
    normal, spans = _normal(verdict), _span_lines(verdict)
    if data.dimension == 1:
        return _on_a_line(features[:, 0], labels, scene)
    plane = _Plane(features, "x1", "x2", plain=True) if data.dimension == 2 else _projected(features, labels, normal)
    return _in_a_plane(plane, labels, scene, normal, spans)


def _span_lines(verdict: Verdict) -> dict[int, Array]:
    """By label u with u . X = 0 on that class and on no sample of the other one; empty where no such two are known."""
    evidence = verdict.findings["data.span_exclusion"].evidence
    if not isinstance(evidence, SpanVectors):
        return {}
    try:
        off_minus, off_plus = finite_floats([evidence.positive, evidence.negative])
    except BeyondFloats:
        return {}
    return {1: np.asarray(off_plus), -1: np.asarray(off_minus)}


def _normal(verdict: Verdict) -> Array | None:
    """The normal of a separating hyperplane through the origin of the X_i, with the offset last if the X_i have a 1."""
    evidence = verdict.findings["data.linearly_separable"].evidence
    if not isinstance(evidence, Separation):
        return None
    try:
        return np.asarray(finite_floats([evidence.normal])[0])
    except BeyondFloats:
        return None


def _projected(features: Array, labels: Array, normal: Array | None) -> _Plane:
    """Samples of more than two features: along the separating direction, or from class to class, and across it."""
    dimension = features.shape[1]
    apart = normal[:dimension] if normal is not None else None
    if apart is None or not apart.any():
        apart = features[labels > 0].mean(axis=0) - features[labels < 0].mean(axis=0)
        below = "from the mean of class - to that of class +"
    else:
        below = "along the normal of a separating hyperplane"
    size = float(np.linalg.norm(apart))
    first = apart / size if size else np.eye(dimension)[0]
    rest = features - features.mean(axis=0)
    rest = rest - np.outer(rest @ first, first)
    second = np.linalg.svd(rest, full_matrices=False)[2][0]
    second = second * (-1.0 if second[np.argmax(np.abs(second))] < 0 else 1.0)
    below = below if size else "feature 1"
    return _Plane(
        np.column_stack([features @ first, features @ second]),
        below,
        "across it, where the samples vary most",
        f" The {dimension} features are projected.",
    )


def _frame(x: tuple[float, float], y: tuple[float, float]) -> Frame:
    return Frame.of(x, y, left=_LEFT, top=_TOP, width=_WIDTH - _LEFT - 12, height=_HEIGHT - _TOP - 74)


def _in_a_plane(
    plane: _Plane, labels: Array, scene: Scene | None, normal: Array | None, spans: dict[int, Array]
) -> Picture:
    span_x, span_y = (room(float(v.min()), float(v.max()), 0.12) for v in plane.points.T)
    frame = _frame(span_x, span_y)
    parts = list(frame.axes(plane.below, plane.beside))
    words = ["Samples of class + are filled circles, those of class - open squares."]
    if plane.plain and normal is not None:
        parts += _line(frame, normal, "tc-plane")
        words.append("The dashed line is a separating hyperplane.")
    elif plane.plain and spans:
        for label, kind in ((1, "tc-span-plus"), (-1, "tc-span-minus")):
            parts += _line(frame, spans[label], kind)
        words.append("Each class lies on the dashed line of its colour, and no sample of the other class does.")
    if plane.plain and scene is not None:
        lines = list(_boundary(frame, scene))
        parts += lines
        words += [f"On the solid line f = 0 at {scene.name}."] if lines else []
    return _with_samples(frame, parts, words, _Samples(plane.points, labels, scene, plane.note))


def _on_a_line(x: Array, labels: Array, scene: Scene | None) -> Picture:
    """Samples with one feature: the outputs of the network over it."""
    span = room(float(x.min()), float(x.max()), 0.15)
    grid = np.linspace(*span, 241)
    words = ["Samples of class + are filled circles at 1, those of class - open squares at -1."]
    curves: list[tuple[Array, str]] = []
    if scene is not None:
        curves.append((scene.outputs(scene.here, grid[:, None]), "tc-boundary"))
        words.append(f"The solid curve is f at {scene.name}.")
    if scene is not None and scene.there is not None:
        curves.append((scene.outputs(scene.there, grid[:, None]), "tc-plane"))
        words.append("The dashed one is f at a point with a smaller L.")
    values = np.concatenate([np.array([-1.3, 1.3]), *(curve[np.isfinite(curve)] for curve, _ in curves)])
    frame = _frame(span, room(max(float(values.min()), -_HIGHEST), min(float(values.max()), _HIGHEST)))
    parts = list(frame.axes("x", "f(x), samples at their labels"))
    for curve, kind in curves:
        parts += frame.curve(grid, curve, kind)
    points = np.column_stack([x, labels.astype(np.float64)])
    return _with_samples(frame, parts, words, _Samples(points, labels, scene, ""))


def _with_samples(frame: Frame, parts: list[str], words: list[str], samples: _Samples) -> Picture:
    """The picture, with the samples on top, those that are wrong in rings."""
    labels, scene = samples.labels, samples.scene
    shown = _shown(labels)
    for index in shown:
        x, y = frame.x(samples.points[index, 0]), frame.y(samples.points[index, 1])
        parts.append(_mark(x, y, int(labels[index])))
        if scene is not None and scene.wrong[index]:
            parts.append(circle(x, y, 9, "tc-wrong"))
    parts += _legend(_HEIGHT - 14, ringed=scene is not None)
    words += [] if scene is None else [_wrong_words(scene)]
    left_out = "" if len(shown) == len(labels) else f" {len(shown)} of {len(labels)} samples are drawn."
    return Picture("data", "The samples", " ".join(words) + samples.note + left_out, _WIDTH, _HEIGHT, "".join(parts))


def _wrong_words(scene: Scene) -> str:
    count = int(scene.wrong.sum())
    return f"Rings mark the {count} wrong at {scene.name}." if count else f"None is wrong at {scene.name}."


def _shown(labels: Array) -> list[int]:
    """The samples to draw: all, or as many of each class as there is room for."""
    if len(labels) <= _MOST:
        return list(range(len(labels)))
    chosen = [index for sign in (1, -1) for index in np.nonzero(labels == sign)[0][: _MOST // 2]]
    return sorted(map(int, chosen))


def _mark(x: float, y: float, label: int) -> str:
    if label > 0:
        return circle(x, y, 4.5, "tc-plus")
    return rectangle(x - 4, y - 4, 8, 8, "tc-minus")


def _line(frame: Frame, normal: Array, kind: str) -> Iterator[str]:
    """The line on which u . X = 0, of a class of the style; nothing where none crosses the frame."""
    grid = [(x, y) for y in (frame.y.low, frame.y.high) for x in (frame.x.low, frame.x.high)]
    offset = float(normal[2]) if len(normal) > 2 else 0.0
    values = np.array([normal[0] * x + normal[1] * y + offset for x, y in grid]).reshape(2, 2)
    yield from levels(frame, values, 0.0, kind)


def _boundary(frame: Frame, scene: Scene) -> Iterator[str]:
    """The line on which f = 0."""
    x, y = np.meshgrid(np.linspace(frame.x.low, frame.x.high, _GRID), np.linspace(frame.y.low, frame.y.high, _GRID))
    values = scene.outputs(scene.here, np.column_stack([x.ravel(), y.ravel()])).reshape(x.shape)
    yield from levels(frame, values, 0.0, "tc-boundary")


def _legend(y: float, *, ringed: bool) -> Iterator[str]:
    yield _mark(_LEFT + 6, y - 4, 1)
    yield text(_LEFT + 16, y, "class +")
    yield _mark(_LEFT + 86, y - 4, -1)
    yield text(_LEFT + 96, y, "class -")
    if ringed:
        yield circle(_LEFT + 168, y - 4, 7, "tc-wrong")
        yield text(_LEFT + 181, y, "wrong at the point")
