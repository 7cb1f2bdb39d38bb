"""Exact numbers, short enough for a line."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.model import Vector
from theoremcheck.trusted.proofs import Sparse

_LONG = 24
_SHOWN = 4


def rational(value: Fraction) -> str:
    """A rational as written in a spec; a long one is rounded and marked with ~ (display only)."""
    text = str(value)
    if len(text) <= _LONG:
        return text
    return f"~{_scientific(value)}"


def _scientific(value: Fraction) -> str:
    """Six significant digits of any nonzero rational, however large or small, without a float."""
    size = abs(value)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    while size >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while size < Fraction(10) ** exponent:
        exponent -= 1
    digits = str(round(size / Fraction(10) ** (exponent - 5)))[:6]
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:]}e{exponent}"


def vector(entries: Vector) -> str:
    """A vector; a long one is shown by its first entries and its dimension."""
    shown = ", ".join(rational(entry) for entry in entries[:_SHOWN])
    return f"({shown})" if len(entries) <= _SHOWN else f"({shown}, ...; dimension {len(entries)})"


def sparse(values: Sparse, name: str) -> str:
    """The entries of a sparse vector over samples, numbered from 1; of a long one only where they are."""
    if len(values.indices) > _SHOWN:
        first = ", ".join(str(index + 1) for index in values.indices[:_SHOWN])
        return f"{name}_i > 0 on {len(values.indices)} samples ({first}, ...)"
    return ", ".join(f"{name}_{i + 1} = {rational(e)}" for i, e in zip(values.indices, values.entries, strict=True))
