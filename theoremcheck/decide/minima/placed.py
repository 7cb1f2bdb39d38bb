"""Units at their places: how they rest inside affine pieces, and the points that have a fit beside them. Untrusted.

What is frozen stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import Final, TypeAlias

from theoremcheck.decide.asking import answer
from theoremcheck.decide.minima.fits import Fit
from theoremcheck.decide.minima.points import slab
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import dot, value_at
from theoremcheck.trusted.problem.expr import Num, sub
from theoremcheck.trusted.problem.layout import Layout, Wiring
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass

_ZERO: Final = Fraction(0)

Places: TypeAlias = Mapping[int, Fraction]
"""Values of parameters by their places in the list of all of them."""
Span: TypeAlias = tuple[Fraction | None, Fraction | None]
"""An open interval; None where it has no end."""
Line: TypeAlias = tuple[Span, tuple[Fraction, Fraction]]
"""An open interval on which a neuron is affine, with (slope, intercept)."""


@dataclass(frozen=True)
class Placed:
    """A unit, the pieces of its neuron, the places around it, its number, and whether it receives the features."""

    pieces: Pieces
    wiring: Wiring
    index: int
    first: bool

    @property
    def lines(self) -> list[Line]:
        """The affine pieces that are not constant."""
        found = ((self.pieces.span(index), affine_on(self.pieces, index)) for index in range(len(self.pieces.pieces)))
        return [(span, form) for span, form in found if form is not None and form[0]]


@dataclass(frozen=True)
class Rest:
    """Values that keep a unit inside an affine piece, of this ``slope``.

    ``level`` is what it gives at the point; None where that differs between samples.
    """

    values: Places
    level: Fraction | None
    slope: Fraction

    @property
    def still(self) -> bool:
        """True in a piece that is constant."""
        return not self.slope


def frozen_places(problem: Problem) -> Places | None:
    """The values of the frozen parameters, by place; None where one is not known."""
    found = Layout.of(problem).frozen
    known = {place: value for place, value in found.items() if value is not None}
    return known if len(known) == len(found) else None


def trains_constant(problem: Problem, frozen: Places) -> bool:
    """True if a_0 is there, at place 0, and trained."""
    return problem.network.output_bias and 0 not in frozen


def merged(rests: Sequence[Rest | None]) -> Places | None:
    """The values of all of them; None if one is missing."""
    found = [rest for rest in rests if rest is not None]
    values = dict(chain.from_iterable(rest.values.items() for rest in found))
    return values if len(found) == len(rests) else None


def at_rest(problem: Problem, unit: Placed, frozen: Places) -> Rest | None:
    """What the unit receives by, inside an affine piece, a constant one if there is one; None if there is none."""
    found = ((index, affine_on(unit.pieces, index)) for index in range(len(unit.pieces.pieces)))
    forms = [(index, form) for index, form in found if form is not None]
    near = unit.wiring
    for index, (slope, intercept) in sorted(forms, key=lambda entry: bool(entry[1][0])):
        gap = sub(value_at(unit.pieces, _ZERO), Num(intercept))
        beside_zero = near.bias is None and bool(answer(is_zero, gap))
        values = _inside(problem, unit, unit.pieces.span(index), frozen, beside_zero=beside_zero)
        if values is None:
            continue
        moved = any(values.get(place) or frozen.get(place) for place in near.incoming)
        level = None if slope and moved else slope * bias_of(unit, values, frozen) + intercept
        return Rest(values, level, slope)
    return None


def bias_of(unit: Placed, values: Places, frozen: Places) -> Fraction:
    """The bias of the unit, 0 where there is none or nothing is said of it."""
    place = unit.wiring.bias
    return _ZERO if place is None else values.get(place, frozen.get(place, _ZERO))


def room_for(span: Span, received: Sequence[Fraction]) -> Span:
    """Between which shifts all that is received is inside the span."""
    lower, upper = span
    return None if lower is None else lower - min(received), None if upper is None else upper - max(received)


def is_inside(value: Fraction, span: Span) -> bool:
    """True strictly between the ends."""
    lower, upper = span
    return (lower is None or lower < value) and (upper is None or value < upper)


def is_empty(span: Span) -> bool:
    """True if nothing lies strictly between the ends."""
    lower, upper = span
    return lower is not None and upper is not None and lower >= upper


def _inside(problem: Problem, unit: Placed, span: Span, frozen: Places, *, beside_zero: bool) -> Places | None:
    """Trained weights and a trained bias with which the unit receives, at every sample, a number inside the span.

    ``beside_zero``: samples at 0 may be outside, where a unit without a bias receives 0 and always gives what the
    affine piece has there.
    """
    (lower, upper), near = span, unit.wiring
    fixed = [frozen.get(place) for place in near.incoming]
    weights = tuple(weight or _ZERO for weight in fixed)
    if any(weights) and not unit.first:
        return None  # what comes from below is not looked at
    received = [dot(weights, point) for point in problem.samples.points] if any(weights) else [_ZERO]
    room = room_for(span, received)
    if near.bias is not None and near.bias not in frozen:
        return None if is_empty(room) else {near.bias: between(*room)}
    shift = bias_of(unit, {}, frozen)
    if is_inside(shift, room):
        return {}
    if not unit.first or any(weight is not None for weight in fixed):
        return None
    moved = slab(
        problem,
        None if lower is None else lower - shift,
        None if upper is None else upper - shift,
        beside_zero=beside_zero,
    )
    return None if moved is None else dict(zip(near.incoming, moved, strict=True))


def evidence_at(
    problem: Problem, values: Places, moving: Sequence[int], scales: Sequence[Fraction], fit: Fit
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
