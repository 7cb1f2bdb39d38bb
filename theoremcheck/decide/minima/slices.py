"""What to hold at a point so that a minimum may be strict in the rest (theory: lemma.slice). Untrusted.

All symmetries that the kernel knows are tried; complete pivoting picks independent ones and what each holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import inf
from typing import Final

import flint
import numpy.typing as npt

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.minima.derivatives import derivatives
from theoremcheck.functions.arrays import BeyondFloats, np
from theoremcheck.functions.floats import finite_float, finite_floats
from theoremcheck.trusted.data.exact import annihilator, cleared_matrix
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.hashes import shared_hashes
from theoremcheck.trusted.minima.cells import Cell, VisibleOutputs
from theoremcheck.trusted.minima.expansion import Slopes, slopes
from theoremcheck.trusted.minima.gauges import (
    Blind,
    Exchanging,
    Fields,
    Gauge,
    Mixing,
    Rescaling,
    Shifting,
    Silent,
    Symmetry,
    Turning,
    require_square,
)
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import layer_pieces, neuron_pieces
from theoremcheck.trusted.minima.slices import Slice
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

_BITS: Final = 96
_NEAR: Final = Fraction(1, 2**30)
_INDEPENDENT: Final = 1e-6
_MAX_MIXED: Final = 12
NOTHING_HELD: Final = Gauge((), ())
Replaced = Mapping[int, tuple[flint.arb, flint.arb]]


def gauge_at(problem: Problem, point: Sequence[Fraction], replaced: Replaced | None = None) -> Gauge:
    """As many symmetries as there are near the point, and what they allow to hold; none where nothing is known.

    ``replaced`` has the samples at which the loss is not smooth (see ``margins``).
    """
    try:
        with precision(_BITS), shared_hashes():
            if replaced is None and _all_held_down(problem, point):
                return NOTHING_HELD
            around = slopes(problem, point, _NEAR, replaced)
            return _chosen(Fields(problem, around), tuple(_candidates(problem, around)), around)
    except Refusal:
        return NOTHING_HELD


def cell_at(problem: Problem, point: Sequence[Fraction], replaced: Replaced | None = None) -> Cell | None:
    """Parameters that reach all outputs of the affine cell around the point, None if it is in none."""
    try:
        with precision(_BITS):
            around = slopes(problem, point, _NEAR, replaced)
            seen = VisibleOutputs(problem, around)
            table = finite_floats([entry.mid() for entry in seen.derivatives(k)] for k in around.trained)
    except Refusal:
        return None
    pivots = _pivots(table)
    return Cell(tuple(sorted(k for k, _ in pivots))) if len(pivots) == seen.size else None


def slices_at(problem: Problem, point: Sequence[Fraction], replaced: Replaced | None = None) -> Iterator[Slice]:
    """The slices in which a minimum near the point may be strict, the largest first."""
    yield gauge_at(problem, point, replaced)
    cell = cell_at(problem, point, replaced)
    if cell is not None:
        yield cell


def _all_held_down(problem: Problem, point: Sequence[Fraction]) -> bool:
    """True if L is seen to have no symmetry: each moves units, all penalised, or what has no influence."""
    quick = derivatives(problem)
    if quick is None or not quick.held_down:
        return False
    gradient = quick.gradient(point, _NEAR)
    return gradient is not None and not any(entry.is_zero() for entry in gradient)


def _chosen(fields: Fields, candidates: Sequence[Symmetry], around: Slopes) -> Gauge:
    column = {place: k for k, place in enumerate(around.trained)}
    found: list[Symmetry] = []
    rows = []
    for symmetry in candidates:
        try:
            field = fields.of(symmetry)
        except Refusal:
            continue
        row = np.zeros(len(column))
        try:
            for place, value in field.items():
                if place in column:  # a frozen one does not move
                    row[column[place]] = finite_float(value.mid())
        except BeyondFloats:
            continue
        size = float(np.linalg.norm(row))
        if 0 < size < inf:
            found.append(symmetry)
            rows.append(row / size)
    pivots = sorted(_pivots(np.array(rows))) if rows else []
    return Gauge(tuple(found[m] for m, _ in pivots), tuple(k for _, k in pivots))


def _pivots(table: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Rows and columns of pivots by complete pivoting, as many as the numerical rank."""
    left = table.copy()
    found: list[tuple[int, int]] = []
    bound = _INDEPENDENT * float(np.abs(table).max(initial=0.0))
    while len(found) < min(table.shape):
        row, column = divmod(int(np.abs(left).argmax()), left.shape[1])
        if abs(left[row, column]) <= bound:
            break
        found.append((row, column))
        left = left - np.outer(left[:, column] / left[row, column], left[row])
        left[row] = 0
        left[:, column] = 0
    return found


def _candidates(problem: Problem, around: Slopes) -> Iterator[Symmetry]:
    for place, entry in enumerate(around.gradient):
        if entry.is_zero():
            yield Silent(place)
    layout = Layout.of(problem)
    layers = [[Unit(0, j) for j in range(problem.network.width)]]
    layers += [[Unit(k, j) for j in range(layer.width)] for k, layer in enumerate(layout.layers, 1)]
    first = [unit for number, units in enumerate(layers) if layout.is_first(number) for unit in units]
    for unit, directions in zip(first, _unseen(problem, around, layout, first), strict=True):
        yield from (Blind(unit, direction) for direction in directions)
    for units in layers:
        yield from map(Rescaling, units)
        affine = _in_affine_pieces(layer_pieces(problem, units[0].layer), units) if units else []
        if len(affine) <= _MAX_MIXED:
            yield from map(Shifting, affine)
            yield from (Mixing(first, second) for first, second in permutations(affine, 2))
    for own, units in zip(layout.layers, layers[1:], strict=True):
        if own.residual and len(units) <= _MAX_MIXED:
            pairs = combinations(units, 2)
            yield from (Exchanging(first, second, k) for first, second in pairs for k in range(own.inputs))
    if layers[0] and accepts(require_square, neuron_pieces(problem)):
        yield from (Turning(a.index, b.index) for a, b in combinations(layers[0], 2))


def _unseen(problem: Problem, around: Slopes, layout: Layout, units: Sequence[Unit]) -> Iterator[list[Vector]]:
    """For each unit a basis of the directions orthogonal to every sample that the unit sees."""
    points = samples(problem).points
    known: dict[tuple[Vector, ...], list[Vector]] = {(): []}  # of a unit that sees nothing the weights are silent
    for near in map(layout.wiring, units):
        one = () if near.bias is None else (Fraction(1),)
        seen = tuple(
            (*point, *one)
            for factor, row, point in zip(around.first, around.jacobian, points, strict=True)
            if not all((factor * row[k]).is_zero() for k in near.receiving)
        )
        if seen not in known:
            kernel = annihilator(cleared_matrix(seen, len(near.receiving)))
            table = kernel.tolist()
            known[seen] = [tuple(Fraction(int(row[k])) for row in table) for k in range(kernel.ncols())]
        yield known[seen]


def _in_affine_pieces(pieces: Sequence[Pieces], units: Sequence[Unit]) -> list[Unit]:
    """The units that may be in affine pieces: of neurons made of pieces, and of affine ones."""
    found = zip(pieces, units, strict=True)
    return [unit for own, unit in found if own.breaks or affine_on(own, 0) is not None]
