"""Minima at t = 0 (theory: rule.decay): a penalty that outweighs all that the network can gain nearby.

With f = c and k = W+ l'(-c) = W- l'(c) (l convex and C^1, or above lines of the slopes k / W+ and k / W- near -c and c:
rule.decay_local) the mean loss falls by (k / W) (E+ - E-) f at most, W the total weight, and (E+ - E-) a s(w . x + b)
<= |a| |w| (K + o(1)) near a = 0, w = 0. The penalty A |a|^2 + B |w|^2 is larger if 4 A B > (k K / W)^2. K = |s'| |D|
with D = E+ x - E- x; where the slopes p, m of s beside b differ, it is |p + m| |D| / 2 + |p - m| (E+ |x| + E- |x|) / 2.

Where D = 0 and s is smooth beside b, (E+ - E-) a s(w . x + b) is of the order |a| |w|^2, and B > 0 alone is enough.

Without biases (rule.decay_zero) f is 0 at t = 0, and the classes need not balance there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import Final, TypeAlias

import flint

from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval, jump
from theoremcheck.trusted.minima.constants import (
    check_constant_output,
    check_constant_point,
    class_weights,
    enclosure,
    subgradients,
    wrong_at_constant,
)
from theoremcheck.trusted.minima.point import Between, Constant, Exact, Point
from theoremcheck.trusted.minima.reach import (
    check_deep_zero,
    check_reachable,
    check_unpenalised,
    dot,
    formula,
    neuron_pieces,
    value_at,
    vanishes,
)
from theoremcheck.trusted.minima.regimes import check_continuous_at
from theoremcheck.trusted.minima.tangent import check_tangent_point
from theoremcheck.trusted.problem.expr import ZERO, Num, neg, substitute
from theoremcheck.trusted.problem.model import Block, Kind, PerClass, Piece, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_BITS: Final = 4 * START_PRECISION
_NOTHING: Final = Exact(ZERO)
_CheckPoint: TypeAlias = Callable[[Problem, Point, Constant], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class PenaltyMinimum:
    """All weights are 0 and f = c: the penalty outweighs what the network can gain nearby."""

    point: Point
    constant: Constant


@dataclass(frozen=True, slots=True)
class OriginMinimum:
    """All trained parameters are 0 and f = 0 without a bias: the penalty outweighs what the network can gain nearby."""

    point: Point


def check_penalty(problem: Problem, evidence: PenaltyMinimum, *, check_point: _CheckPoint) -> tuple[int, int]:
    """Accept: a = 0, w = 0 (all deep weights 0 as well), f = c, and the penalty is large enough.

    ``check_point`` shows f = c, and that lines with the slopes k / W+ and k / W- are below l: everywhere, where l is
    convex and C^1 (rule.decay), or near -c and c (rule.decay_local, where f is continuous by ``_slopes``).

    The proof's sentence "L rises by at least A |a|^2 + B |w|^2 - (k / W) (K + o(1)) |a| |w| >= 0 for each neuron" is
    shown for each group with the slopes at its own b; K does not depend on the neuron otherwise; or "by B |w|^2 - (k /
    W) O(|a| |w|^2) >= 0", of the first layer of a deep part, too. Every other penalty is >= 0 and 0 at the point
    (``check_unpenalised``).
    """
    wrong = check_point(problem, evidence.point, evidence.constant)
    level = _vanish(problem, samples(problem).dataset.signed_shares)
    _check_outweighs(problem, evidence.point, *_balanced(problem, evidence.constant), level)
    return wrong


def check_origin(problem: Problem, evidence: OriginMinimum) -> tuple[int, int]:
    """Accept: a = 0, w = 0, f = 0 (the deep part 0 as well), and the penalty is large enough; l is convex.

    rule.decay_zero: "by convexity W (L(t) - L(t0)) >= -sum c_i f(x_i; t) + W penalty(t)", and every summand of f gains
    less than its own penalty. That s is 0 at b, *for each neuron at its own*, and that neither a_0 nor a bias moves,
    leaves no term of lower order: "s(b + w . x), up to o(|w|), is a line and a kink in w . x"; with one loss, and sum
    c_i x_i = 0, "smooth s(b + w . x) is a line up to O(|w|^2)".
    """
    point, network = evidence.point, problem.network
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    check_constant_output(problem, point, _NOTHING)
    moving = [block for block in (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS) if network.trains(block)]
    require(not moving, "penalty.bias")
    for group in point.neurons:
        require(is_zero(value_at(neuron_pieces(problem), group.hidden_bias)), "penalty.value")
    for layer in network.deep:
        require(not network.biased(layer), "penalty.bias")
        require(is_zero(value_at(split(formula(layer.neuron, "deep neuron")), Fraction(0))), "penalty.value")
    data = samples(problem)
    signed = tuple(weight * label for weight, label in zip(data.weights, data.labels, strict=True))
    level = not isinstance(problem.loss, PerClass) and _vanish(problem, signed)
    _check_outweighs(problem, point, *_unbalanced(problem), level)
    return wrong_at_constant(problem, _NOTHING)


def _vanish(problem: Problem, shares: Sequence[Fraction]) -> bool:
    """True if the sum of share_i x_i is 0: what is linear in x_i cancels."""
    return not any(dot(shares, column) for column in zip(*samples(problem).points, strict=True))


def _check_outweighs(problem: Problem, point: Point, line: flint.arb, kink: flint.arb, level: bool) -> None:
    """Every neuron, and the deep part, gains less than its penalty.

    "|p + m| line / 2 + |p - m| kink / 2" bounds the gain per |a| |w| of a neuron with the slopes p and m. Where what is
    linear in x_i cancels (``level``), and s has a Lipschitz slope near b, the gain is of the order |a| |w|^2.
    """
    outer, inner = (problem.objective.coefficient(block) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    for group in point.neurons:
        require(vanishes(group.output_weight) and not any(group.hidden_weights), "penalty.weights")
        slopes = _slopes(neuron_pieces(problem), group.hidden_bias)
        if not _outweighs(problem, slopes, line, kink, outer * inner):
            require(level and inner > 0, "penalty.small")
            _check_bent(neuron_pieces(problem), group.hidden_bias)
    if problem.network.deep:
        _check_deep(problem, point, line, kink, level)


def _check_bent(pieces: Pieces, bias: Fraction) -> None:
    """Accept: near b, s is C^1 with a Lipschitz slope: C^2 up to b on both sides, where neither s nor s' jumps."""
    if bias in pieces.points:
        index = pieces.points.index(bias)
        require(all(is_zero(jump(pieces, index, order)) for order in (0, 1)), "penalty.kink")
        sides = (index, index + 1)
    else:
        sides = (sum(1 for point in pieces.points if point < bias),) * 2
    for side in sides:
        check_evident(pieces, 2, side, closed_interval(pieces, side))


def _check_deep(problem: Problem, point: Point, line: flint.arb, kink: flint.arb, level: bool) -> None:
    """All deep weights are 0, and those of the output and of the last layer penalised; biases are anywhere.

    One layer is like the shortcut. With more, what enters the last one is near one number on all samples, unit by unit:
    "f_D is a constant and something of the order |v| |V| o(1)", v the output weights and V those of the last layer.
    Or the weights U of the first layer are penalised, all neurons have Lipschitz slopes near the biases, and what is
    linear in x_i cancels (``level``): "f_D is a constant, linear in U x, and something of the order |v| |U|^2".
    """
    network, branch = problem.network, Block.DEEP
    check_deep_zero(problem, point, biases=False)
    pieces = (Piece(branch, 0, Kind.OUTPUT), Piece(branch, len(network.deep), Kind.WEIGHTS))
    outer, inner = map(problem.objective.coefficient, pieces)
    several, first = len(network.deep) > 1, problem.objective.coefficient(Piece(branch, 1, Kind.WEIGHTS))
    beside = [
        (split(formula(layer.neuron, "deep neuron")), units.bias)
        for layer, units in zip(network.deep, point.deep, strict=True)
    ]
    penalised = outer > 0 and inner > 0
    if penalised:
        slopes = [_slopes(*own) for own in beside]
        if several or all(_outweighs(problem, pair, line, kink, outer * inner) for pair in slopes):
            return
    require(level and first > 0, "penalty.deep_small" if penalised else "penalty.deep")
    for own_pieces, bias in beside:
        _check_bent(own_pieces, bias)


def _slopes(pieces: Pieces, bias: Fraction) -> tuple[flint.arb, flint.arb]:
    """The left and right slope of s at b; s is continuous and, on both sides, C^1 near b."""
    if bias in pieces.points:
        check_continuous_at(pieces, bias)
        index = pieces.points.index(bias)
        sides = (index, index + 1)
    else:
        sides = (sum(1 for point in pieces.points if point < bias),) * 2
    found = []
    for side in sides:
        check_evident(pieces, 1, side, closed_interval(pieces, side))
        with precision(_BITS):
            found.append(evaluate(substitute(nth_derivative(pieces.pieces[side], 1), Num(bias)), flint.arb(0)))
    return found[0], found[1]


def _outweighs(
    problem: Problem, slopes: tuple[flint.arb, flint.arb], line: flint.arb, kink: flint.arb, product: Fraction
) -> bool:
    """4 A B > (gain / W)^2 for the product A B of the two coefficients, which must be positive."""
    if product <= 0:
        return False
    with precision(_BITS):
        left, right = slopes
        gain = (abs(left + right) * line + abs(left - right) * kink) / 2
        return bool(ball(4 * product * sum(class_weights(problem)) ** 2) > gain * gain)


def _balanced(problem: Problem, constant: Constant) -> tuple[flint.arb, flint.arb]:
    """The numbers |k| |E+ x - E- x| and |k| (E+ |x| + E- |x|), k = W+ g+ = W- g- for slopes g+, g- of l at -c and c."""
    points, shares = samples(problem).points, samples(problem).dataset.signed_shares
    with precision(_BITS):
        slope = _pull(problem, constant)
        difference = _length([dot(shares, column) for column in zip(*points, strict=True)])
        lengths = (ball(abs(share)) * _length(point) for point, share in zip(points, shares, strict=True))
        return slope * difference, slope * sum(lengths, flint.arb(0))


def _pull(problem: Problem, constant: Constant) -> flint.arb:
    """A ball that contains the least |k| there is.

    An exact c: k is any number that the slopes at -c, times W+, and those at c, times W-, share; they share one by the
    check of the point. Bounds: l' is monotone between them, and k is W- l'(c).
    """
    weights, zero = class_weights(problem), flint.arb(0)
    if isinstance(constant, Between):
        ends = [subgradients(problem, -1, end) for end in enclosure(constant)]
        low, high = (evaluate(slope, zero) for slope in (ends[0][0], ends[-1][1]))
        return abs(ball(weights[1]) * low.union(high))
    places = (neg(constant.value), constant.value)
    sides = (subgradients(problem, label, place) for label, place in zip((1, -1), places, strict=True))
    scaled = [[ball(w) * evaluate(slope, zero) for slope in side] for w, side in zip(weights, sides, strict=True)]
    (lower, upper), (low, high) = scaled
    return lower.max(low).max(-upper.min(high)).max(zero)


def _unbalanced(problem: Problem) -> tuple[flint.arb, flint.arb]:
    """The length |sum c_i x_i|, and the larger of the sums of |c_i| |x_i| over c_i > 0 and c_i < 0.

    c_i = weight_i y_i g, with g in the subdifferential of the loss of its class at 0: the left slope. In each class all
    c_i have the sign of y_i g; where these are not shown to be opposite, the larger sum is at most that over both.
    """
    data, zero = samples(problem), flint.arb(0)
    with precision(_BITS):
        slopes = {label: evaluate(subgradients(problem, label, ZERO)[0], zero) for label in (1, -1)}
        means, lengths = [zero] * data.dimension, []
        for label, slope in slopes.items():
            members = data.members(label)
            for k in range(data.dimension):
                mean = sum((data.weights[i] * data.points[i][k] for i in members), Fraction(0))
                means[k] += label * slope * ball(mean)
            lengths.append(abs(slope) * sum((ball(data.weights[i]) * _length(data.points[i]) for i in members), zero))
        opposite = bool(slopes[1] * slopes[-1] >= 0)
        line = sum((entry * entry for entry in means), zero).nonnegative_part().sqrt()
        return line, lengths[0].max(lengths[1]) if opposite else lengths[0] + lengths[1]


def _length(vector: Sequence[Fraction]) -> flint.arb:
    return ball(dot(vector, vector)).sqrt()


CONDITIONS: Final = (
    ("minimum.decay", PenaltyMinimum, partial(check_penalty, check_point=check_constant_point)),
    ("minimum.decay_local", PenaltyMinimum, partial(check_penalty, check_point=check_tangent_point)),
    ("minimum.decay_zero", OriginMinimum, check_origin),
)
"""The conditions with their evidence, and the check of that."""
