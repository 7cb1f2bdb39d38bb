"""The sign of a constant expression: exact where it is rational, else by balls or by ranges of parameters."""

from __future__ import annotations

from dataclasses import replace

from theoremcheck.trusted.balls import constant_sign
from theoremcheck.trusted.expr import Expr, Root, parameters, replace_leaf, walk
from theoremcheck.trusted.normal import factors, is_zero, normalise, poly_expr, rational_value
from theoremcheck.trusted.ranges import REALS, range_of
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.work import spend

_HALVINGS = 5


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


def sign_of(constant: Expr) -> int:
    """The exact sign (-1, 0, 1) of a constant. Raises ``Refusal`` if it is not decided."""
    spend(10)
    exact = rational_value(constant)
    if exact is None and any(isinstance(node, Root) for node in walk(constant)) and is_zero(constant):
        return 0
    sign = constant_sign(constant) if exact is None else (exact > 0) - (exact < 0)
    if sign is None and parameters(constant):
        sign = _parametric_sign(constant)
    if sign is None:
        raise Refusal("the sign of a constant is not decided")
    return sign
