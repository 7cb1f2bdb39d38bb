"""A helper of ``separation`` for many samples: a Newton method in floats instead of a linear program.

The sum of max(0, 1 - Z_i u)^2 over the rows Z_i = y_i X_i always has a minimum, and there m_i = max(0, 1 - Z_i u) >= 0
has sum m_i Z_i = 0: either all m_i are 0 and u separates, or they are multipliers that exclude it, exactly 0 where a
sample can have none. Between its kinks the sum is quadratic, so that few steps lead there, and a step costs one pass
over the rows with m_i > 0 (Mangasarian, A finite Newton method for classification, 2002). Untrusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from flint import fmpq_mat, fmpz_mat

from theoremcheck.decide.data.modular import PRIMES, column_basis, row_basis
from theoremcheck.decide.data.rational import fractions
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.data.exact import take
from theoremcheck.trusted.data.separation import Farkas
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theoremcheck.trusted.problem.model import Vector

    Floats = NDArray[np.float64]

_STEPS: Final = 200
_HALVINGS: Final = 50
_FURTHER: Final = 6
"""Steps after the first u that separates: they widen the margin, and a wide margin makes short numbers."""
_SMALL: Final = 1e-10
_ZERO: Final = 1e-12
"""The sum of m_i Z_i against that of the m_i, where it counts as 0."""
_NEAR: Final = 1e-6
"""The same after the last step: a guess that an exact solution may still make good."""
_BLOCK: Final = 4_096
"""Rows that are copied at once."""
_FEW: Final = 8
"""So many rows for each column are enough to look for multipliers among."""
_LEAST: Final = (1e-9, 1e-6, 1e-3)
"""Multipliers below such a part of the largest one are taken for 0, one after the other."""
_BITS: Final = 40
"""Binary digits kept of multipliers that may be chosen."""


@dataclass(frozen=True)
class Normal:
    """A u, (d,), with Z u > 0 as far as floats say."""

    entries: Floats


@dataclass(frozen=True)
class Slopes:
    """Rows and their multipliers m > 0, (k,) each, k > 0, with sum m_i Z_i near 0."""

    rows: NDArray[np.intp]
    entries: Floats


def fit(rows: Floats) -> Normal | Slopes | None:
    """What the float rows Z, (n, d), of length about 1 have; None if nothing is found."""
    found = _descend(rows)
    most = _FEW * rows.shape[1]
    while isinstance(found, Slopes) and len(found.rows) > most:
        # Multipliers exist among d + 1 rows, and the fewer there are, the shorter is the exact way. Not those with the
        # largest ones are taken: they lie on one side.
        order = np.random.default_rng(0).permutation(len(found.rows))[: max(most, len(found.rows) // 4)]
        part = np.sort(found.rows[order])
        fewer = _descend(rows[part])
        if not isinstance(fewer, Slopes):
            break
        found = Slopes(part[fewer.rows], fewer.entries)
    return found


def _descend(rows: Floats) -> Normal | Slopes | None:
    """The minimum of the sum of max(0, 1 - Z_i u)^2; a u that separates before it is reached ends the way early."""
    count, width = rows.shape
    normal, scores = np.zeros(width), np.zeros(count)
    best, margin, left = normal, 0.0, _FURTHER
    for _ in range(_STEPS):
        active = np.flatnonzero(scores < 1)
        slopes = 1 - scores[active]
        square, gradient = _sums(rows, active, slopes)
        narrowest = float(np.min(scores)) / (float(np.linalg.norm(normal)) or 1.0)
        if narrowest > max(margin, _SMALL):
            best, margin = normal, narrowest
        if margin > 0:
            left -= 1
        if left < 0 or float(np.max(np.abs(gradient), initial=0.0)) <= _ZERO * float(np.sum(slopes)):
            break
        square[np.diag_indices(width)] += _SMALL * (float(np.trace(square)) / width or 1.0)
        step = np.linalg.solve(square, gradient)
        change = rows @ step
        length = _length(scores, change)
        if length == 0:
            break
        normal = normal + length * step
        scores = rows @ normal
    if margin > 0:
        return Normal(best)
    near = len(active) and float(np.max(np.abs(gradient))) <= _NEAR * float(np.sum(slopes))
    return Slopes(active, slopes) if near else None


def _sums(rows: Floats, active: NDArray[np.intp], slopes: Floats) -> tuple[Floats, Floats]:
    """The sums of Z_i^T Z_i, (d, d), and of m_i Z_i, (d,), over the rows ``active``, (k,), in blocks of them."""
    width = rows.shape[1]
    square, total = np.zeros((width, width)), np.zeros(width)
    for start in range(0, len(active), _BLOCK):
        part = rows[active[start : start + _BLOCK]]
        square += part.T @ part
        total += slopes[start : start + _BLOCK] @ part
    return square, total


def _length(scores: Floats, change: Floats) -> float:
    """The t >= 0 that is least for the sum of max(0, 1 - scores - t change)^2, which is convex: 1 if that is close."""

    def falls(length: float) -> bool:
        rest = np.maximum(0.0, 1 - scores - length * change)
        return float(rest @ change) > 0

    low, high = 0.0, 1.0
    while falls(high) and high < 1 / _SMALL:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falls(middle) else (low, middle)
    return 1.0 if abs(low - 1) < _NEAR else low


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
    cleared = clear_all(take(points, samples))
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
