"""The kernel's checks of data.ellipsoids, the data condition of T3 (s(z) = z^2), and of its two halves.

It holds iff S(q) = sum_i q_i y_i X_i X_i^T is indefinite for every q >= 0, q != 0 with sum_i q_i y_i = 0. By duality of
cones this is the same as two ellipsoids, one for each sign: if X_i^T P X_i < a < X_k^T P X_k for i in I+, k in I- and P
positive semidefinite, then trace(P S(q)) < a sum_{I+} q_i - a sum_{I-} q_i = 0, so S(q) has a negative eigenvalue.
With one ellipsoid alone only one sign is excluded, as thm.quadratic.ellipsoid needs it.
Vectors act on the hidden layer's inputs X_i (``Problem.inputs``).

Trusted: standard library, python-flint and trusted modules only.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Final

from theoremcheck.trusted.data.exact import take
from theoremcheck.trusted.data.forms import (
    Matrix,
    check_symmetric,
    is_positive_semidefinite,
    moment_matrix,
    quadratic_values,
    semidefinite_sign,
)
from theoremcheck.trusted.data.separation import Row
from theoremcheck.trusted.data.sparse import Sparse, check_positive, signed
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, require

# --- evidence -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """A positive semidefinite P, by rows, and a level a: one class has X^T P X < a, the other X^T P X > a."""

    matrix: tuple[Vector, ...]
    level: Fraction


@dataclass(frozen=True, slots=True)
class Ellipsoids:
    """``positive`` holds class + below its level and class - above it; ``negative`` the reverse."""

    positive: Ellipsoid
    negative: Ellipsoid


@dataclass(frozen=True, slots=True)
class IndefiniteFails:
    """q > 0 on some samples, balanced (sum q_i y_i = 0), with sum q_i y_i X_i X_i^T semidefinite."""

    multipliers: Sparse


# --- data.ellipsoids ----------------------------------------------------------------------------------------------


def check_ellipsoids(problem: Problem, evidence: Ellipsoids) -> None:
    """data.ellipsoids holds: X_i^T P X_i < a < X_k^T P X_k for i in I+, k in I-, and the same with classes swapped."""
    check_ellipsoid(problem, evidence.positive, 1)
    check_ellipsoid(problem, evidence.negative, -1)


def check_ellipsoid(problem: Problem, evidence: Ellipsoid, inside: int) -> None:
    """One half of data.ellipsoids: inside trace(P S(q)) < 0, so S(q) has an eigenvalue of that sign.

    Class ``inside`` (+1 or -1) lies below the level, the other class above it, and P is positive semidefinite.
    """
    name = "positive" if inside == 1 else "negative"
    matrix, labels, points = evidence.matrix, problem.samples.labels, problem.inputs
    check_symmetric(matrix, Reason.of("ellipsoids.matrix", name=name))
    width = len(points[0])
    require(len(matrix) == width, "ellipsoids.size", name=name, rows=len(matrix), width=width)
    for index, (value, label) in enumerate(zip(quadratic_values(points, matrix), labels, strict=True)):
        if label == inside:
            require(value < evidence.level, "ellipsoids.not_inside", name=name, sample=index)
        else:
            require(value > evidence.level, "ellipsoids.not_outside", name=name, sample=index)
    require(is_positive_semidefinite(matrix), "ellipsoids.not_semidefinite", name=name)


def check_no_ellipsoids(problem: Problem, evidence: IndefiniteFails) -> None:
    """data.ellipsoids fails: q >= 0, q != 0, sum q_i y_i = 0 and S(q) is semidefinite (of either sign, or zero)."""
    require(semidefinite_sign(_moments(problem, evidence)) != 0, "ellipsoids.indefinite")


def check_no_ellipsoid(problem: Problem, evidence: IndefiniteFails, inside: int) -> None:
    """One half of data.ellipsoids fails: the same with S(q) >= 0 for class + ``inside``, S(q) <= 0 for class -.

    An ellipsoid around class ``inside`` would make inside trace(P S(q)) < 0.
    """
    moments = _moments(problem, evidence)
    signed_moments = tuple(tuple(inside * entry for entry in row) for row in moments)
    require(is_positive_semidefinite(signed_moments), "ellipsoids.not_of_one_sign")


def _moments(problem: Problem, evidence: IndefiniteFails) -> Matrix:
    """S(q) for q >= 0, q != 0, sum q_i y_i = 0."""
    labels, multipliers = problem.samples.labels, evidence.multipliers
    check_positive(multipliers, len(labels))
    weights = signed(multipliers, labels)
    require(sum(weights, Fraction(0)) == 0, "ellipsoids.not_balanced")
    return moment_matrix(take(problem.inputs, multipliers.indices), weights)


CONDITIONS: Final[tuple[Row, ...]] = (
    ("data.ellipsoids", (Ellipsoids, check_ellipsoids), (IndefiniteFails, check_no_ellipsoids)),
    *(
        (
            name,
            (Ellipsoid, partial(check_ellipsoid, inside=inside)),
            (IndefiniteFails, partial(check_no_ellipsoid, inside=inside)),
        )
        for name, inside in (("data.ellipsoid_positive", 1), ("data.ellipsoid_negative", -1))
    ),
)
"""Rows of the kernel's table: what shows each condition, and what its failure."""
