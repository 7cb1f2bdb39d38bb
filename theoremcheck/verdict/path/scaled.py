"""Neurons that are scaled along a piece, and the penalties along it.

A positively homogeneous neuron (a, w, b) times the root of m >= 0 adds m a s(w . x + b) to f, and m times its penalties
to L. So both are affine along a piece on which m is, and the rest stays, and L is there as exact as at rational points.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Final

import flint

from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.functions.roots import count_roots
from theoremcheck.trusted.minima.descent import check_entries
from theoremcheck.trusted.minima.dominance import homogeneous_slopes
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import require
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.values import Piece

ONE: Final = Ratio.constant(Fraction(1))
_ZERO: Final = Ratio.constant(Fraction(0))


def neuron_scales(problem: Problem, piece: Piece) -> tuple[Ratio, ...]:
    """The m of every neuron of the shortcut, (M,).

    Accepts a piece if all parameters of a neuron have the same m, affine and >= 0 on [0, 1], and m = 1 for all others,
    and for neurons that are not positively homogeneous: what stays at a value other than 0 is not scaled.
    """
    layout = Layout.of(problem)
    if not piece.scales:
        return (ONE,) * problem.network.width
    require(len(piece.scales) == len(layout.trained), "path.entries", wanted=len(layout.trained))
    known = dict(zip(layout.trained, piece.scales, strict=True))
    found: list[Ratio] = []
    for j in range(problem.network.width):
        wiring = layout.wiring(Unit(0, j))
        own = [place for place in (*wiring.receiving, *wiring.outgoing) if layout.frozen.get(place, None) != 0]
        first, *others = [known.pop(place, ONE) for place in own] or [ONE]
        require(all(entry == first for entry in others), "path.scales")
        found.append(first)
    require(all(entry == ONE for entry in known.values()), "path.scales")
    for entry in found:
        require(entry.is_affine and min(map(entry.at, map(Fraction, (0, 1)))) >= 0, "path.scales")
    if any(entry != ONE for entry in found):
        require(homogeneous_slopes(problem) is not None, "path.not_homogeneous", neuron=problem.neuron.name)
    return tuple(found)


def penalties_stay(problem: Problem, piece: Piece) -> bool:
    """Accept if the penalties are convex on [0, 1], as a rational function of u; True if they are constant."""
    layout = Layout.of(problem)
    moving = dict(zip(layout.trained, piece.entries, strict=True))
    scales = dict(zip(layout.trained, piece.scales, strict=False))
    still: dict[Ratio, Fraction] = {}
    level = _ZERO
    for place, factor in layout.squares(problem.objective).items():
        entry, scale = moving.get(place), scales.get(place, ONE)
        if entry is None:  # what is frozen stays
            continue
        if entry.is_constant:
            still[scale] = still.get(scale, Fraction(0)) + factor * entry.at(Fraction(0)) ** 2
        else:
            level = level + Ratio.constant(factor) * scale * entry * entry
    level = reduce(Ratio.__add__, (Ratio.constant(value) * scale for scale, value in still.items()), level) * ONE
    require(_is_convex(level), "path.penalties")
    return level.is_constant


def _is_convex(level: Ratio) -> bool:
    """True proves that a rational function has no pole on [0, 1], and a second derivative that is 0 or > 0 there.

    In lowest terms that of beta^2 / r, with beta and r affine in u, is a constant times 1 / r^3.
    """
    bend = level.slope.slope
    if not level.is_regular or bend.is_zero:
        return level.is_regular
    numerator = bend.polynomials[0]
    positive = bend.at(Fraction(0)) > 0
    return positive and not count_roots(numerator, Fraction(0), Fraction(1), closed=True)


def check_unpenalised(problem: Problem, piece: Piece) -> None:
    """Accept a piece on which no penalised parameter moves. Raises ``Refusal``."""
    layout = Layout.of(problem)
    moving = (place for place, entry in zip(layout.trained, piece.entries, strict=True) if not entry.is_constant)
    require(layout.squares(problem.objective).keys().isdisjoint(moving) and not piece.scales, "path.penalties")


def level_at(problem: Problem, piece: Piece, place: Fraction) -> flint.arb:
    """L at u = ``place`` of a piece whose scales are accepted, in a ball."""
    point = tuple(entry.at(place) for entry in piece.entries)
    check_entries(point)
    if not piece.scales:
        return height(problem, point, Fraction(0))[0]
    scales = tuple(entry.at(place) for entry in piece.scales)
    check_entries(scales)
    layout = Layout.of(problem)
    outer = {layout.wiring(Unit(0, j)).outgoing[0] for j in range(problem.network.width)}
    moved = [
        entry * scale if own in outer else entry
        for own, entry, scale in zip(layout.trained, point, scales, strict=True)
    ]
    squares = [scale * entry * entry for scale, entry in zip(scales, point, strict=True)]
    change = _penalty(problem, squares) - _penalty(problem, [entry * entry for entry in moved])
    return height(problem, moved, Fraction(0))[0] + ball(change)


def _penalty(problem: Problem, squares: Sequence[Fraction]) -> Fraction:
    """The penalties at the squares of the trained parameters, (P,), without those of frozen ones."""
    layout = Layout.of(problem)
    factors = layout.squares(problem.objective)
    terms = (factors.get(place, 0) * square for place, square in zip(layout.trained, squares, strict=True))
    return sum(terms, Fraction(0))
