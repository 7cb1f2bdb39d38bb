"""Points for rule.hull and rule.outlier where units of several kinds stand side by side, in branches of one layer.

A unit that is affine everywhere carries the best fit; the others rest in pieces, with output weights 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.decide.minima.fits import Fit, fits
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.points import slab, zeros
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.layout import Layout, Unit, Wiring
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass

_ZERO: Final = Fraction(0)
_ONE: Final = Fraction(1)


@dataclass(frozen=True)
class _Placed:
    """A unit, the pieces of its neuron, and the places around it."""

    pieces: Pieces
    wiring: Wiring

    @property
    def line(self) -> tuple[Fraction, Fraction] | None:
        """(slope, intercept) of a neuron that is affine everywhere and not constant."""
        form = affine_on(self.pieces, 0) if len(self.pieces.pieces) == 1 else None
        return form if form is not None and form[0] else None


def mixed_hull(ground: Ground) -> Iterator[MultiplierMinimum]:
    """The best affine, or linear, fit on a unit that is affine everywhere."""
    problem = ground.problem
    if ground.convexity is None or problem.objective.penalties:
        return
    frozen = _frozen(problem)
    if frozen is None:
        return
    if any(len(layers) > 1 for layers in problem.network.branches.values()):
        return
    units = list(_units(problem))
    resting = [_at_rest(problem, unit) for unit in units]
    known: dict[bool, list[Fit]] = {}
    for number, unit in enumerate(units):
        others = [rest for k, rest in enumerate(resting) if k != number]
        if unit.line is None or any(rest is None for rest in others):
            continue
        factor = frozen.get(unit.wiring.outgoing[0], _ONE)
        if not factor or not frozen.keys() <= {unit.wiring.outgoing[0]}:
            continue
        affine = problem.network.output_bias or unit.wiring.bias is not None
        if affine not in known:
            known[affine] = list(fits(problem, problem.samples.lifted if affine else problem.samples.points))
        values = dict(entry for rest in others if rest is not None for entry in rest.items())
        for fit in known[affine]:
            found = _carried(problem, unit, values, fit, factor)
            if found is not None:
                yield found


def _units(problem: Problem) -> Iterator[_Placed]:
    layout, network = Layout.of(problem), problem.network
    neurons = [problem.neuron] * network.width
    layers = [(0, neurons)] if neurons else []
    layers += [(layout.parts[branch].first, list(own[0].neurons)) for branch, own in network.branches.items()]
    for layer, kinds in layers:
        for index, kind in enumerate(kinds):
            yield _Placed(split(formula(kind, "neuron")), layout.wiring(Unit(layer, index)))


def _at_rest(problem: Problem, unit: _Placed) -> dict[int, Fraction] | None:
    """What the unit receives by, inside an affine piece, a constant one if there is one; None if there is none."""
    forms = [(index, affine_on(unit.pieces, index)) for index in range(len(unit.pieces.pieces))]
    for index, _ in sorted(((i, form) for i, form in forms if form is not None), key=lambda entry: bool(entry[1][0])):
        lower, upper = unit.pieces.span(index)
        if unit.wiring.bias is not None:
            return {unit.wiring.bias: between(lower, upper)}
        weights: Vector | None = zeros(problem)
        if not ((lower is None or lower < 0) and (upper is None or upper > 0)):
            weights = slab(problem, lower, upper)
        if weights is not None:
            return dict(zip(unit.wiring.incoming, weights, strict=True))
    return None


def _frozen(problem: Problem) -> dict[int, Fraction] | None:
    """The values of the frozen parameters, by place; None where one is not known."""
    found = Layout.of(problem).frozen
    known = {place: value for place, value in found.items() if value is not None}
    return known if len(known) == len(found) else None


def _carried(
    problem: Problem, unit: _Placed, values: dict[int, Fraction], fit: Fit, factor: Fraction
) -> MultiplierMinimum | None:
    """The point at which the unit gives the fit, with that output weight; a_0, or else its bias, has the constant."""
    wiring, line, theta = unit.wiring, unit.line, fit.coefficients
    if line is None:
        return None
    slope, intercept = line[0] * factor, line[1] * factor
    moving, scales = list(wiring.incoming), [1 / slope] * len(wiring.incoming)
    known = {**values, wiring.outgoing[0]: factor}
    if problem.network.output_bias:
        moving.append(0)
        scales.append(Fraction(1))
        known[0] = -intercept
    elif wiring.bias is not None:
        moving.append(wiring.bias)
        scales.append(1 / slope)
        known[wiring.bias] = -intercept / slope
    elif intercept:
        return None
    for place, scale, entry in zip(moving, scales, theta, strict=True):
        known[place] = known.get(place, _ZERO) + scale * entry
    trained = Layout.of(problem).trained
    centre = tuple(known.get(place, _ZERO) for place in trained)
    found = fit.found
    if isinstance(found, Enclosed):
        basis = tuple(tuple(s * e for s, e in zip(scales, vector, strict=True)) for vector in found.basis)
        found = Enclosed(tuple(map(trained.index, moving)), basis, found.radius, found.curvature, found.precision)
    return MultiplierMinimum(centre, (), found)
