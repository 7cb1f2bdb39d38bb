"""Intervals in words: as many digits as the interval carries, rounded outwards where its ends are shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.report.numbers import decimal_exponent, plain, rational, scientific
from theoremcheck.trusted.problem.model import Json

_DIGITS: Final = 12
_ENDS: Final = 25


def interval_words(value: Enclosure, digits: int = _DIGITS) -> str:
    """An interval on a line: 1/3 where it is known, 0.333333333333 to so many digits, or both ends."""
    if value.sign == 0:
        return "0"
    if value.lower == value.upper and not rational(value.lower).startswith("~"):
        return rational(value.lower)
    if value.sign is None:
        size = max(abs(value.lower), abs(value.upper))
        return f"0 to within {scientific(size * Fraction(11, 10), 2)}"
    low, high = plain(value.lower, digits), plain(value.upper, digits)
    return low if low == high else f"between {_outward(value.lower, 6, -1)} and {_outward(value.upper, 6, 1)}"


def interval_json(value: Enclosure) -> Json:
    """``lower`` and ``upper`` as decimal text, rounded outwards to 25 digits."""
    return {"lower": _outward(value.lower, _ENDS, -1), "upper": _outward(value.upper, _ENDS, 1)}


def bound(value: Fraction) -> str:
    """A decimal of 25 digits at or above the value."""
    return _outward(value, _ENDS, 1)


def at_least(value: Fraction, digits: int) -> str:
    """A decimal of so many digits at or below the value."""
    return _outward(value, digits, -1)


def _outward(value: Fraction, digits: int, side: int) -> str:
    """The nearest decimal of so many digits that is not above (side -1) or not below (side 1) the value."""
    if not value:
        return "0"
    unit = Fraction(10) ** (decimal_exponent(abs(value)) - digits + 1)
    steps = value / unit
    whole = steps.numerator // steps.denominator if side < 0 else -(-steps.numerator // steps.denominator)
    return plain(whole * unit, digits)
