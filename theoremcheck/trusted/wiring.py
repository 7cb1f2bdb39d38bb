"""Which parameters lead into a unit and out of it, by their places in the full list (see ``expansion``)."""

from __future__ import annotations

from dataclasses import dataclass

from theoremcheck.trusted.expansion import sizes
from theoremcheck.trusted.model import AnyFunction, Block, Network, Problem
from theoremcheck.trusted.reach import samples
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class Unit:
    """A neuron of the shortcut (``layer`` 0) or a unit of deep layer 1, 2, ..; ``index`` counts from 0."""

    layer: int
    index: int


@dataclass(frozen=True)
class Wiring:
    """``above`` has, for every place in ``outgoing``, the place of the bias of what it leads to, None if there is none.

    For neurons of the shortcut and units of the last layer that is a0.
    """

    incoming: tuple[int, ...]
    bias: int | None
    outgoing: tuple[int, ...]
    above: tuple[int | None, ...]
    neuron: AnyFunction

    @property
    def receiving(self) -> tuple[int, ...]:
        """The weights into the unit and its bias."""
        return self.incoming if self.bias is None else (*self.incoming, self.bias)


def wiring(problem: Problem, unit: Unit) -> Wiring:
    """The parameters around the unit. Raises ``Refusal`` if the network does not have it."""
    network, dimension = problem.network, samples(problem).dimension
    counts = sizes(network, dimension)
    require(0 <= unit.layer <= len(network.deep), "the network has no such layer")
    width = network.deep[unit.layer - 1].width if unit.layer else network.width
    require(0 <= unit.index < width, "the layer has no such unit")
    first = 0 if network.output_bias else None
    if unit.layer:
        start = sum(count for block, count in counts.items() if block is not Block.DEEP)
        return _deep(network, dimension, unit, start, first)
    hidden = counts[Block.OUTPUT_BIAS] + network.width
    biases = hidden + counts[Block.HIDDEN_WEIGHTS]
    return Wiring(
        tuple(range(hidden + unit.index * dimension, hidden + (unit.index + 1) * dimension)),
        biases + unit.index if network.hidden_bias else None,
        (counts[Block.OUTPUT_BIAS] + unit.index,),
        (first,),
        problem.neuron,
    )


def _deep(network: Network, dimension: int, unit: Unit, start: int, first: int | None) -> Wiring:
    own, inputs = start, dimension
    bias = int(network.hidden_bias)
    for layer in network.deep[: unit.layer - 1]:
        own += layer.width * (inputs + bias)
        inputs = layer.width
    layer = network.deep[unit.layer - 1]
    next_start = own + layer.width * (inputs + bias)
    incoming = tuple(range(own + unit.index * inputs, own + (unit.index + 1) * inputs))
    own_bias = own + layer.width * inputs + unit.index if network.hidden_bias else None
    if unit.layer == len(network.deep):
        return Wiring(incoming, own_bias, (next_start + unit.index,), (first,), layer.neuron)
    count = network.deep[unit.layer].width
    outgoing = tuple(next_start + v * layer.width + unit.index for v in range(count))
    above = tuple(next_start + count * layer.width + v if network.hidden_bias else None for v in range(count))
    return Wiring(incoming, own_bias, outgoing, above, layer.neuron)
