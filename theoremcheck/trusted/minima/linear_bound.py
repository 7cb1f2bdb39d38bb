"""A linear function that bounds the training error of every local minimum (theory: data.linear_bound)."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.data.exact import check_bits, dot
from theoremcheck.trusted.data.linear import FACTS
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import LowerBound, check_lower_bound
from theoremcheck.trusted.minima.reach import formula, value_at
from theoremcheck.trusted.problem.expr import Expr, Num, add, mul, sub
from theoremcheck.trusted.problem.model import Function, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class LinearBound:
    """g(x) = v . x by v, (d,), or g(x) = v . x + k by (v, k), (d + 1,): the training error is at most ``bound``.

    l is at least the bound m that ``least`` shows.
    """

    coefficients: Vector
    least: LowerBound
    bound: Fraction


def excess(problem: Problem, coefficients: Vector, least: Fraction) -> tuple[Expr, Expr]:
    """What g costs, less m = ``least`` for every sample, and what the same would be for l(0) at every sample.

    sum_i weight_i (l(-y_i g(x_i)) - m) and sum_i weight_i (l(0) - m), as constant expressions.
    """
    data, pieces = samples(problem), split(formula(problem.loss, "loss"))  # refused where the classes have two losses
    affine = len(coefficients) > data.dimension
    rows = problem.samples.lifted if affine else data.points
    shares: dict[Fraction, Fraction] = {}
    for row, label, weight in zip(rows, data.labels, data.weights, strict=True):
        margin = -label * dot(coefficients, row)
        shares[margin] = shares.get(margin, Fraction(0)) + weight
    total = Num(sum(data.weights, Fraction(0)))
    costs = [mul((Num(share), sub(value_at(pieces, margin), Num(least)))) for margin, share in shares.items()]
    return add(tuple(costs)), mul((total, sub(value_at(pieces, Fraction(0)), Num(least))))


def check_linear_bound(problem: Problem, evidence: LinearBound) -> None:
    """Accept data.linear_bound: the clauses "l >= m", "l(0) > m", "no training error from r to 1 is so cheap", r < 1.

    "k = 0 unless a constant is trained" by network.constant_trained. The comparisons are exact, or in balls.
    """
    require(not problem.parameters, "facts.free_parameters")
    if not isinstance(problem.loss, Function):
        raise Refusal("facts.opaque", block="loss")
    d, found = samples(problem).dimension, evidence.coefficients
    require(len(found) in (d, d + 1), "multipliers.entries")
    require(len(found) == d or FACTS["network.constant_trained"](problem), "bound.constant")
    check_bits((*found, evidence.bound, evidence.least.bound))
    check_lower_bound(problem.loss.expr, evidence.least)
    cost, scale = excess(problem, found, evidence.least.bound)
    require(sign_of(scale) > 0, "bound.level")
    require(0 <= evidence.bound < 1, "bound.vacuous")
    above = samples(problem).next_error(evidence.bound)
    require(sign_of(sub(mul((Num(above), scale)), cost)) > 0, "bound.too_small")
