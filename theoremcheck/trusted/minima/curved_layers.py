"""A deep part that is convex, or concave, in x on the samples for all parameters near a point (theory: rule.order).

At the point the weights of the first layer are 0, so that every layer receives one number from all samples. Near it
what the first layer receives is affine in x; s convex around that makes what it gives convex. Weights that keep one
strict sign hand that on, and so does a neuron that is curved and monotone around what it receives. Every parameter of
every layer may move. Read off the samples alone: g is convex there if g(x) <= sum_k p_k g(x_k) wherever x is the mean
of samples x_k with weights p_k; sums, positive factors and Jensen's inequality inside an interval keep that.
"""

from __future__ import annotations

from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import parts_within
from theoremcheck.trusted.minima.point import Curve, Point
from theoremcheck.trusted.minima.reach import formula, resting_places
from theoremcheck.trusted.minima.regimes import check_bent
from theoremcheck.trusted.problem.expr import Num, sub, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class Bend:
    """The neuron of a layer is convex (sign 1) or concave (-1) on an interval around what the layer receives."""

    sign: int
    curve: Curve


def check_curved_layers(problem: Problem, point: Point, bends: tuple[Bend, ...]) -> int:
    """Accept if what the last layer gives is convex in x on the samples near the point (1), or concave (-1).

    ``bends`` has one for each layer. The point is reachable, so that all units of a layer are alike.
    """
    layers = problem.network.deep
    require(len(layers) == len(bends) > 0, "layers.bends")
    given = 0  # how the layer below is curved; the first layer receives an affine function, which is curved both ways
    for layer, bend, units, place in zip(layers, bends, point.deep, resting_places(problem, point.deep), strict=True):
        pieces, curve = split(formula(layer.neuron, "deep neuron")), bend.curve
        # "what the layer receives stays where its neurons are convex, say": inside an open interval, and near the point
        # all that it may receive is there; so s is continuous there, too, which the layers above need.
        require(bend.sign in (1, -1), "layers.sign")
        above, below = sign_of(sub(place, Num(curve.lower))), sign_of(sub(Num(curve.upper), place))
        require(above > 0 and below > 0, "regimes.outside_curve")
        check_bent(pieces, curve, bend.sign)  # it refuses irrational breaks, too, so that all parts below are known
        if given:
            # "weights that keep one sign hand on functions that are all convex or all concave"
            weight = units.weights[0]
            require(weight != 0, "layers.weight")
            received = given if weight > 0 else -given
            # "a neuron that is curved one way, and rises on what is curved its way or falls on .. the other"
            check_monotone(pieces, curve, bend.sign, rising=received == bend.sign)
        given = bend.sign
    return given


def check_monotone(pieces: Pieces, curve: Curve, sign: int, *, rising: bool) -> None:
    """Accept if s, convex (sign 1) or concave (-1) on [lower, upper], is nondecreasing there, or nonincreasing.

    The slope of a convex function is least at the lower end, that of a concave one at the upper end.
    """
    parts = parts_within(pieces, curve.lower, curve.upper)
    at_lower = (sign > 0) == rising
    index, end = (parts[0][0], curve.lower) if at_lower else (parts[-1][0], curve.upper)
    slope = sign_of(substitute(nth_derivative(pieces.pieces[index], 1), Num(end)))
    require(slope >= 0 if rising else slope <= 0, "layers.monotone")
