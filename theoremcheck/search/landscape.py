"""The loss landscape: the objective for a batch of points: value, gradient and Hessian in search coordinates.

Shapes: S points, P search coordinates (trained parameters over their scales), n samples, d features, M neurons.
Nothing raises on overflow: a value that is not a finite number is reported as infinity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from theoremcheck.functions.floats import FloatFunction, compile_float, compile_losses, to_float
from theoremcheck.functions.special import Array
from theoremcheck.search.deep import DeepPart, DeepState, make_deep
from theoremcheck.search.layout import Index, SearchLayout, make_layout
from theoremcheck.search.work import Meter, Prices
from theoremcheck.trusted.problem.layout import Unit
from theoremcheck.trusted.problem.model import AnyFunction, Block, Dataset, Function, Problem
from theoremcheck.trusted.problem.samples import samples

_SQUARES_DOUBLES = 8_000_000


@dataclass(frozen=True)
class _State:
    full: Array  # (S, size)
    before: Array  # (S, n, M)
    jets: tuple[Array, Array, Array]  # each (S, n, M)
    deep: tuple[DeepState, ...]
    outputs: Array  # (S, n)


@dataclass(frozen=True)
class Landscape:
    """L(t) for one problem. Make it with :func:`make_landscape`. ``meter`` counts the work of all evaluations."""

    layout: SearchLayout
    features: Array  # (n, d)
    labels: Array  # (n,)
    weights: Array  # (n,), summing to 1
    neuron: FloatFunction
    loss: FloatFunction
    deep: tuple[DeepPart, ...]
    ridge: Array  # (size,): the penalty is sum ridge_k t_k^2
    width: int
    meter: Meter = field(default_factory=Meter)

    @property
    def size(self) -> int:
        """P, the number of search coordinates."""
        return len(self.layout.positions)

    @cached_property
    def prices(self) -> Prices:
        """What evaluations cost."""
        layers = sum(layer.width for layer in self.layout.layers)
        deep = sum(part.size for part in self.deep)
        return Prices(len(self.features), self.size, self.width, deep, layers)

    @cached_property
    def _inputs(self) -> Array:
        """(n, d) features, or (n, d + 1) with a last column of ones where there are hidden biases."""
        if not self.layout.network.hidden_bias:
            return self.features
        return np.concatenate([self.features, np.ones((len(self.features), 1))], axis=1)

    @cached_property
    def moving(self) -> npt.NDArray[np.bool_]:
        """The samples at which the shortcut's pre-activations are not always 0, (n,)."""
        return self.moved(biased=self.layout.network.hidden_bias)

    def moved(self, *, biased: bool) -> npt.NDArray[np.bool_]:
        """The samples at which the pre-activations of a layer that sees the features are not always 0, (n,)."""
        return np.asarray(self.features.any(axis=1) | biased, dtype=np.bool_)

    @cached_property
    def _squares(self) -> Array | None:
        """The products of inputs, (n, D * D), or None where they would take too much memory."""
        n, size = self._inputs.shape
        if n * size * size > _SQUARES_DOUBLES:
            return None
        return (self._inputs[:, :, None] * self._inputs[:, None, :]).reshape(n, size * size)

    @cached_property
    def _rows(self) -> Index:
        """(M, D): the positions of each neuron's weights (and bias) in the full vector."""
        return np.array([self.layout.wiring(Unit(0, j)).receiving for j in range(self.width)], dtype=np.intp)

    def outputs(self, points: Array) -> Array:
        """f(x_i), shape (S, n)."""
        self.meter.charge(self.prices.value(len(points)))
        with np.errstate(all="ignore"):
            return self._forward(points).outputs

    def margins(self, outputs: Array) -> Array:
        """z_i = -y_i f(x_i), shape (S, n), of outputs of that shape."""
        return -self.labels * outputs

    def wrong(self, outputs: Array) -> npt.NDArray[np.bool_]:
        """Which samples have y_i != sgn f(x_i), sgn(0) = +1 as in ``problem.samples``, in floats; shape (S, n)."""
        return np.asarray((outputs >= 0) != (self.labels > 0), dtype=np.bool_)

    def shortcut_preactivations(self, points: Array) -> Array:
        """w_j . x_i + b_j, shape (S, n, M)."""
        with np.errstate(all="ignore"):
            return self._forward(points).before

    def deep_preactivations(self, points: Array) -> list[list[Array]]:
        """The pre-activations of each layer of every branch of f_D, shape (S, n, width)."""
        with np.errstate(all="ignore"):
            return [branch.preactivations() for branch in self._forward(points).deep]

    def value(self, points: Array) -> Array:
        """L at each point, shape (S,)."""
        self.meter.charge(self.prices.value(len(points)))
        with np.errstate(all="ignore"):
            state = self._forward(points)
            return self._value(state, self.loss.value(self.margins(state.outputs)))

    def gradient(self, points: Array) -> tuple[Array, Array]:
        """L, shape (S,), and its gradient, shape (S, P)."""
        self.meter.charge(self.prices.gradient(len(points)))
        with np.errstate(all="ignore"):
            state = self._forward(points)
            loss, slope, _ = self.loss.jet(self.margins(state.outputs))
            factors = self.margins(self.weights * slope)
            return self._value(state, loss), self._pull(state, factors)

    def hessian(self, points: Array) -> tuple[Array, Array, Array]:
        """L, shape (S,), its gradient, shape (S, P), and its Hessian, shape (S, P, P)."""
        self.meter.charge(self.prices.hessian(len(points)))
        with np.errstate(all="ignore"):
            state = self._forward(points)
            loss, slope, bend = self.loss.jet(self.margins(state.outputs))
            factors = self.margins(self.weights * slope)
            jacobian = self._jacobian(state)
            trained, scale = self.layout.positions, self.layout.scale
            gradient = np.matmul(factors[:, None, :], jacobian)[:, 0] + 2.0 * self.ridge * state.full
            full = np.matmul(np.swapaxes(jacobian, 1, 2), (self.weights * bend)[:, :, None] * jacobian)
            self._add_curvature(full, state, factors)
            if len(trained) < self.layout.size:
                full = full[:, trained[:, None], trained[None, :]]
            full = full * (scale[:, None] * scale[None, :])
            return self._value(state, loss), gradient[:, trained] * scale, 0.5 * (full + np.swapaxes(full, 1, 2))

    def magnitude(self, points: Array) -> Array:
        """What the gradient would be if no terms cancelled, shape (S, P): the scale on which it counts as small."""
        self.meter.charge(2 * self.prices.gradient(len(points)))
        with np.errstate(all="ignore"):
            state = self._forward(points)
            _, slope, _ = self.loss.jet(self.margins(state.outputs))
            terms = np.matmul(np.abs(self.weights * slope)[:, None, :], np.abs(self._jacobian(state)))[:, 0]
            terms += 2.0 * np.abs(self.ridge * state.full)
            return np.asarray(terms[:, self.layout.positions] * self.layout.scale, dtype=np.float64)

    def _forward(self, points: Array) -> _State:
        full = self.layout.expand(points)
        count = len(self.features)
        outputs = np.zeros((len(points), count))
        if self.layout.network.output_bias:
            outputs += full[:, :1]
        before = np.empty((len(points), count, 0))
        jets = (before, before, before)
        if self.width:
            rows = full[:, self._rows]
            before = np.matmul(self._inputs[None], np.swapaxes(rows, 1, 2))
            jets = self.neuron.jet(before)
            outputs += np.matmul(jets[0], full[:, self.layout.blocks[Block.OUTPUT_WEIGHTS], None])[:, :, 0]
        deep = tuple(part.forward(full[:, part.place], self.features) for part in self.deep)
        for branch in deep:
            outputs += branch.values()
        return _State(full, before, jets, deep, outputs)

    def _value(self, state: _State, loss: Array) -> Array:
        total = np.matmul(loss, self.weights) + np.matmul(state.full**2, self.ridge)
        return np.where(np.isfinite(total), total, np.inf)

    def _pull(self, state: _State, factors: Array) -> Array:
        """The gradient in search coordinates from the derivatives of the data term in the outputs."""
        found = 2.0 * self.ridge * state.full
        blocks = self.layout.blocks
        if self.layout.network.output_bias:
            found[:, :1] += factors.sum(axis=1, keepdims=True)
        if self.width:
            value, slope, _ = state.jets
            found[:, blocks[Block.OUTPUT_WEIGHTS]] += np.matmul(factors[:, None, :], value)[:, 0]
            weights = state.full[:, None, blocks[Block.OUTPUT_WEIGHTS]]
            delta = factors[:, :, None] * slope * weights
            found[:, self._rows] += np.matmul(np.swapaxes(delta, 1, 2), self._inputs[None])
        for branch in state.deep:
            found[:, branch.part.place] += np.matmul(factors[:, None, :], branch.jacobian())[:, 0]
        return np.asarray(found[:, self.layout.positions] * self.layout.scale, dtype=np.float64)

    def _jacobian(self, state: _State) -> Array:
        """The derivatives of the outputs in the full vector, shape (S, n, size)."""
        blocks = self.layout.blocks
        found = np.zeros((*state.outputs.shape, self.layout.size))
        found[:, :, blocks[Block.OUTPUT_BIAS]] = 1.0
        if self.width:
            value, slope, _ = state.jets
            found[:, :, blocks[Block.OUTPUT_WEIGHTS]] = value
            delta = slope * state.full[:, None, blocks[Block.OUTPUT_WEIGHTS]]
            outer = delta[:, :, :, None] * self._inputs[None, :, None, :]
            found[:, :, self._rows.ravel()] = outer.reshape(*state.outputs.shape, -1)
        for branch in state.deep:
            found[:, :, branch.part.place] = branch.jacobian()
        return found

    def _add_curvature(self, full: Array, state: _State, factors: Array) -> None:
        """Add sum_i factors_i (second derivative of f at sample i) and the penalties' curvature, in place."""
        blocks = self.layout.blocks
        if self.width:
            _, slope, bend = state.jets
            place = blocks[Block.OUTPUT_WEIGHTS]
            mixed = np.matmul(np.swapaxes(factors[:, :, None] * slope, 1, 2), self._inputs[None])
            outer = np.arange(place.start, place.stop)[:, None]
            full[:, outer, self._rows] += mixed
            full[:, self._rows, outer] += mixed
            strength = np.swapaxes(factors[:, :, None] * bend * state.full[:, None, place], 1, 2)
            full[:, self._rows[:, :, None], self._rows[:, None, :]] += self._weighted_squares(strength)
        for branch in state.deep:
            full[:, branch.part.place, branch.part.place] += branch.curvature(factors)
        diagonal = np.arange(self.layout.size)
        full[:, diagonal, diagonal] += 2.0 * self.ridge

    def _weighted_squares(self, strength: Array) -> Array:
        """sum_i strength_i X_i X_i^T, shape (S, M, D, D), for ``strength`` of shape (S, M, n)."""
        size = self._inputs.shape[1]
        if self._squares is not None:
            found: Array = np.matmul(strength, self._squares[None]).reshape(*strength.shape[:2], size, size)
        else:
            found = np.matmul(strength[:, :, None, :] * self._inputs.T[None, None], self._inputs[None, None])
        return found


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
    branches = problem.network.branches
    deep = tuple(make_deep(place, branches[branch], _compiled) for branch, place in layout.parts.items())
    neuron = _compiled(problem.neuron)
    ridge = np.zeros(layout.size)
    for place, factor in layout.squares(problem.objective).items():
        ridge[place] = to_float(factor)
    return Landscape(
        layout,
        features,
        np.array(data.labels, dtype=np.float64),
        np.array([to_float(share) for share in data.shares]),
        neuron,
        compile_losses(losses, data.labels),
        deep,
        ridge,
        problem.network.width,
        meter or Meter(),
    )


def _compiled(neuron: AnyFunction) -> FloatFunction:
    if not isinstance(neuron, Function):
        raise ValueError("the search needs a formula for every neuron")
    return compile_float(neuron.expr)
