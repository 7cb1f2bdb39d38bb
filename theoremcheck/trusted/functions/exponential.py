"""The exponential neuron C e^(k z) with C k != 0, in one piece (theory: neuron.exponential)."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import Asymmetry, require_defined
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.problem.expr import Expr, Num, mul, sub, substitute
from theoremcheck.trusted.refusal import Refusal, require

_ORIGIN: Final = Num(Fraction(0))


def exponential_form(expr: Expr) -> bool:
    """True proves that s(z) = C e^(k z) with C k != 0: one smooth formula with s' s(0) = s s'(0), s(0), s'(0) != 0.

    That is a linear differential equation s' = k s, k = s'(0) / s(0), which has no other solution.
    """
    pieces = split(expr)
    if len(pieces.pieces) != 1:
        return False
    check_obligations(pieces, None, ())
    value, slope = pieces.pieces[0], nth_derivative(pieces.pieces[0])
    start, start_slope = (substitute(part, _ORIGIN) for part in (value, slope))
    if not is_zero(sub(mul((slope, start)), mul((value, start_slope)))):
        return False
    return sign_of(start) != 0 and sign_of(start_slope) != 0


def check_form(expr: Expr) -> None:
    """Accept that s(z) = C e^(k z) with C k != 0 (condition ``exponential``)."""
    require(exponential_form(expr), "exponential.not_the_form")


def check_not_form(expr: Expr, evidence: Asymmetry) -> None:
    """Accept that s is not C e^(k z): s(z) s(z + 2) != s(z + 1)^2, or s(z) = 0, or s(z) = s(z + 1)."""
    at = rational_value(evidence.at)
    if at is None:
        raise Refusal("shape.asymmetry_point")
    pieces = split(expr)
    points = [at + step for step in range(3)]
    for point in points:
        require_defined(pieces, pieces.index_at(point), Num(point))
    low, middle, high = (substitute(pieces.piece_at(point), Num(point)) for point in points)
    bent = sign_of(sub(mul((low, high)), mul((middle, middle)))) != 0
    require(bent or sign_of(low) == 0 or sign_of(sub(low, middle)) == 0, "exponential.looks_exponential")
