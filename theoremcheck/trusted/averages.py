"""Refutations at a constant output c by one inequality between class averages (theory: lemma.constant).

With l convex and c a minimiser of h, the point is a local minimum if E+ f(.; t) <= E- f(.; t) for all t nearby; where
the two are equal, the loss need not even be nondecreasing. f is a sum of parts, so each part is looked at alone.
Everything else (convexity, monotonicity of l) is a premise of the rule.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from theoremcheck.trusted.comparison import sign_of
from theoremcheck.trusted.constants import check_constant_output, check_minimiser, enclosure, wrong_at_constant
from theoremcheck.trusted.data import class_shares, equal_means, even_measure, odd_measure
from theoremcheck.trusted.expr import Num, add, mul, substitute
from theoremcheck.trusted.minima import ConstantMinimum, OrderMinimum
from theoremcheck.trusted.model import Block, Problem
from theoremcheck.trusted.normal import is_zero
from theoremcheck.trusted.order import check_convex_order, definite_moments, duplicate_measure, semidefinite_moments
from theoremcheck.trusted.pieces import split
from theoremcheck.trusted.point import Constant, Number, Point
from theoremcheck.trusted.reach import (
    check_reachable,
    check_unpenalised,
    formula,
    neuron_pieces,
    pre_activations,
    samples,
    value_at,
)
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.regimes import check_affine, check_curve, check_dead, deep_is_quiet, smooth_piece
from theoremcheck.trusted.shape import check_identity
from theoremcheck.trusted.slopes import nth_derivative


def check_constant_point(problem: Problem, point: Point, constant: Constant) -> tuple[int, int]:
    """Accept a reachable point, free of penalties, where f = c minimises h; returns the numbers of wrong samples."""
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    check_constant_output(problem, point, constant)
    check_minimiser(problem, constant)
    return wrong_at_constant(problem, constant)


def number_sign(number: Number, constant: Constant) -> int:
    """The strict sign of a number of the point, the same for every c that is possible. Raises ``Refusal``."""
    signs = {sign_of(add((number.base, mul((number.factor, end))))) for end in enclosure(constant)}
    require(len(signs) == 1 and signs != {0}, "an output weight has no strict sign")
    return signs.pop()


def check_affine_average(problem: Problem, evidence: ConstantMinimum) -> tuple[int, int]:
    """rule.affine: nearby f is affine on the data, and the class means agree.

    "Near the point f is affine in x on the samples": each neuron strictly inside one affine piece for all samples. The
    pieces may differ from neuron to neuron; w_j and b_j may be anything there.
    """
    wrong = check_constant_point(problem, evidence.point, evidence.constant)
    require(equal_means(problem), "the class means differ")
    for group in evidence.point.neurons:
        check_affine(neuron_pieces(problem), pre_activations(problem, group.hidden_weights, group.hidden_bias))
    deep_is_quiet(problem, evidence.point)
    return wrong


def check_duplicate_average(problem: Problem, evidence: ConstantMinimum) -> tuple[int, int]:
    """rule.duplicate: E+ and E- are the same measure, so "E+ f = E- f for every function f", near the point and far."""
    wrong = check_constant_point(problem, evidence.point, evidence.constant)
    require(duplicate_measure(problem), "the class averages differ")
    return wrong


def check_parity_average(problem: Problem, evidence: ConstantMinimum) -> tuple[int, int]:
    """rule.parity: no hidden bias; s odd up to a constant and E+ - E- even, or s even and E+ - E- odd."""
    wrong = check_constant_point(problem, evidence.point, evidence.constant)
    network = problem.network
    if network.hidden_bias:
        frozen = network.frozen_block(Block.HIDDEN_BIAS)
        still = not network.deep and frozen is not None and frozen.value is not None and not any(frozen.value)
        require(still, "a hidden bias breaks the parity")
    even = odd_measure(problem)
    require(even or even_measure(problem), "the difference of the class averages is neither even nor odd")
    if network.width:
        check_identity(formula(problem.neuron, "neuron"), even=even)
    if network.deep:
        _check_deep_parity(problem, evidence.point, even=even)
    return wrong


def _check_deep_parity(problem: Problem, point: Point, *, even: bool) -> None:
    """f_D is even if its first layer is; odd up to a constant if all layers are, all but the last without constant."""
    layers = [formula(layer.neuron, "deep neuron") for layer in problem.network.deep]
    if even:
        check_identity(layers[0], even=True)
        return
    for index, expr in enumerate(layers):
        check_identity(expr, even=False)
        centred = is_zero(value_at(split(expr), Fraction(0)))
        require(centred or index == len(layers) - 1, "an inner layer of the deep part is not odd")


def check_frozen_features(problem: Problem, evidence: ConstantMinimum) -> tuple[int, int]:
    """rule.frozen (1): w is frozen where each w_j . x has the same distribution in both classes.

    "E+ f = E- f for all a_0, a, b": neuron by neuron, so w_j may differ, and so may frozen or trained b_j.
    """
    wrong = check_constant_point(problem, evidence.point, evidence.constant)
    require(problem.network.frozen_block(Block.HIDDEN_WEIGHTS) is not None, "the hidden weights are not frozen")
    shares = class_shares(samples(problem).dataset)
    for group in evidence.point.neurons:
        mass: defaultdict[Fraction, Fraction] = defaultdict(Fraction)
        for value, share in zip(pre_activations(problem, group.hidden_weights, Fraction(0)), shares, strict=True):
            mass[value] += share
        require(not any(mass.values()), "a frozen feature tells the classes apart")
    check_dead(problem, evidence.point)
    return wrong


def check_order_average(problem: Problem, evidence: OrderMinimum) -> tuple[int, int]:
    """rule.order: all w_j = 0, one class is a contraction of the other, and nearby f is curved to its advantage.

    "Near the point every a_j s(w_j . x + b_j) is concave (convex) in x": a_j keeps its strict sign, and s is curved on
    an interval around its own b_j, which holds all pre-activations for w_j near 0.
    """
    wrong = check_constant_point(problem, evidence.point, evidence.constant)
    check_convex_order(problem, evidence.coupling)
    groups = evidence.point.neurons
    require(len(groups) == len(evidence.curves), "as many curves as groups of neurons are needed")
    for group, curve in zip(groups, evidence.curves, strict=True):
        require(not any(group.hidden_weights), "a hidden weight is not 0")
        # Class - inside: f must be concave; class + inside: convex.
        sign = evidence.coupling.inner * number_sign(group.output_weight, evidence.constant)
        check_curve(neuron_pieces(problem), curve, sign, (group.hidden_bias,))
    deep_is_quiet(problem, evidence.point)
    return wrong


def check_moment_average(problem: Problem, evidence: ConstantMinimum) -> tuple[int, int]:
    """rule.moment: all w_j = 0, equal means, and the difference of the second moments is definite on the data.

    For s quadratic near b_j, a semidefinite difference is enough.
    """
    wrong = check_constant_point(problem, evidence.point, evidence.constant)
    _check_moments(problem, evidence, centred=True)
    deep_is_quiet(problem, evidence.point)
    return wrong


def check_stationary_average(problem: Problem, evidence: ConstantMinimum) -> tuple[int, int]:
    """rule.stationary: as rule.moment about the origin instead of the means, where s'(b_j) = 0 and no b_j moves."""
    wrong = check_constant_point(problem, evidence.point, evidence.constant)
    require(not problem.network.trains(Block.HIDDEN_BIAS), "the hidden bias is trained")
    for group in evidence.point.neurons:
        piece = smooth_piece(neuron_pieces(problem), group.hidden_bias, 2)
        slope = substitute(nth_derivative(piece, 1), Num(group.hidden_bias))
        require(is_zero(slope), "the slope of the neuron is not 0 at its pre-activation")
    _check_moments(problem, evidence, centred=False)
    check_dead(problem, evidence.point)
    return wrong


def _check_moments(problem: Problem, evidence: ConstantMinimum, *, centred: bool) -> None:
    """Accept if w = 0 and the curvature of every neuron there meets the second moments uphill."""
    strict = definite_moments(problem, centred=centred)
    for group in evidence.point.neurons:
        require(not any(group.hidden_weights), "a hidden weight is not 0")
        piece = smooth_piece(neuron_pieces(problem), group.hidden_bias, 2)
        curvature = sign_of(substitute(nth_derivative(piece, 2), Num(group.hidden_bias)))
        require(curvature != 0, "the curvature of the neuron is 0 at its pre-activation")
        quadratic = is_zero(nth_derivative(piece, 3))
        order = semidefinite_moments(problem, centred=centred) if quadratic and strict == 0 else strict
        require(order != 0, "the difference of the second moments is not definite")
        leads = order * curvature * number_sign(group.output_weight, evidence.constant)
        require(leads < 0, "the curvature leads downhill")
