"""Points for rule.tied: directions that untie samples of both classes with equal means, and networks that miss them.

Subspaces D are spanned by differences of samples of both classes. Modulo D the samples fall into groups, each with an
output of its own, and the network is one on the quotient: hidden parameters are drawn there, output parameters solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice, product
from random import Random
from types import MappingProxyType
from typing import Final

import numpy as np

from theoremcheck.decide.asking import answer
from theoremcheck.decide.minima.ground import Constructions, Ground, rough_losses
from theoremcheck.decide.minima.parameters import evaluated
from theoremcheck.functions.floats import FloatFunction, compile_float, compile_losses, finite_float, finite_floats
from theoremcheck.functions.rationals import midpoint
from theoremcheck.functions.special import Array
from theoremcheck.trusted.data.exact import annihilator, cleared_matrix, dot
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.point import Neurons, Point
from theoremcheck.trusted.minima.reach import exactly, formula, pre_activations
from theoremcheck.trusted.minima.tied import Tied, TiedMinimum, determined
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass

_BITS: Final = 256
_CLOSE: Final = 200
_RADIUS: Final = Fraction(1, 2**160)
_WIDTH: Final = Fraction(1, 2**24)
_REACH: Final = 64
_STEPS: Final = 4096
_HALVINGS: Final = 50
_SEED: Final = 1
_DRAWS: Final = 400
_SUBSPACES: Final = 60
_SETTINGS: Final = 6
_YIELDED: Final = 4
_FREE: Final = 40
_SCALES: Final = tuple(Fraction(s) for s in (1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), 4, -4))
_SHIFTS: Final = tuple(Fraction(k, 2) for k in range(-8, 9))
_WEIGHTS: Final = (1, -1, 4, -4, 16, -16, Fraction(1, 4), Fraction(-1, 4))
MAX_TIED_SAMPLES: Final = 60
"""Samples up to which rule.tied is tried."""
MAX_TIED_WIDTH: Final = 64
"""Neurons up to which rule.tied is tried."""


def tied(ground: Ground) -> Iterator[TiedMinimum]:
    """rule.tied."""
    problem, network = ground.problem, ground.problem.network
    if ground.losses is None or ground.neuron is None or network.layers or network.frozen:
        return
    data = samples(problem)
    if not 0 < network.width <= MAX_TIED_WIDTH or len(data.points) > MAX_TIED_SAMPLES:
        return
    idle = _rests(problem)
    settings = (_setting(problem, across, idle=idle) for across in _subspaces(problem))
    for setting in islice(filter(None, settings), _SETTINGS):
        yield from _points(setting)


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
    groups = _groups_at(problem, point)
    trained = [0] if network.trains(Block.OUTPUT_BIAS) else []
    trained += range(1, 1 + len(point.neurons)) if network.trains(Block.OUTPUT_WEIGHTS) else ()
    for free in islice(combinations(trained, len(groups)), _FREE) if groups else ():
        found = answer(_completed, problem, TiedMinimum(point, groups, free, _RADIUS, _BITS))
        if found is not None:
            yield found


def _groups_at(problem: Problem, point: Point) -> tuple[Tied, ...]:
    """The samples that the neurons of a point tie, without those where l looks flat; none if no classes are tied."""
    data, count = samples(problem), len(samples(problem).points)
    neuron, loss = compile_float(formula(problem.neuron, "formula")), _each_loss(problem, range(count))
    received = [pre_activations(problem, entry.hidden_weights, entry.hidden_bias) for entry in point.neurons]
    values = np.zeros(count)
    if point.output_bias is not None:
        values += finite_float(evaluated(point.output_bias.base))
    for entry, row in zip(point.neurons, received, strict=True):
        weight = entry.count * finite_float(evaluated(entry.output_weight.base))
        values += weight * neuron.value(finite_floats([row])[0])
    slopes = loss.jet(-np.array(data.labels) * values)[1]
    found: dict[Vector, list[int]] = {}
    for i in range(count):
        found.setdefault(tuple(row[i] for row in received), []).append(i)
    tied = [own for own in found.values() if len({data.labels[i] for i in own}) == 2]
    alone = [own for own in found.values() if own not in tied and any(slopes[i] != 0 for i in own)]
    places = [(own, _balance(problem, own)) for own in (*tied, *alone)]
    if not tied or any(place is None for _, place in places):
        return ()
    return tuple(Tied(tuple(own), c - _WIDTH, c + _WIDTH) for own, c in places if c is not None)


def _rests(problem: Problem) -> bool:
    """True if l looks flat somewhere to the left: samples may be right beyond a margin."""
    grid = np.linspace(-_REACH, 0, _STEPS + 1)
    return all((np.diff(loss.value(grid)) == 0).any() for loss in rough_losses(problem).values())


@dataclass(frozen=True)
class _Setting:
    """The directions v that D is orthogonal to, the groups with outputs, and a matrix of the spread of each."""

    problem: Problem
    along: tuple[Vector, ...]
    groups: tuple[Tied, ...]
    spreads: tuple[Array, ...]
    idle: tuple[int, ...]


def _subspaces(problem: Problem) -> Iterator[tuple[Vector, ...]]:
    """Vectors that span D, D smaller than all: one difference of samples of both classes, two, .."""
    data = samples(problem)
    pairs = product(data.members(1), data.members(-1))
    differences = [tuple(a - b for a, b in zip(data.points[i], data.points[k], strict=True)) for i, k in pairs]
    lines = list(dict.fromkeys(filter(None, map(_primitive, differences))))
    left = _SUBSPACES
    for size in range(1, data.dimension):
        for chosen in combinations(lines, size):
            if not left:
                return
            left -= 1
            yield chosen


def _primitive(vector: Vector) -> Vector | None:
    """The vector scaled so that its first entry is 1; None for 0."""
    lead = next((entry for entry in vector if entry), None)
    return None if lead is None else tuple(entry / lead for entry in vector)


def _setting(problem: Problem, across: Sequence[Vector], *, idle: bool) -> _Setting | None:
    """The groups modulo the span of some vectors; None where class means in one differ, or an output has no place."""
    data = samples(problem)
    kernel = annihilator(cleared_matrix(across, data.dimension))
    along = tuple(tuple(Fraction(int(kernel[k, j])) for k in range(kernel.nrows())) for j in range(kernel.ncols()))
    found: dict[Vector, list[int]] = {}
    for i, point in enumerate(data.points):
        found.setdefault(tuple(dot(v, point) for v in along), []).append(i)
    groups, spreads, left, mixed = [], [], [], False
    for members in found.values():
        both = len({data.labels[i] for i in members}) == 2
        if not both and idle:
            left += members
            continue
        place = _balance(problem, members)
        if place is None:
            return None
        spread = _spread(problem, members, across) if both else np.zeros((len(across), len(across)))
        if spread is None:
            return None
        mixed = mixed or both
        groups.append(Tied(tuple(members), place - _WIDTH, place + _WIDTH))
        spreads.append(spread)
    return _Setting(problem, along, tuple(groups), tuple(spreads), tuple(left)) if mixed else None


def _balance(problem: Problem, members: Sequence[int]) -> Fraction | None:
    """An output c at which the loss of some samples is least on a wide grid, by bisection on its slope."""
    data, loss = samples(problem), rough_losses(problem)
    plus, minus = (
        finite_float(sum((data.weights[i] for i in members if data.labels[i] == label), Fraction(0)))
        for label in (1, -1)
    )
    grid = np.linspace(-_REACH, _REACH, _STEPS + 1)
    heights = plus * loss[1].value(-grid) + minus * loss[-1].value(grid)
    best = int(np.argmin(np.where(np.isnan(heights), np.inf, heights)))
    if best in (0, _STEPS):
        return None
    low, high = float(grid[best - 1]), float(grid[best + 1])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        falling, rising = (float(loss[y].jet(np.array([-y * middle]))[1][0]) for y in (1, -1))
        low, high = (low, middle) if minus * rising > plus * falling else (middle, high)
    return Fraction(round((low + high) / 2 * 2**40), 2**40)


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


def _points(setting: _Setting) -> Iterator[TiedMinimum]:
    """Points on which floats see no fault: output parameters that are solved for, definite forms, idle margins."""
    problem, random = setting.problem, Random(_SEED)
    bias = int(problem.network.trains(Block.OUTPUT_BIAS))
    if setting.groups == ():
        return
    size = max(1, len(setting.groups) - bias)
    if size > problem.network.width:
        return
    free = tuple(range(1 - bias, 1 - bias + len(setting.groups)))
    yielded = 0
    for rows, weight in _drawn(setting, random, size):
        if yielded >= _YIELDED:
            return
        evidence = _solved(setting, rows, weight, free)
        if evidence is not None:
            yielded += 1
            yield evidence


def _drawn(setting: _Setting, random: Random, size: int) -> Iterator[tuple[list[tuple[Vector, Fraction]], Fraction]]:
    """Hidden parameters that keep the groups tied, and an output weight for a neuron that is not solved for."""
    shifts = _SHIFTS if setting.problem.network.hidden_bias else (Fraction(0),)
    for draw in range(_DRAWS):
        rows = []
        for _ in range(size):
            scales = [random.choice(_SCALES) if len(setting.along) == 1 or random.random() < 0.7 else Fraction(0)
                      for _ in setting.along]  # fmt: skip
            total = tuple(
                sum((s * v[k] for s, v in zip(scales, setting.along, strict=True)), Fraction(0))
                for k in range(len(setting.along[0]))
            )
            rows.append((total, random.choice(shifts)))
        yield rows, Fraction(_WEIGHTS[draw % len(_WEIGHTS)])


def _solved(
    setting: _Setting, rows: Sequence[tuple[Vector, Fraction]], weight: Fraction, free: tuple[int, ...]
) -> TiedMinimum | None:
    problem = setting.problem
    if not _promising(setting, rows, weight, free):
        return None
    counts = [1] * len(rows)
    counts[-1] += problem.network.width - len(rows)
    neurons = tuple(
        Neurons(count, exactly(weight / count), row, shift) for (row, shift), count in zip(rows, counts, strict=True)
    )
    bias = exactly(Fraction(0)) if problem.network.output_bias else None
    evidence = TiedMinimum(Point(bias, neurons, (), None), setting.groups, free, _RADIUS, _BITS)
    return answer(_completed, problem, evidence)


def _completed(problem: Problem, evidence: TiedMinimum) -> TiedMinimum:
    """The evidence with the free output parameters to many digits."""
    with precision(_BITS):
        numbers = [Fraction(round(midpoint(number) * 2**_CLOSE), 2**_CLOSE) for number in determined(problem, evidence)]
    point = evidence.point
    bias, *weights = (exactly(number) for number in numbers)
    neurons = tuple(replace(n, output_weight=w) for n, w in zip(point.neurons, weights, strict=True))
    given = None if point.output_bias is None else bias
    return replace(evidence, point=replace(point, output_bias=given, neurons=neurons))


def _promising(
    setting: _Setting, rows: Sequence[tuple[Vector, Fraction]], weight: Fraction, free: tuple[int, ...]
) -> bool:
    """What floats say: the equations can be solved, every form is definite, the idle margins lie where l is flat."""
    problem = setting.problem
    data, neuron = samples(problem), compile_float(formula(problem.neuron, "neuron"))
    points = finite_floats(data.points)
    received = np.array([points @ finite_floats([row])[0] + finite_float(shift) for row, shift in rows])
    values, _, bends = neuron.jet(received)
    columns = np.vstack([np.ones(len(points)), values])
    numbers = np.array([0.0, *[finite_float(weight)] * len(rows)])
    heads = [group.samples[0] for group in setting.groups]
    wanted = np.array([finite_float((group.lower + group.upper) / 2) for group in setting.groups])
    places = list(free)
    numbers[places] = 0.0
    matrix = columns[places][:, heads].T
    if not np.isfinite(matrix).all() or np.linalg.cond(matrix) > 1e8:
        return False
    numbers[places] = np.linalg.solve(matrix, wanted - numbers @ columns[:, heads])
    slopes = [_slope(problem, group, c) for group, c in zip(setting.groups, wanted, strict=True)]
    for j in range(len(rows)):
        terms = [k * bends[j, i] * s for k, i, s in zip(slopes, heads, setting.spreads, strict=True)]
        form = numbers[j + 1] * np.sum(terms, axis=0)
        if not np.isfinite(form).all() or np.linalg.eigvalsh(form)[0] <= 1e-9 * (1 + np.abs(form).max()):
            return False
    outputs = numbers @ columns
    loss = _each_loss(problem, setting.idle)
    margins = np.array([-data.labels[i] * outputs[i] for i in setting.idle])
    return bool((loss.jet(margins)[1] == 0).all()) if setting.idle else True


def _slope(problem: Problem, group: Tied, output: float) -> float:
    """N l'(c) in a group of both classes."""
    data = samples(problem)
    weight = sum((data.weights[i] for i in group.samples if data.labels[i] < 0), Fraction(0))
    return finite_float(weight) * float(rough_losses(problem)[-1].jet(np.array([output]))[1][0])


def _each_loss(problem: Problem, members: Sequence[int]) -> FloatFunction:
    """The loss of each of these samples, as one function of an array of their margins."""
    labels = samples(problem).labels
    return compile_losses([formula(loss, "loss") for loss in problem.losses], [labels[i] for i in members])


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.tied": tied})
