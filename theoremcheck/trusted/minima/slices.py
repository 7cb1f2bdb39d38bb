"""Slices of the parameters in which a minimum is one among all parameters (theory: lemma.slice)."""

from __future__ import annotations

from typing import TypeAlias

from theoremcheck.trusted.minima.cells import Cell, check_cell
from theoremcheck.trusted.minima.decayed import Decayed, check_decayed
from theoremcheck.trusted.minima.expansion import Slopes
from theoremcheck.trusted.minima.gauges import Gauge, check_gauge
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import require

Slice: TypeAlias = Gauge | Cell | Decayed
"""What moves and what is held: a minimum in the parameters that move is one in all."""


def check_slice(problem: Problem, around: Slopes, chosen: Slice) -> list[int]:
    """The places in the centre of the parameters that move, if a minimum in them on the box is one in all.

    lemma.slice speaks of what L does near t: ``around`` is L on a box of positive radius with t inside.
    """
    require(around.box.radius > 0, "slice.radius")
    require(not problem.network.residual or isinstance(chosen, Gauge), "facts.residual")
    if isinstance(chosen, Cell):
        check_cell(problem, around, chosen)
    elif isinstance(chosen, Decayed):
        check_decayed(problem, around, chosen)
    else:
        check_gauge(problem, around, chosen)
    return moving_places(chosen, len(around.trained))


def moving_places(chosen: Slice, count: int) -> list[int]:
    """The places of the parameters that move, among ``count``."""
    if isinstance(chosen, Cell):
        return list(chosen.moving)
    held = set(chosen.held)
    return [k for k in range(count) if k not in held]
