"""The deep part f_D for a batch of parameter vectors: values, Jacobians and weighted second derivatives.

Shapes: S starts, n samples, d inputs, D parameters of the deep part (numbered from 0 within the part).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from theoremcheck.functions.floats import FloatFunction
from theoremcheck.functions.special import Array
from theoremcheck.trusted.problem.layout import LayerPlaces, Layout

_DIRECTIONS_DOUBLES = 2_000_000


@dataclass(frozen=True)
class _Pass:
    weights: Array  # (S, width, inputs)
    below: Array  # (S, n, inputs): what the layer receives
    before: Array  # (S, n, width): pre-activations
    slope: Array  # (S, n, width)
    bend: Array  # (S, n, width)


@dataclass(frozen=True)
class DeepState:
    """A forward pass through the deep part for S parameter vectors."""

    part: DeepPart
    passes: tuple[_Pass, ...]
    top: Array  # (S, n, width of the last layer)
    output: Array  # (S, width of the last layer)

    def values(self) -> Array:
        """f_D, shape (S, n)."""
        found: Array = np.matmul(self.top, self.output[:, :, None])[:, :, 0]
        return found

    def preactivations(self) -> list[Array]:
        """The pre-activations of each layer, shape (S, n, width)."""
        return [entry.before for entry in self.passes]

    def jacobian(self) -> Array:
        """The derivatives of f_D in its own parameters, shape (S, n, D)."""
        starts, samples, _ = self.top.shape
        found = np.empty((starts, samples, self.part.size))
        found[:, :, self.part.output] = self.top
        adjoint = np.broadcast_to(self.output[:, None, :], self.top.shape)
        for layer, entry in zip(self.part.layers[::-1], self.passes[::-1], strict=True):
            delta = adjoint * entry.slope
            outer = delta[:, :, :, None] * entry.below[:, :, None, :]
            found[:, :, layer.weights] = outer.reshape(starts, samples, -1)
            if self.part.biased:
                found[:, :, layer.bias] = delta
            adjoint = np.matmul(delta, entry.weights)
        return found

    def curvature(self, factors: Array) -> Array:
        """sum_i factors_i (second derivative of f_D at sample i), shape (S, D, D), for ``factors`` of shape (S, n)."""
        starts, samples, _ = self.top.shape
        widest = max(layer.width + layer.inputs for layer in self.part.layers)
        step = max(1, _DIRECTIONS_DOUBLES // (starts * samples * widest))
        identity = np.eye(self.part.size)
        rows = [self._products(factors, identity[i : i + step]) for i in range(0, self.part.size, step)]
        found = np.concatenate(rows, axis=1)
        return np.asarray(0.5 * (found + np.swapaxes(found, 1, 2)), dtype=np.float64)

    def _products(self, factors: Array, directions: Array) -> Array:
        """The products of :meth:`curvature` with ``directions``, shape (K, D); the result has shape (S, K, D)."""
        count, part = len(directions), self.part
        steps = [directions[:, layer.weights].reshape(count, layer.width, layer.inputs) for layer in part.layers]
        moved: Array | None = None
        tangents: list[tuple[Array | None, Array]] = []
        for layer, entry, step in zip(part.layers, self.passes, steps, strict=True):
            change = np.matmul(entry.below[:, None], np.swapaxes(step, 1, 2)[None])
            if moved is not None:
                change += np.matmul(moved, np.swapaxes(entry.weights, 1, 2)[:, None])
            if part.biased:
                change += directions[None, :, None, layer.bias]
            tangents.append((moved, change))
            moved = entry.slope[:, None] * change
        assert moved is not None
        found = np.empty((len(factors), count, part.size))
        found[:, :, part.output] = np.matmul(factors[:, None, None, :], moved)[:, :, 0]
        adjoint = factors[:, :, None] * self.output[:, None, :]
        moved_adjoint = factors[:, None, :, None] * directions[None, :, None, part.output]
        for layer, entry, step, (below, change) in zip(
            part.layers[::-1], self.passes[::-1], steps[::-1], tangents[::-1], strict=True
        ):
            delta = adjoint * entry.slope
            moved_delta = moved_adjoint * entry.slope[:, None] + (adjoint * entry.bend)[:, None] * change
            block = np.matmul(np.swapaxes(moved_delta, 2, 3), entry.below[:, None])
            if below is not None:
                block += np.matmul(np.swapaxes(delta, 1, 2)[:, None], below)
            found[:, :, layer.weights] = block.reshape(len(factors), count, -1)
            if part.biased:
                found[:, :, layer.bias] = moved_delta.sum(axis=2)
            moved_adjoint = np.matmul(moved_delta, entry.weights[:, None]) + np.matmul(delta[:, None], step[None])
            adjoint = np.matmul(delta, entry.weights)
        return found


@dataclass(frozen=True)
class DeepPart:
    """The deep part: its layers (places relative to the part), neurons, and the place of the output weights."""

    layers: tuple[LayerPlaces, ...]
    neurons: tuple[FloatFunction, ...]
    output: slice
    size: int
    biased: bool

    def forward(self, parameters: Array, features: Array) -> DeepState:
        """A pass of ``features`` (n, d) through the part for ``parameters`` (S, D)."""
        starts = len(parameters)
        below = np.broadcast_to(features[None], (starts, *features.shape))
        passes = []
        for layer, neuron in zip(self.layers, self.neurons, strict=True):
            weights = parameters[:, layer.weights].reshape(starts, layer.width, layer.inputs)
            before = np.matmul(below, np.swapaxes(weights, 1, 2))
            if self.biased:
                before = before + parameters[:, None, layer.bias]
            value, slope, bend = neuron.jet(before)
            passes.append(_Pass(weights, below, before, slope, bend))
            below = value
        return DeepState(self, tuple(passes), below, parameters[:, self.output])


def make_deep(layout: Layout, neurons: Sequence[FloatFunction]) -> DeepPart:
    """The deep part as a network of its own: its places are relative to the start of its block."""
    network = replace(layout.network, width=0, output_bias=False)
    own = Layout(network, layout.dimension)
    return DeepPart(own.layers, tuple(neurons), own.deep_output, own.size, network.hidden_bias)
