"""The arrays of a network, by the names that ``--minimum out.npz`` gives them: where they stand, and their shapes."""

from __future__ import annotations

from theoremcheck.trusted.problem.layout import BranchPlaces, Layout
from theoremcheck.trusted.problem.model import Block
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Place:
    """An array: its places in the list of all parameters, row by row, and its shape; a0 has the shape ()."""

    own: slice
    shape: tuple[int, ...]


@dataclass(frozen=True)
class BranchNames:
    """The names of a branch's arrays: weights and biases (None: absent) of every layer, and the output weights."""

    layers: tuple[tuple[str, str | None], ...]
    output: str


def array_places(layout: Layout) -> dict[str, Place]:
    """All arrays that the network has, in order: a0, a, w, b; deep_w0, deep_b0, ..., deep_output; beside_w0, ..."""
    blocks, width, dimension = layout.blocks, layout.network.width, layout.dimension
    found = {
        "a0": Place(blocks[Block.OUTPUT_BIAS], ()),
        "a": Place(blocks[Block.OUTPUT_WEIGHTS], (width,)),
        "w": Place(blocks[Block.HIDDEN_WEIGHTS], (width, dimension)),
        "b": Place(blocks[Block.HIDDEN_BIAS], (width,)),
    }
    found = {name: place for name, place in found.items() if place.own.stop > place.own.start}
    for block, part in layout.parts.items():
        names = branch_names(block, part)
        for (weights, biases), layer in zip(names.layers, part.layers, strict=True):
            found[weights] = Place(layer.weights, (layer.width, layer.inputs))
            if biases is not None:
                found[biases] = Place(layer.bias, (layer.width,))
        found[names.output] = Place(part.output, (part.output.stop - part.output.start,))
    return found


def branch_names(block: Block, part: BranchPlaces) -> BranchNames:
    """The names of the arrays of a branch of the deep part."""
    prefix = block.value
    layers = ((f"{prefix}_w{k}", f"{prefix}_b{k}" if own.biased else None) for k, own in enumerate(part.layers))
    return BranchNames(tuple(layers), f"{prefix}_output")


def trains(layout: Layout, place: Place) -> bool:
    """True if the array is trained; it is as a whole, or not at all."""
    return place.own.start not in layout.frozen


def is_known(layout: Layout, place: Place) -> bool:
    """True if the array is frozen at values that the spec gives."""
    return layout.frozen.get(place.own.start) is not None
