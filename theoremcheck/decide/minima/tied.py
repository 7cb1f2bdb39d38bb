"""Points for rule.tied: directions that untie samples of both classes with equal means, and networks that miss them.

Subspaces D are spanned by differences of samples of both classes. Modulo D the samples fall into groups, each with an
output of its own, and the network is one on the quotient: ``tied_designs.py`` looks for one there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice, product
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.minima.ground import Constructions, Ground, rough_losses, valleys
from theoremcheck.decide.minima.parameters import evaluated
from theoremcheck.decide.minima.tied_designs import Design, Wanted, designs
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import compile_float, finite_float, finite_floats
from theoremcheck.functions.rationals import midpoint
from theoremcheck.functions.special import Array
from theoremcheck.trusted.data.exact import annihilator, cleared_matrix, dot
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.point import Neurons, Point
from theoremcheck.trusted.minima.reach import exactly, formula, pre_activations
from theoremcheck.trusted.minima.sides import sides
from theoremcheck.trusted.minima.tied import TiedMinimum, determined
from theoremcheck.trusted.minima.tied_groups import Tied, classes, weight
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass

_BITS: Final = 256
_CLOSE: Final = 200
_RADIUS: Final = Fraction(1, 2**160)
_WIDTH: Final = Fraction(1, 2**24)
_AT_BREAK: Final = Fraction(1, 2**36)
_BEYOND: Final = 1e-9
_REACH: Final = 64
_STEPS: Final = 4096
_HALVINGS: Final = 50
_SUBSPACES: Final = 60
_SETTINGS: Final = 6
_FREE: Final = 40
MAX_TIED_SAMPLES: Final = 60
"""Samples up to which rule.tied is tried."""
MAX_TIED_WIDTH: Final = 64
"""Neurons up to which rule.tied is tried."""


def tied(ground: Ground) -> Iterator[TiedMinimum]:
    """rule.tied."""
    problem, network = ground.problem, ground.problem.network
    fixed = _fixed(problem)
    if ground.losses is None or ground.neuron is None or network.layers or fixed is None:
        return
    data = samples(problem)
    if not 0 < network.width <= MAX_TIED_WIDTH or len(data.points) > MAX_TIED_SAMPLES:
        return
    losses = ground.losses
    neuron = compile_float(formula(problem.neuron, "neuron"))
    settings = (_setting(problem, across, losses, fixed) for across in _subspaces(problem))
    for setting in islice(filter(None, settings), _SETTINGS):
        for design in designs(setting.wanted, neuron):
            found = _evidence(setting, design)
            if found is not None:
                yield found


def at(ground: Ground, point: Point) -> Iterator[TiedMinimum]:
    """Evidence for a given point: its hidden parameters, and output parameters for the groups that they tie."""
    problem, network = ground.problem, ground.problem.network
    if (
        ground.losses is None
        or ground.neuron is None
        or network.layers
        or len(samples(problem).points) > MAX_TIED_SAMPLES
    ):
        return
    groups = _groups_at(problem, point, ground.losses)
    trained = [0] if network.trains(Block.OUTPUT_BIAS) else []
    trained += range(1, 1 + len(point.neurons)) if network.trains(Block.OUTPUT_WEIGHTS) else ()
    for free in islice(combinations(trained, len(groups)), _FREE) if groups else ():
        found = answer(_completed, problem, TiedMinimum(point, groups, free, _RADIUS, _BITS))
        if found is not None:
            yield found


def _groups_at(problem: Problem, point: Point, losses: Mapping[int, Pieces]) -> tuple[Tied, ...]:
    """The samples that the neurons of a point tie, without those where l is constant; none if no classes are tied."""
    data, count = samples(problem), len(samples(problem).points)
    neuron = compile_float(formula(problem.neuron, "formula"))
    received = [pre_activations(problem, entry.hidden_weights, entry.hidden_bias) for entry in point.neurons]
    values = np.zeros(count)
    if point.output_bias is not None:
        values += finite_float(evaluated(point.output_bias.base))
    for entry, row in zip(point.neurons, received, strict=True):
        weight = entry.count * finite_float(evaluated(entry.output_weight.base))
        values += weight * neuron.value(finite_floats([row])[0])
    margins = (-label * value for label, value in zip(data.labels, values, strict=True))
    idle = [_constant_at(losses[label], margin) for label, margin in zip(data.labels, margins, strict=True)]
    found: dict[Vector, list[int]] = {}
    for i in range(count):
        found.setdefault(tuple(row[i] for row in received), []).append(i)
    tied = [own for own in found.values() if len({data.labels[i] for i in own}) == 2]
    alone = [own for own in found.values() if own not in tied and not all(idle[i] for i in own)]
    places = [(own, _balance(problem, own, float(values[own[0]]))) for own in (*tied, *alone)]
    if not tied or any(place is None for _, place in places):
        return ()
    return tuple(_around(problem, own, c, losses) for own, c in places if c is not None)


def _constant_at(pieces: Pieces, margin: float) -> bool:
    """True if the piece of the loss at a margin is constant: a slope that is 0 in floats may come from a fit."""
    index = sum(1 for point in pieces.breaks if isinstance(point, Fraction) and point < margin)
    slope = answer(nth_derivative, pieces.pieces[index], 1)
    return slope is not None and is_zero(slope)


def _edges(losses: Mapping[int, Pieces]) -> Mapping[int, Fraction]:
    """By label: the margin up to which the loss is constant, on the left; samples may be right beyond it."""
    found = {}
    for label, pieces in losses.items():
        first = answer(nth_derivative, pieces.pieces[0], 1)
        if pieces.breaks and first is not None and is_zero(first) and isinstance(pieces.breaks[0], Fraction):
            found[label] = pieces.breaks[0]
    return found


@dataclass(frozen=True)
class _Fixed:
    """The numbers a_0 and b, one b for all neurons, that are not trained (0 where the network has none); else None."""

    output_bias: Fraction | None
    hidden_bias: Fraction | None


def _fixed(problem: Problem) -> _Fixed | None:
    """What is not trained; None where that is more than a_0 and one b, or is not known."""
    network, found = problem.network, dict[Block, Fraction | None]()
    known = {entry.block: entry.value for entry in network.frozen}
    for block in (Block.OUTPUT_BIAS, Block.HIDDEN_BIAS):
        values = set(known.pop(block, (Fraction(0),)) or ())
        if not network.trains(block) and len(values) != 1:
            return None
        found[block] = None if network.trains(block) else values.pop()
    return None if known else _Fixed(found[Block.OUTPUT_BIAS], found[Block.HIDDEN_BIAS])


@dataclass(frozen=True)
class _Setting:
    """The directions v that D is orthogonal to, the groups with outputs, and what a network has to do on them."""

    problem: Problem
    fixed: _Fixed
    along: tuple[Vector, ...]
    groups: tuple[Tied, ...]
    wanted: Wanted


def _subspaces(problem: Problem) -> Iterator[tuple[Vector, ...]]:
    """Vectors that span D, D smaller than all: none, one difference of samples of both classes, two, ..

    Directions of many differences come first.
    """
    data = samples(problem)
    pairs = product(data.members(1), data.members(-1))
    differences = [tuple(a - b for a, b in zip(data.points[i], data.points[k], strict=True)) for i, k in pairs]
    lines = Counter(filter(None, map(_primitive, differences)))
    if lines.total() < len(differences):
        yield ()
    ranked = [line for line, _ in lines.most_common()]
    left = _SUBSPACES
    for size in range(1, data.dimension):
        for chosen in islice(combinations(ranked, size), left if size == data.dimension - 1 else left // 2):
            left -= 1
            yield chosen


def _primitive(vector: Vector) -> Vector | None:
    """The vector scaled so that its first entry is 1; None for 0."""
    lead = next((entry for entry in vector if entry), None)
    return None if lead is None else tuple(entry / lead for entry in vector)


def _setting(
    problem: Problem, across: Sequence[Vector], losses: Mapping[int, Pieces], fixed: _Fixed
) -> _Setting | None:
    """The groups modulo the span of vectors; None where they are too many, class means differ, or c has no place."""
    data, edges = samples(problem), _edges(losses)
    kernel = annihilator(cleared_matrix(across, data.dimension))
    along = tuple(tuple(Fraction(int(kernel[k, j])) for k in range(kernel.nrows())) for j in range(kernel.ncols()))
    found: dict[Vector, list[int]] = {}
    for i, point in enumerate(data.points):
        found.setdefault(tuple(dot(v, point) for v in along), []).append(i)
    classes = {head: {data.labels[i] for i in members} for head, members in found.items()}
    placed = sum(1 for labels in classes.values() if len(labels) == 2 or not labels <= edges.keys())
    mixed = any(len(labels) == 2 for labels in classes.values())
    if not mixed or placed > problem.network.width + (fixed.output_bias is None):
        return None
    heads, groups, slopes, spreads, idle = [], [], [], [], []
    for head, members in found.items():
        label, both = data.labels[members[0]], len(classes[head]) == 2
        if not both and label in edges:
            idle.append((head, label))
            continue
        spread = _spread(problem, members, across) if both else np.zeros((len(across), len(across)))
        place = None if spread is None else _balance(problem, members)
        if place is None or spread is None:
            return None
        heads.append(head)
        groups.append(_around(problem, members, place, losses))
        slopes.append(_slope(problem, members, place) if both else 0.0)
        spreads.append(spread)
    given = fixed.output_bias or Fraction(0)
    wanted = Wanted(
        heads=tuple(heads),
        outputs=np.array([finite_float((group.lower + group.upper) / 2 - given) for group in groups]),
        slopes=np.array(slopes),
        spreads=np.array(spreads).reshape(len(heads), len(across), len(across)),
        idle=tuple(head for head, _ in idle),
        sides=np.array([float(label) for _, label in idle]),
        edges=np.array([finite_float(-edges[label] - label * given) for _, label in idle]),
        width=problem.network.width,
        hidden_bias=fixed.hidden_bias,
        output_bias=fixed.output_bias is None,
    )
    return _Setting(problem, fixed, along, tuple(groups), wanted)


def _balance(problem: Problem, members: Sequence[int], near: float | None = None) -> Fraction | None:
    """An output c at which the loss of some samples is locally least, by a wide grid and bisection on its slope.

    The lowest one, or the one closest to ``near``; where the loss is level, the middle.
    """
    data, loss = samples(problem), rough_losses(problem)
    plus, minus = (
        finite_float(sum((data.weights[i] for i in members if data.labels[i] == label), Fraction(0)))
        for label in (1, -1)
    )
    grid = np.linspace(-_REACH, _REACH, _STEPS + 1)
    heights = plus * loss[1].value(-grid) + minus * loss[-1].value(grid)
    heights = np.where(np.isnan(heights), np.inf, heights)
    # A bounded loss may be lower at the ends of the grid; what counts is where its slopes balance.
    found = valleys(heights)
    if not found:
        return None
    if near is None:
        first, last = min(found, key=lambda valley: float(heights[valley[0]]))
    else:
        first, last = min(found, key=lambda valley: abs(float(np.clip(near, grid[valley[0]], grid[valley[1]])) - near))
    if last - first > 1:
        inside = near is not None and grid[first] < near < grid[last]
        return Fraction(round((near or 0.0) * 2**20), 2**20) if inside else Fraction(float(grid[(first + last) // 2]))
    low, high = float(grid[first - 1]), float(grid[last + 1])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        falling, rising = (float(loss[y].jet(np.array([-y * middle]))[1][0]) for y in (1, -1))
        low, high = (low, middle) if minus * rising > plus * falling else (middle, high)
    return Fraction(round((low + high) / 2 * 2**40), 2**40)


def _around(problem: Problem, members: Sequence[int], place: Fraction, losses: Mapping[int, Pieces]) -> Tied:
    """The group with bounds for its output: the place itself where it is a break, or where the loss is level."""
    labels = {samples(problem).labels[i] for i in members}
    breaks = {-y * b for y in labels for b in losses[y].breaks if isinstance(b, Fraction)}
    closest = min(breaks, key=lambda b: abs(b - place), default=None)
    width = _WIDTH if closest is None else min(_WIDTH, abs(closest - place) / 2)
    if closest is not None and width < _AT_BREAK:
        return Tied(tuple(members), closest, closest)
    level = answer(_level, problem, members, place)
    return Tied(tuple(members), place, place) if level else Tied(tuple(members), place - width, place + width)


def _level(problem: Problem, members: Sequence[int], place: Fraction) -> bool:
    """True if the loss of all of them is affine beside their margins, so that no slope has one zero there."""
    labels = {samples(problem).labels[i] for i in members}
    found = (sides(loss_pieces(problem, label), Num(-label * place)) for label in labels)
    return all(is_zero(side.second) for own in found for side in own)


def _spread(problem: Problem, members: Sequence[int], across: Sequence[Vector]) -> Array | None:
    """The matrix of E- (e . x)^2 - E+ (e . x)^2 along ``across``; None where the class means differ."""
    data = samples(problem)
    size = len(across)
    found, means = np.zeros((size, size)), []
    for label in (1, -1):
        own = [i for i in members if data.labels[i] == label]
        total = sum((data.weights[i] for i in own), Fraction(0))
        means.append([
            sum((data.weights[i] * data.points[i][k] for i in own), Fraction(0)) / total for k in range(data.dimension)
        ])  # fmt: skip
        for i in own:
            row = np.array([finite_float(dot(e, data.points[i])) for e in across])
            found -= label * finite_float(data.weights[i] / total) * np.outer(row, row)
    return found if means[0] == means[1] else None


def _evidence(setting: _Setting, design: Design) -> TiedMinimum | None:
    """The design at the width of the network: the last neuron has as many copies as are left."""
    network, last = setting.problem.network, len(design.neurons) - 1
    neurons = []
    for k, (own, number) in enumerate(zip(design.neurons, design.weights, strict=True)):
        count = network.width - last if k == last else 1
        row = tuple(
            sum((s * v[i] for s, v in zip(own.weights, setting.along, strict=True)), Fraction(0))
            for i in range(len(setting.along[0]))
        )
        neurons.append(Neurons(count, exactly(number / count), row, own.bias))
    bias = design.bias if setting.fixed.output_bias is None else setting.fixed.output_bias
    point = Point(exactly(bias) if network.output_bias else None, tuple(neurons), (), None)
    return answer(_completed, setting.problem, TiedMinimum(point, setting.groups, design.free, _RADIUS, _BITS))


def _completed(problem: Problem, evidence: TiedMinimum) -> TiedMinimum:
    """The evidence with the free output parameters to many digits."""
    with precision(_BITS):
        numbers = [Fraction(round(midpoint(number) * 2**_CLOSE), 2**_CLOSE) for number in determined(problem, evidence)]
    point, free = evidence.point, evidence.free
    neurons = tuple(
        replace(entry, output_weight=exactly(number)) if k in free else entry
        for k, (entry, number) in enumerate(zip(point.neurons, numbers[1:], strict=True), start=1)
    )
    bias = exactly(numbers[0]) if 0 in free else point.output_bias
    return replace(evidence, point=replace(point, output_bias=bias, neurons=neurons))


def _slope(problem: Problem, members: Sequence[int], output: Fraction) -> float:
    """P l'(-c) = N l'(c) in a group of both classes; at a break the lower one of the slopes beyond it."""
    found = []
    for label, own in zip((1, -1), classes(problem, members), strict=True):
        margin = finite_float(-label * output) + _BEYOND
        slope = float(rough_losses(problem)[label].jet(np.array([margin]))[1][0])
        found.append(finite_float(weight(problem, own)) * slope)
    return min(found)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.tied": tied})
