"""Points for rule.margin and rule.saturated: f = c where -c and c are local minimisers of the loss itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.plateaus import plateaus, saturated_values
from theoremcheck.decide.minima.points import biases, resting, target, with_output, zero_deep
from theoremcheck.trusted.minima.level import LevelMinimum

_BIASES: Final = 3
"""Pre-activations that are tried: the first of ``points.BIASES``."""


def margin(ground: Ground) -> Iterator[LevelMinimum]:
    """rule.margin: c = 0."""
    return _candidates(ground, (Fraction(0),))


def saturated(ground: Ground) -> Iterator[LevelMinimum]:
    """rule.saturated: c beyond, at and between the break points of the loss."""
    return _candidates(ground, saturated_values(ground))


def _candidates(ground: Ground, values: tuple[Fraction, ...]) -> Iterator[LevelMinimum]:
    problem = ground.problem
    for constant, levels in plateaus(ground, values):
        for groups in resting(problem, biases(problem)[:_BIASES]):
            for point in with_output(problem, groups, zero_deep(problem), target(constant)):
                yield LevelMinimum(point, constant, levels)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.margin": margin, "minimum.saturated": saturated})
