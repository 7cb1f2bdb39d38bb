"""Minima at a constant output c where l need not be convex: it lies above its tangents near -c and c.

Source: theory, rule.order_local and its neighbours. Let K = W+ l'(-c) = W- l'(c). With l above its tangents there,
W L(t) - h(c) >= K (E- f - E+ f) for all t near the point, where f is continuous. So E+ f <= E- f nearby and K >= 0 are
enough; where E+ f = E- f nearby, K may have any sign.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.average import (
    BENT,
    AffinePart,
    AverageMinimum,
    CurvedLayersPart,
    CurvedPart,
    DeadPart,
    MomentPart,
    OrderedPart,
    Part,
    StationaryPart,
    check_parts,
    row,
)
from theoremcheck.trusted.minima.constants import (
    check_constant_output,
    check_minimiser,
    class_weights,
    loss_pieces,
    wrong_at_constant,
)
from theoremcheck.trusted.minima.point import Between, Constant, Point
from theoremcheck.trusted.minima.reach import check_reachable, check_unpenalised
from theoremcheck.trusted.minima.regimes import check_shortcut_continuous
from theoremcheck.trusted.minima.sides import at_most, convex_slopes, derivatives
from theoremcheck.trusted.problem.expr import ZERO, Expr, Num, mul, neg
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import require


def check_tangent(
    problem: Problem, evidence: AverageMinimum, *, shortcut: type[Part], deep: tuple[type[Part], ...]
) -> tuple[int, int]:
    """Accept: f = c, l above its tangents near -c and c, and E+ f <= E- f nearby; the numbers of wrong samples.

    The parts are those of ``check_average``; both classes have samples (``well_formed``). A deep part is dead,
    affine or curved, and continuous by the checks of these.
    """
    wrong = check_tangent_point(problem, evidence.point, evidence.constant, rising=issubclass(shortcut, OrderedPart))
    check_parts(problem, evidence, shortcut, deep)
    return wrong


def check_tangent_point(problem: Problem, point: Point, constant: Constant, *, rising: bool = False) -> tuple[int, int]:
    """Accept a reachable point, free of penalties, where f = c, and l above its tangents; the numbers of wrong samples.

    That a deep part is continuous there is left to the check of what it adds.
    """
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    check_constant_output(problem, point, constant)
    check_shortcut_continuous(problem, point)  # "all outputs stay near c"
    check_tangents(problem, constant, rising=rising)
    return wrong_at_constant(problem, constant)


def check_tangents(problem: Problem, constant: Constant, *, rising: bool) -> None:
    """Accept if l lies above lines of the slopes K / W+ and K / W- near -c and c; K >= 0 if ``rising``.

    l is convex near both places: C^2 on either side, where l'' > 0 or l is affine, with slopes that do not fall at a
    break. So it is above its tangents, and at a break above all lines with slopes between those of its sides. The
    slopes of the lines belong together, W+ l'(-c) = W- l'(c): see ``balanced_slope`` for an exact c; a c that is
    enclosed is a minimiser of h inside the bounds (``check_minimiser``), where l has no break and h is differentiable.
    """
    positives, negatives = (loss_pieces(problem, label) for label in (1, -1))
    if isinstance(constant, Between):
        check_minimiser(problem, constant)
        check_bounds(negatives, constant.lower, constant.upper, rising=rising)
        check_bounds(positives, -constant.upper, -constant.lower, rising=False)
    else:
        balanced_slope(problem, constant.value, class_weights(problem), rising=rising)


def balanced_slope(problem: Problem, place: Expr, weights: tuple[Fraction, Fraction], *, rising: bool) -> Expr:
    """The greatest K = W+ g+ = W- g-, g+ and g- slopes of lines below l near -c and c; K >= 0 if ``rising``.

    K runs through the numbers that two intervals share, and these meet if each begins where the other one has not
    ended. Where l is C^1 at -c and c, both are the one number W+ l'(-c) = W- l'(c). ``weights`` are W+ and W- > 0.
    """
    mirrored = (neg(place), place)
    bounds = [
        tuple(mul((Num(weight), slope)) for slope in convex_slopes(loss_pieces(problem, label), own))
        for weight, label, own in zip(weights, (1, -1), mirrored, strict=True)
    ]
    (lower, upper), (low, high) = bounds
    require(at_most(lower, high) and at_most(low, upper), "tangent.balance")
    require(not rising or (at_most(ZERO, upper) and at_most(ZERO, high)), "tangent.falling")
    return upper if at_most(upper, high) else high


def check_bounds(pieces: Pieces, lower: Fraction, upper: Fraction, *, rising: bool, convex: bool = True) -> Expr:
    """The slope l' of the one piece between two bounds, C^2 there.

    ``convex``: l'' > 0 there, or the piece is affine; ``rising``: l' > 0 there.
    """
    index = sum(1 for point in pieces.points if point < lower)
    start, end = pieces.span(index)
    require((start is None or start < lower) and (end is None or upper < end), "tangent.break")
    first, second = derivatives(pieces, index)
    with precision(START_PRECISION):
        between: flint.arb = ball(lower).union(ball(upper))
        bent_up = not convex or is_zero(second) or bool(evaluate(second, between) > 0)
        require(bent_up, "tangent.bent_down")
        require(not rising or bool(evaluate(first, between) > 0), "tangent.falling")
    return first


CONDITIONS: Final = (
    row("minimum.affine_local", check_tangent, AffinePart, AffinePart, DeadPart),
    row("minimum.order_local", check_tangent, CurvedPart, AffinePart, DeadPart, CurvedLayersPart),
    row("minimum.moment_local", check_tangent, MomentPart, *BENT),
    row("minimum.stationary_local", check_tangent, StationaryPart, DeadPart),
)
"""The conditions with their evidence, and the check of that, for a loss above its tangents near the outputs only."""
