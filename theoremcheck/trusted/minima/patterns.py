"""Which affine pieces the units of a network are in, at every sample, on a box of parameters (see ``expansion``).

A pattern is read for all parameters in a box around a point, never at the point alone: what a unit receives may be 0
there and not nearby (the weights below it are 0), and then its slope counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

import flint

from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval
from theoremcheck.trusted.minima.expansion import Box
from theoremcheck.trusted.minima.reach import layer_pieces
from theoremcheck.trusted.minima.regimes import affine_form
from theoremcheck.trusted.problem.expr import ZERO, substitute
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal, require

Affine = tuple[Fraction, Fraction]
"""(slope, constant) of s on an affine piece."""
_Rows = list[list[flint.arb]]


class Patterns:
    """The affine pieces of all units at all samples; None where a unit is not in one on the whole box.

    Establishes for rule.support and lemma.slice "near t every unit stays in one affine piece at each sample": in every
    layer, for every unit and sample, one ball holds the pre-activation at all parameters of the box, and lies strictly
    inside one piece; or no bias leads into the unit and all that it receives is 0 on the whole box. A unit in no affine
    piece is continuous on the box: so f is continuous near t at all samples, whether they count or not. Unit k of a
    residual head receives x_k as well.
    """

    def __init__(self, problem: Problem, around: Box) -> None:
        """Refuses a box of radius 0, which is no neighbourhood."""
        require(around.radius > 0, "patterns.radius")
        self._layout, self._full = Layout.of(problem), around.full
        self._forms: dict[Unit, tuple[Affine | None, ...]] = {}
        self._points = [list(map(ball, point)) for point in samples(problem).points]
        for branch in self._layout.branches:
            inputs = self._points
            for number in branch.numbers:
                inputs = self._layer(number, inputs, layer_pieces(problem, number))

    def affine(self, unit: Unit, chosen: Iterable[int]) -> list[Affine]:
        """The pieces of the unit at these samples. Raises ``Refusal`` where it is in none."""
        found = []
        for i in chosen:
            form = self._forms[unit][i]
            if form is None:
                raise Refusal("patterns.no_piece", where=unit.at(i))
            found.append(form)
        return found

    def constants(self, number: int, chosen: Sequence[int]) -> tuple[Fraction, ...] | None:
        """What the units of a layer give, if that is one number each at these samples on the whole box; else None."""
        layer = [{self._forms[unit][i] for i in chosen} for unit in self.of_layer(number)]
        forms = [form for found in layer if len(found) == 1 and (form := next(iter(found))) is not None and not form[0]]
        return tuple(value for _, value in forms) if len(forms) == len(layer) else None

    def units(self) -> tuple[Unit, ...]:
        """All units of the network, the shortcut's first, then layer by layer, branch by branch."""
        return tuple(self._forms)

    def of_layer(self, number: int) -> tuple[Unit, ...]:
        """The units of a layer."""
        return tuple(unit for unit in self._forms if unit.layer == number)

    def _layer(self, number: int, inputs: _Rows, pieces: Sequence[Pieces]) -> _Rows:
        """Enter the pieces of a layer, each unit by those of its own neuron; its outputs, (n, width)."""
        columns = []
        for index, own in enumerate(pieces):
            unit = Unit(number, index)
            forms, column = self._unit(unit, inputs, own)
            self._forms[unit] = tuple(forms)
            columns.append(column)
        return [list(row) for row in zip(*columns, strict=True)]

    def _unit(self, unit: Unit, inputs: _Rows, pieces: Pieces) -> tuple[list[Affine | None], list[flint.arb]]:
        around, jets, residual = self._layout.wiring(unit), Jets(pieces, 0), self._layout.layer(unit.layer).residual
        weights = [self._full[k] for k in around.incoming]
        bias = flint.arb(0) if around.bias is None else self._full[around.bias]
        forms: list[Affine | None] = []
        values = []
        for i, row in enumerate(inputs):
            place = sum((w * x for w, x in zip(weights, row, strict=True)), bias)
            if residual:
                place += self._points[i][unit.index]
            # x is a ball around what comes from below at all parameters of the box: 0 means 0 nearby, not at a point.
            nothing = around.bias is None and not residual and all(x.is_zero() for x in row)
            form = _constant(pieces) if nothing else affine_on(pieces, jets.piece(place))
            forms.append(form)
            if form is None:
                values.append(jets.at(place, unit.at, i)[0])
            else:
                values.append(ball(form[0]) * place + ball(form[1]))
        return forms, values


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
