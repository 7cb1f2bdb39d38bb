"""The objective and its gradient at any number of digits, one point at a time: the evaluator beside the balls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from theoremcheck.functions.precise import Context, PreciseFunction, Real, compile_precise, exact
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.problem.layout import Branch, BranchPlaces, Layout, Parameters
from theoremcheck.trusted.problem.model import AnyFunction, Dataset, Function, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Evaluation:
    """L, its gradient in the full parameter vector, and the outputs f(x_i), as mpmath numbers."""

    loss: Real
    gradient: list[Real]
    outputs: list[Real]


@dataclass(frozen=True)
class _Pass:
    """The values at the inputs of a branch and after each of its layers, and the slopes of the neurons of each."""

    values: list[Sequence[Real]]
    slopes: list[list[Real]]


class PreciseLandscape:
    """L(t) over mpmath numbers of the precision of ``ctx``; data and frozen values are exact up to that precision."""

    def __init__(self, problem: Problem, layout: Layout, ctx: Context) -> None:
        """``problem`` must have concrete data and a loss formula."""
        losses = [loss.expr for loss in problem.losses if isinstance(loss, Function)]
        if not isinstance(problem.dataset, Dataset) or len(losses) < len(problem.losses):
            raise ValueError("the search needs concrete data and a loss formula")
        self.ctx, self.problem, self.layout = ctx, problem, layout
        self._data, network = samples(problem), problem.network
        self._points = [[exact(ctx, entry) for entry in point] for point in self._data.points]
        self._shares = [exact(ctx, share) for share in self._data.shares]
        self._losses = {1: compile_precise(losses[0]), -1: compile_precise(losses[-1])}
        shortcut = (problem.neuron,) * network.width
        branches = [[layer.neurons for layer in layers] for layers in network.branches.values()]
        stacks = [*([[shortcut]] if shortcut else []), *branches]
        compiled = {neuron: _compiled(neuron) for stack in stacks for layer in stack for neuron in layer}
        self._neurons = [[[compiled[neuron] for neuron in layer] for layer in stack] for stack in stacks]
        self._penalties = [(exact(ctx, factor), place) for place, factor in layout.squares(problem.objective).items()]
        self._frozen = {
            layout.places(entry.block).start + k: exact(ctx, value)
            for entry in network.frozen
            for k, value in enumerate(entry.value or ())
        }

    def lift(self, full: list[float]) -> list[Real]:
        """A full parameter vector as mpmath numbers, with the frozen entries at their exact values."""
        return [self._frozen.get(k, self.ctx.mpf(value)) for k, value in enumerate(full)]

    def mean_loss(self, parameters: Parameters[Fraction]) -> Real:
        """L without penalties at exact parameters; what enters the first layers is exact, too."""
        known: dict[tuple[int, Real], Real] = {}
        total = self.ctx.zero
        walk = self._walk(parameters, self._data.points)
        for i, (share, (output, _)) in enumerate(zip(self._shares, walk, strict=True)):
            own = (self._data.labels[i], self._data.margin(i, output))
            if own not in known:
                label, margin = own
                known[own] = self._losses[label].value(self.ctx, margin)
            total += share * known[own]
        return total

    def evaluate(self, full: list[Real]) -> Evaluation:
        """L, gradient and outputs at a full parameter vector."""
        gradient = [self.ctx.zero] * self.layout.size
        parameters = self.layout.named(full)
        loss, outputs = self.ctx.zero, []
        walk = self._walk(parameters, self._points)
        for i, (share, (output, passes)) in enumerate(zip(self._shares, walk, strict=True)):
            outputs.append(output)
            value, slope, _ = self._losses[self._data.labels[i]].jet(self.ctx, self._data.margin(i, output))
            loss += share * value
            factor = self._data.margin(i, share * slope)
            if not factor:
                continue
            if parameters.output_bias is not None:
                gradient[0] += factor
            for places, found in zip(self.layout.branches, passes, strict=True):
                _backward(places, full, found, factor, gradient)
        for coefficient, k in self._penalties:
            loss += coefficient * full[k] ** 2
            gradient[k] += 2 * coefficient * full[k]
        return Evaluation(loss, gradient, outputs)

    def _walk(self, parameters: Parameters[Any], points: Sequence[Sequence[Any]]) -> Iterator[tuple[Real, list[_Pass]]]:
        """f(x_i) and the pass through every branch, for one sample after the other; one point is evaluated once."""
        ctx, offset = self.ctx, parameters.output_bias
        chains = zip(self._neurons, self.layout.branches, parameters.branches, strict=True)
        stacks = [_stack(ctx, *chain) for chain in chains]
        weights = [[_real(ctx, weight) for weight in branch.output] for branch in parameters.branches]
        known: dict[int, tuple[Real, list[_Pass]]] = {}
        for point in points:
            if id(point) not in known:
                passes = [_forward(ctx, stack, point) for stack in stacks]
                terms = [_dot(ctx, row, found.values[-1]) for row, found in zip(weights, passes, strict=True)]
                known[id(point)] = sum(terms, ctx.zero if offset is None else _real(ctx, offset)), passes
            yield known[id(point)]


def _compiled(neuron: AnyFunction) -> PreciseFunction:
    """The neuron; an opaque one is nowhere a number."""
    if isinstance(neuron, Function):
        return compile_precise(neuron.expr)
    return PreciseFunction(lambda ctx, _: (ctx.nan, ctx.nan, ctx.nan))


def _real(ctx: Context, value: Any) -> Real:
    return exact(ctx, value) if isinstance(value, Fraction) else value


def _dot(ctx: Context, weights: Sequence[Real], values: Sequence[Real]) -> Real:
    """The scalar product; a weight 0 counts nothing, also where the value is no number."""
    found = ctx.fdot(zip(weights, values, strict=True))
    return found if found == found else ctx.fdot((w, v) for w, v in zip(weights, values, strict=True) if w)  # noqa: PLR0124


@dataclass(frozen=True)
class _Layer:
    """A layer at some parameters: its different units, each a neuron with weights and bias, and which one a unit is.

    Unit k of a ``residual`` layer receives x_k as well.
    """

    different: list[tuple[PreciseFunction, Sequence[Any], Any]]
    which: list[int]
    residual: bool


def _stack(
    ctx: Context, neurons: Sequence[Sequence[PreciseFunction]], places: BranchPlaces, branch: Branch[Any]
) -> list[_Layer]:
    """The layers of a branch; the first one keeps exact numbers."""
    found = []
    for depth, (own, (rows, biases)) in enumerate(zip(neurons, branch.layers, strict=True)):
        residual = places.layers[depth].residual
        features = range(len(rows)) if residual else (0,) * len(rows)
        units = list(zip(map(id, own), rows, biases or (0,) * len(rows), features, strict=True))
        order = {unit: k for k, unit in enumerate(dict.fromkeys(units))}
        known = {id(neuron): neuron for neuron in own}
        different: list[tuple[PreciseFunction, Sequence[Any], Any]] = []
        for key, row, bias, _ in order:
            inexact = ([_real(ctx, entry) for entry in row], _real(ctx, bias)) if depth else (row, bias)
            different.append((known[key], *inexact))
        found.append(_Layer(different, [order[unit] for unit in units], residual))
    return found


def _forward(ctx: Context, stack: Sequence[_Layer], point: Sequence[Any]) -> _Pass:
    values, slopes = [point], []
    for layer in stack:
        received = _before(ctx, [unit[1:] for unit in layer.different], values[-1])
        if layer.residual:
            received = (before + _real(ctx, own) for before, own in zip(received, point, strict=True))
        jets = [neuron.jet(ctx, before) for (neuron, _, _), before in zip(layer.different, received, strict=True)]
        values.append([jets[k][0] for k in layer.which])
        slopes.append([jets[k][1] for k in layer.which])
    return _Pass(values, slopes)


def _before(ctx: Context, units: Sequence[tuple[Sequence[Any], Any]], below: Sequence[Any]) -> Iterator[Real]:
    """What units receive; rounded once where all is rational."""
    if isinstance(below[0], Fraction):
        return (exact(ctx, dot(row, below) + bias) for row, bias in units)
    return (_dot(ctx, row, below) + bias for row, bias in units)


def _backward(places: BranchPlaces, full: Sequence[Real], found: _Pass, factor: Real, gradient: list[Real]) -> None:
    """Add one sample's share of the gradient, in place; ``factor`` is the derivative of L in its output."""
    for k, value in enumerate(found.values[-1], places.output.start):
        gradient[k] += factor * value
    adjoint = [factor * weight for weight in full[places.output]]
    for number in range(len(places.layers) - 1, -1, -1):
        layer, below = places.layers[number], found.values[number]
        lower = [0 * factor] * layer.inputs if number else []
        for unit in range(layer.width):
            delta = adjoint[unit] * found.slopes[number][unit]
            if not delta:
                continue
            start = layer.weights.start + unit * layer.inputs
            for k in range(layer.inputs):
                gradient[start + k] += delta * below[k]
            if layer.bias.stop > layer.bias.start:
                gradient[layer.bias.start + unit] += delta
            for k in range(len(lower)):
                lower[k] += delta * full[start + k]
        adjoint = lower
