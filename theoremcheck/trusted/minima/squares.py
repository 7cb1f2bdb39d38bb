"""The outputs of neurons alpha z^2 + gamma: quadrics on the samples, for all parameters (theory: rule.quadric).

alpha (w . x + b)^2 + gamma is a combination of the products x_k x_l, the x_k and 1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

import flint

from theoremcheck.trusted.data.quadrics import products
from theoremcheck.trusted.functions.shape import quadratic_form
from theoremcheck.trusted.minima.features import Column, combined, feature, rational_column, simplest
from theoremcheck.trusted.minima.reach import dot, neuron_pieces, value_at
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Block, Function, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal, require

_ZERO, _ONE = Fraction(0), Fraction(1)
MAX_ENTRIES: Final = 1_000_000
"""Entries of the columns of all products."""


def squares_alone(problem: Problem) -> bool:
    """True proves that f is a_0 + sum_j a_j s(w_j . x + b_j) with s(z) = alpha z^2 + gamma, alpha != 0.

    False proves nothing: of some neurons it is not seen.
    """
    network, neuron = problem.network, problem.neuron
    try:
        return (
            bool(network.width) and not network.layers and isinstance(neuron, Function) and quadratic_form(neuron.expr)
        )
    except Refusal:
        return False


def square_columns(problem: Problem, active: Sequence[int]) -> set[Vector]:
    """Columns on these samples, each (active,), whose span F holds f(t') - f(t) for all t, t' of squares alone.

    The products X_k X_l: of X = (x, 1) where some bias is trained or not 0, of x else; and 1 if a_0 is trained or gamma
    is not 0. A unit adds a_j alpha (w_j . X)^2, with b_j in w_j, and a_j gamma; what is frozen is moved all the same,
    but for biases that are frozen at 0 and a frozen a_0, which do not move. F may be too large, never too small.
    """
    network, points = problem.network, samples(problem).points
    width = samples(problem).dimension + 1
    require(width * (width + 1) // 2 * len(active) <= MAX_ENTRIES, "cells.columns", limit=MAX_ENTRIES)
    frozen = network.frozen_block(Block.HIDDEN_BIAS)
    biased = network.hidden_bias and (frozen is None or frozen.value is None or any(frozen.value))
    rows = [products((*points[i], _ONE) if biased else points[i], level=False) for i in active]
    raised = simplest(value_at(neuron_pieces(problem), _ZERO)) != 0
    if not biased and (network.trains(Block.OUTPUT_BIAS) or raised):
        rows = [(*row, _ONE) for row in rows]
    return set(zip(*rows, strict=True))


class Quadrics:
    """The space that holds f(t') - f(t) on the samples for all t' (``square_columns``), and f at a centre."""

    def __init__(self, problem: Problem, centre: Sequence[Fraction]) -> None:
        self._problem, self._layout = problem, Layout.of(problem)
        self._values = self._layout.full(centre)
        self._wiring = [self._layout.wiring(Unit(0, j)) for j in range(problem.network.width)]

    @cached_property
    def _features(self) -> tuple[Column, ...]:
        """s(w_j . x + b_j) on the samples for each unit, (M, n)."""
        pieces, found = neuron_pieces(self._problem), []
        for near in self._wiring:
            weights = tuple(self._values[k] for k in near.incoming)
            found.append(feature(self._problem, pieces, weights, self._bias(near.bias)))
        return tuple(found)

    @property
    def _terms(self) -> tuple[list[Column], list[Fraction]]:
        """The features and 1, with their factors at the centre."""
        network, one = self._problem.network, (_ONE,) * len(samples(self._problem).points)
        factors = [self._values[place] for near in self._wiring for place in near.outgoing]
        start = self._values[0] if network.output_bias else _ZERO
        return [one, *self._features], [start, *factors]

    def columns(self, active: Sequence[int]) -> Collection[Column]:
        """Columns that span it on these samples, each (active,)."""
        return square_columns(self._problem, active)

    def along(self, moving: Sequence[int]) -> list[Column]:
        """In a_0 and the a_j, in which f is affine: 1, and the features."""
        columns, _ = self._terms
        outgoing = [place for near in self._wiring for place in near.outgoing]
        start = [0] if self._problem.network.output_bias else []
        found = dict(zip((*start, *outgoing), columns if start else columns[1:], strict=True))
        trained = self._layout.trained
        require(all(0 <= k < len(trained) and trained[k] in found for k in moving), "multipliers.moving")
        return [found[trained[k]] for k in moving]

    def exact_outputs(self) -> Vector:
        """F on the samples, (n,). Raises ``Refusal`` if it is not rational."""
        columns, factors = self._terms
        counted = [(column, factor) for column, factor in zip(columns, factors, strict=True) if factor]
        used = [factor for _, factor in counted]
        rows = zip(*(rational_column(column) for column, _ in counted), strict=True) if counted else ()
        found = tuple(dot(row, used) for row in rows)
        return found or (_ZERO,) * len(samples(self._problem).points)

    def outputs(self) -> list[flint.arb]:
        """Balls that hold f on the samples, (n,)."""
        columns, factors = self._terms
        return [combined(row, factors) for row in zip(*columns, strict=True)]

    def _bias(self, place: int | None) -> Fraction:
        return _ZERO if place is None else self._values[place]
