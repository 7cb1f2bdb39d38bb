"""Minima with flat directions: rule.narrow, one neuron at w = 0, and rule.fibre, neurons that see all samples as one.

Along the fibre f = c, no neuron telling samples apart, the loss is constant; transversally, in (f, w), the Hessian is
positive definite at one point of the fibre and so near it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.data.exact import row_basis
from theoremcheck.trusted.data.forms import Matrix, moment_matrix
from theoremcheck.trusted.data.measures import equal_means, shares_of
from theoremcheck.trusted.data.moments import centred_points
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import check_constant_point, class_weights, enclosure, loss_pieces
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.expansion import margin_of
from theoremcheck.trusted.minima.point import Constant, Neurons, Point
from theoremcheck.trusted.minima.reach import dot, neuron_pieces, pre_activations
from theoremcheck.trusted.minima.regimes import check_dead, smooth_piece
from theoremcheck.trusted.problem.expr import Expr, Num, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.work import spend


@dataclass(frozen=True, slots=True)
class FibreMinimum:
    """No neuron tells samples apart: the Hessian in (f, w) is positive definite, checked with ``precision`` bits."""

    point: Point
    constant: Constant
    precision: int


def check_fibre(problem: Problem, evidence: FibreMinimum) -> tuple[int, int]:
    """Accept: M = 1, w = 0, equal means, and the Hessian of L in (f, w) is positive definite in balls.

    w counts only along the span of the centred samples; f depends on nothing else of it but a shift of b.

    The proof's sentences: "at w = 0, f = c the gradient in (f, w) vanishes for all (a, b')" by the minimiser of h, a
    critical point because l is C^2 at -c and c, and by the equal means; "the Hessian stays positive definite near" by
    s C^2 near b and l C^2 near -c and c. a_0, a, b and a dead deep part may move: they only shift f and b'.
    """
    point = evidence.point
    wrong = check_constant_point(problem, point, evidence.constant)
    require(equal_means(problem), "measures.means_differ")
    require(problem.network.width == 1, "fibre.width")
    (neuron,) = point.neurons
    require(not any(neuron.hidden_weights), "average.hidden_weight")
    check_dead(problem, point)
    piece = smooth_piece(neuron_pieces(problem), neuron.hidden_bias, 2)
    slopes = [substitute(nth_derivative(piece, k), Num(neuron.hidden_bias)) for k in (1, 2)]
    with precision(evidence.precision):
        c = _hull(enclosure(evidence.constant))
        zero = flint.arb(0)
        weight = evaluate(neuron.output_weight.base, zero) + evaluate(neuron.output_weight.factor, zero) * c
        first, second = (weight * evaluate(slope, zero) for slope in slopes)
        hessian = _hessian(problem, c, first, second)
        require(proves_positive_definite(hessian), "fibre.hessian")
    return wrong


def _hull(ends: tuple[Expr, Expr]) -> flint.arb:
    lower, upper = (evaluate(end, flint.arb(0)) for end in ends)
    return lower.union(upper)


def _loss_jet(problem: Problem, c: flint.arb, label: int) -> list[flint.arb]:
    """(l', l'') of a class on a ball of outputs; its margins lie strictly inside one piece of l, where it is C^2."""
    place, sample = -label * c, samples(problem).members(label)[0]
    loss = Jets(loss_pieces(problem, label), 2)
    require(loss.piece(place) is not None, "fibre.break")
    return loss.at(place, margin_of, sample)[1:]


def _hessian(problem: Problem, c: flint.arb, first: flint.arb, second: flint.arb) -> Symmetric:
    """sum_i weight_i [l''_i g_i g_i^T - y_i l'_i a s'' h_i h_i^T], g_i = (1, a s' F_i), h_i = (0, F_i)."""
    data = samples(problem)
    jets = {label: _loss_jet(problem, c, label) for label in (1, -1)}
    centred = centred_points(data.dataset)
    basis = row_basis(centred)
    size = len(basis) + 1
    rows = [[flint.arb(0)] * (size - i) for i in range(size)]
    for point, label, weight in zip(centred, data.labels, data.weights, strict=True):
        slope, curvature = jets[label]
        features = [ball(dot(vector, point)) for vector in basis]
        moved = [flint.arb(1), *(first * entry for entry in features)]
        bent = [flint.arb(0), *features]
        outer, inner = ball(weight) * curvature, ball(weight) * -label * slope * second
        for i in range(size):
            for j in range(i, size):
                rows[i][j - i] += outer * moved[i] * moved[j] + inner * bent[i] * bent[j]
    return Symmetric(rows)


# --- any number of neurons ----------------------------------------------------------------------------------------


def check_fibres(problem: Problem, evidence: FibreMinimum) -> tuple[int, int]:
    """Accept: each w_j . x_i + b_j is one number p_j for all i, equal means, a positive definite Hessian in (f, w).

    With xi_i = x_i - mean, only the products w_j . xi_i count. The Hessian is h''(c) in f, without mixed terms by the
    equal means, and in w the form (sum_j a_j s'(p_j) w_j)^T H (sum_j ..) + sum_j a_j s''(p_j) w_j^T G w_j, where
    H = sum_i weight_i l''_i xi_i xi_i^T and G = sum_i weight_i (-y_i) l'_i xi_i xi_i^T. Of n neurons with the same
    parameters let m be the mean of their w and d_k the deviations: sum_k w_k^T G w_k = n m^T G m + sum_k d_k^T G d_k.
    So the form is positive definite if it is where all n have w = m, and, if n > 1, a_j s''(p_j) G is.

    The proof's sentences: "c is a critical point of h" by the minimiser, l being C^2 at -c and c; "l and s are C^2
    near" by pieces that hold the places strictly inside; "f_D is one number on all samples nearby" by a dead part.
    """
    point = evidence.point
    wrong = check_constant_point(problem, point, evidence.constant)
    require(equal_means(problem), "measures.means_differ")
    check_dead(problem, point)
    centred = centred_points(problem.samples)
    basis = row_basis(centred)
    size, features = len(basis), [tuple(dot(vector, xi) for vector in basis) for xi in centred]
    spend(len(centred) * size * (problem.samples.dimension + size) + (len(point.neurons) * size) ** 3)
    with precision(evidence.precision):
        c = _hull(enclosure(evidence.constant))
        plus, minus = (
            (ball(weight), *_loss_jet(problem, c, label))
            for weight, label in zip(class_weights(problem), (1, -1), strict=True)
        )
        require(bool(plus[0] * plus[2] + minus[0] * minus[2] > 0), "fibre.height")
        jets = [_neuron_jet(problem, group, c) for group in point.neurons]
        if not size:  # all samples are at one point
            return wrong
        ups, downs = (_moments(problem, features, label) for label in (1, -1))
        span = range(size)
        bent = [[plus[0] * plus[2] * ups[p][q] + minus[0] * minus[2] * downs[p][q] for q in span] for p in span]
        pulled = [[minus[0] * minus[1] * downs[p][q] - plus[0] * plus[1] * ups[p][q] for q in span] for p in span]

        def entry(i: int, j: int) -> flint.arb:
            (one, p), (other, q) = divmod(i, size), divmod(j, size)
            found = jets[one][1] * jets[other][1] * bent[p][q]
            return found + jets[one][2] * pulled[p][q] if one == other else found

        require(proves_positive_definite(Symmetric.of(len(jets) * size, entry)), "fibre.hessian")
        for curvature in (own for count, _, own in jets if count > 1):
            scaled = Symmetric.read([[curvature * number for number in row] for row in pulled])
            require(proves_positive_definite(scaled), "fibre.copies")
    return wrong


def _neuron_jet(problem: Problem, group: Neurons, c: flint.arb) -> tuple[int, flint.arb, flint.arb]:
    """n, n a s'(p) and n a s''(p) of n neurons that receive p from every sample; s is C^2 near p."""
    places = set(pre_activations(problem, group.hidden_weights, group.hidden_bias))
    require(len(places) == 1, "fibre.apart")
    place, zero = places.pop(), flint.arb(0)
    piece = smooth_piece(neuron_pieces(problem), place, 2)
    weight = evaluate(group.output_weight.base, zero) + evaluate(group.output_weight.factor, zero) * c
    slope, bend = (evaluate(substitute(nth_derivative(piece, k), Num(place)), zero) for k in (1, 2))
    return group.count, group.count * weight * slope, group.count * weight * bend


def _moments(problem: Problem, features: Sequence[tuple[Fraction, ...]], label: int) -> list[list[flint.arb]]:
    """E x x^T of the features over a class, (r, r), in balls."""
    shares = shares_of(problem.samples, label)
    found: Matrix = moment_matrix([features[i] for i in shares], list(shares.values()))
    return [[ball(entry) for entry in row] for row in found]


CONDITIONS: Final = (("minimum.narrow", FibreMinimum, check_fibre), ("minimum.fibre", FibreMinimum, check_fibres))
"""The conditions with their evidence, and the check of that."""
