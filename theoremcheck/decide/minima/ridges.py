"""Points near the one minimum of a network that is affine in what is trained, with weight decay. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.decide.minima.columns import approximate_rows, columns_of
from theoremcheck.decide.minima.fits import lowest_point
from theoremcheck.decide.minima.ground import Ground, pieces_of
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.smooth import jump
from theoremcheck.trusted.problem.expr import ONE, ZERO, Expr, Fn, Max, Num, Z, add, call, mul, sub
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Dataset, Function, Vector

_WIDTHS: Final = tuple(Fraction(1, 4**k) for k in (1, 2, 3, 4, 5))
"""Over how much a kink of the loss is spread, from the start to the point that is proposed."""
_MOST: Final = 40
"""Trained parameters."""


def near_ridges(ground: Ground) -> Iterator[Vector]:
    """The trained parameters close to the minimum; none where L is not convex, carries no penalty, or is large."""
    problem, data = ground.problem, ground.problem.dataset
    if ground.convexity is None or not isinstance(data, Dataset):
        return
    layout = Layout.of(problem)
    squares, trained = layout.squares(problem.objective), layout.trained
    factors = tuple(squares.get(place, Fraction(0)) for place in trained)
    if not 0 < len(trained) <= _MOST or not any(factors) or any(factor < 0 for factor in factors):
        return
    columns = columns_of(problem)
    if not columns:
        return
    rows, total = approximate_rows(columns), sum(data.weights, Fraction(0))
    scaled, found = tuple(factor * total for factor in factors), None
    for losses in dict.fromkeys(tuple(_rounded(ground, width)) for width in _WIDTHS):
        found = lowest_point(data, losses, rows, scaled, found)
        if found is None:
            return
    if found is not None:
        yield tuple(Fraction(float(value)) for value in found)


def _rounded(ground: Ground, width: Fraction) -> Iterator[Expr]:
    """Each loss with l' + a smooth step of about ``width`` in place of each jump of l'; convex as the loss is."""
    for loss in ground.problem.losses:
        pieces = pieces_of(loss)
        if pieces is None or not isinstance(loss, Function):
            return
        terms = [loss.expr]
        for place, point in enumerate(pieces.breaks):
            change, offset = jump(pieces, place, 1), sub(Z, exact(point))
            if not is_zero(change):
                # log(1 + exp(z / width)) width is about max(0, z) away from 0.
                soft = call(Fn.LOG, add((ONE, call(Fn.EXP, mul((Num(1 / width), offset))))))
                terms.append(mul((change, sub(mul((Num(width), soft)), Max((ZERO, offset))))))
        yield add(terms)
