"""Decider of objective.smooth_at_rest: how far around the outputs at rest the loss is one piece, or a kink there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.case import Case, Proposal
from theoremcheck.trusted.functions.breaks import place_of
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.resting import Around, output_at_rest
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.refusal import Refusal

_RADII: Final = tuple(Fraction(1, 2**k) for k in (1, 4, 10, 30, 100))


def _proposals(problem: Problem) -> Iterator[Proposal]:
    """Smaller and smaller radii; then a jump at each break that is an output."""
    losses = [(y, loss.expr) for y in (1, -1) if isinstance(loss := problem.loss_of(y), Function)]
    if len(losses) < 2:
        return
    yield from ((True, Around(radius)) for radius in _RADII)
    try:
        output = output_at_rest(problem)
        places = [place_of(-label * output, split(expr).breaks) for label, expr in losses]
    except Refusal:
        return
    for place in dict.fromkeys(places):
        if place is not None:
            yield from ((False, Jump(place, order)) for order in (0, 1))


def _propose(case: Case) -> Iterator[Proposal]:
    return _proposals(case.problem)


PROPOSERS: Final = MappingProxyType({"objective.smooth_at_rest": _propose})
