"""Proposes data.linear_bound: what the best linear function of the features costs, or one near it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.data.linear import FACTS
from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.shape import LowerBound
from theoremcheck.trusted.minima.linear_bound import LinearBound, excess
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Function, Problem, Vector
from theoremcheck.trusted.problem.samples import samples

_MAX_DENOMINATOR: Final = 1000
_GRAIN: Final = 10**6
"""Bounds with larger denominators, or that are not rational, are rounded up to a multiple of its inverse."""


def _propose(case: Case) -> Iterator[Proposal]:
    from theoremcheck.decide.minima.fits import fits

    ground, problem = case.shared(Ground), case.problem
    if not ground.concrete or ground.convexity is None or problem.parameters or not isinstance(problem.loss, Function):
        return
    found = decide_function(problem.loss.expr, "bounded_below")
    if found is None or not isinstance(found[1], LowerBound):
        return
    affine = answer(FACTS["network.constant_trained"], problem)
    rows = problem.samples.lifted if affine else problem.samples.points
    for fit in fits(problem, rows):
        rounded = tuple(entry.limit_denominator(_MAX_DENOMINATOR) for entry in fit.coefficients)
        for coefficients in dict.fromkeys((rounded, fit.coefficients)):
            bound = _bound(problem, coefficients, found[1].bound)
            if bound is not None and bound < 1:
                yield True, LinearBound(coefficients, found[1], rounded_down(problem, bound))


def _bound(problem: Problem, coefficients: Vector, least: Fraction) -> Fraction | None:
    """The bound that these coefficients show, or a short one above it; None where floats do not hold it."""
    cost, scale = excess(problem, coefficients, least)
    exact = [rational_value(entry) for entry in (cost, scale)]
    if exact[0] is not None and exact[1]:
        return _short(exact[0] / exact[1])
    upper, lower = ends(cost)[1], ends(scale)[0]
    return Fraction(ceil(upper / lower * _GRAIN) + 1, _GRAIN) if lower > 0 else None


def _short(bound: Fraction) -> Fraction:
    return bound if bound.denominator <= _GRAIN else Fraction(ceil(bound * _GRAIN), _GRAIN)


def rounded_down(problem: Problem, error: Fraction) -> Fraction:
    """The greatest training error up to ``error``, >= 0, on these samples.

    Where that is not computed it is ``error``, or a short number close to it and above.
    """
    bits, total = samples(problem).sums
    if bits < 0:
        return _short(error)
    most = floor(error * total)
    return Fraction((bits & ((2 << most) - 1)).bit_length() - 1, total)


def ends(constant: Expr) -> tuple[float, float]:
    """Floats at or near the ends of a constant."""
    with precision(START_PRECISION):
        found = evaluate(constant, ball(Fraction(0)))
        return float(found.lower()), float(found.upper())


PROPOSERS: Final = MappingProxyType({"data.linear_bound": _propose})
