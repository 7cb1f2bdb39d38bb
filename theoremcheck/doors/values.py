"""What a tensor of a traced network is: the input, units of a layer, layers side by side, or a sum of branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np

from theoremcheck.doors.activations import composed, formula
from theoremcheck.doors.numbers import Array, Policy, rationals
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Branch, Dense
from theoremcheck.trusted.records import dataclass

TWO_LOGITS: Final = (
    "The two logits act through their difference f = f1 - f0 alone, whose output weights are v1 - v0 and whose bias is"
    " b1 - b0. A local minimum of L here is the image of those of the model, where v0 + v1 is free, or 0 if penalised."
)


@dataclass(frozen=True, eq=False)
class Units:
    """The values of a layer: ``below`` the layers before it, ``layer`` its affine map, ``neuron`` what was applied.

    The input of the network has no layer; ``neuron`` None is the identity.
    """

    below: Branch = ()
    layer: Dense | None = None
    neuron: str | None = None

    @property
    def branch(self) -> Branch:
        """All layers up to here, the last one with its neuron."""
        if self.layer is None:
            return ()
        return (*self.below, replace(self.layer, neuron=self.neuron or "linear"))

    def activated(self, text: str) -> Units:
        """An activation of the values."""
        if self.layer is None:
            raise ImportRefused("an activation of the inputs themselves; apply it to X before the import")
        return replace(self, neuron=composed(text, self.neuron))


@dataclass(frozen=True, eq=False)
class Beside:
    """Layers side by side, as concatenation puts them."""

    parts: tuple[Units, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Sum:
    """A sum of affine images of layers."""

    parts: tuple[Units, ...]


Value: TypeAlias = Units | Beside | Sum


def affine(value: Value, weights: Array, layer: Dense, inputs: int) -> Value:
    """The image under a layer with these weights; ``layer`` has all else. The network has ``inputs`` features."""
    if isinstance(value, Sum):
        raise ImportRefused("a layer on top of a sum of branches (a residual block); only the output may be a sum")
    given = sum(value.widths) if isinstance(value, Beside) else inputs if value.layer is None else value.layer.width
    if weights.shape[1] != given:
        raise ImportRefused(f"the layer takes {weights.shape[1]} numbers and is given {given}")
    if isinstance(value, Units):
        return Units(value.branch, replace(layer, weights=weights))
    parts: list[Units] = []
    start = 0
    for own, width in zip(value.parts, value.widths, strict=True):
        columns = weights[:, start : start + width]
        start += width
        rest = layer if not parts else replace(layer, bias=None)
        parts.append(Units(own.branch, replace(rest, weights=columns)))
    return Sum(tuple(parts))


def activated(value: Value, text: str) -> Value:
    """An activation, entry by entry."""
    if isinstance(value, Sum):
        if len(value.parts) == 1:
            return value.parts[0].activated(text)
        raise ImportRefused("an activation of a sum of branches; only the output may be a sum")
    if isinstance(value, Units):
        return value.activated(text)
    return replace(value, parts=tuple(part.activated(text) for part in value.parts))


def combined(values: Sequence[Value], pattern: str) -> Value | None:
    """An entrywise combination of values that are activations of one and the same layer; None if they are not.

    ``pattern`` has a place for each of them: "{} * {}".
    """
    units = [value for value in values if isinstance(value, Units) and value.layer is not None]
    if len(units) < len(values) or any(own.layer is not units[0].layer for own in units):
        return None
    return replace(units[0], neuron=pattern.format(*(formula(own.neuron) for own in units)))


def total(first: Value, second: Value) -> Value:
    """The sum of two values."""
    same = combined((first, second), "{} + {}")
    if same is not None:
        return same
    parts = []
    for value in (first, second):
        if isinstance(value, Beside):
            raise ImportRefused("a sum of layers side by side")
        parts += list(value.parts) if isinstance(value, Sum) else [value]
    for part in parts:
        if part.layer is None:
            raise ImportRefused("the inputs themselves are added; a skip needs a layer, nn.Linear(d, 1)")
        if part.neuron is not None:
            raise ImportRefused("a sum of activations of different layers; each branch ends in an affine layer")
    layers = [part.layer for part in parts if part.layer is not None]
    if len({layer.width for layer in layers}) > 1:
        raise ImportRefused("branches of different widths are added")
    return Sum(tuple(parts))


def negated(value: Value) -> Value:
    """Minus a value; of an affine layer the weights change sign."""
    parts = value.parts if isinstance(value, Sum) else (value,)
    found = []
    for part in parts:
        if not isinstance(part, Units) or part.layer is None or part.neuron is not None:
            return activated(value, "-z")
        bias = None if part.layer.bias is None else -part.layer.bias
        found.append(replace(part, layer=replace(part.layer, weights=-part.layer.weights, bias=bias)))
    return Sum(tuple(found)) if isinstance(value, Sum) else found[0]


def beside(values: Sequence[Value], inputs: int) -> Value:
    """Values side by side; the input has ``inputs`` entries."""
    parts: list[Units] = []
    for value in values:
        if isinstance(value, Sum):
            raise ImportRefused("a sum of branches beside other layers")
        parts += [value] if isinstance(value, Units) else list(value.parts)
    widths = tuple(inputs if part.layer is None else part.layer.width for part in parts)
    return Beside(tuple(parts), widths)


def width(value: Value, inputs: int) -> int:
    """The number of entries of a value, for an input of ``inputs`` entries."""
    if isinstance(value, Beside):
        return sum(value.widths)
    part = value.parts[0] if isinstance(value, Sum) else value
    return inputs if part.layer is None else part.layer.width


def head_of(value: Value) -> tuple[tuple[Branch, ...], str | None]:
    """The branches that end in affine layers, whose sum is f, and the activation that is applied to f, if any."""
    if isinstance(value, Beside):
        raise ImportRefused("the output is made of several layers side by side; a spec has one output")
    parts = value.parts if isinstance(value, Sum) else (value,)
    branches = []
    for part in parts:
        if part.layer is None:
            raise ImportRefused("the output is the input; there is no layer")
        branches.append((*part.below, part.layer))
    _require_own_layers(branches)
    return tuple(branches), (value.neuron if isinstance(value, Units) else None)


def _require_own_layers(branches: Sequence[Branch]) -> None:
    """Refuses a sum of branches that have a layer in common: here they would have parameters of their own."""
    seen: set[int] = set()
    for layer in (layer for branch in branches for layer in branch):
        if id(layer.weights) in seen:
            message = "the units of this layer lead into two branches; in a spec branches share nothing but the input"
            raise ImportRefused(message, layer.path)
        seen.add(id(layer.weights))


def difference(branches: tuple[Branch, ...], policy: Policy) -> tuple[Branch, ...]:
    """The branches of f1 - f0 for those of two logits (f0, f1), exactly.

    A penalty c (|v0|^2 + |v1|^2) is c/2 (|v1 - v0|^2 + |v0 + v1|^2), and v0 + v1 has no other influence.
    """
    found = []
    for branch in branches:
        last = branch[-1]
        weights = _minus(last.weights, policy, last.path)
        bias = None if last.bias is None else _minus(last.bias[:, None], policy, last.path)[0]
        halved = replace(last, weights_decay=last.weights_decay / 2, bias_decay=last.bias_decay / 2)
        found.append((*branch[:-1], replace(halved, weights=weights, bias=bias)))
    return tuple(found)


def _minus(rows: Array, policy: Policy, path: str) -> Array:
    """Row 1 minus row 0, (2, k) -> (1, k), as rationals."""
    low, high = (rationals(row, policy, f"a parameter of {path}") for row in rows)
    return np.array([[above - below for below, above in zip(low, high, strict=True)]], dtype=object)
