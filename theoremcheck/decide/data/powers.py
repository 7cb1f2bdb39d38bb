"""Proposes what ``trusted/data/powers.py`` checks: a form between the classes, or multipliers that exclude it.

Forms are sums of (X_j . X)^p over a basis, few samples j whose powers span those of all; floats and the exact simplex
of ``separation`` do the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import combinations_with_replacement
from types import MappingProxyType
from typing import Final

from flint import fmpz_mat

from theoremcheck.decide.case import Case, by_evidence
from theoremcheck.decide.data.modular import PRIMES, row_basis
from theoremcheck.decide.data.separation import separate
from theoremcheck.trusted.data.powers import degree_of, powers, scales
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Cleared, Vector
from theoremcheck.trusted.refusal import Refusal

_LONG: Final = 4096
"""Bits of a common denominator beyond which no row is multiplied by it."""
MAX_FORMS: Final = 600
"""Monomials, or different samples where these are fewer, beyond which no form is searched."""


def form(case: Case, *, level: bool) -> Separation | Farkas | None:
    """Evidence for or against data.form_separable, or data.form_level_separable; None leaves it open."""
    points = clear_all(case.problem.inputs)
    try:
        degree = degree_of(case.problem)
        first = {point: i for i, point in reversed([*enumerate(points)])}
        basis = _basis(sorted(first.values()), points, degree)
        if basis is None:
            return None
        rows, own, factors = _rows(points, basis, degree, level=level)
    except Refusal:
        return None
    found = separate(rows, case.problem.samples.labels)
    if isinstance(found, Farkas):
        indices, entries = found.multipliers.indices, found.multipliers.entries
        return Farkas(Sparse(indices, tuple(m * own[i] for i, m in zip(indices, entries, strict=True))))
    if found is None:
        return None
    normal = [Fraction(0)] * len(points)
    for j, entry, factor in zip(basis, found.normal, factors, strict=False):
        normal[j] = entry * factor
    return Separation((*normal, *found.normal[len(basis) :]))


def _rows(
    points: Sequence[Cleared], basis: Sequence[int], degree: int, *, level: bool
) -> tuple[list[Vector], list[int], list[int]]:
    """The (X_j . X_i)^p, j in ``basis``, and 1 with a level, as integers; the factors of what is found for each.

    With s_i^p = common * own_i, row i is multiplied by common^2 * own_i * unit, where unit is the least common multiple
    of the own_i. Where unit is long, it is left out, and column j is multiplied by own_j: that is its factor.
    """
    products = powers(points, [points[j] for j in basis], degree).tolist()
    found = scales(points, degree)
    common = math.gcd(*found)
    own = [scale // common for scale in found]
    unit = math.lcm(*own)
    short = unit.bit_length() <= _LONG
    unit = unit if short else 1
    lengths = [unit // own[j] if short else 1 for j in basis]
    ends = [[Fraction(common**2 * scale * unit)] * level for scale in own]
    rows = [
        (*(Fraction(int(entry) * length) for entry, length in zip(row, lengths, strict=True)), *end)
        for row, end in zip(products, ends, strict=True)
    ]
    return rows, own, [1 if short else own[j] for j in basis]


def _basis(distinct: Sequence[int], points: Sequence[Cleared], degree: int) -> list[int] | None:
    """Samples whose powers span those of all, guessed modulo a prime; None where that is too much."""
    forms = [points[i][0] for i in distinct]
    count = math.comb(len(forms[0]) + degree - 1, degree)
    if min(count, len(forms)) > MAX_FORMS:
        return None
    if count <= len(forms):
        rows = [[math.prod(part) for part in combinations_with_replacement(row, degree)] for row in forms]
    else:
        rows = [[sum(map(int.__mul__, row, other)) ** degree for other in forms] for row in forms]
    matrix = fmpz_mat(len(rows), len(rows[0]), [entry for row in rows for entry in row])
    return [distinct[k] for k in row_basis(matrix, PRIMES[0])]


PROPOSERS: Final = MappingProxyType(
    {
        "data.form_separable": by_evidence(Separation, partial(form, level=False)),
        "data.form_level_separable": by_evidence(Separation, partial(form, level=True)),
    }
)
