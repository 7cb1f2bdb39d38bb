"""The path of thm.wide.decay: neurons are scaled by roots until one is 0, and others grow from 0 in its place.

The names are those of the proof. The vectors u = (a, w, b) are those of the point and of a lower one, the goal. How
much of u there is, m(u) > 0 says: the neuron is m(u)^(1/2) u. Its column, the a s(w . X_i) over the distinct x_i, and
its penalties are m(u) times those of u. So on a segment of m the outputs and the penalties move on segments: all is
exact, and L is convex. Columns count modulo constants where a_0 takes these up.

Every step begins anew where the last one ended: the state of the proof is that point, with r = 0. So L exceeds nowhere
its value at the start: the outputs stay and the penalties do not rise, or outputs, penalties and all that is beside the
neurons move straight to those of the goal, where L is lower, or to less penalties than that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeAlias

import flint

from theoremcheck.decide.data.rational import matrix, solution
from theoremcheck.decide.data.relations import exact, relations, without
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.data.trained import free_constant
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.dominance import homogeneous_slopes
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.verdict.path.ratios import Ratio
from theoremcheck.verdict.path.scaled import ONE, level_at
from theoremcheck.verdict.path.values import Move, Piece

Amounts: TypeAlias = Mapping[int, Fraction]
"""Numbers by the vectors, which are counted from 0: m, or a change of m."""

MAX_PATH_STEPS: Final = 120
"""Pieces in which a goal is to be reached under weight decay."""
MAX_PATH_VECTORS: Final = 2_500
"""Twice the neurons times the distinct samples up to which that is tried."""
_BITS: Final = 256
_ZERO, _UNIT = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class _State:
    """m, the vector in each place for a neuron (None: the neuron is 0), and all that is beside the neurons, (p,)."""

    amounts: Amounts
    places: tuple[int | None, ...]
    beside: Vector

    @property
    def support(self) -> list[int]:
        """The vectors with m > 0, J."""
        return [u for u in self.places if u is not None]


@dataclass(frozen=True)
class _Ground:
    """The problem, and the vectors u, each as (a, w, b), with b where it is trained."""

    problem: Problem
    vectors: tuple[Vector, ...]

    @cached_property
    def layout(self) -> Layout:
        return Layout.of(self.problem)

    @cached_property
    def neurons(self) -> list[tuple[int, ...]]:
        """The places of (a, w, b) of each neuron."""
        return neuron_places(self.layout)

    @cached_property
    def free(self) -> bool:
        """True if a_0 takes up constants."""
        return free_constant(self.problem)

    @cached_property
    def columns(self) -> list[Vector]:
        """The columns, (N,) each."""
        slopes = homogeneous_slopes(self.problem)
        if slopes is None:
            raise Refusal("path.not_rational", neuron=self.problem.neuron.name)
        points, found = tuple(dict.fromkeys(samples(self.problem).points)), []
        for a, *weights in self.vectors:
            row, bias = weights[: self.layout.dimension], sum(weights[self.layout.dimension :], _ZERO)
            received = (dot(row, point) + bias for point in points)
            found.append(tuple(a * z * slopes[z > 0] for z in received))
        return found

    @cached_property
    def read(self) -> list[Vector]:
        """The columns as they count."""
        return [tuple(entry - own[0] for entry in own[1:]) if self.free else own for own in self.columns]

    @cached_property
    def penalties(self) -> list[Fraction]:
        """The theta of each."""
        factors = self.layout.squares(self.problem.objective)
        own = [factors.get(place, _ZERO) for place in self.neurons[0]]
        return [sum((c * x * x for c, x in zip(own, vector, strict=True)), _ZERO) for vector in self.vectors]

    def rows(self, among: Sequence[int]) -> list[list[Fraction]]:
        """The columns of some vectors as they count, (.., len(among)): what a relation of them annuls."""
        return [list(row) for row in zip(*(self.read[u] for u in among), strict=True)]

    def penalty(self, amounts: Amounts) -> Fraction:
        """The theta of a change."""
        return sum((c * self.penalties[u] for u, c in amounts.items()), _ZERO)

    def total(self, amounts: Amounts) -> Vector:
        """The phi of a change, as it counts."""
        size = len(self.read[0])
        return tuple(sum((c * self.read[u][i] for u, c in amounts.items()), _ZERO) for i in range(size))

    def constant(self, amounts: Amounts) -> Fraction:
        """The phi of a change at the first sample."""
        return sum((c * self.columns[u][0] for u, c in amounts.items()), _ZERO)

    def piece(self, move: Move, start: _State, end: _State) -> Piece:
        """The piece on which m and what is beside move on a segment; the places are those of the end or the start."""
        entries = [Ratio.line(*ends) for ends in zip(start.beside, end.beside, strict=True)]
        scales = [ONE] * len(entries)
        for own, first, last in zip(self.neurons, start.places, end.places, strict=True):
            u = first if last is None else last
            for place, value in zip(own, (_ZERO,) * len(own) if u is None else self.vectors[u], strict=True):
                entries[place] = Ratio.constant(value)
                if u is not None:
                    scales[place] = Ratio.line(start.amounts.get(u, _ZERO), end.amounts.get(u, _ZERO))
        return Piece(move, self.layout.centre(entries), self.layout.centre(scales))


def neuron_places(layout: Layout) -> list[tuple[int, ...]]:
    """The places of (a, w, b) of each neuron, with b where it is trained."""
    found = []
    for j in range(layout.network.width):
        wiring = layout.wiring(Unit(0, j))
        biases = () if wiring.bias is None or wiring.bias in layout.frozen else (wiring.bias,)
        found.append((*wiring.outgoing, *wiring.incoming, *biases))
    return found


def pieces(problem: Problem, point: Vector, goal: Vector) -> Iterator[Piece]:
    """The pieces of the path from a point to where L is at most that of the goal, both (P,).

    Raises ``Refusal`` where that is not reached in MAX_PATH_STEPS pieces.
    """
    layout = Layout.of(problem)
    width, count = problem.network.width, len(set(samples(problem).points))
    require(2 * width * count <= MAX_PATH_VECTORS, "path.vectors", most=MAX_PATH_VECTORS)
    ends = [layout.full(entries) for entries in (point, goal)]
    own = neuron_places(layout)
    ground = _Ground(problem, tuple(tuple(full[place] for place in places) for full in ends for places in own))
    here, there = (_state(ground, full, first) for full, first in zip(ends, (0, width), strict=True))
    target = deque([there, *_freed(ground, there)], maxlen=1).pop()
    wanted = _level(ground, target)
    for _ in range(MAX_PATH_STEPS):
        for freed in _freed(ground, here):
            yield ground.piece(Move.FREE, here, freed)
            here = freed
        if not bool(_level(ground, here) > wanted):
            return
        moved, done = _towards(ground, here, target)
        yield ground.piece(Move.LOWER, here, moved)
        if done:
            return
        here = moved
    raise Refusal("path.pieces", most=MAX_PATH_STEPS)


def _state(ground: _Ground, full: Vector, first: int) -> _State:
    """A point: its neurons are the vectors from ``first`` on."""
    places = tuple(first + j if any(ground.vectors[first + j]) else None for j in range(len(ground.neurons)))
    return _State({u: _UNIT for u in places if u is not None}, places, full)


def _level(ground: _Ground, state: _State) -> flint.arb:
    """L there, in a ball."""
    with precision(_BITS):
        return level_at(ground.problem, ground.piece(Move.IDLE, state, state), _ZERO)


# --- the steps of the proof -------------------------------------------------------------------------------------------


def _freed(ground: _Ground, here: _State) -> Iterator[_State]:
    """(1): states with the same outputs and no more penalties, the last with independent columns.

    At first all u go at once of which nothing counts. Each relation h is that or the other way round: so that the
    penalties do not grow, and some h(u) < 0.
    """
    silent = [u for u in here.support if not any(ground.read[u])]
    if silent:
        here = _moved(ground, here, dict.fromkeys(silent, -_UNIT))[0]
        yield here
    basis = relations(ground.rows(here.support), here.support)
    while basis:
        change = exact(basis[0])
        total = ground.penalty(change)
        if total > 0 or (not total and min(change.values()) > 0):
            change = {u: -h for u, h in change.items()}
        before = here.support
        here = _moved(ground, here, change)[0]
        yield here
        basis = without(basis, set(before).difference(here.support))


def _towards(ground: _Ground, here: _State, there: _State) -> tuple[_State, bool]:
    """(2) or (3): the state after a step towards the goal, and whether it has its outputs."""
    support = here.support
    change = {u: there.amounts.get(u, _ZERO) - here.amounts.get(u, _ZERO) for u in {*support, *there.support}}
    within = solution(matrix(ground.rows(support), len(support)), ground.total(change)) if support else None
    if within is not None:
        found = dict(zip(support, within, strict=True))
        if ground.penalty(found) <= ground.penalty(change):
            return _moved(ground, here, found, there, change)
    return _moved(ground, here, _narrowed(ground, support, change), there, change)


def _narrowed(ground: _Ground, support: Sequence[int], change: Amounts) -> Amounts:
    """An e with phi and theta of a change, >= 0 off J, so that J and what it moves are no more vectors than neurons."""
    found = {u: e for u, e in change.items() if e}
    among = sorted({*support, *found})
    basis = relations([*ground.rows(among), [ground.penalties[u] for u in among]], among)
    while len({*support, *found}) > len(ground.neurons):
        require(bool(basis), "path.no_elimination")
        relation = exact(basis[0])
        if all(h >= 0 for u, h in relation.items() if u not in support):
            relation = {u: -h for u, h in relation.items()}
        outside = set(found).difference(support)
        share = min(found[u] / -h for u, h in relation.items() if u in outside and h < 0)
        for u, h in relation.items():
            found[u] = found.get(u, _ZERO) + share * h
        found = {u: e for u, e in found.items() if e}
        basis = without(basis, outside.difference(found))
    return found


def _moved(
    ground: _Ground, here: _State, change: Amounts, there: _State | None = None, straight: Amounts | None = None
) -> tuple[_State, bool]:
    """The state after a change of m, up to where a first m(u) is 0, and whether it was whole.

    Towards ``there`` what is beside the neurons moves as well, and the whole change is the most. ``straight`` is the
    change that leads there: a_0 takes up by what constant they differ.
    """
    falling = [here.amounts[u] / -e for u, e in change.items() if e < 0]
    share = min(falling if there is None else [_UNIT, *falling])
    amounts = dict(here.amounts)
    for u, e in change.items():
        amounts[u] = amounts.get(u, _ZERO) + share * e
    amounts = {u: m for u, m in amounts.items() if m}
    free = iter([j for j, u in enumerate(here.places) if u is None])
    places = [u if u in amounts else None for u in here.places]
    for u in sorted(amounts):
        if u not in here.amounts:
            places[next(free)] = u
    beside = list(here.beside)
    if there is not None:
        beside = [(1 - share) * old + share * new for old, new in zip(here.beside, there.beside, strict=True)]
    if ground.free:
        beside[0] += share * (ground.constant(straight or {}) - ground.constant(change))
    return _State(amounts, tuple(places), tuple(beside)), share == 1
