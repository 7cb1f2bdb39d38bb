"""Neurons in exact arithmetic: which are polynomials over Q, and s(z) at rational z."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias, TypeVar

import flint

from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.normal import is_zero, normalise, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.quotients import coefficients, fraction_of
from theoremcheck.trusted.minima.reach import formula, value_at
from theoremcheck.trusted.problem.expr import Expr, Num, Var, Z, add, mul, neg, sub, substitute
from theoremcheck.trusted.problem.model import AnyFunction, Problem, Vector
from theoremcheck.trusted.refusal import Reason, Refusal

T = TypeVar("T")
Layered: TypeAlias = tuple[tuple[tuple[T, ...], ...], tuple[T, ...] | None]
"""A layer: its weights, (width, inputs), and its biases (None: absent)."""


def rational_polynomial(function: AnyFunction) -> Vector | None:
    """The coefficients, constant first, of a function that is one polynomial over Q; None of any other.

    The function is known to be defined on R. Raises ``Refusal`` if it has no formula.
    """
    pieces = split(formula(function, "neuron"))
    return _polynomial(pieces.pieces[0]) if len(pieces.pieces) == 1 else None


@lru_cache(maxsize=128)
def _polynomial(piece: Expr) -> Vector | None:
    normal = normalise(piece)
    if any(not isinstance(entry, Var) for entry in normal.generators) or not normal.denominator.is_constant():
        return None
    scale = fraction_of(normal.denominator.leading_coefficient())
    if not normal.generators:
        return (normal.rational or Fraction(0),)
    return tuple(entry / scale for entry in coefficients(normal.numerator, 0))


def branch_neurons(problem: Problem) -> list[list[tuple[AnyFunction, ...]]]:
    """The neuron of every unit, layer by layer, of the shortcut and the branches of f_D, as in ``Layout.branches``."""
    network = problem.network
    shortcut = [[(problem.neuron,) * network.width]] if network.width else []
    return [*shortcut, *([layer.neurons for layer in layers] for layers in network.branches.values())]


class Values:
    """s(z) at rational z, for a neuron s, as far as it is known exactly.

    A value is a rational number, or a sign times s at a *name*, which is a place: where s is even or odd, one of z and
    -z. Values at different names need not be different, so what is concluded from names is true but not all that is.
    """

    def __init__(self, neuron: AnyFunction) -> None:
        self._pieces: Pieces = split(formula(neuron, "neuron"))
        self._side = _parity(self._pieces)
        self._known: dict[Fraction, Fraction | None] = {}

    def rational(self, place: Fraction) -> Fraction | None:
        """s(z) if it is seen to be rational: where the piece is a polynomial over Q, and at 0."""
        if place not in self._known:
            self._known[place] = self._rational(place)
        return self._known[place]

    def _rational(self, place: Fraction) -> Fraction | None:
        try:
            known = _polynomial(self._pieces.piece_at(place))
        except Refusal:
            known = None
        if known is not None:
            return sum((c * place**k for k, c in enumerate(known)), Fraction(0))
        return None if place else rational_value(value_at(self._pieces, place))

    def named(self, place: Fraction) -> tuple[int, Fraction]:
        """A sign and a name: s(place) is the sign times s(name)."""
        return (self._side, -place) if self._side and place < 0 else (1, place)

    def line_at(self, place: flint.arb) -> tuple[Fraction, Fraction] | None:
        """(p, q) with s(z) = p z + q for all z in a ball, where it lies inside a piece that is seen to be so."""
        index = 0
        for point in self._pieces.breaks:
            if not isinstance(point, Fraction) or not (place < ball(point) or place > ball(point)):
                return None
            index += bool(place > ball(point))
        try:
            known = _polynomial(self._pieces.pieces[index])
        except Refusal:
            return None
        return None if known is None or len(known) > 2 else ((*known, Fraction(0))[1], known[0])

    def enclosed(self, place: flint.arb) -> flint.arb:
        """A ball that holds s(z) for all z in a ball."""
        return Jets(self._pieces, 0).at(place, _somewhere, 0)[0]

    def terms(self, factors: Mapping[Fraction, Fraction]) -> tuple[Fraction, list[Expr]]:
        """What is seen to be rational of sum c s(z), over the items (z, c), and the terms of the rest."""
        left: dict[Fraction, Fraction] = {}
        rest = Fraction(0)
        for place, factor in factors.items():
            value = self.rational(place)
            if value is not None:
                rest += factor * value
                continue
            sign, name = self.named(place)
            left[name] = left.get(name, Fraction(0)) + sign * factor
        return rest, [mul((Num(factor), value_at(self._pieces, place))) for place, factor in left.items() if factor]


class Known:
    """The values of all neurons of a network."""

    def __init__(self) -> None:
        self._values: dict[AnyFunction, Values] = {}

    def of(self, neuron: AnyFunction) -> Values:
        """The values of a neuron."""
        if neuron not in self._values:
            self._values[neuron] = Values(neuron)
        return self._values[neuron]

    def inputs(
        self, layers: Sequence[Layered[Fraction]], neurons: Sequence[Sequence[AnyFunction]], point: Vector
    ) -> Vector | None:
        """What the layers of a branch give at a point, with the features for none; None where it is not rational."""
        inputs = point
        for (rows, biases), own in zip(layers, neurons, strict=False):
            received = [dot(row, inputs) for row in rows]
            if biases is not None:
                received = [z + bias for z, bias in zip(received, biases, strict=True)]
            found = tuple(self.of(neuron).rational(z) for neuron, z in zip(own, received, strict=True))
            known = tuple(value for value in found if value is not None)
            if len(known) < len(found):
                return None
            inputs = known
        return inputs

    def balls(
        self, layers: Sequence[Layered[Fraction]], neurons: Sequence[Sequence[AnyFunction]], point: Vector
    ) -> list[flint.arb] | None:
        """The same in balls; None where they are not finite, or too wide at a break."""
        try:
            inputs = [ball(entry) for entry in point]
            for (rows, biases), own in zip(layers, neurons, strict=False):
                added = biases or (Fraction(0),) * len(rows)
                received = [_received(row, inputs, bias) for row, bias in zip(rows, added, strict=True)]
                inputs = [self.of(neuron).enclosed(z) for neuron, z in zip(own, received, strict=True)]
        except Refusal:
            return None
        return inputs if all(entry.is_finite() for entry in inputs) else None

    def line(
        self, neuron: AnyFunction, row: Vector, bias: Fraction, inputs: Sequence[flint.arb] | None
    ) -> tuple[Fraction, Vector] | None:
        """(c, v) with s(w . h + b) = v . h + c for inputs h in these balls; None where that is not seen."""
        found = None if inputs is None else self.of(neuron).line_at(_received(row, inputs, bias))
        return None if found is None else (found[0] * bias + found[1], tuple(found[0] * entry for entry in row))

    def vanishes(self, factors: Mapping[AnyFunction, Mapping[Fraction, Fraction]], rest: Fraction) -> bool:
        """True proves that sum c s(z) over the neurons s and their items (z, c), plus the rest, is 0."""
        found: list[Expr] = []
        for neuron, own in factors.items():
            rational, terms = self.of(neuron).terms(own)
            rest += rational
            found += terms
        return not rest if not found else _is_zero([*found, Num(rest)])


def _received(row: Vector, inputs: Sequence[flint.arb], bias: Fraction) -> flint.arb:
    return sum((ball(w) * h for w, h in zip(row, inputs, strict=True)), ball(bias))


def _somewhere(sample: int) -> Reason:
    return Reason.of("layout.unit", layer=1, unit=0, sample=sample)


def _is_zero(terms: Iterable[Expr]) -> bool:
    try:
        return is_zero(add(terms))
    except Refusal:
        return False


def _parity(pieces: Pieces) -> int:
    """1 for an even and -1 for an odd function that is one smooth formula on R, 0 for others."""
    if len(pieces.pieces) != 1:
        return 0
    here = pieces.pieces[0]
    there = substitute(here, neg(Z))
    return 1 if _is_zero([sub(here, there)]) else -1 if _is_zero([add((here, there))]) else 0
