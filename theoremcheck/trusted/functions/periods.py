"""Functions of sin(kz + c) and cos(kz + c) with rational k, and a bound on their period."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from theoremcheck.trusted.functions.normal import linear_form
from theoremcheck.trusted.problem.expr import Call, Expr, Fn, Var, Z, children, is_constant
from theoremcheck.trusted.refusal import require


def period_bound(expr: Expr) -> Fraction:
    """A rational above a period of ``expr``, in which z occurs inside sin(kz + c) and cos(kz + c), k rational, only.

    With k_i = n_i / d_i in lowest terms, k_i lcm(d) / gcd(n) is an integer: 2 pi lcm(d) / gcd(n) is a period, and
    2 pi < 7.
    """
    rates = _rates(expr)
    require(bool(rates), "periods.constant")
    step = Fraction(lcm(*(rate.denominator for rate in rates)), gcd(*(rate.numerator for rate in rates)))
    return 7 * step


def _rates(expr: Expr) -> set[Fraction]:
    """The |k| of all sin(kz + c) and cos(kz + c). Raises ``Refusal`` if z occurs anywhere else."""
    if is_constant(expr):
        return set()
    if isinstance(expr, Call) and expr.fn in (Fn.SIN, Fn.COS):
        rate = _rate(expr.arg)
        if rate:
            return {abs(rate)}
    require(not isinstance(expr, Var), "periods.not_periodic")
    return set().union(*(_rates(part) for part in children(expr)))


def _rate(arg: Expr) -> Fraction | None:
    """The k of an argument whose normal form is k z + c, c without z; else None.

    A constant slope would not do: atan(1/z) + atan(z) has the slope 0 and jumps at 0. Equal normal forms are equal
    functions wherever the argument is defined.
    """
    terms = dict(linear_form(arg))
    rate = terms.pop(Z, None)
    return rate if all(is_constant(monomial) for monomial in terms) else None
