"""Numbers that are enclosed: intervals with exact ends, alone and in arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theoremcheck.report.numbers import decimal_exponent, rational, scientific

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, repr=False)
class Interval:
    """A real number that lies between ``lower`` and ``upper``, both exact; ``float()`` gives the middle."""

    lower: Fraction
    upper: Fraction

    @property
    def mid(self) -> Fraction:
        """The middle."""
        return (self.lower + self.upper) / 2

    @property
    def radius(self) -> Fraction:
        """Half the width."""
        return (self.upper - self.lower) / 2

    def __abs__(self) -> Interval:
        """The absolute value."""
        lower, upper = sorted((abs(self.lower), abs(self.upper)))
        return Interval(Fraction(0) if self.lower < 0 < self.upper else lower, upper)

    def __float__(self) -> float:
        return float(self.mid)

    def __contains__(self, value: Any) -> bool:
        """True if a number, or another interval, lies inside; floats are taken as they are."""
        if isinstance(value, Interval):
            return self.lower <= value.lower and value.upper <= self.upper
        return bool(self.lower <= Fraction(value) <= self.upper)

    def __repr__(self) -> str:
        """The number with the digits that are known: 0.711111111111 +- 2e-31."""
        if self.lower == self.upper:
            return rational(self.lower)
        middle = float(self.mid)
        return f"{middle:.12g} +- {scientific(_up(self.radius), 1)}"

    def __str__(self) -> str:
        return repr(self)


def _up(value: Fraction) -> Fraction:
    """A positive number rounded up to one significant digit."""
    unit = Fraction(10) ** decimal_exponent(value)
    return math.ceil(value / unit) * unit


@dataclass(frozen=True, repr=False)
class Intervals:
    """An array of intervals of a shape, its ``entries`` row by row.

    ``numpy.asarray`` gives the middles, ``lower`` and ``upper`` the ends rounded outward to doubles; indexing gives an
    interval, or the row of a matrix.
    """

    entries: tuple[Interval, ...]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, entries: Sequence[Interval], *shape: int) -> Intervals:
        """An array of that shape."""
        if len(entries) != math.prod(shape):
            raise ValueError(f"{len(entries)} entries do not fill the shape {shape}")
        return cls(tuple(entries), shape)

    @property
    def ndim(self) -> int:
        """The number of indices."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self.entries)

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[k] for k in range(len(self)))

    def __getitem__(self, index: int | tuple[int, ...]) -> Any:
        first, *others = index if isinstance(index, tuple) else (index,)
        count = self.shape[0]
        if not -count <= first < count:
            raise IndexError(f"index {first} is out of range for {count} entries")
        step = math.prod(self.shape[1:])
        start = (first % count) * step
        if self.ndim == 1:
            return self.entries[start]
        row = Intervals(self.entries[start : start + step], self.shape[1:])
        return row[tuple(others)] if others else row

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self._array(float).astype(dtype or float)

    @property
    def lower(self) -> NDArray[np.float64]:
        """The lower ends, rounded down."""
        return self._array(lambda entry: rounded(entry.lower, -1))

    @property
    def upper(self) -> NDArray[np.float64]:
        """The upper ends, rounded up."""
        return self._array(lambda entry: rounded(entry.upper, 1))

    def _array(self, value: Callable[[Interval], float]) -> NDArray[np.float64]:
        import numpy as np

        return np.array([value(entry) for entry in self.entries], dtype=np.float64).reshape(self.shape)

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.entries[:3]))
        return f"<Intervals {self.shape}: {shown}{', ...' if self.size > 3 else ''}>"


def rounded(value: Fraction, way: int) -> float:
    """The double next to a rational: below it for ``way`` -1, above for 1 (itself where it is one)."""
    try:
        found = float(value)
    except OverflowError:
        found = math.inf if value > 0 else -math.inf
    if math.isinf(found):
        inner = math.copysign(math.nextafter(math.inf, 0), found)
        return found if found * way > 0 else inner
    exact = Fraction(found)
    if exact == value or (exact > value) == (way > 0):
        return found
    return math.nextafter(found, way * math.inf)
