"""A deep part of smooth layers that is curved, to second order, against the second moments (theory: rule.moment).

At the point the weights of the first layer are 0, so that every layer receives one number from all samples. Layers
that are affine there pass affine functions of x on; the first layer that is not, of m units, receives z_1, .., z_m,
affine in x and constant at the point. As a function of them f_D is C^2, and as all units of a layer are alike, its
second derivative at the point is A I + D J, J the matrix of ones: A on the vectors whose entries have the sum 0, A +
m D on (1, .., 1). A definite matrix stays definite nearby, whatever the parameters of all layers do.
"""

from __future__ import annotations

from typing import Final

import flint

from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval
from theoremcheck.trusted.minima.point import Point
from theoremcheck.trusted.minima.reach import formula, resting_places
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

_BITS: Final = 4 * START_PRECISION


@dataclass(frozen=True, slots=True)
class SecondOrder:
    """The sum of the units of a layer, as a function of z_1, .., z_m, to second order at the point; balls.

    The first derivatives are all ``slope``; the second are ``diagonal`` I + ``common`` J.
    """

    slope: flint.arb
    diagonal: flint.arb
    common: flint.arb


def check_moment_layers(problem: Problem, point: Point) -> int:
    """Accept if the second derivative of f_D, output weights aside, is definite; returns its sign, 1 or -1.

    The point is reachable, so that all units of a layer are alike. Refuses a deep part that is affine.
    """
    units, found = second_order(problem, point)
    with precision(_BITS):
        whole = _strict(found.diagonal + units * found.common)
        # "A and A + m D have one sign"; with one unit I = J, and their sum is all that there is
        require(whole != 0 and (units == 1 or _strict(found.diagonal) == whole), "moments.indefinite")
    return whole


def second_order(problem: Problem, point: Point) -> tuple[int, SecondOrder]:
    """(m, the sum of the units of the last layer to second order). Raises ``Refusal`` if no layer is curved."""
    found: SecondOrder | None = None
    units = 0
    layers = zip(problem.network.deep, point.deep, resting_places(problem, point.deep), strict=True)
    with precision(_BITS):
        for layer, own, place in layers:
            near = evaluate(place, flint.arb(0))
            piece = _smooth_around(split(formula(layer.neuron, "deep neuron")), near)
            slope, bend = (evaluate(nth_derivative(piece, order), near) for order in (1, 2))
            if found is not None:
                found = _next(found, ball(own.weights[0]), slope, bend, layer.width)
            elif not is_zero(nth_derivative(piece, 2)):
                # "the first layer that is not affine there": its unit j gives s(z_j)
                found, units = SecondOrder(slope, bend, flint.arb(0)), layer.width
    if found is None:
        raise Refusal("moments.affine")
    return units, found


def _next(below: SecondOrder, weight: flint.arb, slope: flint.arb, bend: flint.arb, width: int) -> SecondOrder:
    """The sum of the units of the next layer, each s(weight x (sum of those below) + bias), by the chain rule."""
    received = weight * below.slope
    return SecondOrder(
        width * slope * received,
        width * slope * weight * below.diagonal,
        width * (slope * weight * below.common + bend * received * received),
    )


def _smooth_around(pieces: Pieces, place: flint.arb) -> Expr:
    """The piece that holds a ball strictly inside, and is C^2 there."""
    below = [bool(ball(point) < place) for point in pieces.points]
    inside = all(lower or bool(place < ball(point)) for lower, point in zip(below, pieces.points, strict=True))
    require(inside, "regimes.several_pieces")
    index = below.count(True)
    check_evident(pieces, 2, index, closed_interval(pieces, index))
    return pieces.pieces[index]


def _strict(number: flint.arb) -> int:
    """The sign of a ball, 0 where it is not seen, or the ball is not finite."""
    return int(bool(number > 0)) - int(bool(number < 0)) if number.is_finite() else 0
