"""Points for rule.decay: all penalised parameters 0."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.points import biases, resting, target, with_output, zero_deep
from theoremcheck.trusted.minima.penalty import PenaltyMinimum


def decay(ground: Ground) -> Iterator[PenaltyMinimum]:
    """rule.decay."""
    problem, constant = ground.problem, ground.constant
    if constant is None or not problem.objective.penalties:
        return
    for groups in resting(problem, biases(problem)):
        for point in with_output(problem, groups, zero_deep(problem), target(constant)):
            yield PenaltyMinimum(point, constant)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.decay": decay})
