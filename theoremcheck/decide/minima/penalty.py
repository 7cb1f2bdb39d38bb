"""Points for rule.decay, rule.decay_local and rule.decay_zero: all penalised parameters 0."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.average import Constants, best
from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.points import NOTHING, biases, resting, target, with_output, zero_deep
from theoremcheck.trusted.minima.penalty import OriginMinimum, PenaltyMinimum
from theoremcheck.trusted.minima.point import Constant
from theoremcheck.trusted.problem.model import Block

_FAR: Final = tuple(Fraction(b) for b in (8, -8, 16, -16, 32, -32))
"""Hidden biases far out, where neurons that saturate hardly move: there a small penalty outweighs them."""


def decaying_constants(ground: Ground) -> tuple[Constant, ...]:
    """The outputs c that rule.decay_local takes; none where rule.decay takes the best one."""
    return () if ground.convexity is not None and ground.smooth else ground.tangent_constants


def decay(constants: Constants, ground: Ground) -> Iterator[PenaltyMinimum]:
    """rule.decay, rule.decay_local."""
    problem = ground.problem
    if not problem.objective.penalties:
        return
    far = _FAR if problem.network.trains(Block.HIDDEN_BIAS) else ()
    for constant in constants(ground):
        for groups in resting(problem, (*biases(problem), *far)):
            for point in with_output(problem, groups, zero_deep(problem), target(constant)):
                yield PenaltyMinimum(point, constant)


def decay_zero(ground: Ground) -> Iterator[OriginMinimum]:
    """rule.decay_zero: nothing moves the output of the network at rest, at first order."""
    problem = ground.problem
    if any(map(problem.network.trains, (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS))) or not problem.objective.penalties:
        return
    for groups in resting(problem, biases(problem)):
        for point in with_output(problem, groups, zero_deep(problem), NOTHING):
            yield OriginMinimum(point)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType(
    {
        "minimum.decay": partial(decay, best),
        "minimum.decay_local": partial(decay, decaying_constants),
        "minimum.decay_zero": decay_zero,
    }
)
