"""Proposes data.constant_bound: what the best constant output costs, or one near it.

Only where the claim is about the error: a constant is wrong on a class, so its bound is above 0 and says nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache, partial
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.decide.minima.linear_bound import ends, rounded_down
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.shape import LowerBound
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.minima.constant_bound import ConstantBound, excess
from theoremcheck.trusted.minima.constants import class_weights
from theoremcheck.trusted.problem.expr import Expr, parameters
from theoremcheck.trusted.problem.model import Dataset, Function, Problem

_REACH: Final = 2**7
_STEPS: Final = 24
_DENOMINATORS: Final = (1, 12, 1000, 10**6)
"""Constants are sought up to this size, in as many steps; and numbers with no larger denominators beside them."""


def _propose(case: Case) -> Iterator[Proposal]:
    problem = case.problem
    if case.question.asked is not Asked.ERROR_AT_MOST or not isinstance(problem.dataset, Dataset):
        return
    found: list[LowerBound] = []
    for loss in problem.losses:
        if not isinstance(loss, Function) or parameters(loss.expr):
            return
        own = decide_function(loss.expr, "bounded_below")
        if own is None or not isinstance(own[1], LowerBound):
            return
        found.append(own[1])
    priced = partial(excess, problem, least=tuple(own.bound for own in found), weights=class_weights(problem))
    cost = cache(lambda constant: ends(priced(constant)[0])[1])
    best = min(_near(_cheapest(cost)), key=cost)
    bound = _bound(problem, *priced(best))
    if bound < 1:
        yield True, ConstantBound(best, tuple(found), bound)


def _near(place: Fraction) -> tuple[Fraction, ...]:
    """The place, and shorter numbers close to it, the shortest first."""
    return tuple(dict.fromkeys(place.limit_denominator(most) for most in _DENOMINATORS))


def _cheapest(cost: Callable[[Fraction], float]) -> Fraction:
    """Where a convex function is about least: of five points in a row the three around the lowest, again and again."""
    low, high = Fraction(-_REACH), Fraction(_REACH)
    for _ in range(_STEPS):
        step = (high - low) / 4
        inner = [low + k * step for k in (1, 2, 3)]
        middle = min(inner, key=cost)
        low, high = middle - step, middle + step
    return (low + high) / 2


def _bound(problem: Problem, cost: Expr, rises: Mapping[int, Expr]) -> Fraction:
    """The greatest training error that wrong samples can have for this price, those of the cheaper class first."""
    weights = class_weights(problem)
    left, wrong = _known(cost, upper=True), Fraction(0)
    classes = zip(weights, (_known(rises[label], upper=False) for label in (1, -1)), strict=True)
    for weight, rise in sorted(classes, key=lambda entry: entry[1]):
        own = min(weight, max(left, Fraction(0)) / rise) if rise > 0 else weight
        left, wrong = left - own * rise, wrong + own
    return rounded_down(problem, wrong / sum(weights, Fraction(0)))


def _known(constant: Expr, *, upper: bool) -> Fraction:
    """The constant, or a number on that side of it and close to it."""
    exact = rational_value(constant)
    if exact is not None:
        return exact
    low, high = ends(constant)
    near = Fraction(high if upper else low)
    return near + (1 if upper else -1) * (abs(near) + 1) / 10**12


PROPOSERS: Final = MappingProxyType({"data.constant_bound": _propose})
