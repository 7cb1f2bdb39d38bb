"""Continuous symmetries of L, and what may be held because of them (theory: lemma.slice).

A symmetry is a vector field on the parameters along which L does not change near the point. k of them whose
components in k places have an inverse reach every value of those places nearby: these may be held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import flint

from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.functions.normal import is_zero, normalise
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval
from theoremcheck.trusted.minima.expansion import Slopes, ridge
from theoremcheck.trusted.minima.patterns import Patterns
from theoremcheck.trusted.minima.reach import dot, neuron_pieces, unit_pieces
from theoremcheck.trusted.problem.expr import Num, Z, div, mul, sub, substitute
from theoremcheck.trusted.problem.layout import Layout, Unit, Wiring
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

Field = Mapping[int, flint.arb]
"""The components of a vector field on the box by places in the full list; 0 elsewhere."""


@dataclass(frozen=True, slots=True)
class Rescaling:
    """The weights into a unit grow and those out of it shrink: s(r z) = r^k s(z), or s' = k s and its bias moves.

    s is the unit's own neuron; those of other units of its layer are not asked for.
    """

    unit: Unit


@dataclass(frozen=True, slots=True)
class Mixing:
    """``first`` takes up what ``second`` receives, and the weights out of ``second`` make up for it.

    Both lie in one layer and have at every sample proportional affine pieces without constant: each those of its own
    neuron, which may differ.
    """

    first: Unit
    second: Unit


@dataclass(frozen=True, slots=True)
class Shifting:
    """The bias of a unit moves, and the biases above it make up for it: s has one slope at all samples."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Blind:
    """The weights into a first-layer unit move in a direction orthogonal to what it sees."""

    unit: Unit
    direction: Vector


@dataclass(frozen=True, slots=True)
class Turning:
    """Two shortcut neurons c z^2 turn into each other: sum_j a_j w_j w_j^T stays what it is."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Exchanging:
    """What one unit of a residual head takes from unit ``below`` grows, and what another one takes makes up for it.

    Both hand on what they receive, to the output: w_1 (V_1 h + x_1) + w_2 (V_2 h + x_2) stays what it is as V_1k moves
    by r w_2 and V_2k by -r w_1, for h_k is the same for both.
    """

    first: Unit
    second: Unit
    below: int


@dataclass(frozen=True, slots=True)
class Silent:
    """A trained parameter, by its place in the centre, on which L does not depend nearby."""

    place: int


Symmetry: TypeAlias = Rescaling | Mixing | Shifting | Blind | Turning | Exchanging | Silent


@dataclass(frozen=True, slots=True)
class Gauge:
    """As many places of the centre held as there are symmetries of L, which reach every value of them (``gauges``)."""

    symmetries: tuple[Symmetry, ...]
    held: tuple[int, ...]


def check_gauge(problem: Problem, around: Slopes, gauge: Gauge) -> None:
    """Accept if the symmetries leave L as it is on the box, and reach every value of what is held.

    lemma.slice (1): "k vector fields near t along which L does not change" by ``Fields``, each on the whole box (zeros
    of slopes and derivatives are zeros of balls that hold on the box); "whose components in v form an invertible
    matrix". The fields may be of different kinds, and repeated ones make the matrix singular.
    """
    count = len(gauge.held)
    require(len(gauge.symmetries) == count, "gauges.count")
    held = around.places(gauge.held)
    if not count:
        return
    fields = Fields(problem, around)
    found = [fields.of(symmetry) for symmetry in gauge.symmetries]
    matrix = flint.arb_mat([[field.get(place, flint.arb(0)) for place in held] for field in found])
    require(_has_inverse(matrix), "gauges.not_onto")


def _has_inverse(matrix: flint.arb_mat) -> bool:
    size = matrix.nrows()
    identity = flint.arb_mat([[int(i == j) for j in range(size)] for i in range(size)])
    try:
        matrix.solve(identity)
    except ZeroDivisionError:
        return False
    return True


class Fields:
    """The vector fields of symmetries on a box."""

    def __init__(self, problem: Problem, around: Slopes) -> None:
        self.problem, self.around, self._layout = problem, around, Layout.of(problem)
        self._wiring = self._layout.wiring
        self._trained = frozenset(around.trained)
        self._penalised = frozenset(k for k, _ in ridge(problem))
        self._patterns: Patterns | None = None
        self._active = [i for i, q in enumerate(around.first) if not q.is_zero()]

    def of(self, symmetry: Symmetry) -> Field:
        """The components of the symmetry. Raises ``Refusal`` unless L does not change along it on the box."""
        if isinstance(symmetry, Silent):
            return self._silent(symmetry.place)
        found = self._moved(symmetry)
        for place, value in found.items():
            if not value.is_zero():
                require(place in self._trained, "gauges.frozen")
                require(place not in self._penalised, "gauges.penalised")
        return found

    def _moved(self, symmetry: Rescaling | Mixing | Shifting | Blind | Turning | Exchanging) -> Field:
        match symmetry:
            case Rescaling(unit):
                # A unit of a residual head receives a feature besides, which no weight scales.
                require(not self._layout.layer(unit.layer).residual, "facts.residual")
                return self._rescaled(self._wiring(unit), unit_pieces(self.problem, unit))
            case Mixing(first, second):
                return self._mixed(first, second)
            case Shifting(unit):
                return self._shifted(unit)
            case Blind(unit, direction):
                return self._blind(unit, direction)
            case Turning(first, second):
                return self._turned(first, second)
            case Exchanging(first, second, below):
                return self._exchanged(first, second, below)

    def _values(self, places: Sequence[int]) -> list[flint.arb]:
        return [self.around.full[k] for k in places]

    def _silent(self, place: int) -> Field:
        (silent,) = self.around.places([place])
        require(self.around.gradient[place].is_zero(), "gauges.not_silent")
        return {silent: flint.arb(1)}

    def _rescaled(self, near: Wiring, pieces: Pieces) -> Field:
        rate = exponential_rate(pieces)
        outgoing = self._values(near.outgoing)
        if rate is not None:
            if near.bias is None:
                raise Refusal("gauges.no_bias")
            return {near.bias: flint.arb(1), **_paired(near.outgoing, [-ball(rate) * v for v in outgoing])}
        degree = ball(homogeneous_degree(pieces))
        moved = _paired(near.receiving, self._values(near.receiving))
        return {**moved, **_paired(near.outgoing, [-degree * v for v in outgoing])}

    def _mixed(self, first: Unit, second: Unit) -> Field:
        require(first.layer == second.layer and first != second, "gauges.mixed_apart")
        own, other = self._wiring(first), self._wiring(second)
        ratio = _ratio(self._slopes(first, constants=False), self._slopes(second, constants=False))
        outgoing = [-ball(ratio) * value for value in self._values(own.outgoing)]
        return {**_paired(own.receiving, self._values(other.receiving)), **_paired(other.outgoing, outgoing)}

    def _shifted(self, unit: Unit) -> Field:
        near = self._wiring(unit)
        slopes = set(self._slopes(unit, constants=True))
        require(len(slopes) == 1, "gauges.shifted_slopes")
        (slope,) = slopes
        if near.bias is None:
            raise Refusal("gauges.no_bias")
        found = {near.bias: flint.arb(1)}
        for place, value in zip(near.above, self._values(near.outgoing), strict=True):
            moved = -ball(slope) * value
            if place is not None:
                found[place] = moved
            else:
                require(moved.is_zero(), "gauges.shifted_up")
        return found

    def _blind(self, unit: Unit, direction: Sequence[Fraction]) -> Field:
        near = self._wiring(unit)
        require(self._layout.is_first(unit.layer), "gauges.not_first")
        require(len(direction) == len(near.receiving), "gauges.direction_size")
        used = [place for place, entry in zip(near.receiving, direction, strict=True) if entry]
        one = (Fraction(1),) if near.bias is not None else ()
        for i, point in enumerate(samples(self.problem).points):
            share, row = self.around.first[i], self.around.jacobian[i]
            unseen = dot(direction, (*point, *one)) == 0 or all((share * row[k]).is_zero() for k in used)
            require(unseen, "gauges.seen", sample=i)
        return _paired(near.receiving, [ball(entry) for entry in direction])

    def _turned(self, first: int, second: int) -> Field:
        require(first != second, "gauges.turned_itself")
        own, other = (self._wiring(Unit(0, j)) for j in (first, second))
        require_square(neuron_pieces(self.problem))
        (weight,), (other_weight,) = self._values(own.outgoing), self._values(other.outgoing)
        moved = _paired(own.receiving, [other_weight * v for v in self._values(other.receiving)])
        return {**moved, **_paired(other.receiving, [-weight * v for v in self._values(own.receiving)])}

    def _exchanged(self, first: Unit, second: Unit, below: int) -> Field:
        require(first.layer == second.layer and first != second, "gauges.mixed_apart")
        require(self._layout.layer(first.layer).residual, "gauges.no_head")
        own, other = self._wiring(first), self._wiring(second)
        require(0 <= below < len(own.incoming), "gauges.no_head")
        (weight,), (other_weight,) = self._values(own.outgoing), self._values(other.outgoing)
        return {own.incoming[below]: other_weight, other.incoming[below]: -weight}

    def _slopes(self, unit: Unit, *, constants: bool) -> list[Fraction]:
        """The slopes of the unit at the samples at which l is not constant; affine pieces, perhaps with a constant."""
        require(not self.problem.network.residual, "facts.residual")
        if self._patterns is None:
            self._patterns = Patterns(self.problem, self.around.box)
        forms = self._patterns.affine(unit, self._active)
        require(constants or not any(constant for _, constant in forms), "gauges.mixed_constant")
        return [slope for slope, _ in forms]


def _paired(places: Sequence[int], values: Sequence[flint.arb]) -> dict[int, flint.arb]:
    return dict(zip(places, values, strict=True))


def _ratio(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction:
    """K with first = k second."""
    found = next((a / b for a, b in zip(first, second, strict=True) if b), Fraction(0))
    require(all(a == found * b for a, b in zip(first, second, strict=True)), "gauges.slopes")
    return found


def exponential_rate(pieces: Pieces) -> Fraction | None:
    """K if s' = k s with a rational k != 0, else None."""
    if pieces.breaks:
        return None
    check_evident(pieces, 1, 0, closed_interval(pieces, 0))
    value, slope = pieces.pieces[0], nth_derivative(pieces.pieces[0])
    if is_zero(value):
        return None
    try:
        rate = normalise(div(slope, value)).rational
    except Refusal:
        return None  # not shown to be exponential: the other proof, by homogeneity, is asked for
    return rate if rate and is_zero(sub(slope, mul((Num(rate), value)))) else None


def homogeneous_degree(pieces: Pieces) -> Fraction:
    """K > 0 with s(r z) = r^k s(z) for all r > 0, by Euler's z s' = k s on each side of 0. Refuses if there is none."""
    require(all(point == 0 for point in pieces.breaks), "gauges.homogeneous_breaks")
    require(not any(pieces.owner), "gauges.homogeneous_jump")
    require(is_zero(substitute(pieces.pieces[0], Num(Fraction(0)))), "gauges.homogeneous_at_zero")
    degrees = set()
    for index, piece in enumerate(pieces.pieces):
        check_evident(pieces, 0, index, closed_interval(pieces, index))
        if not is_zero(piece):
            degrees.add(normalise(div(mul((Z, nth_derivative(piece))), piece)).rational)
    degree = degrees.pop() if len(degrees) == 1 else None
    if degree is None or degree <= 0:
        raise Refusal("gauges.not_homogeneous")
    return degree


def require_square(pieces: Pieces) -> None:
    """Refuse unless s(z) = c z^2."""
    require(not pieces.breaks, "gauges.not_square")
    check_evident(pieces, 2, 0, closed_interval(pieces, 0))
    second = normalise(nth_derivative(pieces.pieces[0], 2)).rational
    if second is None:
        raise Refusal("gauges.not_square")
    square = mul((Num(second / 2), Z, Z))
    require(is_zero(sub(pieces.pieces[0], square)), "gauges.not_square")
