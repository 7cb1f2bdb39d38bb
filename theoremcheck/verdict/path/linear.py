"""The path of thm.linear_valley: a part of a linear network is woken up, then f moves straight to a better function.

The names are those of the proof: h_m = C_m (W_m h_(m-1) + b_m) + e_m, and r_m is the row by which W_m h_(m-1) + b_m
enters f. The shortcut is a branch of one layer. What holds still is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import finite_floats
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.data.linear import linear_branch, linear_shortcut, trained_biases
from theoremcheck.trusted.problem.layout import BranchPlaces, Layout
from theoremcheck.trusted.problem.model import AnyFunction, Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.path.neurons import rational_polynomial
from theoremcheck.verdict.path.targets import Target
from theoremcheck.verdict.path.values import Move, Piece

_Full: TypeAlias = list[Fraction]
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Part:
    """A part of the network with all weights trained, and the layers of it with trained biases, from 0."""

    places: BranchPlaces
    slopes: tuple[Vector, ...]
    levels: tuple[Vector, ...]
    biased: tuple[int, ...]

    @property
    def depth(self) -> int:
        """The number of its layers."""
        return len(self.places.layers)

    def weights(self, full: Sequence[Fraction], m: int) -> list[Vector]:
        """W_m by rows."""
        own = self.places.layers[m]
        starts = range(own.weights.start, own.weights.stop, own.inputs)
        return [tuple(full[start : start + own.inputs]) for start in starts]

    def biases(self, full: Sequence[Fraction], m: int) -> Vector:
        """b_m."""
        own = self.places.layers[m]
        return tuple(full[own.bias]) if own.biased else (_ZERO,) * own.width

    def rows(self, full: Sequence[Fraction]) -> list[Vector]:
        """All r_m."""
        following = tuple(full[self.places.output])
        found: list[Vector] = []
        for m in reversed(range(self.depth)):
            row = tuple(a * c for a, c in zip(following, self.slopes[m], strict=True))
            found.append(row)
            weights = self.weights(full, m)
            following = tuple(dot(row, column) for column in zip(*weights, strict=True))
        return found[::-1]

    def outputs(self, full: Sequence[Fraction], point: Vector) -> list[Vector]:
        """All h_m, from h_0 on, at one sample."""
        found = [tuple(point)]
        for m in range(self.depth):
            before = zip(self.weights(full, m), self.biases(full, m), strict=True)
            units = zip(self.slopes[m], self.levels[m], before, strict=True)
            found.append(tuple(c * (dot(row, found[-1]) + bias) + e for c, e, (row, bias) in units))
        return found

    def value(self, full: Sequence[Fraction], point: Vector) -> Fraction:
        """What it adds to f at one sample."""
        return dot(tuple(full[self.places.output]), self.outputs(full, point)[-1])

    def is_awake(self, full: Sequence[Fraction]) -> bool:
        """True if W_1 enters f."""
        return any(self.rows(full)[0])

    def sleeping(self, full: Sequence[Fraction]) -> int:
        """The last layer i, from 0, with r_i = 0: it and those below do not enter f. There is one."""
        return max(m for m, row in enumerate(self.rows(full)) if not any(row))

    def changed(self, full: _Full, slope: Sequence[Fraction], constant: Fraction, *, level: bool) -> _Full:
        """All parameters where f has changed by slope . x + constant: W_1, which enters f, moves, and a constant."""
        found = list(full)
        row = self.rows(full)[0]
        unit, first = largest(row), self.places.layers[0]
        for k, entry in enumerate(slope):
            found[first.weights.start + unit * first.inputs + k] += entry / row[unit]
        if constant:
            lift(self, found, constant, level=level)
        return found


def pieces(problem: Problem, point: Vector) -> Iterator[Piece]:
    """The pieces of the path from a point (trained parameters). Raises ``Refusal`` where it is not constructed."""
    if problem.network.residual:
        raise Refusal("path.head")
    layout = Layout.of(problem)
    part = chosen(problem, layout)
    full, level = list(layout.full(point)), problem.network.trains(Block.OUTPUT_BIAS)
    while not part.is_awake(full):
        i = part.sleeping(full)
        rested = _rested(part, full, i, level=level)
        yield _piece(layout, Move.IDLE, full, rested)
        full = rested
        woken = _woken(part, full, i, samples(problem).points[0], level=level)
        yield _piece(layout, Move.WAKE, full, woken)
        full = woken
    yield _piece(layout, Move.LOWER, full, _aimed(problem, part, full, level=level))


def _piece(layout: Layout, move: Move, start: _Full, end: _Full) -> Piece:
    return Piece.straight(move, layout.centre(start), layout.centre(end))


# --- the part ---------------------------------------------------------------------------------------------------------


def chosen(problem: Problem, layout: Layout) -> Part:
    """P: any part with a_0 trained; else one with a trained bias, if there is one; else any."""
    parts = list(_parts(problem, layout))
    if not parts:
        raise Refusal("path.no_part")
    if problem.network.trains(Block.OUTPUT_BIAS):
        return replace(parts[0], biased=())
    return next((part for part in parts if part.biased), parts[0])


def _parts(problem: Problem, layout: Layout) -> Iterator[Part]:
    network = problem.network
    if network.width and linear_shortcut(problem):
        own_bias: tuple[int, ...] = (0,) if network.trains(Block.HIDDEN_BIAS) else ()
        own = next(part for part in layout.branches if part.layers[0] == layout.shortcut)
        yield _part(own, [(problem.neuron,) * network.width], own_bias)
    for block, layers in network.branches.items():
        if linear_branch(problem, block):
            biased = tuple(piece.layer - 1 for piece in trained_biases(problem, block))
            yield _part(layout.parts[block], [layer.neurons for layer in layers], biased)


def _part(places: BranchPlaces, neurons: Sequence[Sequence[AnyFunction]], biased: tuple[int, ...]) -> Part:
    known = [[_affine(neuron) for neuron in layer] for layer in neurons]
    slopes, levels = (tuple(tuple(entry[k] for entry in layer) for layer in known) for k in (1, 0))
    return Part(places, slopes, levels, biased)


def _affine(neuron: AnyFunction) -> tuple[Fraction, Fraction]:
    """(e, c) of c z + e."""
    known = rational_polynomial(neuron)
    if known is None or len(known) != 2:
        raise Refusal("path.not_rational", neuron=neuron.name)
    return known[0], known[1]


# --- waking up --------------------------------------------------------------------------------------------------------


def _rested(part: Part, full: _Full, i: int, *, level: bool) -> _Full:
    """Layers up to i, which do not enter f, so that h_i is the same for all samples, and 0 where nothing takes it up.

    Where the one trained constant is a bias b_m with m <= i, that of layer m makes h_m = 1, and the weights above it
    make h = 1 of every layer between, and h_i = 0.
    """
    found = list(full)
    below = [] if level or any(m > i for m in part.biased) else [m for m in part.biased if m <= i]
    for k in range(max(below, default=i), i + 1):
        own = part.places.layers[k]
        before = [((_ZERO if k == i else _ONE) - e) / c for c, e in zip(part.slopes[k], part.levels[k], strict=True)]
        weights = [_ZERO] * own.width
        if k == max(below, default=None):
            found[own.bias] = before
        elif below:  # all units below give 1
            biases = part.biases(found, k)
            weights = [(z - bias) / own.inputs for z, bias in zip(before, biases, strict=True)]
        found[own.weights] = [weight for weight in weights for _ in range(own.inputs)]
    return found


def _woken(part: Part, full: _Full, i: int, point: Vector, *, level: bool) -> _Full:
    """One weight out of layer i moves, so that r_i is not 0; a_0 or a bias above takes up what that does to f."""
    found = list(full)
    if i + 1 == part.depth:
        found[part.places.output.start] += 1
    else:
        unit = largest(part.rows(full)[i + 1])
        own = part.places.layers[i + 1]
        found[own.weights.start + unit * own.inputs] += 1
    lift(part, found, part.value(full, point) - part.value(found, point), level=level)
    return found


def lift(part: Part, full: _Full, change: Fraction, *, level: bool) -> None:
    """Add a constant to f, by a_0 or by the last trained bias."""
    if level:
        full[0] += change
    elif part.biased and change:
        m = part.biased[-1]
        row = part.rows(full)[m]
        unit = largest(row)
        full[part.places.layers[m].bias.start + unit] += change / row[unit]


def largest(row: Vector) -> int:
    """The place of the entry furthest from 0."""
    return max(range(len(row)), key=lambda k: abs(row[k]))


# --- the last piece ---------------------------------------------------------------------------------------------------


def _aimed(problem: Problem, part: Part, full: _Full, *, level: bool) -> _Full:
    """The part is awake: W_1 and a constant, if one is trained, move f straight to a better affine function."""
    points = samples(problem).points
    target = Target(problem)
    here = target.seen(Layout.of(problem).centre(full))
    features = finite_floats(points)
    constant = level or bool(part.biased)
    design = np.hstack([features, np.ones((len(points), 1))]) if constant else features
    change = target.shortest(design, here)
    return part.changed(full, change[: len(points[0])], change[-1] if constant else _ZERO, level=level)
