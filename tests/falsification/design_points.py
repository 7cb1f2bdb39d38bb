"""Where to look for bad minima: collapsed, tied, orthogonal, half idle and far apart neurons, and critical points."""

from __future__ import annotations

from random import Random

import numpy as np
from curves import Curve
from edge_problems import Edge
from second_order import block_sizes, bounded, heard, outputs

CRITICAL = 1e-7
"""Gradients below this count as 0 (p sums to 1)."""
STEPS = 40


def _size(random: Random) -> float:
    return 10 ** random.uniform(-1.5, 1.5)


def _spread(random: Random, edge: Edge) -> np.ndarray:
    """A weight vector: of any size, orthogonal to a class, alike on the coordinates of both classes, or 0."""
    points = np.array([[float(x) for x in row] for row in edge.points])
    style = random.random()
    free = np.array([random.gauss(0, 1) for _ in range(edge.dimension)]) * 10 ** random.uniform(-1, 1)
    if style < 0.15:
        return np.zeros(edge.dimension)
    if style < 0.35:
        label = random.choice((1, -1))
        rows = points[[i for i, y in enumerate(edge.labels) if y == label]]
        return free - np.linalg.pinv(rows) @ (rows @ free)
    if style < 0.7:
        value = random.uniform(-3, 3)
        return np.full(edge.dimension, value)
    return free


def _amplitudes(random: Random, width: int) -> list[float]:
    """Output weights: some 0, of one sign or of both, summing to 0, tiny or large."""
    style = random.random()
    found = [random.choice((1, -1)) * _size(random) for _ in range(width)]
    if style < 0.2:
        found = [v if random.random() < 0.5 else 0.0 for v in found]
    elif style < 0.35:
        sign = random.choice((1, -1))
        found = [sign * abs(v) for v in found]
    elif style < 0.5 and width > 1:
        found[-1] = -sum(found[:-1])
    return found


def place(random: Random, edge: Edge) -> tuple[float, ...]:
    """A point of the trained parameters: collapsed, in tied groups, orthogonal to a class, half idle or far apart."""
    width, dimension = edge.width, edge.dimension
    groups = random.choice((1, 1, 2, max(1, width)))
    centres = [(_spread(random, edge), random.uniform(-2, 2)) for _ in range(groups)]
    chosen = [centres[j % groups] for j in range(width)]
    far = 10 ** random.uniform(0, 1.5) if random.random() < 0.15 else 1.0
    blocks = {
        "a0": [random.choice((0.0, random.uniform(-2, 2)))],
        "a": _amplitudes(random, width),
        "w": [float(v) * far for w, _ in chosen for v in w],
        "b": [b for _, b in chosen],
        "deep": [
            random.choice((0.0, random.gauss(0, 1), random.gauss(0, 1))) for _ in range(block_sizes(edge)["deep"])
        ],
    }
    assert len(blocks["w"]) == width * dimension
    return _trained(random, edge, blocks)


def _trained(random: Random, edge: Edge, blocks: dict[str, list[float]]) -> tuple[float, ...]:
    """The trained entries; now and then large a_j that cancel as far as they can, so that f hardly varies."""
    if random.random() < 0.5 and edge.width > 1:
        blocks["a"] = _cancelling(random, edge, blocks)
    sizes = block_sizes(edge)
    return tuple(v for block, size in sizes.items() if edge.held(block) is None for v in blocks[block][:size])


def _cancelling(random: Random, edge: Edge, blocks: dict[str, list[float]]) -> list[float]:
    points = np.array([[float(x) for x in row] for row in edge.points])
    rows = np.array(blocks["w"]).reshape(edge.width, edge.dimension)
    held = edge.held("b")
    bias = np.array([float(v) for v in held] if held else blocks["b"] if edge.hidden_bias else [0.0] * edge.width)
    with np.errstate(all="ignore"):
        features = edge.neuron.value(points @ rows.T + bias)
    if not np.all(np.isfinite(features)):
        return blocks["a"]
    _, _, directions = np.linalg.svd(features - features.mean(axis=0), full_matrices=True)
    size = random.choice((1, -1)) * 10 ** random.uniform(0, 1.5)
    return [float(v) * size for v in directions[-1]]


def measured(random: Random, edge: Edge) -> tuple[float, ...] | None:
    """A point for one measure on both classes: every w_j is critical for sum p_i s(w . x_i + b_j) over each class.

    The recipe of the bad minimum that refuted a theorem; it needs classes in independent spans.
    """
    points = np.array([[float(x) for x in row] for row in edge.points])
    labels = np.array(edge.labels)
    first, second = points[labels == 1], points[labels == -1]
    if len(first) != len(second) or edge.width == 0 or edge.held("w") is not None:
        return None
    shares = np.array([10 ** random.uniform(-3, 1) for _ in first])
    held = edge.held("b")
    common = random.uniform(-1, 1) if edge.hidden_bias else 0.0
    place_of = [float(v) for v in held] if held else [common] * edge.width
    weights: list[float] = []
    for b in place_of:
        values = [_critical(rows, shares, b, edge.neuron) for rows in (first, second)]
        if any(v is None for v in values):
            return None
        wanted = np.concatenate([first @ values[0], second @ values[1]])  # type: ignore[operator]
        stacked = np.vstack([first, second])
        solved = np.linalg.lstsq(stacked, wanted, rcond=None)[0]
        if not np.allclose(stacked @ solved, wanted, atol=1e-9):
            return None
        weights += [float(v) for v in solved]
    blocks = {
        "a0": [random.uniform(-2, 2)],
        "a": _amplitudes(random, edge.width),
        "w": weights,
        "b": place_of,
        "deep": [0.0] * block_sizes(edge)["deep"],
    }
    return _trained(random, edge, blocks)


def _critical(rows: np.ndarray, shares: np.ndarray, bias: float, neuron: Curve) -> np.ndarray | None:
    """The critical point of v -> sum share_i s(v . row_i + bias) in the span of the rows, by Newton's method."""
    v = np.zeros(rows.shape[1])
    for _ in range(60):
        u = rows @ v + bias
        gradient = rows.T @ (shares * neuron.slope(u))
        if np.abs(gradient).max() < 1e-13 * shares.sum():
            return v
        hessian = rows.T @ (rows * (shares * neuron.curvature(u))[:, None])
        step = np.linalg.pinv(hessian, rcond=1e-12) @ gradient
        length = np.abs(rows @ step).max()
        v = v - step * min(1.0, 1.0 / max(length, 1e-300))
        if not np.all(np.isfinite(v)) or np.abs(v).max() > 1e3:
            return None
    return None


def settled(random: Random, edge: Edge, start: tuple[float, ...]) -> tuple[float, ...] | None:
    """A point near ``start`` that is critical for some p > 0, by Levenberg and Marquardt's method in it and log p."""
    labels = np.array(edge.labels)
    point = np.array(start)
    logs = np.array([random.gauss(0, 1) for _ in labels])
    damping, best = 1e-2, np.inf
    step = np.zeros(len(point) + len(logs))
    for _ in range(STEPS):
        jet = outputs(edge, point + step[: len(point)])
        moved = logs + step[len(point) :]
        signed = labels * np.exp(moved - moved.max()) * heard(edge, jet)
        signed /= np.abs(signed).sum()
        residual = signed @ jet.slope
        if not bounded(residual, jet.slope, jet.bend) or np.abs(residual).max() > best:
            damping *= 5
        else:
            point, logs, damping = point + step[: len(point)], moved, max(damping / 3, 1e-12)
            best, at = np.abs(residual).max(), residual
            matrix = np.hstack([np.tensordot(signed, jet.bend, 1), jet.slope.T * signed])
        if best < 1e-12 or damping > 1e6 or best == np.inf:
            break
        square = matrix @ matrix.T
        lift = damping * max(1e-300, float(np.abs(square).max())) * np.eye(len(square))
        step = -matrix.T @ np.linalg.lstsq(square + lift, at, rcond=1e-15)[0]
        step *= min(1.0, 3.0 / max(1e-300, float(np.abs(step).max())))
    return tuple(point) if best < CRITICAL and np.abs(point).max() < 1e3 else None
