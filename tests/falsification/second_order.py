"""f to second order in its trained parameters, in floats, by forward differentiation; nothing of the tool is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from curves import Curve
from edge_problems import Edge

LARGEST = 1e14
"""Floats beyond this are not trusted."""


@dataclass(frozen=True)
class Jet:
    """Values on the samples (n,), gradients (n, P), Hessians (n, P, P)."""

    value: np.ndarray
    slope: np.ndarray
    bend: np.ndarray

    def __add__(self, other: Jet) -> Jet:
        return Jet(self.value + other.value, self.slope + other.slope, self.bend + other.bend)

    def __mul__(self, other: Jet) -> Jet:
        cross = self.slope[:, :, None] * other.slope[:, None, :]
        return Jet(
            self.value * other.value,
            self.value[:, None] * other.slope + other.value[:, None] * self.slope,
            self.value[:, None, None] * other.bend
            + other.value[:, None, None] * self.bend
            + cross
            + cross.transpose(0, 2, 1),
        )

    def under(self, curve: Curve) -> Jet:
        """The curve of it."""
        first, second = curve.slope(self.value), curve.curvature(self.value)
        outer = self.slope[:, :, None] * self.slope[:, None, :]
        return Jet(
            curve.value(self.value),
            first[:, None] * self.slope,
            first[:, None, None] * self.bend + second[:, None, None] * outer,
        )


def bounded(*parts: np.ndarray) -> bool:
    """True if all numbers are real and none is beyond LARGEST."""
    return all(bool(np.all(np.abs(part) < LARGEST)) for part in parts)


def margins(edge: Edge, jet: Jet) -> np.ndarray:
    """z_i = -y_i f(x_i)."""
    return -np.array(edge.labels) * jet.value


def heard(edge: Edge, jet: Jet) -> np.ndarray:
    """True for the samples with l'(z_i) > 0: those that the first-order conditions hear of."""
    return edge.loss.slope(margins(edge, jet)) > 0


def block_sizes(edge: Edge) -> dict[str, int]:
    """The numbers of parameters of the blocks, in the order of a candidate."""
    size, inputs = 0, edge.dimension
    for width, _ in edge.deep:
        size, inputs = size + width * (inputs + edge.hidden_bias), width
    return {
        "a0": int(edge.output_bias),
        "a": edge.width,
        "w": edge.width * edge.dimension,
        "b": edge.width * edge.hidden_bias,
        "deep": size + inputs if edge.deep else 0,
    }


def outputs(edge: Edge, trained: Sequence[float]) -> Jet:
    """f on the samples at the trained parameters, to second order in them."""
    points = np.array([[float(x) for x in row] for row in edge.points])
    count, total = len(points), len(trained)
    entries = iter(enumerate(trained))

    def constant(value: np.ndarray) -> Jet:
        return Jet(value, np.zeros((count, total)), np.zeros((count, total, total)))

    def variable(place: int, value: float) -> Jet:
        slope = np.zeros((count, total))
        slope[:, place] = 1.0
        return Jet(np.full(count, value), slope, np.zeros((count, total, total)))

    blocks: dict[str, list[Jet]] = {}
    for block, size in block_sizes(edge).items():
        held = edge.held(block)
        if held is None:
            blocks[block] = [variable(*next(entries)) for _ in range(size)]
        else:
            blocks[block] = [constant(np.full(count, float(v))) for v in held]
    inputs = [constant(points[:, k]) for k in range(edge.dimension)]
    zero = constant(np.zeros(count))
    result = blocks["a0"][0] if blocks["a0"] else zero
    for j in range(edge.width):
        place = blocks["b"][j] if blocks["b"] else zero
        for k, x in enumerate(inputs):
            place = place + blocks["w"][j * edge.dimension + k] * x
        result = result + blocks["a"][j] * place.under(edge.neuron)
    if edge.deep:
        result = result + _deep(edge, blocks["deep"], inputs, zero)
    return result


def _deep(edge: Edge, entries: list[Jet], inputs: list[Jet], zero: Jet) -> Jet:
    used, inner = 0, inputs
    for width, curve in edge.deep:
        size = len(inner)
        biases = entries[used + width * size : used + width * size + width] if edge.hidden_bias else [zero] * width
        outer = []
        for j in range(width):
            place = biases[j]
            for k, h in enumerate(inner):
                place = place + entries[used + j * size + k] * h
            outer.append(place.under(curve))
        used += width * (size + edge.hidden_bias)
        inner = outer
    total = zero
    for v, h in zip(entries[used:], inner, strict=True):
        total = total + v * h
    return total
