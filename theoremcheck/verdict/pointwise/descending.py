"""Where a descent in floats goes from a point: it proposes directions, and tells standing still from drifting away."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy.typing as npt

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import finite_floats
from theoremcheck.search import unsupported
from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.lbfgs import lbfgs
from theoremcheck.search.settings import NEWTON_PARAMETERS
from theoremcheck.search.work import Meter
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.pointwise.falling import short_direction

_BUDGET: Final = 300_000.0
_NEWTON_STEPS: Final = (25, 100)
_LBFGS_STEPS: Final = (60, 240)


_DROP: Final = 1e-12
"""By how much L has to fall, as a share of it: less is rounding."""


@dataclass(frozen=True)
class Descent:
    """Places at which descents from ``start`` were seen, each (P,): for each of them one on the way and its end."""

    start: npt.NDArray[np.float64]
    ways: tuple[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]], ...]

    def directions(self) -> Iterator[Vector]:
        """From the middle of a way to its end, once what is steep has been settled; and from the start to the end."""
        for middle, end in self.ways:
            for change in (end - middle, end - self.start):
                found = short_direction(change.tolist())
                if found is not None:
                    yield found

    def is_far(self, reach: Fraction) -> bool:
        """True if a parameter went further than ``reach``, as a share of 1 + its size."""
        limits = float(reach) * (1 + np.abs(self.start))
        return any(bool((np.abs(end - self.start) > limits).any()) for _, end in self.ways)


def descent_from(problem: Problem, point: Vector) -> Descent:
    """Descents in floats of bounded work from the point (trained parameters, (P,)).

    There are no ways if L does not fall, or if a search cannot evaluate it. With few parameters there are two, of
    which the second goes on however small the gradient is. Raises ``BeyondFloats`` where floats do not hold the
    numbers.
    """
    start = finite_floats([point])[0]
    if unsupported(problem) is not None:
        return Descent(start, ())
    landscape = make_landscape(problem, Meter(_BUDGET))
    scale = finite_floats([landscape.layout.scale.tolist()])[0]
    before = float(landscape.value((start / scale)[None, :])[0])
    ways = []
    for scaled in (False, True) if landscape.size <= NEWTON_PARAMETERS else (None,):
        here, loss, places = start / scale, before, []
        for steps in _LBFGS_STEPS if scaled is None else _NEWTON_STEPS:
            spread = here[None, :]
            ends = (
                lbfgs(landscape, spread, steps) if scaled is None else newton(landscape, spread, steps, scaled=scaled)
            )
            here, loss = ends.points[0], float(ends.losses[0])
            places.append(here * scale)
        if before - loss > _DROP * abs(before) and all(np.isfinite(place).all() for place in places):
            ways.append((places[0], places[1]))
    return Descent(start, tuple(ways))
