"""Decay of the weights where samples pull the same way (theory: objective.gram_decay, thm.decay_gram).

f = sum_j a_j s(w_j . x), and the w_j decay. Moving w_j along a sample x_i, so that i comes nearer to its class, moves
no sample away from its own if y_i y_k x_i . x_k >= 0 for all k.
"""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.data.exact import cleared_matrix
from theoremcheck.trusted.data.linear import frozen_values
from theoremcheck.trusted.data.structure import FACTS as STRUCTURE
from theoremcheck.trusted.functions.affine import vanishes_at_zero
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import beside, subgradients
from theoremcheck.trusted.minima.reach import dot, neuron_pieces
from theoremcheck.trusted.problem.expr import ZERO, Num, add, mul, power, sub, substitute
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import require
from theoremcheck.trusted.work import spend


def gram_decay(problem: Problem) -> bool:
    """objective.gram_decay: the w_j decay, y_i y_k x_i . x_k >= 0, and the origin, if it is a point, is no minimum.

    The clause "f = sum_j a_j s(w_j . x), s(0) = 0" by ``_bare``; "B > 0, A >= 0" by the total coefficients; "x_i != 0
    and y_i y_k x_i . x_k >= 0" in integers; "some a_j is not 0, or c |v| > 2 W sqrt(A B)" by ``_leaves_origin``.
    """
    require(not problem.parameters, "facts.free_parameters")
    if not _bare(problem) or not vanishes_at_zero(problem.neuron):
        return False
    outer, inner = (problem.objective.coefficient(block) for block in (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS))
    if inner <= 0 or outer < 0 or not _pull_together(problem):
        return False
    frozen = problem.network.frozen_block(Block.OUTPUT_WEIGHTS)
    if frozen is not None:
        return any(frozen_values(problem, frozen, Block.OUTPUT_WEIGHTS))
    return outer == 0 or _leaves_origin(problem, outer * inner)


def _bare(problem: Problem) -> bool:
    """True if f = sum_j a_j s(w_j . x), with the w_j trained: what else could add a constant is frozen at 0."""
    network = problem.network
    if not STRUCTURE["network.shortcut_only"](problem) or not network.width:
        return False
    if not network.trains(Block.HIDDEN_WEIGHTS):
        return False
    for block, present in ((Block.OUTPUT_BIAS, network.output_bias), (Block.HIDDEN_BIAS, network.hidden_bias)):
        frozen = network.frozen_block(block) if present else None
        if present and (frozen is None or any(frozen_values(problem, frozen, block))):
            return False
    return True


def _pull_together(problem: Problem) -> bool:
    """True if y_i y_k x_i . x_k >= 0 for all samples i and k, and > 0 for i = k. Positive factors change no sign."""
    data = samples(problem)
    spend(len(data.points) ** 2)
    rows = cleared_matrix([tuple(y * x for x in point) for point, y in zip(data.points, data.labels, strict=True)],
                          data.dimension)  # fmt: skip
    products = rows * rows.transpose()
    count = range(len(data.points))
    return all(products[i, k] >= 0 for i in count for k in count) and all(products[i, i] > 0 for i in count)


def _leaves_origin(problem: Problem, product: Fraction) -> bool:
    """True if c^2 |v|^2 > 4 A B W^2 for both slopes c of s at 0, v = sum_i weight_i y_i l'(0-) x_i. Else undecided."""
    data, pieces = samples(problem), neuron_pieces(problem)
    sums = {
        y: [sum((data.weights[i] * data.points[i][k] for i in data.members(y)), Fraction(0))
            for k in range(data.dimension)]
        for y in (1, -1)
    }  # fmt: skip
    plus, minus = (subgradients(problem, label, ZERO)[0] for label in (1, -1))
    squares = (
        mul((Num(dot(sums[1], sums[1])), power(plus, 2))),
        mul((Num(-2 * dot(sums[1], sums[-1])), plus, minus)),
        mul((Num(dot(sums[-1], sums[-1])), power(minus, 2))),
    )
    needed = Num(4 * product * sum(data.weights, Fraction(0)) ** 2)
    slopes = {substitute(nth_derivative(pieces.pieces[k], 1), ZERO) for k in beside(pieces, ZERO)}
    large = all(sign_of(sub(mul((power(slope, 2), add(squares))), needed)) > 0 for slope in slopes)
    require(large, "gram.small")
    return True
