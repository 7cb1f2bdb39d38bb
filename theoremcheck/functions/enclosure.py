"""Intervals with rational ends that contain an exact number: how a ball leaves the calculus."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import flint

from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.functions.balls import rational_bounds
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHORT: Final = 24


@dataclass(frozen=True, slots=True, repr=False)
class Enclosure:
    """A real number between ``lower`` and ``upper``, both included; known exactly where the two are equal."""

    lower: Fraction
    upper: Fraction

    @classmethod
    def of(cls, ball: flint.arb) -> Enclosure:
        """The interval of a ball. Raises ``Refusal`` if it is not finite, or too large to be written out."""
        bounds = rational_bounds(ball)
        if bounds is None:
            raise Refusal("functions.no_enclosure")
        return cls(*bounds)

    @classmethod
    def exactly(cls, value: Fraction) -> Enclosure:
        """A number that is known."""
        return cls(value, value)

    @property
    def middle(self) -> Fraction:
        """The middle of the interval."""
        return (self.lower + self.upper) / 2

    @property
    def width(self) -> Fraction:
        """The distance of the ends."""
        return self.upper - self.lower

    @property
    def sign(self) -> int | None:
        """-1, 0 or 1, None where the interval does not tell."""
        if self.lower > 0:
            return 1
        if self.upper < 0:
            return -1
        return 0 if self.lower == self.upper else None

    @property
    def radius(self) -> Fraction:
        """Half the width: how far the number can be from the middle."""
        return self.width / 2

    def __contains__(self, value: Enclosure | Fraction | int | float) -> bool:
        """True if the number, taken exactly, or the other interval, lies in the interval."""
        if isinstance(value, Enclosure):
            return self.lower <= value.lower and value.upper <= self.upper
        return self.lower <= Fraction(value) <= self.upper

    def __abs__(self) -> Enclosure:
        """The absolute value."""
        lower, upper = sorted((abs(self.lower), abs(self.upper)))
        return Enclosure(Fraction(0) if self.lower < 0 < self.upper else lower, upper)

    def __float__(self) -> float:
        """The middle as a double."""
        return float(self.middle)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """The middle as an array of shape (), as NumPy asks for it."""
        import numpy as np

        return np.array(float(self), dtype=np.float64 if dtype is None else dtype)

    def __repr__(self) -> str:
        """The middle, and how far the number can be from it: 0.711111111111 +- 2e-31."""
        text = rational_text(self.middle) if self.width == 0 else ""
        if text and len(text) <= _SHORT:
            return text
        with localcontext(prec=12):
            middle = _plain(Decimal(self.middle.numerator) / Decimal(self.middle.denominator))
        return f"{middle} +- {_up(self.radius)}" if self.width else f"~{middle}"


def _plain(value: Decimal) -> str:
    """A decimal without trailing zeros, and with an exponent only where that is shorter."""
    short = value.normalize()
    return format(short, "f" if -5 <= short.adjusted() < 12 else "e").lower().replace("e+", "e")


def _up(value: Fraction) -> str:
    """A positive rational as text with one digit, rounded up."""
    with localcontext(prec=1, rounding=ROUND_UP):
        return format(Decimal(value.numerator) / Decimal(value.denominator), ".0e").lower().replace("e+", "e")
