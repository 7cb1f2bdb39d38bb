"""Exact numbers as text, however long: ``str`` refuses integers of more than 4,300 digits.

Trusted: imports the standard library only.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

_SHORT: Final = 4_000
_BITS: Final = 14_000
"""Integers of fewer bits have at most 4,215 digits; those of ``_SHORT`` digits have fewer bits."""


def integer_text(value: int) -> str:
    """The decimal digits of an integer."""
    if value.bit_length() < _BITS:
        return str(value)
    if value < 0:
        return f"-{integer_text(-value)}"
    # Halving the number of digits keeps the work close to that of a product.
    places = max(_SHORT, value.bit_length() * 3 // 20)
    top, bottom = divmod(value, 10**places)
    return integer_text(top) + integer_text(bottom).zfill(places)


def rational_text(value: Fraction) -> str:
    """A rational as ``str`` writes it: 3, -1/7."""
    try:
        return str(value)
    except ValueError:
        top, bottom = value.as_integer_ratio()
        return integer_text(top) if bottom == 1 else f"{integer_text(top)}/{integer_text(bottom)}"


def rational_repr(value: Fraction) -> str:
    """A rational as ``repr`` writes it."""
    try:
        return repr(value)
    except ValueError:
        top, bottom = value.as_integer_ratio()
        return f"Fraction({integer_text(top)}, {integer_text(bottom)})"
