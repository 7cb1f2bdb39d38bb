"""Frozen first layers are data: the same L as that of a smaller network on what these layers make of the samples.

``lowered`` has a network that is one branch. (1) Let nothing be trained in its first layers, at known values, and let
what they make of each x_i, phi(x_i), be rational. For every value of what is trained, f(x_i) is what the layers above
give at phi(x_i): the problem with the samples (phi(x_i), y_i), the same weights, and the layers above alone has the
same f(x_i), by sample. Its trained parameters are the same, its penalties the same but for those of what is frozen
below, which are a constant c. (2) If one layer is left, whose units are of one kind, f is a_0 + sum_j v_j s(w_j . x +
b_j): that is the shortcut by another name, with a_j = v_j. So the trained parameters of the two problems are the same,
in another order, L differs by the constant c, and the same samples are right at each point: a local minimum, a global
one, a bad one, a path, a valley of the one is one of the other, and every claim on these is true of both or of none.
Off all breaks is what may differ: a frozen unit may stand on a break of its neuron, where it matters to the word alone.
So of that a point off all breaks of the smaller network shows nothing (``trusted.settled``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Final

from theoremcheck.trusted.bounds import MAX_CHECK_WORK
from theoremcheck.trusted.data.exact import check_bits, dot
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.expr import Num, parameters, substitute
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import (
    AnyBlock,
    AnyFunction,
    Block,
    Dataset,
    Frozen,
    Function,
    Kind,
    Layer,
    Network,
    Objective,
    Penalty,
    Piece,
    Problem,
    Vector,
    overlap,
)
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import Ledger, OutOfWork, bounded, counted

MAX_PRODUCTS: Final = 4_000_000
"""Products of a frozen weight and an entry of a sample in the layers that are read as data."""
_OWN: Final = (Block.OUTPUT_BIAS,)
_AS_SHORTCUT: Final = (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS)


def lowered(problem: Problem) -> Problem:
    """The problem without its frozen first layers, a single layer as the shortcut; itself where there is none of that.

    The problem is one that was admitted.
    Where what one of the frozen layers does is not known, or not seen to be rational, none of them is read as data.
    """
    network = as_deep(problem).network
    if network.width or network.beside or network.residual or not isinstance(problem.dataset, Dataset):
        return problem
    try:
        with counted(Ledger(MAX_CHECK_WORK, f"MAX_CHECK_WORK = {MAX_CHECK_WORK}")):
            found = _single(_above(as_deep(problem)))
    except (Refusal, OutOfWork):
        return problem
    return found if found.network != network else problem


def lowered_centre(problem: Problem, centre: Sequence[Fraction]) -> Vector:
    """The trained parameters of ``problem``, (P,), in the order in which ``lowered`` lists them."""
    found = lowered(problem)
    if not found.network.width or problem.network.width:
        return tuple(centre)  # the order is the same, layer by layer
    layout, entries, start = Layout.of(as_deep(problem)), dict[AnyBlock, Vector](), 0
    for block in layout.trained_blocks:
        pieces: list[AnyBlock] = [piece for piece in layout.pieces if overlap(piece, block)]
        for piece in pieces or [block]:
            entries[piece] = tuple(centre[start : start + layout.count(piece)])
            start += layout.count(piece)
    number = len(as_deep(problem).network.deep)
    named = dict(zip(_AS_SHORTCUT, _pieces(number), strict=True))
    blocks = (*_OWN, *_AS_SHORTCUT)
    return tuple(entry for block in blocks for entry in entries.get(named.get(block, block), ()))


# --- frozen first layers ------------------------------------------------------------------------------------------


def _above(problem: Problem) -> Problem:
    """The problem of the layers of deep above the frozen ones, the last layer in any case, on what these make of x."""
    network, points = problem.network, problem.samples.points
    cut = next(
        (k for k in range(len(network.deep) - 1) if not _is_known(problem, k + 1)),
        len(network.deep) - 1,
    )
    if not cut or all(_is_known(problem, k) for k in (len(network.deep), 0)):
        return problem
    layout = Layout.of(problem)
    for number in range(1, cut + 1):
        points = _outputs(problem, layout, number, points)
    frozen = tuple(_lifted_entry(entry, cut) for entry in network.frozen if not _is_below(entry.block, cut))
    penalties = tuple(
        Penalty(term.coefficient, tuple(_lifted(block, cut) for block in term.blocks if not _is_below(block, cut)))
        for term in problem.objective.penalties
    )
    above = replace(network, deep=network.deep[cut:], frozen=frozen)
    data = replace(problem.samples, points=points)
    first = above.deep[0].neuron
    return replace(problem, dataset=data, neuron=first, network=above, objective=Objective(penalties))


def _is_known(problem: Problem, number: int) -> bool:
    """True if nothing of a layer of deep is trained, and all its values are known; 0 stands for the output weights."""
    pieces = [piece for piece in problem.network.pieces(Block.DEEP, 1) if piece.layer == number]
    found = [[entry for entry in problem.network.frozen if overlap(entry.block, piece)] for piece in pieces]
    return all(entries and all(entry.value is not None for entry in entries) for entries in found)


def _is_below(block: AnyBlock, cut: int) -> bool:
    return isinstance(block, Piece) and block.branch is Block.DEEP and 0 < block.layer <= cut


def _lifted(block: AnyBlock, cut: int) -> AnyBlock:
    """The piece by the number that its layer has above the cut; other blocks, also the whole branch, keep their name.

    Of the whole branch a penalty counts the frozen entries below the cut as well: a constant.
    """
    if isinstance(block, Piece) and block.branch is Block.DEEP and block.layer:
        return Piece(block.branch, block.layer - cut, block.kind)
    return block


def _lifted_entry(entry: Frozen, cut: int) -> Frozen:
    # That freezes all of the branch: then nothing of it is trained, and its layers stay.
    require(entry.block is not Block.DEEP, "layout.nothing_trained")
    return Frozen(_lifted(entry.block, cut), entry.value)


def _outputs(problem: Problem, layout: Layout, number: int, points: tuple[Vector, ...]) -> tuple[Vector, ...]:
    """What a frozen layer makes of the points, (n, inputs) -> (n, width), in exact rationals. Raises ``Refusal``."""
    layer, own = problem.network.deep[number - 1], layout.layers[number - 1]
    values = [layout.frozen[place] for place in range(own.weights.start, own.weights.stop)]
    rows = [_known(values[start : start + own.inputs]) for start in range(0, len(values), own.inputs)]
    biases = (
        _known([layout.frozen[place] for place in range(own.bias.start, own.bias.stop)]) or (Fraction(0),) * own.width
    )
    distinct = tuple(dict.fromkeys(points))
    bounded(len(distinct) * len(values) <= MAX_PRODUCTS, "reach.layer_nodes", bound=f"MAX_PRODUCTS = {MAX_PRODUCTS}")
    neurons = {neuron: _Neuron(neuron) for neuron in layer.neurons}
    made = {}
    for point in distinct:
        sums = (dot(row, point) + bias for row, bias in zip(rows, biases, strict=True))
        made[point] = tuple(neurons[neuron](z) for neuron, z in zip(layer.neurons, sums, strict=True))
        check_bits(made[point])
    return tuple(made[point] for point in points)


def _known(values: Sequence[Fraction | None]) -> Vector:
    return tuple(value for value in values if value is not None)


class _Neuron:
    """The rational values of a neuron that is evidently defined on R. Raises ``Refusal`` where it has others."""

    def __init__(self, neuron: AnyFunction) -> None:
        if not isinstance(neuron, Function):
            raise Refusal("reach.opaque", function="neuron")
        require(not parameters(neuron.expr), "facts.free_parameters")
        self._pieces = split(neuron.expr)
        check_obligations(self._pieces, 0, ())
        self._straight = [is_zero(nth_derivative(piece, 2)) for piece in self._pieces.pieces]
        self._seen: list[dict[Fraction, Fraction]] = [{} for _ in self._pieces.pieces]

    def __call__(self, place: Fraction) -> Fraction:
        """The value there; in a piece that is affine by its values at the first two places that are asked for."""
        index = self._pieces.index_at(place)
        seen = self._seen[index]
        if place not in seen and self._straight[index] and len(seen) > 1:
            (start, low), (end, high) = islice(seen.items(), 2)
            return low + (high - low) / (end - start) * (place - start)
        if place not in seen:
            value = rational_value(substitute(self._pieces.pieces[index], Num(place)))
            if value is None:
                raise Refusal("frozen_layers.irrational")
            seen[place] = value
        return seen[place]


# --- one layer ----------------------------------------------------------------------------------------------------


def _pieces(number: int) -> tuple[Piece, Piece, Piece]:
    """The pieces of a branch that ends with layer ``number``, in the order of ``_AS_SHORTCUT``."""
    kinds = ((0, Kind.OUTPUT), (number, Kind.WEIGHTS), (number, Kind.BIASES))
    output, weights, biases = (Piece(Block.DEEP, layer, kind) for layer, kind in kinds)
    return output, weights, biases


def _single(problem: Problem) -> Problem:
    """The problem with a branch of one layer as the shortcut, if its units are of one kind.

    What freezes or penalises an absent block speaks of no parameter, and is left out: the shortcut was absent.
    """
    network = problem.network
    if len(network.deep) != 1 or network.deep[0].others:
        return problem
    (layer,) = network.deep
    biased = network.biased(layer)
    frozen = [renamed for entry in network.frozen for renamed in _frozen_as(problem, layer, entry)]
    penalties = [
        Penalty(term.coefficient, tuple(_blocks_as(term.blocks, biased=biased))) for term in problem.objective.penalties
    ]
    shortcut = Network(layer.width, biased, network.output_bias, (), tuple(frozen))
    objective = Objective(tuple(term for term in penalties if term.blocks))
    return replace(problem, neuron=layer.neuron, network=shortcut, objective=objective)


def _frozen_as(problem: Problem, layer: Layer, entry: Frozen) -> Iterator[Frozen]:
    if entry.block is Block.OUTPUT_BIAS:
        yield entry
    elif isinstance(entry.block, Piece):
        names = dict(zip(_pieces(1), _AS_SHORTCUT, strict=True))
        yield Frozen(names[entry.block], entry.value)
    elif entry.block is Block.DEEP:
        layout = Layout.of(problem)
        for piece, block in zip(_pieces(1), _AS_SHORTCUT, strict=True):
            if piece in layout.pieces:
                own, start = layout.pieces[piece], layout.blocks[Block.DEEP].start
                value = None if entry.value is None else entry.value[own.start - start : own.stop - start]
                yield Frozen(block, value)


def _blocks_as(blocks: Sequence[AnyBlock], *, biased: bool) -> Iterator[AnyBlock]:
    names = dict(zip(_pieces(1), _AS_SHORTCUT, strict=True))
    for block in blocks:
        if block is Block.DEEP:
            yield from _AS_SHORTCUT if biased else _AS_SHORTCUT[:-1]
        elif block is Block.OUTPUT_BIAS:
            yield block
        elif isinstance(block, Piece):
            yield names[block]
