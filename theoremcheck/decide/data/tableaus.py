"""Tables modulo a prime that are pivoted: as lists where they are small, so that NumPy need not be loaded for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from flint import nmod_mat

SMALL: Final = 2_000
"""Entries up to which a table is lists of numbers."""


class Tableau(Protocol):
    """The coordinates of elements, one a column, in a basis, one vector a row."""

    def copy(self) -> Tableau:
        """One of its own."""
        ...

    def filled(self, column: int) -> list[int]:
        """The rows in which a column has an entry other than 0, in order."""
        ...

    def pivot(self, row: int, column: int) -> None:
        """Put the element of ``column``, whose entry there is not 0, into the basis in place of that of ``row``."""
        ...


def tableau(table: nmod_mat, rank: int, prime: int) -> Tableau:
    """The first ``rank`` rows of a table modulo a prime below 2^31."""
    rows = [[int(table[i, j]) for j in range(table.ncols())] for i in range(rank)]
    return _Lists(rows, prime) if rank * table.ncols() <= SMALL else _Array.of(rows, prime)


class _Lists:
    def __init__(self, rows: list[list[int]], prime: int) -> None:
        self._rows, self._prime = rows, prime

    def copy(self) -> _Lists:
        return _Lists([[*row] for row in self._rows], self._prime)

    def filled(self, column: int) -> list[int]:
        return [index for index, row in enumerate(self._rows) if row[column]]

    def pivot(self, row: int, column: int) -> None:
        prime = self._prime
        inverse = pow(self._rows[row][column], -1, prime)
        own = self._rows[row] = [entry * inverse % prime for entry in self._rows[row]]
        for index, other in enumerate(self._rows):
            factor = other[column]
            if index != row and factor:
                self._rows[index] = [(entry - factor * new) % prime for entry, new in zip(other, own, strict=True)]


class _Array:
    def __init__(self, table: Any, prime: int) -> None:
        self._table, self._prime = table, prime

    @classmethod
    def of(cls, rows: list[list[int]], prime: int) -> _Array:
        import numpy as np

        return cls(np.array(rows, dtype=np.int64), prime)

    def copy(self) -> _Array:
        return _Array(self._table.copy(), self._prime)

    def filled(self, column: int) -> list[int]:
        found: list[int] = self._table[:, column].nonzero()[0].tolist()
        return found

    def pivot(self, row: int, column: int) -> None:
        table, prime = self._table, self._prime
        table[row] = table[row] * pow(int(table[row, column]), -1, prime) % prime
        factors = table[:, column].copy()
        factors[row] = 0
        table -= factors[:, None] * table[row][None, :] % prime
        table %= prime
