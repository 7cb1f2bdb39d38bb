"""Numbers along a path: rational ones, and square roots of rational ones."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt, sqrt
from typing import TypeAlias

from theoremcheck.trusted.frozen import ByFields
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True)
class Surd(ByFields):
    """The root of ``square``, or minus that, which is not rational: ``surd`` makes it."""

    square: Fraction
    negative: bool

    def __float__(self) -> float:
        """The number in floats."""
        found = sqrt(self.square)
        return -found if self.negative else found

    def __repr__(self) -> str:
        """As it is written."""
        return f"{'-' if self.negative else ''}sqrt({self.square})"


Number: TypeAlias = Fraction | Surd
Numbers: TypeAlias = Sequence[Number]


def surd(factor: Fraction, square: Fraction) -> Number:
    """``factor`` times the root of ``square`` >= 0; a Fraction iff that is rational, so equal numbers are equal."""
    require(square >= 0, "path.scales")
    whole = factor * factor * square
    top, bottom = isqrt(whole.numerator), isqrt(whole.denominator)
    if top * top == whole.numerator and bottom * bottom == whole.denominator:
        return Fraction(-top if factor < 0 else top, bottom)
    return Surd(whole, factor < 0)
