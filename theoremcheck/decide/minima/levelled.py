"""A point beside a given one at which the shortcut is one number on all samples. Untrusted.

Trained neurons that are all affine on the samples end where their slopes sum_j a_j m_j w_j cancel, but for rounding.
With one w_k solved for, they cancel exactly.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from theoremcheck.decide.asking import answer
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.point import Neurons, Point
from theoremcheck.trusted.minima.reach import neuron_pieces, pre_activations
from theoremcheck.trusted.minima.regimes import common_piece
from theoremcheck.trusted.problem.model import Block, Problem, Vector


def levelled(problem: Problem, point: Point) -> Point | None:
    """The point with the hidden weights of one group of neurons changed, so that the slopes of all cancel.

    None where a neuron is not seen to be affine on the samples, where they cancel as it is, and where no one can be
    solved for.
    """
    if not problem.network.trains(Block.HIDDEN_WEIGHTS):
        return None
    factors = [_factor(problem, group) for group in point.neurons]
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors) or not any(known):
        return None
    chosen = max(range(len(known)), key=lambda k: abs(known[k]))
    rows = [group.hidden_weights for group in point.neurons]
    rest = [sum((f * row[i] for f, row in zip(known, rows, strict=True)), Fraction(0)) for i in range(len(rows[0]))]
    if not any(rest):
        return None
    solved: Vector = tuple(w - value / known[chosen] for w, value in zip(rows[chosen], rest, strict=True))
    groups = list(point.neurons)
    groups[chosen] = replace(groups[chosen], hidden_weights=solved)
    return replace(point, neurons=tuple(groups))


def _factor(problem: Problem, group: Neurons) -> Fraction | None:
    """The sum over the group of a_j m_j, m_j the slope of s on all samples; None where that is not one number."""
    weight = rational_value(group.output_weight.base)
    values = answer(pre_activations, problem, group.hidden_weights, group.hidden_bias)
    pieces = answer(neuron_pieces, problem)
    if weight is None or values is None or pieces is None:
        return None
    form = affine_on(pieces, answer(common_piece, pieces, values))
    return None if form is None else group.count * weight * form[0]
