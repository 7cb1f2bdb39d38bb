"""The sign of a constant expression: exact where it is rational, else by balls or by ranges of parameters.

A constant is first shown to be a real number. The normal form alone does not show that: it takes e^(log u) for u.
"""

from __future__ import annotations

from collections.abc import Iterator

import flint

from theoremcheck.trusted.functions.balls import START_PRECISION, constant_sign, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero, normalise, rational_value
from theoremcheck.trusted.functions.quotients import factors, poly_expr
from theoremcheck.trusted.functions.ranges import REALS, range_of
from theoremcheck.trusted.problem.expr import Call, Expr, Fn, Pow, Root, children, parameters, replace_leaf, walk
from theoremcheck.trusted.records import replace
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import spend

_HALVINGS = 5


def require_real(constant: Expr) -> None:
    """Accept a constant whose value is a real number, for all values of its parameters.

    A finite ball shows it (see ``balls.evaluate``). Else every logarithm, division and fractional power is shown to
    stay inside its domain, by the sign of what it is applied to; all other operations are total.
    """
    with precision(START_PRECISION):
        if evaluate(constant, flint.arb(0)).is_finite():
            return
    for node in _outermost_partial(constant):
        match node:
            case Call(Fn.LOG, arg):
                require(sign_of(arg) > 0, "comparison.logarithm")
            case Pow(base, exponent) if exponent.denominator == 1:
                require(sign_of(base) != 0, "comparison.division")
            case Pow(base, exponent):
                least = 0 if exponent > 0 else 1
                require(sign_of(base) >= least, "comparison.fractional_power")


def _outermost_partial(expr: Expr) -> Iterator[Expr]:
    """The partial operations that lie in no other one: the sign of what they are applied to settles those inside."""
    match expr:
        case Call(Fn.LOG, _):
            yield expr
        case Pow(_, exponent) if exponent < 0 or exponent.denominator != 1:
            yield expr
        case _:
            for part in children(expr):
                yield from _outermost_partial(part)


def _parametric_sign(constant: Expr) -> int | None:
    """The sign for all values of the parameters, or None if it is unknown."""
    return _sign_by_factors(constant) or _sign_by_halves(constant, _HALVINGS)


def _sign_by_halves(constant: Expr, depth: int) -> int | None:
    """The sign in balls on every part of the range of a bounded parameter."""
    sign = constant_sign(constant)
    symbol = next(iter(sorted(parameters(constant), key=lambda param: param.name)), None)
    if sign is not None or depth == 0 or symbol is None or symbol.lower is None or symbol.upper is None:
        return sign
    middle = (symbol.lower + symbol.upper) / 2
    halves = (replace(symbol, upper=middle, upper_open=False), replace(symbol, lower=middle, lower_open=False))
    signs = {_sign_by_halves(replace_leaf(constant, symbol, half), depth - 1) for half in halves}
    return signs.pop() if len(signs) == 1 else None


def _sign_by_factors(constant: Expr) -> int | None:
    """The sign for all values of the parameters, from the ranges of the factors of the normal form."""
    normal = normalise(constant)
    top, bottom = factors(normal.numerator), factors(normal.denominator)
    sign = 1 if top[0] * bottom[0] > 0 else -1
    for factor, multiplicity in (*top[1], *bottom[1]):
        side = range_of(poly_expr(factor, normal.generators), REALS).sign(strict=True)
        if side == 0:
            return None
        sign *= side**multiplicity
    return sign


def known_sign(constant: Expr) -> int | None:
    """The exact sign (-1, 0, 1) of a constant, or None if it is not decided.

    Raises ``Refusal`` if the constant is not shown to be a real number, also where its sign is not decided.
    """
    spend(10)
    with precision(START_PRECISION):
        value = evaluate(constant, flint.arb(0))
    if value > 0 or value < 0:  # a ball with a sign: the constant is real
        return 1 if value > 0 else -1
    require_real(constant)
    exact = rational_value(constant)
    if exact is not None:
        return (exact > 0) - (exact < 0)
    if any(isinstance(node, Root) for node in walk(constant)) and is_zero(constant):
        return 0
    sign = constant_sign(constant)
    return _parametric_sign(constant) if sign is None and parameters(constant) else sign


def sign_of(constant: Expr) -> int:
    """The exact sign (-1, 0, 1) of a constant. Raises ``Refusal`` if it is not decided, or the constant not real."""
    sign = known_sign(constant)
    if sign is None:
        raise Refusal("comparison.undecided")
    return sign
