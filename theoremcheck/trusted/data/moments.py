"""The second moments S = E+ x x^T - E- x x^T of the class averages, and the signs of v^T S v, exactly.

All of this is about the points x_i; sample weights make E+ and E- weighted averages (``measures``). The rules
rule.moment (about the common mean) and rule.stationary (about the origin) rest on the sign of S.
"""

from __future__ import annotations

from collections.abc import Sequence

from theoremcheck.trusted.data.exact import dot, row_basis
from theoremcheck.trusted.data.forms import Matrix, definite_sign, moment_matrix, semidefinite_sign
from theoremcheck.trusted.data.measures import equal_means, shares_of
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.refusal import require


def second_moments(problem: Problem, *, centred: bool = True) -> Matrix:
    """S = E+ xi xi^T - E- xi xi^T, (d, d), where xi = x - m and m is the common mean; refuses unequal means.

    With equal means S does not depend on m: it is the same with x in place of xi. Not ``centred``, xi is x, and the
    means do not matter.
    """
    data = problem.samples
    require(not centred or equal_means(problem), "measures.means_differ")
    return moment_matrix(data.points, data.signed_shares)


def definite_moments(problem: Problem, *, centred: bool = True) -> int:
    """The sign of v^T S v where it is one and the same for every v that is not orthogonal to all xi, else 0.

    Only the products v . xi matter, so v may be taken from the span of the xi: with the rows of B a basis of that
    span, the question is whether B S B^T is definite. 0 also if all xi vanish: there is no such v then. Refuses as
    :func:`second_moments`.
    """
    moments, data = second_moments(problem, centred=centred), problem.samples
    basis = row_basis(centred_points(data) if centred else data.points)
    return definite_sign(_congruent(moments, basis)) if basis else 0


def semidefinite_moments(problem: Problem, *, centred: bool = True) -> int:
    """+1 if v^T S v >= 0 for all v (also where S = 0), else -1 if v^T S v <= 0 for all v, else 0.

    Refuses as :func:`second_moments`.
    """
    return semidefinite_sign(second_moments(problem, centred=centred))


def centred_points(dataset: Dataset) -> tuple[Vector, ...]:
    """xi_i = x_i - m, n of length d, where m is the (weighted) mean of class +: the common one if the means agree."""
    own = shares_of(dataset, 1)
    mean = [dot(tuple(own.values()), column) for column in zip(*(dataset.points[i] for i in own), strict=True)]
    return tuple(tuple(x - m for x, m in zip(point, mean, strict=True)) for point in dataset.points)


def _congruent(matrix: Matrix, rows: Sequence[Vector]) -> Matrix:
    """B A B^T, (r, r), for rows B, (r, d), and A of shape (d, d)."""
    left = [[dot(row, column) for column in matrix] for row in rows]  # A is symmetric: its rows are its columns
    return tuple(tuple(dot(line, row) for row in rows) for line in left)
