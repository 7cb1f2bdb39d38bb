"""A constant output that bounds the training error of every local minimum (theory: data.constant_bound)."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.shape import LowerBound, check_lower_bound
from theoremcheck.trusted.minima.constants import class_weights, loss_pieces
from theoremcheck.trusted.minima.reach import formula, value_at
from theoremcheck.trusted.problem.expr import Expr, Num, add, mul, parameters, sub
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class ConstantBound:
    """The training error is at most ``bound``, by what f = ``constant`` costs.

    ``least`` shows a lower bound of each loss: of the one, or of that of class + and that of class -.
    """

    constant: Fraction
    least: tuple[LowerBound, ...]
    bound: Fraction


def excess(
    problem: Problem, constant: Fraction, least: tuple[Fraction, ...], weights: tuple[Fraction, Fraction]
) -> tuple[Expr, dict[int, Expr]]:
    """What f = c costs in L, times the total weight, and what a wrong sample costs at least, for a weight of 1.

    Sum_i weight_i (l(-y_i c) - m) plus the total weight times the penalty on a_0 = c; and l(0) - m by label, each
    with the l and the m of its class, m in ``least``. All are constant expressions. ``weights`` are ``class_weights``.
    """
    costs, rises = [], {}
    for label, weight, lower in zip((1, -1), weights, (least[0], least[-1]), strict=True):
        pieces = loss_pieces(problem, label)
        costs.append(mul((Num(weight), sub(value_at(pieces, -label * constant), Num(lower)))))
        rises[label] = sub(value_at(pieces, Fraction(0)), Num(lower))
    penalty = problem.objective.coefficient(Block.OUTPUT_BIAS) * constant**2
    return add((*costs, Num(sum(weights, Fraction(0)) * penalty))), rises


def check_constant_bound(problem: Problem, evidence: ConstantBound) -> None:
    """Accept data.constant_bound: the clauses "l >= m" of each class, "no training error above r is so cheap", r < 1.

    The next training error s is that of wrong samples of class + of some weight from W s - W- to W s, and at most W+,
    and the others of class -. What these cost at least is affine in that weight, and is compared with what f = c costs
    at both ends; a larger training error costs no less, as l(0) >= m. The comparisons are exact, or in balls.
    """
    require(len(evidence.least) == len(problem.losses), "bound.losses")
    check_bits((evidence.constant, evidence.bound, *(lower.bound for lower in evidence.least)))
    require(0 <= evidence.bound < 1, "bound.vacuous")
    for loss, lower in zip(problem.losses, evidence.least, strict=True):
        require(not parameters(formula(loss, "loss")), "facts.free_parameters")
        check_lower_bound(formula(loss, "loss"), lower)
    plus, minus = weights = class_weights(problem)
    cost, rises = excess(problem, evidence.constant, tuple(lower.bound for lower in evidence.least), weights)
    wrong = samples(problem).next_error(evidence.bound) * (plus + minus)
    for own in {max(Fraction(0), wrong - minus), min(wrong, plus)}:
        spent = add((mul((Num(own), rises[1])), mul((Num(wrong - own), rises[-1]))))
        require(sign_of(sub(spent, cost)) > 0, "bound.too_small")
