"""Paths on which all parameters move straight.

To a lower point that is known (thm.convex_valley, thm.line_valley), to one that fits all samples, or along a direction
in which no cost rises (thm.realisable_valley).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.path.margins import Premises
from theoremcheck.verdict.path.values import Move, Piece

FAR: Final = Fraction(100)
"""How often a direction of descent is added, which has no end."""


def pieces(problem: Problem, start: Vector, goal: Vector) -> Iterator[Piece]:
    """The segment from the one to the other."""
    yield Piece.straight(Move.STRAIGHT, start, goal)


def aimed(problem: Problem, start: Vector, premises: Premises) -> Iterator[Piece]:
    """The segment to the fit that facts name, or far along their direction. Raises ``Refusal`` without either."""
    if premises.fit is not None:
        yield Piece.straight(Move.STRAIGHT, start, premises.fit)
    elif premises.descent is not None:
        far = tuple(entry + FAR * step for entry, step in zip(start, premises.descent, strict=True))
        yield Piece.straight(Move.STRAIGHT, start, far)
    else:
        raise Refusal("path.no_goal")
