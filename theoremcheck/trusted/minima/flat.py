"""Minima of dead networks: rule.flat and rule.deep. l need not be convex."""

from __future__ import annotations

from functools import partial
from typing import Final

from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.per_class import OfBoth
from theoremcheck.trusted.functions.shape import SHAPES, Signs, check_shape
from theoremcheck.trusted.minima.constants import check_constant_output, check_minimiser, wrong_at_constant
from theoremcheck.trusted.minima.level import Level, check_levels
from theoremcheck.trusted.minima.point import Constant, Exact, Point
from theoremcheck.trusted.minima.reach import check_reachable, check_unpenalised, formula, outputs
from theoremcheck.trusted.minima.regimes import check_dead, flat_neuron
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class FlatMinimum:
    """All units dead: f is the same number on all samples nearby. ``constant`` is None if that number cannot move.

    An exact c needs ``convexity``, the proof of loss.convex, or two ``levels``: -c and c are local minimisers of l.
    """

    point: Point
    constant: Constant | None
    convexity: Signs | OfBoth | None
    levels: tuple[Level, ...]


def check_flat(problem: Problem, evidence: FlatMinimum, *, shortcut: bool) -> tuple[int, int]:
    """Accept: nearby f(x_i; t) is one number gamma(t) for all i, and c = gamma(t*) is a local minimiser of h.

    gamma is continuous at the point. If it cannot move, it needs to minimise nothing. The proof's sentence "near the
    point f(x_i; t) = gamma(t) for all i" holds because every pre-activation of a neuron lies strictly inside a flat
    piece, for all samples in the same one, or cannot move and has the value of that piece, and one layer of the deep
    part likewise; neurons may be in different flat pieces, and their output weights may be 0. Returns the least and the
    greatest number of wrong samples. ``shortcut`` tells rule.flat from rule.deep, a network without shortcut.
    """
    point, constant = evidence.point, evidence.constant
    require((problem.network.width > 0) == shortcut, "point.label")
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    movable = _movable(problem, point)
    if constant is None:
        require(not movable, "flat.movable")
        found = set(outputs(problem, point))
        require(len(found) == 1, "flat.output")
        number = found.pop()
        require(is_zero(number.factor), "point.exact")
        return wrong_at_constant(problem, Exact(number.base))
    check_constant_output(problem, point, constant)
    if evidence.levels:
        check_levels(problem, constant, evidence.levels)
        return wrong_at_constant(problem, constant)
    if isinstance(constant, Exact):
        if evidence.convexity is None:
            raise Refusal("flat.convexity")
        _check_convex(problem, evidence.convexity)
    check_minimiser(problem, constant)
    return wrong_at_constant(problem, constant)


def _check_convex(problem: Problem, convexity: Signs | OfBoth) -> None:
    """Accept the proof that the loss is convex; of two losses one for each."""
    proofs = (convexity.plus, convexity.minus) if isinstance(convexity, OfBoth) else (convexity, convexity)
    for label, own in zip((1, -1), proofs, strict=True):
        if not isinstance(own, Signs):
            raise Refusal("flat.convexity")
        check_shape(formula(problem.loss_of(label), "loss"), SHAPES["convex"], own)


def _movable(problem: Problem, point: Point) -> bool:
    """False proves that gamma cannot move. Raises ``Refusal`` if some unit is not dead."""
    trains = problem.network.trains
    movable = trains(Block.OUTPUT_BIAS)
    for group in point.neurons:
        level = flat_neuron(problem, group)
        movable = movable or (trains(Block.OUTPUT_WEIGHTS) and not is_zero(level))
    return check_dead(problem, point) or movable


CONDITIONS: Final = (
    ("minimum.flat", FlatMinimum, partial(check_flat, shortcut=True)),
    ("minimum.deep", FlatMinimum, partial(check_flat, shortcut=False)),
)
"""The conditions with their evidence, and the check of that."""
