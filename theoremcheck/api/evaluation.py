"""L, f, gradient and Hessian at a point, in balls that contain the exact values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import flint

from theoremcheck.api.errors import SpecError, wrong
from theoremcheck.api.intervals import Intervals
from theoremcheck.api.points import Point, at_values, by_block
from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.bounds import MAX_PRECISION
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.minima.constants import loss_jets
from theoremcheck.trusted.minima.expansion import Forward, expand, margin_of, ridge, slopes
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.pointwise.evaluation import Evaluation, evaluate_at

_START: Final = 128
_ACCURATE: Final = Fraction(1, 10**25)
"""The radius, relative to numbers above 1, at which no more bits are taken."""


_SHARPER: Final = frozenset({"jets.no_ball", "jets.no_derivative", "functions.no_enclosure"})
"""Refusals that more bits can help."""


def evaluate(problem: Problem, point: Point) -> Evaluation:
    """L and all that is known of it at the point. Raises ``SpecError`` where it has no value."""
    try:
        return evaluate_at(at_values(problem, point), point.trained)
    except Refusal as refusal:
        raise _no_value(refusal) from None


def outputs(problem: Problem, point: Point) -> Intervals:
    """f(x_i), (n,)."""
    found = _evaluated(problem, point, lambda own: _forward(own, point).outputs)
    return Intervals.of(found, len(found))


def loss(problem: Problem, point: Point) -> Enclosure:
    """L: the weighted mean of the losses, and the penalties."""
    return _evaluated(problem, point, lambda own: [_height(own, point)])[0]


def gradient(problem: Problem, point: Point) -> Gradient:
    """The derivatives of L by the trained parameters."""
    entries = _evaluated(problem, point, lambda own: slopes(own, point.trained).gradient)
    return Gradient(point.layout, Intervals.of(entries, len(entries)))


def hessian(problem: Problem, point: Point) -> Intervals:
    """The second derivatives of L by the trained parameters, (P, P), in the order of ``parameter_names``."""
    size = len(point.layout.trained)
    found = _evaluated(problem, point, lambda own: expand(own, point.trained, Fraction(0)).hessian.entries())
    return Intervals.of(found, size, size)


def parameter_names(layout: Layout) -> tuple[str, ...]:
    """The names of the trained parameters: a0, a[0], w[0, 1], deep.layers[0].weights[0, 1]; indices count from 0."""
    names: dict[int, str] = {}
    _name(by_block(layout.named(range(layout.size))), "", names)
    return tuple(names[place] for place in layout.trained)


def _name(value: Any, name: str, names: dict[int, str]) -> None:
    """Name the places in nested tuples and mappings."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            _name(part, f"{name}.{key}" if name else key, names)
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            inner = (
                f"{name[:-1]}, {index}]" if name.endswith("]") and not isinstance(part, Mapping) else f"{name}[{index}]"
            )
            _name(part, inner, names)
    elif value is not None:
        names[value] = name


@dataclass(frozen=True, repr=False)
class Gradient(Mapping[str, Any]):
    """The derivatives of L: a mapping from the trained blocks to intervals, in the shapes of a :class:`Point`.

    ``flat`` has them in one list, (P,), in the order of the Hessian.
    """

    layout: Layout
    flat: Intervals

    def __getitem__(self, name: str) -> Any:
        return self._blocks()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._blocks())

    def __len__(self) -> int:
        return len(self._blocks())

    def __repr__(self) -> str:
        return f"<Gradient in {', '.join(self)}: largest entry {max(map(abs, self.flat), key=float)}>"

    def _blocks(self) -> dict[str, Any]:
        entries: list[Enclosure | None] = [None] * self.layout.size
        for place, entry in zip(self.layout.trained, self.flat, strict=True):
            entries[place] = entry
        found = {name: _as_arrays(value) for name, value in by_block(self.layout.named(entries)).items()}
        return {name: value for name, value in found.items() if value is not None}


def _as_arrays(value: Any) -> Any:
    """Nested tuples of intervals as arrays; None for a block that is not trained."""
    if isinstance(value, Mapping):
        return {name: _as_arrays(part) for name, part in value.items()}
    if not isinstance(value, tuple):
        return value
    if value and isinstance(value[0], Mapping):
        return tuple(map(_as_arrays, value))
    if value and isinstance(value[0], tuple):
        entries = tuple(entry for row in value for entry in row)
        return None if None in entries else Intervals.of(entries, len(value), len(value[0]))
    return None if None in value else Intervals.of(value, len(value))


# ---- balls ----


def _forward(problem: Problem, point: Point) -> Forward:
    return Forward(problem, [ball(value) for value in point.full], 0)


def _height(problem: Problem, point: Point) -> flint.arb:
    data, jets = samples(problem), loss_jets(problem, 0)
    total = sum((factor / 2 * ball(point.full[k]) ** 2 for k, factor in ridge(problem)), flint.arb(0))
    places = data.margins(_forward(problem, point).outputs)
    for i, (margin, share) in enumerate(zip(places, data.shares, strict=True)):
        total += ball(share) * jets[data.labels[i]].at(margin, margin_of, i)[0]
    return total


def _evaluated(problem: Problem, point: Point, compute: Callable[[Problem], Sequence[flint.arb]]) -> list[Enclosure]:
    """What is computed, with more and more bits until it is accurate. Raises ``SpecError`` where it has no value."""
    own = at_values(problem, point)
    bits = _START
    while True:
        try:
            with precision(bits):
                found = [Enclosure.of(value) for value in compute(own)]
        except Refusal as refusal:
            if bits >= MAX_PRECISION or refusal.reason.code not in _SHARPER:
                raise _no_value(refusal) from None
        else:
            if bits >= MAX_PRECISION or all(map(_accurate, found)):
                return found
        bits *= 2


def _accurate(value: Enclosure) -> bool:
    return value.radius <= _ACCURATE * max(Fraction(1), abs(value.middle))


def _no_value(refusal: Refusal) -> SpecError:
    message = f"L has no such value at this point: {sentence(refusal)}"
    return wrong("E051", "point", message)
