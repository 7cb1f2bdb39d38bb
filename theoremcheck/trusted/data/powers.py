"""The kernel's checks of separation and independence by forms of the degree of the neuron.

For a monomial s(z) = c z^p a *form* is a homogeneous polynomial of degree p: over the rationals each is a sum
sum_r u_r (v_r . X)^p. On the samples the forms sum_j u_j (X_j . X)^p are all that there are: the numbers (X_j . X_i)^p
are the scalar products of the vectors of all monomials of X_j and of X_i, with weights that are positive. So

- a form separates the classes, y_i P(X_i) > 0 for all i, or some m >= 0, m != 0 has sum_i m_i y_i (v . X_i)^p = 0 for
  all v, never both; sum_i m_i y_i (X_j . X_i)^p = 0 for the j with m_j != 0 says that, as it makes the square of the
  length of sum_i m_i y_i monomials(X_i) vanish;
- forms tell the X_i apart if and only if the matrix of the (X_j . X_i)^p, over the distinct X_i, is regular.

With a level c the constant 1 is one more function: y_i (P(X_i) - c) > 0, and sum_i m_i y_i = 0 besides (theory:
data.form_separable, data.form_level_separable, data.forms_independent, for thm.homogeneous).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Final

from theoremcheck.trusted.bounds import MAX_POWER_STEPS
from theoremcheck.trusted.data.exact import integer_matrix, span_rank
from theoremcheck.trusted.data.separation import Farkas, Row, Separation, check_balances
from theoremcheck.trusted.data.sparse import Sparse, check_positive
from theoremcheck.trusted.functions.monomial import monomial_degree
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Cleared, Function, Problem, Vector
from theoremcheck.trusted.refusal import Refusal, require

_LONG: Final = 4096
"""To bring a fraction of so many bits to lowest terms takes steps that grow with their square."""
_ENTRY: Final = 64
"""What an entry costs beside its bits and the entries of its scalar product."""


def degree_of(problem: Problem) -> int:
    """The p of the neuron c z^p. Raises Refusal where the neuron is not shown to be one."""
    neuron = problem.neuron
    degree = monomial_degree(neuron.expr) if isinstance(neuron, Function) else None
    if degree is None:
        raise Refusal("powers.no_degree")
    return degree


def powers(left: Sequence[Cleared], right: Sequence[Cleared], degree: int) -> list[Vector]:
    """(X_j . X_i)^p for the X_i of ``left``, a row for each, and the X_j of ``right``. Refuses what would be long."""
    size = max((entry.bit_length() for form in (*left, *right) for entry in (*form[0], form[1])), default=0)
    width = max((len(form[0]) for form in left), default=0)
    bits = degree * (2 * size + width.bit_length())
    steps = bits * (1 + bits // _LONG) + width + _ENTRY
    require(len(left) * len(right) * steps <= MAX_POWER_STEPS, "powers.long", bound=MAX_POWER_STEPS)
    rows, columns = (integer_matrix([form[0] for form in forms], width) for forms in (left, right))
    products = rows * columns.transpose()
    return [
        tuple(Fraction(int(products[i, j]) ** degree, (scale * own) ** degree) for j, (_, own) in enumerate(right))
        for i, (_, scale) in enumerate(left)
    ]


def check_form(problem: Problem, evidence: Separation, *, level: bool) -> None:
    """y_i (sum_j u_j (X_j . X_i)^p + u_n) > 0 for all i; without ``level`` there is no u_n."""
    points = clear_all(problem.inputs)
    normal, count = evidence.normal, len(points)
    width = count + level
    require(len(normal) == width, "exact.vector_length", name="the normal", entries=len(normal), width=width)
    used = [j for j in range(count) if normal[j]]
    constant = normal[count] if level else Fraction(0)
    rows = powers(points, [points[j] for j in used], degree_of(problem))
    for index, (row, label) in enumerate(zip(rows, problem.samples.labels, strict=True)):
        value = sum((normal[j] * entry for j, entry in zip(used, row, strict=True)), constant)
        if label * value <= 0:
            raise Refusal("powers.wrong_side", sample=index)


def check_no_form(problem: Problem, evidence: Farkas, *, level: bool) -> None:
    """Multipliers m >= 0, m != 0 with sum_i m_i y_i (v . X_i)^p = 0 for all v, and sum_i m_i y_i = 0 if ``level``."""
    check_positive(evidence.multipliers, len(problem.inputs))
    used, entries = evidence.multipliers.indices, evidence.multipliers.entries
    points = clear_all([problem.inputs[i] for i in used])
    rows = [(*row, Fraction(1)) if level else row for row in powers(points, points, degree_of(problem))]
    labels = [problem.samples.labels[i] for i in used]
    check_balances(rows, labels, Sparse(tuple(range(len(used))), entries))


def independent(problem: Problem) -> bool:
    """data.forms_independent: for each X_i some form is 1 there and 0 at all other X_k."""
    points = list(dict.fromkeys(clear_all(problem.inputs)))
    degree = degree_of(problem)
    entries = len(points[0][0])
    if len(points) > math.comb(entries + degree - 1, degree):
        return False
    return span_rank(tuple(powers(points, points, degree))) == len(points)


CONDITIONS: Final[tuple[Row, ...]] = tuple(
    (
        name,
        (Separation, partial(check_form, level=level)),
        (Farkas, partial(check_no_form, level=level)),
    )
    for name, level in (("data.form_separable", False), ("data.form_level_separable", True))
)
"""Rows of the kernel's table: what shows each condition, and what its failure."""
