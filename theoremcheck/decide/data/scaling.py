"""A helper: samples as floats of comparable size, columns centred and scaled by powers of two, rows by their norm.

Untrusted. Entries from 1e-1000 to 1e1000 and columns that vary in the 30th digit only are brought into range exactly
before they are rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from theoremcheck.functions.arrays import np
from theoremcheck.trusted.problem.cleared import cleared_forms
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theoremcheck.trusted.problem.model import Vector

_SAFE: Final = 1e120
_VARIES: Final = 1e-6
_REMEMBERED: Final = 4_000_000
"""Entries up to which samples remember their cleared form, which others ask for as well."""
_WHOLE: Final = 2**53
"""Below it a float holds every integer."""


@dataclass(frozen=True)
class Scaled:
    """``matrix`` (n, d): (X_ij - centre_j) 2^-exponent_j, of root mean square about 1 in each column.

    ``constant`` is a column with one and the same nonzero entry for all samples (a hidden bias); only with it may the
    other columns be centred, since the centre is then a multiple of that column. ``denominators``, (n,), are the least
    common ones of the samples.
    """

    matrix: NDArray[np.float64]
    exponents: tuple[int, ...]
    constant: int | None
    denominators: tuple[int, ...]


def scale(points: Sequence[Vector]) -> Scaled:
    """Scale n points of length d."""
    width = len(points[0])
    quotients, denominators = _quotients(points)
    constant = next((j for j in range(width - 1, -1, -1) if _is_constant(points, quotients, j)), None)
    # Each column is read before it is written: data are not copied.
    matrix = np.empty((len(points), width)) if quotients is None else quotients
    exponents: list[int] = []
    for j in range(width):
        centred = constant is not None and j != constant
        matrix[:, j], exponent = _scale_column(points, quotients, j, centred)
        exponents.append(exponent)
    return Scaled(matrix, tuple(exponents), constant, denominators)


def _quotients(points: Sequence[Vector]) -> tuple[NDArray[np.float64] | None, tuple[int, ...]]:
    """All entries rounded to floats, (n, d), and the least common denominators of the points, (n,).

    None where a number is so long that this would round twice.
    """
    found: NDArray[np.float64] | None = np.empty((len(points), len(points[0])))
    denominators: list[int] = []
    few = len(points) * len(points[0]) <= _REMEMBERED
    for i, (row, common) in enumerate(clear_all(points) if few else cleared_forms(list(points))):
        denominators.append(common)
        if found is None:
            continue
        if max(common, *row) < _WHOLE and min(row) > -_WHOLE:
            found[i] = row
            found[i] /= common
        else:
            found = None
    return found, tuple(denominators)


def _is_constant(points: Sequence[Vector], quotients: NDArray[np.float64] | None, j: int) -> bool:
    first = points[0][j]
    if first == 0 or (quotients is not None and not np.all(quotients[:, j] == quotients[0, j])):
        return False
    return all(point[j] == first for point in points)


def _scale_column(
    points: Sequence[Vector], quotients: NDArray[np.float64] | None, j: int, centred: bool
) -> tuple[NDArray[np.float64], int]:
    try:
        values = _rounded(points, j) if quotients is None else quotients[:, j]
    except OverflowError:
        return _scale_exactly(points, j, centred)
    size = float(np.max(np.abs(values)))
    if size == 0 and (quotients is not None or not any(point[j] for point in points)):
        return values, 0
    if not 1 / _SAFE < size < _SAFE:
        return _scale_exactly(points, j, centred)
    if centred:
        values = values - np.mean(values)
        if float(np.max(np.abs(values))) < _VARIES * size:
            return _scale_exactly(points, j, centred)
    exponent = _exponent(values)
    return np.ldexp(values, -exponent), exponent


def _rounded(points: Sequence[Vector], j: int) -> NDArray[np.float64]:
    return np.array([point[j].numerator / point[j].denominator for point in points])


def _scale_exactly(points: Sequence[Vector], j: int, centred: bool) -> tuple[NDArray[np.float64], int]:
    column = [point[j] for point in points]
    shifted = [value - column[0] for value in column] if centred else column
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
