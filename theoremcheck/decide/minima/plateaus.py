"""Constants c for which -c and c are both local minimisers of the loss itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from theoremcheck.decide.asking import answer
from theoremcheck.decide.functions.signs import prove
from theoremcheck.decide.minima.ground import Ground, rough_losses
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import FloatFunction, to_float
from theoremcheck.trusted.functions.intervals import NONNEGATIVE
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.proofs import ByRange
from theoremcheck.trusted.functions.smooth import parts_within
from theoremcheck.trusted.minima.level import Level
from theoremcheck.trusted.minima.point import Exact
from theoremcheck.trusted.minima.reach import value_at
from theoremcheck.trusted.problem.expr import Num, sub

_AROUND = (None, Fraction(1), Fraction(1, 8))


def saturated_values(ground: Ground) -> tuple[Fraction, ...]:
    """Values beyond, at and between the break points of the loss, except 0."""
    breaks = sorted({abs(point) for point in ground.loss_points} | {Fraction(0)})
    values = [breaks[-1] + 1, *(point for point in breaks if point)]
    values += [(a + b) / 2 for a, b in pairwise(breaks)]
    return ground.worst_first(sign * value for value in values for sign in (1, -1))


def likely(ground: Ground, values: Iterable[Fraction]) -> Iterator[Fraction]:
    """The values c for which floats see no lower value of the loss beside -c and c."""
    rough = rough_losses(ground.problem)
    yield from (value for value in values if all(_plausible(own, -label * value) for label, own in rough.items()))


def plateaus(ground: Ground, values: tuple[Fraction, ...]) -> Iterator[tuple[Exact, tuple[Level, ...]]]:
    """c, and the proofs at -c and c, for the values that qualify."""
    losses = ground.losses
    if losses is None:
        return
    for value in likely(ground, values):
        positives, negatives = (_level(losses[label], -label * value) for label in (1, -1))
        if positives is not None and negatives is not None:
            yield Exact(Num(value)), (positives, negatives)


def _plausible(loss: FloatFunction, at: Fraction) -> bool:
    """False if the floats already see a lower value beside the point."""
    beside = np.array([0.0, -(2.0**-4), 2.0**-4, -(2.0**-12), 2.0**-12]) + to_float(at)
    values = loss.value(beside)
    return bool(np.all(values[1:] >= values[0] - 1e-12 * (1 + abs(values[0]))))


def _level(pieces: Pieces, at: Fraction) -> Level | None:
    """A proof that ``at`` is a (global or) local minimiser of the function."""
    height = answer(value_at, pieces, at)
    if height is None:
        return None
    for reach in _AROUND:
        lower, upper = (None, None) if reach is None else (at - reach, at + reach)
        proofs = []
        for index, interval in parts_within(pieces, lower, upper):
            difference = sub(pieces.pieces[index], height)
            proofs.append(ByRange() if answer(is_zero, difference) else prove(difference, NONNEGATIVE, interval))
        if None not in proofs:
            return Level(at, lower, upper, tuple(proof for proof in proofs if proof is not None))
    return None
