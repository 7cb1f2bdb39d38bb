"""The kernel's checks of data.ellipsoids, the data condition of T3 (s(z) = z^2).

It holds iff S(q) = sum_i q_i y_i X_i X_i^T is indefinite for every q >= 0, q != 0 with sum_i q_i y_i = 0. By duality of
cones this is the same as two ellipsoids, one for each sign: if X_i^T P X_i < a < X_k^T P X_k for i in I+, k in I- and P
positive semidefinite, then trace(P S(q)) < a sum_{I+} q_i - a sum_{I-} q_i = 0, so S(q) has a negative eigenvalue.
Vectors act on the hidden layer's inputs X_i (``Problem.inputs``).

Trusted: standard library, python-flint and trusted modules only.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from theoremcheck.trusted.model import AbstractDataset, Dataset, Problem, Vector
from theoremcheck.trusted.proofs import Sparse
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.semidefinite import (
    check_symmetric,
    is_positive_semidefinite,
    moment_matrix,
    negated,
    quadratic_values,
)

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
    dataset = _dataset(problem)
    check_ellipsoid(problem, dataset, evidence.positive, 1)
    check_ellipsoid(problem, dataset, evidence.negative, -1)


def check_ellipsoid(problem: Problem, dataset: Dataset, evidence: Ellipsoid, inside: int) -> None:
    """One half of data.ellipsoids: class ``inside`` (+1 or -1) lies below the level, the other class above it."""
    name = f"the {'positive' if inside == 1 else 'negative'} ellipsoid"
    matrix, points = evidence.matrix, problem.inputs
    check_symmetric(matrix, f"the matrix of {name}")
    width = len(points[0])
    require(len(matrix) == width, f"the matrix of {name} has {len(matrix)} rows, the inputs have {width} entries")
    values = quadratic_values(points, matrix)
    for index, (value, label) in enumerate(zip(values, dataset.labels, strict=True)):
        if label == inside:
            require(value < evidence.level, f"sample {index} is not inside {name}")
        else:
            require(value > evidence.level, f"sample {index} is not outside {name}")
    require(is_positive_semidefinite(matrix), f"the matrix of {name} is not positive semidefinite")


def check_no_ellipsoids(problem: Problem, evidence: IndefiniteFails) -> None:
    """data.ellipsoids fails: q >= 0, q != 0, sum q_i y_i = 0 and S(q) is semidefinite (of either sign, or zero)."""
    dataset, multipliers = _dataset(problem), evidence.multipliers
    indices, entries = multipliers.indices, multipliers.entries
    require(len(indices) == len(entries), "the multipliers: as many indices as entries are needed")
    in_range = all(0 <= i < len(dataset.points) for i in indices)
    require(in_range, "the multipliers: a sample index is out of range")
    require(all(i < j for i, j in pairwise(indices)), "the multipliers: indices do not increase strictly")
    require(len(indices) > 0, "the multipliers are all zero")
    require(all(entry > 0 for entry in entries), "a multiplier is not positive")
    signed = [q * dataset.labels[i] for i, q in zip(indices, entries, strict=True)]
    require(sum(signed, Fraction(0)) == 0, "the multipliers are not balanced: the sum of q y is not zero")
    moments = moment_matrix([problem.inputs[i] for i in indices], signed)
    semidefinite = is_positive_semidefinite(moments) or is_positive_semidefinite(negated(moments))
    require(semidefinite, "the sum of q y X X^T is indefinite")


def _dataset(problem: Problem) -> Dataset:
    if isinstance(problem.dataset, AbstractDataset):
        raise Refusal("the dataset is abstract: it has no samples")
    return problem.dataset
