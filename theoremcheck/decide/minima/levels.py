"""Points for rule.margin and rule.saturated: f = c where -c and c are local minimisers of the loss itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theoremcheck.decide.minima.averages import first_accepted
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.plateaus import plateaus, saturated_values
from theoremcheck.decide.minima.points import NOTHING, biases, neurons, with_output, zero_deep, zeros
from theoremcheck.trusted import flatness
from theoremcheck.trusted.minima import LevelMinimum
from theoremcheck.trusted.model import Problem
from theoremcheck.trusted.reach import exactly

_AROUND = (None, Fraction(1), Fraction(1, 8))


def margin(ground: Ground) -> LevelMinimum | None:
    """rule.margin: c = 0."""
    return _found(ground, (Fraction(0),), at_zero=True)


def saturated(ground: Ground) -> LevelMinimum | None:
    """rule.saturated: c beyond, at and between the break points of the loss."""
    return None if ground.loss is None else _found(ground, saturated_values(ground.loss), at_zero=False)


def _found(ground: Ground, values: tuple[Fraction, ...], *, at_zero: bool) -> LevelMinimum | None:
    if not ground.concrete or ground.loss is None:
        return None

    def check(problem: Problem, evidence: LevelMinimum) -> tuple[int, int]:
        return flatness.check_level(problem, evidence, at_zero=at_zero)

    return first_accepted(ground.problem, _candidates(ground, values), check)


def _candidates(ground: Ground, values: tuple[Fraction, ...]) -> Iterator[LevelMinimum]:
    problem = ground.problem
    for value, positives, negatives in plateaus(ground, values):
        for bias in biases(problem)[:3]:
            groups = neurons(problem, zeros(problem), bias, NOTHING)
            for point in () if groups is None else with_output(problem, groups, zero_deep(problem), exactly(value)):
                yield LevelMinimum(point, value, positives, negatives)
