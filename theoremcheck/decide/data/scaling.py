"""A helper: samples as floats of comparable size, columns centred and scaled by powers of two, rows by their norm.

Untrusted. Entries from 1e-1000 to 1e1000 and columns that vary in the 30th digit only are brought into range exactly
before they are rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theoremcheck.trusted.problem.model import Vector

_SAFE: Final = 1e120
_VARIES: Final = 1e-6


@dataclass(frozen=True)
class Scaled:
    """``matrix`` (n, d): (X_ij - centre_j) 2^-exponent_j, of root mean square about 1 in each column.

    ``constant`` is a column with one and the same nonzero entry for all samples (a hidden bias); only with it may the
    other columns be centred, since the centre is then a multiple of that column.
    """

    matrix: NDArray[np.float64]
    exponents: tuple[int, ...]
    constant: int | None


def scale(points: Sequence[Vector]) -> Scaled:
    """Scale n points of length d."""
    columns = list(zip(*points, strict=True))
    constant = next((j for j in range(len(columns) - 1, -1, -1) if _is_constant(columns[j])), None)
    matrix = np.empty((len(points), len(columns)))
    exponents: list[int] = []
    for j, column in enumerate(columns):
        centred = constant is not None and j != constant
        values, exponent = _scale_column(column, centred)
        matrix[:, j] = values
        exponents.append(exponent)
    return Scaled(matrix, tuple(exponents), constant)


def _is_constant(column: Sequence[Fraction]) -> bool:
    first = column[0]
    return first != 0 and all(value == first for value in column)


def _scale_column(column: Sequence[Fraction], centred: bool) -> tuple[NDArray[np.float64], int]:
    try:
        values = np.array([value.numerator / value.denominator for value in column])
    except OverflowError:
        return _scale_exactly(column, centred)
    size = float(np.max(np.abs(values)))
    if size == 0 and not any(column):
        return values, 0
    if not 1 / _SAFE < size < _SAFE:
        return _scale_exactly(column, centred)
    if centred:
        values = values - np.mean(values)
        if float(np.max(np.abs(values))) < _VARIES * size:
            return _scale_exactly(column, centred)
    exponent = _exponent(values)
    return np.ldexp(values, -exponent), exponent


def _scale_exactly(column: Sequence[Fraction], centred: bool) -> tuple[NDArray[np.float64], int]:
    shifted = [value - column[0] for value in column] if centred else list(column)
    size = max(abs(value) for value in shifted)
    if size == 0:
        return np.zeros(len(column)), 0
    first = size.numerator.bit_length() - size.denominator.bit_length()
    factor = Fraction(2) ** -first
    values = np.array([float(value * factor) for value in shifted])
    if centred:
        values = values - np.mean(values)
    second = _exponent(values)
    return np.ldexp(values, -second), first + second


def _exponent(values: NDArray[np.float64]) -> int:
    size = float(np.sqrt(np.mean(values**2)))
    return round(float(np.log2(size))) if size > 0 else 0


def unit_rows(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row divided by its Euclidean norm, (n, d); a row of zeros stays."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    scaled: NDArray[np.float64] = matrix / np.where(norms > 0, norms, 1.0)
    return scaled
