"""The branches of a network for a batch of parameter vectors: a pass forward, and what goes back through it.

Shapes: S points, n samples, w units of a layer, K entries that each of them receives, a one for the bias last. The
samples are the last axis everywhere. The shortcut is a branch of one layer. What the lowest layer of a branch receives
is the same for all points: it has the shape (K, n), that of the others (S, K, n).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import FloatFunction, Jet
from theoremcheck.functions.special import Array
from theoremcheck.search.layout import Index
from theoremcheck.trusted.problem.layout import BranchPlaces
from theoremcheck.trusted.problem.model import AnyFunction
from theoremcheck.trusted.problem.model import Layer as Described
from theoremcheck.trusted.records import dataclass

Units = tuple[tuple[slice, FloatFunction], ...]
"""The units of a layer by kind: which ones, and their neuron."""
Compile = Callable[[AnyFunction], FloatFunction]


@dataclass(frozen=True)
class Layer:
    """A hidden layer: the places of the weights into each unit and of its bias, (w, K), and the neurons.

    Unit k of a ``residual`` layer receives feature k as well.
    """

    rows: Index
    biased: bool
    residual: bool
    units: Units

    def jet(self, before: Array) -> Jet:
        """The jets of every unit at its own pre-activations, (S, w, n); the caller silences NumPy's warnings."""
        if len(self.units) == 1:
            return self.units[0][1].node(before)
        jets = [neuron.node(before[:, own]) for own, neuron in self.units]
        value, slope, bend = (np.concatenate(entries, axis=1) for entries in zip(*jets, strict=True))
        return value, slope, bend


@dataclass(frozen=True)
class Pass:
    """What happened in one layer: what it received, and before, value, slope, bend (S, w, n).

    ``matrix`` (S, w, K) has the weights and biases, ``inner`` the weights only.
    """

    matrix: Array
    inner: Array
    below: Array
    before: Array
    value: Array
    slope: Array
    bend: Array

    def take(self, chosen: Index) -> Pass:
        """The same for some of the points."""
        below = self.below if self.below.ndim == 2 else self.below[chosen]
        rest = (self.before[chosen], self.value[chosen], self.slope[chosen], self.bend[chosen])
        return Pass(self.matrix[chosen], self.inner[chosen], below, *rest)


@dataclass(frozen=True)
class BranchState:
    """A pass through a branch: its layers upwards, and the output weights (S, w)."""

    branch: Branch
    passes: tuple[Pass, ...]
    output: Array

    @property
    def top(self) -> Array:
        """What the output weights receive, (S, w, n)."""
        return self.passes[-1].value

    def values(self) -> Array:
        """The share of the branch in f, shape (S, n)."""
        return np.asarray(np.matmul(self.output[:, None, :], self.top)[:, 0], dtype=np.float64)

    def take(self, chosen: Index) -> BranchState:
        """The same for some of the points."""
        return BranchState(self.branch, tuple(entry.take(chosen) for entry in self.passes), self.output[chosen])

    @cached_property
    def adjoints(self) -> tuple[Array, ...]:
        """The derivatives of f in the values of each layer, upwards: (S, w, n), of the last one (S, w, 1)."""
        found = [self.output[:, :, None]]
        for entry in self.passes[:0:-1]:
            found.append(np.matmul(_turned(entry.inner), found[-1] * entry.slope))
        return tuple(found[::-1])

    @cached_property
    def deltas(self) -> tuple[Array, ...]:
        """The derivatives of f in the pre-activations of each layer, upwards: (S, w, n)."""
        return tuple(adjoint * entry.slope for adjoint, entry in zip(self.adjoints, self.passes, strict=True))

    def gradient(self, factors: Array, found: Array, *, signed: bool = True) -> None:
        """Add the derivatives of sum_i factors_i f(x_i), ``factors`` (S, n), to ``found`` (S, size), in place.

        Without ``signed`` the terms of the sums are taken without their signs.
        """
        size = _same if signed else np.abs
        weighed = size(factors)[:, None]
        found[:, self.branch.output] += against(weighed, size(self.top))[:, 0]
        for layer, entry, delta in zip(self.branch.layers, self.passes, self.deltas, strict=True):
            found[:, layer.rows] += against(weighed * size(delta), size(entry.below))

    def moving(self, direction: Array) -> Motion:
        """How the pass changes at first as the parameters move along ``direction``, (S, size)."""
        changes: list[Array] = []
        moved: Array | None = None
        for layer, entry in zip(self.branch.layers, self.passes, strict=True):
            change = apply(direction[:, layer.rows], entry.below)
            if moved is not None:
                change += np.matmul(entry.inner, moved)
            changes.append(change)
            moved = entry.slope * change
        assert moved is not None
        output = direction[:, self.branch.output]
        share = np.matmul(output[:, None, :], self.top)[:, 0] + np.matmul(self.output[:, None, :], moved)[:, 0]
        return Motion(direction, tuple(changes), share)

    def product(self, motion: Motion, factors: Array, moved_factors: Array, found: Array) -> None:
        """Add how :meth:`gradient` changes along a direction, as ``factors`` change by the others, in place."""
        last = self.passes[-1]
        own = against(moved_factors[:, None], last.value) + against(factors[:, None], last.slope * motion.changes[-1])
        found[:, self.branch.output] += own[:, 0]
        output = motion.direction[:, self.branch.output]
        adjoint = factors[:, None] * self.output[:, :, None]
        moved = moved_factors[:, None] * self.output[:, :, None] + factors[:, None] * output[:, :, None]
        for k in range(len(self.passes) - 1, -1, -1):
            layer, entry = self.branch.layers[k], self.passes[k]
            moved_delta = moved * entry.slope + adjoint * entry.bend * motion.changes[k]
            found[:, layer.rows] += against(moved_delta, entry.below)
            if not k:
                break
            delta = adjoint * entry.slope
            lower = self.passes[k - 1]
            weights = layer.rows[:, : lower.value.shape[1]]
            found[:, weights] += against(delta, lower.slope * motion.changes[k - 1])
            moved = np.matmul(_turned(entry.inner), moved_delta) + np.matmul(
                _turned(motion.direction[:, weights]), delta
            )
            adjoint = np.matmul(_turned(entry.inner), delta)


@dataclass(frozen=True)
class Motion:
    """First changes along ``direction`` (S, size): of the pre-activations of each layer, and of the share in f."""

    direction: Array
    changes: tuple[Array, ...]
    share: Array


@dataclass(frozen=True, eq=False)
class Features:
    """What the lowest layers receive, without and with a one for the bias, (K, n)."""

    plain: Array
    with_ones: Array


def received_features(features: Array) -> Features:
    """Those of features (n, d)."""
    turned = np.ascontiguousarray(features.T)
    return Features(turned, _with_ones(turned))


@dataclass(frozen=True)
class Branch:
    """A stack of layers and the places of its output weights, (w,)."""

    layers: tuple[Layer, ...]
    output: Index

    def forward(self, full: Array, features: Features) -> BranchState:
        """A pass of ``features`` through the branch for the parameter vectors ``full`` (S, size)."""
        passes: list[Pass] = []
        received = features.plain
        for layer in self.layers:
            below = received
            if layer.biased:
                below = _with_ones(received) if passes else features.with_ones
            matrix = full[:, layer.rows]
            before = apply(matrix, below)
            if layer.residual:
                before += features.plain
            passes.append(Pass(matrix, matrix[:, :, : received.shape[-2]], below, before, *layer.jet(before)))
            received = passes[-1].value
        return BranchState(self, tuple(passes), full[:, self.output])


def make_branch(places: BranchPlaces, layers: Sequence[Described], compiled: Compile) -> Branch:
    """The branch with these layers at these places."""
    own = []
    for place, layer in zip(places.layers, layers, strict=True):
        rows = np.arange(place.weights.start, place.weights.stop, dtype=np.intp).reshape(place.width, place.inputs)
        if place.biased:
            rows = np.concatenate([rows, np.arange(place.bias.start, place.bias.stop)[:, None]], axis=1)
        first, units = 0, []
        for part in layer.parts:
            units.append((slice(first, first + part.width), compiled(part.neuron)))
            first += part.width
        own.append(Layer(rows, place.biased, place.residual, tuple(units)))
    return Branch(tuple(own), np.arange(places.output.start, places.output.stop, dtype=np.intp))


def apply(matrix: Array, below: Array) -> Array:
    """What the units receive, (S, w, n), for weights (S, w, K)."""
    if below.ndim == 2:
        flat: Array = matrix.reshape(-1, len(below)) @ below
        return flat.reshape(matrix.shape[0], matrix.shape[1], below.shape[1])
    return np.asarray(np.matmul(matrix, below), dtype=np.float64)


def against(rows: Array, below: Array) -> Array:
    """The products of ``rows`` (S, r, n) with what a layer receives, summed over the samples: (S, r, K)."""
    if below.ndim == 2:
        flat: Array = rows.reshape(-1, rows.shape[2]) @ below.T
        return flat.reshape(rows.shape[0], rows.shape[1], len(below))
    return np.asarray(np.matmul(rows, np.swapaxes(below, 1, 2)), dtype=np.float64)


def _turned(matrix: Array) -> Array:
    return np.swapaxes(matrix, 1, 2)


def _same(array: Array) -> Array:
    return array


def _with_ones(received: Array) -> Array:
    return np.concatenate([received, np.ones((*received.shape[:-2], 1, received.shape[-1]))], axis=-2)
