"""Rigorous evaluation of expressions in Arb balls.

Precision is an argument: each entry point sets python-flint's working precision through its context manager and
leaves it as it was. There is one working precision for all threads, so one thread at a time has it. A ball that is not
finite proves nothing, and every comparison here treats it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from threading import RLock
from typing import Final

import flint

from theoremcheck.trusted.bounds import MAX_CONSTANT_BITS, MAX_PRECISION
from theoremcheck.trusted.functions.zeros import enclose
from theoremcheck.trusted.problem.expr import Add, Call, Expr, Fn, Mul, Num, Param, Pi, Pow, Root, Var, parameters
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import kept, spend

START_PRECISION = 64
_MAX_ROOT = 10_000
_ALONE: Final = RLock()


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with ``bits`` bits inside the block, which no other thread does meanwhile.

    Raises ``Refusal`` beyond MAX_PRECISION. A generator must not yield inside the block: it would keep the others out.
    """
    require(2 <= bits <= MAX_PRECISION, "balls.precision", bound=f"MAX_PRECISION = {MAX_PRECISION}")
    with _ALONE, flint.ctx.workprec(bits):
        yield


def ball(value: Fraction) -> flint.arb:
    """The tightest ball at the current precision that contains a rational."""
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def hull(lower: Fraction, upper: Fraction) -> flint.arb:
    """A ball that contains the interval [lower, upper]."""
    return ball(lower).union(ball(upper))


def evaluate(expr: Expr, z: flint.arb) -> flint.arb:
    """A ball that contains ``expr`` at every point of the ball ``z``, at the current precision.

    Smooth expressions only. Where the expression is undefined, in any part of it, the result is not a number: arb's
    nan, which every operation passes on (a base to the power 0 as well). So a finite ball, and a ball with a sign,
    proves that every part is a real number at every point of ``z``.
    """
    match expr:
        case Num(value):
            return ball(value)
        case Pi():
            return flint.arb.pi()
        case Param():
            return _whole_range(expr)
        case Root():
            return _enclosure(expr, flint.ctx.prec)
        case Var():
            return z
        case Add(terms):
            spend(len(terms))
            return sum((evaluate(term, z) for term in terms), flint.arb(0))
        case Mul(factors):
            spend(len(factors))
            product = flint.arb(1)
            for factor in factors:
                product *= evaluate(factor, z)
            return product
        case Pow(base, exponent):
            spend(3 + (flint.ctx.prec >> 8))
            return power(evaluate(base, z), exponent)
        case Call(fn, arg):
            spend((4 if fn is Fn.ERF else 1) * (1 + (flint.ctx.prec >> 6)))
            return apply(fn, evaluate(arg, z))
        case _:
            raise Refusal("functions.piecewise")


def _whole_range(param: Param) -> flint.arb:
    """A ball around all values of a parameter; only a bounded one has a finite ball."""
    require(param.has_values, "expr.empty_range", parameter=param.name)
    return flint.arb("nan") if param.lower is None or param.upper is None else hull(param.lower, param.upper)


@kept(256)
def _enclosure(root: Root, bits: int) -> flint.arb:
    with precision(bits):
        return enclose(root, evaluate)


def power(base: flint.arb, exponent: Fraction) -> flint.arb:
    """A ball that contains every x^exponent, x in ``base``; not finite where one is not real."""
    if exponent.denominator == 1:
        return _whole_power(base, int(exponent))
    require(exponent.denominator <= _MAX_ROOT, "balls.root_degree", most=_MAX_ROOT)
    return base.root(exponent.denominator) ** int(exponent.numerator)


def _whole_power(base: flint.arb, exponent: int) -> flint.arb:
    """Repeated squaring: python-flint's own power of a ball that contains 0 is not finite."""
    if exponent < 0:
        return 1 / _whole_power(base, -exponent)
    result = flint.arb(1) if exponent or not base.is_nan() else base  # what is undefined stays so to the power 0
    while exponent:
        if exponent % 2:
            result *= base
        base = base * base
        exponent //= 2
    return result


def apply(fn: Fn, arg: flint.arb) -> flint.arb:
    """A ball that contains fn(x) for every x in ``arg``."""
    match fn:
        case Fn.EXP:
            return arg.exp()
        case Fn.LOG:
            return arg.log()
        case Fn.TANH:
            return arg.tanh()
        case Fn.SIGMOID:
            return 1 / (1 + (-arg).exp())
        case Fn.SINH:
            return arg.sinh()
        case Fn.COSH:
            return arg.cosh()
        case Fn.ATAN:
            return arg.atan()
        case Fn.ERF:
            return arg.erf()
        case Fn.SIN:
            return arg.sin()
        case Fn.COS:
            return arg.cos()


def constant_sign(expr: Expr) -> int | None:
    """The proved sign (-1 or 1) of a constant expression, or None if MAX_PRECISION bits do not separate it from 0."""
    bits = START_PRECISION
    most = START_PRECISION if parameters(expr) else MAX_PRECISION  # more bits do not narrow a parameter
    while bits <= most:
        with precision(bits):
            value = evaluate(expr, flint.arb(0))
            if value > 0:
                return 1
            if value < 0:
                return -1
        bits *= 2
    return None


def rational_bounds(value: flint.arb) -> tuple[Fraction, Fraction] | None:
    """Rationals below and above a finite ball of ordinary size, or None."""
    if not value.is_finite():
        return None
    lower, upper = _exact(value.lower()), _exact(value.upper())
    return None if lower is None or upper is None else (lower, upper)


def _exact(value: flint.arb) -> Fraction | None:
    """The rational value of an exact ball; None if writing it out would take too many digits."""
    mantissa, exponent = value.man_exp()
    if abs(int(exponent)) > MAX_CONSTANT_BITS:
        return None
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
