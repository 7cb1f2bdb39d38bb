"""Intervals with rational ends that contain an exact number: how a ball leaves the calculus."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import flint

from theoremcheck.trusted.functions.balls import rational_bounds
from theoremcheck.trusted.refusal import Refusal


@dataclass(frozen=True, slots=True)
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

    def __contains__(self, value: Fraction | int | float) -> bool:
        """True if the number lies in the interval."""
        return self.lower <= Fraction(value) <= self.upper

    def __float__(self) -> float:
        """The middle as a double."""
        return float(self.middle)
