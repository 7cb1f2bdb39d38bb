"""Functions c z + e with c != 0, and odd functions (theory: network.linear, network.odd)."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.shape import Asymmetry, check_asymmetry, check_identity, require_defined
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.problem.expr import Num, add, mul, substitute
from theoremcheck.trusted.problem.model import AnyFunction, Function
from theoremcheck.trusted.refusal import Refusal

_ORIGIN: Final = Num(Fraction(0))
_PLACES: Final = (Fraction(1), Fraction(1, 2), Fraction(3))
_STARTS: Final = tuple(Fraction(start) for start in ("-1", "0", "1", "-2", "1/2", "7/3"))


def is_affine(function: AnyFunction) -> bool:
    """True if s(z) = c z + e with c != 0 on all of R, False if it is not.

    One smooth formula with s'' = 0 and s'(0) != 0 shows it; s'(0) = 0, or three equidistant points that lie on no line,
    show the contrary: a first three are looked at before the formula, which takes longer. Raises ``Refusal`` where
    neither is seen.
    """
    if not isinstance(function, Function):
        raise Refusal("affine.opaque")
    pieces, (first, *others) = split(function.expr), _STARTS
    if _bends(pieces, first):
        return False
    if _straight(pieces):
        return sign_of(substitute(nth_derivative(pieces.pieces[0]), _ORIGIN)) != 0
    if any(_bends(pieces, start) for start in others):
        return False
    raise Refusal("affine.undecided")


def vanishes_at_zero(function: AnyFunction) -> bool:
    """True if s(0) = 0, of a function that is shown to be real at 0. Raises ``Refusal`` of others."""
    if not isinstance(function, Function):
        raise Refusal("affine.opaque")
    pieces, origin = split(function.expr), Fraction(0)
    require_defined(pieces, pieces.index_at(origin), _ORIGIN)
    return sign_of(substitute(pieces.piece_at(origin), _ORIGIN)) == 0


def is_odd(function: AnyFunction) -> bool:
    """True if s(-z) = -s(z) for all z, of a function that is real on R; False if that is not so at 0, 1, 1/2 or 3.

    Raises ``Refusal`` where neither is seen.
    """
    if not isinstance(function, Function):
        raise Refusal("affine.opaque")
    if not vanishes_at_zero(function) or any(_uneven(function, place) for place in _PLACES):
        return False
    check_identity(function.expr, even=False)
    return True


def _uneven(function: Function, place: Fraction) -> bool:
    """True if s(-z) = 2 s(0) - s(z) is shown to be false there."""
    try:
        check_asymmetry(function.expr, False, Asymmetry(Num(place)))
    except Refusal:
        return False
    return True


def _straight(pieces: Pieces) -> bool:
    """One formula, real and smooth on R, with second derivative 0."""
    if len(pieces.pieces) != 1 or not is_zero(nth_derivative(pieces.pieces[0], 2)):
        return False
    check_obligations(pieces, None, ())
    return True


def _bends(pieces: Pieces, start: Fraction) -> bool:
    """True if s(start), s(start + 1) and s(start + 2), which are shown to be real, lie on no line."""
    points = tuple(Num(start + step) for step in range(3))
    try:
        for point in points:
            require_defined(pieces, pieces.index_at(point.value), point)
        low, middle, high = (substitute(pieces.piece_at(point.value), point) for point in points)
        return sign_of(add((low, high, mul((Num(Fraction(-2)), middle))))) != 0
    except Refusal:
        return False
