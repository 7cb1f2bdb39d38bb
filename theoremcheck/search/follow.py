"""A minimum followed through a sequence of problems that change little by little."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.functions.floats import finite_float, finite_floats
from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import make_landscape
from theoremcheck.trusted.problem.model import Problem, Vector

_STEPS: Final = 60


def follow(problems: Sequence[Problem], point: Vector) -> Vector:
    """Where descents end that start at ``point`` (trained parameters), each in the next problem of one network.

    Raises ``BeyondFloats`` where that is no point.
    """
    trained = finite_floats([point])[0]
    for problem in problems:
        landscape = make_landscape(problem)
        scale = landscape.layout.scale
        trained = newton(landscape, (trained / scale)[None, :], _STEPS).points[0] * scale
    return tuple(Fraction(finite_float(value)) for value in trained)
