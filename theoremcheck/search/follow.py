"""A minimum followed through a sequence of problems that change little by little."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import make_landscape
from theoremcheck.trusted.model import Problem, Vector

_STEPS: Final = 60


def follow(problems: Sequence[Problem], point: Vector) -> Vector:
    """Where descents end that start at ``point`` (trained parameters), each in the next problem of one network."""
    trained = np.array([float(value) for value in point])
    for problem in problems:
        landscape = make_landscape(problem)
        scale = landscape.layout.scale
        trained = newton(landscape, (trained / scale)[None, :], _STEPS).points[0] * scale
    return tuple(Fraction(float(value)) for value in trained)
