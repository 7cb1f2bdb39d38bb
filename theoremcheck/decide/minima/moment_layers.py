"""Smooth deep parts whose second order is definite: biases and weights, layer after layer, in floats.

Weights between the layers that are small make the diagonal of the second derivative outweigh the rest; where they are
frozen, the places of the layers are all that there is to choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import isfinite
from typing import Final

import flint

from theoremcheck.decide.asking import answer
from theoremcheck.decide.minima.curved_layers import completed
from theoremcheck.decide.minima.points import BIASES, fixed_bias, frozen_entry, zeros
from theoremcheck.trusted.bounds import MAX_RESTING_LAYERS
from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.average import MomentLayersPart
from theoremcheck.trusted.minima.point import Neurons, Number, Point, Units
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.model import Kind, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.work import kept

_GRID: Final = 8
"""Biases are multiples of 1 / _GRID."""
_PLACES: Final = (BIASES[:7], BIASES[7:11])
"""What a layer above the first is made to receive; the second lot where the first does not do."""
_WEIGHTS: Final = tuple(sign * Fraction(1, 4**k) for k in range(5) for sign in (1, -1))
_KEPT: Final = 3
"""So many stacks are built on, for each sign of the second order and of what the stack gives."""
_TRIED: Final = 12
"""So many points are proposed for one output."""
_SMALL: Final = 1e-12
_FAR: Final = 2**400
"""Frozen weights beyond are not looked at: floats would not hold what comes of them."""
_FINE: Final = 2**60


@dataclass(frozen=True)
class Stack:
    """Layers so far, what a unit of the last one gives, and all of them together to second order; 0 where affine.

    ``units`` is the width m of the layer that is not affine, 0 so far.
    """

    layers: tuple[Units, ...]
    level: Fraction
    units: int
    slope: float
    diagonal: float
    common: float

    @property
    def sign(self) -> int:
        """The sign of the second derivative, 0 if it is not definite."""
        whole = self.diagonal + self.units * self.common
        least = whole if self.units == 1 else min(self.diagonal * whole, abs(whole), abs(self.diagonal))
        if abs(whole) <= _SMALL or (self.units != 1 and least <= _SMALL**2):
            return 0
        return 1 if whole > 0 else -1

    @property
    def worth(self) -> float:
        """How far from indefinite."""
        whole = abs(self.diagonal + self.units * self.common)
        return whole if self.units == 1 else min(whole, abs(self.diagonal))


def moment_points(
    problem: Problem, stacks: tuple[Stack, ...], groups: tuple[Neurons, ...], direction: int, wanted: Number
) -> Iterator[tuple[Point, MomentLayersPart]]:
    """Points with the output ``wanted`` and a deep part curved against moments of this sign; the kernel sees to it."""
    for stack in stacks:
        for point in completed(problem, groups, stack.layers, -direction * stack.sign, wanted):
            yield point, MomentLayersPart()


def moment_stacks(problem: Problem) -> Iterator[tuple[Stack, ...]]:
    """Deep parts to try, and others where these do not do; neither the shortcut nor what is output matters to them."""
    return (tuple(_stacks(problem, places)) for places in _PLACES)


def _stacks(problem: Problem, places: tuple[Fraction, ...]) -> Iterator[Stack]:
    """Deep parts whose second order is definite, the better ones first; layers above the first are about the places."""
    if not problem.network.plain or not 0 < len(problem.network.deep) <= MAX_RESTING_LAYERS:
        return
    found = [Stack((), Fraction(0), 0, 0.0, 0.0, 0.0)]
    for _ in problem.network.deep:
        found = _best(stack for below in found for stack in _above(problem, below, places))
    yield from [stack for stack in found if stack.sign][:_TRIED]


def _best(stacks: Iterator[Stack]) -> list[Stack]:
    """Some for each pair of signs: those that are furthest from indefinite, and affine or indefinite ones."""
    groups: dict[tuple[int, bool, bool], list[Stack]] = {}
    for stack in stacks:
        groups.setdefault((stack.sign, stack.level > 0, stack.units == 0), []).append(stack)
    found = [stack for group in groups.values() for stack in sorted(group, key=_merit)[:_KEPT]]
    return sorted(found, key=_merit)


def _merit(stack: Stack) -> tuple[float, float]:
    return (-stack.worth if stack.sign else 0.0), -abs(stack.slope)


def _above(problem: Problem, below: Stack, places: tuple[Fraction, ...]) -> Iterator[Stack]:
    """The stack with one layer more, for several weights and biases."""
    index = len(below.layers)
    layer = problem.network.deep[index]
    pieces = answer(_pieces, problem, index)
    bias, frozen = fixed_bias(problem, index), frozen_entry(problem, index, Kind.WEIGHTS)
    if pieces is None or (index and frozen is not None and abs(frozen) > _FAR):
        return
    if not index:
        for place in BIASES if bias is None else (bias,):
            jet = _jet(pieces, place)
            if jet is not None:
                value, slope, bend, affine = jet
                yield Stack((Units(zeros(problem), place),), value, 0 if affine else layer.width, slope, bend, 0.0)
        return
    whole = problem.network.deep[index - 1].width * below.level
    for weight, wanted in product(_WEIGHTS if frozen is None else (frozen,), places if bias is None else (bias,)):
        shift = Fraction(round((wanted - weight * whole) * _GRID), _GRID) if bias is None else bias
        jet = _jet(pieces, weight * whole + shift)
        if jet is not None:
            yield _next(below, Units((weight,), shift), jet, layer.width)


def _next(below: Stack, units: Units, jet: tuple[Fraction, float, float, bool], width: int) -> Stack:
    value, slope, bend, affine = jet
    layers, weight = (*below.layers, units), float(units.weights[0])
    if not below.units:
        return Stack(layers, value, 0 if affine else width, slope, bend, 0.0)
    received = weight * below.slope
    return Stack(
        layers,
        value,
        below.units,
        width * slope * received,
        width * slope * weight * below.diagonal,
        width * (slope * weight * below.common + bend * received * received),
    )


@kept(4096)
def _jet(pieces: Pieces, place: Fraction) -> tuple[Fraction, float, float, bool] | None:
    """S, s' and s'' near a place, and whether s is affine there; None at a break, or where they are not numbers."""
    points = answer(_points, pieces)
    if points is None or place in points:
        return None
    piece = pieces.pieces[sum(point < place for point in points)]
    derivatives = [piece, *(answer(nth_derivative, piece, order) for order in (1, 2))]
    with precision(START_PRECISION):
        near: flint.arb = ball(place)
        found = [None if entry is None else answer(evaluate, entry, near) for entry in derivatives]
        numbers = [float("nan") if entry is None else float(entry.mid()) for entry in found]
    if not all(map(isfinite, numbers)):
        return None
    affine = derivatives[2] is not None and is_zero(derivatives[2])
    return Fraction(round(Fraction(numbers[0]) * _FINE), _FINE), numbers[1], numbers[2], affine


def _points(pieces: Pieces) -> tuple[Fraction, ...]:
    return pieces.points


def _pieces(problem: Problem, index: int) -> Pieces:
    return split(formula(problem.network.deep[index].neuron, "deep neuron"))
