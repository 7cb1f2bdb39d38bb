"""A straight way of quadratic forms, sum_j a_j q_j q_j^T, as rational functions: elimination instead of eigenvectors.

For a basis W of vectors q_j and D = diag(a_j) let M(v) = D + v C. Symmetric elimination in rational functions of v
gives M = L D' L^T with L unit triangular in some order of the basis, so W M W^T = sum_j a'_j(v) q'_j(v) q'_j(v)^T with
the columns q'_j of W L and a'_j of D'. If no neuron with a_j = 0 comes before one with a_j != 0, then L(0) = I but for
the neurons with a_j = 0, which may be moved there first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any, Final, TypeAlias

from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.path.ratios import Ratio

Matrix: TypeAlias = Sequence[Sequence[Fraction]]

_ALL_ORDERS: Final = 3
_MARGIN: Final = Fraction(3, 4)
"""Share of the way to a pole that is gone."""
_ENOUGH: Final = Fraction(1, 2)
"""Share of the way with which an order of elimination is taken before others are tried."""
_GRAIN: Final = 2**12
_CLOSE: Final = Fraction(1, 10**12)
_CONSTANT: Final = Ratio.constant(Fraction(1))
_NOTHING: Final = Ratio.constant(Fraction(0))


@dataclass(frozen=True)
class Elimination:
    """L, (r, r) by rows, and the diagonal D', (r,), of D + u h C for u in [0, 1]; ``reach`` is h."""

    lower: tuple[tuple[Ratio, ...], ...]
    diagonal: tuple[Ratio, ...]
    reach: Fraction


def eliminated(weights: Vector, change: Matrix, most: Fraction) -> Elimination | None:
    """An elimination of diag(weights) + v change that reaches far from v = 0, at most to ``most``; None: none is seen.

    ``change`` is symmetric, (r, r).
    """
    best: tuple[Fraction, tuple[int, ...]] | None = None
    for order in _orders(weights, change):
        found = _factors(weights, change, order)
        reach = None if found is None else _reach(found, most)
        if reach is not None and (best is None or reach > best[0]):
            best = (reach, order)
            if reach >= _ENOUGH * most:
                break
    if best is None:
        return None
    reach, order = best
    scaled = [[reach * entry for entry in row] for row in change]
    found = _factors(weights, scaled, order)
    return None if found is None else Elimination(*found, reach)


def _orders(weights: Vector, change: Matrix) -> Iterator[tuple[int, ...]]:
    """Orders of elimination, those with a_j = 0 last; first those that begin where a_j and its change agree."""
    active = [j for j, a in enumerate(weights) if a]
    idle = [j for j, a in enumerate(weights) if not a]
    active.sort(key=lambda j: (weights[j] * change[j][j] < 0, -abs(weights[j] + change[j][j])))
    for first in _arranged(active):
        for last in _arranged(idle):
            yield (*first, *last)


def _arranged(names: list[int]) -> list[tuple[int, ...]]:
    """All orders of up to three; of more the rotations, and those of the reverse."""
    if len(names) <= _ALL_ORDERS:
        return list(permutations(names))
    turned = [names, names[::-1]]
    return [(*own[k:], *own[:k]) for k in range(len(names)) for own in turned]


def _factors(
    weights: Vector, change: Matrix, order: Sequence[int]
) -> tuple[tuple[tuple[Ratio, ...], ...], tuple[Ratio, ...]] | None:
    """L and D' in the order given, by the names of the basis; None where a pivot is 0 and its row is not."""
    size = len(weights)
    table = [
        [Ratio((weights[i] if i == j else Fraction(0), change[i][j])) * _CONSTANT for j in range(size)]
        for i in range(size)
    ]
    lower = [[_CONSTANT if i == j else _NOTHING for j in range(size)] for i in range(size)]
    for step, j in enumerate(order):
        rest = order[step + 1 :]
        pivot = table[j][j]
        if pivot.is_zero:
            if any(not table[i][j].is_zero for i in rest):
                return None
            continue
        for i in rest:
            lower[i][j] = table[i][j] / pivot
        for i in rest:
            for k in rest:
                table[i][k] = table[i][k] - lower[i][j] * table[j][k]
    return tuple(map(tuple, lower)), tuple(table[j][j] for j in range(size))


def _reach(found: tuple[tuple[tuple[Ratio, ...], ...], tuple[Ratio, ...]], most: Fraction) -> Fraction | None:
    """How far from v = 0 no denominator is 0, with room to spare; None if one is 0 at the start."""
    lower, diagonal = found
    reach = most
    for entry in {*(entry for row in lower for entry in row), *diagonal}:
        bottom = entry.polynomials[1]
        if bottom.degree() < 1:
            continue
        roots: Any = bottom.numer().complex_roots()
        for near in (Fraction(float(root.real.mid())) for root, _ in roots if root.imag.contains(0)):
            if abs(near) < _CLOSE:
                return None
            if 0 < near <= most:
                reach = min(reach, _short(_MARGIN * near))
    return reach if reach > 0 else None


def _short(value: Fraction) -> Fraction:
    """A rational below the positive value, in a few digits."""
    scale = 1
    while value * scale < 1:
        scale *= 2
    return Fraction(int(value * scale * _GRAIN), scale * _GRAIN)
