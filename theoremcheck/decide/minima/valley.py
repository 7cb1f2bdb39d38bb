"""Spurious valleys that the sign of one output weight cuts off, from points that a search saw. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.functions.shape import at_least, decide_function
from theoremcheck.trusted.functions.balls import precision, rational_bounds
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import LowerBound
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.valley import SpuriousValley, last_unit
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.expr import mul, num
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import AnyFunction, Function, Problem, Vector

_BITS: Final = 128
_DIGITS: Final = (0, 1, 2, 3, 6)


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
        least = None if lower is None else _least(problem.loss_of(-1 if side is negative else 1))
        if lower is not None and least is not None:
            yield SpuriousValley(start, lower, floor[0], negative, least, _BITS)


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


def _least(loss: AnyFunction) -> LowerBound | None:
    found = decide_function(loss.expr, "bounded_below") if isinstance(loss, Function) else None
    return found[1] if found is not None and isinstance(found[1], LowerBound) else None


def _height(problem: Problem, point: Vector) -> Fraction | None:
    with precision(_BITS):
        found = answer(height, problem, point, Fraction(0))
        bounds = None if found is None else rational_bounds(found[0])
    return None if bounds is None else bounds[1]
