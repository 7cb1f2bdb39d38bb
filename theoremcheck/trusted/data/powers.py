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

from flint import fmpz, fmpz_mat

from theoremcheck.trusted.bounds import MAX_POWER_STEPS
from theoremcheck.trusted.data.exact import integer_matrix, rank
from theoremcheck.trusted.data.separation import Farkas, Row, Separation
from theoremcheck.trusted.data.sparse import check_positive, signed
from theoremcheck.trusted.functions.monomial import monomial_degree
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Cleared, Function, Problem
from theoremcheck.trusted.refusal import Refusal, require

_WORD: Final = 64
_ENTRY: Final = 64
"""What an entry costs beside its words and the entries of its scalar product."""


def degree_of(problem: Problem) -> int:
    """The p of the neuron c z^p. Raises Refusal where the neuron is not shown to be one."""
    neuron = problem.neuron
    degree = monomial_degree(neuron.expr) if isinstance(neuron, Function) else None
    if degree is None:
        raise Refusal("powers.no_degree")
    return degree


def powers(left: Sequence[Cleared], right: Sequence[Cleared], degree: int) -> fmpz_mat:
    """(s_j X_j . s_i X_i)^p for the X_i of ``left``, a row for each, and the X_j of ``right``, s their denominators.

    Row i is s_i^p times, and column j s_j^p times, as long as that of the (X_j . X_i)^p (see ``scales``): sums of
    fractions with unlike denominators would grow with every term. Refuses what would be long.
    """
    size = max((entry.bit_length() for form in (*left, *right) for entry in (*form[0], form[1])), default=0)
    width = max((len(form[0]) for form in left), default=0)
    bounded_steps(len(left) * len(right), _bits(size, width, degree), 1, width * _words(size) ** 2)
    rows, columns = (integer_matrix([form[0] for form in forms], width) for forms in (left, right))
    products = rows * columns.transpose()
    return fmpz_mat(len(left), len(right), [entry**degree for entry in products.entries()])


def _bits(size: int, width: int, degree: int) -> int:
    return degree * (2 * size + width.bit_length())


def _words(bits: int) -> int:
    return 1 + bits // _WORD


def bounded_steps(entries: int, bits: int, products: int, more: int = 0) -> None:
    """Refuse so many entries of that length, each of so many products, and of ``more`` steps, where that is long."""
    _check_steps(entries * (products * _words(bits) ** 2 + more + _ENTRY))


def _check_steps(steps: int) -> None:
    require(steps <= MAX_POWER_STEPS, "powers.long", bound=MAX_POWER_STEPS)


def scales(points: Sequence[Cleared], degree: int) -> list[int]:
    """s^p, s the denominator of X, of each point: no longer than an entry of ``powers``, which is asked for first."""
    return [scale**degree for _, scale in points]


def _weights(values: Sequence[Fraction], own: Sequence[int], rows: fmpz_mat) -> list[int]:
    """Each value over its own positive number, all multiplied by one more: integers, by which ``rows`` are multiplied.

    Refuses what would be long, the values being evidence.
    """
    pairs = [(fmpz(v.numerator), fmpz(v.denominator) * scale) for v, scale in zip(values, own, strict=True)]
    common = fmpz(1)
    for _, denominator in pairs:
        common = common.lcm(denominator)
        _check_steps(len(pairs) ** 2 * _words(_length(common)))
    found = [numerator * (common // denominator) for numerator, denominator in pairs]
    longest, entries = (max(map(_length, part), default=0) for part in (found, rows.entries()))
    _check_steps(rows.nrows() * rows.ncols() * _words(longest) * _words(entries))
    return [int(value) for value in found]


def _length(value: fmpz) -> int:
    return int(value).bit_length()


def check_form(problem: Problem, evidence: Separation, *, level: bool) -> None:
    """y_i (sum_j u_j (X_j . X_i)^p + u_n) > 0 for all i; without ``level`` there is no u_n."""
    points, degree = clear_all(problem.inputs), degree_of(problem)
    normal, count = evidence.normal, len(points)
    width = count + level
    require(len(normal) == width, "exact.vector_length", name="the normal", entries=len(normal), width=width)
    used = [j for j in range(count) if normal[j]]
    chosen = [points[j] for j in used]
    rows, own = powers(points, chosen, degree), scales(points, degree)
    # All that follows is s_i^p > 0 times as large, and as many times for all i as ``_weights`` are.
    values = (*(normal[j] for j in used), normal[count] if level else Fraction(0))
    *weights, constant = _weights(values, [*scales(chosen, degree), 1], rows)
    sums = (rows * fmpz_mat(len(weights), 1, weights)).entries()
    for index, (value, scale, label) in enumerate(zip(sums, own, problem.samples.labels, strict=True)):
        if label * (value + constant * scale) <= 0:
            raise Refusal("powers.wrong_side", sample=index)


def check_no_form(problem: Problem, evidence: Farkas, *, level: bool) -> None:
    """Multipliers m >= 0, m != 0 with sum_i m_i y_i (v . X_i)^p = 0 for all v, and sum_i m_i y_i = 0 if ``level``."""
    check_positive(evidence.multipliers, len(problem.inputs))
    points, degree = clear_all([problem.inputs[i] for i in evidence.multipliers.indices]), degree_of(problem)
    rows, own = powers(points, points, degree), scales(points, degree)
    weights = _weights(signed(evidence.multipliers, problem.samples.labels), own, rows)
    sums = (fmpz_mat(1, len(weights), weights) * rows).entries()
    total = sum(weight * scale for weight, scale in zip(weights, own, strict=True)) if level else 0
    require(total == 0 and not any(sums), "sparse.no_relation")


def independent(problem: Problem) -> bool:
    """data.forms_independent: for each X_i some form is 1 there and 0 at all other X_k."""
    points = list(dict.fromkeys(clear_all(problem.inputs)))
    degree = degree_of(problem)
    entries = len(points[0][0])
    if len(points) > math.comb(entries + degree - 1, degree):
        return False
    return rank(powers(points, points, degree)) == len(points)


CONDITIONS: Final[tuple[Row, ...]] = tuple(
    (
        name,
        (Separation, partial(check_form, level=level)),
        (Farkas, partial(check_no_form, level=level)),
    )
    for name, level in (("data.form_separable", False), ("data.form_level_separable", True))
)
"""Rows of the kernel's table: what shows each condition, and what its failure."""
