"""Building points: neurons in a regime, a quiet deep part, and the output c."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from theoremcheck.decide.asking import answer
from theoremcheck.decide.data.separation import separate
from theoremcheck.decide.functions.signs import prove
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.hidden_biases import solved_biases
from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.intervals import NONNEGATIVE, NONPOSITIVE
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import parts_within
from theoremcheck.trusted.minima.point import Constant, Curve, Exact, Neurons, Number, Point, Units
from theoremcheck.trusted.minima.reach import (
    deep_pre_activations,
    dot,
    exactly,
    formula,
    neuron_pieces,
    pre_activations,
    resting_places,
    times,
    value_at,
    value_there,
)
from theoremcheck.trusted.problem.expr import ONE, ZERO, Expr, add, div, mul, num, sub
from theoremcheck.trusted.problem.model import Block, Kind, Piece, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

NOTHING = exactly(Fraction(0))
BIASES = tuple(Fraction(b) for b in ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "-3", "5", "-5", "1/8", "-1/8"))
"""Pre-activations that are tried where a hidden bias can choose one."""

REACHES = (Fraction(1), Fraction(1, 4), Fraction(1, 64))
"""How far the intervals around a pre-activation reach that are tried."""


def biases(problem: Problem) -> tuple[Fraction, ...]:
    """The pre-activations at w = 0 that are worth trying: the frozen one, or 0, where no bias is trained."""
    network = problem.network
    if network.trains(Block.HIDDEN_BIAS):
        return BIASES
    frozen = network.frozen_block(Block.HIDDEN_BIAS)
    return (frozen.value[0],) if frozen is not None and frozen.value else (Fraction(0),)


def zeros(problem: Problem) -> Vector:
    """The zero vector of the features."""
    return (Fraction(0),) * samples(problem).dimension


# --- neurons ------------------------------------------------------------------------------------------------------


def neurons(problem: Problem, weights: Vector, bias: Fraction, output: Number) -> tuple[Neurons, ...] | None:
    """All neurons with these parameters where they are trained, and with their frozen values where they are not.

    None if a frozen value is not given.
    """
    network = problem.network
    if network.width == 0:
        return ()
    if not network.hidden_bias:
        bias = Fraction(0)
    frozen = {block: network.frozen_block(block) for block in
              (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS)}  # fmt: skip
    if all(entry is None for entry in frozen.values()):
        return (Neurons(network.width, output, weights, bias),)
    if any(entry is not None and entry.value is None for entry in frozen.values()):
        return None
    size = len(weights)
    found = []
    for j in range(network.width):
        own = {block: entry.value for block, entry in frozen.items() if entry is not None and entry.value is not None}
        outputs, rows, shifts = (own.get(block) for block in frozen)
        found.append(
            Neurons(
                1,
                output if outputs is None else exactly(outputs[j]),
                weights if rows is None else rows[j * size : (j + 1) * size],
                bias if shifts is None else shifts[j],
            )
        )
    return tuple(found)


def resting(problem: Problem, places: Iterable[Fraction], output: Number = NOTHING) -> Iterator[tuple[Neurons, ...]]:
    """All neurons with w = 0 at each of the given biases."""
    for bias in places:
        found = neurons(problem, zeros(problem), bias, output)
        if found is not None:
            yield found


def regime_neurons(ground: Ground, order: int) -> Iterator[tuple[Neurons, ...]]:
    """Neurons with all pre-activations inside one flat (affine) piece and output weight 0; () without a shortcut."""
    if not ground.problem.network.width:
        yield ()
        return
    for interval in () if ground.neuron is None else special_pieces(ground.neuron, order):
        place = _in_regime(ground.problem, *interval, flat=order == 1)
        found = None if place is None else neurons(ground.problem, *place, NOTHING)
        if found is not None:
            yield found


def _in_regime(
    problem: Problem, lower: Fraction | None, upper: Fraction | None, *, flat: bool
) -> tuple[Vector, Fraction] | None:
    """(w, b) with all pre-activations strictly between the bounds; the kernel sees to frozen values.

    In a flat piece those of samples at 0 count only where a bias is trained: else nothing moves them.
    """
    network = problem.network
    zero = zeros(problem)
    if network.trains(Block.HIDDEN_BIAS) or (network.width == 0 and network.hidden_bias):
        return zero, between(lower, upper)
    shift = Fraction(0)
    frozen = network.frozen_block(Block.HIDDEN_BIAS)
    if frozen is not None and frozen.value:
        shift = frozen.value[0]
    low, high = (None if end is None else end - shift for end in (lower, upper))
    if (low is None or low < 0) and (high is None or high > 0):
        return zero, shift
    found = slab(problem, low, high, beside_zero=flat)
    return None if found is None else (found, shift)


def slab(
    problem: Problem, lower: Fraction | None, upper: Fraction | None, *, beside_zero: bool = False
) -> Vector | None:
    """W with lower < w . x_i < upper for all samples (but those at 0): a linear program in (w, 1), homogenised."""
    rows: list[Vector] = [(*zeros(problem), Fraction(1))]
    for point in _nonzero(problem) if beside_zero else samples(problem).points:
        if lower is not None:
            rows.append((*point, -lower))
        if upper is not None:
            rows.append((*(-entry for entry in point), upper))
    found = separate(rows, [1] * len(rows))
    if not isinstance(found, Separation):
        return None
    *weights, scale = found.normal
    return tuple(entry / scale for entry in weights)


def _nonzero(problem: Problem) -> list[Vector]:
    """The samples that are not at 0."""
    return [point for point in samples(problem).points if any(point)]


def curve(pieces: Pieces, place: Fraction, sign: int) -> Curve | None:
    """A proof that s is convex (sign 1) or concave (-1) on an interval around a pre-activation."""
    found = (curve_on(pieces, place - reach, place + reach, sign) for reach in REACHES)
    return next((own for own in found if own is not None), None)


def curve_on(pieces: Pieces, lower: Fraction, upper: Fraction, sign: int) -> Curve | None:
    """A proof that every piece of s is convex (sign 1) or concave (-1) between two places."""
    relation = NONNEGATIVE if sign > 0 else NONPOSITIVE
    proofs = []
    for index, interval in parts_within(pieces, lower, upper):
        bent = answer(nth_derivative, pieces.pieces[index], 2)
        proof = None if bent is None else answer(prove, bent, relation, interval)
        if proof is None:
            return None
        proofs.append(proof)
    return Curve(lower, upper, tuple(proofs))


# --- the deep part ------------------------------------------------------------------------------------------------


def dead_deep(problem: Problem) -> Iterator[tuple[Units, ...]]:
    """Deep parts with one dead layer, and inner weights 0 where that can be; () if the network has none."""
    if not problem.network.deep:
        yield ()
        return
    columns, passing = _columns(problem), None
    for index, pieces in enumerate(columns):
        for interval in special_pieces(pieces, 1):
            units = _layers(problem, columns, {index: interval}, flat=True)
            if units is not None:
                yield units
            elif index:
                passing = tuple(_passing(problem)) if passing is None else passing
                yield from _silenced(problem, columns, index, interval, passing)


def _silenced(
    problem: Problem,
    columns: list[Pieces],
    index: int,
    interval: tuple[Fraction | None, Fraction | None],
    passing: tuple[Vector, ...],
) -> Iterator[tuple[Units, ...]]:
    """Deep parts whose layer ``index`` is kept in an interval by what comes from below, as no bias of it is trained.

    Layers below pass on what they receive, those above have weights 0. Samples from which 0 arrives are left out.
    """
    quiet = _layers(problem, columns, {})
    first, *shifts, own = (fixed_bias(problem, number) or Fraction(0) for number in range(index + 1))
    low, high = (None if end is None else end - own for end in interval)
    for weights in passing if quiet is not None else ():
        below = (Units(weights, first), *(Units((Fraction(1),), shift) for shift in shifts))
        values = answer(deep_pre_activations, problem, (*below, Units((Fraction(1),), Fraction(0))))
        scale = None if values is None else _scale(values[-1], low, high)
        if scale is not None and quiet is not None:
            yield (*below, Units((scale,), own), *quiet[index + 1 :])


def _passing(problem: Problem) -> Iterator[Vector]:
    """First weights w: 0; w . x > 0, and w . x != 0, for all samples but those at 0."""
    yield zeros(problem)
    positive = slab(problem, Fraction(0), None, beside_zero=True)
    if positive is not None:
        yield positive
        return
    rows = (
        tuple(Fraction((k + 1) * p * p % 101 - 50) for k in range(samples(problem).dimension)) for p in range(1, 60)
    )
    found = next((row for row in rows if all(dot(row, point) for point in _nonzero(problem))), None)
    if found is not None:
        yield found


def _scale(values: Iterable[Fraction], lower: Fraction | None, upper: Fraction | None) -> Fraction | None:
    """A factor with lower < factor v < upper for all values v other than 0; None if there is none, or v = 0 alone."""
    low: list[Fraction] = []
    high: list[Fraction] = []
    for value in {value for value in values if value}:
        ends = (lower, upper) if value > 0 else (upper, lower)
        low += [] if ends[0] is None else [ends[0] / value]
        high += [] if ends[1] is None else [ends[1] / value]
    least, most = max(low, default=None), min(high, default=None)
    possible = (low or high) and (least is None or most is None or least < most)
    return between(least, most) if possible else None


def affine_deep(problem: Problem) -> Iterator[tuple[Units, ...]]:
    """A deep part with inner weights 0 and all units in affine pieces, if there is one."""
    columns = _columns(problem)
    chosen = [next(special_pieces(pieces, 2), None) for pieces in columns]
    intervals = {index: interval for index, interval in enumerate(chosen) if interval is not None}
    units = _layers(problem, columns, intervals) if columns and len(intervals) == len(columns) else None
    if units is not None:
        yield units


def _columns(problem: Problem) -> list[Pieces]:
    """The pieces of the neuron of every layer; none where some break cannot be named."""
    try:
        return [_pieces(problem, index) for index in range(len(problem.network.deep))]
    except Refusal:
        return []


def _pieces(problem: Problem, index: int) -> Pieces:
    return split(formula(problem.network.deep[index].neuron, "deep neuron"))


def _layers(
    problem: Problem,
    columns: list[Pieces],
    intervals: dict[int, tuple[Fraction | None, Fraction | None]],
    *,
    flat: bool = False,
) -> tuple[Units, ...] | None:
    """Layers with weights 0 whose biases lie in the intervals; the first may need a slab where none is trained."""
    found = []
    for index in range(len(columns)):
        interval, bias = intervals.get(index, (None, None)), fixed_bias(problem, index)
        zero = zeros(problem) if index == 0 else (Fraction(0),)
        if bias is None:
            # Where any bias will do, 1: at 0 many neurons vanish, and f could not reach c.
            found.append(Units(zero, between(*interval) if interval != (None, None) else Fraction(1)))
            continue
        low, high = (None if end is None else end - bias for end in interval)
        if (low is None or low < 0) and (high is None or high > 0):
            found.append(Units(zero, bias))
            continue
        weights = slab(problem, low, high, beside_zero=flat) if index == 0 else None
        if weights is None:
            return None
        found.append(Units(weights, bias))
    return tuple(found)


def special_pieces(pieces: Pieces, order: int) -> Iterator[tuple[Fraction | None, Fraction | None]]:
    """The intervals of the pieces that are constant (order 1) or affine (order 2)."""
    for index, piece in enumerate(pieces.pieces):
        try:
            special = is_zero(nth_derivative(piece, order))
        except Refusal:
            continue
        if special:
            yield pieces.span(index)


def zero_deep(problem: Problem) -> tuple[Units, ...]:
    """The deep part with all weights and biases 0, but for biases that are frozen."""
    return tuple(
        Units(zeros(problem) if index == 0 else (Fraction(0),), fixed_bias(problem, index) or Fraction(0))
        for index in range(len(problem.network.deep))
    )


# --- the output c -------------------------------------------------------------------------------------------------


def with_output(
    problem: Problem, groups: tuple[Neurons, ...], deep: tuple[Units, ...], target: Number
) -> Iterator[Point]:
    """Points with the output ``target`` on all samples, given that all neurons (deep units) see one pre-activation.

    The output bias is solved for where it is trained; else one common output weight, of the shortcut or of the deep
    part, is; else hidden biases are, one for all neurons where that does.
    """
    network = problem.network
    frozen = network.frozen_block(Block.OUTPUT_BIAS)
    fixed = frozen_output(problem)
    quiet = (fixed or NOTHING) if network.deep else None
    inner = answer(total, problem, groups)
    if inner is None:
        return
    if fixed is not None:
        value = deep_value(problem, deep)
        if value is None:
            return
        inner = plus(inner, times(fixed, mul((num(network.deep[-1].width), value))))
    if network.trains(Block.OUTPUT_BIAS):
        yield Point(minus(target, inner), groups, deep, quiet)
        return
    offset = None
    if network.output_bias:
        if frozen is None or frozen.value is None:
            return
        offset = exactly(frozen.value[0])
    rest = target if offset is None else minus(target, offset)
    yield Point(offset, groups, deep, quiet)
    if network.trains(Block.OUTPUT_WEIGHTS) and fixed is None:
        solved = solved_weights(problem, groups, rest)
        if solved is not None:
            yield Point(offset, solved, deep, quiet)
    elif network.trains(Block.HIDDEN_BIAS) and not network.deep:
        yield from (Point(offset, solved, deep, quiet) for solved in solved_biases(problem, groups, rest))
    if network.deep and deep and fixed is None:
        value = deep_value(problem, deep)
        if value is not None and not is_zero(value):
            weight = times(minus(rest, inner), div(ONE, mul((num(network.deep[-1].width), value))))
            yield Point(offset, groups, deep, weight)


def solved_weights(problem: Problem, groups: tuple[Neurons, ...], rest: Number) -> tuple[Neurons, ...] | None:
    """The neurons with one output weight for all, if the sum of their values is not 0."""
    level = add(mul((num(group.count), _value(problem, group))) for group in groups)
    if is_zero(level):
        return None
    weight = times(rest, div(ONE, level))
    return tuple(Neurons(g.count, weight, g.hidden_weights, g.hidden_bias) for g in groups)


def total(problem: Problem, groups: tuple[Neurons, ...]) -> Number:
    """What the neurons add to f at the first sample."""
    parts = [(group, _value(problem, group)) for group in groups if not is_zero(group.output_weight.base)
             or not is_zero(group.output_weight.factor)]  # fmt: skip
    scaled = [times(group.output_weight, mul((num(group.count), value))) for group, value in parts]
    return Number(add(part.base for part in scaled), add(part.factor for part in scaled))


def _value(problem: Problem, group: Neurons) -> Expr:
    """S at the first sample's pre-activation."""
    place = pre_activations(problem, group.hidden_weights, group.hidden_bias)[0]
    return value_at(neuron_pieces(problem), place)


def deep_value(problem: Problem, deep: tuple[Units, ...]) -> Expr | None:
    """What a unit of the last layer gives at the first sample, None where that is not known."""
    try:
        if not any(deep[0].weights):
            return value_there(_pieces(problem, len(deep) - 1), resting_places(problem, deep)[-1])
        place = deep_pre_activations(problem, deep)[-1][0]
        return value_at(_pieces(problem, len(deep) - 1), place)
    except Refusal:
        return None


def frozen_output(problem: Problem) -> Number | None:
    """The output weight of all units of the last layer of deep, if one is frozen for all and is not 0."""
    entry = problem.network.frozen_block(Piece(Block.DEEP, 0, Kind.OUTPUT))
    values = set(() if entry is None or entry.value is None else entry.value)
    return exactly(values.pop()) if len(values) == 1 and any(values) else None


def frozen_entry(problem: Problem, index: int, kind: Kind) -> Fraction | None:
    """The value at which the weights, or the biases, of a layer of deep are frozen; the first one, if they differ."""
    entry = problem.network.frozen_block(Piece(Block.DEEP, index + 1, kind))
    return None if entry is None or not entry.value else entry.value[0]


def fixed_bias(problem: Problem, index: int) -> Fraction | None:
    """The bias of a layer where it is not trained: that at which it is frozen, or 0."""
    if not problem.network.biased(problem.network.deep[index]):
        return Fraction(0)
    return frozen_entry(problem, index, Kind.BIASES)


def plus(left: Number, right: Number) -> Number:
    """The sum."""
    return Number(add((left.base, right.base)), add((left.factor, right.factor)))


def minus(left: Number, right: Number) -> Number:
    """The difference."""
    return Number(sub(left.base, right.base), sub(left.factor, right.factor))


def target(constant: Constant) -> Number:
    """The number c itself: its value where that is exact, so that it can be seen to be 0."""
    return Number(constant.value, ZERO) if isinstance(constant, Exact) else Number(ZERO, ONE)
