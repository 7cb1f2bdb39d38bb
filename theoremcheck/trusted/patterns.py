"""Which affine pieces the units of a network are in, at every sample, on a box of parameters (see ``expansion``).

A pattern is read for all parameters in a box around a point, never at the point alone: what a unit receives may be 0
there and not nearby (the weights below it are 0), and then its slope counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

import flint

from theoremcheck.trusted.balls import ball
from theoremcheck.trusted.expansion import Box
from theoremcheck.trusted.expr import ZERO, substitute
from theoremcheck.trusted.jets import Jets
from theoremcheck.trusted.minima import Unit
from theoremcheck.trusted.model import AnyFunction, Problem
from theoremcheck.trusted.normal import rational_value
from theoremcheck.trusted.pieces import Pieces, split
from theoremcheck.trusted.reach import formula, samples
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.regimes import affine_form
from theoremcheck.trusted.smooth import check_evident, closed_interval
from theoremcheck.trusted.wiring import wiring

Affine = tuple[Fraction, Fraction]
"""(slope, constant) of s on an affine piece."""


class Patterns:
    """The affine pieces of all units at all samples; None where a unit is not in one on the whole box.

    Establishes for rule.support and lemma.slice "near t every unit stays in one affine piece at each sample": in every
    layer, for every unit and sample, one ball holds the pre-activation at all parameters of the box, and lies strictly
    inside one piece; or no bias leads into the unit and all that it receives is 0 on the whole box.
    """

    def __init__(self, problem: Problem, around: Box) -> None:
        """Refuses a box of radius 0, which is no neighbourhood."""
        require(around.radius > 0, "affine pieces are read on a neighbourhood: the radius must be positive")
        self._problem, self._full = problem, around.full
        self._forms: dict[Unit, tuple[Affine | None, ...]] = {}
        inputs = [list(map(ball, point)) for point in samples(problem).points]
        self._layer(0, problem.network.width, inputs)
        for depth, layer in enumerate(problem.network.deep, 1):
            inputs = self._layer(depth, layer.width, inputs)

    def affine(self, unit: Unit, chosen: Iterable[int]) -> list[Affine]:
        """The pieces of the unit at these samples. Raises ``Refusal`` where it is in none."""
        found = []
        for i in chosen:
            form = self._forms[unit][i]
            if form is None:
                raise Refusal(f"layer {unit.layer} unit {unit.index + 1} is in no affine piece at sample {i + 1}")
            found.append(form)
        return found

    def constants(self, depth: int, chosen: Sequence[int]) -> tuple[Fraction, ...] | None:
        """What the units of a layer give, if that is one number each at these samples on the whole box; else None."""
        layer = [{self._forms[unit][i] for i in chosen} for unit in self._forms if unit.layer == depth]
        forms = [form for found in layer if len(found) == 1 and (form := next(iter(found))) is not None and not form[0]]
        return tuple(value for _, value in forms) if len(forms) == len(layer) else None

    def units(self) -> tuple[Unit, ...]:
        """All units of the network, the shortcut's first, then layer by layer."""
        return tuple(self._forms)

    def _layer(self, depth: int, width: int, inputs: list[list[flint.arb]]) -> list[list[flint.arb]]:
        """Enter the pieces of a layer; its outputs, (n, width)."""
        columns = []
        for index in range(width):
            unit = Unit(depth, index)
            forms, column = self._unit(unit, inputs)
            self._forms[unit] = tuple(forms)
            columns.append(column)
        return [list(row) for row in zip(*columns, strict=True)]

    def _unit(self, unit: Unit, inputs: list[list[flint.arb]]) -> tuple[list[Affine | None], list[flint.arb]]:
        around = wiring(self._problem, unit)
        weights = [self._full[k] for k in around.incoming]
        bias = flint.arb(0) if around.bias is None else self._full[around.bias]
        pieces, jets = _pieces(around.neuron), Jets(_pieces(around.neuron), 0)
        forms: list[Affine | None] = []
        values = []
        for i, row in enumerate(inputs):
            place = sum((w * x for w, x in zip(weights, row, strict=True)), bias)
            # x is a ball around what comes from below at all parameters of the box: 0 means 0 nearby, not at a point.
            nothing = around.bias is None and all(x.is_zero() for x in row)
            form = _constant(pieces) if nothing else affine_on(pieces, jets.piece(place))
            forms.append(form)
            if form is None:
                name = f"layer {unit.layer} unit {unit.index + 1} at sample {i + 1}"
                values.append(jets.at(place, name)[0])
            else:
                values.append(ball(form[0]) * place + ball(form[1]))
        return forms, values


def _pieces(neuron: AnyFunction) -> Pieces:
    return split(formula(neuron, "neuron"))


@lru_cache(maxsize=256)
def _constant(pieces: Pieces) -> Affine | None:
    """s(0) with slope 0: what a unit that receives nothing gives. Refuses a piece that may be undefined at 0."""
    index = pieces.index_at(Fraction(0))
    check_evident(pieces, 0, index, closed_interval(pieces, index))
    value = rational_value(substitute(pieces.piece_at(Fraction(0)), ZERO))
    return None if value is None else (Fraction(0), value)


@lru_cache(maxsize=256)
def affine_on(pieces: Pieces, index: int | None) -> Affine | None:
    """The affine form of a piece, None without a piece or if it has none with rational coefficients."""
    if index is None:
        return None
    try:
        return affine_form(pieces, index)
    except Refusal:
        return None  # not shown to be affine: whoever asks treats it as curved, of which less is concluded
