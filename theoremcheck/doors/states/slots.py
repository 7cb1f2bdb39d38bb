"""The arrays that a network has, under the names that ``--minimum out.npz`` gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from theoremcheck.trusted.problem.layout import LayerPlaces, Layout
from theoremcheck.trusted.problem.model import Block

_DEEP_PREFIX: Final = "deep_"


@dataclass(frozen=True)
class Slot:
    """An array of the network. A matrix has one row for each unit; output weights are a matrix of one row."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class LayerSlots:
    """A layer: its matrix and its biases; None where the network has none, or they are frozen at known values.

    ``output`` is true of the last layer, which may be that of two logits.
    """

    weights: Slot | None
    bias: Slot | None
    output: bool = False


def stacks_of(layout: Layout) -> tuple[tuple[LayerSlots, ...], ...]:
    """The shortcut and the deep part, as far as they are present, from the input to the output; both lead to a0."""
    found: list[tuple[LayerSlots, ...]] = []
    a0 = Slot("a0", (1,)) if layout.count(Block.OUTPUT_BIAS) and _open(layout, Block.OUTPUT_BIAS) else None
    if layout.network.width:
        found.append(_shortcut(layout, a0))
    if layout.layers and _open(layout, Block.DEEP):
        layers = tuple(_deep(index, layer) for index, layer in enumerate(layout.layers))
        units = layout.deep_output.stop - layout.deep_output.start
        found.append((*layers, LayerSlots(Slot(f"{_DEEP_PREFIX}output", (1, units)), a0, output=True)))
    return tuple(found)


def _shortcut(layout: Layout, a0: Slot | None) -> tuple[LayerSlots, ...]:
    """Both layers; or one, if the output weight is known to be a constant: that is how an affine layer is stated."""
    width, dimension = layout.network.width, layout.dimension
    weights = Slot("w", (width, dimension)) if _open(layout, Block.HIDDEN_WEIGHTS) else None
    bias = Slot("b", (width,)) if layout.count(Block.HIDDEN_BIAS) and _open(layout, Block.HIDDEN_BIAS) else None
    if not _open(layout, Block.OUTPUT_WEIGHTS):
        return (LayerSlots(weights, a0, output=True),) if bias is None and width == 1 else (LayerSlots(weights, bias),)
    return LayerSlots(weights, bias), LayerSlots(Slot("a", (1, width)), a0, output=True)


def _deep(index: int, layer: LayerPlaces) -> LayerSlots:
    biases = layer.bias.stop - layer.bias.start
    return LayerSlots(
        Slot(f"{_DEEP_PREFIX}w{index}", (layer.width, layer.inputs)),
        Slot(f"{_DEEP_PREFIX}b{index}", (biases,)) if biases else None,
    )


def _open(layout: Layout, block: Block) -> bool:
    """True if a point has to say what the block is: it is trained, or frozen at values that the spec does not give."""
    frozen = layout.network.frozen_block(block)
    return frozen is None or frozen.value is None


def names_of(layout: Layout) -> dict[str, tuple[int, ...]]:
    """All names with their shapes, also of frozen blocks; output weights and a0 as a point file has them."""
    found: dict[str, tuple[int, ...]] = {}
    network = layout.network
    shapes = {"a0": (), "a": (network.width,), "w": (network.width, layout.dimension), "b": (network.width,)}
    for block in (Block.OUTPUT_BIAS, Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS):
        if layout.count(block):
            found[block.value] = shapes[block.value]
    for index, layer in enumerate(layout.layers):
        own = _deep(index, layer)
        for slot in (own.weights, own.bias):
            if slot is not None:
                found[slot.name] = slot.shape
    if layout.layers:
        found[f"{_DEEP_PREFIX}output"] = (layout.deep_output.stop - layout.deep_output.start,)
    return found
