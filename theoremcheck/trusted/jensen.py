"""Refutations where only one class has slope (theory: lemma.jensen): rule.nobias, and rule.frozen for frozen a_j."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.comparison import sign_of
from theoremcheck.trusted.constants import subgradients
from theoremcheck.trusted.expr import Expr, mul, num
from theoremcheck.trusted.minima import JensenMinimum
from theoremcheck.trusted.model import Block, Problem
from theoremcheck.trusted.normal import is_zero
from theoremcheck.trusted.reach import (
    check_reachable,
    check_unpenalised,
    dot,
    neuron_pieces,
    outputs,
    pre_activations,
    samples,
    value_at,
)
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.regimes import check_curve, check_dead


def check_jensen(problem: Problem, evidence: JensenMinimum, *, frozen: bool) -> tuple[int, int]:
    """Accept: l has slope 0 on all samples but some of one class y, whose mean is 0 and whose w_j . x_i are all 0.

    Near the pre-activation of these samples -y a_j s is convex; the value there of every a_j s cannot move. Then the
    mean of y f over these samples does not rise nearby, by Jensen's inequality. l is convex and nondecreasing.
    ``frozen`` tells the two rules apart: all output weights are frozen, or not. The samples with slope have one output,
    so one subgradient g >= 0 serves them all; at the others 0 is one. b_j may differ from neuron to neuron.
    """
    point, data, network = evidence.point, samples(problem), problem.network
    require((network.frozen_block(Block.OUTPUT_WEIGHTS) is not None) == frozen, "another rule speaks of this network")
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    require(not network.trains(Block.OUTPUT_BIAS), "the output bias moves the value")
    require(not network.trains(Block.HIDDEN_BIAS), "the hidden bias moves the value")
    values = outputs(problem, point)
    require(all(is_zero(value.factor) for value in values), "the numbers of the point must be exact")
    active = _with_slope(problem, [value.base for value in values])
    labels = {data.labels[i] for i in active}
    require(len(labels) == 1, "the loss has slope on samples of both classes, or on none")
    label = labels.pop()
    for column in zip(*(data.points[i] for i in active), strict=True):
        require(dot([data.weights[i] for i in active], column) == 0, "the samples with slope do not have the mean 0")
    pieces = neuron_pieces(problem)
    require(len(evidence.curves) == len(point.neurons), "as many curves as groups of neurons are needed")
    for group, curve in zip(point.neurons, evidence.curves, strict=True):
        products = pre_activations(problem, group.hidden_weights, Fraction(0))
        require(all(products[i] == 0 for i in active), "a hidden weight is not orthogonal to the samples with slope")
        still = frozen or is_zero(value_at(pieces, group.hidden_bias))
        require(still, "the value at the samples with slope can move")
        weight = sign_of(group.output_weight.base)
        require(weight != 0 and is_zero(group.output_weight.factor), "an output weight has no strict sign")
        check_curve(pieces, curve, -label * weight, (group.hidden_bias,))
    dead = check_dead(problem, point)
    require(dead is None or not dead.movable, "the deep part moves the value")
    count = sum(_is_wrong(value.base, y) for value, y in zip(values, data.labels, strict=True))
    require(count > 0, "no sample is wrong at the point")
    return count, count


def _with_slope(problem: Problem, values: list[Expr]) -> list[int]:
    """The samples at which 0 is not a subgradient of the loss."""
    labels = samples(problem).labels
    known: dict[tuple[Expr, int], bool] = {}
    for key in set(zip(values, labels, strict=True)):
        value, label = key
        left, right = subgradients(problem, mul((num(-label), value)))
        known[key] = not sign_of(left) <= 0 <= sign_of(right)
    return [i for i, key in enumerate(zip(values, labels, strict=True)) if known[key]]


def _is_wrong(value: Expr, label: int) -> bool:
    """Y != sgn f, with sgn(0) = +1."""
    return (1 if sign_of(value) >= 0 else -1) != label
