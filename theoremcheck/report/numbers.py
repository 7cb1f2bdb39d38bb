"""Exact numbers, short enough for a line; a rounded one is marked with ~."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from theoremcheck.language.formula import show
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.digits import integer_text, rational_text
from theoremcheck.trusted.problem.expr import Expr, Num
from theoremcheck.trusted.problem.model import Vector

_LONG: Final = 24
_SHOWN: Final = 4
_DIGITS: Final = 6
_PLAIN: Final = 6
"""Fractions of up to so many characters are easy to read as they stand."""
_MOST_PLACES: Final = 60
_LONG_BITS: Final = 100
"""An integer of more bits has more than ``_LONG`` digits."""


def rational(value: Fraction) -> str:
    """A rational as written in a spec; a long one is rounded and marked with ~ (display only)."""
    top, bottom = value.as_integer_ratio()
    if max(top.bit_length(), bottom.bit_length()) <= _LONG_BITS:
        text = rational_text(value)
        if len(text) <= _LONG:
            return text
    return f"~{plain(value, _DIGITS)}"


def coordinate(value: Fraction) -> str:
    """A number of a point: a decimal where it is one and a fraction would be long, else as :func:`rational`."""
    shown = rational(value)
    text = "" if len(shown) <= _PLAIN else decimal_text(value) or ""
    return text if 0 < len(text) <= _LONG else shown


def decimal_text(value: Fraction) -> str | None:
    """The finite decimal that the rational is, exactly: -0.125; None if it is none, or has more than 60 decimals."""
    top, bottom = value.as_integer_ratio()
    places = next((k for k in range(_MOST_PLACES + 1) if 10**k % bottom == 0), None)
    if places is None:
        return None
    digits = integer_text(abs(top) * (10**places // bottom)).zfill(places + 1)
    whole = digits if not places else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{whole}" if value < 0 else whole


def plain(value: Fraction, digits: int) -> str:
    """A rational rounded to so many significant digits, without an exponent where that is not long."""
    if not value:
        return "0"
    exponent = decimal_exponent(abs(value))
    if not -5 <= exponent < digits + 3:
        return scientific(value, digits)
    places = max(digits - 1 - exponent, 0)
    text = integer_text(round(abs(value) * 10**places)).rjust(places + 1, "0")
    whole, part = (text[:-places], text[-places:].rstrip("0")) if places else (text, "")
    return f"{'-' if value < 0 else ''}{whole}{'.' if part else ''}{part}"


def scientific(value: Fraction, digits: int) -> str:
    """A nonzero rational of any size rounded to ``digits`` significant digits, half to even: 1.50000e-7."""
    size = abs(value)
    exponent = decimal_exponent(size)
    shown = round(size * Fraction(10) ** (digits - 1 - exponent))
    if shown == 10**digits:  # 9.999... is rounded up to the next power of ten
        shown, exponent = shown // 10, exponent + 1
    text = integer_text(shown)
    point = "." if digits > 1 else ""
    return f"{'-' if value < 0 else ''}{text[0]}{point}{text[1:]}e{exponent}"


def decimal_exponent(size: Fraction) -> int:
    """The integer e with 10^e <= size < 10^(e + 1), for a positive rational."""
    # log10(2) is 0.30103 to within 5e-9; what the estimate misses is corrected exactly.
    bits = size.numerator.bit_length() - size.denominator.bit_length()
    exponent = bits * 30_103 // 100_000
    while size >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while size < Fraction(10) ** exponent:
        exponent -= 1
    return exponent


def constant(expr: Expr) -> str:
    """A constant expression; a long rational is rounded and marked as :func:`rational` does."""
    return rational(expr.value) if isinstance(expr, Num) else show(expr)


def vector(entries: Vector, show_one: Callable[[Fraction], str] = rational) -> str:
    """A vector, each entry as ``show_one`` puts it; a long one is shown by its first entries and its dimension."""
    shown = ", ".join(show_one(entry) for entry in entries[:_SHOWN])
    return f"({shown})" if len(entries) <= _SHOWN else f"({shown}, ...; dimension {len(entries)})"


def sparse(values: Sparse, name: str) -> str:
    """The entries of a sparse vector over samples, numbered from 1; of a long one only where they are."""
    if len(values.indices) > _SHOWN:
        first = ", ".join(str(index + 1) for index in values.indices[:_SHOWN])
        return f"{name}_i > 0 on {len(values.indices)} samples ({first}, ...)"
    return ", ".join(f"{name}_{i + 1} = {rational(e)}" for i, e in zip(values.indices, values.entries, strict=True))
