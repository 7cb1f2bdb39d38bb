"""Continuation in the regulariser: minima under a strong penalty, followed as the penalty falls to the stated one.

A strong penalty makes minima attained and strict; some survive, and those that do not show where they go.
"""

from __future__ import annotations

from dataclasses import replace

from theoremcheck.functions.arrays import np
from theoremcheck.search.constructions.case import Case, Construction, Proposal, drawn
from theoremcheck.search.descent import newton

_STRENGTHS = (1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4)
_STEPS = 25


def _make(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    landscape = case.landscape
    points = landscape.layout.shrink(drawn(case, stream, count))
    for strength in _STRENGTHS:
        points = newton(replace(landscape, ridge=landscape.ridge + strength), points, _STEPS).points
    return Proposal(landscape.layout.expand(points))


CONTINUATION = Construction("continuation in the regulariser", _make)
