"""A minimum in closer bounds, so that its distance to a point is known. Untrusted: the kernel accepts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Final

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.minima.parameters import constant_value
from theoremcheck.decide.minima.simple import sharpened_box
from theoremcheck.trusted.kernel.conditions import POINTS
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.average import AverageMinimum
from theoremcheck.trusted.minima.box import Box, check_minimum
from theoremcheck.trusted.minima.fibre import FibreMinimum
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.minima.penalty import PenaltyMinimum
from theoremcheck.trusted.minima.point import Between, Constant
from theoremcheck.trusted.problem.model import Problem

_BITS: Final = 256
_EXPONENTS: Final = (90, 60, 44, 34)
_NARROW: Final = (190, 90)


def tightened(problem: Problem, condition: str, evidence: Minimum) -> Minimum:
    """A box of small radius inside the given one that the kernel accepts as well, or a constant in closer bounds.

    The given evidence if none is found. Both boxes hold one minimum in what moves, and what is held stays where it is:
    so it is the same minimum.
    """
    holds = partial(establish, problem, condition, True) if condition in POINTS else partial(check_minimum, problem)
    return next((entry for entry in _closer(problem, evidence) if accepts(holds, entry)), evidence)


def _closer(problem: Problem, evidence: Minimum) -> Iterator[Minimum]:
    if isinstance(evidence, Box):
        yield from _smaller(problem, evidence)
    elif isinstance(evidence, AverageMinimum | FibreMinimum | FlatMinimum | PenaltyMinimum):
        for constant in _narrower(problem, evidence.constant):
            yield replace(evidence, constant=constant)


def _narrower(problem: Problem, constant: Constant | None) -> Iterator[Between]:
    if isinstance(constant, Between):
        middle = constant_value(problem, constant)
        for exponent in _NARROW:
            radius = Fraction(1, 2**exponent)
            if constant.lower <= middle - radius and middle + radius <= constant.upper:
                yield Between(middle - radius, middle, middle + radius)


def _smaller(problem: Problem, evidence: Box) -> Iterator[Box]:
    sharp = sharpened_box(problem, evidence)
    for exponent in _EXPONENTS:
        radius = Fraction(1, 2**exponent)
        inside = all(abs(a - b) + radius <= evidence.radius for a, b in zip(sharp.centre, evidence.centre, strict=True))
        if inside:
            yield replace(sharp, radius=radius, precision=max(_BITS, evidence.precision))
