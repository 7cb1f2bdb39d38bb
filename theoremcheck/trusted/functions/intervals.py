"""Intervals, with ends that may be roots of functions, and the four relations of a value to 0.

Trusted.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from theoremcheck.trusted.functions.ranges import Range
from theoremcheck.trusted.hashes import KnownHash
from theoremcheck.trusted.problem.expr import Expr, Num, Root
from theoremcheck.trusted.records import dataclass, replace

POSITIVE: Final = ">"
NONNEGATIVE: Final = ">="
NEGATIVE: Final = "<"
NONPOSITIVE: Final = "<="
MIRROR: Final = MappingProxyType(
    {POSITIVE: NEGATIVE, NEGATIVE: POSITIVE, NONNEGATIVE: NONPOSITIVE, NONPOSITIVE: NONNEGATIVE}
)
"""What a relation of f says of -f."""


def violates(sign: int, relation: str) -> bool:
    """True if a number of this sign does not satisfy the relation to 0."""
    return {POSITIVE: sign <= 0, NONNEGATIVE: sign < 0, NEGATIVE: sign >= 0, NONPOSITIVE: sign > 0}[relation]


@dataclass(frozen=True, slots=True)
class Interval(KnownHash):
    """The closed interval from ``lower`` to ``upper``; None is infinite.

    Where an end is a root of a function, ``lower`` and ``upper`` enclose the interval and the root is the exact end:
    a proof covers all of the enclosure, or is a contact at the exact end. An open end is left out;
    range arithmetic makes use of that, every other proof covers it too.

    In the enclosure, but outside the interval, the function need not be defined. That does no harm where a proof speaks
    of the normal form F, which is the function wherever that is defined: F > 0 on the enclosure gives it on the
    interval. A proof that starts from one *value* and continues by a slope or by continuity needs that value inside
    the interval, or the function defined on all of the enclosure (``_require_inside``).
    """

    lower: Fraction | None
    upper: Fraction | None
    lower_root: Root | None = None
    upper_root: Root | None = None
    lower_open: bool = False
    upper_open: bool = False

    def start(self) -> Expr | None:
        """The exact lower end."""
        return self.lower_root or (None if self.lower is None else Num(self.lower))

    def end(self) -> Expr | None:
        """The exact upper end."""
        return self.upper_root or (None if self.upper is None else Num(self.upper))

    def contains(self, point: Fraction) -> bool:
        """True if ``point`` lies in the interval."""
        return (self.lower is None or self.lower <= point) and (self.upper is None or point <= self.upper)

    def surely_contains(self, point: Fraction) -> bool:
        """True if ``point`` lies in the interval itself, not only in the enclosure of a root at its end."""
        low = self.lower_root is None or self.lower_root.upper <= point
        return self.contains(point) and low and (self.upper_root is None or point <= self.upper_root.lower)

    def parts(self, cuts: tuple[Fraction, ...]) -> tuple[Interval, ...]:
        """The interval cut at these points, in order; the outer ends stay exact."""
        ends: list[Fraction | None] = [self.lower, *cuts, self.upper]
        found = [Interval(lower, upper) for lower, upper in pairwise(ends)]
        found[0] = replace(found[0], lower_root=self.lower_root, lower_open=self.lower_open)
        found[-1] = replace(found[-1], upper_root=self.upper_root, upper_open=self.upper_open)
        return tuple(found)

    def range(self) -> Range:
        """The same interval as a range."""
        return Range(
            self.lower,
            self.upper,
            self.lower is None or (self.lower_open and self.lower_root is None),
            self.upper is None or (self.upper_open and self.upper_root is None),
        )
