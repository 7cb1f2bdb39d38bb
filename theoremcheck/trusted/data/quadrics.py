"""The kernel's checks of separation by a quadric: linear separation of the products X_k X_m of two entries.

A quadric is {X : X^T P X = level} with any symmetric P, a cone one with level 0. Farkas, on the products: either a
quadric has y_i (X_i^T P X_i - level) > 0 for all i, or some m >= 0, m != 0, has sum m_i y_i X_i X_i^T = 0 and
sum m_i y_i = 0 (for cones the first equation alone), never both (theory: data.quadric_separable, data.cone_separable,
for thm.quadratic.quadric).
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import combinations_with_replacement
from typing import Final

from theoremcheck.trusted.data.separation import Farkas, Row, Separation, check_balances, check_separates
from theoremcheck.trusted.problem.model import Problem, Vector


def products(point: Vector, *, level: bool) -> Vector:
    """X_k X_m for k <= m, row by row, followed by a 1 if ``level``: a quadric is a linear function of them."""
    found = tuple(left * right for left, right in combinations_with_replacement(point, 2))
    return (*found, Fraction(1)) if level else found


def check_quadric(problem: Problem, evidence: Separation, *, level: bool) -> None:
    """The products, with a 1 if ``level``, are linearly separable: y_i (X_i^T P X_i - level) > 0 for all i."""
    check_separates(_lifted(problem, level), problem.samples.labels, evidence)


def check_no_quadric(problem: Problem, evidence: Farkas, *, level: bool) -> None:
    """They are not: m >= 0, m != 0, sum m_i y_i X_i X_i^T = 0, and sum m_i y_i = 0 if ``level``."""
    check_balances(_lifted(problem, level), problem.samples.labels, evidence.multipliers)


def _lifted(problem: Problem, level: bool) -> list[Vector]:
    return [products(point, level=level) for point in problem.inputs]


CONDITIONS: Final[tuple[Row, ...]] = tuple(
    (
        name,
        (Separation, partial(check_quadric, level=level)),
        (Farkas, partial(check_no_quadric, level=level)),
    )
    for name, level in (("data.quadric_separable", True), ("data.cone_separable", False))
)
"""Rows of the kernel's table: what shows each condition, and what its failure."""
