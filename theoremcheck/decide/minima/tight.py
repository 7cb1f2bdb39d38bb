"""A smaller box around the minimum of a box: its distance to a point is known. Untrusted: the kernel accepts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.minima.simple import sharpened
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.problem.model import Problem

_BITS: Final = 256
_EXPONENTS: Final = (90, 60, 44, 34)


def tightened(problem: Problem, condition: str, evidence: Box) -> Box:
    """A box of small radius inside the given one that the kernel accepts as well; the given one if none is found.

    Both boxes hold one minimum in what moves, and what is held stays where it is: so it is the same minimum.
    """
    smaller = (box for box in _smaller(problem, evidence) if accepts(establish, problem, condition, True, box))
    return next(smaller, evidence)


def _smaller(problem: Problem, evidence: Box) -> Iterator[Box]:
    centre = sharpened(problem, evidence)
    for exponent in _EXPONENTS:
        radius = Fraction(1, 2**exponent)
        inside = all(abs(a - b) + radius <= evidence.radius for a, b in zip(centre, evidence.centre, strict=True))
        if inside:
            yield replace(evidence, centre=centre, radius=radius, precision=max(_BITS, evidence.precision))
