"""Points for rule.hull and rule.outlier where units of several kinds stand side by side, or branches of any depth.

A unit that is affine everywhere carries the best fit, or one inside an affine piece, where its bias and a_0 are
trained; all other units rest inside affine pieces, with output weights 0. Of a branch of several layers a single layer
of constants is enough. Where every branch is a constant, a_0 alone carries the fit. What is frozen stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, product
from typing import Final, TypeAlias

from theoremcheck.decide.minima.fits import Fit, fits
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.points import slab
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import dot, layer_pieces
from theoremcheck.trusted.problem.layout import Layout, Unit, Wiring
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass

_ZERO: Final = Fraction(0)
_ONE: Final = Fraction(1)
_Places: TypeAlias = Mapping[int, Fraction]
"""Values of parameters by their places in the list of all of them."""
_Line: TypeAlias = tuple[tuple[Fraction | None, Fraction | None], tuple[Fraction, Fraction]]
"""An open interval on which a neuron is affine, with (slope, intercept)."""


@dataclass(frozen=True)
class _Placed:
    """A unit, the pieces of its neuron, the places around it, and whether it receives the features."""

    pieces: Pieces
    wiring: Wiring
    first: bool

    @property
    def lines(self) -> list[_Line]:
        """The affine pieces that are not constant."""
        found = ((self.pieces.span(index), affine_on(self.pieces, index)) for index in range(len(self.pieces.pieces)))
        return [(span, form) for span, form in found if form is not None and form[0]]


@dataclass(frozen=True)
class _Rest:
    """Values that keep units inside affine pieces; ``level`` is what a unit gives in a constant one, else None."""

    values: _Places
    level: Fraction | None


@dataclass(frozen=True)
class _Part:
    """A unit of a branch of one layer, or a whole deeper branch (``unit`` None), at rest.

    ``values`` are None where it cannot rest. It adds ``constant`` to f, which is 0 unless its output weights are
    frozen; if it is ``still`` it adds one number nearby, whatever moves below its output weights.
    """

    unit: _Placed | None
    values: _Places | None
    still: bool = False
    constant: Fraction = _ZERO


@dataclass(frozen=True)
class _Scene:
    """What the unit that carries a fit finds: the places around it, and all others at rest."""

    problem: Problem
    frozen: _Places
    rest: _Part
    wiring: Wiring


def mixed_hull(ground: Ground) -> Iterator[MultiplierMinimum]:
    """The best affine, or linear, fit on a unit that is affine, everywhere or nearby; or the best constant."""
    problem = ground.problem
    if ground.convexity is None or problem.objective.penalties:
        return
    frozen = _frozen(problem)
    if frozen is None:
        return
    parts, tried = list(_parts(problem, frozen)), list[tuple[Pieces, bool, Fraction | None]]()
    known: dict[bool, list[Fit]] = {}
    fuller = bool(frozen) or not problem.network.plain  # of other networks hull, flat and deep have the other points
    for number, part in enumerate(parts):
        unit = part.unit
        if unit is None or not frozen.keys().isdisjoint(unit.wiring.receiving):
            continue
        alike = unit.pieces, unit.wiring.bias is None, frozen.get(unit.wiring.outgoing[0])
        lines = [line for line in unit.lines if fuller or line[0] == (None, None)]
        if not lines or alike in tried:
            continue
        tried.append(alike)
        rest = _together([*parts[:number], *parts[number + 1 :]])
        if rest is None:
            continue
        affine = _trains_constant(problem, frozen) or unit.wiring.bias is not None
        if affine not in known:
            known[affine] = list(fits(problem, problem.samples.lifted if affine else problem.samples.points))
        for line, fit in product(lines, known[affine]):
            carried = _carried if line[0] == (None, None) else _carried_nearby
            found = carried(_Scene(problem, frozen, rest, unit.wiring), line, fit)
            if found is not None:
                yield found
    if fuller:
        yield from _constant(problem, parts, frozen)


# --- at rest ------------------------------------------------------------------------------------------------------


def _parts(problem: Problem, frozen: _Places) -> Iterator[_Part]:
    layout = Layout.of(problem)
    for branch in layout.branches:
        layers = [
            [
                _Placed(pieces, layout.wiring(Unit(number, index)), number == branch.first)
                for index, pieces in enumerate(layer_pieces(problem, number))
            ]
            for number in branch.numbers
        ]
        if len(layers) > 1:
            yield _deeper(problem, layers, frozen)
        else:
            for unit in layers[0]:
                yield _part(unit, [unit], [_at_rest(problem, unit, frozen)], frozen)


def _part(unit: _Placed | None, last: Sequence[_Placed], rests: Sequence[_Rest | None], frozen: _Places) -> _Part:
    """Units of a last layer at rest; of one whose output weight is frozen it has to be known what it gives."""
    values, levels = _merged(rests), [None if rest is None else rest.level for rest in rests]
    factors = [frozen.get(own.wiring.outgoing[0], _ZERO) for own in last]
    if values is None or any(factor and level is None for factor, level in zip(factors, levels, strict=True)):
        return _Part(unit, None)
    constant = sum((factor * (level or _ZERO) for factor, level in zip(factors, levels, strict=True)), _ZERO)
    return _Part(unit, values, None not in levels, constant)


def _deeper(problem: Problem, layers: Sequence[Sequence[_Placed]], frozen: _Places) -> _Part:
    """A branch of several layers: one layer of constants, or else affine pieces throughout."""
    rests = [[_at_rest(problem, unit, frozen) for unit in layer] for layer in layers]
    throughout = _merged(list(chain.from_iterable(rests)))
    if any(frozen.get(unit.wiring.outgoing[0]) for unit in layers[-1]):  # what it adds is read from below
        last = _part(None, layers[-1], rests[-1], frozen)
        return _Part(None, throughout, still=True, constant=last.constant) if last.still else _Part(None, None)
    for own in reversed(rests):
        if all(rest is not None and rest.level is not None for rest in own):
            return _Part(None, _merged(own), still=True)
    return _Part(None, throughout)


def _merged(rests: Sequence[_Rest | None]) -> _Places | None:
    """The values of all of them; None if one is missing."""
    found = [rest for rest in rests if rest is not None]
    values = dict(chain.from_iterable(rest.values.items() for rest in found))
    return values if len(found) == len(rests) else None


def _at_rest(problem: Problem, unit: _Placed, frozen: _Places) -> _Rest | None:
    """What the unit receives by, inside an affine piece, a constant one if there is one; None if there is none."""
    found = ((index, affine_on(unit.pieces, index)) for index in range(len(unit.pieces.pieces)))
    forms = [(index, form) for index, form in found if form is not None]
    for index, form in sorted(forms, key=lambda entry: bool(entry[1][0])):
        values = _inside(problem, unit, unit.pieces.span(index), frozen)
        if values is not None:
            return _Rest(values, None if form[0] else form[1])
    return None


def _inside(
    problem: Problem, unit: _Placed, span: tuple[Fraction | None, Fraction | None], frozen: _Places
) -> _Places | None:
    """Trained weights and a trained bias with which the unit receives, at every sample, a number inside the span."""
    (lower, upper), near = span, unit.wiring
    fixed = [frozen.get(place) for place in near.incoming]
    weights = tuple(weight or _ZERO for weight in fixed)
    if any(weights) and not unit.first:
        return None  # what comes from below is not looked at
    received = [dot(weights, point) for point in problem.samples.points] if any(weights) else [_ZERO]
    low = None if lower is None else lower - min(received)
    high = None if upper is None else upper - max(received)
    if near.bias is not None and near.bias not in frozen:
        return {near.bias: between(low, high)} if low is None or high is None or low < high else None
    shift = _ZERO if near.bias is None else frozen[near.bias]
    if (low is None or low < shift) and (high is None or high > shift):
        return {}
    if not unit.first or any(weight is not None for weight in fixed):
        return None
    moved = slab(problem, None if lower is None else lower - shift, None if upper is None else upper - shift)
    return None if moved is None else dict(zip(near.incoming, moved, strict=True))


def _together(parts: Sequence[_Part]) -> _Part | None:
    """All of them at rest; None if one cannot rest."""
    if any(part.values is None for part in parts):
        return None
    values = dict(chain.from_iterable(part.values.items() for part in parts if part.values is not None))
    return _Part(None, values, all(part.still for part in parts), sum((part.constant for part in parts), _ZERO))


# --- the point ----------------------------------------------------------------------------------------------------


def _frozen(problem: Problem) -> _Places | None:
    """The values of the frozen parameters, by place; None where one is not known."""
    found = Layout.of(problem).frozen
    known = {place: value for place, value in found.items() if value is not None}
    return known if len(known) == len(found) else None


def _trains_constant(problem: Problem, frozen: _Places) -> bool:
    """True if a_0 is there, at place 0, and trained."""
    return problem.network.output_bias and 0 not in frozen


def _carried(scene: _Scene, line: _Line, fit: Fit) -> MultiplierMinimum | None:
    """The point at which the unit gives the fit, with output weight 1; a_0, or else its bias, has the constant."""
    problem, frozen, rest, wiring = scene.problem, scene.frozen, scene.rest, scene.wiring
    factor = frozen.get(wiring.outgoing[0], _ONE)
    if not factor:
        return None
    slope, intercept = line[1][0] * factor, line[1][1] * factor + rest.constant
    moving, scales = list(wiring.incoming), [1 / slope] * len(wiring.incoming)
    values = {**(rest.values or {}), wiring.outgoing[0]: factor}
    if _trains_constant(problem, frozen):
        moving.append(0)
        scales.append(_ONE)
        values[0] = -intercept
    else:
        intercept += frozen.get(0, _ZERO) if problem.network.output_bias else _ZERO
        if wiring.bias is not None:
            moving.append(wiring.bias)
            scales.append(1 / slope)
            values[wiring.bias] = -intercept / slope
        elif intercept:
            return None
    return _evidence(problem, values, moving, scales, fit)


def _carried_nearby(scene: _Scene, line: _Line, fit: Fit) -> MultiplierMinimum | None:
    """The point at which the unit gives the linear part of the fit inside a piece; a_0 has the constant.

    It receives A . x / (slope factor) + b: a large output weight makes room in a bounded piece, b the rest.
    """
    problem, frozen, rest, wiring = scene.problem, scene.frozen, scene.rest, scene.wiring
    (lower, upper), (slope, intercept) = line
    if wiring.bias is None or not _trains_constant(problem, frozen):
        return None
    outputs = [dot(fit.coefficients[:-1], point) for point in problem.samples.points]
    factor = frozen.get(wiring.outgoing[0])
    if factor is None:
        room = None if lower is None or upper is None else 2 * (max(outputs) - min(outputs)) / (upper - lower)
        factor = _ONE if room is None else max(_ONE, room / abs(slope))
    if not factor:
        return None
    received = [entry / (slope * factor) for entry in outputs]
    low = None if lower is None else lower - min(received)
    high = None if upper is None else upper - max(received)
    if low is not None and high is not None and low >= high:
        return None
    bias = between(low, high)
    constant = factor * (slope * bias + intercept) + rest.constant
    values = {**(rest.values or {}), wiring.outgoing[0]: factor, wiring.bias: bias, 0: -constant}
    scales = [1 / (slope * factor)] * len(wiring.incoming)
    return _evidence(problem, values, [*wiring.incoming, 0], [*scales, _ONE], fit)


def _constant(problem: Problem, parts: Sequence[_Part], frozen: _Places) -> Iterator[MultiplierMinimum]:
    """All branches are constants: the best a_0; without a trained one, the constant that there is."""
    rest = _together(parts)
    if rest is None or not rest.still or not parts:
        return
    trained = _trains_constant(problem, frozen)
    moving = [0] if trained else []
    values = {**(rest.values or {}), **({0: -rest.constant} if trained else {})}
    for fit in fits(problem, ((_ONE if trained else _ZERO,),) * len(problem.samples.points)):
        yield _evidence(problem, values, moving, [_ONE] * len(moving), fit)


def _evidence(
    problem: Problem, values: _Places, moving: Sequence[int], scales: Sequence[Fraction], fit: Fit
) -> MultiplierMinimum:
    """The point with these values, 0 elsewhere, and the coefficients of the fit, scaled, added at ``moving``."""
    known = dict(values)
    for place, scale, entry in zip(moving, scales, fit.coefficients, strict=bool(moving)):
        known[place] = known.get(place, _ZERO) + scale * entry
    trained = Layout.of(problem).trained
    centre = tuple(known.get(place, _ZERO) for place in trained)
    found = fit.found
    if isinstance(found, Enclosed):
        basis = tuple(tuple(s * e for s, e in zip(scales, vector, strict=True)) for vector in found.basis)
        found = Enclosed(tuple(map(trained.index, moving)), basis, found.radius, found.curvature, found.precision)
    return MultiplierMinimum(centre, (), found)
