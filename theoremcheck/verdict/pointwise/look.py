"""L at a point where it is differentiable, as floats see it: they choose what is then shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.decide.minima.polishing import falls
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import Expansion, Slopes, expand, slopes
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.pointwise.evaluation import BITS, MAX_SPECTRUM
from theoremcheck.verdict.pointwise.falling import short_direction

_STEP: Final = 1e-2
_SHARE: Final = 1e-9
_REST: Final = 1e-6
_SMALL_SLOPE: Final = 1e-3


@dataclass(frozen=True, eq=False)
class Look:
    """``local`` is L to second order at ``point``, (P,), the point in floats: None if L is not C^2 there or P is large.

    ``gradient``, (P,), is known all the same. ``share`` is its size beside the sum of the absolute values of its terms:
    small where they cancel. ``values``, (P,), are the eigenvalues of the Hessian in floats, the least first, and the
    columns of ``vectors``, (P, P), their eigenvectors; empty without ``local``.
    """

    point: Array
    local: Expansion | None
    gradient: tuple[flint.arb, ...]
    share: float
    values: Array
    vectors: Array

    @property
    def gentle(self) -> bool:
        """True if the terms of the gradient cancel but for a thousandth: a descent would stop there."""
        return self.share < _SMALL_SLOPE

    @property
    def close(self) -> bool:
        """True if a Newton step in the directions that are curved is short, and no slope is left in the others."""
        if self.local is None:
            return self.share < _REST
        slope = self.vectors.T @ np.array([float(entry.mid()) for entry in self.gradient])
        largest = float(np.abs(self.values).max(initial=0.0))
        curved = np.abs(self.values) > _SHARE * largest
        step = np.zeros_like(slope)
        step[curved] = slope[curved] / self.values[curved]
        rest = float(np.abs(slope[~curved]).max(initial=0.0))
        short = bool((np.abs(self.vectors @ step) <= _STEP * (1 + np.abs(self.point))).all())
        return short and rest <= _REST * max(largest, float(np.abs(slope).max(initial=0.0)))

    def bends(self) -> bool:
        """True if an eigenvalue is negative beyond what the slope that is left can make of 0."""
        return self.local is not None and falls(self.local, list(range(len(self.gradient))), BITS)

    def falling(self) -> Vector | None:
        """The eigenvector of the least eigenvalue."""
        return short_direction(self.vectors[:, 0].tolist()) if len(self.values) else None


def look_at(problem: Problem, point: Vector) -> Look:
    """L at the point (trained parameters, (P,)), at the precision of an evaluation.

    Raises ``Refusal`` where L is not shown to be differentiable, and ``BeyondFloats`` where floats do not hold the
    point or the Hessian.
    """
    place = finite_floats([point])[0]
    with precision(BITS):
        local = _expanded(problem, point)
        found = slopes(problem, point) if local is None else local.slopes
    values, vectors = np.zeros(0), np.zeros((0, 0))
    if local is not None and len(point):
        count = len(point)
        table = finite_floats([local.hessian[i, j].mid() for j in range(count)] for i in range(count))
        values, vectors = np.linalg.eigh((table + table.T) / 2)
    return Look(place, local, found.gradient, _share(found), values, vectors)


def _expanded(problem: Problem, point: Vector) -> Expansion | None:
    try:
        return expand(problem, point, Fraction(0)) if len(point) <= MAX_SPECTRUM else None
    except Refusal:
        return None


def _share(found: Slopes) -> float:
    """The largest entry of the gradient beside the largest sum of the absolute values of the terms of an entry."""
    terms = [[first * row[k] for first, row in zip(found.first, found.jacobian, strict=True)] for k in found.trained]
    sizes = [sum((term.abs_upper() for term in own), flint.arb(0)) for own in terms]
    scale = max(map(float, sizes), default=0.0)
    size = max((float(entry.abs_upper()) for entry in found.gradient), default=0.0)
    return size / scale if scale else 0.0
