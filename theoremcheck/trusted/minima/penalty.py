"""Minima at t = 0 (theory: rule.decay): a penalty that outweighs all that the network can gain nearby.

With f = c and k = W+ l'(-c) = W- l'(c) (l convex and C^1) the mean loss falls by (k / W) (E+ - E-) f at most, W the
total weight, and (E+ - E-) a s(w . x + b) <= |a| |w| (K + o(1)) near a = 0, w = 0. The penalty A |a|^2 + B |w|^2 is
larger if 4 A B > (k K / W)^2. K = |s'| |D| with D = E+ x - E- x; where the slopes p, m of s beside b differ, it is
|p + m| |D| / 2 + |p - m| (E+ |x| + E- |x|) / 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import flint

from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval
from theoremcheck.trusted.minima.constants import (
    check_constant_point,
    class_weights,
    enclosure,
    subgradients,
)
from theoremcheck.trusted.minima.point import Constant, Point
from theoremcheck.trusted.minima.reach import check_deep_zero, dot, formula, neuron_pieces, vanishes
from theoremcheck.trusted.minima.regimes import check_continuous_at
from theoremcheck.trusted.problem.expr import Num, substitute
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_BITS = 4 * START_PRECISION


@dataclass(frozen=True, slots=True)
class PenaltyMinimum:
    """All penalised parameters are 0 and f = c: the penalty outweighs what the network can gain nearby."""

    point: Point
    constant: Constant


def check_penalty(problem: Problem, evidence: PenaltyMinimum) -> tuple[int, int]:
    """Accept: a = 0, w = 0 (the deep part 0 as well), f = c, and the penalty is large enough; l is convex and C^1.

    The proof's sentence "L rises by at least A |a|^2 + B |w|^2 - (k / W) (K + o(1)) |a| |w| >= 0 for each neuron" is
    shown for each group with the slopes at its own b; K does not depend on the neuron otherwise. Every other penalty is
    >= 0 and 0 at the point (``check_constant_point``).
    """
    point, network = evidence.point, problem.network
    wrong = check_constant_point(problem, point, evidence.constant)
    outer, inner = (problem.objective.coefficient(block) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    for group in point.neurons:
        require(vanishes(group.output_weight) and not any(group.hidden_weights), "penalty.weights")
        slopes = _slopes(neuron_pieces(problem), group.hidden_bias)
        require(_outweighs(problem, evidence, slopes, outer * inner), "penalty.small")
    if network.deep:
        _check_deep(problem, evidence)
    return wrong


def _check_deep(problem: Problem, evidence: PenaltyMinimum) -> None:
    """All deep parameters are 0 and penalised. One layer is like the shortcut; more give terms of third order."""
    network = problem.network
    check_deep_zero(problem, evidence.point)
    weight = problem.objective.coefficient(Block.DEEP)
    require(weight > 0, "penalty.deep")
    for layer in network.deep:
        pieces = split(formula(layer.neuron, "deep neuron"))
        slopes = _slopes(pieces, Fraction(0))
        if len(network.deep) == 1:
            require(_outweighs(problem, evidence, slopes, weight**2), "penalty.deep_small")


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
    problem: Problem, evidence: PenaltyMinimum, slopes: tuple[flint.arb, flint.arb], product: Fraction
) -> bool:
    """4 A B > (k K / W)^2 for the product A B of the two coefficients, which must be positive."""
    if product <= 0:
        return False
    plus, minus = class_weights(problem)
    with precision(_BITS):
        (left, right), (difference, lengths) = slopes, _spread(problem)
        spread = (abs(left + right) * difference + abs(left - right) * lengths) / 2
        gain = _slope_at_constant(problem, evidence) * spread
        return bool(ball(4 * product * (plus + minus) ** 2) > gain * gain)


def _slope_at_constant(problem: Problem, evidence: PenaltyMinimum) -> flint.arb:
    """A ball that contains k = W- l'(c): l' is monotone between the ends of c."""
    _, minus = class_weights(problem)
    ends = [subgradients(problem, -1, end) for end in enclosure(evidence.constant)]
    low, high = (evaluate(slope, flint.arb(0)) for slope in (ends[0][0], ends[-1][1]))
    return ball(minus) * low.union(high)


def _spread(problem: Problem) -> tuple[flint.arb, flint.arb]:
    """|E+ x - E- x|, and E+ |x| + E- |x|."""
    points, shares = samples(problem).points, samples(problem).dataset.signed_shares
    difference = _length([dot(shares, column) for column in zip(*points, strict=True)])
    lengths = (ball(abs(share)) * _length(point) for point, share in zip(points, shares, strict=True))
    return difference, sum(lengths, flint.arb(0))


def _length(vector: Sequence[Fraction]) -> flint.arb:
    return ball(dot(vector, vector)).sqrt()
