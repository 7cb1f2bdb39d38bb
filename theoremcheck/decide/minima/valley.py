"""Spurious valleys that the sign of one output weight cuts off, from points that a search saw. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.functions.shape import at_least
from theoremcheck.trusted.functions.balls import ball, evaluate, precision, rational_bounds
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.shape import LowerBound
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.valley import SpuriousValley, constant_output, half_loss, last_unit
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.expr import mul, num
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import AnyFunction, Function, Problem, Vector

_BITS: Final = 128
"""The precision of the values of L."""
_DIGITS: Final = (0, 1, 2, 3, 6)
"""Decimal places that points are rounded to."""
_SHORT: Final = 64
"""The largest denominator of a bound that is taken for a least value itself."""
_PLACES: Final = (12, 6, 3, 1, 0)
"""Decimal places of the bounds below a least value, the nearest first."""


def has_one_unit(problem: Problem) -> bool:
    """True if the network ends in one unit, with a trained output weight: the others have no such valley."""
    return answer(last_unit, as_deep(problem), Layout.of(as_deep(problem))) is not None


def valleys(problem: Problem, points: Iterable[Vector]) -> Iterator[SpuriousValley]:
    """Of points of all trained parameters, the lowest with each sign of the weight beside the lowest of all."""
    problem = as_deep(problem)
    layout = Layout.of(problem)
    place, neuron = last_unit(problem, layout)
    floor = _floor(neuron)
    if floor is None:
        return
    known = {point: found for point in dict.fromkeys(points) if (found := _height(problem, point)) is not None}
    lowest: dict[bool, Vector] = {}
    for point in sorted(known, key=known.__getitem__):
        weight = layout.full(point)[place]
        if weight:
            lowest.setdefault(weight > 0, point)
    negative = floor[1]
    for side, start in lowest.items():
        lower = lowest.get(not side)
        served = 1 if side is not negative else -1  # v h >= 0: class + gains from it
        own, least = (_half(problem, layout, label, -served) for label in (-served, served))
        if lower is not None and own is not None and least is not None:
            yield SpuriousValley(start, lower, floor[0], negative, own, least, _BITS)


def shorter_valley(evidence: SpuriousValley) -> Iterator[SpuriousValley]:
    """The same with fewer digits in both points, the fewest first."""
    for digits in _DIGITS:
        start, lower = (tuple(round(entry, digits) for entry in point) for point in (evidence.start, evidence.lower))
        yield replace(evidence, start=start, lower=lower)


def _floor(neuron: AnyFunction) -> tuple[LowerBound, bool] | None:
    """That the neuron is at least 0, or at most; of one without a formula nothing is seen."""
    if not isinstance(neuron, Function):
        return None
    for negative, own in ((False, neuron.expr), (True, mul((num(-1), neuron.expr)))):
        pieces = answer(split, own)
        found = None if pieces is None else at_least(pieces, Fraction(0))
        if found is not None:
            return found, negative
    return None


def _half(problem: Problem, layout: Layout, label: int, own: int) -> LowerBound | None:
    """A bound of the loss of a class on the half-line of its margins, close to its least value there."""
    constant = answer(constant_output, problem, layout)
    expr = None if constant is None else answer(half_loss, problem, label, own, constant)
    pieces = None if expr is None else answer(split, expr)
    if constant is None or pieces is None:
        return None
    end = -label * constant
    places = (end, *(end + sign * Fraction(2) ** power for power in range(-6, 9) for sign in (-1, 1)), Fraction(-1))
    values = [found for place in places if (found := answer(_value, pieces, place)) is not None]
    bounds = dict.fromkeys(_below(min(values))) if values else ()
    return next((shown for bound in bounds if (shown := answer(at_least, pieces, bound)) is not None), None)


def _value(pieces: Pieces, place: Fraction) -> Fraction | None:
    with precision(_BITS):
        bounds = rational_bounds(evaluate(pieces.piece_at(place), ball(place)))
    return None if bounds is None else bounds[0]


def _below(value: Fraction) -> Iterator[Fraction]:
    """Short rationals that a function with this least value may be proved to be above, the nearest first."""
    near = value.limit_denominator(_SHORT)
    if abs(near - value) < Fraction(1, 10**9):
        yield near
    for digits in _PLACES:
        yield Fraction(floor(value * 10**digits), 10**digits)


def _height(problem: Problem, point: Vector) -> Fraction | None:
    with precision(_BITS):
        found = answer(height, problem, point, Fraction(0))
        bounds = None if found is None else rational_bounds(found[0])
    return None if bounds is None else bounds[1]
