"""Neurons that are polynomials, as many as the monomials of their degrees have rank (theory: network.width_monomials).

For s(v + b) = sum_k c_k v^k, c_k != 0 for k in K, the vectors (s(w . X_i + b))_i of all w span the same space as the
vectors of the monomials of degree k in K of the X_i: with r w in place of w, the terms of different k separate. Its
dimension, modulo constants where a_0 is trained, is the rank R of the matrix of these monomials, a row for each X_i;
modulo constants the degree 0 belongs to K, and R is one less. Two matrices have columns with this span, up to a
positive factor of each row: that of the monomials, and that of the sums over K of (X_j . X_i)^k, a Gram matrix of the
monomials with positive weights. The one with fewer columns is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb, prod

from flint import fmpz_mat

from theoremcheck.trusted.bounds import MAX_DEGREE
from theoremcheck.trusted.data.exact import integer_matrix, rank
from theoremcheck.trusted.data.powers import bounded_steps, powers
from theoremcheck.trusted.data.wide import has_difference
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.quotients import used
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, substitute, walk
from theoremcheck.trusted.problem.model import Block, Cleared, Dataset, Function, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Degrees:
    """K, or degrees among which K is: ``sure`` says that no other one is."""

    found: frozenset[int]
    sure: bool


def biases(problem: Problem) -> frozenset[Fraction]:
    """The numbers by which the b_j shift the neuron: 0 where they are absent, or trained and so part of the X_i."""
    entry = problem.network.frozen_block(Block.HIDDEN_BIAS) if problem.network.hidden_bias else None
    if entry is None:
        return frozenset((Fraction(0),))
    if entry.value is None:
        raise Refusal("structure.frozen_unknown", block="b")
    return frozenset(entry.value)


def degrees_of(expr: Expr) -> Degrees | None:
    """The k for which z^k has a coefficient other than 0 in one smooth formula; None if no polynomial is seen."""
    pieces = split(expr)
    if len(pieces.pieces) != 1:
        return None
    normal = normalise(pieces.pieces[0])
    names = normal.generators
    if any(Z in walk(names[index]) for index in used(normal.denominator)):
        return None
    if any(names[index] != Z and Z in walk(names[index]) for index in used(normal.numerator)):
        return None
    check_obligations(pieces, None, ())
    places = [index for index, name in enumerate(names) if name == Z]
    terms = [(sum(int(term[index]) for index in places), sum(map(int, term))) for term in normal.numerator.to_dict()]
    # A coefficient is a rational other than 0, or has constants or parameters in it, and may be 0.
    return Degrees(frozenset(degree for degree, _ in terms), all(degree == whole for degree, whole in terms))


def degrees(problem: Problem) -> Degrees | None:
    """K, of all values of frozen b_j together; None if s is no polynomial of degree MAX_DEGREE or less.

    Raises ``Refusal`` where neither is seen.
    """
    neuron = problem.neuron
    if not isinstance(neuron, Function):
        raise Refusal("wide.opaque")
    shifted = [degrees_of(substitute(neuron.expr, add((Z, Num(bias))))) for bias in biases(problem)]
    known = [own for own in shifted if own is not None]
    if len(known) == len(shifted):
        return Degrees(frozenset().union(*(own.found for own in known)), all(own.sure for own in known))
    require(has_difference(neuron, MAX_DEGREE + 1), "wide.no_difference", order=MAX_DEGREE + 1)
    return None


def columns(points: Sequence[Cleared], wanted: Sequence[int]) -> fmpz_mat:
    """The matrix, a row for each point, whose columns span what the monomials of these degrees span.

    Row i is s_i^top times as long, s_i the denominator of point i and top the greatest degree. Refuses what would be
    long.
    """
    entries, top = len(points[0][0]), max(wanted, default=0)
    count = sum(comb(entries + degree - 1, degree) for degree in wanted)
    bits = max((entry.bit_length() for row, own in points for entry in (*row, own)), default=0)
    if count > len(points):
        bounded_steps(len(points) ** 2 * len(wanted), top * (2 * bits + entries.bit_length()), 1)
        return _products(points, wanted, top)
    bounded_steps(len(points) * count, top * bits, top)
    rows = [
        [own ** (top - degree) * prod(term) for degree in wanted for term in combinations_with_replacement(row, degree)]
        for row, own in points
    ]
    return integer_matrix(rows, count)


def _products(points: Sequence[Cleared], wanted: Sequence[int], top: int) -> fmpz_mat:
    """The sum over the degrees of the (X_j . X_i)^k."""
    count = len(points)
    total = fmpz_mat(count, count)
    for degree in wanted:
        lift = [own ** (top - degree) for _, own in points]
        entries = iter(powers(points, points, degree).entries())
        total += fmpz_mat(count, count, [left * right * next(entries) for left in lift for right in lift])
    return total


def width_monomials(problem: Problem) -> bool:
    """network.width_monomials: M >= 1 and M >= R, of a neuron that is a polynomial."""
    own = degrees(problem)
    if own is None:
        return False
    require(isinstance(problem.dataset, Dataset), "data.abstract")
    width, least = problem.network.width, rank_of(problem, own)
    require(own.sure or width >= least, "monomials.coefficients")
    return 1 <= width >= least


def rank_of(problem: Problem, own: Degrees) -> int:
    """R, for these degrees. Refuses what would be long."""
    free = problem.network.trains(Block.OUTPUT_BIAS)
    wanted = sorted({*own.found, 0}) if free else sorted(own.found)
    return rank(columns(list(dict.fromkeys(clear_all(problem.inputs))), wanted)) - int(free)
