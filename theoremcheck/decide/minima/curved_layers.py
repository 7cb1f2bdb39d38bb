"""Deep parts that are curved layer by layer: biases and weights, layer after layer, and the output weight."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice, product
from typing import Final

from theoremcheck.decide.asking import accepts, answer
from theoremcheck.decide.minima.parameters import evaluated
from theoremcheck.decide.minima.points import (
    BIASES,
    NOTHING,
    REACHES,
    curve_on,
    fixed_bias,
    frozen_entry,
    frozen_output,
    minus,
    solved_weights,
    total,
    zeros,
)
from theoremcheck.trusted.bounds import MAX_RESTING_LAYERS
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.minima.average import CurvedLayersPart
from theoremcheck.trusted.minima.curved_layers import Bend, check_monotone
from theoremcheck.trusted.minima.point import Neurons, Number, Point, Units
from theoremcheck.trusted.minima.reach import exactly, formula, resting_places, resting_value, times, value_there
from theoremcheck.trusted.problem.expr import ONE, Num, div
from theoremcheck.trusted.problem.model import Block, Kind, Problem
from theoremcheck.trusted.records import dataclass

_GRID: Final = 8
"""Biases are multiples of 1 / _GRID."""
_SLACK: Final = Fraction(1, 2 * _GRID)
"""So far what a layer receives may be from the place that is wanted."""
_TRIED: Final = 4
"""So many points are proposed where the output bias makes the output: one does, unless it is too much work."""
_KEPT: Final = 2
"""So many stacks are built on."""
_BITS: Final = 24
"""Weights are multiples of 2^-k, k below this, where one is close enough."""
_FINE: Final = 2**60


@dataclass(frozen=True)
class _Spot:
    """A place where a neuron is curved, and one direction in which it is monotone there: rising (1) or falling (-1)."""

    place: Fraction
    bend: Bend
    direction: int


@dataclass(frozen=True)
class _Stack:
    """Layers so far: how they are bent, and what a unit of the last one gives, to many digits."""

    layers: tuple[Units, ...]
    bends: tuple[Bend, ...]
    level: Fraction


# --- points -------------------------------------------------------------------------------------------------------


def curved_points(
    problem: Problem, groups: tuple[Neurons, ...], inner: int, wanted: Number
) -> Iterator[tuple[Point, CurvedLayersPart]]:
    """Points with the output ``wanted`` and a deep part that is curved for the inner class; the kernel sees to signs.

    What makes f the constant is the output bias where it is trained; else the output weight of the deep part, whose
    sign may come out wrong, or one output weight for all neurons of the shortcut.
    """
    stacks = _stacks(problem)
    for stack in islice(stacks, _TRIED) if problem.network.trains(Block.OUTPUT_BIAS) else stacks:
        for point in completed(problem, groups, stack.layers, inner * stack.bends[-1].sign, wanted):
            yield point, CurvedLayersPart(stack.bends)


def completed(
    problem: Problem, groups: tuple[Neurons, ...], layers: tuple[Units, ...], sign: int, wanted: Number
) -> Iterator[Point]:
    """Points with the output ``wanted`` and these layers, whose output weights are to have the sign."""
    network, frozen = problem.network, frozen_output(problem)
    inside, value = answer(total, problem, groups), answer(resting_value, problem, layers)
    if inside is None or value is None or (frozen is not None and sign_of(frozen.base) != sign):
        return
    weight = frozen or exactly(Fraction(sign))
    if network.trains(Block.OUTPUT_BIAS):
        yield Point(minus(minus(wanted, inside), times(weight, value)), groups, layers, weight)
        return
    offset = _offset(problem)
    if network.output_bias and offset is None:
        return
    free = minus(wanted, offset or NOTHING)
    if not is_zero(value) and frozen is None:
        yield Point(offset, groups, layers, times(minus(free, inside), div(ONE, value)))
    if frozen is not None and not (groups and network.trains(Block.OUTPUT_WEIGHTS)):
        yield Point(offset, groups, layers, weight)  # the kernel sees whether it has the output
    if groups and network.trains(Block.OUTPUT_WEIGHTS):
        solved = solved_weights(problem, groups, minus(free, times(weight, value)))
        if solved is not None:
            yield Point(offset, solved, layers, weight)


def _offset(problem: Problem) -> Number | None:
    """The frozen output bias; None if there is none, or its value is not given."""
    frozen = problem.network.frozen_block(Block.OUTPUT_BIAS)
    return None if frozen is None or not frozen.value else exactly(frozen.value[0])


# --- layers -------------------------------------------------------------------------------------------------------


def _stacks(problem: Problem) -> Iterator[_Stack]:
    """Deep parts that are curved layer by layer; all that are tried differ in their last layer."""
    if not problem.network.plain or len(problem.network.deep) > MAX_RESTING_LAYERS:
        return
    below: tuple[_Stack, ...] = (_Stack((), (), Fraction(0)),)
    for _ in problem.network.deep[1:]:
        below = tuple(chain.from_iterable(_first(_above(problem, stack)) for stack in below[:_KEPT]))
    for stack in below[:_KEPT]:
        yield from _above(problem, stack)


def _first(stacks: Iterator[_Stack]) -> Iterator[_Stack]:
    """The first one, and the first that is curved the other way."""
    first = next(stacks, None)
    if first is not None:
        yield first
        yield from islice((stack for stack in stacks if stack.bends[-1].sign != first.bends[-1].sign), 1)


def _above(problem: Problem, stack: _Stack) -> Iterator[_Stack]:
    """The stack with one layer more, for every spot of its neuron that can be reached."""
    first, pieces = not stack.layers, answer(_pieces, problem, len(stack.layers))
    if pieces is None:
        return
    for spot in _spots(pieces, _places(problem, stack), directed=not first):
        entry = _first_layer(problem, spot) if first else _next_layer(problem, stack, spot)
        if entry is None:
            continue
        units, place = entry
        value = answer(value_there, pieces, Num(place))
        level = None if value is None else answer(evaluated, value)
        if level is not None:
            rounded = Fraction(round(level * _FINE), _FINE)
            yield _Stack((*stack.layers, units), (*stack.bends, spot.bend), rounded)


def _places(problem: Problem, stack: _Stack) -> tuple[Fraction, ...]:
    """What the layer above may receive, as far as it is known: one number where its parameters are frozen."""
    index = len(stack.layers)
    bias, weight = fixed_bias(problem, index), frozen_entry(problem, index, Kind.WEIGHTS)
    if bias is None or (stack.layers and weight is None):
        return BIASES
    if not stack.layers:
        return (bias,)
    place = (weight or 0) * problem.network.deep[index - 1].width * stack.level + bias
    return (Fraction(round(place * _GRID * _GRID), _GRID * _GRID),)


def _first_layer(problem: Problem, spot: _Spot) -> tuple[Units, Fraction]:
    return Units(zeros(problem), spot.place), spot.place


def _next_layer(problem: Problem, stack: _Stack, spot: _Spot) -> tuple[Units, Fraction] | None:
    """Weights of the sign that keeps the curvature, and a bias with which the layer receives about the place."""
    index, sign = len(stack.layers), spot.bend.sign * spot.direction * stack.bends[-1].sign
    below = problem.network.deep[index - 1].width * stack.level
    bias, frozen = fixed_bias(problem, index), frozen_entry(problem, index, Kind.WEIGHTS)
    if frozen is not None and frozen * sign <= 0:
        return None
    if bias is None:
        weight = frozen or Fraction(sign)
        bias = Fraction(round((spot.place - weight * below) * _GRID), _GRID)
        return Units((weight,), bias), weight * below + bias
    if frozen is not None or below == 0:
        weight = frozen or Fraction(sign)
        return (Units((weight,), bias), spot.place) if abs(weight * below + bias - spot.place) <= _SLACK else None
    exact = (spot.place - bias) / below
    short = (Fraction(round(exact * 2**k), 2**k) for k in range(_BITS))
    weight = next((w for w in short if abs(w - exact) * abs(below) <= _SLACK), exact)
    return (Units((weight,), bias), weight * below + bias) if weight * sign > 0 else None


def _spots(pieces: Pieces, places: tuple[Fraction, ...], *, directed: bool) -> Iterator[_Spot]:
    """Where the neuron is curved, and monotone too if that is asked; the intervals hold what is near the place."""
    for place, sign in product(places, (1, -1)):
        for reach in REACHES[:2]:
            curve = curve_on(pieces, place - reach, place + reach, sign)
            if curve is None:
                continue
            found = [d for d in (1, -1) if directed and accepts(check_monotone, pieces, curve, sign, rising=d > 0)]
            if found or not directed:
                yield from (_Spot(place, Bend(sign, curve), direction) for direction in found or (1,))
                break


def _pieces(problem: Problem, index: int) -> Pieces:
    return split(formula(problem.network.deep[index].neuron, "deep neuron"))


# --- a point that is given ----------------------------------------------------------------------------------------


def curved_part(problem: Problem, layers: tuple[Units, ...]) -> CurvedLayersPart | None:
    """How the layers of a deep part are bent, if they are so as to keep the curvature; None where that is not seen."""
    places = answer(resting_places, problem, layers)
    bends: list[Bend] = []
    for index, place in enumerate(places or ()):
        pieces, near = answer(_pieces, problem, index), answer(evaluated, place)
        if pieces is None or near is None:
            return None
        rounded = Fraction(round(near * _GRID * _GRID), _GRID * _GRID)
        sign = bends[-1].sign * (1 if layers[index].weights[0] > 0 else -1) if bends else 0
        spots = _spots(pieces, (rounded,), directed=bool(bends))
        found = next((s.bend for s in spots if not bends or s.bend.sign * s.direction == sign), None)
        if found is None:
            return None
        bends.append(found)
    return CurvedLayersPart(tuple(bends)) if bends else None
