"""The objective and its gradient at any number of digits, for one point at a time."""

from __future__ import annotations

from dataclasses import dataclass

from theoremcheck.functions.numeric import PreciseFunction, compile_precise, exact
from theoremcheck.functions.precise import Context, Real
from theoremcheck.search.layout import Layout
from theoremcheck.trusted.model import Block, Dataset, Function, Problem


@dataclass(frozen=True)
class _Layer:
    inputs: int
    width: int
    weights: int  # positions of the first entries in the full vector
    bias: int | None
    neuron: PreciseFunction


@dataclass(frozen=True)
class _Branch:
    """A stack of hidden layers and the linear output above it; the shortcut is one, the deep part another."""

    layers: tuple[_Layer, ...]
    output: int


@dataclass(frozen=True)
class Evaluation:
    """L, its gradient in the full parameter vector, and the outputs f(x_i), as mpmath numbers."""

    loss: Real
    gradient: list[Real]
    outputs: list[Real]


class PreciseLandscape:
    """L(t) over mpmath numbers of the precision of ``ctx``; data and frozen values are exact up to that precision."""

    def __init__(self, problem: Problem, layout: Layout, ctx: Context) -> None:
        """``problem`` must have concrete data and formulas, as for ``make_landscape``."""
        dataset = problem.dataset
        if not isinstance(dataset, Dataset) or not isinstance(problem.loss, Function):
            raise ValueError("the search needs concrete data and a loss formula")
        total = sum(dataset.weights)
        self.ctx = ctx
        self.problem = problem
        self.layout = layout
        self._points = [[exact(ctx, entry) for entry in point] for point in dataset.points]
        self._labels = dataset.labels
        self._weights = [exact(ctx, weight / total) for weight in dataset.weights]
        self._loss = compile_precise(problem.loss.expr)
        self._branches = _branches(problem, layout)
        self._penalties = [
            (exact(ctx, penalty.coefficient), layout.blocks[block])
            for penalty in problem.objective.penalties
            for block in penalty.blocks
        ]
        self._frozen = {
            layout.blocks[entry.block].start + k: exact(ctx, value)
            for entry in problem.network.frozen
            for k, value in enumerate(entry.value or ())
        }

    def lift(self, full: list[float]) -> list[Real]:
        """A full parameter vector as mpmath numbers, with the frozen entries at their exact values."""
        return [self._frozen.get(k, self.ctx.mpf(value)) for k, value in enumerate(full)]

    def evaluate(self, full: list[Real]) -> Evaluation:
        """L, gradient and outputs at a full parameter vector."""
        ctx = self.ctx
        gradient = [ctx.zero] * self.layout.size
        place = self.layout.blocks[Block.OUTPUT_BIAS]
        biased = place.stop > place.start
        loss, outputs = ctx.zero, []
        for point, label, weight in zip(self._points, self._labels, self._weights, strict=True):
            passes = [_forward(ctx, branch, full, point) for branch in self._branches]
            output = full[place.start] if biased else ctx.zero
            for branch, (values, _) in zip(self._branches, passes, strict=True):
                top = values[-1]
                output += ctx.fdot(zip(full[branch.output : branch.output + len(top)], top, strict=True))
            outputs.append(output)
            value, slope, _ = self._loss.jet(ctx, -label * output)
            loss += weight * value
            factor = -label * weight * slope
            if not factor:
                continue
            if biased:
                gradient[place.start] += factor
            for branch, (values, slopes) in zip(self._branches, passes, strict=True):
                _backward(branch, full, (values, slopes), factor, gradient)
        for coefficient, block in self._penalties:
            for k in range(block.start, block.stop):
                loss += coefficient * full[k] ** 2
                gradient[k] += 2 * coefficient * full[k]
        return Evaluation(loss, gradient, outputs)


def _branches(problem: Problem, layout: Layout) -> tuple[_Branch, ...]:
    network, blocks = problem.network, layout.blocks
    found = []
    if network.width:
        if not isinstance(problem.neuron, Function):
            raise ValueError("the search needs a formula for the neuron")
        weights = blocks[Block.HIDDEN_WEIGHTS]
        layer = _Layer(
            (weights.stop - weights.start) // network.width,
            network.width,
            weights.start,
            blocks[Block.HIDDEN_BIAS].start if network.hidden_bias else None,
            compile_precise(problem.neuron.expr),
        )
        found.append(_Branch((layer,), blocks[Block.OUTPUT_WEIGHTS].start))
    if network.deep:
        layers = []
        for layer_of, place in zip(network.deep, layout.layers, strict=True):
            if not isinstance(layer_of.neuron, Function):
                raise ValueError("the search needs a formula for every neuron")
            bias = place.bias.start if network.hidden_bias else None
            neuron = compile_precise(layer_of.neuron.expr)
            layers.append(_Layer(place.inputs, place.width, place.weights.start, bias, neuron))
        found.append(_Branch(tuple(layers), layout.deep_output.start))
    return tuple(found)


def _forward(
    ctx: Context, branch: _Branch, full: list[Real], point: list[Real]
) -> tuple[list[list[Real]], list[list[Real]]]:
    """The values at the inputs and after each layer, and the slopes of the neurons of each layer."""
    values, slopes = [point], []
    for layer in branch.layers:
        below, above, slope = values[-1], [], []
        for unit in range(layer.width):
            start = layer.weights + unit * layer.inputs
            before = ctx.fdot(zip(full[start : start + layer.inputs], below, strict=True))
            if layer.bias is not None:
                before += full[layer.bias + unit]
            value, first, _ = layer.neuron.jet(ctx, before)
            above.append(value)
            slope.append(first)
        values.append(above)
        slopes.append(slope)
    return values, slopes


def _backward(
    branch: _Branch,
    full: list[Real],
    passes: tuple[list[list[Real]], list[list[Real]]],
    factor: Real,
    gradient: list[Real],
) -> None:
    """Add one sample's share of the gradient, in place; ``factor`` is the derivative of L in its output."""
    values, slopes = passes
    for k, value in enumerate(values[-1]):
        gradient[branch.output + k] += factor * value
    adjoint = [factor * full[branch.output + k] for k in range(len(values[-1]))]
    for number in range(len(branch.layers) - 1, -1, -1):
        layer, below = branch.layers[number], values[number]
        lower = [0 * factor] * layer.inputs if number else []
        for unit in range(layer.width):
            delta = adjoint[unit] * slopes[number][unit]
            if not delta:
                continue
            start = layer.weights + unit * layer.inputs
            for k in range(layer.inputs):
                gradient[start + k] += delta * below[k]
            if layer.bias is not None:
                gradient[layer.bias + unit] += delta
            for k in range(len(lower)):
                lower[k] += delta * full[start + k]
        adjoint = lower
