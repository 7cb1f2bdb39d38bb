"""All output weights of one sign: f is then convex or concave in the features of a convex neuron."""

from __future__ import annotations

from theoremcheck.functions.arrays import np
from theoremcheck.search.constructions.case import Case, Construction, Proposal, drawn, output_weights


def _make(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    points = drawn(case, stream, count)
    signs = np.where(np.arange(count) % 2 == 0, -1.0, 1.0)[:, None]
    for place in output_weights(case):
        points[:, place] = signs * np.maximum(np.abs(points[:, place]), 1e-3)
    return Proposal(points)


ONE_SIGNED = Construction("one-signed output weights", _make)
