"""The kernel's checks of data.convex_order, and the exact comparison of the class averages E+ and E-.

All of this is about the points x_i, never about X_i; sample weights make E+ and E- weighted averages. Class k is a
*mean-preserving contraction* of the other iff E_k phi <= E_other phi for every convex phi (V. Strassen, Ann. Math.
Stat. 36 (1965)): a coupling shows it, and one convex phi refutes it.

Trusted: standard library, python-flint and trusted modules only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from theoremcheck.trusted.exact import clear, cleared_matrix, combination_vanishes, integer_matrix
from theoremcheck.trusted.model import AbstractDataset, Dataset, Problem, Vector
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.semidefinite import (
    Matrix,
    is_positive_definite,
    is_positive_semidefinite,
    moment_matrix,
    negated,
)

# --- evidence -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CouplingEntry:
    """Mass that sample ``row`` of the inner class sends to sample ``column`` of the outer class."""

    row: int
    column: int
    mass: Fraction


@dataclass(frozen=True, slots=True)
class Coupling:
    """Class ``inner`` (+1 or -1) is a mean-preserving contraction of the other; entries increase by (row, column)."""

    inner: int
    entries: tuple[CouplingEntry, ...]


@dataclass(frozen=True, slots=True)
class Affine:
    """The affine function slope . x + constant."""

    slope: Vector
    constant: Fraction


@dataclass(frozen=True, slots=True)
class ConvexTest:
    """Neither class is a contraction of the other: two convex functions, each the maximum of its affine pieces.

    ``positive`` has a larger average over class + than over class -, so class + is no contraction; ``negative`` the
    reverse.
    """

    positive: tuple[Affine, ...]
    negative: tuple[Affine, ...]


# --- data.convex_order --------------------------------------------------------------------------------------------


def check_convex_order(problem: Problem, evidence: Coupling) -> None:
    """data.convex_order holds: m_ki > 0 with sum_i m_ki = p_k, sum_k m_ki = r_i and sum_i m_ki x_i = p_k x_k.

    p and r are the sample weights of the inner and the outer class, each divided by its sum.
    """
    dataset = _dataset(problem)
    require(evidence.inner in (1, -1), "the inner class must be +1 or -1")
    inner, outer = shares_of(dataset, evidence.inner), shares_of(dataset, -evidence.inner)
    places = [(entry.row, entry.column) for entry in evidence.entries]
    require(all(i < j for i, j in pairwise(places)), "the entries of the coupling do not increase strictly")
    rows: defaultdict[int, list[CouplingEntry]] = defaultdict(list)
    columns: defaultdict[int, Fraction] = defaultdict(Fraction)
    for entry in evidence.entries:
        require(entry.row in inner, f"row {entry.row} of the coupling is no sample of the inner class")
        require(entry.column in outer, f"column {entry.column} of the coupling is no sample of the outer class")
        require(entry.mass > 0, f"the mass from sample {entry.row} to sample {entry.column} is not positive")
        rows[entry.row].append(entry)
        columns[entry.column] += entry.mass
    for index, share in outer.items():
        require(columns[index] == share, f"the masses into sample {index} do not add up to its share")
    for index, share in inner.items():
        masses = [entry.mass for entry in rows[index]]
        require(sum(masses, Fraction(0)) == share, f"the masses out of sample {index} do not add up to its share")
        points = [dataset.points[entry.column] for entry in rows[index]]
        kept = combination_vanishes([*points, dataset.points[index]], [*masses, -share])
        require(kept, f"the coupling moves the mean of sample {index}")


def check_no_convex_order(problem: Problem, evidence: ConvexTest) -> None:
    """data.convex_order fails: E+ phi > E- phi for one convex function phi, and E- psi > E+ psi for another."""
    dataset = _dataset(problem)
    for pieces, label, name in ((evidence.positive, 1, "positive"), (evidence.negative, -1, "negative")):
        require(len(pieces) > 0, f"the {name} convex function has no piece")
        fits = all(len(piece.slope) == dataset.dimension for piece in pieces)
        require(fits, f"a slope of the {name} convex function has not {dataset.dimension} entries")
        gap = convex_gap(dataset, label, pieces)
        require(gap > 0, f"the average of the {name} convex function is not larger over its own class")


def convex_gap(dataset: Dataset, label: int, pieces: Sequence[Affine]) -> Fraction:
    """E_label phi - E_other phi for phi(x) = max_k (u_k . x + t_k), over k >= 1 pieces with u_k of length d."""
    values = maxima(dataset.points, pieces)
    own, other = shares_of(dataset, label), shares_of(dataset, -label)
    above = sum((share * values[i] for i, share in own.items()), Fraction(0))
    below = sum((share * values[i] for i, share in other.items()), Fraction(0))
    return above - below


def shares_of(dataset: Dataset, label: int) -> dict[int, Fraction]:
    """The sample weights of one class, divided by their sum, by sample index; refuses a class without samples."""
    members = dataset.members(label)
    require(len(members) > 0, "a class has no samples")
    return {i: dataset.shares[i] for i in members}


def maxima(points: Sequence[Vector], pieces: Sequence[Affine]) -> list[Fraction]:
    """max_k (u_k . x_i + t_k) for every point, (n,), in integers: all pieces share one denominator."""
    width = len(points[0]) + 1
    flat, common = clear([entry for piece in pieces for entry in (*piece.slope, piece.constant)])
    functions = integer_matrix([flat[k : k + width] for k in range(0, len(flat), width)], width)
    cleared = [clear(point) for point in points]
    rows = integer_matrix([(*row, denominator) for row, denominator in cleared], width)
    products = (rows * functions.transpose()).tolist()
    return [
        Fraction(int(max(product)), common * denominator)
        for product, (_, denominator) in zip(products, cleared, strict=True)
    ]


# --- moments and measures -----------------------------------------------------------------------------------------


def second_moments(problem: Problem, *, centred: bool = True) -> Matrix:
    """S = E+ xi xi^T - E- xi xi^T, (d, d), where xi = x - m and m is the common mean; refuses unequal means.

    With equal means S does not depend on m: it is the same with x in place of xi. Not ``centred``, xi is x, and the
    means do not matter.
    """
    dataset = _dataset(problem)
    shares = _signed_shares(dataset)
    require(not centred or combination_vanishes(dataset.points, shares), "the class means differ")
    return moment_matrix(dataset.points, shares)


def definite_moments(problem: Problem, *, centred: bool = True) -> int:
    """The sign of v^T S v where it is one and the same for every v that is not orthogonal to all xi, else 0.

    Only the products v . xi matter, so v may be taken from the span of the xi: with the rows of B a basis of that
    span, the question is whether B S B^T is definite. 0 also if all xi vanish: there is no such v then. Refuses as
    :func:`second_moments`.
    """
    moments = second_moments(problem, centred=centred)
    data = _dataset(problem)
    basis = row_basis(centred_points(data) if centred else data.points)
    if not basis:
        return 0
    restricted = _congruent(moments, basis)
    if is_positive_definite(restricted):
        return 1
    return -1 if is_positive_definite(negated(restricted)) else 0


def semidefinite_moments(problem: Problem, *, centred: bool = True) -> int:
    """+1 if v^T S v >= 0 for all v (also where S = 0), else -1 if v^T S v <= 0 for all v, else 0.

    Refuses as :func:`second_moments`.
    """
    moments = second_moments(problem, centred=centred)
    if is_positive_semidefinite(moments):
        return 1
    return -1 if is_positive_semidefinite(negated(moments)) else 0


def centred_points(dataset: Dataset) -> tuple[Vector, ...]:
    """xi_i = x_i - m, n of length d, where m is the (weighted) mean of class +: the common one if the means agree."""
    mean = [Fraction(0)] * dataset.dimension
    for index, share in shares_of(dataset, 1).items():
        mean = [m + share * x for m, x in zip(mean, dataset.points[index], strict=True)]
    return tuple(tuple(x - m for x, m in zip(point, mean, strict=True)) for point in dataset.points)


def row_basis(points: Sequence[Vector]) -> tuple[Vector, ...]:
    """A basis, (r, d), of the span of n >= 1 points of length d (integer vectors, from an echelon form)."""
    rows = cleared_matrix(points, len(points[0]))
    square = rows.transpose() * rows if rows.nrows() > rows.ncols() else rows
    reduced, _, found = square.rref()
    return tuple(tuple(Fraction(int(reduced[i, j])) for j in range(reduced.ncols())) for i in range(found))


def duplicate_measure(problem: Problem) -> bool:
    """E+ and E- coincide as measures: every point has the same (weighted) share in both classes."""
    return all(value == 0 for value in _dataset(problem).measure.values())


def _dataset(problem: Problem) -> Dataset:
    if isinstance(problem.dataset, AbstractDataset):
        raise Refusal("the dataset is abstract: it has no samples")
    return problem.dataset


def _signed_shares(dataset: Dataset) -> list[Fraction]:
    """y_i weight_i / (weight of the class of i), (n,)."""
    shares = {**shares_of(dataset, 1), **shares_of(dataset, -1)}
    return [y * shares[i] for i, y in enumerate(dataset.labels)]


def _congruent(matrix: Matrix, rows: Sequence[Vector]) -> Matrix:
    """B A B^T, (r, r), for rows B, (r, d), and A of shape (d, d)."""
    left = [[_dot(row, column) for column in matrix] for row in rows]  # A is symmetric: its rows are its columns
    return tuple(tuple(_dot(line, row) for row in rows) for line in left)


def _dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))
