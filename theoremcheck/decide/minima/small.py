"""Points for rule.narrow and rule.decay: everything at w = 0."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theoremcheck.decide.minima.averages import first_accepted
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.points import (
    NOTHING,
    biases,
    neurons,
    quiet_deep,
    target,
    with_output,
    zero_deep,
    zeros,
)
from theoremcheck.trusted import decay as decay_check
from theoremcheck.trusted import fibres
from theoremcheck.trusted.minima import DecayMinimum, NarrowMinimum
from theoremcheck.trusted.reach import exactly

_WEIGHTS = tuple(Fraction(a) for a in (1, -1, 2, -2, 4, -4, 8, -8, 16, -16, 64, -64, 256, -256, 1024))
_BITS = 192


def narrow(ground: Ground) -> NarrowMinimum | None:
    """rule.narrow: one neuron with a large output weight."""
    if ground.constant is None or ground.problem.network.width != 1:
        return None
    return first_accepted(ground.problem, _narrow_candidates(ground), fibres.check_narrow)


def _narrow_candidates(ground: Ground) -> Iterator[NarrowMinimum]:
    problem = ground.problem
    if ground.constant is None:
        return
    for weight in _WEIGHTS:
        for bias in biases(problem):
            groups = neurons(problem, zeros(problem), bias, exactly(weight))
            for deep in quiet_deep(problem, dead=True, affine=False) if groups is not None else ():
                for point in with_output(problem, groups or (), deep, target(ground.constant)):
                    yield NarrowMinimum(point, ground.constant, _BITS)


def decay(ground: Ground) -> DecayMinimum | None:
    """rule.decay: all penalised parameters 0."""
    if ground.constant is None or not ground.problem.objective.penalties:
        return None
    return first_accepted(ground.problem, _decay_candidates(ground), decay_check.check_decay)


def _decay_candidates(ground: Ground) -> Iterator[DecayMinimum]:
    problem = ground.problem
    if ground.constant is None:
        return
    for bias in biases(problem):
        groups = neurons(problem, zeros(problem), bias, NOTHING)
        for point in (
            () if groups is None else with_output(problem, groups, zero_deep(problem), target(ground.constant))
        ):
            yield DecayMinimum(point, ground.constant)
