"""Points where one trained number has a local minimum of L, from where L falls and rises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.minima.ground import Ground, valleys
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.functions.breaks import above, below, between
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.line import line_of, minima_of, slopes_of
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    from theoremcheck.functions.special import Array

_OCTAVES: Final = 9
"""The grid reaches from 2^-9 to 2^9, with both signs."""
_PER_OCTAVE: Final = 48
_EVEN: Final = 2048
_EVEN_REACH: Final = 32.0
_ZOOM: Final = 33
_ZOOMS: Final = 4
_MOST: Final = 16
_SAME: Final = 6
"""Decimals by which values of L are told apart."""


def near_turns(ground: Ground) -> Iterator[Vector]:
    """The trained parameters close to local minima, the highest first; none where more numbers are trained.

    Where the zeros of the slope of L are not all known, floats look for them on a grid. Of a stretch on which L is
    constant a point inside it is named.
    """
    try:
        line = line_of(ground.problem)
        if line is None:
            return
        height = _in_floats(line.height)
        try:
            found = list(_between_signs(line.height))
        except Refusal:
            found = list(_on_grid(height))
    except Refusal:
        return
    levels = height(np.array([float(place) for place in found]))
    order = sorted(zip(levels, found, strict=True), key=lambda own: (-round(float(own[0]), _SAME), abs(own[1]), own[1]))
    for _, place in order[:_MOST]:
        yield tuple(place * factor for factor in line.step)


def _between_signs(height: Pieces) -> Iterator[Fraction]:
    """Close to each minimum, and between the ends of each stretch on which L is constant."""
    slopes = slopes_of(height)
    yield from ((below(cut) + above(cut)) / 2 for cut in minima_of(slopes))
    yield from (between(*ends) for sign, ends in zip(slopes.signs, pairwise(slopes.ends), strict=True) if not sign)


def _on_grid(height: Callable[[Array], Array]) -> Iterator[Fraction]:
    """Where values on a grid fall and rise again, or stay level between."""
    far = 2.0 ** np.linspace(-_OCTAVES, _OCTAVES, 2 * _OCTAVES * _PER_OCTAVE + 1)
    grid = np.unique(np.concatenate([-far, far, np.linspace(-_EVEN_REACH, _EVEN_REACH, _EVEN + 1)]))
    values = height(grid)
    for first, last in valleys(np.where(np.isfinite(values), values, np.inf)):
        if last > first:
            yield Fraction((float(grid[first]) + float(grid[last])) / 2)
            continue
        left, right = float(grid[first - 1]), float(grid[first + 1])
        for _ in range(_ZOOMS):
            near = np.linspace(left, right, _ZOOM)
            best = int(np.argmin(height(near)))
            left, right = float(near[max(best - 1, 0)]), float(near[min(best + 1, _ZOOM - 1)])
        yield Fraction((left + right) / 2)


def _in_floats(height: Pieces) -> Callable[[Array], Array]:
    """L up to a constant, as a function of arrays."""
    from theoremcheck.functions.floats import compile_float

    ends = np.array([float((below(point) + above(point)) / 2) for point in height.breaks])
    pieces = [compile_float(piece) for piece in height.pieces]

    def value(places: Array) -> Array:
        index = np.searchsorted(ends, places)
        return np.select([index == k for k in range(len(pieces))], [piece.value(places) for piece in pieces])

    return value
