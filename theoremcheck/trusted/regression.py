"""rule.hull, rule.outlier and rule.frozen: the network is a linear family near the point, and the point minimises L.

The parameters depend on the fit A . x + B, whose coefficients may be known by a box only. That the network outputs the
fit is an identity in A and B; that all pre-activations stay inside one affine piece is checked for the whole box.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import flint

from theoremcheck.trusted.balls import ball, precision
from theoremcheck.trusted.expr import ONE, ZERO, Expr
from theoremcheck.trusted.fits import BallFamily, Family, Fitted, check_fit, piece_around
from theoremcheck.trusted.minima import FitMinimum, FitNetwork, FitNeurons, FrozenFit
from theoremcheck.trusted.model import Block, Problem, Vector
from theoremcheck.trusted.normal import rational_value
from theoremcheck.trusted.pieces import Pieces, split
from theoremcheck.trusted.point import Neurons, Number, Point
from theoremcheck.trusted.reach import (
    check_deep_shape,
    check_reachable,
    check_weights,
    exactly,
    formula,
    neuron_pieces,
    pre_activations,
    value_at,
    wrong_outputs,
)
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.regimes import affine_form, check_dead, deep_is_quiet
from theoremcheck.trusted.samples import samples


def check_hull(problem: Problem, evidence: FitMinimum) -> tuple[int, int]:
    """Accept: near the point f runs through functions A . x + B only, and the point minimises the convex L there.

    Without ``affine`` B = 0 throughout: no bias may be trained, and the pieces pass through the origin.
    """
    require(all(term.coefficient == 0 for term in problem.objective.penalties), "L carries a penalty")
    data = samples(problem)
    fitted = check_fit(problem, Family(data.dataset.lifted if evidence.affine else data.points), evidence.fit)
    _check_network(problem, evidence, fitted)
    return wrong_outputs(problem, fitted.outputs)


def _check_network(problem: Problem, evidence: FitMinimum, fitted: Fitted) -> None:
    network, found, dimension = problem.network, evidence.network, samples(problem).dimension
    trains = network.trains
    if not evidence.affine:
        require(not trains(Block.OUTPUT_BIAS) and not network.hidden_bias, "a bias moves the constant")
    require(network.output_bias or not (found.output_bias or found.output_bias_scale), "the network has no output bias")
    require(not network.frozen, "a block is frozen")
    require(sum(group.count for group in found.neurons) == network.width, "the fit has another number of neurons")
    ledger = _Ledger(dimension, found)
    for group in found.neurons:
        require(group.count > 0, "a group without neurons")
        check_weights(network, group.hidden_weights, group.hidden_bias, dimension)
        require(network.hidden_bias or group.bias_scale == 0, "the network has no hidden bias")
        pieces = neuron_pieces(problem)
        values = pre_activations(problem, group.hidden_weights, group.hidden_bias)
        slope, intercept = affine_form(pieces, _piece(problem, pieces, values, group, fitted, affine=evidence.affine))
        require(evidence.affine or intercept == 0, "the affine piece does not pass through the origin")
        ledger.add_neurons(group, slope, intercept)
    _check_deep(problem, evidence, fitted, ledger)
    ledger.check(affine=evidence.affine)


def _piece(
    problem: Problem,
    pieces: Pieces,
    values: Sequence[Fraction],
    group: FitNeurons,
    fitted: Fitted,
    *,
    affine: bool,
) -> int:
    """The one piece that holds values_i + hidden_scale A . x_i + bias_scale B, for every fit in its box."""
    with precision(fitted.precision):
        constant = fitted.coefficients[-1] if affine else flint.arb(0)
        found = set()
        for value, output in zip(values, fitted.outputs, strict=True):
            # A . x_i = output - B; where both scales agree the tight ball of the output serves.
            moved = ball(group.hidden_scale) * output + ball(group.bias_scale - group.hidden_scale) * constant
            found.add(_index(pieces, ball(value) + moved))
    require(len(found) == 1, "the pre-activations lie in several pieces")
    return found.pop()


def _index(pieces: Pieces, place: flint.arb) -> int:
    try:
        return piece_around(pieces, place)
    except Refusal:
        raise Refusal("a pre-activation may touch a break point of the neuron") from None


class _Ledger:
    """The coefficients of f as a polynomial in (x, A, B): what has to add up to A . x + B."""

    def __init__(self, dimension: int, network: FitNetwork) -> None:
        zero = Fraction(0)
        self.slope = zero  # of A . x
        self.level = network.output_bias_scale  # of B
        self.plain: list[Fraction] = [zero] * dimension  # of x
        self.mixed: list[Fraction] = [zero] * dimension  # of B x
        self.constant = network.output_bias

    def add_neurons(self, group: FitNeurons, slope: Fraction, intercept: Fraction) -> None:
        """Add ``count`` neurons a (slope (w . x + b) + intercept)."""
        fixed = group.output_scale == 0 or (group.hidden_scale == 0 and group.bias_scale == 0)
        require(fixed, "a neuron's output weight and its inputs both depend on the fit")
        weight, scale = group.count * group.output_weight, group.count * group.output_scale
        self.slope += weight * slope * group.hidden_scale
        self.level += weight * slope * group.bias_scale + scale * (slope * group.hidden_bias + intercept)
        self.constant += weight * (slope * group.hidden_bias + intercept)
        for k, entry in enumerate(group.hidden_weights):
            self.plain[k] += weight * slope * entry
            self.mixed[k] += scale * slope * entry

    def check(self, *, affine: bool) -> None:
        """Accept if f = A . x + B (B = 0 unless affine)."""
        require(
            self.slope == 1 and not any(self.plain) and not any(self.mixed), "the network does not have the slope A"
        )
        require(self.constant == 0 and (not affine or self.level == 1), "the network does not have the constant B")


def _check_deep(problem: Problem, evidence: FitMinimum, fitted: Fitted, ledger: _Ledger) -> None:
    """The deep part is quiet, with output weight 0, or it carries (part of) the fit through affine pieces."""
    network, found = problem.network, evidence.network
    check_deep_shape(network, found.deep, samples(problem).dimension)
    if not network.deep:
        return
    if found.deep_scale == 0:
        require(found.deep_output == 0, "a quiet deep part needs the output weight 0")
        quiet = Point(None, (), found.deep, exactly(Fraction(0)))
        if evidence.affine:
            deep_is_quiet(problem, quiet)
            return
        dead = check_dead(problem, quiet)
        require(dead is not None and not dead.movable, "the deep part moves the constant")
        return
    first, *others = found.deep
    values = pre_activations(problem, first.weights, first.bias)
    weights, constant = list(first.weights), first.bias
    slope = found.deep_scale
    with precision(fitted.precision):
        level = fitted.coefficients[-1] if evidence.affine else flint.arb(0)
        places = [ball(v) + ball(found.deep_scale) * (f - level) for v, f in zip(values, fitted.outputs, strict=True)]
        for index, layer in enumerate(network.deep):
            pieces = split(formula(layer.neuron, "deep neuron"))
            if index:
                factor = others[index - 1].weights[0] * network.deep[index - 1].width
                places = [ball(factor) * place + ball(others[index - 1].bias) for place in places]
                weights, slope = [factor * w for w in weights], factor * slope
                constant = factor * constant + others[index - 1].bias
            indices = {_index(pieces, place) for place in places}
            require(len(indices) == 1, "the deep pre-activations lie in several pieces")
            gain, intercept = affine_form(pieces, indices.pop())
            require(evidence.affine or intercept == 0, "the affine piece does not pass through the origin")
            places = [ball(gain) * place + ball(intercept) for place in places]
            weights, slope, constant = [gain * w for w in weights], gain * slope, gain * constant + intercept
    total = found.deep_output * network.deep[-1].width
    ledger.slope += total * slope
    ledger.constant += total * constant
    for k, weight in enumerate(weights):
        ledger.plain[k] += total * weight


def check_frozen_fit(problem: Problem, evidence: FrozenFit) -> tuple[int, int]:
    """rule.frozen: w and b do not move, so f runs through the span of rational features, and t minimises L there."""
    network = problem.network
    require(all(term.coefficient == 0 for term in problem.objective.penalties), "L carries a penalty")
    require(not network.deep and network.width > 0, "the network has a deep part")
    require(not network.trains(Block.HIDDEN_WEIGHTS), "the hidden weights are trained")
    require(not network.trains(Block.HIDDEN_BIAS), "the hidden biases are trained")
    require(network.trains(Block.OUTPUT_WEIGHTS), "the output weights are frozen")
    require(not network.output_bias or network.trains(Block.OUTPUT_BIAS), "the output bias is frozen")
    neurons = frozen_neurons(problem)
    zero = None if not network.output_bias else exactly(Fraction(0))
    check_reachable(problem, Point(zero, neurons, (), None))
    features = frozen_features(problem)
    exact = rational_rows(features)
    fitted = check_fit(problem, BallFamily(features) if exact is None else Family(exact), evidence.fit)
    return wrong_outputs(problem, fitted.outputs)


def frozen_neurons(problem: Problem) -> tuple[Neurons, ...]:
    """The neurons with their frozen w_j and b_j; every a_j is 0. Raises ``Refusal`` if a value is not given."""
    network, dimension = problem.network, samples(problem).dimension
    weights = network.frozen_block(Block.HIDDEN_WEIGHTS)
    biases = network.frozen_block(Block.HIDDEN_BIAS)
    if weights is None or weights.value is None or (biases is not None and biases.value is None):
        raise Refusal("the spec does not say at which value the hidden weights or biases are frozen")
    values = weights.value
    shifts: Vector = (Fraction(0),) * network.width if biases is None or biases.value is None else biases.value
    return tuple(
        Neurons(1, Number(ZERO, ZERO), values[j * dimension : (j + 1) * dimension], shifts[j])
        for j in range(network.width)
    )


def rational_rows(rows: tuple[tuple[Expr, ...], ...]) -> tuple[Vector, ...] | None:
    """The rows as rationals, or None if one entry is not (shown to be) rational."""
    known = {entry: rational_value(entry) for row in rows for entry in row}
    if None in known.values():
        return None
    return tuple(tuple(known[entry] or Fraction(0) for entry in row) for row in rows)


def frozen_features(problem: Problem) -> tuple[tuple[Expr, ...], ...]:
    """The rows (1, s(w_j . x_i + b_j)) as constants, (n, p); the 1 only with an output bias."""
    pieces = neuron_pieces(problem)
    columns: list[list[Expr]] = []
    for group in frozen_neurons(problem):
        values = pre_activations(problem, group.hidden_weights, group.hidden_bias)
        known = {value: value_at(pieces, value) for value in set(values)}
        columns.append([known[value] for value in values])
    if problem.network.output_bias:
        columns.insert(0, [ONE] * len(samples(problem).points))
    return tuple(tuple(row) for row in zip(*columns, strict=True))
