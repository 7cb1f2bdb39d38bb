"""The neuron and the loss, each with its derivatives, and where the samples lie on them at the point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from theoremcheck.functions.floats import compile_float
from theoremcheck.functions.special import Array
from theoremcheck.report.pictures.axes import Frame, room
from theoremcheck.report.pictures.scene import Scene
from theoremcheck.report.pictures.svg import Picture, line, text
from theoremcheck.trusted.problem.expr import parameters
from theoremcheck.trusted.problem.model import AnyFunction, Dataset, Function, PerClass, Problem
from theoremcheck.trusted.records import dataclass

_WIDTH, _HEIGHT, _LEFT, _TOP = 380.0, 300.0, 48.0, 28.0
_REACH: Final = 4.0
_MOST: Final = 400
"""Ticks below a curve."""


@dataclass(frozen=True, slots=True)
class _Role:
    """What a function is in the problem: the name of its picture, its letter, the word for it, what the ticks are."""

    name: str
    letter: str
    kind: str
    ticks: str


def function_pictures(problem: Problem, scene: Scene | None) -> Iterator[Picture]:
    """The neurons of the network, each once, and the loss; without those that have no formula or a parameter."""
    units: dict[AnyFunction, Array | None] = {}
    if problem.network.width:
        units[problem.neuron] = None if scene is None else _preactivations(scene)
    for neuron in problem.network.neurons:
        units.setdefault(neuron, None)
    for index, (neuron, seen) in enumerate(units.items(), 1):
        name = "neuron" if len(units) == 1 else f"neuron-{index}"
        yield from _picture(neuron, _Role(name, "s", "Neuron", "the pre-activations of the samples"), seen)
    margins = None if scene is None else _margins(scene)
    if not isinstance(problem.loss, PerClass):
        yield from _picture(problem.loss, _Role("loss", "l", "Loss", "the z_i = -y_i f(x_i)"), margins)
        return
    labels = np.array(problem.dataset.labels) if isinstance(problem.dataset, Dataset) else np.empty(0)
    for label, sign, name in ((1, "+", "loss-plus"), (-1, "-", "loss-minus")):
        role = _Role(name, "l", f"Loss of class {sign}", f"the z_i of class {sign}")
        yield from _picture(problem.loss.of(label), role, None if margins is None else margins[labels == label])


def _preactivations(scene: Scene) -> Array:
    own = scene.landscape
    return np.asarray(own.shortcut_preactivations(scene.here[None] / own.layout.scale)[0].ravel())


def _margins(scene: Scene) -> Array:
    own = scene.landscape
    return np.asarray(own.margins(own.outputs(scene.here[None] / own.layout.scale))[0])


def _picture(function: AnyFunction, role: _Role, seen: Array | None) -> Iterator[Picture]:
    if not isinstance(function, Function) or parameters(function.expr):
        return
    low, high = -_REACH, _REACH
    marks = np.unique(seen[np.isfinite(seen)])[:_MOST] if seen is not None else np.empty(0)
    if marks.size:
        low, high = room(min(low, float(marks.min())), max(high, float(marks.max())), 0.02)
    z = np.linspace(low, high, 321)
    jets = compile_float(function.expr).jet(z)
    inside = [jet[np.isfinite(jet)] for jet in jets]
    if not inside[0].size:
        return
    bottom, top = (float(v) for v in np.quantile(np.concatenate(inside), (0.01, 0.99)))
    span = room(min(bottom, -0.2), max(top, 0.2))
    frame = Frame.of((low, high), span, left=_LEFT, top=_TOP, width=_WIDTH - _LEFT - 12, height=_HEIGHT - _TOP - 72)
    title, letter = f"{role.kind} {function.name}".strip(), role.letter
    parts = list(frame.axes("z", title))
    for jet, style in zip(jets, ("tc-curve", "tc-slope", "tc-bend"), strict=True):
        parts += frame.curve(z, jet, style)
    foot = frame.y.start
    parts += [line(((frame.x(float(u)), foot), (frame.x(float(u)), foot - 7)), "tc-boundary") for u in marks]
    words = f"Solid {letter}, dashed {letter}', dotted {letter}''."
    words += f" The ticks are {role.ticks}." if marks.size else ""
    for place, (style, entry) in enumerate((("tc-curve", ""), ("tc-slope", "'"), ("tc-bend", "''"))):
        x = _LEFT + 8 + 70 * place
        parts += [line(((x, _HEIGHT - 16), (x + 24, _HEIGHT - 16)), style), text(x + 30, _HEIGHT - 12, letter + entry)]
    yield Picture(role.name, title, words, _WIDTH, _HEIGHT, "".join(parts))
