"""Every unit stays in one affine piece, or is a square: what moves reaches every output there is (theory: lemma.slice).

On the box f on the samples, less a_0 where that is frozen, is a linear combination of fixed columns, one for each path
through the network and each thing that enters it: a feature, a bias, the constant of a piece. Their span V holds all
that outputs nearby differ by, and L sees of them what ``VisibleOutputs`` says. Of neurons alpha z^2 + gamma the outputs
are quadrics: V is spanned by their columns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.data.exact import cleared_matrix, rank, row_basis
from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.minima.constants import loss_jets, loss_pieces
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.expansion import Slopes, ridge
from theoremcheck.trusted.minima.patterns import Patterns, affine_on
from theoremcheck.trusted.minima.squares import square_columns, squares_alone
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

MAX_COLUMN_ENTRIES: Final = 1_000_000
"""Entries of the columns whose span holds the outputs of a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What moves, by places in the centre, reaches every f there is: all neurons are affine nearby, or squares.

    The samples at which l is locally constant do not count.
    """

    moving: tuple[int, ...]


def check_cell(problem: Problem, around: Slopes, cell: Cell) -> None:
    """Accept if the derivatives in what moves span, on the whole box, all that L can see of the outputs of the cell.

    lemma.slice (2): "L is a function of what it sees, which lies in a linear space of that dimension" by
    ``VisibleOutputs``, with the pieces of every unit on the whole box, or ``square_columns``; "u -> what it sees is a
    diffeomorphism" by the Gram matrix, on the box.
    """
    require(not ridge(problem), "cells.penalty")
    places = around.places(cell.moving)
    seen = VisibleOutputs(problem, around)
    require(seen.size == len(cell.moving), "cells.dimensions", moving=len(cell.moving), seen=seen.size)
    columns = [seen.derivatives(place) for place in places]
    gram = Symmetric.of(len(columns), lambda i, j: _product(columns[i], columns[j]))
    require(proves_positive_definite(gram), "cells.not_onto")


def _product(left: Sequence[flint.arb], right: Sequence[flint.arb]) -> flint.arb:
    return sum((x * y for x, y in zip(left, right, strict=True)), flint.arb(0))


class VisibleOutputs:
    """What L sees of the outputs on a box: f where l is curved, and one sum over the samples where l is affine.

    Samples where l is constant are not seen.
    """

    def __init__(self, problem: Problem, around: Slopes) -> None:
        data, jets = samples(problem), loss_jets(problem, 0)
        self._around = around
        self._curved: list[int] = []
        self._sum: dict[int, Fraction] = {}
        for i, margin in enumerate(data.margins(around.outputs)):
            label = data.labels[i]
            form = affine_on(loss_pieces(problem, label), jets[label].piece(margin))
            if form is None:
                self._curved.append(i)
            elif form[0]:
                self._sum[i] = data.margin(i, data.weights[i] * form[0])
        active = sorted((*self._curved, *self._sum))
        reduced = {self._reduced(dict(zip(active, c, strict=True))) for c in self._columns(problem, active)}
        self.size = rank(cleared_matrix(sorted(reduced), len(self._curved) + 1)) if reduced else 0

    def _columns(self, problem: Problem, active: Sequence[int]) -> set[Vector]:
        if not active:
            return set()
        if squares_alone(problem):
            return square_columns(problem, active)
        return output_columns(problem, Patterns(problem, self._around.box), active)

    def _reduced(self, column: Mapping[int, Fraction]) -> Vector:
        total = sum((factor * column[i] for i, factor in self._sum.items()), Fraction(0))
        return (*(column[i] for i in self._curved), total)

    def derivatives(self, place: int) -> list[flint.arb]:
        """The derivatives of what L sees in a parameter, by its place in the full list."""
        rows = self._around.jacobian
        total = sum((ball(factor) * rows[i][place] for i, factor in self._sum.items()), flint.arb(0))
        return [*(rows[i][place] for i in self._curved), total]


def output_columns(
    problem: Problem, patterns: Patterns, active: Sequence[int], left_out: Collection[int] = ()
) -> set[Vector]:
    """Columns, (active,), whose span V holds f on these samples everywhere in the cell, and not much more.

    f is a sum of branches, so V is one of spaces, each read from the output of its branch downwards. The branches whose
    last layers have the numbers ``left_out`` are not counted in. A frozen a_0 is one number throughout, and is left out
    as well: V holds f less that number.
    """
    columns = _Columns(problem, patterns, active)
    for branch in columns.layout.branches:
        leaving = {columns.one}
        for number in reversed(branch.numbers if branch.numbers[-1] not in left_out else ()):
            leaving = columns.enter(number, leaving)
    return columns.found


class _Columns:
    """The columns found so far, from the output downwards."""

    def __init__(self, problem: Problem, patterns: Patterns, active: Sequence[int]) -> None:
        data, self.layout = samples(problem), Layout.of(problem)
        self.patterns, self.active = patterns, active
        self.one = (Fraction(1),) * len(active)
        self.features = [tuple(data.points[i][k] for i in active) for k in range(data.dimension)]
        moves = problem.network.output_bias and 0 not in self.layout.frozen  # place 0 is that of a_0
        self.found = {self.one} if moves else set[Vector]()

    def enter(self, number: int, leaving: set[Vector]) -> set[Vector]:
        """Add what enters a layer whose paths to the output are ``leaving``; the paths that start before its units."""
        entering = set[Vector]()
        for unit in self.patterns.of_layer(number):
            forms = self.patterns.affine(unit, self.active)
            for path in leaving:
                entering.add(tuple(slope * p for (slope, _), p in zip(forms, path, strict=True)))
                self.found.add(tuple(constant * p for (_, constant), p in zip(forms, path, strict=True)))
            entries = (len(self.found) + len(entering)) * len(self.active)
            require(entries <= MAX_COLUMN_ENTRIES, "cells.columns", limit=MAX_COLUMN_ENTRIES)
        if len(entering) > len(self.active):
            entering = set(row_basis(sorted(entering)))  # products with fixed columns: the span is what counts
        if self.layout.layer(number).biased:
            self.found |= entering
        if self.layout.is_first(number) or self.layout.layer(number).residual:  # a head sees the features, too
            for feature in self.features:
                self.found |= {tuple(x * p for x, p in zip(feature, path, strict=True)) for path in entering}
        return entering
