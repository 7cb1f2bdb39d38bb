"""Arrays of intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, repr=False)
class Intervals:
    """An array of intervals of a shape, its ``entries`` row by row.

    ``numpy.asarray`` gives the middles, ``lower`` and ``upper`` the ends rounded outward to doubles; indexing gives an
    interval, or the row of a matrix.
    """

    entries: tuple[Enclosure, ...]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, entries: Sequence[Enclosure], *shape: int) -> Intervals:
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

    def _array(self, value: Callable[[Enclosure], float]) -> NDArray[np.float64]:
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
