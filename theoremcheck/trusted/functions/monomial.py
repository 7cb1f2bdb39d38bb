"""The monomial c z^p with c != 0 and an integer p >= 1, in one piece (theory: neuron.monomial)."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.trusted.bounds import MAX_DEGREE
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.shape import Asymmetry, require_defined
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.problem.expr import Expr, Num, Z, mul, num, power, sub, substitute
from theoremcheck.trusted.refusal import Refusal, require

_ONE: Final = Num(Fraction(1))


def monomial_degree(expr: Expr) -> int | None:
    """The p for which s(z) = c z^p on all of R with c != 0, 1 <= p <= MAX_DEGREE, is proved; None if none is.

    One smooth formula. With c = s(1), p can only be the number with s'(1) = p s(1); the formulas are then compared.
    """
    pieces = split(expr)
    if len(pieces.pieces) != 1:
        return None
    check_obligations(pieces, None, ())
    (piece,) = pieces.pieces
    factor, slope = (substitute(part, _ONE) for part in (piece, nth_derivative(piece)))
    ratio = rational_value(mul((slope, power(factor, -1))))
    if ratio is None or ratio.denominator != 1 or not 1 <= ratio <= MAX_DEGREE or sign_of(factor) == 0:
        return None
    degree = ratio.numerator
    return degree if is_zero(sub(piece, mul((factor, power(Z, degree))))) else None


def check_form(expr: Expr) -> None:
    """Accept that s(z) = c z^p with c != 0 and an integer p >= 1 (condition ``monomial``)."""
    require(monomial_degree(expr) is not None, "monomial.not_the_form")


def check_not_form(expr: Expr, evidence: Asymmetry) -> None:
    """Accept that s is not c z^p: s(0) != 0, or for z = ``at`` != 0 no p >= 1 has s(2 z) = 2^p s(z) != 0 and
    s(-z) = (-1)^p s(z).
    """
    at = rational_value(evidence.at)
    if at is None:
        raise Refusal("shape.asymmetry_point")
    pieces = split(expr)
    origin, here, twice, mirror = (_value(pieces, point) for point in (Fraction(0), at, 2 * at, -at))
    if sign_of(origin) != 0:
        return
    require(at != 0, "monomial.looks_monomial")
    sign = sign_of(here)
    if sign == 0:
        return
    for degree in range(1, MAX_DEGREE + 1):
        excess = sign * sign_of(sub(twice, mul((num(2**degree), here))))
        if excess < 0:
            return  # s(2 z) / s(z) lies between two powers of 2, or below the first
        if excess == 0:
            same = sign_of(sub(mirror, mul((num((-1) ** degree), here)))) == 0
            require(not same, "monomial.looks_monomial")
            return
    raise Refusal("monomial.looks_monomial")


def _value(pieces: Pieces, point: Fraction) -> Expr:
    require_defined(pieces, pieces.index_at(point), Num(point))
    return substitute(pieces.piece_at(point), Num(point))
