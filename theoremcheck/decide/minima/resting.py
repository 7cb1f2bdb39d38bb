"""Neurons of the shortcut that weight decay has made small: at rest, or on the way there. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass

SMALL: Final = (Fraction(1, 50), Fraction(2, 5))
"""What counts as small, the least first."""


@dataclass(frozen=True)
class Resting:
    """A neuron with small weights: its number, and the places of its trained a_j and w_j in a point, (P,).

    ``bias`` is the place of b_j, None if that is not trained; ``whole`` says that all of a_j and w_j are trained.
    """

    neuron: int
    weights: tuple[int, ...]
    bias: int | None
    whole: bool


def resting(problem: Problem, point: Vector, small: Fraction | None) -> Iterator[Resting]:
    """The neurons none of whose trained a_j and w_j is larger than ``small``; all neurons for None."""
    layout = Layout.of(problem)
    column = {place: k for k, place in enumerate(layout.trained)}
    for j in range(problem.network.width):
        near = layout.wiring(Unit(0, j))
        own = (*near.incoming, *near.outgoing)
        weights = tuple(column[place] for place in own if place in column)
        if small is None or all(abs(point[k]) <= small for k in weights):
            bias = None if near.bias is None else column.get(near.bias)
            yield Resting(j, weights, bias, len(weights) == len(own))
