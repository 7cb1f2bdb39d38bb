"""Proposes lower points as evidence: beside boxes with a minimum, and below every bad minimum. Untrusted.

The points themselves come from descents and searches (``verdict.spurious``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import inf, isfinite
from typing import Final

from theoremcheck.decide.functions.shape import at_least
from theoremcheck.functions.floats import to_float
from theoremcheck.trusted.functions.balls import ball, evaluate, precision, rational_bounds
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.shape import LowerBound
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.constants import class_weights, constant_loss
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.spurious import Below, Low, Spurious
from theoremcheck.trusted.problem.model import Problem, Vector

_BITS: Final = 256
_DIGITS: Final = (0, 1, 2, 3, 6)
_GRID: Final = tuple(Fraction(k, 16) for k in range(-96, 97))
"""Outputs c at which h(c) is looked at."""
_PARTS: Final = (0.5, 0.9, 0.1)
_DENOMINATOR: Final = 10_000


def beside(boxes: Iterable[Box], lower: Vector) -> Iterator[Spurious]:
    """The lower point with each of the boxes that the check reads."""
    return (Spurious(box, lower, _BITS) for box in boxes if not box.split and not isinstance(box.slice, Decayed))


def below(bound: object, lower: Vector) -> Iterator[Low]:
    """The lower point with a lower bound of the loss, if that is one."""
    if isinstance(bound, LowerBound):
        yield Low(lower, bound, _BITS)


def below_constants(problem: Problem, lower: Vector) -> Iterator[Below]:
    """The lower point with a bound between W L there and the least h(c): the middle first, then closer to h."""
    pieces, total = split(constant_loss(problem)), sum(class_weights(problem))
    with precision(_BITS):
        here = rational_bounds(height(problem, lower, Fraction(0))[0])
    if here is None:
        return
    least = min(_value(pieces, place) for place in _GRID)
    for part in _PARTS:
        middle = to_float(here[1] * total) * (1 - part) + least * part
        if isfinite(middle) and middle > here[1] * total:
            bound = at_least(pieces, Fraction(middle).limit_denominator(_DENOMINATOR))
            if bound is not None:
                yield Below(lower, bound, _BITS)


def _value(pieces: Pieces, place: Fraction) -> float:
    with precision(_BITS):
        value = float(evaluate(pieces.piece_at(place), ball(place)))
    return value if isfinite(value) else inf


def shorter(evidence: Spurious | Low | Below) -> Iterator[Spurious | Low | Below]:
    """The same with fewer digits in the lower point, the fewest first."""
    for digits in _DIGITS:
        yield replace(evidence, lower=tuple(round(entry, digits) for entry in evidence.lower))
