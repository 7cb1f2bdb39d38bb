"""rule.kink: all a_j = 0 and one class on a kink of the loss (theory: rule.kink).

With a = 0 the network does not depend on w. For every w nearby, (a_0, a) is a minimiser of a convex function, because
the multipliers that show it at the point stay strictly inside the kink when the features move a little.
"""

from __future__ import annotations

from fractions import Fraction

import flint

from theoremcheck.trusted.balls import evaluate, precision
from theoremcheck.trusted.constants import subgradients, wrong_at_constant
from theoremcheck.trusted.expr import Expr, Num, mul, num
from theoremcheck.trusted.minima import KinkMinimum
from theoremcheck.trusted.model import Problem
from theoremcheck.trusted.normal import is_zero, rational_value
from theoremcheck.trusted.point import Exact, Number
from theoremcheck.trusted.reach import (
    check_reachable,
    check_unpenalised,
    neuron_pieces,
    pre_activations,
    samples,
    value_at,
    vanishes,
)
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.regimes import check_continuous_at, check_dead
from theoremcheck.trusted.sparse import check_sparse


def check_kink(problem: Problem, evidence: KinkMinimum) -> tuple[int, int]:
    """Accept: a = 0, and multipliers g_i, subgradients of l at z_i, with sum weight_i y_i g_i (1, s(w_j . X_i)) = 0.

    Those of ``basis`` are solved for; like the ``fixed`` ones they lie strictly inside the kink, and their features are
    independent. The others are slopes of l. The loss is convex.

    The proof's sentences: "with a = 0 the loss does not depend on w"; "for w near w*, solve for the g_i of ``basis``: a
    solution near the old one exists" by the invertible matrix and s continuous at every pre-activation, w_j and b_j
    different from neuron to neuron; "it stays strictly inside the kink". A dead deep part shifts a_0 only.
    """
    point, data = evidence.point, samples(problem)
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    for group in point.neurons:
        require(group.count == 1 and vanishes(group.output_weight), "an output weight is not 0")
    value = Fraction(0) if point.output_bias is None else _rational(point.output_bias)
    dead = check_dead(problem, point)
    still = dead is None or (point.deep_output is not None and vanishes(point.deep_output))
    require(still, "the output weights of the deep part are not 0")
    columns = _features(problem, evidence)
    count = len(data.points)
    check_sparse(evidence.fixed, count, "the fixed multipliers")
    basis, fixed = evidence.basis, dict(zip(evidence.fixed.indices, evidence.fixed.entries, strict=True))
    require(len(basis) == len(columns), "the basis has another size than the features")
    require(len(set(basis)) == len(basis) and all(0 <= i < count for i in basis), "the basis is no set of samples")
    require(not set(basis) & set(fixed), "a multiplier is given twice")
    slopes = {label: subgradients(problem, Num(-label * value)) for label in (1, -1)}
    with precision(evidence.precision):
        ends = {label: [evaluate(end, flint.arb(0)) for end in pair] for label, pair in slopes.items()}
        right = [flint.arb(0)] * len(columns)
        matrix = flint.arb_mat(len(columns), len(columns))
        for index in range(count):
            label = data.labels[index]
            features = [
                evaluate(mul((num(data.weights[index] * label), column[index])), flint.arb(0)) for column in columns
            ]
            if index in basis:
                for k, entry in enumerate(features):
                    matrix[k, basis.index(index)] = entry
                continue
            low, high = ends[label]
            if index in fixed:
                multiplier = evaluate(Num(fixed[index]), flint.arb(0))
                require(bool(low < multiplier < high), f"the multiplier of sample {index} is not inside the kink")
            else:
                require(slopes[label][0] == slopes[label][1], f"sample {index} lies on a kink and needs a multiplier")
                multiplier = low
            right = [total - multiplier * entry for total, entry in zip(right, features, strict=True)]
        solution = _solve(matrix, right)
        for index, multiplier in zip(basis, solution, strict=True):
            low, high = ends[data.labels[index]]
            require(bool(low < multiplier < high), f"the multiplier of sample {index} is not inside the kink")
    return wrong_at_constant(problem, Exact(Num(value)))


def _features(problem: Problem, evidence: KinkMinimum) -> list[list[Expr]]:
    """The columns (1, s(w_j . X_i)) as constants, each (n,); s is continuous at every pre-activation."""
    count = len(samples(problem).points)
    columns: list[list[Expr]] = [[num(1)] * count]
    pieces = neuron_pieces(problem)
    for group in evidence.point.neurons:
        values = pre_activations(problem, group.hidden_weights, group.hidden_bias)
        for value in set(values):
            check_continuous_at(pieces, value)
        columns.append([value_at(pieces, value) for value in values])
    if evidence.point.output_bias is None and not problem.network.deep:
        return columns[1:]
    return columns


def _rational(number: Number) -> Fraction:
    value = rational_value(number.base)
    if value is None or not is_zero(number.factor):
        raise Refusal("the output bias is not rational")
    return value


def _solve(matrix: flint.arb_mat, right: list[flint.arb]) -> list[flint.arb]:
    """The solution in balls; ``Refusal`` if the matrix is not shown to be invertible."""
    try:
        solution = matrix.solve(flint.arb_mat(len(right), 1, right))
    except ZeroDivisionError:
        raise Refusal("the features of the basis are not shown to be independent") from None
    return [solution[k, 0] for k in range(len(right))]
