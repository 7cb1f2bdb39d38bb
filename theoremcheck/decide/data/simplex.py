"""An exact simplex method, a helper of the deciders: has some u Z_i . u > 0 for every row Z_i?

The program is max sum h_i m_i over m >= 0 with sum m_i Z_i = q, and its dual min q . u with Z_i . u >= h_i, for fixed
h_i > 0. Any r independent rows B are a feasible start: let q be a positive combination of them. So there is no first
phase, and a guess from floats is used by putting its rows first. Either the program is bounded, and the dual solution
separates, or a ray of it is a vector of Farkas multipliers. Bland's rule takes over after a degenerate step, so that
it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flint import fmpq_mat, fmpz, fmpz_mat

from theoremcheck.decide.data.modular import column_basis, row_basis
from theoremcheck.trusted.records import dataclass

MAX_SIMPLEX_WORK: Final = 600_000_000
"""Word operations (roughly) of one run; beyond it the question stays open."""
_WORD: Final = 128


@dataclass(frozen=True)
class Normal:
    """u, (d,): Z_i . u > 0 for every row."""

    entries: tuple[int, ...]


@dataclass(frozen=True)
class Ray:
    """Rows and positive multipliers whose combination is 0."""

    indices: tuple[int, ...]
    entries: tuple[int, ...]


def solve(rows: fmpz_mat, order: Sequence[int], prime: int) -> Normal | Ray | None:
    """Decide the question for the nonzero integer rows Z, (n, d); ``order`` lists all rows, likely basis rows first.

    None if the budget is used up. An unlucky ``prime`` may spoil the answer (never the termination): the caller checks.
    """
    width = rows.ncols()
    table = rows.tolist()
    ordered = fmpz_mat([table[i] for i in order])
    basis = [order[k] for k in row_basis(ordered, prime)]
    columns = column_basis(fmpz_mat([table[i] for i in basis]), prime)
    if elimination_work([table[i] for i in basis]) > MAX_SIMPLEX_WORK:
        return None
    thinned = fmpz_mat([[row[j] for j in columns] for row in table])
    state = _Basis(thinned, basis)
    outcome = state.run()
    if isinstance(outcome, Normal):
        entries = [0] * width
        for j, value in zip(columns, outcome.entries, strict=True):
            entries[j] = value
        return Normal(tuple(entries))
    return outcome


def elimination_work(rows: Sequence[Sequence[fmpz | int]]) -> int:
    """Word operations (roughly) of one exact elimination of k rows: minors have as many bits as k entries together."""
    size = len(rows)
    bits = max((int(entry).bit_length() for row in rows for entry in row), default=0) + size.bit_length() // 2
    return size**3 * (1 + size * bits // _WORD)


class _Basis:
    """The basis rows B (as ``members``), D = abs(det Z_B) and T = D Z_B^-1, all integers."""

    def __init__(self, rows: fmpz_mat, members: list[int]) -> None:
        self.rows, self.members = rows, members
        self.table = rows.tolist()
        self.heights = [max(abs(value) for value in row) or fmpz(1) for row in self.table]
        square = fmpz_mat([self.table[i] for i in members])
        det = square.det()
        self.scale = abs(det)
        inverse, denominator = fmpq_mat(square).inv().numer_denom()
        self.inverse = inverse * (self.scale // denominator)
        size = len(members)
        # Any positive weights will do; uneven ones make ties, hence degenerate steps, unlikely.
        weights = fmpz_mat(1, size, [32768 + (k * 25173 + 13849) % 32749 for k in range(size)])
        self.target = weights * square

    def run(self) -> Normal | Ray | None:
        work, bland = 0, False
        size, count = len(self.members), len(self.table)
        while work <= MAX_SIMPLEX_WORK:
            words = 1 + self.scale.bit_length() // _WORD
            work += (count * size + 4 * size * size) * words
            normal = self.inverse * fmpz_mat(size, 1, [self.heights[i] for i in self.members])
            entering = self._entering(normal, bland)
            if entering is None:
                return Normal(tuple(int(value) for value in normal.entries()))
            column = (fmpz_mat([self.table[entering]]) * self.inverse).entries()
            if all(value <= 0 for value in column):
                return self._ray(entering, column)
            bland = self._pivot(entering, column, bland)
        return None

    def _entering(self, normal: fmpz_mat, bland: bool) -> int | None:
        """The row violating Z_i . u >= h_i the most relative to h_i, or the first one under Bland's rule."""
        best, best_gap, best_height = None, fmpz(0), fmpz(1)
        scale = self.scale
        for i, (value, height) in enumerate(zip((self.rows * normal).entries(), self.heights, strict=True)):
            gap = scale * height - value
            if gap > 0 and (best is None or gap * best_height > best_gap * height):
                if bland:
                    return i
                best, best_gap, best_height = i, gap, height
        return best

    def _ray(self, entering: int, column: list[fmpz]) -> Ray:
        """Z_entering is minus a nonnegative combination of basis rows."""
        entries = {entering: int(self.scale)}
        entries.update({i: -int(value) for i, value in zip(self.members, column, strict=True) if value != 0})
        indices = tuple(sorted(entries))
        return Ray(indices, tuple(entries[i] for i in indices))

    def _pivot(self, entering: int, column: list[fmpz], bland: bool) -> bool:
        """Exchange; true if the next step is to use Bland's rule: this one did not move the solution."""
        current = (self.target * self.inverse).entries()
        leaving = -1
        for k, value in enumerate(column):
            if value <= 0:
                continue
            if leaving >= 0:
                left, right = current[k] * column[leaving], current[leaving] * value
                if left > right or (left == right and self.members[k] > self.members[leaving]):
                    continue
            leaving = k
        degenerate = bool(current[leaving] == 0)
        size, pivot = len(self.members), column[leaving]
        kept = [self.inverse[i, leaving] for i in range(size)]
        exchanged = self.inverse * pivot - fmpz_mat(size, 1, kept) * fmpz_mat(1, size, column)
        self.inverse = _quotient(exchanged, self.scale)
        for i in range(size):
            self.inverse[i, leaving] = kept[i]
        self.scale = pivot
        self.members[leaving] = entering
        return degenerate


def _quotient(matrix: fmpz_mat, divisor: fmpz) -> fmpz_mat:
    """The exact division of an integer matrix by an integer that divides it."""
    return fmpz_mat(matrix.nrows(), matrix.ncols(), [value // divisor for value in matrix.entries()])
