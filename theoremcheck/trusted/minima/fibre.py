"""rule.narrow: one neuron at w = 0, a minimum with a flat direction (theory: rule.narrow).

Along the fibre f = c, w = 0 the loss is constant; transversally, in (f, w), the Hessian is positive definite at one
point of the fibre and so near it.
"""

from __future__ import annotations

from typing import Final

import flint

from theoremcheck.trusted.data.exact import row_basis
from theoremcheck.trusted.data.measures import equal_means
from theoremcheck.trusted.data.moments import centred_points
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import check_constant_point, enclosure, loss_pieces
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.expansion import margin_of
from theoremcheck.trusted.minima.point import Constant, Point
from theoremcheck.trusted.minima.reach import dot, neuron_pieces
from theoremcheck.trusted.minima.regimes import check_dead, smooth_piece
from theoremcheck.trusted.problem.expr import Expr, Num, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class FibreMinimum:
    """M = 1 and w = 0: the Hessian in (f, w) is positive definite, checked with ``precision`` bits."""

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


CONDITIONS: Final = (("minimum.narrow", FibreMinimum, check_fibre),)
"""The condition with its evidence, and the check of that."""
