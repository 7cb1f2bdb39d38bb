"""Minima at a constant output c where l need not be convex: it lies above its tangents near -c and c.

Source: theory, rule.order_local and its neighbours. Let K = W+ l'(-c) = W- l'(c). With l above its tangents there,
W L(t) - h(c) >= K (E- f - E+ f) for all t near the point, where f is continuous. So E+ f <= E- f nearby and K >= 0 are
enough; where E+ f = E- f nearby, K may have any sign.
"""

from __future__ import annotations

from fractions import Fraction

import flint

from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval
from theoremcheck.trusted.minima.average import AverageMinimum, OrderedPart, Part, check_parts
from theoremcheck.trusted.minima.constants import (
    beside,
    check_constant_output,
    check_minimiser,
    class_weights,
    loss_pieces,
    wrong_at_constant,
)
from theoremcheck.trusted.minima.point import Between, Constant, Exact
from theoremcheck.trusted.minima.reach import check_reachable, check_unpenalised
from theoremcheck.trusted.minima.regimes import check_shortcut_continuous
from theoremcheck.trusted.problem.expr import Expr, Num, mul, neg, sub, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import require


def check_tangent(
    problem: Problem, evidence: AverageMinimum, *, shortcut: type[Part], deep: tuple[type[Part], ...]
) -> tuple[int, int]:
    """Accept: f = c, l above its tangents near -c and c, and E+ f <= E- f nearby; the numbers of wrong samples.

    The parts are those of ``check_average``; both classes have samples (``well_formed``). A deep part is dead,
    affine or curved, and continuous by the checks of these.
    """
    point, constant = evidence.point, evidence.constant
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    check_constant_output(problem, point, constant)
    check_shortcut_continuous(problem, point)  # "all outputs stay near c"
    check_tangents(problem, constant, rising=issubclass(shortcut, OrderedPart))
    check_parts(problem, evidence, shortcut, deep)
    return wrong_at_constant(problem, constant)


def check_tangents(problem: Problem, constant: Constant, *, rising: bool) -> None:
    """Accept if l lies above lines of the slopes K / W+ and K / W- near -c and c; K >= 0 if ``rising``.

    l is C^2 near both places, where l'' > 0 or l is affine; so it is convex there, and above its tangents. Their slopes
    belong together, W+ l'(-c) = W- l'(c): of an exact c by an identity; a c that is enclosed is a minimiser of h
    inside the bounds (``check_minimiser``), where h is differentiable.
    """
    positives, negatives = (loss_pieces(problem, label) for label in (1, -1))
    if isinstance(constant, Between):
        check_minimiser(problem, constant)
        check_bounds(negatives, constant.lower, constant.upper, rising=rising)
        check_bounds(positives, -constant.upper, -constant.lower, rising=False)
    else:
        _check_exact(problem, constant, rising=rising)


def _check_exact(problem: Problem, constant: Exact, *, rising: bool) -> None:
    plus, minus = class_weights(problem)
    mirrored = _bent(loss_pieces(problem, 1), neg(constant.value))
    slope = _bent(loss_pieces(problem, -1), constant.value)
    require(is_zero(sub(mul((Num(minus), slope)), mul((Num(plus), mirrored)))), "tangent.balance")
    require(not rising or sign_of(slope) >= 0, "tangent.falling")


def _bent(pieces: Pieces, place: Expr) -> Expr:
    """The slope l' at a place strictly inside a piece, C^2 there, where l'' > 0 or the piece is affine."""
    index, right = beside(pieces, place)
    require(index == right, "tangent.break")
    first, second = _derivatives(pieces, index)
    require(is_zero(second) or sign_of(substitute(second, place)) > 0, "tangent.bent_down")
    return substitute(first, place)


def check_bounds(pieces: Pieces, lower: Fraction, upper: Fraction, *, rising: bool) -> Expr:
    """The slope l' of the one piece between two bounds: l'' > 0 there, or it is affine, and l' > 0 if ``rising``."""
    index = sum(1 for point in pieces.points if point < lower)
    start, end = pieces.span(index)
    require((start is None or start < lower) and (end is None or upper < end), "tangent.break")
    first, second = _derivatives(pieces, index)
    with precision(START_PRECISION):
        between: flint.arb = ball(lower).union(ball(upper))
        require(is_zero(second) or bool(evaluate(second, between) > 0), "tangent.bent_down")
        require(not rising or bool(evaluate(first, between) > 0), "tangent.falling")
    return first


def _derivatives(pieces: Pieces, index: int) -> tuple[Expr, Expr]:
    check_evident(pieces, 2, index, closed_interval(pieces, index))
    first, second = (nth_derivative(pieces.pieces[index], order) for order in (1, 2))
    return first, second
