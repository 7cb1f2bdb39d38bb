"""Refutations by local constancy: rule.flat, rule.deep (theory: lemma.coincidence), rule.margin, rule.saturated.

None of them asks for a convex loss.
"""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.trusted.constants import check_constant_output, check_minimiser, loss_pieces, wrong_at_constant
from theoremcheck.trusted.expr import Expr, Num, sub
from theoremcheck.trusted.intervals import NONNEGATIVE
from theoremcheck.trusted.minima import FlatMinimum, Level, LevelMinimum
from theoremcheck.trusted.model import Block, Problem
from theoremcheck.trusted.normal import is_zero, rational_value
from theoremcheck.trusted.pieces import Pieces, split
from theoremcheck.trusted.point import Constant, Exact
from theoremcheck.trusted.reach import (
    check_reachable,
    check_unpenalised,
    formula,
    neuron_pieces,
    outputs,
    pre_activations,
    value_at,
    vanishes,
)
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.regimes import check_continuous_at, check_dead, flat_value
from theoremcheck.trusted.shape import SHAPES, check_shape
from theoremcheck.trusted.signs import check_sign
from theoremcheck.trusted.smooth import check_evident, parts_within


def check_flat(problem: Problem, evidence: FlatMinimum, *, shortcut: bool) -> tuple[int, int]:
    """Accept: nearby f(x_i; t) is one number gamma(t) for all i, and c = gamma(t*) is a local minimiser of h.

    gamma is continuous at the point. If it cannot move, it needs to minimise nothing. The proof's sentence "near the
    point f(x_i; t) = gamma(t) for all i" holds because every pre-activation of a neuron lies strictly inside a flat
    piece, for all samples in the same one, and one layer of the deep part likewise; neurons may be in different flat
    pieces, and their output weights may be 0. Returns the least and the
    greatest number of wrong samples. ``shortcut`` tells rule.flat from rule.deep, a network without shortcut.
    """
    point = evidence.point
    require((problem.network.width > 0) == shortcut, "another rule speaks of this network")
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    trains = problem.network.trains
    movable = trains(Block.OUTPUT_BIAS)
    for group in point.neurons:
        values = pre_activations(problem, group.hidden_weights, group.hidden_bias)
        level = flat_value(neuron_pieces(problem), values)
        movable = movable or (trains(Block.OUTPUT_WEIGHTS) and not is_zero(level))
    dead = check_dead(problem, point)
    movable = movable or (dead is not None and dead.movable)
    constant = evidence.constant
    if constant is None:
        require(not movable, "the constant can move, so it has to minimise the loss among the constants")
        found = set(outputs(problem, point))
        require(len(found) == 1, "the network does not output one number on all samples")
        number = found.pop()
        require(is_zero(number.factor), "without a constant the numbers of the point must be exact")
        return wrong_at_constant(problem, Exact(number.base))
    check_constant_output(problem, point, constant)
    if evidence.levels:
        check_levels(problem, constant, evidence.levels)
        return wrong_at_constant(problem, constant)
    if isinstance(constant, Exact):
        if evidence.convexity is None:
            raise Refusal("an exact c is a minimiser only of a convex loss, which is not shown")
        check_shape(formula(problem.loss, "loss"), SHAPES["convex"], evidence.convexity)
    check_minimiser(problem, constant)
    return wrong_at_constant(problem, constant)


def check_levels(problem: Problem, constant: Constant, levels: tuple[Level, ...]) -> None:
    """Accept if -c and c are local minimisers of l; then c is one of h."""
    value = rational_value(constant.value) if isinstance(constant, Exact) else None
    if value is None or len(levels) != 2:
        raise Refusal("levels need an exact rational c, and there are two")
    for level, place in zip(levels, (-value, value), strict=True):
        require(level.at == place, "the levels are not those of -c and c")
        check_local_minimiser(loss_pieces(problem), level)


def check_level(problem: Problem, evidence: LevelMinimum, *, at_zero: bool) -> tuple[int, int]:
    """Accept: f = c on all samples, f is continuous at the point, and -c and c are local minimisers of l.

    rule.margin is the case c = 0 (``at_zero``), rule.saturated the others. The proof's sentence "near the point every
    z_i is near -y_i c, so no term of L is smaller" needs no more of f than continuity at the point.
    """
    point, value = evidence.point, evidence.value
    require((value == 0) == at_zero, "rule.margin speaks of c = 0, rule.saturated of the other constants")
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    check_constant_output(problem, point, Exact(Num(value)))
    for group in point.neurons:
        for place in set(pre_activations(problem, group.hidden_weights, group.hidden_bias)):
            check_continuous_at(neuron_pieces(problem), place)
    if problem.network.deep:
        still = point.deep_output is not None and vanishes(point.deep_output)
        require(still and all(not any((*units.weights, units.bias)) for units in point.deep), "the deep part is not 0")
        check_deep_bounded(problem)
    check_levels(problem, Exact(Num(value)), (evidence.positives, evidence.negatives))
    return wrong_at_constant(problem, Exact(Num(value)))


def check_deep_bounded(problem: Problem) -> None:
    """Accept if the deep part, with all parameters 0, is continuous there: its neurons are at their inputs."""
    for layer in problem.network.deep:
        pieces = split(formula(layer.neuron, "deep neuron"))
        check_continuous_at(pieces, Fraction(0))


def check_local_minimiser(pieces: Pieces, level: Level) -> None:
    """Accept if l(z) >= l(at) for all z in [lower, upper], which is a neighbourhood of ``at``."""
    lower, upper, at = level.lower, level.upper, level.at
    around = (lower is None or lower < at) and (upper is None or at < upper)
    require(around, "the interval is no neighbourhood of the level's point")
    height = value_at(pieces, at)
    parts = parts_within(pieces, lower, upper)
    require(len(parts) == len(level.proofs), "the level does not have one proof for every piece it meets")
    for (index, interval), proof in zip(parts, level.proofs, strict=True):
        check_evident(pieces, 0, index, interval)
        difference: Expr = sub(pieces.pieces[index], height)
        if not is_zero(difference):
            check_sign(difference, NONNEGATIVE, interval, proof)
