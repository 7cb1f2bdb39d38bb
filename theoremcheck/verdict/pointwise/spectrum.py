"""The eigenvalues of a symmetric matrix in balls, each in an interval: floats turn the matrix, balls bound the rest."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.functions.arrays import np
from theoremcheck.functions.enclosure import Enclosure
from theoremcheck.functions.floats import finite_floats
from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

NEAR_ZERO: Final = Fraction(1, 10**10)
"""An eigenvalue whose absolute value is at most this share of the largest one counts as near zero."""
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The eigenvalues in ascending order, each in an interval, and what counts as near zero."""

    eigenvalues: tuple[Enclosure, ...]
    near_zero: Fraction

    @property
    def negative(self) -> int:
        """How many are shown to be below -``near_zero``."""
        return sum(value.upper < -self.near_zero for value in self.eigenvalues)

    @property
    def positive(self) -> int:
        """How many are shown to be above ``near_zero``."""
        return sum(value.lower > self.near_zero for value in self.eigenvalues)

    @property
    def flat(self) -> int:
        """How many are neither: near zero, or not told from it."""
        return len(self.eigenvalues) - self.negative - self.positive


def spectrum_of(matrix: flint.arb_mat) -> Spectrum:
    """The spectrum of a symmetric matrix in balls, (P, P), at the current precision.

    With B = Q^T A Q for any Q: A is congruent to B, and with ||Q^T Q - I|| <= e < 1 each eigenvalue of A is that of B,
    in order, divided by a number in [1 - e, 1 + e] (Ostrowski). B = D + R with D diagonal, and eigenvalues move by at
    most ||R|| (Weyl). Q comes from floats, and is made orthogonal to more digits by Newton's iteration. Raises
    ``Refusal`` where floats do not hold the matrix.
    """
    size = matrix.nrows()
    if not size:
        return Spectrum((), Fraction(0))
    turned = _turning(matrix)
    small = turned.transpose() * matrix * turned
    defect = _norm(turned.transpose() * turned - _unit(size))
    require(bool(defect < 1), "spectrum.not_orthogonal")
    diagonal = [small[k, k] for k in range(size)]
    rest = flint.arb_mat([[flint.arb(0) if i == j else small[i, j] for j in range(size)] for i in range(size)])
    reach = _norm(rest).abs_upper()
    spread = reach.union(-reach)
    factor = 1 / (1 + defect.union(-defect))
    middles = sorted(diagonal, key=lambda entry: Enclosure.of(entry).middle)
    found = tuple(Enclosure.of((entry + spread + _disorder(middles)) * factor) for entry in middles)
    largest = max(max(abs(entry.lower), abs(entry.upper)) for entry in found)
    return Spectrum(found, NEAR_ZERO * largest)


def _disorder(entries: list[flint.arb]) -> flint.arb:
    """By how much sorting the middles may differ from sorting the numbers: the greatest radius."""
    radius = max((entry.rad() for entry in entries), default=flint.arb(0))
    return radius.union(-radius)


def _turning(matrix: flint.arb_mat) -> flint.arb_mat:
    """Approximate eigenvectors, nearly orthonormal."""
    size = matrix.nrows()
    table = finite_floats([matrix[i, j].mid() for j in range(size)] for i in range(size))
    try:
        vectors = np.linalg.eigh((table + table.T) / 2)[1]
    except np.linalg.LinAlgError:
        raise Refusal("spectrum.no_floats") from None
    found = flint.arb_mat([[ball(Fraction(float(entry))) for entry in row] for row in vectors])
    for _ in range(_ROUNDS):
        # Newton's iteration for the orthogonal factor: Q (3 I - Q^T Q) / 2.
        found = (found * (3 * _unit(size) - found.transpose() * found) * (flint.arb(1) / 2)).mid()
    return found


def _unit(size: int) -> flint.arb_mat:
    return flint.arb_mat([[int(i == j) for j in range(size)] for i in range(size)])


def _norm(matrix: flint.arb_mat) -> flint.arb:
    """At least the Frobenius norm, which bounds the spectral one."""
    return sum((entry.abs_upper() ** 2 for entry in matrix.entries()), flint.arb(0)).sqrt()
