"""Does a loss fall from the margin of a right sample to that of a wrong one, or is it least where f = 0?

For warnings, so floats may answer.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from functools import reduce
from typing import Final

import flint

from theoremcheck.trusted.functions.balls import START_PRECISION, apply, ball, evaluate, power, precision
from theoremcheck.trusted.problem.expr import Abs, Add, Call, Cases, Expr, Max, Min, Mul, Pow
from theoremcheck.trusted.refusal import Refusal

_CLEAR: Final = 2.0**-30
"""A difference that is a smaller share of the values is left to floats."""
_LARGE: Final = 1e300
_BESIDE: Final = (Fraction(-1), Fraction(-1, 2**16), Fraction(1, 2**16), Fraction(1))
"""Where a loss that is least at z = 0 is larger: one that is least close to 0 is not taken for it."""


def falls(loss: Expr) -> bool:
    """True if l(1) < l(-1), as floats see it; balls tell where that is clear, and need no library of arrays."""
    with suppress(Refusal), precision(START_PRECISION):
        right, wrong = (_at(loss, ball(Fraction(z))) for z in (-1, 1))
        scale = abs(right) + abs(wrong)
        if abs(wrong - right) > scale * _CLEAR and scale < _LARGE:
            return bool(wrong < right)
    return _in_floats(loss)


def least_at_zero(loss: Expr) -> bool:
    """True if l(0) is less than l close by and further away, on both sides; False where balls do not tell."""
    with suppress(Refusal), precision(START_PRECISION):
        here = _at(loss, ball(Fraction(0)))
        return all(bool(here < _at(loss, ball(z))) for z in _BESIDE)
    return False


def _in_floats(loss: Expr) -> bool:
    import numpy as np

    from theoremcheck.functions.arrays import floats_propose
    from theoremcheck.functions.floats import compile_float

    with floats_propose():
        right, wrong = compile_float(loss).value(np.array([-1.0, 1.0]))
    return bool(wrong < right)


def _at(expr: Expr, z: flint.arb) -> flint.arb:
    """A ball around the value at the one point ``z``; not finite where that is not known."""
    match expr:
        case Add(terms):
            return sum((_at(term, z) for term in terms), flint.arb(0))
        case Mul(factors):
            return reduce(flint.arb.__mul__, (_at(factor, z) for factor in factors))
        case Pow(base, exponent):
            return power(_at(base, z), exponent)
        case Call(fn, arg):
            return apply(fn, _at(arg, z))
        case Abs(arg):
            return abs(_at(arg, z))
        case Max(args):
            return reduce(flint.arb.max, (_at(arg, z) for arg in args))
        case Min(args):
            return reduce(flint.arb.min, (_at(arg, z) for arg in args))
        case Cases():
            return _case(expr, z)
        case _:
            return evaluate(expr, z)


def _case(expr: Cases, z: flint.arb) -> flint.arb:
    subject = _at(expr.subject, z)
    for point, left_closed, piece in zip(expr.breaks, expr.left_closed, expr.pieces, strict=False):
        place = ball(point)
        if subject < place or (left_closed and subject == place):
            return _at(piece, z)
        if not (subject > place or subject == place):
            return flint.arb("nan")
    return _at(expr.pieces[-1], z)
