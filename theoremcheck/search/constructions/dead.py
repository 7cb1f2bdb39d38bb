"""Dead units: every pre-activation of some neurons lies on the left tail, where many neurons are flat."""

from __future__ import annotations

from theoremcheck.functions.arrays import np
from theoremcheck.search.constructions.case import Case, Construction, Proposal, best_constant, drawn, nothing
from theoremcheck.trusted.problem.model import Block

_DEPTH = (4.0, 8.0, 16.0)


def _make(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    landscape = case.landscape
    layout, features = landscape.layout, landscape.features
    first = layout.shortcut if landscape.width else layout.layers[0]
    if not first.biased:
        return nothing(case, "starts.needs_hidden_bias")
    points = drawn(case, stream, count)
    width, place, bias = first.width, first.weights, first.bias
    for number, point in enumerate(points):
        highest = (point[place].reshape(width, -1) @ features.T).max(axis=1)
        dead = width if number % 2 == 0 else max(1, width - 1)
        point[bias][:dead] = (-highest - _DEPTH[number % len(_DEPTH)])[:dead]
    points[:, layout.blocks[Block.OUTPUT_BIAS]] = best_constant(landscape)
    return Proposal(points)


DEAD = Construction("dead units", _make)
