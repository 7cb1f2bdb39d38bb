"""The loss landscape: the objective for a batch of points: value, gradient and Hessian in search coordinates.

Shapes: S points, P search coordinates (trained parameters over their scales), n samples, d features, M neurons.
Nothing raises on overflow: a value that is not a finite number is reported as infinity.
"""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import Final

import numpy.typing as npt

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import FloatFunction, Jet, compile_float, compile_losses, to_float
from theoremcheck.functions.special import Array
from theoremcheck.search.branches import Branch, BranchState, Features, make_branch, received_features
from theoremcheck.search.curvature import Curvature
from theoremcheck.search.layout import Index, SearchLayout, make_layout
from theoremcheck.search.shallow import Shallow, make_shallow
from theoremcheck.search.work import Meter, Prices
from theoremcheck.trusted.problem.model import AnyFunction, Dataset, Function, Layer, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass

_KEPT: Final = 4_000_000
"""Doubles, just below 32 MiB: the threshold of glibc does not follow larger blocks."""


@dataclass(frozen=True)
class Evaluated:
    """L at some points, and the passes behind it, from which derivatives are made without another one."""

    full: Array  # (S, size)
    branches: tuple[BranchState, ...]
    outputs: Array  # (S, n)
    jets: Jet  # of the loss at the margins, each (S, n)
    values: Array  # (S,)

    def take(self, chosen: Index) -> Evaluated:
        """The same for some of the points."""
        value, slope, bend = (entry[chosen] for entry in self.jets)
        branches = tuple(entry.take(chosen) for entry in self.branches)
        return Evaluated(self.full[chosen], branches, self.outputs[chosen], (value, slope, bend), self.values[chosen])


@dataclass(frozen=True)
class Landscape:
    """L(t) for one problem. Make it with :func:`make_landscape`. ``meter`` counts the work of all evaluations."""

    layout: SearchLayout
    features: Array  # (n, d)
    labels: Array  # (n,)
    weights: Array  # (n,), summing to 1
    neuron: FloatFunction
    loss: FloatFunction
    branches: tuple[Branch, ...]
    ridge: Array  # (size,): the penalty is sum ridge_k t_k^2
    width: int
    meter: Meter = field(default_factory=Meter)
    least: float = 0.0
    """What L is at least: 0, or minus infinity where the loss takes negative values."""

    @property
    def size(self) -> int:
        """P, the number of search coordinates."""
        return len(self.layout.positions)

    @cached_property
    def prices(self) -> Prices:
        """What evaluations cost."""
        layers = sum(layer.width for layer in self.layout.layers)
        return Prices(len(self.features), self.size, self.width, self.layout.deep_size, layers)

    @cached_property
    def _curvature(self) -> Curvature:
        return Curvature(self.layout, self.branches, self.features)

    @cached_property
    def _shallow(self) -> Shallow | None:
        return make_shallow(self.layout, self.branches, self.features)

    @cached_property
    def _ridge_slopes(self) -> Array:
        """The derivatives of the penalty in search coordinates over the parameters themselves, (P,)."""
        return np.asarray(2.0 * self.ridge[self.layout.positions] * self.layout.scale, dtype=np.float64)

    @cached_property
    def _ridge_bends(self) -> Array:
        """What the penalty adds to the second derivatives in search coordinates, (P,)."""
        return np.asarray(self._ridge_slopes * self.layout.scale, dtype=np.float64)

    @cached_property
    def _received(self) -> Features:
        return received_features(self.features)

    @cached_property
    def _scales(self) -> Array:
        """What turns second derivatives in parameters into those in search coordinates, (P, P)."""
        return self.layout.scale[:, None] * self.layout.scale[None, :]

    def moved(self, *, biased: bool) -> npt.NDArray[np.bool_]:
        """The samples at which the pre-activations of a layer that sees the features are not always 0, (n,)."""
        return np.asarray(self.features.any(axis=1) | biased, dtype=np.bool_)

    def outputs(self, points: Array) -> Array:
        """f(x_i), shape (S, n)."""
        self.meter.charge(self.prices.value(len(points)))
        with np.errstate(all="ignore"):
            return self._forward(points)[2]

    def margins(self, outputs: Array) -> Array:
        """z_i = -y_i f(x_i), shape (S, n), of outputs of that shape."""
        return -self.labels * outputs

    def wrong(self, outputs: Array) -> npt.NDArray[np.bool_]:
        """Which samples have y_i != sgn f(x_i), sgn(0) = +1 as in ``problem.samples``, in floats; shape (S, n)."""
        return np.asarray((outputs >= 0) != (self.labels > 0), dtype=np.bool_)

    def preactivations(self, points: Array) -> list[list[Array]]:
        """The pre-activations of each layer of every branch, the shortcut first, shape (S, width, n)."""
        with np.errstate(all="ignore"):
            return [[entry.before for entry in state.passes] for state in self._forward(points)[1]]

    def shortcut_preactivations(self, points: Array) -> Array:
        """w_j . x_i + b_j, shape (S, n, M)."""
        found = self.preactivations(points)[0][0] if self.width else np.empty((len(points), 0, len(self.features)))
        return np.swapaxes(found, 1, 2)

    def evaluate(self, points: Array) -> Evaluated:
        """L at each point, and what its derivatives are made from."""
        self.meter.charge(self.prices.value(len(points)))
        with np.errstate(all="ignore"):
            return self._evaluate(points)

    def value(self, points: Array) -> Array:
        """L at each point, shape (S,)."""
        return self.evaluate(points).values

    def gradient(self, points: Array) -> tuple[Array, Array]:
        """L, shape (S,), and its gradient, shape (S, P)."""
        self.meter.charge(self.prices.gradient(len(points)))
        with np.errstate(all="ignore"):
            found = self._evaluate(points)
            return found.values, self._gradient(found)

    def hessian(self, points: Array) -> tuple[Array, Array, Array]:
        """L, shape (S,), its gradient, shape (S, P), and its Hessian, shape (S, P, P)."""
        with np.errstate(all="ignore"):
            return self.derivatives(self._evaluate(points))

    def derivatives(self, found: Evaluated) -> tuple[Array, Array, Array]:
        """As :meth:`hessian`, where L has been evaluated."""
        self.meter.charge(self.prices.hessian(len(found.full)))
        with np.errstate(all="ignore"):
            factors, second = self._factors(found), self.weights * found.jets[2]
            if self._shallow is None:
                hessian, gradient = self._curvature.hessian(found.branches, factors, second), self._gradient(found)
                hessian *= self._scales
            else:
                gradient, hessian = self._shallow.differentiated(found.branches[0], factors, second)
                gradient += self._ridge_slopes * found.full[:, self.layout.positions]
            np.einsum("sii->si", hessian)[...] += self._ridge_bends
            return found.values, gradient, hessian

    def slopes(self, found: Evaluated) -> Array:
        """The gradient, shape (S, P), where L has been evaluated."""
        self.meter.charge(self.prices.gradient(len(found.full)))
        with np.errstate(all="ignore"):
            return self._gradient(found)

    def along(self, found: Evaluated, directions: Array) -> Array:
        """The products of the Hessians with directions, both (S, P), where L has been evaluated."""
        self.meter.charge(2 * self.prices.gradient(len(found.full)))
        with np.errstate(all="ignore"):
            full = self.layout.spread(directions)
            motions = [state.moving(full) for state in found.branches]
            change = sum((motion.share for motion in motions), np.zeros_like(found.outputs))
            if self.layout.network.output_bias:
                change += full[:, :1]
            factors, moved = self._factors(found), self.weights * found.jets[2] * change
            product = 2.0 * self.ridge * full
            if self.layout.network.output_bias:
                product[:, 0] += moved.sum(axis=1)
            for state, motion in zip(found.branches, motions, strict=True):
                state.product(motion, factors, moved, product)
            return np.asarray(product[:, self.layout.positions] * self.layout.scale, dtype=np.float64)

    def magnitude(self, found: Evaluated) -> Array:
        """What the gradient would be if no terms cancelled, shape (S, P): the scale on which it counts as small."""
        self.meter.charge(2 * self.prices.gradient(len(found.full)))
        with np.errstate(all="ignore"):
            return self._gradient(found, signed=False)

    def _forward(self, points: Array) -> tuple[Array, tuple[BranchState, ...], Array]:
        """The full vectors, the passes, and f(x_i), shape (S, n)."""
        full = self.layout.expand(points)
        outputs = np.zeros((len(points), len(self.features)))
        if self.layout.network.output_bias:
            outputs += full[:, :1]
        states = tuple(branch.forward(full, self._received) for branch in self.branches)
        for state in states:
            outputs += state.values()
        return full, states, outputs

    def _evaluate(self, points: Array) -> Evaluated:
        full, states, outputs = self._forward(points)
        jets = self.loss.node(self.margins(outputs))
        total = np.matmul(jets[0], self.weights) + np.matmul(full**2, self.ridge)
        return Evaluated(full, states, outputs, jets, np.where(np.isfinite(total), total, np.inf))

    def _factors(self, found: Evaluated) -> Array:
        """The derivatives of L in the outputs, (S, n)."""
        return self.margins(self.weights * found.jets[1])

    def _gradient(self, found: Evaluated, *, signed: bool = True) -> Array:
        """The gradient in search coordinates; without ``signed`` that of all terms without their signs."""
        factors = self._factors(found)
        gradient = 2.0 * self.ridge * found.full
        if not signed:
            factors, gradient = np.abs(factors), np.abs(gradient)
        if self.layout.network.output_bias:
            gradient[:, 0] += factors.sum(axis=1)
        for state in found.branches:
            state.gradient(factors, gradient, signed=signed)
        return np.asarray(gradient[:, self.layout.positions] * self.layout.scale, dtype=np.float64)


def make_landscape(problem: Problem, meter: Meter | None = None) -> Landscape:
    """The landscape of a problem with concrete data, neuron and loss; raises ``ValueError`` otherwise.

    ``meter`` is charged for every evaluation; without one there is no limit.
    """
    losses = [loss.expr for loss in problem.losses if isinstance(loss, Function)]
    if not isinstance(problem.dataset, Dataset) or len(losses) < len(problem.losses):
        raise ValueError("the search needs concrete data and a loss formula")
    data = samples(problem)
    features = np.array([[to_float(entry) for entry in point] for point in data.points], dtype=np.float64)
    layout = make_layout(problem.network, features)
    _keep_memory()
    network = problem.network
    shortcut = ((Layer(network.width, problem.neuron),),) if network.width else ()
    stacks = (*shortcut, *network.branches.values())
    branches = tuple(
        make_branch(places, layers, _compiled) for places, layers in zip(layout.branches, stacks, strict=True)
    )
    ridge = np.zeros(layout.size)
    for place, factor in layout.squares(problem.objective).items():
        ridge[place] = to_float(factor)
    return Landscape(
        layout,
        features,
        np.array(data.labels, dtype=np.float64),
        np.array([to_float(share) for share in data.shares]),
        _compiled(problem.neuron),
        compile_losses(losses, data.labels),
        branches,
        ridge,
        problem.network.width,
        meter or Meter(),
        0.0 if all(_nonnegative(compile_float(loss)) for loss in losses) else -np.inf,
    )


def _keep_memory() -> None:
    """Have the C library keep what arrays leave free, if it is glibc: else most steps would fault their pages anew.

    It gives memory at the top of the heap back beyond twice the size of the largest block that it has mapped and
    unmapped (``M_MMAP_THRESHOLD`` in mallopt(3)); nothing is written to this one.
    """
    np.empty(_KEPT)


def _nonnegative(loss: FloatFunction) -> bool:
    """True if no value of the loss on a wide grid is negative."""
    return not (loss.value(np.linspace(-64.0, 64.0, 1025)) < 0).any()


def _compiled(neuron: AnyFunction) -> FloatFunction:
    if not isinstance(neuron, Function):
        raise ValueError("the search needs a formula for every neuron")
    return compile_float(neuron.expr)
