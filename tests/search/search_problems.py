"""Small problems for the tests of the search."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from theoremcheck.functions.library import find
from theoremcheck.trusted.problem.expr import Z
from theoremcheck.trusted.problem.model import Dataset, Function, Layer, Network, Objective, Problem

ROTATED_XOR = ([(1, 0), (-1, 0)], [(0, 1), (0, -1)])


def function(kind, name, *arguments):
    entry = find(kind, name)
    return Function(entry.build(*([Fraction(a) for a in arguments] or [p.default for p in entry.parameters])))


def dataset(positives, negatives, weights=None):
    points = [tuple(Fraction(v) for v in point) for point in (*positives, *negatives)]
    labels = (1,) * len(positives) + (-1,) * len(negatives)
    return Dataset(tuple(points), labels, tuple(Fraction(w) for w in weights or [1] * len(points)))


def problem(
    data,
    width,
    neuron="softplus",
    loss=("polynomial_hinge", 3),
    *,
    hidden_bias=True,
    output_bias=True,
    deep=(),
    residual=False,
    frozen=(),
    penalties=(),
    weights=None,
):
    layers = tuple(Layer(count, function("neuron", name)) for count, name in deep)
    if residual:
        layers += (Layer(len(data[0][0]), Function(Z, "linear"), bias=False, residual=True),)
    network = Network(width, hidden_bias, output_bias, layers, frozen)
    chosen = neuron if isinstance(neuron, Function) else function("neuron", neuron)
    return Problem(dataset(*data, weights), chosen, function("loss", *loss), network, Objective(penalties))


def random_data(seed, count, dimension):
    stream = np.random.default_rng(seed)
    points = [tuple(Fraction(int(v), 4) for v in row) for row in stream.integers(-9, 10, (count, dimension))]
    return points[: count // 2], points[count // 2 :]
