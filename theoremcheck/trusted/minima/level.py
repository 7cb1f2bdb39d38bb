"""Minima where every term of L is at a local minimum of l: rule.margin, rule.saturated. l need not be convex."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Final

from theoremcheck.trusted.functions.intervals import NONNEGATIVE
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.proofs import SignProof
from theoremcheck.trusted.functions.signs import check_sign
from theoremcheck.trusted.functions.smooth import check_evident, parts_within
from theoremcheck.trusted.minima.constants import check_constant_output, loss_pieces, wrong_at_constant
from theoremcheck.trusted.minima.point import Constant, Exact, Point
from theoremcheck.trusted.minima.reach import (
    check_deep_zero,
    check_reachable,
    check_unpenalised,
    formula,
    value_at,
)
from theoremcheck.trusted.minima.regimes import check_continuous_at, check_shortcut_continuous
from theoremcheck.trusted.problem.expr import sub
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Level:
    """l >= l(at) on [lower, upper] (None: to infinity) around ``at``; one proof for every piece that it meets."""

    at: Fraction
    lower: Fraction | None
    upper: Fraction | None
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class LevelMinimum:
    """f = c, a rational, and both -c and c are local minimisers of l itself: ``levels``, in this order."""

    point: Point
    constant: Exact
    levels: tuple[Level, ...]


def check_level(problem: Problem, evidence: LevelMinimum, *, at_zero: bool) -> tuple[int, int]:
    """Accept: f = c on all samples, f is continuous at the point, and -c and c are local minimisers of l.

    rule.margin is the case c = 0 (``at_zero``), rule.saturated the others. The proof's sentence "near the point every
    z_i is near -y_i c, so no term of L is smaller" needs no more of f than continuity at the point.
    """
    point, constant = evidence.point, evidence.constant
    require((rational_value(constant.value) == 0) == at_zero, "point.label")
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    check_constant_output(problem, point, constant)
    check_shortcut_continuous(problem, point)
    check_deep_zero(problem, point)
    for layer in problem.network.deep:
        check_continuous_at(split(formula(layer.neuron, "deep neuron")), Fraction(0))
    check_levels(problem, constant, evidence.levels)
    return wrong_at_constant(problem, constant)


def check_levels(problem: Problem, constant: Constant, levels: tuple[Level, ...]) -> None:
    """Accept if -c is a local minimiser of the l of class +, and c one of that of class -; then c is one of h."""
    value = rational_value(constant.value) if isinstance(constant, Exact) else None
    if value is None or len(levels) != 2:
        raise Refusal("level.values")
    for level, label in zip(levels, (1, -1), strict=True):
        require(level.at == -label * value, "level.places")
        _check_local_minimiser(loss_pieces(problem, label), level)


def _check_local_minimiser(pieces: Pieces, level: Level) -> None:
    """Accept if l(z) >= l(at) for all z in [lower, upper], which is a neighbourhood of ``at``."""
    lower, upper, at = level.lower, level.upper, level.at
    require((lower is None or lower < at) and (upper is None or at < upper), "level.neighbourhood")
    height = value_at(pieces, at)
    parts = parts_within(pieces, lower, upper)
    require(len(parts) == len(level.proofs), "level.proofs")
    for (index, interval), proof in zip(parts, level.proofs, strict=True):
        check_evident(pieces, 0, index, interval)
        difference = sub(pieces.pieces[index], height)
        if not is_zero(difference):
            check_sign(difference, NONNEGATIVE, interval, proof)


CONDITIONS: Final = (
    ("minimum.margin", LevelMinimum, partial(check_level, at_zero=True)),
    ("minimum.saturated", LevelMinimum, partial(check_level, at_zero=False)),
)
"""The conditions with their evidence, and the check of that."""
