"""Proposes what ``trusted/functions/lipschitz.py`` checks: a bound of the slopes of a function, the smallest in sight.

The steepest slope on a grid, in floats, says which numbers are tried: short fractions at or just above it.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, isfinite
from typing import Final

from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.functions.breaks import above, below
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.lipschitz import Lipschitz, beside
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import Signs
from theoremcheck.trusted.problem.expr import Expr

_NEAR: Final = 20
"""The grid goes as far as that in steps of 1/64, and then on in powers of 2."""
_FAR: Final = 30
_SHORT: Final = tuple(range(1, 13))
_GRAINS: Final = (1000, 100, 10)
_CLOSE: Final = 1e-9
_BESIDE: Final = (-1e-7, 1e-7)
_LARGE: Final = 10**12
_TRIED: Final = 2
"""Bounds: where none of them is one, the grid may have missed the steepest place."""


def steepest(expr: Expr) -> Fraction | None:
    """The largest |slope| that floats see, a little less than it; None where it is no number."""
    from theoremcheck.functions.floats import compile_float

    steps = np.arange(-64 * _NEAR, 64 * _NEAR + 1) / 64
    far = 2.0 ** np.arange(5, _FAR)
    ends = [(below(point), above(point)) for point in split(expr).breaks]
    breaks = np.array(
        [float(end) + side for pair in ends for end, side in zip(pair, _BESIDE, strict=True) if _held(end)]
    )
    slopes = np.abs(compile_float(expr).jet(np.concatenate([steps, far, -far, breaks]))[1])
    found = float(np.max(slopes))
    return Fraction(found) * (1 - Fraction(1, 10**6)) if isfinite(found) else None


def _held(number: Fraction) -> bool:
    return abs(number) < _LARGE


def lipschitz(expr: Expr, least: Fraction) -> Lipschitz | None:
    """A bound that is proved, about as large as ``least`` or a little larger; None if no proof is found."""
    for bound in _candidates(least)[:_TRIED]:
        found = [decide_function(function, "nondecreasing") for function in beside(expr, bound)]
        shown = [part[1] for part in found if part is not None and part[0]]
        match shown:
            case [Signs() | Composed() as falls, Signs() | Composed() as rises]:
                return Lipschitz(bound, falls, rises)
    return None


def _candidates(least: Fraction) -> list[Fraction]:
    """Short fractions that are no more than a little above, then roundings up, the closest first."""
    size = float(least)
    near = size * (1 + 2e-6) + _CLOSE
    short = [Fraction(ceil(size * q), q) for q in _SHORT]
    exact = [bound for bound in short if float(bound) <= near]
    return list(dict.fromkeys([*exact[:1], *(Fraction(ceil(near * grain), grain) for grain in _GRAINS)]))
