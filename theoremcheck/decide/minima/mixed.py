"""Points for rule.hull and rule.outlier where units of several kinds stand side by side, or branches of any depth.

Units that are affine everywhere, one in each layer, carry the best fit, or, where a_0 is trained, such ones inside
affine pieces; all other units rest inside affine pieces, with output weights 0. Of a branch of several layers a single
layer of constants is enough. Where every branch is a constant, a_0 alone carries the fit. What is frozen stays where
it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, pairwise
from math import prod
from typing import Final

from theoremcheck.decide.minima.fits import Fit, fits
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.placed import (
    Line,
    Placed,
    Places,
    Rest,
    at_rest,
    bias_of,
    evidence_at,
    frozen_places,
    is_empty,
    is_inside,
    merged,
    room_for,
    trains_constant,
)
from theoremcheck.decide.minima.zero_outputs import zero_outputs
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.reach import dot, layer_pieces
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass

_ZERO: Final = Fraction(0)
_ONE: Final = Fraction(1)
_FACTORS: Final = tuple(Fraction(4) ** k for k in range(12))


@dataclass(frozen=True)
class _Part:
    """A unit of a branch of one layer, or a whole deeper branch, at rest.

    ``values`` are None where it cannot rest. It adds ``constant`` to f, which is 0 unless its output weights are
    frozen; if it is ``still`` it adds one number nearby, whatever moves below its output weights. ``path`` has units,
    one for each layer, that may carry a fit; then the other units of the branch are ``around``.
    """

    values: Places | None
    still: bool = True
    constant: Fraction = _ZERO
    path: tuple[Placed, ...] = ()
    around: _Part | None = None

    @property
    def is_affine(self) -> bool:
        """True of units that are affine everywhere, one in each layer, and may carry a fit."""
        return bool(self.path) and all(any(span == (None, None) for span, _ in unit.lines) for unit in self.path)


@dataclass(frozen=True)
class _Scene:
    """What the units that carry a fit find: the values of what is frozen, and all others at rest."""

    problem: Problem
    frozen: Places
    rest: _Part
    path: tuple[Placed, ...]


def mixed_hull(ground: Ground) -> Iterator[MultiplierMinimum]:
    """The best affine, or linear, fit on units that are affine, everywhere or nearby; or the best constant."""
    problem, frozen = ground.problem, _frozen(ground)
    if frozen is None:
        return
    parts = list(_parts(problem, frozen))
    fuller = bool(frozen) or not problem.network.plain  # of other networks hull, flat and deep have the other points
    fitted = ((own, fit) for own, fit in _fitted(problem, parts, frozen, fuller=fuller) if not own.is_near(fit))
    yield from (found for own, fit in fitted if (found := own.carried(fit)) is not None)
    if fuller:
        yield from _constant(problem, parts, frozen)
        yield from zero_outputs(ground)


def near_levels(ground: Ground) -> Iterator[Vector]:
    """Trained parameters close to a best affine fit whose constant the output weight has: a box may be around them.

    It does not move beside the weights below, so a fit that is enclosed only makes no point for ``mixed_hull``.
    """
    problem, frozen = ground.problem, _frozen(ground)
    if not frozen or problem.network.residual:
        return
    for own, fit in _fitted(problem, list(_parts(problem, frozen)), frozen, fuller=True):
        found = own.carried(replace(fit, found=Sparse((), ()))) if own.is_near(fit) else None
        if found is not None:
            yield found.centre


def _frozen(ground: Ground) -> Places | None:
    """The values of what is frozen; None where one is not known, or no fit is the best."""
    if ground.convexity is None or ground.problem.objective.penalties:
        return None
    return frozen_places(ground.problem)


def _fitted(
    problem: Problem, parts: Sequence[_Part], frozen: Places, *, fuller: bool
) -> Iterator[tuple[_Carrier, Fit]]:
    """Units that may carry a fit, and the best fits of their families."""
    tried = list[tuple[Pieces, bool, Fraction | None]]()
    known: dict[tuple[bool, Fraction], list[Fit]] = {}
    # Units that are affine everywhere come first: a search that starts near their points stays with the rule.
    for number, part in sorted(enumerate(parts), key=lambda entry: not entry[1].is_affine):
        first = part.path[0] if part.path else None
        if first is None or part.around is None or not frozen.keys().isdisjoint(first.wiring.incoming):
            continue
        if len(part.path) == 1:
            alike = first.pieces, first.wiring.bias is None, frozen.get(first.wiring.outgoing[0])
            if alike in tried:
                continue
            tried.append(alike)
        rest = _together([*parts[:number], part.around, *parts[number + 1 :]])
        if rest is None:
            continue
        scene = _Scene(problem, frozen, rest, part.path)
        for line in first.lines if fuller or part.is_affine else ():
            own = _Carrier(scene, (line, *(unit.lines[0] for unit in part.path[1:])))
            if not trains_constant(problem, frozen) and not own.is_affine:
                continue
            family = own.is_lifted, own.constant
            if family not in known:
                known[family] = list(own.fits())
            yield from ((own, fit) for fit in known[family])


# --- at rest ------------------------------------------------------------------------------------------------------


def _parts(problem: Problem, frozen: Places) -> Iterator[_Part]:
    layout = Layout.of(problem)
    for branch in layout.branches:
        layers = [
            [
                Placed(pieces, layout.wiring(Unit(number, index)), index, number == branch.first)
                for index, pieces in enumerate(layer_pieces(problem, number))
            ]
            for number in branch.numbers
        ]
        if len(layers) > 1:
            yield _deeper(problem, layers, frozen)
        else:
            for unit in layers[0]:
                own = _last([unit], [at_rest(problem, unit, frozen)], frozen)
                yield replace(own, path=(unit,), around=_Part({}))


def _last(units: Sequence[Placed], rests: Sequence[Rest | None], frozen: Places) -> _Part:
    """Units of a last layer at rest; of one whose output weight is frozen it has to be known what it gives."""
    values, levels = merged(rests), [None if rest is None else rest.level for rest in rests]
    factors = [frozen.get(own.wiring.outgoing[0], _ZERO) for own in units]
    if values is None or any(factor and level is None for factor, level in zip(factors, levels, strict=True)):
        return _Part(None)
    constant = sum((factor * (level or _ZERO) for factor, level in zip(factors, levels, strict=True)), _ZERO)
    return _Part(values, all(rest is not None and rest.still for rest in rests), constant)


def _deeper(problem: Problem, layers: Sequence[Sequence[Placed]], frozen: Places) -> _Part:
    """A branch of several layers: one layer of constants, or else affine pieces throughout."""
    rests = [[at_rest(problem, unit, frozen) for unit in layer] for layer in layers]
    path = _path(layers, frozen)
    around = _throughout(layers, rests, path, frozen) if path else None
    if not any(frozen.get(unit.wiring.outgoing[0]) for unit in layers[-1]):
        for own in reversed(rests):
            if all(rest is not None and rest.still for rest in own):
                return _Part(merged(own), path=path, around=around)
    return replace(_throughout(layers, rests, (), frozen), path=path, around=around)


def _throughout(
    layers: Sequence[Sequence[Placed]],
    rests: Sequence[Sequence[Rest | None]],
    path: Sequence[Placed],
    frozen: Places,
) -> _Part:
    """All units of a branch at rest, each in an affine piece, but those of a path."""
    found = [
        [(unit, rest) for unit, rest in zip(units, own, strict=True) if unit not in path]
        for units, own in zip(layers, rests, strict=True)
    ]
    values = merged([rest for own in found for _, rest in own])
    last = _last([unit for unit, _ in found[-1]], [rest for _, rest in found[-1]], frozen)
    return replace(last, values=None if last.values is None else values)


def _path(layers: Sequence[Sequence[Placed]], frozen: Places) -> tuple[Placed, ...]:
    """The first unit of each layer with an affine piece that is not constant, and trained weights; () without one."""
    found = []
    for layer in layers:
        fit = (unit for unit in layer if unit.lines and frozen.keys().isdisjoint(unit.wiring.incoming))
        found.append(next(fit, None))
    path = tuple(unit for unit in found if unit is not None)
    return path if len(path) == len(layers) else ()


def _together(parts: Sequence[_Part]) -> _Part | None:
    """All of them at rest; None if one cannot rest."""
    if any(part.values is None for part in parts):
        return None
    values = dict(chain.from_iterable(part.values.items() for part in parts if part.values is not None))
    return _Part(values, all(part.still for part in parts), sum((part.constant for part in parts), _ZERO))


# --- the point ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Carrier:
    """The units of a path in affine pieces, ``lines``, with the linear part of a fit; a_0 has the constant.

    The first unit receives A . x / (product of the slopes and the output weight) + b, and the weights between the units
    are 1: a large output weight makes room in bounded pieces, and around biases that are frozen or absent. Units that
    are affine everywhere need no a_0: the first trained bias has the constant, and without any it is what is frozen, or
    the output weight multiplies what frozen biases make, to the constant.
    """

    scene: _Scene
    lines: tuple[Line, ...]

    @property
    def is_affine(self) -> bool:
        """True if all of these pieces are the whole line."""
        return all(span == (None, None) for span, _ in self.lines)

    @property
    def place(self) -> int | None:
        """The parameter that has the constant; None if nothing that is trained can."""
        frozen = self.scene.frozen
        if trains_constant(self.scene.problem, frozen):
            return 0
        biases = (unit.wiring.bias for unit in self.scene.path)
        return next((bias for bias in biases if bias is not None and bias not in frozen), None)

    @property
    def own(self) -> int:
        """The place of the output weight."""
        return self.scene.path[-1].wiring.outgoing[0]

    @property
    def level(self) -> Fraction:
        """What a trained output weight multiplies where A . x = 0; 0 if something else has the constant."""
        return _ZERO if self.place is not None or self.own in self.scene.frozen else self._level({})

    @property
    def is_lifted(self) -> bool:
        """True if f can have any constant, but for 0 where the output weight has it."""
        return self.place is not None or bool(self.level)

    @property
    def constant(self) -> Fraction:
        """The constant of f that nothing trained can change; of an affine family that it is added to, or 0."""
        return _ZERO if self.place is not None else self._offset({}, self.scene.frozen.get(self.own, _ZERO))

    def fits(self) -> Iterator[Fit]:
        """The best fits: f is an affine function, or a linear one beside a constant."""
        samples = self.scene.problem.samples
        return fits(self.scene.problem, samples.lifted if self.is_lifted else samples.points, offset=self.constant)

    def is_near(self, fit: Fit) -> bool:
        """True of a fit that is enclosed only, if the output weight has its constant: there is no point at it."""
        return bool(self.level) and isinstance(fit.found, Enclosed)

    def carried(self, fit: Fit) -> MultiplierMinimum | None:
        """The point that outputs the fit; None where the pieces have no room for it."""
        problem, path, frozen = self.scene.problem, self.scene.path, self.scene.frozen
        incoming, own = path[0].wiring.incoming, self.own
        factors = _FACTORS if own not in frozen else (frozen[own],) * bool(frozen[own])
        if self.level:
            *linear, constant = fit.coefficients
            factors = (constant / self.level,) * bool(constant)
            fit = replace(fit, coefficients=tuple(linear))
        outputs = [dot(fit.coefficients[: len(incoming)], point) for point in problem.samples.points]
        for factor in factors:
            slope = factor * prod(form[0] for _, form in self.lines)
            values = _shifts(path, self.lines, [entry / slope for entry in outputs], frozen)
            if values is None:
                continue
            moving, scales, offset = [*incoming], [1 / slope] * len(incoming), self._offset(values, factor)
            if self.place is not None:
                gain = self._gain(self.place, factor)
                moving.append(self.place)
                scales.append(1 / gain)
                values[self.place] = values.get(self.place, _ZERO) - offset / gain
            values |= {above.wiring.incoming[unit.index]: _ONE for unit, above in pairwise(path)}
            values |= {**(self.scene.rest.values or {}), own: factor}
            return evidence_at(problem, values, moving, scales, fit)
        return None

    def _offset(self, values: Places, factor: Fraction) -> Fraction:
        """What f is where A . x = 0, before the constant of a fit is added."""
        frozen, output_bias = self.scene.frozen, self.scene.problem.network.output_bias
        constant = frozen.get(0, _ZERO) if output_bias else _ZERO
        return factor * self._level(values) + self.scene.rest.constant + constant

    def _level(self, values: Places) -> Fraction:
        """What the last unit of the path gives where A . x = 0."""
        level = _ZERO
        for unit, (_, (slope, intercept)) in zip(self.scene.path, self.lines, strict=True):
            level = slope * (level + bias_of(unit, values, self.scene.frozen)) + intercept
        return level

    def _gain(self, place: int, factor: Fraction) -> Fraction:
        """By what f grows with the parameter that has the constant: a_0, or the bias of a unit of the path."""
        if trains_constant(self.scene.problem, self.scene.frozen):
            return _ONE
        number = next(k for k, unit in enumerate(self.scene.path) if unit.wiring.bias == place)
        return factor * prod(form[0] for _, form in self.lines[number:])


def _shifts(
    path: Sequence[Placed], lines: Sequence[Line], received: Sequence[Fraction], frozen: Places
) -> dict[int, Fraction] | None:
    """Trained biases with which each unit of the path stays inside its interval at all samples; None without."""
    values: dict[int, Fraction] = {}
    for unit, (span, (slope, intercept)) in zip(path, lines, strict=True):
        room, place = room_for(span, received), unit.wiring.bias
        if is_empty(room):
            return None
        if place is not None and place not in frozen:
            values[place] = between(*room)
        shift = bias_of(unit, values, frozen)
        if not is_inside(shift, room):
            return None
        received = [slope * (entry + shift) + intercept for entry in received]
    return values


def _constant(problem: Problem, parts: Sequence[_Part], frozen: Places) -> Iterator[MultiplierMinimum]:
    """All branches are constants: the best a_0; without a trained one, the constant that there is."""
    rest = _together(parts)
    if rest is None or not rest.still or not parts:
        return
    trained = trains_constant(problem, frozen)
    moving = [0] if trained else []
    values = {**(rest.values or {}), **({0: -rest.constant} if trained else {})}
    for fit in fits(problem, ((_ONE if trained else _ZERO,),) * len(problem.samples.points)):
        yield evidence_at(problem, values, moving, [_ONE] * len(moving), fit)
