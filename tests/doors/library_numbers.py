"""What a spec says at the imported point, in ball arithmetic, beside the numbers of a library."""

from __future__ import annotations

import numpy as np

from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import height, slopes
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block


def outputs_of(found):
    """f(x_i), (n,)."""
    with precision(128):
        return np.array([float(f.mid()) for f in height(found.spec.problem, _centre(found), 0)[1]])


def value_of(found):
    """L."""
    with precision(128):
        return float(height(found.spec.problem, _centre(found), 0)[0].mid())


def gradient_of(found):
    """The gradient of L in the trained parameters, (P,), by block."""
    problem = found.spec.problem
    layout = Layout.of(problem)
    with precision(128):
        entries = np.array([float(g.mid()) for g in slopes(problem, _centre(found)).gradient])
    cuts = np.cumsum([layout.count(block) for block in layout.trained_blocks])[:-1]
    return dict(zip(layout.trained_blocks, np.split(entries, cuts), strict=True))


def _centre(found):
    return found.point.trained


def flattened(layers):
    """Weights and biases as the deep block lists them: layers of ((out, in), (out,) or None), the last without bias."""
    parts = []
    for weights, biases in layers[:-1]:
        parts += [np.ravel(weights)] + ([] if biases is None else [np.ravel(biases)])
    return np.concatenate([*parts, np.ravel(layers[-1][0])])


def by_block(layers):
    """Derivatives of a chain of layers ((out, in), (out,) or None), by block of the spec that states it."""
    found = {}
    if layers[-1][1] is not None:
        found[Block.OUTPUT_BIAS] = np.ravel(layers[-1][1])
    if len(layers) > 2:
        return {**found, Block.DEEP: flattened(layers)}
    (rows, biases), (outer, _) = layers
    found[Block.OUTPUT_WEIGHTS] = np.ravel(outer)
    found[Block.HIDDEN_WEIGHTS] = np.ravel(rows)
    if biases is not None:
        found[Block.HIDDEN_BIAS] = np.ravel(biases)
    return found


def assert_same(found, outputs, value, gradient, tolerance):
    """The spec has these outputs, (n,), this L and this gradient, by block, at the imported point."""
    np.testing.assert_allclose(outputs_of(found), np.ravel(outputs), rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(value_of(found), value, rtol=tolerance, atol=tolerance)
    own = gradient_of(found)
    assert set(own) == set(gradient)
    for block, entries in own.items():
        np.testing.assert_allclose(entries, gradient[block], rtol=tolerance, atol=tolerance, err_msg=block.value)
