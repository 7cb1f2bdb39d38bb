"""Points of networks with a residual head at which the layer below it is dead and f the best affine fit. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from theoremcheck.decide.minima.fits import fits
from theoremcheck.decide.minima.ground import Ground, pieces_of
from theoremcheck.decide.minima.points import slab, special_pieces
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.minima.reach import value_at
from theoremcheck.trusted.problem.layout import LayerPlaces, Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples


def dead_heads(ground: Ground) -> Iterator[Vector]:
    """Points, (P,), with V = 0 and w the best fit; each unit right below the head rests where its neuron is 0."""
    problem, network = ground.problem, ground.problem.network
    if not network.residual or network.frozen or problem.objective.penalties:
        return
    inner = _dead(problem)
    if inner is None:
        return
    points = samples(problem).points
    rows = [((Fraction(1),) if network.output_bias else ()) + point for point in points]
    for fit in fits(problem, rows):
        first, w = (fit.coefficients[:1], fit.coefficients[1:]) if network.output_bias else ((), fit.coefficients)
        yield (*first, *inner, *w)


def _dead(problem: Problem) -> Vector | None:
    """The parameters of deep but for w; None where the last layer below the head has no dead units like that."""
    network, found = problem.network, list[Fraction]()
    for number, places in enumerate(Layout.of(problem).layers):
        rows = [((Fraction(0),) * places.inputs, Fraction(1))] * places.width
        if number == len(network.deep) - 2:
            own = [_resting(problem, neuron, number, places) for neuron in network.deep[number].neurons]
            rows = [row for row in own if row is not None]
            if len(rows) < places.width:
                return None
        found += [weight for weights, _ in rows for weight in weights]
        found += [bias for _, bias in rows] if places.biased else []
    return tuple(found)


def _resting(problem: Problem, neuron: object, number: int, places: LayerPlaces) -> tuple[Vector, Fraction] | None:
    """Weights and a bias with which a unit is inside a piece on which its neuron is 0, at all samples."""
    pieces = pieces_of(neuron)
    if pieces is None:
        return None
    for lower, upper in special_pieces(pieces, 1):
        inside = between(lower, upper)
        if not is_zero(value_at(pieces, inside)):
            continue
        if places.biased:
            return (Fraction(0),) * places.inputs, inside
        weights = slab(problem, lower, upper) if number == 0 else None
        if weights is not None:
            return weights, Fraction(0)
    return None
