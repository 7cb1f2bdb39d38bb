"""A spec at a point in doubles, with a bound on how far rounding can have moved the outputs.

It shares no code with the search or the kernel; it serves to compare an import with the library it comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np

from theoremcheck.doors.stack import Floats
from theoremcheck.functions.floats import FloatFunction, compile_float, compile_losses, to_float
from theoremcheck.trusted.problem.layout import Branch, Layout
from theoremcheck.trusted.problem.model import AnyFunction, Function, Layer, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass

SLACK: Final = 16.0
"""How many times the first-order bound on rounding a deviation may be."""


@dataclass(frozen=True, eq=False)
class Evaluated:
    """f(x_i), (n,), and the objective L, each with a bound on its error if every number has the relative error eps."""

    outputs: Floats
    value: float
    outputs_error: Floats
    value_error: float


@dataclass(frozen=True)
class _Values:
    """Numbers with a bound on their error, entry by entry."""

    value: Floats
    error: Floats


def evaluated(problem: Problem, full: Vector, eps: float, neuron_error: float = 0.0) -> Evaluated:
    """The spec at the list of all parameters, (p,), trained or frozen.

    The error is that of the first order, for numbers and operations with a relative error of ``eps`` and values of
    neurons that are off by at most ``neuron_error``.
    """
    layout, data = Layout.of(problem), samples(problem)
    named = layout.named(full)
    features = _floats(data.points)
    total = _Values(np.zeros(len(features)), np.zeros(len(features)))
    for branch, layers in zip(named.branches, _chains(problem), strict=True):
        own = _branch(branch, layers, features, eps, neuron_error)
        total = _Values(total.value + own.value, total.error + own.error)
    if named.output_bias is not None:
        shift = to_float(named.output_bias)
        total = _Values(total.value + shift, total.error + eps * abs(shift))
    total = _Values(total.value, total.error + eps * np.abs(total.value))
    signs = np.array(data.labels, dtype=np.float64)
    shares = np.array([to_float(share) for share in data.shares])
    losses = compile_losses([loss.expr for loss in problem.losses if isinstance(loss, Function)], data.labels)
    loss, slope = steepest(losses, -signs * total.value, total.error)
    squares = _penalty(problem, layout, full)
    value = float(shares @ loss + squares)
    # Libraries write losses such as max(f, 0) - f y + log(1 + exp(-|f|)), large where the loss is 0.
    error = float(shares @ (slope * total.error + eps * (np.abs(loss) + np.abs(total.value))) + 4 * eps * squares)
    return Evaluated(total.value, value, total.error, error)


def _chains(problem: Problem) -> list[tuple[Layer, ...]]:
    """The layers of every branch, that of the shortcut first."""
    network = problem.network
    shortcut = [(Layer(network.width, problem.neuron),)] if network.width else []
    return [*shortcut, *network.branches.values()]


def _branch(
    branch: Branch[Fraction], layers: Sequence[Layer], features: Floats, eps: float, neuron_error: float
) -> _Values:
    below = _Values(features, eps * np.abs(features))
    for (rows, biases), layer in zip(branch.layers, layers, strict=True):
        before = _affine(below, _floats(rows), None if biases is None else _floats(biases), eps)
        if layer.residual:
            value = before.value + features
            before = _Values(value, before.error + eps * (np.abs(features) + np.abs(value)))
        value, slope = _activated(layer, before)
        rounding = 4 * eps * (np.abs(value) + np.abs(slope * before.value))
        below = _Values(value, slope * before.error + rounding + neuron_error)
    last = _affine(below, _floats([branch.output]), None, eps)
    return _Values(last.value[:, 0], last.error[:, 0])


def _activated(layer: Layer, before: _Values) -> tuple[Floats, Floats]:
    """Values of the units, (n, width), and how steep they are, kind by kind."""
    start, values, slopes = 0, [], []
    for part in layer.parts:
        own = slice(start, start + part.width)
        value, slope = steepest(_compiled(part.neuron), before.value[:, own], before.error[:, own])
        values.append(value)
        slopes.append(slope)
        start += part.width
    return np.concatenate(values, axis=1), np.concatenate(slopes, axis=1)


def steepest(function: FloatFunction, at: Floats, error: Floats) -> tuple[Floats, Floats]:
    """The values of a function, and its largest slope near each argument: rounding may have moved that over a kink."""
    value, slope, _ = function.jet(at)
    slope = np.abs(slope)
    for side in (-SLACK * error, SLACK * error):
        slope = np.maximum(slope, np.abs(function.jet(at + side)[1]))
    return value, slope


def _affine(below: _Values, rows: Floats, biases: Floats | None, eps: float) -> _Values:
    value = below.value @ rows.T
    size = np.abs(below.value) @ np.abs(rows).T
    if biases is not None:
        value, size = value + biases, size + np.abs(biases)
    terms = rows.shape[1] + 2
    return _Values(value, below.error @ np.abs(rows).T + terms * eps * size)


def _penalty(problem: Problem, layout: Layout, full: Vector) -> float:
    terms = (
        to_float(term.coefficient) * float(np.sum(_floats(full[layout.places(block)]) ** 2))
        for term in problem.objective.penalties
        for block in term.blocks
    )
    return sum(terms, 0.0)


def _floats(values: Any) -> Floats:
    """Nested sequences of rationals as doubles."""
    array = np.array(values, dtype=object)
    return np.array([to_float(value) for value in array.ravel()], dtype=np.float64).reshape(array.shape)


def _compiled(function: AnyFunction) -> FloatFunction:
    if not isinstance(function, Function):
        raise TypeError("an imported network has formulas")
    return compile_float(function.expr)
