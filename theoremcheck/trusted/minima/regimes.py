"""Regimes: how the neurons behave near a point, for the samples in question.

A neuron in one open flat (affine) piece stays there for all parameters nearby. A deep part is *dead* if some layer has
all units, on all samples, inside one flat piece: then f_D is the same on all samples for all parameters nearby.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.intervals import NONNEGATIVE, NONPOSITIVE
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval, jump, parts_within
from theoremcheck.trusted.minima.point import Curve, Point
from theoremcheck.trusted.minima.reach import deep_pre_activations, formula, neuron_pieces, pre_activations, value_at
from theoremcheck.trusted.problem.expr import Expr, Num, mul, num, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


def common_piece(pieces: Pieces, values: Iterable[Fraction]) -> int:
    """The index of the one piece that holds all values strictly inside. Raises ``Refusal`` if there is none."""
    found = set(values)
    low, high = min(found), max(found)
    index = sum(1 for point in pieces.points if point < low)
    lower, upper = pieces.span(index)
    inside = (lower is None or lower < low) and (upper is None or high < upper)
    require(inside, "regimes.several_pieces")
    return index


def flat_value(pieces: Pieces, values: Iterable[Fraction]) -> Expr:
    """The value of the flat piece that holds all pre-activations strictly inside."""
    index = common_piece(pieces, values)
    _check_form(pieces, index, 1)
    lower, upper = pieces.span(index)
    inner = lower if lower is not None else upper
    return substitute(pieces.pieces[index], Num(inner if inner is not None else Fraction(0)))


def affine_form(pieces: Pieces, index: int) -> tuple[Fraction, Fraction]:
    """(slope, intercept) of an affine piece, rational. Raises ``Refusal`` if it is not of that form.

    The value is taken at a point inside the piece: its formula may be another affine function elsewhere, as
    z + sqrt((z - 1)^2) / (z - 1) is on the two sides of 1. The slope is a number by an identity, which holds wherever
    the formula is defined.
    """
    _check_form(pieces, index, 2)
    piece, inside = pieces.pieces[index], between(*pieces.interval(index))
    slope, value = rational_value(nth_derivative(piece, 1)), rational_value(substitute(piece, Num(inside)))
    if slope is None or value is None:
        raise Refusal("regimes.irrational")
    return slope, value - slope * inside


def check_affine(pieces: Pieces, values: Iterable[Fraction]) -> None:
    """Accept if one affine piece holds all values strictly inside."""
    _check_form(pieces, common_piece(pieces, values), 2)


def _check_form(pieces: Pieces, index: int, order: int) -> None:
    check_evident(pieces, order, index, closed_interval(pieces, index))
    code = {1: "regimes.not_flat", 2: "regimes.not_affine"}[order]
    require(is_zero(nth_derivative(pieces.pieces[index], order)), code)


def check_continuous_at(pieces: Pieces, value: Fraction) -> None:
    """Accept if the (defined) function is continuous at a rational point, and so near it from both sides."""
    if value in pieces.points:
        require(is_zero(jump(pieces, pieces.points.index(value), 0)), "shape.not_continuous", at=value)


def check_shortcut_continuous(problem: Problem, point: Point) -> None:
    """Accept if the neurons of the shortcut are continuous at what they receive from every sample."""
    pieces = neuron_pieces(problem)
    for group in point.neurons:
        for value in set(pre_activations(problem, group.hidden_weights, group.hidden_bias)):
            check_continuous_at(pieces, value)


def smooth_piece(pieces: Pieces, value: Fraction, order: int) -> Expr:
    """The piece that holds a rational point strictly inside and is C^order there."""
    index = common_piece(pieces, (value,))
    check_evident(pieces, order, index, closed_interval(pieces, index))
    return pieces.pieces[index]


def check_curve(pieces: Pieces, curve: Curve, sign: int, values: Iterable[Fraction]) -> None:
    """Accept if s is convex (sign 1) or concave (sign -1) on [lower, upper], which holds all values strictly inside."""
    found = set(values)
    require(curve.lower < min(found) and max(found) < curve.upper, "regimes.outside_curve")
    check_bent(pieces, curve, sign)


def check_bent(pieces: Pieces, curve: Curve, sign: int) -> None:
    """Accept if s is convex (sign 1) or concave (sign -1) on [lower, upper]."""
    relation = NONNEGATIVE if sign > 0 else NONPOSITIVE
    parts = parts_within(pieces, curve.lower, curve.upper)
    require(len(parts) == len(curve.proofs), "regimes.curve_proofs")
    for (index, interval), proof in zip(parts, curve.proofs, strict=True):
        check_evident(pieces, 2, index, interval)
        check_sign(nth_derivative(pieces.pieces[index], 2), relation, interval, proof)
    for index, point in enumerate(pieces.points):
        if curve.lower < point < curve.upper:
            check_continuous_at(pieces, point)
            require(sign * sign_of(jump(pieces, index, 1)) >= 0, "shape.slope_jump", at=point)


# --- the deep part ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dead:
    """A dead deep part: f_D = (output weight) x (width) x ``value``; ``movable`` unless f_D stays 0 nearby."""

    value: Expr
    movable: bool


def check_dead(problem: Problem, point: Point) -> Dead | None:
    """The dead deep part of the point, None if the network has no deep part. Raises ``Refusal`` if it is not dead."""
    network = problem.network
    if not network.deep:
        return None
    columns = deep_pre_activations(problem, point.deep)
    dead = False
    for index, (layer, values) in enumerate(zip(network.deep, columns, strict=True)):
        pieces = split(formula(layer.neuron, "deep neuron"))
        require(index == 0 or point.deep[index].weights[0] == 0, "regimes.layer_weights")
        for value in set(values):
            check_continuous_at(pieces, value)
        dead = dead or _is_flat(pieces, values)
    require(dead, "regimes.alive")
    last = split(formula(network.deep[-1].neuron, "deep neuron"))
    output = value_at(last, columns[-1][0])
    still = _is_flat(last, columns[-1]) and is_zero(output)
    return Dead(mul((num(network.deep[-1].width), output)), not still)


def _is_flat(pieces: Pieces, values: tuple[Fraction, ...]) -> bool:
    """True proves that the values lie inside one flat piece; False proves nothing, and the layer counts as alive."""
    try:
        flat_value(pieces, values)
    except Refusal:
        return False
    return True


def check_deep_affine(problem: Problem, point: Point) -> None:
    """Accept if every deep unit is, on all samples, strictly inside one affine piece: f_D is affine in x."""
    network = problem.network
    if not network.deep:
        return
    columns = deep_pre_activations(problem, point.deep)
    for layer, values in zip(network.deep, columns, strict=True):
        check_affine(split(formula(layer.neuron, "deep neuron")), values)
