"""rule.support: an exact point where network and loss are piecewise affine, with multipliers (theory: rule.support)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.balls import precision
from theoremcheck.trusted.breaks import compare
from theoremcheck.trusted.cells import output_columns
from theoremcheck.trusted.constants import loss_pieces
from theoremcheck.trusted.exact import check_length
from theoremcheck.trusted.expansion import box, ridge
from theoremcheck.trusted.layout import Layout
from theoremcheck.trusted.minima import SupportMinimum
from theoremcheck.trusted.model import Problem, Vector
from theoremcheck.trusted.normal import is_zero
from theoremcheck.trusted.patterns import Affine, Patterns, affine_on
from theoremcheck.trusted.pieces import Pieces
from theoremcheck.trusted.reach import dot
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.samples import samples
from theoremcheck.trusted.smooth import jump
from theoremcheck.trusted.sparse import check_sparse

_BITS: Final = 256
_NEAR: Final = Fraction(1, 2**160)
"""The radius of the box on which the affine pieces are read; the balls around it have ``_BITS`` bits."""


def check_support(problem: Problem, evidence: SupportMinimum) -> tuple[int, int]:
    """Accept: the multipliers are slopes of l at the margins, and annihilate all that the outputs can do nearby.

    The proof's sentences: "near t, l(z) >= l(z_i) + g_i (z - z_i)" by ``_slope``, for every sample; "on the samples
    with g_i != 0 the differences of the outputs are a combination of the columns" by ``patterns_near``, on a box around
    t; "the sum is 0" column by column, exactly.
    """
    data = samples(problem)
    require(not ridge(problem), "L carries a penalty")
    check_length((*evidence.centre, *evidence.multipliers.entries))
    check_sparse(evidence.multipliers, len(data.points), "the multipliers")
    given = dict(zip(evidence.multipliers.indices, evidence.multipliers.entries, strict=True))
    patterns = patterns_near(problem, evidence.centre)
    outputs = exact_outputs(problem, evidence.centre, patterns)
    pieces = loss_pieces(problem)
    factors = [
        weight * label * _slope(pieces, -label * f, given.get(i), i)
        for i, (f, label, weight) in enumerate(zip(outputs, data.labels, data.weights, strict=True))
    ]
    active = [i for i, factor in enumerate(factors) if factor]
    for column in output_columns(problem, patterns, active):
        total = sum((factors[i] * entry for i, entry in zip(active, column, strict=True)), Fraction(0))
        require(total == 0, "the multipliers do not annihilate what the outputs can do nearby")
    wrong = sum(1 for f, label in zip(outputs, data.labels, strict=True) if (f >= 0) != (label > 0))
    require(wrong > 0, "no sample is wrong at the point")
    return wrong, wrong


def patterns_near(problem: Problem, centre: Sequence[Fraction]) -> Patterns:
    """The affine pieces of all units on a small box around the centre."""
    with precision(_BITS):
        return Patterns(problem, box(problem, centre, _NEAR))


def _slope(pieces: Pieces, margin: Fraction, given: Fraction | None, sample: int) -> Fraction:
    """The multiplier of a sample: the slope of the affine piece that holds its margin, or what is given on a kink."""
    signs = [compare(point, margin) for point in pieces.breaks]
    index = sum(1 for sign in signs if sign < 0)
    name = f"sample {sample + 1}"
    if 0 not in signs:
        require(given is None, f"{name}: its margin is not on a break point of the loss")
        return _affine(pieces, index, name)[0]
    require(not pieces.owner[index] and is_zero(jump(pieces, index, 0)), f"{name}: the loss is not continuous there")
    below, above = _affine(pieces, index, name)[0], _affine(pieces, index + 1, name)[0]
    if given is None:
        raise Refusal(f"{name}: its margin is on a break point of the loss, and no multiplier is given")
    require(below <= given <= above, f"{name}: the multiplier does not lie between the slopes of the loss")
    return given


def _affine(pieces: Pieces, index: int, name: str) -> Affine:
    form = affine_on(pieces, index)
    if form is None:
        raise Refusal(f"{name}: the loss is not affine at its margin")
    return form


def exact_outputs(problem: Problem, centre: Sequence[Fraction], patterns: Patterns) -> Vector:
    """The outputs f on the samples, (n,), where every unit is in the affine piece that ``patterns`` say."""
    data, network = samples(problem), problem.network
    layout = Layout.of(problem)
    values = layout.full(centre)
    found = [values[0] if network.output_bias else Fraction(0)] * len(data.points)
    below: list[tuple[Fraction, ...]] = list(data.points)
    for depth in range(len(network.deep) + 1):
        columns = []
        for unit in (unit for unit in patterns.units() if unit.layer == depth):
            near = layout.wiring(unit)
            weights = [values[k] for k in near.incoming]
            bias = Fraction(0) if near.bias is None else values[near.bias]
            column = [
                slope * (dot(weights, row) + bias) + constant
                for (slope, constant), row in zip(patterns.affine(unit, range(len(below))), below, strict=True)
            ]
            columns.append(column)
            if depth in (0, len(network.deep)):
                factor = values[near.outgoing[0]]
                found = [f + factor * entry for f, entry in zip(found, column, strict=True)]
        if depth and columns:
            below = [tuple(row) for row in zip(*columns, strict=True)]
    return tuple(found)
