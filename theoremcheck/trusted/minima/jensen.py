"""Minima where only one class has slope (theory: lemma.support): rule.nobias, and rule.frozen for frozen a_j."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Final

from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import beside, subgradients
from theoremcheck.trusted.minima.point import Curve, Point
from theoremcheck.trusted.minima.reach import (
    check_reachable,
    check_unpenalised,
    dot,
    neuron_pieces,
    outputs,
    pre_activations,
    value_at,
)
from theoremcheck.trusted.minima.regimes import check_curve, check_dead
from theoremcheck.trusted.problem.expr import Expr, Num, mul, num, substitute
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class JensenMinimum:
    """Only one class has slope: its w_j . x_i are 0, and there f is curved the right way (per group).

    Its mean is 0, or every neuron is least there, or greatest, as its curve says.
    """

    point: Point
    curves: tuple[Curve, ...]


def check_jensen(problem: Problem, evidence: JensenMinimum, *, frozen: bool) -> tuple[int, int]:
    """Accept: l has slope 0 on all samples but some of one class y, whose w_j . x_i are all 0.

    Near the pre-activation of these samples -y a_j s is convex; the value there of every a_j s cannot move. Then the
    mean of y f over these samples does not rise nearby: by Jensen's inequality where their own mean is 0, and whatever
    it is if 0 is a subgradient of every -y a_j s there, which is least there then. l is convex and nondecreasing.
    ``frozen`` tells the two rules apart: all output weights are frozen, or not. The samples with slope have one output,
    so one subgradient g >= 0 serves them all; at the others 0 is one. b_j may differ from neuron to neuron.
    """
    point, data, network = evidence.point, samples(problem), problem.network
    require((network.frozen_block(Block.OUTPUT_WEIGHTS) is not None) == frozen, "point.label")
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    require(not network.trains(Block.OUTPUT_BIAS), "jensen.output_bias")
    require(not network.trains(Block.HIDDEN_BIAS), "jensen.hidden_bias")
    numbers = outputs(problem, point)
    require(all(is_zero(number.factor) for number in numbers), "point.exact")
    values = [number.base for number in numbers]
    active = _with_slope(problem, values)
    labels = {data.labels[i] for i in active}
    require(len(labels) == 1, "jensen.slopes")
    label = labels.pop()
    columns = zip(*(data.points[i] for i in active), strict=True)
    centred = all(dot([data.weights[i] for i in active], column) == 0 for column in columns)
    pieces = neuron_pieces(problem)
    require(len(evidence.curves) == len(point.neurons), "average.curves")
    for group, curve in zip(point.neurons, evidence.curves, strict=True):
        products = pre_activations(problem, group.hidden_weights, Fraction(0))
        require(all(products[i] == 0 for i in active), "jensen.orthogonal")
        require(frozen or is_zero(value_at(pieces, group.hidden_bias)), "jensen.value")
        weight = sign_of(group.output_weight.base)
        require(weight != 0 and is_zero(group.output_weight.factor), "average.sign")
        check_curve(pieces, curve, -label * weight, (group.hidden_bias,))
        require(centred or _least(pieces, group.hidden_bias, -label * weight), "jensen.mean")
    require(not check_dead(problem, point), "jensen.deep")
    return samples(problem).wrong([sign_of(value) for value in values])


def _least(pieces: Pieces, place: Fraction, sign: int) -> bool:
    """True if 0 is a subgradient of sign s at a place near which that is convex."""
    left, right = (substitute(nth_derivative(pieces.pieces[k], 1), Num(place)) for k in beside(pieces, Num(place)))
    return sign * sign_of(left) <= 0 <= sign * sign_of(right)


def _with_slope(problem: Problem, values: Sequence[Expr]) -> list[int]:
    """The samples at which 0 is not a subgradient of the loss."""
    keys = list(zip(values, samples(problem).labels, strict=True))
    known: dict[tuple[Expr, int], bool] = {}
    for value, label in set(keys):
        left, right = subgradients(problem, label, mul((num(-label), value)))
        known[value, label] = not sign_of(left) <= 0 <= sign_of(right)
    return [i for i, key in enumerate(keys) if known[key]]


CONDITIONS: Final = (
    ("minimum.nobias", JensenMinimum, partial(check_jensen, frozen=False)),
    ("minimum.frozen_output", JensenMinimum, partial(check_jensen, frozen=True)),
)
"""The conditions with their evidence, and the check of that."""
