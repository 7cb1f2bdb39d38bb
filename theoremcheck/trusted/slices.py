"""Slices of the parameters in which a minimum is one among all parameters (theory: lemma.slice)."""

from __future__ import annotations

from theoremcheck.trusted.cells import check_cell
from theoremcheck.trusted.expansion import Slopes
from theoremcheck.trusted.gauges import check_gauge
from theoremcheck.trusted.minima import Cell, Slice
from theoremcheck.trusted.model import Problem
from theoremcheck.trusted.refusal import require


def check_slice(problem: Problem, around: Slopes, chosen: Slice) -> list[int]:
    """The places in the centre of the parameters that move, if a minimum in them on the box is one in all.

    lemma.slice speaks of what L does near t: ``around`` is L on a box of positive radius with t inside.
    """
    require(around.box.radius > 0, "what may be held is read on a neighbourhood: the radius must be positive")
    if isinstance(chosen, Cell):
        check_cell(problem, around, chosen)
    else:
        check_gauge(problem, around, chosen)
    return moving_places(chosen, len(around.trained))


def moving_places(chosen: Slice, count: int) -> list[int]:
    """The places of the parameters that move, among ``count``."""
    if isinstance(chosen, Cell):
        return list(chosen.moving)
    held = set(chosen.held)
    return [k for k in range(count) if k not in held]
