"""The gradient and the Hessian of L in floats, from what each layer does at the samples. Untrusted.

The derivative of the data term in the parameters, sum_i phi_i grad f(x_i), is differentiated once more: phi_i moves
with f, which gives the products of gradients, and the gradients move with the parameters, branch by branch. A branch of
one layer has that in closed form; through a stack of layers one derivative is carried forward, and one back, for all of
its parameters at a time.

Shapes: n samples, w units of a layer, K entries that each of them receives, a one for the bias last.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from theoremcheck.trusted.records import dataclass

Floats: TypeAlias = npt.NDArray[np.float64]
Index: TypeAlias = npt.NDArray[np.intp]

_DOUBLES: Final = 2_000_000
"""Entries of the arrays that are held for a layer at once."""


@dataclass(frozen=True, eq=False)
class LayerFloats:
    """A layer at the samples.

    ``places`` are those of the weights into each unit and of its bias, (w, K), and ``inner`` the weights themselves,
    (w, K or K - 1). ``below`` is what is received, (K, n); ``value``, ``slope``, ``bend`` are s, s', s'' there, (w, n).
    """

    places: Index
    inner: Floats
    below: Floats
    value: Floats
    slope: Floats
    bend: Floats


@dataclass(frozen=True, eq=False)
class Stack:
    """A branch: the places of its output weights, and its layers upwards."""

    output: Index
    layers: tuple[LayerFloats, ...]

    @cached_property
    def places(self) -> Index:
        """Those of all of its parameters, layer by layer, (Q,)."""
        return np.concatenate([*(layer.places.ravel() for layer in self.layers), self.output])

    def deltas(self, weights: Floats, factors: Floats) -> list[tuple[Floats, Floats]]:
        """For each layer the derivatives of sum_i factors_i f(x_i) in its values and in what it receives, (w, n)."""
        found: list[tuple[Floats, Floats]] = []
        adjoint = weights[:, None] * factors
        for layer in reversed(self.layers):
            delta = adjoint * layer.slope
            found.append((adjoint, delta))
            adjoint = layer.inner.T @ delta
        return found[::-1]


def differentiated(
    stacks: Sequence[Stack], full: Floats, first: Floats, second: Floats, *, biased: bool
) -> tuple[Floats, Floats]:
    """Gradient (p,) and Hessian (p, p) of a function of f at the samples, in all parameters ``full``.

    ``first`` and ``second``, (n,), are its derivatives in f.
    """
    count = len(first)
    jacobian = np.zeros((count, len(full)))
    if biased:
        jacobian[:, 0] = 1.0
    for stack in stacks:
        jacobian[:, stack.output] = stack.layers[-1].value.T
        for layer, (_, delta) in zip(stack.layers, stack.deltas(full[stack.output], np.ones(count)), strict=True):
            moved = delta[:, None] * layer.below
            jacobian[:, layer.places.ravel()] = moved.reshape(-1, count).T
    found = np.asarray((jacobian * second[:, None]).T @ jacobian, dtype=np.float64)
    for stack in stacks:
        if len(stack.layers) == 1:
            _add_shallow(found, stack, full[stack.output], first)
        else:
            places = stack.places
            found[np.ix_(places, places)] += _through(stack, full[stack.output], first)
    return first @ jacobian, found


def _add_shallow(found: Floats, stack: Stack, weights: Floats, first: Floats) -> None:
    """Add sum_i first_i Hess f(x_i) for a branch of one layer, in place."""
    (layer,) = stack.layers
    places, below, own = layer.places, layer.below, stack.output[:, None]
    cross = (layer.slope * first) @ below.T
    found[own, places] += cross
    found[places, own] += cross
    bent = (layer.bend * first * weights[:, None])[:, None] * below
    found[places[:, :, None], places[:, None, :]] += bent @ below.T


def _through(stack: Stack, weights: Floats, first: Floats) -> Floats:
    """sum_i first_i Hess f(x_i) in the parameters of a branch, (Q, Q)."""
    count = len(stack.places)
    widest = max(layer.below.shape[0] + layer.value.shape[0] for layer in stack.layers)
    batch = max(1, _DOUBLES // (widest * len(first)))
    deltas = stack.deltas(weights, first)
    parts = [_moved(stack, deltas, first, range(k, min(k + batch, count))) for k in range(0, count, batch)]
    found = np.concatenate(parts)
    return np.asarray((found + found.T) / 2, dtype=np.float64)


def _moved(stack: Stack, deltas: list[tuple[Floats, Floats]], first: Floats, chosen: range) -> Floats:
    """How sum_i first_i grad f(x_i) moves with the chosen ones of the parameters, (C, Q)."""
    samples = len(first)
    before, values, owners = list[Floats](), list[Floats](), list[tuple[Index, Index, Index]]()
    start = 0
    for layer in stack.layers:
        moved = layer.inner @ values[-1] if values else np.zeros((len(chosen), len(layer.places), samples))
        which, units, entries = _within(chosen, start, layer.places.shape)
        moved[which, units] += layer.below[entries]
        before.append(moved)
        values.append(layer.slope * moved)
        owners.append((which, units, entries))
        start += layer.places.size
    which, _, units = _within(chosen, start, (1, len(stack.output)))
    adjoint = np.zeros_like(values[-1])
    adjoint[which, units] = first
    columns = [values[-1] @ first]
    for number in range(len(stack.layers) - 1, -1, -1):
        layer, (above, delta) = stack.layers[number], deltas[number]
        turned = adjoint * layer.slope + above * layer.bend * before[number]
        rows = turned @ layer.below.T
        if number:
            rows[:, :, : layer.inner.shape[1]] += np.swapaxes(values[number - 1] @ delta.T, 1, 2)
            adjoint = layer.inner.T @ turned
            which, units, entries = owners[number]
            weights = entries < layer.inner.shape[1]
            adjoint[which[weights], entries[weights]] += delta[units[weights]]
        columns.append(rows.reshape(len(chosen), -1))
    return np.concatenate(columns[::-1], axis=1)


def _within(chosen: range, start: int, shape: tuple[int, ...]) -> tuple[Index, Index, Index]:
    """Which of the chosen numbers are in a table that begins at ``start``, and the rows and columns of them."""
    numbers = np.arange(max(chosen.start, start), min(chosen.stop, start + shape[0] * shape[1]))
    rows, columns = np.divmod(numbers - start, shape[1])
    return numbers - chosen.start, rows, columns
