"""A branch of f_D for a batch of parameter vectors: values, Jacobians and weighted second derivatives.

Shapes: S starts, n samples, d inputs, D parameters of the branch (numbered from 0 within it).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from theoremcheck.functions.floats import FloatFunction
from theoremcheck.functions.special import Array
from theoremcheck.trusted.problem.layout import BranchPlaces, LayerPlaces
from theoremcheck.trusted.problem.model import AnyFunction, Layer

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
            if layer.biased:
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
            if layer.biased:
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
            if layer.biased:
                found[:, :, layer.bias] = moved_delta.sum(axis=2)
            moved_adjoint = np.matmul(moved_delta, entry.weights[:, None]) + np.matmul(delta[:, None], step[None])
            adjoint = np.matmul(delta, entry.weights)
        return found


Units = tuple[tuple[slice, FloatFunction], ...]
"""The units of a layer by kind: which ones, and their neuron."""


@dataclass(frozen=True)
class DeepPart:
    """A branch: its layers (places relative to it), their units, the place of its output weights, and its own place."""

    layers: tuple[LayerPlaces, ...]
    neurons: tuple[Units, ...]
    output: slice
    size: int
    place: slice

    def forward(self, parameters: Array, features: Array) -> DeepState:
        """A pass of ``features`` (n, d) through the part for ``parameters`` (S, D)."""
        starts = len(parameters)
        below = np.broadcast_to(features[None], (starts, *features.shape))
        passes = []
        for layer, neuron in zip(self.layers, self.neurons, strict=True):
            weights = parameters[:, layer.weights].reshape(starts, layer.width, layer.inputs)
            before = np.matmul(below, np.swapaxes(weights, 1, 2))
            if layer.biased:
                before = before + parameters[:, None, layer.bias]
            if layer.residual:
                before = before + features
            value, slope, bend = _jet(neuron, before)
            passes.append(_Pass(weights, below, before, slope, bend))
            below = value
        return DeepState(self, tuple(passes), below, parameters[:, self.output])


def _jet(units: Units, before: Array) -> tuple[Array, Array, Array]:
    """The jets of every unit at its own pre-activations, (S, n, width)."""
    if len(units) == 1:
        return units[0][1].jet(before)
    jets = [neuron.jet(before[:, :, own]) for own, neuron in units]
    value, slope, bend = (np.concatenate(entries, axis=2) for entries in zip(*jets, strict=True))
    return value, slope, bend


def make_deep(
    branch: BranchPlaces, layers: Sequence[Layer], compiled: Callable[[AnyFunction], FloatFunction]
) -> DeepPart:
    """The branch at these places: its own are relative to the start of its block."""
    start, stop = branch.places.start, branch.places.stop
    own = [replace(e, weights=_shifted(e.weights, start), bias=_shifted(e.bias, start)) for e in branch.layers]
    neurons = []
    for layer in layers:
        first, units = 0, []
        for part in layer.parts:
            units.append((slice(first, first + part.width), compiled(part.neuron)))
            first += part.width
        neurons.append(tuple(units))
    return DeepPart(tuple(own), tuple(neurons), _shifted(branch.output, start), stop - start, branch.places)


def _shifted(place: slice, start: int) -> slice:
    return slice(place.start - start, place.stop - start)
