"""Minima with all a_j = 0 and one class on a kink of the loss (theory: rule.kink); ``idle`` has those of branches.

With a = 0 the network does not depend on w. For every w nearby, (a_0, a) is a minimiser of a convex function, because
the multipliers that show it at the point stay strictly inside the kink when the features move a little.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Protocol

import flint

from theoremcheck.trusted.data.sparse import Sparse, check_sparse
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.minima.constants import subgradients, wrong_at_constant
from theoremcheck.trusted.minima.point import Exact, Point
from theoremcheck.trusted.minima.reach import (
    check_reachable,
    check_unpenalised,
    neuron_pieces,
    pre_activations,
    value_at,
    vanishes,
)
from theoremcheck.trusted.minima.regimes import check_continuous_at, check_dead
from theoremcheck.trusted.problem.expr import Expr, Num, mul, num
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class KinkMinimum:
    """All a_j = 0 and one class on a kink of l.

    ``fixed`` are subgradients strictly inside the kink for samples of that class; those of ``basis`` are solved for.
    """

    point: Point
    basis: tuple[int, ...]
    fixed: Sparse
    precision: int


def check_kink(problem: Problem, evidence: KinkMinimum) -> tuple[int, int]:
    """Accept: a = 0, and multipliers g_i, subgradients of l at z_i, with sum weight_i y_i g_i (1, s(w_j . X_i)) = 0.

    Those of ``basis`` are solved for; like the ``fixed`` ones they lie strictly inside the kink, and their features are
    independent. The others are slopes of l. The loss is convex.

    The proof's sentences: "with a = 0 the loss does not depend on w"; "for w near w*, solve for the g_i of ``basis``: a
    solution near the old one exists" by the invertible matrix and s continuous at every pre-activation, w_j and b_j
    different from neuron to neuron; "it stays strictly inside the kink". A dead deep part shifts a_0 only.
    """
    point = evidence.point
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    for group in point.neurons:
        require(group.count == 1 and vanishes(group.output_weight), "kink.output_weight")
    value = _offset(point)
    check_dead(problem, point)
    require(point.deep_output is None or vanishes(point.deep_output), "kink.deep_output")
    check_balanced(problem, evidence, _features(problem, point), value)
    return wrong_at_constant(problem, Exact(Num(value)))


def _offset(point: Point) -> Fraction:
    """a_0 = c, rational; 0 where there is no output bias."""
    if point.output_bias is None:
        return Fraction(0)
    value = rational_value(point.output_bias.base)
    if value is None or not is_zero(point.output_bias.factor):
        raise Refusal("kink.output_bias")
    return value


def _features(problem: Problem, point: Point) -> list[list[Expr]]:
    """The columns (1, s(w_j . X_i)) as constants, each (n,); s is continuous at every pre-activation."""
    pieces = neuron_pieces(problem)
    moving = point.output_bias is not None or problem.network.deep
    columns: list[list[Expr]] = [[num(1)] * len(samples(problem).points)] if moving else []
    for group in point.neurons:
        values = pre_activations(problem, group.hidden_weights, group.hidden_bias)
        for value in set(values):
            check_continuous_at(pieces, value)
        columns.append([value_at(pieces, value) for value in values])
    return columns


class Balance(Protocol):
    """Subgradients strictly inside the kink: those of ``basis`` are solved for, ``fixed`` ones are given."""

    @property
    def basis(self) -> tuple[int, ...]:
        """Samples, as many as columns."""

    @property
    def fixed(self) -> Sparse:
        """Other samples of the class on the kink."""

    @property
    def precision(self) -> int:
        """Bits of the balls."""


def check_balanced(problem: Problem, evidence: Balance, columns: list[list[Expr]], value: Fraction) -> None:
    """Accept multipliers at the output ``value`` on all samples that annihilate the columns, each (n,), of constants.

    For the sentence "solve for the g_i of ``basis``: a solution near the old one exists, and stays inside the kink":
    the matrix of the columns on the basis is invertible, and the g_i of the basis and the ``fixed`` ones are strictly
    inside the kink; all others are slopes of l.
    """
    _check_indices(problem, evidence, len(columns))
    _check_multipliers(problem, evidence, columns, value)


def _check_indices(problem: Problem, evidence: Balance, size: int) -> None:
    """``basis`` and ``fixed`` name samples, none of them twice; there are as many in ``basis`` as features."""
    basis, count = evidence.basis, len(samples(problem).points)
    check_sparse(evidence.fixed, count, "the fixed multipliers")
    require(len(basis) == size, "kink.basis_size")
    require(len(set(basis)) == len(basis) and all(0 <= i < count for i in basis), "kink.basis")
    require(not set(basis) & set(evidence.fixed.indices), "kink.twice")


def _check_multipliers(problem: Problem, evidence: Balance, columns: list[list[Expr]], value: Fraction) -> None:
    """Solve for the multipliers of the basis in balls: all that are given or found lie strictly inside the kink."""
    data, basis = samples(problem), evidence.basis
    fixed = dict(zip(evidence.fixed.indices, evidence.fixed.entries, strict=True))
    slopes = {label: subgradients(problem, label, Num(-label * value)) for label in (1, -1)}
    zero, size = flint.arb(0), len(columns)
    with precision(evidence.precision):
        ends = {label: (evaluate(low, zero), evaluate(high, zero)) for label, (low, high) in slopes.items()}
        right, matrix = [zero] * size, flint.arb_mat(size, size)
        for index, (label, weight) in enumerate(zip(data.labels, data.weights, strict=True)):
            features = [evaluate(mul((num(weight * label), column[index])), zero) for column in columns]
            if index in basis:
                for k, entry in enumerate(features):
                    matrix[k, basis.index(index)] = entry
                continue
            multiplier, _ = ends[label]
            if index in fixed:
                multiplier = ball(fixed[index])
                _check_inside(index, multiplier, ends[label])
            else:
                require(slopes[label][0] == slopes[label][1], "kink.missing", sample=index)
            right = [total - multiplier * entry for total, entry in zip(right, features, strict=True)]
        for index, multiplier in zip(basis, _solve(matrix, right), strict=True):
            _check_inside(index, multiplier, ends[data.labels[index]])


def _check_inside(index: int, multiplier: flint.arb, ends: tuple[flint.arb, flint.arb]) -> None:
    require(bool(ends[0] < multiplier < ends[1]), "kink.multiplier", sample=index)


def _solve(matrix: flint.arb_mat, right: list[flint.arb]) -> list[flint.arb]:
    """The solution in balls; ``Refusal`` if the matrix is not shown to be invertible."""
    try:
        solution = matrix.solve(flint.arb_mat(len(right), 1, right))
    except ZeroDivisionError:
        raise Refusal("kink.independent") from None
    return [solution[k, 0] for k in range(len(right))]


CONDITIONS: Final = (("minimum.kink", KinkMinimum, check_kink),)
"""The condition with its evidence, and the check of that."""
