"""A helper of ``separation`` for many samples: a Newton method in floats instead of a linear program.

The minimum over u of the logistic loss of the rows Z_i = y_i X_i exists iff there are multipliers m > 0 with
sum m_i Z_i = 0, and there they are its slopes; otherwise its descent leads to a u with Z u > 0 where there is one. Few
rows are enough for either: those that the last u does not separate are added to them until one of the two holds.
Untrusted, like everything here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
from flint import fmpq_mat, fmpz_mat

from theoremcheck.decide.data.modular import PRIMES, column_basis, row_basis
from theoremcheck.decide.data.rational import fractions
from theoremcheck.trusted.data.exact import clear
from theoremcheck.trusted.data.separation import Farkas
from theoremcheck.trusted.data.sparse import Sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theoremcheck.trusted.problem.model import Vector

    Floats = NDArray[np.float64]

_ROUNDS: Final = 30
_STEPS: Final = 60
_FURTHER: Final = 6
"""Steps after the first u that separates: they widen the margin, and a wide margin makes short numbers."""
_SMALL: Final = 1e-10
_LEAST: Final = (0.0, 1e-7, 1e-4)
"""Multipliers below such a part of the largest one are taken for 0, one after the other."""
_BITS: Final = 40
"""Binary digits kept of multipliers that may be chosen."""


@dataclass(frozen=True)
class Normal:
    """A u, (d,), with Z u > 0 as far as floats say."""

    entries: Floats


@dataclass(frozen=True)
class Slopes:
    """Rows and their multipliers m > 0, (k,) each, with sum m_i Z_i near 0."""

    rows: NDArray[np.intp]
    entries: Floats


def fit(rows: Floats) -> Normal | Slopes | None:
    """What the float rows Z, (n, d), of length about 1 have; None if nothing is found."""
    count, width = rows.shape
    size = 2 * (width + 1)
    normal = np.linalg.solve(rows.T @ rows + _SMALL * count * np.eye(width), rows.T @ np.ones(count))
    nearest = np.argsort(rows @ normal, kind="stable")[:size]
    chosen = np.union1d(nearest, np.random.default_rng(0).permutation(count)[:size])
    further = 0
    for _ in range(_ROUNDS):
        found = _descend(rows[chosen], normal, further)
        if found is None:
            return None
        normal, slopes = found
        if slopes is not None:
            return Slopes(chosen, slopes)
        margins = rows @ normal
        wrong = np.flatnonzero(margins <= _SMALL * np.linalg.norm(normal))
        if not len(wrong):
            if further:
                return Normal(normal)
            further, wrong = _FURTHER, np.argsort(margins, kind="stable")[:size]
        worst = wrong[np.argsort(margins[wrong], kind="stable")[:size]]
        joined = np.union1d(chosen, worst)
        if len(joined) == len(chosen) and not further:
            return None
        chosen = joined
    return None


def _descend(rows: Floats, point: Floats, left: int) -> tuple[Floats, Floats | None] | None:
    """(u, None) where u separates the rows, (u, m) at a minimum of the logistic loss, None where neither is reached.

    After the first u that separates there are ``left`` steps more, and the u of the widest margin is taken.
    """
    count, width = rows.shape
    ridge = _SMALL * count / width
    best, margin = point, 0.0
    value = _loss(rows @ point) + ridge * float(point @ point) / 2
    for _ in range(_STEPS):
        scores = rows @ point
        narrowest = float(np.min(scores)) / (float(np.linalg.norm(point)) or 1.0)
        if narrowest > max(margin, _SMALL):
            best, margin = point, narrowest
        if margin > 0:
            left -= 1
            if left < 0:
                break
        slopes = 0.5 * (1 - np.tanh(scores / 2))
        gradient = ridge * point - rows.T @ slopes
        if margin == 0 and float(np.max(np.abs(gradient))) < _SMALL * count:
            return point, slopes
        hessian = (rows * (slopes * (1 - slopes))[:, None]).T @ rows + ridge * np.eye(width)
        step = np.linalg.solve(hessian, gradient)
        length, slope = 1.0, float(gradient @ step)
        while length > 1e-6:
            moved = point - length * step
            lower = _loss(rows @ moved) + ridge * float(moved @ moved) / 2
            if lower <= value - 1e-4 * length * slope:
                break
            length /= 2
        else:
            break
        point, value = moved, lower
    if margin > 0:
        return best, None
    scores = rows @ point
    slopes = 0.5 * (1 - np.tanh(scores / 2))
    return (point, slopes) if float(np.max(np.abs(rows.T @ slopes))) < 1e-6 * count else None


def _loss(scores: Floats) -> float:
    return float(np.sum(np.logaddexp(0.0, -scores)))


def balanced(
    points: Sequence[Vector], labels: Sequence[int], rows: NDArray[np.intp], entries: Floats
) -> Iterator[Farkas]:
    """Exact multipliers close to ``entries`` > 0 of the samples ``rows``, (k,) each, where floats say that there are.

    Where only a part of the samples can have multipliers, those of the others are close to 0 and left out.
    """
    largest, known = float(np.max(entries)), 0
    for least in _LEAST:
        kept = entries > least * largest
        if (count := int(np.sum(kept))) != known:
            yield from _balanced(points, labels, rows[kept], entries[kept])
        known = count


def _balanced(
    points: Sequence[Vector], labels: Sequence[int], rows: NDArray[np.intp], entries: Floats
) -> Iterator[Farkas]:
    """All samples but a basis keep a multiplier that is near the float; those of the basis solve the equations."""
    order = np.argsort(-entries, kind="stable")
    samples = [int(i) for i in rows[order]]
    cleared = [clear(points[i]) for i in samples]
    numerators = [row for row, _ in cleared]
    matrix = fmpz_mat(numerators)
    basis = row_basis(matrix, PRIMES[0])
    columns = column_basis(fmpz_mat([numerators[k] for k in basis]), PRIMES[0])
    size = len(basis)
    inside = frozenset(basis)
    sizes = entries[order] / np.array([float(denominator) for _, denominator in cleared])
    scaled = np.rint(np.ldexp(sizes / np.max(sizes), _BITS))
    others = [k for k in range(len(samples)) if k not in inside and scaled[k] > 0]
    weights = {k: Fraction(int(scaled[k])) for k in others}
    signs = [labels[i] for i in samples]
    own = fmpz_mat(1, len(others), [int(scaled[k]) * signs[k] for k in others])
    rest = own * fmpz_mat(len(others), len(columns), [numerators[k][j] for k in others for j in columns])
    square = fmpz_mat(size, size, [signs[k] * numerators[k][j] for j in columns for k in basis])
    solved = fractions(fmpq_mat(square).solve(fmpq_mat(-rest.transpose())))
    weights.update(zip(basis, solved, strict=True))
    if all(weight > 0 for weight in weights.values()):
        multipliers = {samples[k]: weight * cleared[k][1] for k, weight in weights.items()}
        indices = tuple(sorted(multipliers))
        yield Farkas(Sparse(indices, tuple(multipliers[i] for i in indices)))
