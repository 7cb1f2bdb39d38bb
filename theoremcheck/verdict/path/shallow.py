"""The path of thm.wide.shallow: neurons are freed and moved until the columns span, then the outputs move straight.

That of thm.wide.beside is the same where the neurons of the shortcut are enough, with f_D as it is.

The columns are the vectors of s(w_j . x_i + b_j) over the distinct x_i; with a_0 trained they count modulo constants.
Floats say what looks dependent, and where to go; which combination of columns is 0 is found in exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Final

import numpy as np

from theoremcheck.decide.data.rational import matrix
from theoremcheck.functions.floats import compile_float, finite_float, finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.functions.quotients import fraction_of
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.layout import Layout, Parameters, flat
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require
from theoremcheck.verdict.path.neurons import Values
from theoremcheck.verdict.path.targets import Target
from theoremcheck.verdict.path.values import Move, Piece

_INDEPENDENT: Final = 1e-7
"""Columns of length 1 whose least singular value is below this look dependent."""
_TINY: Final = 1e-12
_SHARE: Final = 1e-6
"""The least share in a relation of columns that counts."""
_BITS: Final = 128
_TRIED: Final = 40
_TRIED_WIDE: Final = 6
_WIDE: Final = 100
"""Entries of the columns from which on fewer neurons are tried."""
_SEED: Final = 1
_ZERO = Fraction(0)


@dataclass(frozen=True)
class _Ground:
    """What stays the same along the path."""

    problem: Problem
    layout: Layout
    values: Values
    target: Target
    beside: Array
    """What f_D adds at the samples, (n,): it never moves."""

    @classmethod
    def of(cls, problem: Problem, point: Vector) -> _Ground:
        count = len(samples(problem).points)
        return cls(problem, Layout.of(problem), Values(problem), Target(problem), _beside(problem, point, count))

    @cached_property
    def points(self) -> tuple[Vector, ...]:
        """The distinct x_i, (N, d)."""
        return tuple(dict.fromkeys(samples(self.problem).points))

    @cached_property
    def groups(self) -> list[list[int]]:
        """The samples at each of them."""
        found: dict[Vector, list[int]] = {point: [] for point in self.points}
        for index, point in enumerate(samples(self.problem).points):
            found[point].append(index)
        return list(found.values())

    @cached_property
    def level(self) -> bool:
        """True if a_0 is trained."""
        return self.problem.network.trains(Block.OUTPUT_BIAS)

    @property
    def most(self) -> int:
        """The greatest rank that columns can have."""
        return len(self.points) - int(self.level)

    def places(self, row: Vector, bias: Fraction) -> tuple[Fraction, ...]:
        """What a neuron receives at the distinct x_i, (N,)."""
        return tuple(dot(row, point) + bias for point in self.points)

    def column(self, row: Vector, bias: Fraction) -> Array:
        """The column of a neuron in floats, (N,)."""
        neuron = compile_float(formula(self.problem.neuron, "neuron"))
        return neuron.value(finite_floats([self.places(row, bias)])[0])

    def columns(self, point: Parameters[Fraction]) -> Array:
        """All columns, (N, M)."""
        rows = zip(point.hidden_weights, _biases(point), strict=True)
        return np.stack([self.column(row, bias) for row, bias in rows], axis=1)

    def _scaled(self, columns: Array) -> Array:
        """The columns, modulo constants if a_0 is trained, with length 1; those that are 0 stay so."""
        if self.level:
            columns = columns - columns.mean(axis=0)
        lengths = np.sqrt((columns**2).sum(axis=0))
        return np.asarray(np.where(lengths > _TINY, columns / np.maximum(lengths, _TINY), 0.0))

    def rank(self, columns: Array) -> tuple[int, float]:
        """The rank as it looks in floats, and the least singular value that counts."""
        found = np.linalg.svd(self._scaled(columns), compute_uv=False)
        count = int((found > _INDEPENDENT).sum())
        return count, float(found[count - 1]) if count else 0.0

    def spare(self, columns: Array) -> list[int]:
        """The neurons whose columns look like combinations of the others."""
        _, found, vectors = np.linalg.svd(self._scaled(columns))
        related = vectors[int((found > _INDEPENDENT).sum()) :]
        shares = np.abs(related).max(axis=0, initial=0.0)
        return [j for j, share in enumerate(shares) if share > _SHARE]

    def piece(self, move: Move, start: Parameters[Fraction], end: Parameters[Fraction]) -> Piece:
        """The segment."""
        return Piece.straight(move, *(self.layout.centre(flat(point)) for point in (start, end)))


def _beside(problem: Problem, point: Vector, count: int) -> Array:
    """f_D at the samples, (n,), in floats: f without a_0 and the a_j, which may be frozen."""
    if not problem.network.layers:
        return np.zeros(count)
    layout = Layout.of(problem)
    whole = layout.named(layout.full(point))
    silent = replace(whole, output_weights=(_ZERO,) * len(whole.output_weights))
    with precision(_BITS):
        found = height(problem, layout.centre(flat(silent)), _ZERO)[1]
    return np.asarray([finite_float(entry) for entry in found]) - finite_float(whole.output_bias or 0)


def _biases(point: Parameters[Fraction]) -> Vector:
    return point.hidden_bias or (_ZERO,) * len(point.output_weights)


def pieces(problem: Problem, point: Vector) -> Iterator[Piece]:
    """The pieces of the path from a point (trained parameters)."""
    moved = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS)
    require(all(map(problem.network.trains, moved)), "path.no_shortcut")
    ground = _Ground.of(problem, point)
    here = ground.layout.named(ground.layout.full(point))
    for _ in range(problem.network.width + 1):
        spread = _spread(ground, here)
        yield ground.piece(Move.IDLE, here, spread)
        here, columns = spread, ground.columns(spread)
        rank, spare = ground.rank(columns)[0], ground.spare(columns)
        if rank == ground.most or not spare or _better(ground, columns, spare[0], rank) is None:
            break
        freed = _freed(ground, here, columns)
        yield ground.piece(Move.FREE, here, freed)
        here = freed
    yield ground.piece(Move.LOWER, here, _aimed(ground, here))
    reached = ground.rank(ground.columns(here))[0] == ground.most
    require(reached or not problem.network.layers, "path.shortcut_alone")


def _spread(ground: _Ground, here: Parameters[Fraction]) -> Parameters[Fraction]:
    """The idle neurons whose columns are in the span of the others where the rank grows with each, as far as it can."""
    columns = ground.columns(here)
    for _ in range(len(here.output_weights)):
        rank = ground.rank(columns)[0]
        idle = next((j for j in ground.spare(columns) if not here.output_weights[j]), None)
        found = None if rank == ground.most or idle is None else _better(ground, columns, idle, rank)
        if found is None or idle is None:
            break
        here = _with_neuron(here, idle, *found)
        columns[:, idle] = ground.column(*found)
    return here


def _with_neuron(point: Parameters[Fraction], index: int, row: Vector, bias: Fraction) -> Parameters[Fraction]:
    rows = (*point.hidden_weights[:index], row, *point.hidden_weights[index + 1 :])
    biases = point.hidden_bias
    if biases is not None:
        biases = (*biases[:index], bias, *biases[index + 1 :])
    return replace(point, hidden_weights=rows, hidden_bias=biases)


def _better(ground: _Ground, columns: Array, index: int, rank: int) -> tuple[Vector, Fraction] | None:
    """A neuron, w and b, in place of that one, so that the rank grows as clearly as it can; None if none is seen."""
    network, random = ground.problem.network, Random(_SEED + rank)  # others each time
    frozen = network.frozen_block(Block.HIDDEN_BIAS) if network.hidden_bias else None
    fixed = frozen.value[index] if frozen is not None and frozen.value is not None else _ZERO
    trained = network.trains(Block.HIDDEN_BIAS)
    best: tuple[float, Vector, Fraction] | None = None
    count = _TRIED if columns.size < _WIDE else _TRIED_WIDE
    for trial in range(count):
        reach = 2 if trial < count // 2 else 12
        row = tuple(Fraction(random.randint(-4 * reach, 4 * reach), 4) for _ in ground.points[0])
        bias = Fraction(random.randint(-4 * reach, 4 * reach), 4) if trained else fixed
        changed = columns.copy()
        changed[:, index] = ground.column(row, bias)
        found, least = ground.rank(changed)
        if found > rank and (best is None or least > best[0]):
            best = (least, row, bias)
    return None if best is None else best[1:]


# --- freeing a neuron -------------------------------------------------------------------------------------------------


def _freed(ground: _Ground, here: Parameters[Fraction], columns: Array) -> Parameters[Fraction]:
    """The point at which a neuron more has output weight 0; f is what it was, as far as can be seen.

    Where a dependency of the columns is seen in floats only, the outputs move to better ones at the same time: that
    leaves room for what floats miss.
    """
    found = _dependency(ground, here)
    if found is None:
        here, found = _aimed(ground, here), _looks_dependent(ground, columns)
    factors, constant = found
    moving = [j for j, factor in enumerate(factors) if factor]
    index = min(moving, key=lambda j: abs(here.output_weights[j] / factors[j]))
    share = here.output_weights[index] / factors[index]
    weights = tuple(
        _ZERO if j == index else a - share * e
        for j, (a, e) in enumerate(zip(here.output_weights, factors, strict=True))
    )
    level = here.output_bias
    return replace(here, output_weights=weights, output_bias=None if level is None else level + share * constant)


def _dependency(ground: _Ground, here: Parameters[Fraction]) -> tuple[Vector, Fraction] | None:
    """e, (M,), not 0, and c with sum e_j phi_j = c: one that is seen in the names of s(z_ij) (see ``Values``)."""
    received = [ground.places(*entry) for entry in zip(here.hidden_weights, _biases(here), strict=True)]
    count = len(received)
    rows: list[list[Fraction]] = []
    for i in range(len(ground.points)):
        named: dict[Fraction, list[Fraction]] = {}
        known = [_ZERO] * (count + 1)
        known[count] = Fraction(-1) if ground.level else _ZERO
        for j in range(count):
            place = received[j][i]
            value = ground.values.rational(place)
            if value is not None:
                known[j] = value
                continue
            sign, name = ground.values.named(place)
            named.setdefault(name, [_ZERO] * (count + 1))[j] = Fraction(sign)
        rows += [known, *named.values()]
    for vector in _kernel(rows, count + 1):
        if any(vector[:count]):
            return vector[:count], vector[count]
    return None


def _kernel(rows: Sequence[Sequence[Fraction]], columns: int) -> Iterator[Vector]:
    """A basis of the vectors that every row annuls."""
    reduced, rank = matrix(rows, columns).rref()
    pivots = [next(j for j in range(columns) if reduced[i, j] != 0) for i in range(rank)]
    for free in (j for j in range(columns) if j not in pivots):
        vector = [_ZERO] * columns
        vector[free] = Fraction(1)
        for i, pivot in enumerate(pivots):
            vector[pivot] = -fraction_of(reduced[i, free])
        yield tuple(vector)


def _looks_dependent(ground: _Ground, columns: Array) -> tuple[Vector, Fraction]:
    """The combination of columns of length 1 that is closest to 0, or to a constant, in floats."""
    design = np.hstack([columns, -np.ones((len(columns), 1))]) if ground.level else columns
    vector = np.linalg.svd(design)[2][-1]
    if not np.abs(vector[: columns.shape[1]]).max() > 1e-9:
        vector = np.linalg.svd(design)[2][-2]
    found = tuple(Fraction(float(entry)) for entry in vector)
    count = columns.shape[1]
    return found[:count], found[count] if ground.level else _ZERO


# --- the last piece ---------------------------------------------------------------------------------------------------


def _aimed(ground: _Ground, here: Parameters[Fraction]) -> Parameters[Fraction]:
    """a_0 and a move so that the outputs move straight to better ones, with the columns that there are."""
    columns = ground.columns(here)
    place = {index: k for k, group in enumerate(ground.groups) for index in group}
    order = [place[index] for index in range(len(place))]
    design = np.hstack([columns, np.ones((len(columns), 1))]) if ground.level else columns
    weights = finite_floats([here.output_weights])[0]
    level = float(here.output_bias or 0)
    outputs = (columns @ weights + level)[order] + ground.beside
    target = ground.target
    if ground.rank(columns)[0] == ground.most:
        wanted = target.outputs(outputs, ground.groups)
        firsts = [group[0] for group in ground.groups]
        change = np.linalg.lstsq(design, (wanted - outputs)[firsts], rcond=None)[0]
    else:
        change = target.combination(design[order], outputs)
    exact = target.shortest(design[order], outputs, change)
    moved = tuple(a + entry for a, entry in zip(here.output_weights, exact, strict=False))
    bias = here.output_bias
    return replace(
        here, output_weights=moved, output_bias=bias + exact[-1] if ground.level and bias is not None else bias
    )
