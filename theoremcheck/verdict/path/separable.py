"""The paths of thm.monotone_valley and thm.separable_valley: the margins of separable samples are raised.

The names are those of the proofs. Along the last piece every margin grows, and it ends where L hardly falls any more.
What the numbers are is proposed here, by balls; that no margin falls is for the checks to say (``margins``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final

from theoremcheck.decide.data.separation import affine_separation, separate, separation
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.path import linear
from theoremcheck.verdict.path.check import loss_at
from theoremcheck.verdict.path.neurons import Values
from theoremcheck.verdict.path.targets import NEAR, Target
from theoremcheck.verdict.path.values import Move, Piece

_BITS: Final = 128
_DOUBLINGS: Final = 40
"""How often the last step is doubled."""
_PLACES: Final = tuple(Fraction(k, 4) for k in (4, -4, 8, -8, 2, -2, 16, -16, 1, -1, 32, -32, 64, -64, 0))
"""Where values of s are looked at."""


# --- a linear part ----------------------------------------------------------------------------------------------------


def linear_pieces(problem: Problem, point: Vector) -> Iterator[Piece]:
    """The pieces of the path from a point (trained parameters). Raises ``Refusal`` where it is not constructed."""
    if problem.network.residual:
        raise Refusal("path.head")
    layout, level = Layout.of(problem), problem.network.trains(Block.OUTPUT_BIAS)
    part, full = linear.chosen(problem, layout), list(layout.full(point))
    slope, shift = _separating(problem, constant=level or bool(part.biased))
    change: Callable[[Fraction], list[Fraction]]
    if part.is_awake(full):

        def change(r: Fraction) -> list[Fraction]:
            return part.changed(full, [r * entry for entry in slope], r * shift, level=level)

    else:
        rested, end = _fed(part, full, slope, shift, level=level)
        yield Piece.straight(Move.IDLE, layout.centre(full), layout.centre(rested))
        full, change = rested, end
    yield Piece.straight(Move.LOWER, layout.centre(full), layout.centre(furthest(problem, layout, change)))


def _separating(problem: Problem, *, constant: bool) -> tuple[Vector, Fraction]:
    """(u, k) with y_i (u . x_i + k) >= 1 for all samples; k = 0 if that can be."""
    data = problem.samples
    found = separate(data.rows, data.labels)
    normal, shift = (found.normal, Fraction(0)) if isinstance(found, Separation) else ((), Fraction(0))
    if not normal:
        found = affine_separation(problem) if constant else None
        if not isinstance(found, Separation):
            raise Refusal("path.no_lower")
        *entries, shift = found.normal
        normal = tuple(entries)
    least = min(label * (dot(normal, x) + shift) for x, label in zip(data.points, data.labels, strict=True))
    return tuple(entry / least for entry in normal), shift / least


def _fed(
    part: linear.Part, full: list[Fraction], slope: Vector, shift: Fraction, *, level: bool
) -> tuple[list[Fraction], Callable[[Fraction], list[Fraction]]]:
    """(b) Layers that do not enter f make u . x and a constant; where they are let in, f changes by r h(x).

    ``shift`` is what is missing, if that is not 0: by the bias of one of these layers, or by what is lifted with r.
    """
    i = part.sleeping(full)
    found = list(full)
    for m in range(i + 1):
        own = part.places.layers[m]
        for place in range(own.weights.start, own.weights.stop):
            found[place] = Fraction(0)
        found[own.weights.start] = Fraction(1)
    factor = prod((entries[0] for entries in part.slopes[: i + 1]), start=Fraction(1))
    first = part.places.layers[0].weights.start
    width = part.places.layers[0].inputs
    found[first : first + width] = [Fraction(0)] * width
    origin = (Fraction(0),) * width
    missing = part.outputs(found, origin)[i + 1][0]
    below = next((m for m in part.biased if m <= i), None) if not level and shift else None
    if below is not None:
        above = prod((entries[0] for entries in part.slopes[below : i + 1]), start=Fraction(1))
        found[part.places.layers[below].bias.start] += (shift - missing) / above
        missing = shift
    scale = (Fraction(1) if shift else 1 + abs(missing)) / factor
    found[first : first + width] = [scale * entry for entry in slope]
    if i + 1 == part.depth:
        place, entry = part.places.output.start, Fraction(1)
    else:
        row = part.rows(found)[i + 1]
        unit, following = linear.largest(row), part.places.layers[i + 1]
        place, entry = following.weights.start + unit * following.inputs, row[unit]

    def change(r: Fraction) -> list[Fraction]:
        end = list(found)
        end[place] += r / entry
        if shift and missing != shift:
            linear.lift(part, end, r * (shift - missing), level=level)
        return end

    return found, change


def furthest(problem: Problem, layout: Layout, at: Callable[[Fraction], list[Fraction]]) -> list[Fraction]:
    """All parameters at r = 1, 2, 4, ..: as far as L falls by more than a little."""

    def loss(r: Fraction) -> float:
        return float(loss_at(problem, layout.centre(at(r))))

    r = Fraction(1)
    start, here = loss(Fraction(0)), loss(r)
    for _ in range(_DOUBLINGS):
        further = loss(2 * r)
        if here < start and here - further <= NEAR * (start - further):
            break
        r, here = 2 * r, further
    return at(r)


# --- neurons that are turned ------------------------------------------------------------------------------------------


def neuron_pieces(problem: Problem, point: Vector) -> Iterator[Piece]:
    """The pieces of the path from a point (trained parameters). Raises ``Refusal`` where it is not constructed."""
    neurons = _Neurons.of(problem)
    full = list(neurons.layout.full(point))
    if not set(neurons.outer) <= set(neurons.layout.trained):
        yield from _held(neurons, full)
        return
    if problem.network.trains(Block.OUTPUT_BIAS):
        yield from _levelled(neurons, full)
    elif len(neurons.outer) > 1 and neurons.shift(0, full) == neurons.shift(1, full):
        yield from _paired(neurons, full)
    else:
        yield from _signed(neurons, full)


@dataclass(frozen=True)
class _Neurons:
    """The neurons of the shortcut: u with y_i (u . X_i) >= 1, and s, which rises if ``sense`` is 1, and falls if -1."""

    problem: Problem
    layout: Layout
    normal: Vector
    values: Values
    sense: int

    @classmethod
    def of(cls, problem: Problem) -> _Neurons:
        """The neurons of a problem with samples that are separable."""
        found = separation(problem)
        if not isinstance(found, Separation):
            raise Refusal("path.no_lower")
        pairs = zip(problem.inputs, problem.samples.labels, strict=True)
        least = min(label * dot(found.normal, x) for x, label in pairs)
        values = Values(problem.neuron)
        _, low, high = _apart(values)
        return cls(problem, Layout.of(problem), tuple(n / least for n in found.normal), values, 1 if low < high else -1)

    @property
    def outer(self) -> tuple[int, ...]:
        """The places of the a_j."""
        own = self.layout.blocks[Block.OUTPUT_WEIGHTS]
        return tuple(range(own.start, own.stop))

    def shift(self, j: int, full: Sequence[Fraction]) -> Fraction:
        """beta_j: a frozen b_j, or 0."""
        bias = self.layout.wiring(Unit(0, j)).bias
        return Fraction(0) if bias is None or bias not in self.layout.frozen else full[bias]

    def weights(self, j: int) -> tuple[int, ...]:
        """The places of w_j, which takes X_i."""
        wiring = self.layout.wiring(Unit(0, j))
        biased = wiring.bias is not None and wiring.bias not in self.layout.frozen
        return wiring.receiving if biased else wiring.incoming

    def received(self, j: int, full: Sequence[Fraction]) -> list[Fraction]:
        """y_i times w_j . X_i, (n,)."""
        own = [full[place] for place in self.weights(j)]
        return [label * dot(own, x) for x, label in zip(self.problem.inputs, self.problem.samples.labels, strict=True)]

    def turn(self, full: list[Fraction], j: int, r: Fraction) -> list[Fraction]:
        """w_j moves by r u."""
        found = list(full)
        for place, entry in zip(self.weights(j), self.normal, strict=True):
            found[place] += r * entry
        return found

    def side(self, a: Fraction) -> int:
        """e: the sign of a_j, times -1 if s falls; 1 if a_j = 0."""
        return -1 if self.sense * a < 0 else 1

    def beyond(self, full: list[Fraction], j: int, e: int, low: Fraction, high: Fraction) -> list[Fraction]:
        """w_j is turned so far that the neuron takes ``high`` or more where e y_i = 1, ``low`` or less elsewhere."""
        shift = self.shift(j, full)
        wanted = [(high if e * y > 0 else -low) - e * y * shift for y in self.problem.samples.labels]
        missing = max(w - e * z for w, z in zip(wanted, self.received(j, full), strict=True))
        return self.turn(full, j, e * max(Fraction(0), Fraction(-(-missing // 1))))

    def piece(self, move: Move, start: Sequence[Fraction], end: Sequence[Fraction]) -> Piece:
        """The segment."""
        return Piece.straight(move, self.layout.centre(start), self.layout.centre(end))

    def last(self, full: list[Fraction], changes: Sequence[tuple[int, Fraction]]) -> Piece:
        """The piece on which parameters, by their places, change by r times a number each, r as large as pays."""

        def at(r: Fraction) -> list[Fraction]:
            found = list(full)
            for place, change in changes:
                found[place] += r * change
            return found

        return self.piece(Move.LOWER, full, furthest(self.problem, self.layout, at))


def _apart(values: Values, *, signs: bool = False) -> tuple[tuple[Fraction, Fraction], Fraction, Fraction]:
    """(p, q), s(p) and s(q) about, for p < q at which s has different values; with ``signs`` of different signs."""
    known = {}
    with precision(_BITS):
        for place in _PLACES:
            value = float(values.enclosed(ball(place)).mid())
            known[place] = Fraction(round(value * 2**20), 2**20) if np.isfinite(value) else Fraction(0)
    pairs = [(p, q) for p, q in product(_PLACES, repeat=2) if p < q and known[p] != known[q]]
    pairs = [(p, q) for p, q in pairs if known[p] * known[q] < 0] if signs else pairs
    if not pairs:
        raise Refusal("path.no_lower")
    p, q = min(pairs, key=lambda pair: max(map(abs, pair)) - abs(known[pair[1]] - known[pair[0]]))
    return (p, q), known[p], known[q]


def _levelled(neurons: _Neurons, full: list[Fraction]) -> Iterator[Piece]:
    """(1) One neuron is turned, then it and a_0 move."""
    (p, q), low, high = _apart(neurons.values)
    j = max(range(len(neurons.outer)), key=lambda k: abs(full[neurons.outer[k]]))
    e = neurons.side(full[neurons.outer[j]])
    turned = neurons.beyond(full, j, e, p, q)
    yield neurons.piece(Move.TURN, full, turned)
    way = Fraction(e * neurons.sense)
    level = neurons.layout.blocks[Block.OUTPUT_BIAS].start
    yield neurons.last(turned, [(neurons.outer[j], way), (level, -way * (low + high) / 2)])


def _signed(neurons: _Neurons, full: list[Fraction]) -> Iterator[Piece]:
    """(2) One neuron is turned to where s has both signs, then its output weight moves."""
    (p, q), _, _ = _apart(neurons.values, signs=True)
    e = neurons.side(full[neurons.outer[0]])
    turned = neurons.beyond(full, 0, e, p, q)
    yield neurons.piece(Move.TURN, full, turned)
    yield neurons.last(turned, [(neurons.outer[0], Fraction(e * neurons.sense))])


def _paired(neurons: _Neurons, full: list[Fraction]) -> Iterator[Piece]:
    """(3) Two neurons of one shift: one of both gets a weight >= 0, the other <= 0, and they are turned apart."""
    first, second = neurons.outer[:2]
    if full[first] * full[second] > 0:
        e = neurons.side(full[first])
        gaps = zip(neurons.received(0, full), neurons.received(1, full), strict=True)
        far = max(Fraction(0), *(Fraction(-(-(e * (a - b)) // 1)) for a, b in gaps))
        met = neurons.turn(full, 1, e * far)
        for own, other in zip(neurons.weights(0), neurons.weights(1), strict=True):
            met[own] = met[other]
        yield neurons.piece(Move.TURN, full, met)
        full = list(met)
        full[first], full[second] = full[first] + full[second], Fraction(0)
        yield neurons.piece(Move.FREE, met, full)
    up, down = (0, 1) if neurons.sense * (full[first] - full[second]) >= 0 else (1, 0)
    (p, q), _, _ = _apart(neurons.values)
    turned = neurons.beyond(neurons.beyond(full, up, 1, p, q), down, -1, p, q)
    yield neurons.piece(Move.TURN, full, turned)
    way = Fraction(neurons.sense)
    yield neurons.last(turned, [(neurons.outer[up], way), (neurons.outer[down], -way)])


def _held(neurons: _Neurons, full: list[Fraction]) -> Iterator[Piece]:
    """(4) The a_j are frozen: all neurons are turned, then a_0 moves, if it is trained."""
    problem, layout = neurons.problem, neurons.layout
    levelled = problem.network.trains(Block.OUTPUT_BIAS)
    target = Target(problem)

    def turned(r: Fraction) -> list[Fraction]:
        found = full
        for j, place in enumerate(neurons.outer):
            if full[place]:
                found = neurons.turn(found, j, r * neurons.side(full[place]))
        return found

    def level(here: list[Fraction]) -> list[Fraction]:
        found = list(here)
        if levelled:
            design = np.ones((len(problem.samples.points), 1))
            found[layout.blocks[Block.OUTPUT_BIAS].start] += target.shortest(design, target.seen(layout.centre(here)))[
                0
            ]
        return found

    end = furthest(problem, layout, lambda r: level(turned(r)))
    place = layout.blocks[Block.OUTPUT_BIAS].start if levelled else None
    middle = list(end)
    if place is not None:
        middle[place] = full[place]
    yield neurons.piece(Move.TURN, full, middle)
    yield neurons.piece(Move.LOWER, middle, end)
