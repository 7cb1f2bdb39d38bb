"""The features of a network that is affine in what is trained, for those who propose fits."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.decide.asking import answer
from theoremcheck.trusted.functions.balls import evaluate, precision
from theoremcheck.trusted.minima.features import Column, Family
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector

MAX_FIT_DIMENSION: Final = 200
"""Coefficients of a fit."""
MAX_FIT_ENTRIES: Final = 400_000
"""Samples times coefficients of a fit."""
BITS: Final = 640
"""The precision in which fits are made."""
DIGITS: Final = 320
"""The binary digits behind the point to which they are rounded."""


def columns_of(problem: Problem) -> tuple[Column, ...] | None:
    """The features that the trained parameters multiply where f is affine in these, each (n,).

    None for other networks, beside something frozen that is not 0 on the samples (no fit is looked for then), and
    where they are too many for a fit.
    """
    count = len(Layout.of(problem).trained)
    if not 0 < count <= MAX_FIT_DIMENSION or len(problem.samples.labels) * count > MAX_FIT_ENTRIES:
        return None
    found = answer(Family.of, problem)
    return None if found is None or found.fixed else found.columns


def approximate_rows(columns: Sequence[Sequence[Fraction | Expr]]) -> tuple[Vector, ...]:
    """Rows of the features in ``columns``, constants rounded far beyond the radius of a box: a proposal is enough."""
    constants = {entry for column in columns for entry in column if not isinstance(entry, Fraction)}
    known = _rounded(constants) if constants else {}
    return tuple(tuple(e if isinstance(e, Fraction) else known[e] for e in row) for row in zip(*columns, strict=True))


def _rounded(constants: set[Expr]) -> dict[Expr, Fraction]:
    from theoremcheck.decide.minima.polishing import on_grid
    from theoremcheck.functions.rationals import midpoint

    with precision(BITS):
        return {entry: on_grid(midpoint(evaluate(entry, flint.arb(0))), DIGITS) for entry in constants}
