"""Points with all units dead, for rule.flat and rule.deep."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.plateaus import plateaus, saturated_values
from theoremcheck.decide.minima.points import NOTHING, dead_deep, regime_neurons, target, with_output
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.level import Level
from theoremcheck.trusted.minima.point import Exact
from theoremcheck.trusted.problem.model import Block


def flat(ground: Ground) -> Iterator[FlatMinimum]:
    """rule.flat: a network with a shortcut."""
    if ground.problem.network.width:
        yield from _candidates(ground)


def deep(ground: Ground) -> Iterator[FlatMinimum]:
    """rule.deep: a network without."""
    if not ground.problem.network.width:
        yield from _candidates(ground)


def _candidates(ground: Ground) -> Iterator[FlatMinimum]:
    problem = ground.problem
    for group in list(regime_neurons(ground, 1)):
        for units in dead_deep(problem):
            if not problem.network.trains(Block.OUTPUT_BIAS):
                for point in with_output(problem, group, units, NOTHING):
                    yield FlatMinimum(point, None, None, ())
            if ground.constant is not None:
                for point in with_output(problem, group, units, target(ground.constant)):
                    yield FlatMinimum(point, ground.constant, ground.convexity, ())
            for constant, levels in _ends(ground):
                for point in with_output(problem, group, units, target(constant)):
                    yield FlatMinimum(point, constant, None, levels)


def _ends(ground: Ground) -> Iterator[tuple[Exact, tuple[Level, ...]]]:
    """Constants at which a loss that is not convex is flat on both sides."""
    if ground.losses is not None and ground.convexity is None:
        yield from plateaus(ground, saturated_values(ground))


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.flat": flat, "minimum.deep": deep})
