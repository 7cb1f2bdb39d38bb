"""The path of thm.decay_valley: linear neurons under weight decay are aligned, then scaled by one root.

The names are those of the proof: f is affine in beta = sum_j a_j w_j and in theta, which is all that is beside the
neurons, and r = |a|^2. A trained b_j counts as an entry of w_j, whether it is in a penalty or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require
from theoremcheck.verdict.path.decay import neuron_places
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.scaled import ONE
from theoremcheck.verdict.path.straight import is_lower
from theoremcheck.verdict.path.values import Move, Piece

_LEAST: Final = Fraction(1, 2**20)
"""Share of |a|^2 that is left where a' = 0: the proof needs r > 0."""
_ZERO, _UNIT = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class _Neurons:
    """The neurons of the shortcut at all parameters ``full``, (p,)."""

    places: tuple[tuple[int, ...], ...]
    full: Vector

    @property
    def outer(self) -> Vector:
        """The a_j, (M,)."""
        return tuple(self.full[own[0]] for own in self.places)

    @property
    def norm(self) -> Fraction:
        """The number r = |a|^2."""
        return sum((a * a for a in self.outer), _ZERO)

    @property
    def slope(self) -> Vector:
        """The vector beta = sum_j a_j w_j, with the biases."""
        columns = zip(*([self.full[place] for place in own[1:]] for own in self.places), strict=True)
        return tuple(sum((a * w for a, w in zip(self.outer, column, strict=True)), _ZERO) for column in columns)

    def with_inner(self, rows: Sequence[Vector]) -> Vector:
        """All parameters with other w_j."""
        found = list(self.full)
        for own, row in zip(self.places, rows, strict=True):
            for place, entry in zip(own[1:], row, strict=True):
                found[place] = entry
        return tuple(found)


def pieces(problem: Problem, point: Vector, goal: Vector) -> Iterator[Piece]:
    """The pieces of the path from a point to where L is about that of the goal, or less, both (P,).

    Raises ``Refusal`` where the goal is not lower.
    """
    require(is_lower(problem, goal, point), "path.no_lower")
    layout = Layout.of(problem)
    places = tuple(neuron_places(layout))
    here, there = (_Neurons(places, layout.full(entries)) for entries in (point, goal))
    norm = here.norm
    share = [a / norm if norm else _ZERO for a in here.outer]  # case 2: the w_j shrink to 0
    aligned = here.with_inner([tuple(part * entry for entry in here.slope) for part in share])
    yield Piece.straight(Move.ALIGN if norm else Move.IDLE, point, layout.centre(aligned))
    if not is_lower(problem, goal, layout.centre(aligned)):
        return  # where the penalties have fallen L is as low already
    # In case 2 the neurons are those of the goal, scaled from 0; in case 1 those that are there.
    entries = [Ratio.line(*ends) for ends in zip(aligned, there.full, strict=True)]
    scales = [ONE] * len(entries)
    last = there.norm or _LEAST * norm
    factor = Ratio.line(_UNIT, last / norm) if norm else Ratio.line(_ZERO, _UNIT)
    for j, own in enumerate(places):
        for place in own:
            scales[place] = factor
            entries[place] = Ratio.constant(there.full[place])
        if norm:
            a = here.outer[j]
            entries[own[0]] = Ratio.constant(a)
            for place, first, final in zip(own[1:], here.slope, there.slope, strict=True):
                entries[place] = Ratio.line(a * first, a * final) / Ratio.line(norm, last)
    yield Piece(Move.LOWER, layout.centre(entries), layout.centre(scales))
