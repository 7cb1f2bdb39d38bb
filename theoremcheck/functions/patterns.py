"""Recognise forms of an expression that need care in finite precision, such as log(1 + exp(u)).

The result is a small intermediate form that both compilers (floats and mpmath) read. Recognising is a matter of
accuracy only: every form means exactly the expression it replaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction

from theoremcheck.trusted.problem.expr import Add, Call, Expr, Fn, Mul, Num, Pow, mul, neg, num, power
from theoremcheck.trusted.records import dataclass


class Op(Enum):
    """The smooth functions of one argument that the compilers know; the comments name the parameters."""

    EXP = "exp"
    LOG = "log"
    TANH = "tanh"
    SIGMOID = "sigmoid"
    SINH = "sinh"
    COSH = "cosh"
    ATAN = "atan"
    ERF = "erf"
    SIN = "sin"
    COS = "cos"
    POWER = "power"  # (q,): u^q
    LOG_SUM = "log(c + k exp)"  # (c, k), both > 0
    POWER_SUM = "(c + k exp)^q"  # (c, k, q), c and k > 0
    EXPM1 = "exp - 1"
    ERFC = "erfc"
    COSHM1 = "cosh - 1"
    SQUAREPLUS = "u + sqrt(u^2 + b)"  # (b,), b > 0


@dataclass(frozen=True, slots=True)
class Unary:
    """``op`` with its exact parameters, applied to ``arg``."""

    op: Op
    parameters: tuple[Fraction, ...]
    arg: Expr


def unary(expr: Pow | Call) -> Unary:
    """The form of a power or a call."""
    if isinstance(expr, Pow):
        pair = _exponential_sum(expr.base)
        if pair is not None:
            c, k, arg = pair
            return Unary(Op.POWER_SUM, (c, k, expr.exponent), arg)
        return Unary(Op.POWER, (expr.exponent,), expr.base)
    pair = _exponential_sum(expr.arg) if expr.fn is Fn.LOG else None
    if pair is not None:
        c, k, arg = pair
        return Unary(Op.LOG_SUM, (c, k), arg)
    return Unary(Op(expr.fn.value), (), expr.arg)


def pair_up(terms: Sequence[Expr]) -> tuple[list[tuple[Fraction, Unary]], list[Expr]]:
    """Split a sum into ``coefficient * form`` parts free of cancellation and the terms left over.

    A constant is paired with one term that would cancel it: c (exp - 1), c (1 +- erf), c (1 +- tanh), c (1 - sigmoid),
    c (cosh - 1). A sum u + sqrt(u^2 + b) is one form.
    """
    if len(terms) == 2:
        for u, root in (terms, terms[::-1]):
            b = _square_plus(u, root)
            if b is not None:
                return [(Fraction(1), Unary(Op.SQUAREPLUS, (b,), u))], []
    constant = next((term.value for term in terms if isinstance(term, Num)), None)
    if constant is None:
        return [], list(terms)
    for i, term in enumerate(terms):
        form = _cancelled(constant, term)
        if form is not None:
            rest: list[Expr] = [other for j, other in enumerate(terms) if j != i and not isinstance(other, Num)]
            return [form], rest
    return [], list(terms)


def _cancelled(constant: Fraction, term: Expr) -> tuple[Fraction, Unary] | None:
    coefficient, core = _coefficient(term)
    if not isinstance(core, Call) or abs(coefficient) != abs(constant) or not constant:
        return None
    opposed = coefficient == -constant
    match core.fn:
        case Fn.EXP if opposed:
            return coefficient, Unary(Op.EXPM1, (), core.arg)
        case Fn.COSH if opposed:
            return coefficient, Unary(Op.COSHM1, (), core.arg)
        case Fn.SIGMOID if opposed:
            return constant, Unary(Op.SIGMOID, (), neg(core.arg))
        case Fn.ERF:
            return constant, Unary(Op.ERFC, (), core.arg if opposed else neg(core.arg))
        case Fn.TANH:
            return 2 * constant, Unary(Op.SIGMOID, (), mul((num(-2 if opposed else 2), core.arg)))
        case _:
            return None


def _coefficient(term: Expr) -> tuple[Fraction, Expr]:
    if isinstance(term, Mul) and len(term.factors) == 2 and isinstance(term.factors[0], Num):
        return term.factors[0].value, term.factors[1]
    return Fraction(1), term


def _exponential_sum(expr: Expr) -> tuple[Fraction, Fraction, Expr] | None:
    """(c, k, u) if ``expr`` is c + k exp(u) with c, k > 0."""
    if not isinstance(expr, Add) or len(expr.terms) != 2 or not isinstance(expr.terms[0], Num):
        return None
    c = expr.terms[0].value
    k, core = _coefficient(expr.terms[1])
    if c > 0 and k > 0 and isinstance(core, Call) and core.fn is Fn.EXP:
        return c, k, core.arg
    return None


def _square_plus(u: Expr, root: Expr) -> Fraction | None:
    if not isinstance(root, Pow) or root.exponent != Fraction(1, 2) or not isinstance(root.base, Add):
        return None
    terms = root.base.terms
    if len(terms) == 2 and isinstance(terms[0], Num) and terms[0].value > 0 and terms[1] == power(u, 2):
        return terms[0].value
    return None
