"""The paths of theorems whose proof is a segment: thm.convex_valley, thm.line_valley and thm.realisable_valley."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.verdict.path.check import loss_at
from theoremcheck.verdict.path.segments import Segments
from theoremcheck.verdict.path.separable import furthest
from theoremcheck.verdict.path.values import Move, Piece


def pieces(problem: Problem, point: Vector, goal: Vector) -> Iterator[Piece]:
    """The segment from a point to a lower one: nothing else is asked for where L is convex, or falls and then rises.

    Raises ``Refusal`` where the goal is not lower.
    """
    require(is_lower(problem, goal, point), "path.no_lower")
    yield Piece.straight(Move.STRAIGHT, point, goal)


def is_lower(problem: Problem, goal: Vector, point: Vector) -> bool:
    """True proves that L is lower at the goal than at the point."""
    return bool(loss_at(problem, goal).upper < loss_at(problem, point).lower)


def fitting_pieces(problem: Problem, point: Vector, goal: Vector | None, segments: Segments) -> Iterator[Piece]:
    """The segment from a point to where all samples are fitted, or along a direction on which every cost falls.

    Where no rational fit is known it leads to the goal, a lower point, if no l(z_i) is greater there. Raises
    ``Refusal`` where there is none.
    """
    if segments.fit:
        yield Piece.straight(Move.STRAIGHT, point, segments.fit)
        return
    if segments.ray:
        layout = Layout.of(problem)

        def along(r: Fraction) -> list[Fraction]:
            return list(layout.full([entry + r * own for entry, own in zip(point, segments.ray, strict=True)]))

        yield Piece.straight(Move.STRAIGHT, point, layout.centre(furthest(problem, layout, along)))
        return
    if goal is None:
        raise Refusal("path.no_goal")
    yield from pieces(problem, point, goal)
