"""Where a descent in floats goes from a point: it proposes directions, and tells standing still from drifting away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from theoremcheck.functions.floats import finite_floats
from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.lbfgs import lbfgs
from theoremcheck.search.settings import NEWTON_PARAMETERS
from theoremcheck.search.work import Meter
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.verdict.pointwise.falling import short_direction

_BUDGET: Final = 300_000.0
_NEWTON_STEPS: Final = (25, 100)
_LBFGS_STEPS: Final = (60, 240)


@dataclass(frozen=True)
class Descent:
    """The places at which a descent from ``start`` was seen, each (P,), and whether L fell at all."""

    start: npt.NDArray[np.float64]
    places: tuple[npt.NDArray[np.float64], ...]

    @property
    def distance(self) -> float:
        """How far the last place is from the start: the largest difference of a parameter."""
        return float(np.abs(self.places[-1] - self.start).max(initial=0.0))

    def directions(self) -> Iterator[Vector]:
        """From the start to the end; and from the middle to the end, once what is steep has been settled."""
        *_, middle, end = self.places
        for change in (end - middle, end - self.start):
            found = short_direction(change.tolist())
            if found is not None:
                yield found


def descent_from(problem: Problem, point: Vector) -> Descent | None:
    """A descent in floats of bounded work from the point (trained parameters, (P,)); None if L does not fall.

    Raises ``BeyondFloats`` where floats do not hold the numbers.
    """
    start = finite_floats([point])[0]
    landscape = make_landscape(problem, Meter(_BUDGET))
    scale = landscape.layout.scale
    finite_floats([scale])
    few = landscape.size <= NEWTON_PARAMETERS
    here, places = start / scale, []
    before = float(landscape.value(here[None, :])[0])
    loss = before
    for steps in _NEWTON_STEPS if few else _LBFGS_STEPS:
        ends = newton(landscape, here[None, :], steps) if few else lbfgs(landscape, here[None, :], steps)
        here, loss = ends.points[0], float(ends.losses[0])
        places.append(here * scale)
    if not loss < before or not all(np.isfinite(place).all() for place in places):
        return None
    return Descent(start, tuple(places))


def is_far(descent: Descent | None, point: Vector, reach: Fraction) -> bool:
    """True if the descent went further than ``reach``, as a share of 1 + the largest entry of the point."""
    if descent is None:
        return False
    return descent.distance > float(reach) * (1 + float(np.abs(descent.start).max(initial=0.0)))
