"""The order of all parameters of a network in one list, and which of them lead into a unit and out of it.

The list holds every parameter, trained or frozen, in the order a0, a, w (neuron by neuron), b, deep, beside; a branch
(deep, beside) runs layer by layer, the weights of a layer unit by unit, then its biases, and last the output weights. A
*place* is an index in this list. A *centre* holds the trained entries only, in the same order.

Layers have numbers: 0 is the shortcut, 1, 2, .. are those of deep, and the next ones those of beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar

from theoremcheck.trusted.frozen import ByFields, FrozenDict
from theoremcheck.trusted.problem.model import (
    BRANCHES,
    AnyBlock,
    Block,
    Kind,
    Network,
    Objective,
    Piece,
    Problem,
    Vector,
)
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, require

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unit:
    """A neuron of the shortcut (``layer`` 0) or a unit of layer 1, 2, .. of f_D; ``index`` counts from 0."""

    layer: int
    index: int

    def at(self, sample: int) -> Reason:
        """The unit at a sample, as reasons name it."""
        if self.layer:
            return Reason.of("layout.unit", layer=self.layer, unit=self.index, sample=sample)
        return Reason.of("layout.neuron", neuron=self.index, sample=sample)


@dataclass(frozen=True)
class Wiring:
    """The places around a unit.

    ``above`` has, for every place in ``outgoing``, the place of the bias of what it leads to, None if there is none.
    For neurons of the shortcut and units of the last layer that is a0.
    """

    incoming: tuple[int, ...]
    bias: int | None
    outgoing: tuple[int, ...]
    above: tuple[int | None, ...]

    @property
    def receiving(self) -> tuple[int, ...]:
        """The weights into the unit and its bias."""
        return self.incoming if self.bias is None else (*self.incoming, self.bias)


@dataclass(frozen=True)
class LayerPlaces:
    """The places of a hidden layer: ``inputs`` weights for each unit, then the biases (empty without them).

    Unit k of a ``residual`` one receives the feature x_k as well.
    """

    inputs: int
    width: int
    weights: slice
    bias: slice
    residual: bool = False

    @property
    def biased(self) -> bool:
        """True if its units have biases."""
        return bool(self.bias.stop > self.bias.start)


@dataclass(frozen=True)
class BranchPlaces:
    """The places of a stack of hidden layers, and of the output weights above it.

    ``first`` is the number of its lowest layer.
    """

    layers: tuple[LayerPlaces, ...]
    output: slice
    first: int

    @property
    def numbers(self) -> range:
        """The numbers of its layers, upwards."""
        return range(self.first, self.first + len(self.layers))

    @property
    def places(self) -> slice:
        """All of its parameters (of the shortcut, which is scattered over its blocks, this is no use)."""
        return slice(self.layers[0].weights.start, self.output.stop)


@dataclass(frozen=True)
class Branch(Generic[T]):
    """Hidden layers, each with its weights, (width, inputs), and biases (None: absent), and the output weights."""

    layers: tuple[tuple[tuple[tuple[T, ...], ...], tuple[T, ...] | None], ...]
    output: tuple[T, ...]


@dataclass(frozen=True)
class Parameters(Generic[T]):
    """All parameters by name; a block that is absent is None, or empty."""

    output_bias: T | None
    output_weights: tuple[T, ...]
    hidden_weights: tuple[tuple[T, ...], ...]
    hidden_bias: tuple[T, ...] | None
    deep: Branch[T] | None
    beside: Branch[T] | None = None

    @property
    def branches(self) -> tuple[Branch[T], ...]:
        """The shortcut, as a branch of one layer, and the branches of f_D, as far as they are present."""
        shortcut = Branch(((self.hidden_weights, self.hidden_bias),), self.output_weights)
        others = (branch for branch in (self.deep, self.beside) if branch is not None)
        return (*((shortcut,) if self.output_weights else ()), *others)


@dataclass(frozen=True)
class Layout(ByFields):
    """The places of the parameters of a network for samples with ``dimension`` features."""

    network: Network
    dimension: int

    @classmethod
    def of(cls, problem: Problem) -> Layout:
        """The layout for the samples of the problem. Raises ``Refusal`` for an abstract dataset."""
        return cls(problem.network, samples(problem).dimension)

    @cached_property
    def blocks(self) -> Mapping[Block, slice]:
        """The places of every block, trained or frozen, in order; empty if it is absent."""
        found, start = {}, 0
        for block, count in self.network.sizes(self.dimension).items():
            found[block] = slice(start, start + count)
            start += count
        return FrozenDict(found)

    @cached_property
    def shortcut(self) -> LayerPlaces:
        """The neurons of the shortcut."""
        weights, bias = self.blocks[Block.HIDDEN_WEIGHTS], self.blocks[Block.HIDDEN_BIAS]
        return LayerPlaces(self.dimension, self.network.width, weights, bias)

    @cached_property
    def pieces(self) -> Mapping[Piece, slice]:
        """The places of every piece of a branch, trained or frozen, in order."""
        found: dict[Piece, slice] = {}
        start = self.blocks[BRANCHES[0]].start
        for branch in BRANCHES:
            for piece, count in self.network.pieces(branch, self.dimension).items():
                found[piece] = slice(start, start + count)
                start += count
        return FrozenDict(found)

    def places(self, block: AnyBlock) -> slice:
        """The places of a block, or of a piece. Raises ``Refusal`` for a piece that the network does not have."""
        if isinstance(block, Block):
            return self.blocks[block]
        require(block in self.pieces, "problem.no_piece", block=block.value)
        return self.pieces[block]

    @cached_property
    def parts(self) -> Mapping[Block, BranchPlaces]:
        """The branches of f_D, as far as they are present."""
        found, first = {}, 1
        for branch, layers in self.network.branches.items():
            own, inputs = [], self.dimension
            for k, layer in enumerate(layers, 1):
                weights = self.pieces[Piece(branch, k, Kind.WEIGHTS)]
                biases = self.pieces.get(Piece(branch, k, Kind.BIASES), slice(weights.stop, weights.stop))
                own.append(LayerPlaces(inputs, layer.width, weights, biases, layer.residual))
                inputs = layer.width
            found[branch] = BranchPlaces(tuple(own), self.pieces[Piece(branch, 0, Kind.OUTPUT)], first)
            first += len(layers)
        return FrozenDict(found)

    @cached_property
    def layers(self) -> tuple[LayerPlaces, ...]:
        """The layers of f_D, branch by branch: layer k is entry k - 1."""
        return tuple(layer for part in self.parts.values() for layer in part.layers)

    @property
    def deep_output(self) -> slice:
        """The output weights of the branch deep; empty without one."""
        part = self.parts.get(Block.DEEP)
        return self.blocks[Block.DEEP] if part is None else part.output

    @property
    def branches(self) -> tuple[BranchPlaces, ...]:
        """The shortcut, as a branch of one layer, and the branches of f_D, as far as they are present."""
        shortcut = BranchPlaces((self.shortcut,), self.blocks[Block.OUTPUT_WEIGHTS], 0)
        return (*((shortcut,) if self.network.width else ()), *self.parts.values())

    def layer(self, number: int) -> LayerPlaces:
        """The layer of that number. Raises ``Refusal`` if the network does not have it."""
        require(0 <= number <= len(self.layers), "layout.no_layer")
        return self.layers[number - 1] if number else self.shortcut

    def is_first(self, number: int) -> bool:
        """True if the units of the layer receive the features."""
        return number == 0 or any(number == part.first for part in self.parts.values())

    @property
    def size(self) -> int:
        """The number of parameters, p."""
        return int(self.blocks[BRANCHES[-1]].stop)

    def count(self, block: AnyBlock) -> int:
        """The number of entries of a block, or of a piece."""
        own = self.places(block)
        return int(own.stop - own.start)

    @cached_property
    def frozen(self) -> Mapping[int, Fraction | None]:
        """The places of the frozen parameters, with their values; None where the spec gives none.

        Raises ``Refusal`` where a block has another number of entries.
        """
        found: dict[int, Fraction | None] = {}
        for entry in self.network.frozen:
            own = self.places(entry.block)
            values = (None,) * (own.stop - own.start) if entry.value is None else entry.value
            require(len(values) == own.stop - own.start, "problem.frozen_entries", block=entry.block.value)
            found.update(zip(range(own.start, own.stop), values, strict=True))
        return FrozenDict(found)

    @cached_property
    def trained(self) -> tuple[int, ...]:
        """The places of the trained parameters, (P,)."""
        return tuple(place for place in range(self.size) if place not in self.frozen)

    @property
    def trained_blocks(self) -> tuple[AnyBlock, ...]:
        """The blocks that a centre lists, in order: of a branch of which something is frozen, the trained pieces."""
        found: list[AnyBlock] = []
        for block in self.blocks:
            if self.network.trains(block):
                found.append(block)
            else:
                own = (piece for piece in self.pieces if piece.branch is block)
                found += [piece for piece in own if self.places(piece).start not in self.frozen]
        return tuple(found)

    def full(self, centre: Sequence[Fraction]) -> Vector:
        """The list of all parameters, (p,): the trained ones at ``centre``, (P,), the frozen ones at their values.

        Raises ``Refusal`` where that is not the number of entries, or a frozen value is not known.
        """
        wanted = self.size - sum(self.count(entry.block) for entry in self.network.frozen)
        require(wanted > 0, "layout.nothing_trained")
        require(len(centre) == wanted, "layout.centre_size", wanted=wanted, given=len(centre))
        for entry in self.network.frozen:
            require(entry.value is not None, "layout.frozen_unknown", block=entry.block.value)
        values = dict(zip(self.trained, centre, strict=True))
        values.update((place, value) for place, value in self.frozen.items() if value is not None)
        return tuple(values[place] for place in range(self.size))

    def squares(self, objective: Objective) -> dict[int, Fraction]:
        """The places of the penalised parameters, with the coefficients of their squares; none is 0."""
        found: defaultdict[int, Fraction] = defaultdict(Fraction)
        for term in objective.penalties:
            for block in term.blocks:
                own = self.places(block)
                for place in range(own.start, own.stop):
                    found[place] += term.coefficient
        return {place: found[place] for place in sorted(found) if found[place]}

    def centre(self, full: Sequence[T]) -> tuple[T, ...]:
        """The trained entries, (P,), of a list of all parameters, (p,)."""
        return tuple(full[place] for place in self.trained)

    def named(self, full: Sequence[T]) -> Parameters[T]:
        """A list of all parameters, (p,), by name."""
        blocks = self.blocks
        return Parameters(
            full[0] if self.network.output_bias else None,
            tuple(full[blocks[Block.OUTPUT_WEIGHTS]]),
            _rows(full, self.shortcut),
            tuple(full[blocks[Block.HIDDEN_BIAS]]) if self.network.hidden_bias else None,
            self._branch(full, Block.DEEP),
            self._branch(full, Block.BESIDE),
        )

    def _branch(self, full: Sequence[T], branch: Block) -> Branch[T] | None:
        part = self.parts.get(branch)
        if part is None:
            return None
        layers = [(_rows(full, own), tuple(full[own.bias]) if own.biased else None) for own in part.layers]
        return Branch(tuple(layers), tuple(full[part.output]))

    def wiring(self, unit: Unit) -> Wiring:
        """The parameters around the unit. Raises ``Refusal`` if the network does not have it."""
        own, u = self.layer(unit.layer), unit.index
        require(0 <= u < own.width, "layout.no_unit")
        start = own.weights.start + u * own.inputs
        incoming = tuple(range(start, start + own.inputs))
        bias = own.bias.start + u if own.biased else None
        part = next((part for part in self.parts.values() if unit.layer in part.numbers), None)
        if part is not None and unit.layer < part.numbers[-1]:
            following = self.layer(unit.layer + 1)
            outgoing = tuple(range(following.weights.start + u, following.weights.stop, own.width))
            above = tuple(following.bias.start + v if following.biased else None for v in range(following.width))
            return Wiring(incoming, bias, outgoing, above)
        output = self.blocks[Block.OUTPUT_WEIGHTS] if part is None else part.output
        return Wiring(incoming, bias, (output.start + u,), (0 if self.network.output_bias else None,))


def _rows(full: Sequence[T], layer: LayerPlaces) -> tuple[tuple[T, ...], ...]:
    """The weights of a layer, (width, inputs)."""
    starts = range(layer.weights.start, layer.weights.stop, layer.inputs)
    return tuple(tuple(full[start : start + layer.inputs]) for start in starts)


def flat(found: Parameters[T]) -> tuple[T, ...]:
    """The list of all parameters, (p,)."""
    parts = [() if found.output_bias is None else (found.output_bias,), found.output_weights, *found.hidden_weights]
    parts.append(found.hidden_bias or ())
    for branch in (found.deep, found.beside):
        if branch is not None:
            for rows, biases in branch.layers:
                parts += [*rows, biases or ()]
            parts.append(branch.output)
    return tuple(chain.from_iterable(parts))
