"""Split neurons: M copies of the neuron of a strict minimum of the 1-neuron problem, its output weight shared out.

The copies compute the same function, so the point is critical for every width; whether it is a minimum the shares
decide (positive shares and, with a definite block, R-split).
"""

from __future__ import annotations

from theoremcheck.functions.arrays import np
from theoremcheck.search.constructions.case import (
    Case,
    Construction,
    Proposal,
    bad_minima,
    drawn,
    lift_neurons,
    nothing,
    with_width,
)


def _make(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    width = case.landscape.width
    if width < 2 or case.frozen:
        return nothing(case, "starts.needs_neurons")
    small, minima = bad_minima(with_width(case.problem, 1), case.seed, 2 * count, case.landscape.meter)
    if not len(minima):
        return nothing(case, "starts.none_of_one_neuron")
    rest = drawn(case, stream, 1)[0]
    owner = np.zeros(width, dtype=np.intp)
    points = []
    for number in range(count):
        share = np.full(width, 1.0 / width) if number < len(minima) else stream.dirichlet(np.ones(width))
        if number >= 2 * len(minima):  # shares of both signs, summing to 1
            share = share + np.concatenate([[1.0], np.full(width - 1, -1.0 / (width - 1))])
        points.append(lift_neurons(small, minima[number % len(minima)], case, owner=owner, share=share, rest=rest))
    return Proposal(np.array(points))


SPLIT = Construction("split neurons of a 1-neuron minimum", _make)
