"""Directions along which L falls from a point: floats and balls guess, the trusted checks show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Final, TypeAlias

import flint

from theoremcheck.decide.asking import answer
from theoremcheck.functions.arrays import np
from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.functions.floats import finite_floats
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.descent import check_lower, curvature_along, slope_along
from theoremcheck.trusted.minima.expansion import height, slopes
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.pointwise.values import Along, Fall

_Derivative: TypeAlias = Callable[[Problem, Vector, Vector], flint.arb]
"""A derivative of L at a point along a direction."""

_BITS: Final = (128, 512, 2048)
_LOOK: Final = 96
_GRAIN: Final = 10**6
_STEPS: Final = tuple(Fraction(2) ** k for k in range(6, -64, -1))
_STRETCHES: Final = tuple(map(Fraction, ("1/100", "1/10", "1/2", "2", "9", "99")))
_SIDES: Final = 24
_BESIDE: Final = Fraction(1, 2**20)
_SEED: Final = 1


def short_direction(entries: Sequence[float]) -> Vector | None:
    """The direction with entries of six decimals, the largest about 1, so that it can be printed; None if it is 0."""
    largest = max(map(abs, entries), default=0.0)
    if not largest or not np.isfinite(largest):
        return None
    found = tuple(Fraction(round(entry / largest * _GRAIN), _GRAIN) for entry in entries)
    return found if any(found) else None


def first_order(problem: Problem, point: Vector, candidates: Iterable[tuple[Along, Vector | None]]) -> Fall | None:
    """The first direction along which L is shown to fall to first order, with a lower point."""
    for along, direction in candidates:
        slope = None if direction is None else _negative(problem, point, direction, slope_along)
        if direction is not None and slope is not None:
            return _with_lower(problem, point, Fall(along, direction, slope, None, None, None, None, _one(direction)))
    return None


def second_order(problem: Problem, point: Vector, direction: Vector | None) -> Fall | None:
    """The direction if L is shown to be curved downwards along it, with a lower point on one side."""
    if direction is None:
        return None
    curvature = _negative(problem, point, direction, curvature_along)
    if curvature is None:
        return None
    sides = [direction, tuple(-entry for entry in direction)]
    falls = [Fall(Along.EIGENVECTOR, side, None, curvature, None, None, None, _one(side)) for side in sides]
    made = [_with_lower(problem, point, fall) for fall in falls]
    return min(made, key=lambda fall: (fall.loss is None, fall.loss.middle if fall.loss else 0))


def outward(problem: Problem, point: Vector, candidates: Iterable[tuple[Along, Vector | None]]) -> Fall | None:
    """A ray along which L is shown to fall at the point, and from each of a few places on it to the next.

    The last is 99 (1 + the largest entry of the point) away. A ray along which L falls so far says that a descent from
    the point does not end near it; that it falls at the point itself is what shows that the point is no local minimum.
    """
    size = max(map(abs, point), default=Fraction(0))
    for along, direction in candidates:
        slope = None if direction is None else _negative(problem, point, direction, slope_along)
        if direction is None or slope is None:
            continue
        unit = Fraction(-(-(1 + size) // max(map(abs, direction))))  # a short number
        places = [point, *(_moved(point, direction, unit * stretch) for stretch in _STRETCHES)]
        last = None
        for here, there in pairwise(places):
            last = _lower(problem, here, there)
            if last is None:
                break
        if last is not None:
            return Fall(along, direction, slope, None, unit * _STRETCHES[-1], places[-1], last, _one(direction))
    return None


# --- directions -----------------------------------------------------------------------------------------------------


def smooth_directions(gradient: Sequence[flint.arb]) -> Iterator[tuple[Along, Vector | None]]:
    """Where L is differentiable: minus the gradient, also exactly in the largest entry alone."""
    found = finite_floats([[entry.mid() for entry in gradient]])[0]
    if np.abs(found).max(initial=0.0) == 0.0:  # below what floats hold
        found = np.array([float(_scaled(entry, gradient)) for entry in gradient])
    yield Along.GRADIENT, short_direction([-entry for entry in found])
    largest = int(np.abs(found).argmax())
    sign = Fraction(-1 if found[largest] > 0 else 1)
    yield Along.PARAMETER, tuple(sign if k == largest else Fraction(0) for k in range(len(found)))


def _scaled(entry: flint.arb, gradient: Sequence[flint.arb]) -> flint.arb:
    top = max((other.abs_upper() for other in gradient), default=flint.arb(1))
    return entry / top if top > 0 else flint.arb(0)


def rough_directions(problem: Problem, point: Vector) -> Iterator[tuple[Along, Vector | None]]:
    """Where L has breaks at the point: minus the gradients beside it, and each parameter up and down."""
    random, size = Random(_SEED), len(point)
    for _ in range(_SIDES):
        beside = tuple(value + _BESIDE * Fraction(random.randint(-64, 64), 64) for value in point)
        with precision(_LOOK):
            found = answer(slopes, problem, beside)
        if found is not None:
            yield Along.SIDE, short_direction([-float(entry.mid()) for entry in found.gradient])
    for k in range(size):
        for sign in (1, -1):
            yield Along.PARAMETER, tuple(Fraction(sign if j == k else 0) for j in range(size))


def scaling(point: Vector) -> tuple[Along, Vector | None]:
    """The ray through the point."""
    return Along.SCALING, short_direction([float(value) for value in point])


# --- what is shown ----------------------------------------------------------------------------------------------------


def _negative(problem: Problem, point: Vector, direction: Vector, along: _Derivative) -> Enclosure | None:
    """The derivative along the direction if it is shown to be negative, with more bits where it is small."""
    for bits in _BITS:
        try:
            with precision(bits):
                found = along(problem, point, direction)
                if found < 0:
                    return Enclosure.of(found)
                if found > 0:
                    return None
        except Refusal:
            return None
    return None


def _one(direction: Vector) -> int | None:
    """The place of the one entry that is not 0."""
    places = [k for k, entry in enumerate(direction) if entry]
    return places[0] if len(places) == 1 else None


def _moved(point: Vector, direction: Vector, step: Fraction) -> Vector:
    return tuple(value + step * entry for value, entry in zip(point, direction, strict=True))


def _with_lower(problem: Problem, point: Vector, fall: Fall) -> Fall:
    """The fall with the lowest point on its ray among steps that are powers of 2, if it is shown to be lower."""
    heights: list[tuple[float, Fraction]] = []
    for step in _STEPS:
        with precision(_LOOK):
            found = answer(height, problem, _moved(point, fall.direction, step), Fraction(0))
        if found is not None and found[0].is_finite():
            heights.append((float(found[0].mid()), step))
    for _, step in sorted(heights, key=lambda entry: (entry[0], entry[1]))[:3]:
        lower = _moved(point, fall.direction, step)
        loss = _lower(problem, point, lower)
        if loss is not None:
            return replace(fall, step=step, lower=lower, loss=loss)
    return fall


def _lower(problem: Problem, here: Vector, there: Vector) -> Enclosure | None:
    """L at the second point, if it is shown to be lower than at the first."""
    for bits in _BITS:
        try:
            with precision(bits):
                return Enclosure.of(check_lower(problem, here, there)[1])
        except Refusal:
            continue
    return None
