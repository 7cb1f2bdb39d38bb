"""Rational functions of one variable u over Q: how a parameter moves along a piece of a path."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

import flint

from theoremcheck.trusted.frozen import ByFields
from theoremcheck.trusted.functions.quotients import fraction_of
from theoremcheck.trusted.functions.roots import count_roots, polynomial
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_ONE = (Fraction(1),)


@dataclass(frozen=True)
class Ratio(ByFields):
    """top(u) / bottom(u), each by its coefficients in rising order; the bottom is not the polynomial 0.

    What arithmetic makes is in lowest terms with a leading coefficient 1 below, so it is a polynomial iff ``bottom`` is
    (1,).
    """

    top: tuple[Fraction, ...]
    bottom: tuple[Fraction, ...] = _ONE

    @classmethod
    def constant(cls, value: Fraction) -> Ratio:
        """A number."""
        return cls((value,))

    @classmethod
    def line(cls, start: Fraction, end: Fraction) -> Ratio:
        """From ``start`` at u = 0 on a segment to ``end`` at u = 1."""
        return cls((start,) if start == end else (start, end - start))

    @classmethod
    def of(cls, top: flint.fmpq_poly, bottom: flint.fmpq_poly) -> Ratio:
        """The quotient in lowest terms."""
        require(not bottom.is_zero(), "path.no_denominator")
        common = top.gcd(bottom)
        scale = (bottom // common).leading_coefficient()
        return cls(_coefficients(top // common / scale), _coefficients(bottom // common / scale))

    @cached_property
    def polynomials(self) -> tuple[flint.fmpq_poly, flint.fmpq_poly]:
        """Top and bottom."""
        return polynomial(self.top), polynomial(self.bottom)

    @property
    def is_constant(self) -> bool:
        """True for a number, as far as its form says so."""
        return self.bottom == _ONE and len(self.top) <= 1

    @property
    def is_zero(self) -> bool:
        """True for the number 0."""
        return not any(self.top)

    @property
    def is_affine(self) -> bool:
        """True for a polynomial of degree at most 1, as far as its form says so."""
        return self.bottom == _ONE and len(self.top) <= 2

    def __add__(self, other: Ratio) -> Ratio:
        """The sum."""
        (a, b), (c, d) = self.polynomials, other.polynomials
        return Ratio.of(a * d + c * b, b * d)

    def __sub__(self, other: Ratio) -> Ratio:
        """The difference."""
        (a, b), (c, d) = self.polynomials, other.polynomials
        return Ratio.of(a * d - c * b, b * d)

    def __mul__(self, other: Ratio) -> Ratio:
        """The product."""
        (a, b), (c, d) = self.polynomials, other.polynomials
        return Ratio.of(a * c, b * d)

    def __truediv__(self, other: Ratio) -> Ratio:
        """The quotient. Raises ``Refusal`` for the divisor 0."""
        (a, b), (c, d) = self.polynomials, other.polynomials
        return Ratio.of(a * d, b * c)

    @property
    def slope(self) -> Ratio:
        """The derivative."""
        top, bottom = self.polynomials
        return Ratio.of(top.derivative() * bottom - top * bottom.derivative(), bottom * bottom)

    def at(self, place: Fraction) -> Fraction:
        """The value at a place. Raises ``Refusal`` where the bottom is 0."""
        top, bottom = (_value(part, place) for part in (self.top, self.bottom))
        require(bottom != 0, "path.pole")
        return top / bottom

    @property
    def is_regular(self) -> bool:
        """True iff the bottom has no zero in [0, 1]: by Sturm's theorem, exactly."""
        if len(self.bottom) == 1:
            return bool(self.bottom[0])
        return any(self.bottom) and not count_roots(self.polynomials[1], Fraction(0), Fraction(1), closed=True)


def _coefficients(found: flint.fmpq_poly) -> tuple[Fraction, ...]:
    return tuple(fraction_of(entry) for entry in found.coeffs()) or (Fraction(0),)


def _value(coefficients: Sequence[Fraction], place: Fraction) -> Fraction:
    total = Fraction(0)
    for entry in reversed(coefficients):
        total = total * place + entry
    return total
