"""Points of networks with a residual head at which f is the best affine, or linear, fit. Untrusted.

V = 0, or a unit with a constant output carries the constant, and the layers below the head rest inside affine pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from theoremcheck.decide.minima.fits import Fit, fits
from theoremcheck.decide.minima.ground import Ground, pieces_of
from theoremcheck.decide.minima.placed import (
    Placed,
    Places,
    Rest,
    at_rest,
    evidence_at,
    frozen_places,
    merged,
    trains_constant,
)
from theoremcheck.decide.minima.points import slab, special_pieces
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.reach import dot, layer_pieces, value_at
from theoremcheck.trusted.problem.layout import BranchPlaces, LayerPlaces, Layout, Unit
from theoremcheck.trusted.problem.model import Block, Problem, Vector
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


# --- in affine cells ----------------------------------------------------------------------------------------------


def head_fits(ground: Ground) -> Iterator[MultiplierMinimum]:
    """Points for rule.hull and rule.outlier: w, with a_0, is the best fit, all units below are in affine pieces."""
    problem = ground.problem
    if ground.convexity is None or problem.objective.penalties:
        return
    frozen, branch = frozen_places(problem), Layout.of(problem).parts[Block.DEEP]
    held = set(frozen or ()).intersection(range(branch.layers[-1].weights.start, branch.output.stop))
    if frozen is None or held:
        return
    offset = frozen.get(0, Fraction(0)) if problem.network.output_bias else Fraction(0)
    layers = [[_placed(problem, branch, number, pieces) for pieces in enumerate(layer_pieces(problem, number))]
              for number in branch.numbers[:-1]]  # fmt: skip
    rests = [[at_rest(problem, unit, frozen) for unit in layer] for layer in layers]
    still = [own for own in reversed(rests) if all(rest is not None and rest.still for rest in own)]
    throughout = merged([rest for own in rests for rest in own])
    affine, outputs = trains_constant(problem, frozen), tuple(range(branch.output.start, branch.output.stop))
    moving = (*outputs, 0) if affine else outputs
    known = list(fits(problem, problem.samples.lifted if affine else problem.samples.points, offset=offset))
    for values in [own for own in (merged(still[0]) if still else None, throughout) if own is not None]:
        for fit in known:
            yield evidence_at(problem, values, moving, [Fraction(1)] * len(moving), fit)
    if not affine and throughout is not None:
        for fit in fits(problem, problem.samples.lifted, offset=offset):
            yield from _with_constant(problem, throughout, list(zip(layers[-1], rests[-1], strict=True)), fit)


def _placed(problem: Problem, branch: BranchPlaces, number: int, unit: tuple[int, Pieces]) -> Placed:
    index, pieces = unit
    return Placed(pieces, Layout.of(problem).wiring(Unit(number, index)), index, number == branch.first)


def _with_constant(
    problem: Problem, values: Places, units: Sequence[tuple[Placed, Rest | None]], fit: Fit
) -> Iterator[MultiplierMinimum]:
    """The constant of an affine fit A . x + B by what one unit below the head gives: w = A, V_u = A B / (level A . A).

    Where the minimum is enclosed only, the weights and the bias of that unit move: f is affine in them.
    """
    *slope, constant = fit.coefficients
    length = dot(slope, slope)
    outputs = Layout.of(problem).parts[Block.DEEP].output
    for unit, rest in units:
        if not length or not constant or rest is None or not rest.level:
            continue
        gain, near = constant / rest.level, unit.wiring
        known = {**values, **dict(zip(range(outputs.start, outputs.stop), slope, strict=True))}
        known |= {place: a * gain / length for place, a in zip(near.outgoing, slope, strict=True)}
        if not isinstance(fit.found, Enclosed):
            yield evidence_at(problem, known, (), (), fit)
        elif unit.first and near.bias is not None and not rest.still:
            scales = [1 / (gain * rest.slope)] * len(near.receiving)
            still = replace(fit, coefficients=(Fraction(0),) * len(near.receiving))
            yield evidence_at(problem, known, near.receiving, scales, still)
