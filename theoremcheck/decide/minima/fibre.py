"""Points for rule.narrow: one neuron at w = 0 with a large output weight."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.points import biases, dead_deep, resting, target, with_output
from theoremcheck.trusted.minima.fibre import FibreMinimum
from theoremcheck.trusted.minima.reach import exactly

_WEIGHTS: Final = tuple(Fraction(a) for a in (1, -1, 2, -2, 4, -4, 8, -8, 16, -16, 64, -64, 256, -256, 1024))
BITS: Final = 192
"""Bits of the check of the Hessian."""


def narrow(ground: Ground) -> Iterator[FibreMinimum]:
    """rule.narrow."""
    problem, constant = ground.problem, ground.constant
    if constant is None or problem.network.width != 1:
        return
    for weight in _WEIGHTS:
        for groups in resting(problem, biases(problem), exactly(weight)):
            for units in dead_deep(problem):
                for point in with_output(problem, groups, units, target(constant)):
                    yield FibreMinimum(point, constant, BITS)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.narrow": narrow})
