"""The flat parameter vector of a network and its named blocks.

The full vector holds every parameter, trained or frozen, in the order a0, a, w (neuron by neuron), b, deep. The deep
block runs layer by layer: the weights of a layer unit by unit, then its biases; last the output weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from theoremcheck.functions.numeric import to_float
from theoremcheck.functions.special import Array
from theoremcheck.trusted.model import Block, Network

Index = npt.NDArray[np.intp]


@dataclass(frozen=True)
class DeepLayer:
    """Where one hidden layer of the deep part lies in the full vector; ``bias`` is empty without hidden biases."""

    inputs: int
    width: int
    weights: slice
    bias: slice


@dataclass(frozen=True)
class Layout:
    """Names and places of all parameters. ``trained`` lists the positions in the full vector that are searched.

    ``base`` (full length) holds the frozen values and zeros; ``scale`` (trained length) turns search coordinates into
    parameters: weights on a feature are divided by its root mean square, so that features of any unit look alike.
    """

    size: int
    blocks: dict[Block, slice]
    layers: tuple[DeepLayer, ...]
    deep_output: slice
    trained: Index
    base: Array
    scale: Array

    def expand(self, points: Array) -> Array:
        """Full parameter vectors, shape (S, size), from search coordinates, shape (S, P)."""
        full = np.repeat(self.base[None, :], len(points), axis=0)
        full[:, self.trained] = points * self.scale
        return full

    def shrink(self, full: Array) -> Array:
        """Search coordinates, shape (S, P), of full parameter vectors, shape (S, size)."""
        return np.asarray(full[:, self.trained] / self.scale, dtype=np.float64)


def make_layout(network: Network, features: Array) -> Layout:
    """The layout of ``network`` for ``features`` of shape (n, d)."""
    dimension = features.shape[1]
    blocks: dict[Block, slice] = {}
    position = 0

    def take(count: int) -> slice:
        nonlocal position
        position += count
        return slice(position - count, position)

    blocks[Block.OUTPUT_BIAS] = take(1 if network.output_bias else 0)
    blocks[Block.OUTPUT_WEIGHTS] = take(network.width)
    blocks[Block.HIDDEN_WEIGHTS] = take(network.width * dimension)
    blocks[Block.HIDDEN_BIAS] = take(network.width if network.hidden_bias else 0)
    start, inputs, layers = position, dimension, []
    for layer in network.deep:
        weights = take(layer.width * inputs)
        layers.append(DeepLayer(inputs, layer.width, weights, take(layer.width if network.hidden_bias else 0)))
        inputs = layer.width
    output = take(inputs if network.deep else 0)
    blocks[Block.DEEP] = slice(start, position)

    size_of = np.sqrt(np.mean(features**2, axis=0))
    unit = np.where((size_of > 0) & np.isfinite(size_of), 1.0 / np.where(size_of > 0, size_of, 1.0), 1.0)
    scale = np.ones(position)
    scale[blocks[Block.HIDDEN_WEIGHTS]] = np.tile(unit, network.width)
    if layers:
        scale[layers[0].weights] = np.tile(unit, layers[0].width)
    base, trained = np.zeros(position), np.ones(position, dtype=bool)
    for block, place in blocks.items():
        frozen = network.frozen_block(block)
        if frozen is not None:
            trained[place] = False
            base[place] = [to_float(value) for value in frozen.value or ()]
    positions = np.flatnonzero(trained)
    return Layout(position, blocks, tuple(layers), output, positions, base, scale[positions])
