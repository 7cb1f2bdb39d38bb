"""Points with all units dead, for rule.flat and rule.deep."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.plateaus import plateaus, saturated_values
from theoremcheck.decide.minima.points import (
    NOTHING,
    dead_deep,
    neurons,
    regime_neurons,
    special_pieces,
    target,
    with_output,
    zeros,
)
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.level import Level
from theoremcheck.trusted.minima.point import Exact, Neurons
from theoremcheck.trusted.problem.model import Block

_BY_SIGN: Final = 6
"""Pairs of flat pieces that are tried."""


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
    for group in (*regime_neurons(ground, 1), *_by_sign(ground)):
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


def _by_sign(ground: Ground) -> Iterator[tuple[Neurons, ...]]:
    """Neurons at rest in two flat pieces, one for each sign of the frozen output weight; biases are trained."""
    problem = ground.problem
    trains = problem.network.trains
    if ground.neuron is None or trains(Block.OUTPUT_WEIGHTS) or not trains(Block.HIDDEN_BIAS):
        return
    places = [between(*interval) for interval in special_pieces(ground.neuron, 1)]
    for upper, lower in islice(permutations(places, 2), _BY_SIGN):
        raised, lowered = (neurons(problem, zeros(problem), place, NOTHING) for place in (upper, lower))
        if raised and lowered:
            pairs = zip(raised, lowered, strict=True)
            yield tuple(one if sign_of(one.output_weight.base) > 0 else other for one, other in pairs)


def _ends(ground: Ground) -> Iterator[tuple[Exact, tuple[Level, ...]]]:
    """Constants at which a loss that is not convex is flat on both sides."""
    if ground.losses is not None and ground.convexity is None:
        yield from plateaus(ground, saturated_values(ground))


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.flat": flat, "minimum.deep": deep})
