"""The kernel's checks of data.convex_order: couplings, and convex functions that refute them.

All of this is about the points x_i, never about X_i; sample weights make E+ and E- weighted averages. Class k is a
*mean-preserving contraction* of the other iff E_k phi <= E_other phi for every convex phi (V. Strassen, Ann. Math.
Stat. 36 (1965)): a coupling shows it, and one convex phi refutes it.

Trusted: standard library, python-flint and trusted modules only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from theoremcheck.trusted.data.exact import clear, combination_vanishes, integer_matrix
from theoremcheck.trusted.data.measures import shares_of
from theoremcheck.trusted.data.separation import Row
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

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

    p and r are the sample weights of the inner and the outer class, each divided by its sum. It is the coupling along
    which rule.order uses Jensen.
    """
    dataset = problem.samples
    require(evidence.inner in (1, -1), "order.inner_class")
    inner, outer = shares_of(dataset, evidence.inner), shares_of(dataset, -evidence.inner)
    places = [(entry.row, entry.column) for entry in evidence.entries]
    require(all(i < j for i, j in pairwise(places)), "order.not_increasing")
    rows: defaultdict[int, list[CouplingEntry]] = defaultdict(list)
    columns: defaultdict[int, Fraction] = defaultdict(Fraction)
    for entry in evidence.entries:
        require(entry.row in inner, "order.row", sample=entry.row)
        require(entry.column in outer, "order.column", sample=entry.column)
        require(entry.mass > 0, "order.mass_not_positive", sample=entry.row, other=entry.column)
        rows[entry.row].append(entry)
        columns[entry.column] += entry.mass
    for index, share in outer.items():
        require(columns[index] == share, "order.masses_in", sample=index)
    for index, share in inner.items():
        masses = [entry.mass for entry in rows[index]]
        require(sum(masses, Fraction(0)) == share, "order.masses_out", sample=index)
        points = [dataset.points[entry.column] for entry in rows[index]]
        kept = combination_vanishes([*points, dataset.points[index]], [*masses, -share])
        require(kept, "order.mean_moved", sample=index)


def check_no_convex_order(problem: Problem, evidence: ConvexTest) -> None:
    """data.convex_order fails: E+ phi > E- phi for one convex function phi, and E- psi > E+ psi for another."""
    dataset = problem.samples
    for pieces, label, name in ((evidence.positive, 1, "positive"), (evidence.negative, -1, "negative")):
        require(len(pieces) > 0, "order.no_piece", name=name)
        fits = all(len(piece.slope) == dataset.dimension for piece in pieces)
        require(fits, "order.slope_length", name=name, dimension=dataset.dimension)
        gap = convex_gap(dataset, label, pieces)
        require(gap > 0, "order.average_not_larger", name=name)


def convex_gap(dataset: Dataset, label: int, pieces: Sequence[Affine]) -> Fraction:
    """E_label phi - E_other phi for phi(x) = max_k (u_k . x + t_k), over k >= 1 pieces with u_k of length d."""
    values = maxima(dataset.points, pieces)
    own, other = shares_of(dataset, label), shares_of(dataset, -label)
    above = sum((share * values[i] for i, share in own.items()), Fraction(0))
    below = sum((share * values[i] for i, share in other.items()), Fraction(0))
    return above - below


def maxima(points: Sequence[Vector], pieces: Sequence[Affine]) -> list[Fraction]:
    """max_k (u_k . x_i + t_k) for every point, (n,), in integers: all pieces share one denominator."""
    width = len(points[0]) + 1
    flat, common = clear([entry for piece in pieces for entry in (*piece.slope, piece.constant)])
    functions = integer_matrix([flat[k : k + width] for k in range(0, len(flat), width)], width)
    cleared = clear_all(points)
    rows = integer_matrix([(*row, denominator) for row, denominator in cleared], width)
    products = (rows * functions.transpose()).tolist()
    return [
        Fraction(int(max(product)), common * denominator)
        for product, (_, denominator) in zip(products, cleared, strict=True)
    ]


CONDITIONS: Final[tuple[Row, ...]] = (
    ("data.convex_order", (Coupling, check_convex_order), (ConvexTest, check_no_convex_order)),
)
"""The row of the kernel's table: what shows the condition, and what its failure."""
