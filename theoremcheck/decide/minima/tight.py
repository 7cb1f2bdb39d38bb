"""A smaller box around the minimum of a box: its distance to a point is known. Untrusted: the kernel accepts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.minima.polishing import End, Loss, polished
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import core_problem
from theoremcheck.trusted.minima.slices import moving_places
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

_BITS: Final = 256
_LEEWAY: Final = 0.25
_EXPONENTS: Final = (90, 60, 44, 34)


def tightened(problem: Problem, condition: str, evidence: Box) -> Box:
    """A box of small radius inside the given one that the kernel accepts as well; the given one if none is found.

    Both boxes hold one minimum in what moves, and what is held stays where it is: so it is the same minimum.
    """
    for box in _smaller(problem, evidence):
        if isinstance(answer(_accepted, problem, condition, box), Fact):
            return box
    return evidence


def _accepted(problem: Problem, condition: str, box: Box) -> Fact:
    return establish(problem, condition, True, box)


def _smaller(problem: Problem, evidence: Box) -> Iterator[Box]:
    centre = evidence.centre
    if not evidence.kinks:
        try:
            core = core_problem(problem, evidence.shares, evidence.deep_shares) if evidence.split else problem
            moving = moving_places(evidence.slice, len(centre))
            found = polished(Loss(core, len(centre)), centre, _BITS, moving, _LEEWAY)
        except Refusal:
            return
        if found.end is End.SETTLED:
            moved = frozenset(moving)  # the others are not put on the grid of the polished point
            centre = tuple(found.at[k] if k in moved else value for k, value in enumerate(centre))
    for exponent in _EXPONENTS:
        radius = Fraction(1, 2**exponent)
        inside = all(abs(a - b) + radius <= evidence.radius for a, b in zip(centre, evidence.centre, strict=True))
        if inside:
            yield replace(evidence, centre=centre, radius=radius, precision=max(_BITS, evidence.precision))
