"""Regimes: how the neurons behave near a point, for the samples in question.

A neuron in one open flat (affine) piece stays there for all parameters nearby. What it receives from a sample may not
move at all: from the origin, where it has no trained bias; so too above layers from which only 0 comes. There its value
counts, and no piece. A deep part is *dead* if some layer has all units, on all samples, inside one flat piece or at the
value of that piece without moving: then f_D is the same on all samples for all parameters nearby.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.intervals import NONNEGATIVE, NONPOSITIVE
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval, jump, parts_within
from theoremcheck.trusted.minima.point import Curve, Neurons, Point
from theoremcheck.trusted.minima.reach import deep_pre_activations, formula, neuron_pieces, pre_activations, value_at
from theoremcheck.trusted.problem.expr import Expr, Num, sub, substitute
from theoremcheck.trusted.problem.model import Block, Kind, Piece, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


def common_piece(pieces: Pieces, values: Iterable[Fraction]) -> int:
    """The index of the one piece that holds all values strictly inside. Raises ``Refusal`` if there is none."""
    found = set(values)
    require(bool(found), "regimes.several_pieces")
    low, high = min(found), max(found)
    index = sum(1 for point in pieces.points if point < low)
    lower, upper = pieces.span(index)
    inside = (lower is None or lower < low) and (upper is None or high < upper)
    require(inside, "regimes.several_pieces")
    return index


def flat_value(pieces: Pieces, values: Iterable[Fraction], still: Iterable[Fraction] = ()) -> Expr:
    """The value of s at all pre-activations: one flat piece holds ``values`` strictly inside; ``still`` cannot move.

    Each of ``still`` is the same number for all parameters nearby, so that s is there what it is at the point.
    """
    moving, levels = set(values), [value_at(pieces, value) for value in set(still)]
    level = levels[0] if levels and not moving else _level(pieces, moving)
    require(all(is_zero(sub(level, other)) for other in levels), "regimes.still_value")
    return level


def _level(pieces: Pieces, values: Iterable[Fraction]) -> Expr:
    """The value of the flat piece that holds all values strictly inside."""
    index = common_piece(pieces, values)
    _check_form(pieces, index, 1)
    lower, upper = pieces.span(index)
    inner = lower if lower is not None else upper
    return substitute(pieces.pieces[index], Num(inner if inner is not None else Fraction(0)))


def flat_neuron(problem: Problem, group: Neurons) -> Expr:
    """The one value of neurons of the shortcut on all samples, for all parameters nearby.

    w . 0 + b = b does not move where no hidden bias is trained; b is the one of the point, and 0 if there is none.
    """
    return flat_value(neuron_pieces(problem), *_received(problem, group))


def moving_values(problem: Problem, group: Neurons) -> set[Fraction]:
    """The pre-activations of neurons of the shortcut that are not the same for all parameters."""
    return _received(problem, group)[0]


def _received(problem: Problem, group: Neurons) -> tuple[set[Fraction], set[Fraction]]:
    values = pre_activations(problem, group.hidden_weights, group.hidden_bias)
    fixed = not problem.network.trains(Block.HIDDEN_BIAS)
    return _apart(values, [fixed and at for at in _origins(problem)])


def _origins(problem: Problem) -> list[bool]:
    """For every sample whether x_i = 0, (n,)."""
    return [not any(point) for point in samples(problem).points]


def _apart(values: Iterable[Fraction], still: Iterable[bool]) -> tuple[set[Fraction], set[Fraction]]:
    """The values that may move, and those that cannot."""
    pairs = set(zip(values, still, strict=True))
    return {value for value, fixed in pairs if not fixed}, {value for value, fixed in pairs if fixed}


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
class Column:
    """What the units of a deep layer receive from every sample, each (n,), for all parameters nearby.

    ``still``: the same as at the point. ``zero``: what makes them give 0.
    """

    pieces: Pieces
    values: tuple[Fraction, ...]
    still: tuple[bool, ...]
    zero: tuple[bool, ...]

    @property
    def level(self) -> Expr:
        """The one value at all samples, for all parameters nearby. Raises ``Refusal`` if there is none."""
        return flat_value(self.pieces, *_apart(self.values, self.still))

    @property
    def flat(self) -> bool:
        """True proves that the layer gives one number, the same for all samples and all parameters nearby."""
        return all(self.zero) or _is_flat(self.pieces, *_apart(self.values, self.still))


def deep_columns(problem: Problem, point: Point) -> Iterator[Column]:
    """The deep layers from below.

    Where only 0 enters a layer from a sample, each unit receives its bias, which stays where none is trained.
    """
    nothing = tuple(_origins(problem))
    received = deep_pre_activations(problem, point.deep)
    for index, (layer, values) in enumerate(zip(problem.network.deep, received, strict=True)):
        pieces, fixed = split(formula(layer.neuron, "deep neuron")), _bias_stays(problem, index)
        pairs = [(value, fixed and off) for value, off in zip(values, nothing, strict=True)]
        known = {(v, at): _is_flat(pieces, *_apart((v,), (at,)), zero=True) for v, at in set(pairs)}
        nothing = tuple(known[pair] for pair in pairs)
        yield Column(pieces, values, tuple(still for _, still in pairs), nothing)


def check_dead(problem: Problem, point: Point) -> bool:
    """Accept a deep part that is dead, or absent. False proves that f_D stays 0 nearby, on all samples."""
    if not problem.network.deep:
        return False
    columns = list(deep_columns(problem, point))
    for column in columns:
        for value in set(column.values):
            check_continuous_at(column.pieces, value)
    require(any(column.flat for column in columns), "regimes.alive")
    return not all(columns[-1].zero)


def _bias_stays(problem: Problem, index: int) -> bool:
    """True proves that no unit of the deep layer, counted from 0, has a trained bias."""
    network = problem.network
    biases = Piece(Block.DEEP, index + 1, Kind.BIASES)
    return not network.biased(network.deep[index]) or network.frozen_block(biases) is not None


def _is_flat(pieces: Pieces, values: set[Fraction], still: set[Fraction], *, zero: bool = False) -> bool:
    """True proves that s has one value at all of them nearby (0 if asked); False proves nothing."""
    try:
        level = flat_value(pieces, values, still)
    except Refusal:
        return False
    return not zero or is_zero(level)


def check_deep_affine(problem: Problem, point: Point) -> None:
    """Accept if every deep unit is, on all samples, strictly inside one affine piece: f_D is affine in x."""
    network = problem.network
    if not network.deep:
        return
    columns = deep_pre_activations(problem, point.deep)
    for layer, values in zip(network.deep, columns, strict=True):
        check_affine(split(formula(layer.neuron, "deep neuron")), values)
