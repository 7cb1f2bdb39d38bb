"""Collapsed neurons: all M neurons are copies of one random neuron, in the deep part all units of a layer."""

from __future__ import annotations

from theoremcheck.functions.arrays import np
from theoremcheck.search.constructions.case import Case, Construction, Proposal, drawn, nothing
from theoremcheck.trusted.problem.model import Block


def _make(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    landscape = case.landscape
    layout, width = landscape.layout, landscape.width
    if max([width, *(layer.width for layer in layout.layers)]) < 2:
        return nothing(case, "starts.needs_layer")
    points = drawn(case, stream, count)
    groups = [(layout.blocks[block], width) for block in _SHORTCUT] if width else []
    for layer in layout.layers:
        groups += [(layer.weights, layer.width), (layer.bias, layer.width)]
    groups += [(part.output, part.layers[-1].width) for part in layout.parts.values()]
    for place, units in groups:
        if place.stop > place.start:
            rows = points[:, place].reshape(count, units, -1)
            points[:, place] = np.repeat(rows[:, :1], units, axis=1).reshape(count, -1)
    return Proposal(points)


_SHORTCUT = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS)
COLLAPSED = Construction("collapsed neurons", _make)
