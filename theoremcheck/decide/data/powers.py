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
from theoremcheck.trusted.problem.model import Cleared
from theoremcheck.trusted.refusal import Refusal

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
        rows = powers(points, [points[j] for j in basis], degree).tolist()
    except Refusal:
        return None
    own = scales(points, degree)
    # Row i is s_i^p times as long as it is meant, and its entry j s_j^p times as well.
    ends = [(Fraction(scale),) if level else () for scale in own]
    lengthened = [(*(Fraction(int(entry)) for entry in row), *end) for row, end in zip(rows, ends, strict=True)]
    found = separate(lengthened, case.problem.samples.labels)
    if isinstance(found, Farkas):
        indices, entries = found.multipliers.indices, found.multipliers.entries
        return Farkas(Sparse(indices, tuple(m * own[i] for i, m in zip(indices, entries, strict=True))))
    if found is None:
        return None
    normal = [Fraction(0)] * len(points)
    for j, entry in zip(basis, found.normal, strict=False):
        normal[j] = entry * own[j]
    return Separation((*normal, *found.normal[len(basis) :]))


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
