"""Points for rule.margin and rule.saturated: f = c where -c and c are local minimisers of the loss itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np

from theoremcheck.decide.minima.averages import first_accepted
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.points import NOTHING, neurons, with_output, zero_deep, zeros
from theoremcheck.decide.signs import prove
from theoremcheck.functions.numeric import compile_float, to_float
from theoremcheck.trusted import flatness
from theoremcheck.trusted.expr import Expr, sub
from theoremcheck.trusted.minima import Level, LevelMinimum
from theoremcheck.trusted.model import Block, Function, Problem
from theoremcheck.trusted.normal import is_zero
from theoremcheck.trusted.pieces import Pieces
from theoremcheck.trusted.proofs import ByRange
from theoremcheck.trusted.reach import exactly, value_at
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.signs import NONNEGATIVE
from theoremcheck.trusted.smooth import parts_within

_AROUND = (None, Fraction(1), Fraction(1, 8))


def margin(ground: Ground) -> LevelMinimum | None:
    """rule.margin: c = 0."""
    return _found(ground, (Fraction(0),), at_zero=True)


def saturated(ground: Ground) -> LevelMinimum | None:
    """rule.saturated: c beyond, at and between the break points of the loss."""
    if ground.loss is None:
        return None
    breaks = sorted({abs(point) for point in ground.loss.breaks} | {Fraction(0)})
    values = [breaks[-1] + 1, *(point for point in breaks if point)]
    values += [(a + b) / 2 for a, b in pairwise(breaks)]
    return _found(ground, tuple(sign * value for value in values for sign in (1, -1)), at_zero=False)


def _found(ground: Ground, values: tuple[Fraction, ...], *, at_zero: bool) -> LevelMinimum | None:
    if not ground.concrete or ground.loss is None:
        return None

    def check(problem: Problem, evidence: LevelMinimum) -> tuple[int, int]:
        return flatness.check_level(problem, evidence, at_zero=at_zero)

    return first_accepted(ground.problem, _candidates(ground, ground.loss, values), check)


def _candidates(ground: Ground, loss: Pieces, values: tuple[Fraction, ...]) -> Iterator[LevelMinimum]:
    problem = ground.problem
    for value in values:
        if not (_plausible(ground, -value) and _plausible(ground, value)):
            continue
        positives, negatives = level(loss, -value), level(loss, value)
        if positives is None or negatives is None:
            continue
        for bias in (
            (Fraction(0), Fraction(1), Fraction(-1)) if problem.network.trains(Block.HIDDEN_BIAS) else (Fraction(0),)
        ):
            groups = neurons(problem, zeros(problem), bias, NOTHING)
            for point in () if groups is None else with_output(problem, groups, zero_deep(problem), exactly(value)):
                yield LevelMinimum(point, value, positives, negatives)


def _plausible(ground: Ground, at: Fraction) -> bool:
    """False if the floats already see a lower value beside the point."""
    loss = ground.problem.loss
    if not isinstance(loss, Function):
        return False
    beside = np.array([0.0, -(2.0**-4), 2.0**-4, -(2.0**-12), 2.0**-12]) + to_float(at)
    values = compile_float(loss.expr).value(beside)
    return bool(np.all(values[1:] >= values[0] - 1e-12 * (1 + abs(values[0]))))


def level(pieces: Pieces, at: Fraction) -> Level | None:
    """A proof that ``at`` is a (global or) local minimiser of the function."""
    try:
        height = value_at(pieces, at)
    except Refusal:
        return None
    for reach in _AROUND:
        lower, upper = (None, None) if reach is None else (at - reach, at + reach)
        proofs = []
        for index, interval in parts_within(pieces, lower, upper):
            difference = sub(pieces.pieces[index], height)
            proofs.append(ByRange() if _vanishes(difference) else prove(difference, NONNEGATIVE, interval))
        if None not in proofs:
            return Level(at, lower, upper, tuple(proof for proof in proofs if proof is not None))
    return None


def _vanishes(difference: Expr) -> bool:
    try:
        return is_zero(difference)
    except Refusal:
        return False
