"""The order of all parameters of a network in one list, and which of them lead into a unit and out of it.

The list holds every parameter, trained or frozen, in the order a0, a, w (neuron by neuron), b, deep; the deep block
runs layer by layer, the weights of a layer unit by unit, then its biases, and last the output weights. A *place* is an
index in this list. A *centre* holds the trained entries only, in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, islice
from types import MappingProxyType
from typing import Generic, TypeVar

from theoremcheck.trusted.problem.model import Block, Network, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Reason, Refusal, require

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unit:
    """A neuron of the shortcut (``layer`` 0) or a unit of deep layer 1, 2, ..; ``index`` counts from 0."""

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
    """The places of a hidden layer: ``inputs`` weights for each unit, then the biases (empty without hidden biases)."""

    inputs: int
    width: int
    weights: slice
    bias: slice


@dataclass(frozen=True)
class BranchPlaces:
    """The places of a stack of hidden layers, and of the output weights above it."""

    layers: tuple[LayerPlaces, ...]
    output: slice


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

    @property
    def branches(self) -> tuple[Branch[T], ...]:
        """The shortcut, as a branch of one layer, and the deep part, where there is one."""
        shortcut = Branch(((self.hidden_weights, self.hidden_bias),), self.output_weights)
        return (*((shortcut,) if self.output_weights else ()), *(() if self.deep is None else (self.deep,)))


@dataclass(frozen=True)
class Layout:
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
        return MappingProxyType(found)

    @cached_property
    def shortcut(self) -> LayerPlaces:
        """The neurons of the shortcut."""
        weights, bias = self.blocks[Block.HIDDEN_WEIGHTS], self.blocks[Block.HIDDEN_BIAS]
        return LayerPlaces(self.dimension, self.network.width, weights, bias)

    @cached_property
    def layers(self) -> tuple[LayerPlaces, ...]:
        """The layers of the deep part."""
        found, start, inputs = [], self.blocks[Block.DEEP].start, self.dimension
        for layer in self.network.deep:
            biases = start + layer.width * inputs
            end = biases + layer.width * int(self.network.hidden_bias)
            found.append(LayerPlaces(inputs, layer.width, slice(start, biases), slice(biases, end)))
            start, inputs = end, layer.width
        return tuple(found)

    @property
    def deep_output(self) -> slice:
        """The output weights of the deep part."""
        end = self.size
        return slice(self.layers[-1].bias.stop if self.layers else end, end)

    @property
    def branches(self) -> tuple[BranchPlaces, ...]:
        """The shortcut, as a branch of one layer, and the deep part, where there is one."""
        shortcut = BranchPlaces((self.shortcut,), self.blocks[Block.OUTPUT_WEIGHTS])
        deep = BranchPlaces(self.layers, self.deep_output)
        return (*((shortcut,) if self.network.width else ()), *((deep,) if self.layers else ()))

    @property
    def size(self) -> int:
        """The number of parameters, p."""
        return int(self.blocks[Block.DEEP].stop)

    def count(self, block: Block) -> int:
        """The number of entries of a block."""
        return int(self.blocks[block].stop - self.blocks[block].start)

    @property
    def trained_blocks(self) -> tuple[Block, ...]:
        """The blocks that a centre lists, in order."""
        return tuple(block for block in self.blocks if self.count(block) and self.network.trains(block))

    @cached_property
    def trained(self) -> tuple[int, ...]:
        """The places of the trained parameters, (P,)."""
        places = (range(self.blocks[block].start, self.blocks[block].stop) for block in self.trained_blocks)
        return tuple(chain.from_iterable(places))

    def full(self, centre: Sequence[Fraction]) -> Vector:
        """The list of all parameters, (p,): the trained ones at ``centre``, (P,), the frozen ones at their values.

        Raises ``Refusal`` where that is not the number of entries, or a frozen value is not known.
        """
        wanted = sum(map(self.count, self.trained_blocks))
        require(wanted > 0, "layout.nothing_trained")
        require(len(centre) == wanted, "layout.centre_size", wanted=wanted, given=len(centre))
        entries, found = iter(centre), list[Fraction]()
        for block in self.blocks:
            frozen = self.network.frozen_block(block)
            if frozen is None:
                found += islice(entries, self.count(block))
                continue
            if frozen.value is None:
                raise Refusal("layout.frozen_unknown", block=block.value)
            require(len(frozen.value) == self.count(block), "problem.frozen_entries", block=block.value)
            found += frozen.value
        return tuple(found)

    def centre(self, full: Sequence[T]) -> tuple[T, ...]:
        """The trained entries, (P,), of a list of all parameters, (p,)."""
        return tuple(full[place] for place in self.trained)

    def named(self, full: Sequence[T]) -> Parameters[T]:
        """A list of all parameters, (p,), by name."""
        blocks, biased = self.blocks, self.network.hidden_bias
        deep = [(_rows(full, layer), tuple(full[layer.bias]) if biased else None) for layer in self.layers]
        return Parameters(
            full[0] if self.network.output_bias else None,
            tuple(full[blocks[Block.OUTPUT_WEIGHTS]]),
            _rows(full, self.shortcut),
            tuple(full[blocks[Block.HIDDEN_BIAS]]) if biased else None,
            Branch(tuple(deep), tuple(full[self.deep_output])) if deep else None,
        )

    def wiring(self, unit: Unit) -> Wiring:
        """The parameters around the unit. Raises ``Refusal`` if the network does not have it."""
        layers, u = (self.shortcut, *self.layers), unit.index
        require(0 <= unit.layer < len(layers), "layout.no_layer")
        own = layers[unit.layer]
        require(0 <= u < own.width, "layout.no_unit")
        start = own.weights.start + u * own.inputs
        incoming = tuple(range(start, start + own.inputs))
        biased = self.network.hidden_bias
        bias = own.bias.start + u if biased else None
        if 0 < unit.layer < len(self.layers):
            following = layers[unit.layer + 1]
            outgoing = tuple(range(following.weights.start + u, following.weights.stop, own.width))
            above = tuple(following.bias.start + v if biased else None for v in range(following.width))
            return Wiring(incoming, bias, outgoing, above)
        output = self.deep_output if unit.layer else self.blocks[Block.OUTPUT_WEIGHTS]
        return Wiring(incoming, bias, (output.start + u,), (0 if self.network.output_bias else None,))


def _rows(full: Sequence[T], layer: LayerPlaces) -> tuple[tuple[T, ...], ...]:
    """The weights of a layer, (width, inputs)."""
    starts = range(layer.weights.start, layer.weights.stop, layer.inputs)
    return tuple(tuple(full[start : start + layer.inputs]) for start in starts)


def flat(found: Parameters[T]) -> tuple[T, ...]:
    """The list of all parameters, (p,)."""
    parts = [() if found.output_bias is None else (found.output_bias,), found.output_weights, *found.hidden_weights]
    parts.append(found.hidden_bias or ())
    if found.deep is not None:
        for rows, biases in found.deep.layers:
            parts += [*rows, biases or ()]
        parts.append(found.deep.output)
    return tuple(chain.from_iterable(parts))
