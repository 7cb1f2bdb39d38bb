"""Whether a point can be reached with the network of the problem, and what the network computes there.

Freezing parameters, or leaving biases out, only shrinks the set of parameters: a point that is a local minimum among
all parameters is one among those that can be reached, provided that it can be reached itself. A penalty that vanishes
at the point is minimal there. So a check of local minimality may let everything move and ignore the penalty.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice

import flint

from theoremcheck.trusted.bounds import MAX_CONSTANT_NODES, MAX_RESTING_LAYERS
from theoremcheck.trusted.data import exact
from theoremcheck.trusted.functions.balls import START_PRECISION, evaluate, precision
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.minima.point import Neurons, Number, Point, Units
from theoremcheck.trusted.problem.expr import ZERO, Expr, Num, add, is_constant, mul, num, sub, substitute, walk
from theoremcheck.trusted.problem.layout import Unit
from theoremcheck.trusted.problem.model import AnyBlock, Block, Function, Kind, Network, Piece, Problem, Vector
from theoremcheck.trusted.problem.samples import samples as samples  # noqa: PLC0414 - importable from here, too
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import bounded

dot = exact.dot
MAX_GROUPS = 2_000
"""Groups of neurons in one point."""


def formula(function: object, what: str) -> Expr:
    """The formula of a neuron or loss. Raises ``Refusal`` if it is opaque."""
    if not isinstance(function, Function):
        raise Refusal("reach.opaque", function=what)
    return function.expr


def neuron_pieces(problem: Problem) -> Pieces:
    """The pieces of the neuron s."""
    return split(formula(problem.neuron, "neuron"))


def layer_pieces(problem: Problem, layer: int) -> tuple[Pieces, ...]:
    """The pieces of the neuron of every unit of a layer, (width,); 0 is the shortcut."""
    if not layer:
        return (neuron_pieces(problem),) * problem.network.width
    parts = problem.network.layers[layer - 1].parts
    return tuple(pieces for part in parts for pieces in (split(formula(part.neuron, "neuron")),) * part.width)


def unit_pieces(problem: Problem, unit: Unit) -> Pieces:
    """The pieces of the neuron of a unit of the network."""
    return layer_pieces(problem, unit.layer)[unit.index]


def pre_activations(problem: Problem, weights: Vector, bias: Fraction) -> tuple[Fraction, ...]:
    """W . x_i + b for every sample, (n,)."""
    points = samples(problem).points
    if not any(weights):
        return (bias,) * len(points)
    return _products(points, weights, bias)


@lru_cache(maxsize=64)
def _products(points: tuple[Vector, ...], weights: Vector, bias: Fraction) -> tuple[Fraction, ...]:
    return tuple(dot(weights, point) + bias for point in points)


def value_at(pieces: Pieces, point: Fraction) -> Expr:
    """The function's value at a rational point, as a constant expression."""
    return substitute(pieces.piece_at(point), Num(point))


def value_there(pieces: Pieces, place: Expr) -> Expr:
    """The function's value at a constant place, rational where that is seen. Raises ``Refusal`` at irrational breaks.

    ``place`` is a real number, and the function is defined everywhere.
    """
    exact = rational_value(place)
    if exact is not None:
        return _simplest(value_at(pieces, exact))
    sides = [sign_of(sub(place, Num(point))) for point in pieces.points]
    require(0 not in sides, "reach.at_break")
    return _simplest(substitute(pieces.pieces[sides.count(1)], place))


def _simplest(value: Expr) -> Expr:
    """The constant as a rational where it is seen to be one; within the bound on its size."""
    exact = rational_value(value)
    if exact is not None:
        return Num(exact)
    nodes = sum(1 for _ in islice(walk(value), MAX_CONSTANT_NODES + 1))
    bounded(nodes <= MAX_CONSTANT_NODES, "reach.layer_nodes", bound=f"MAX_CONSTANT_NODES = {MAX_CONSTANT_NODES}")
    return value


# --- reachability -------------------------------------------------------------------------------------------------


def check_reachable(problem: Problem, point: Point) -> None:
    """Accept if the point is one of the network: shapes, absent biases, frozen values; its numbers are real numbers.

    A point lists the units of a layer as one: it is one of a plain network. So no check that begins here meets a layer
    of several kinds, or a second branch. Frozen pieces of the branch have the values of the point at all units, and
    penalties of pieces are read by ``check_unpenalised``.
    """
    require(problem.network.plain, "reach.not_plain")
    network, dimension = problem.network, samples(problem).dimension
    require((point.output_bias is None) == (not network.output_bias), "reach.output_bias")
    require(len(point.neurons) <= MAX_GROUPS, "reach.groups", most=MAX_GROUPS)
    require(all(group.count > 0 for group in point.neurons), "reach.empty_group")
    counted = sum(group.count for group in point.neurons)
    require(counted == network.width, "reach.neurons", found=counted, width=network.width)
    for group in point.neurons:
        check_weights(group.hidden_weights, group.hidden_bias, dimension, biased=network.hidden_bias)
        _check_number(group.output_weight)
    if point.output_bias is not None:
        _check_number(point.output_bias)
    check_deep_shape(network, point.deep, dimension)
    require((point.deep_output is None) == (not network.deep), "reach.deep_output")
    if point.deep_output is not None:
        _check_number(point.deep_output)
    _check_frozen(network, point)


def check_weights(weights: Vector, bias: Fraction, dimension: int, *, biased: bool) -> None:
    """Accept hidden weights of the right length, with no bias where the layer has none."""
    require(len(weights) == dimension, "reach.weights", entries=dimension, found=len(weights))
    require(biased or bias == 0, "reach.hidden_bias")


def check_deep_shape(network: Network, layers: tuple[Units, ...], dimension: int) -> None:
    """Accept layers of the right number and shape; a frozen deep part is refused.

    Every deep neuron must evidently be defined on R: f has to be a real number near the point even where the output
    weights of the deep part are 0. (For s itself, neuron.defined is a premise of every rule.)
    """
    require(len(layers) == len(network.deep), "reach.layers")
    require(network.frozen_block(Block.DEEP) is None, "reach.frozen_deep")
    for layer in network.deep:
        check_obligations(split(formula(layer.neuron, "deep neuron")), 0, ())
    for index, (layer, units) in enumerate(zip(network.deep, layers, strict=True)):
        check_weights(units.weights, units.bias, dimension if index == 0 else 1, biased=network.biased(layer))


def _check_number(number: Number) -> None:
    for part in (number.base, number.factor):
        check_real(part)


def check_real(value: Expr) -> None:
    """Accept a constant that balls show to be a real number, before anything rewrites it."""
    require(is_constant(value), "reach.variable")
    with precision(START_PRECISION):
        require(evaluate(value, flint.arb(0)).is_finite(), "reach.not_real")


def _check_frozen(network: Network, point: Point) -> None:
    for entry in network.frozen:
        if entry.block is Block.DEEP:
            raise Refusal("reach.frozen_deep")
        if entry.value is None:
            raise Refusal("layout.frozen_unknown", block=entry.block.value)
        found = tuple(_entries(point, entry.block))
        if isinstance(entry.block, Piece):  # these are those of one unit, and all are alike
            found *= len(entry.value) // len(found)
        require(len(found) == len(entry.value), "problem.frozen_entries", block=entry.block.value)
        for number, value in zip(found, entry.value, strict=True):
            same = is_zero(number.factor) and rational_value(number.base) == value
            require(same, "reach.frozen_value", block=entry.block.value)


def _entries(point: Point, block: AnyBlock) -> Iterator[Number]:
    """The entries of a block of a plain network, row by row; it has no branch beside."""
    match block:
        case Block.OUTPUT_BIAS:
            yield from () if point.output_bias is None else (point.output_bias,)
        case Block.OUTPUT_WEIGHTS:
            for group in point.neurons:
                yield from (group.output_weight,) * group.count
        case Block.HIDDEN_WEIGHTS:
            for group in point.neurons:
                yield from tuple(map(exactly, group.hidden_weights)) * group.count
        case Block.HIDDEN_BIAS:
            for group in point.neurons:
                yield from (exactly(group.hidden_bias),) * group.count
        case Block.DEEP:
            for units in point.deep:
                yield from map(exactly, (*units.weights, units.bias))
            yield from () if point.deep_output is None else (point.deep_output,)
        case Block.BESIDE:
            yield from ()
        case Piece(_, layer, kind):
            require(block.branch is Block.DEEP and layer <= len(point.deep), "reach.not_plain")
            yield from _of_piece(point, layer, kind)


def _of_piece(point: Point, layer: int, kind: Kind) -> Iterator[Number]:
    """The entries of the weights or the biases of a layer of deep, or of its output weights."""
    match kind:
        case Kind.WEIGHTS:
            yield from map(exactly, point.deep[layer - 1].weights)
        case Kind.BIASES:
            yield exactly(point.deep[layer - 1].bias)
        case Kind.OUTPUT:
            yield from () if point.deep_output is None else (point.deep_output,)


def exactly(value: Fraction) -> Number:
    """A rational as a number of a point."""
    return Number(Num(value), ZERO)


def vanishes(number: Number) -> bool:
    """True proves that the number is 0."""
    return is_zero(number.base) and is_zero(number.factor)


def check_unpenalised(problem: Problem, point: Point) -> None:
    """Accept if every penalty is 0 at the point, and so minimal there."""
    for term in problem.objective.penalties:
        require(term.coefficient >= 0, "reach.negative_penalty")
        for block in term.blocks if term.coefficient else ():
            require(all(map(vanishes, _entries(point, block))), "reach.penalty", block=block.value)


def check_deep_zero(problem: Problem, point: Point, *, biases: bool = True) -> None:
    """Accept if the network has no deep part, or all of its weights, and ``biases``, are 0 at the point."""
    if problem.network.deep:
        still = point.deep_output is not None and vanishes(point.deep_output)
        moved = (any(units.weights) or (biases and units.bias) for units in point.deep)
        require(still and not any(moved), "reach.deep_zero")


# --- what the network computes at the point -----------------------------------------------------------------------


def outputs(problem: Problem, point: Point) -> tuple[Number, ...]:
    """f(x_i; t) for every sample, (n,), as base + factor c. Equal pre-activations are computed once."""
    columns: list[tuple[Number, Pieces, tuple[Fraction, ...]]] = []
    same = [] if point.output_bias is None else [point.output_bias]
    for group in point.neurons:
        if not vanishes(group.output_weight):
            weight = times(group.output_weight, num(group.count))
            columns.append((weight, neuron_pieces(problem), _of(problem, group)))
    if point.deep_output is not None and not vanishes(point.deep_output):
        if any(point.deep[0].weights):
            columns.append(_deep_column(problem, point.deep, point.deep_output))
        else:
            same.append(times(point.deep_output, resting_value(problem, point.deep)))
    known: dict[tuple[Fraction, ...], Number] = {}
    found = []
    for index in range(len(samples(problem).points)):
        key = tuple(values[index] for _, _, values in columns)
        if key not in known:
            terms = [times(w, value_at(p, u)) for (w, p, _), u in zip(columns, key, strict=True)]
            terms += same
            known[key] = Number(add(term.base for term in terms), add(term.factor for term in terms))
        found.append(known[key])
    return tuple(found)


def _of(problem: Problem, group: Neurons) -> tuple[Fraction, ...]:
    return pre_activations(problem, group.hidden_weights, group.hidden_bias)


def times(number: Number, factor: Expr) -> Number:
    """The number times a constant."""
    return Number(mul((number.base, factor)), mul((number.factor, factor)))


def _deep_column(
    problem: Problem, layers: tuple[Units, ...], weight: Number
) -> tuple[Number, Pieces, tuple[Fraction, ...]]:
    """The last layer as one column: its total output weight, its neuron and its pre-activations."""
    network = problem.network
    values = deep_pre_activations(problem, layers)[-1]
    last = network.deep[-1]
    return times(weight, num(last.width)), split(formula(last.neuron, "neuron")), values


def resting_places(problem: Problem, layers: tuple[Units, ...]) -> tuple[Expr, ...]:
    """What every deep layer receives where the first has weights 0: one constant for each layer, for all samples."""
    require(not any(layers[0].weights), "average.hidden_weight")
    found: list[Expr] = [Num(layers[0].bias)]
    for below, units in zip(problem.network.deep, layers[1:], strict=False):
        weight, place = units.weights[0] * below.width, found[-1]
        passed = mul((Num(weight), value_there(split(formula(below.neuron, "neuron")), place))) if weight else ZERO
        found.append(_simplest(add((passed, Num(units.bias)))))
        irrational = sum(not isinstance(entry, Num) for entry in found)
        few = irrational < MAX_RESTING_LAYERS
        bounded(few, "reach.layer_nodes", bound=f"MAX_RESTING_LAYERS = {MAX_RESTING_LAYERS}")
    return tuple(found)


def resting_value(problem: Problem, layers: tuple[Units, ...]) -> Expr:
    """The sum of what the last deep layer gives where the first has weights 0, the same for all samples."""
    last, place = problem.network.deep[-1], resting_places(problem, layers)[-1]
    return mul((num(last.width), value_there(split(formula(last.neuron, "neuron")), place)))


def deep_pre_activations(problem: Problem, layers: tuple[Units, ...]) -> list[tuple[Fraction, ...]]:
    """The pre-activations of every deep layer, each (n,), exact: layers that pass something on are rational."""
    network = problem.network
    found = [pre_activations(problem, layers[0].weights, layers[0].bias)]
    for below, units in zip(network.deep, layers[1:], strict=False):
        weight = units.weights[0] * below.width
        if weight == 0:
            found.append((units.bias,) * len(found[-1]))
            continue
        pieces = split(formula(below.neuron, "neuron"))
        known = {value: _rational(value_at(pieces, value)) for value in set(found[-1])}
        found.append(tuple(weight * known[value] + units.bias for value in found[-1]))
    return found


def _rational(value: Expr) -> Fraction:
    exact = rational_value(value)
    if exact is None:
        raise Refusal("reach.irrational_layer")
    return exact
