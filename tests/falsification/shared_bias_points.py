"""Problems and points for inverse design where some neurons share their hidden bias, and f to second order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

import numpy as np
from curves import LOSSES, NEURONS, Curve
from edge_problems import Edge

THEOREMS = ("thm.subspaces.independent", "thm.subspaces.independent_two")


@dataclass(frozen=True)
class Pattern:
    """Which neurons share: equal numbers are equal biases, None is a bias that is absent or trained.

    ``theorem`` is what must hold for curved C^2 problems with balance and a trained a_0; "" where nothing may.
    """

    shares: tuple[int, ...]
    ranks: tuple[int, ...]
    theorem: str
    mode: str = "frozen"
    convex: bool = False


PATTERNS: Mapping[str, Pattern] = {
    "3 of 3": Pattern((0, 0, 0), (1, 2, 3), THEOREMS[0]),
    "3 of 4": Pattern((0, 1, 0, 0), (2, 2, 3), THEOREMS[0]),
    "3 of 5": Pattern((0, 1, 0, 2, 0), (2, 2, 3), THEOREMS[0]),
    "3 + 2 of 5": Pattern((1, 0, 0, 1, 0), (2, 3), THEOREMS[0]),
    "2 of 3, rank 1": Pattern((0, 1, 0), (1,), THEOREMS[0]),
    "2 of 4, rank 1": Pattern((2, 0, 1, 0), (1,), THEOREMS[0]),
    "2 equal": Pattern((0, 0), (2, 2, 3), THEOREMS[1], convex=True),
    "2 equal, rank 1": Pattern((0, 0), (1,), THEOREMS[0]),
    "3 absent": Pattern((0, 0, 0), (1, 2, 3), THEOREMS[0], "absent"),
    "3 trained": Pattern((0, 0, 0), (2, 3), THEOREMS[0], "trained"),
    "2 of 3": Pattern((0, 1, 0), (2, 3), ""),
    "2 + 2 of 4": Pattern((0, 1, 0, 1), (2, 3), ""),
    "2 apart": Pattern((0, 1), (1, 1, 2), ""),
    "3 apart": Pattern((0, 1, 2), (1, 1, 2), ""),
}
COVERED = tuple(name for name, entry in PATTERNS.items() if entry.theorem)
FREE = tuple(name for name, entry in PATTERNS.items() if not entry.theorem)


# --- f to second order --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unit:
    """One neuron a s(w . x + b): where a, w, b are among the trained parameters (-1: held), and their values."""

    curve: Curve
    places: tuple[int, ...]
    values: np.ndarray


def _units(edge: Edge, theta: np.ndarray) -> tuple[float, int, list[Unit]]:
    """a_0, its place, and the neurons of the shortcut and of a deep part with a single layer."""
    d, m, used = edge.dimension, edge.width, 0

    def block(name: str, size: int) -> tuple[np.ndarray, np.ndarray]:
        nonlocal used
        held = edge.held(name)
        if held is not None:
            return np.full(size, -1), np.array([float(v) for v in held])
        used += size
        return np.arange(used - size, used), theta[used - size : used]

    (p0, v0) = block("a0", 1) if edge.output_bias else (np.array([-1]), np.zeros(1))
    pa, va = block("a", m)
    pw, vw = (part.reshape(m, d) for part in block("w", m * d))
    pb, vb = block("b", m) if edge.hidden_bias else (np.full(m, -1), np.zeros(m))
    units = [Unit(edge.neuron, (pa[j], *pw[j], pb[j]), np.array([va[j], *vw[j], vb[j]])) for j in range(m)]
    for width, curve in edge.deep:
        bias = int(edge.hidden_bias)
        pd, vd = block("deep", width * (d + bias + 1))
        for k in range(width):
            rows = [width * (d + bias) + k, *range(k * d, k * d + d), *([width * d + k] * bias)]
            places, values = pd[rows], vd[rows]
            if not bias:
                places, values = np.append(places, -1), np.append(values, 0.0)
            units.append(Unit(curve, tuple(places), values))
    assert used == len(theta)
    return float(v0[0]), int(p0[0]), units


def expand(edge: Edge, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """f, its gradient and its Hessian on the samples, (n,), (n, P), (n, P, P)."""
    x = np.array([[float(v) for v in row] for row in edge.points])
    n, size = len(x), len(theta)
    inputs = np.hstack([x, np.ones((n, 1))])
    value, slope, bend = np.zeros(n), np.zeros((n, size + 1)), np.zeros((n, size + 1, size + 1))  # the last: held
    constant, place, units = _units(edge, theta)
    value += constant
    slope[:, place] += 1
    for unit in units:
        a, inner = unit.values[0], unit.values[1:]
        u = inputs @ inner
        s, s1, s2 = unit.curve.value(u), unit.curve.slope(u), unit.curve.curvature(u)
        rows = np.array(unit.places[1:])
        value += a * s
        slope[:, unit.places[0]] += s
        slope[:, rows] += a * s1[:, None] * inputs
        bend[:, unit.places[0], rows] += s1[:, None] * inputs
        bend[:, rows, unit.places[0]] += s1[:, None] * inputs
        bend[np.ix_(range(n), rows, rows)] += a * s2[:, None, None] * inputs[:, :, None] * inputs[:, None, :]
    return value, slope[:, :size], bend[:, :size, :size]


# --- problems and points ------------------------------------------------------------------------------------------

_CONVEX = ("exponential", "sharp", "sharper", "logistic", "cubic_hinge", "high_hinge")
_CURVED = ("softplus", "exp", "expm1", "squareplus", "lowered", "mirrored", "falling", "falling_convex")
_BOWLS = ("cosh", "trough", "leaning")


def _rational(random: Random, spread: float) -> Fraction:
    return Fraction(round(4 * random.gauss(0, spread)), 4)


@dataclass(frozen=True)
class Cloud:
    """A problem with both classes at the same ``places`` (n, r) of subspaces given by ``bases`` (two of (r, d))."""

    edge: Edge
    places: np.ndarray
    bases: tuple[np.ndarray, np.ndarray]

    def weight(self, places: np.ndarray) -> np.ndarray:
        """w with w . x = places . t for both copies of every t."""
        return np.linalg.pinv(np.vstack(self.bases)) @ np.concatenate([places, places])


def _rows(basis: np.ndarray, places: list[tuple[Fraction, ...]]) -> list[tuple[Fraction, ...]]:
    table = [[Fraction(int(v)) for v in row] for row in basis]
    return [tuple(sum((c * v[k] for c, v in zip(t, table, strict=True)), Fraction(0)) for k in range(len(table[0])))
            for t in places]  # fmt: skip


def cloud(random: Random, pattern: Pattern) -> Cloud:
    """A problem of the pattern: places, bases, neuron, loss, biases, deep part."""
    rank = random.choice(pattern.ranks)
    count = rank + random.choice((3, 5, 7, 9) if pattern.theorem else (7, 9, 11))
    places: list[tuple[Fraction, ...]] = []
    while len(places) < count:
        t = tuple(_rational(random, 1.0) for _ in range(rank))
        t = (*t[:-1], Fraction(1)) if pattern.mode == "trained" else t
        if any(t):
            places += [t] if pattern.mode == "trained" or random.random() < 0.4 else [t, tuple(-v for v in t)]
    if random.random() < 0.15:
        places.append(places[0])  # a sample twice
    spare = random.choice((0, 0, 1))
    eye = np.eye(2 * rank + spare, dtype=int)
    first, second = eye[:rank], eye[rank : 2 * rank]
    if random.random() < 0.3:
        second = second + random.choice((1, -1)) * first  # not orthogonal
    points = _rows(first, places) + _rows(second, places)
    sign = random.choice((1, -1))
    values = random.sample([Fraction(k, 2) for k in range(-4, 6)], 3)
    bias = tuple(values[k] for k in pattern.shares)
    names = _BOWLS if pattern.mode == "trained" or random.random() < 0.25 else _CURVED
    loss = random.choice(_CONVEX if pattern.convex or random.random() < 0.9 else ("concave_end",))
    frozen = {"b": bias} if pattern.mode == "frozen" else {}
    edge = Edge(
        "shared bias", tuple(points), (sign,) * len(places) + (-sign,) * len(places), NEURONS[random.choice(names)],
        LOSSES[loss], len(pattern.shares), pattern.mode != "absent", random.random() < 0.8, (), frozen,
    )  # fmt: skip
    if pattern.theorem == THEOREMS[0] and random.random() < 0.2:
        edge = replace(edge, deep=((random.choice((1, 2)), NEURONS[random.choice(("tanh", "softplus"))]),))
    return Cloud(edge, np.array([[float(v) for v in t] for t in places]), (first, second))


def critical_place(cloud_: Cloud, shares: np.ndarray, bias: float) -> np.ndarray | None:
    """The v with sum shares_i s'(v . t_i + b) t_i = 0, by a damped Newton method."""
    t, s = cloud_.places, cloud_.edge.neuron
    sign = np.sign(s.curvature(np.zeros(1)))[0]
    v = np.zeros(t.shape[1])
    for _ in range(80):
        u = t @ v + bias
        gradient = sign * t.T @ (shares * s.slope(u))
        if np.abs(gradient).max() < 1e-14 * shares.sum():
            return v
        hessian = sign * t.T @ (t * (shares * s.curvature(u))[:, None])
        step = np.linalg.lstsq(hessian, gradient, rcond=1e-13)[0]
        v = v - step * min(1.0, 1.0 / max(1e-300, float(np.abs(t @ step).max())))
        if not np.all(np.isfinite(v)) or np.abs(v).max() > 200:
            return None
    return None


def _amplitudes(random: Random, pattern: Pattern) -> np.ndarray:
    """a: any signs and sizes, a pair of sharing neurons that cancels, or some 0."""
    m = len(pattern.shares)
    style, top = random.random(), random.choice((0.5, 1.5, 3.0))
    a = np.array([random.choice((1, -1)) * 10 ** random.uniform(-1.5, top) for _ in range(m)])
    sharing = [j for j in range(m) if pattern.shares[j] == 0]
    if style < 0.3 and len(sharing) > 1:
        a[sharing[1]] = -a[sharing[0]]
        if len(sharing) == 3 and random.random() < 0.3:
            a[sharing[2]] = a[sharing[0]]
    elif style < 0.42:
        a[random.randrange(m)] = 0.0
    elif style < 0.5:
        a[[j for j in range(m) if random.random() < 0.6]] = 0.0
    return a


def _cancelling(random: Random, cloud_: Cloud, rows: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Large a with which f varies as little as it can."""
    points = np.array([[float(v) for v in row] for row in cloud_.edge.points])
    features = cloud_.edge.neuron.value(points @ rows.T + bias)
    if not np.all(np.isfinite(features)):
        return np.ones(len(bias))
    _, _, ways = np.linalg.svd(features - features.mean(axis=0))
    return ways[-1] * random.choice((1, -1)) * 10 ** random.uniform(0, 2)


def place(random: Random, cloud_: Cloud, pattern: Pattern) -> np.ndarray | None:
    """A point: neurons of one bias at one place (but where idle or astray), orthogonal to the data now and then."""
    edge, places = cloud_.edge, cloud_.places
    shares = np.array([10 ** random.uniform(-2, 1) for _ in places])
    bias = np.array([float(v) for v in edge.held("b") or [0] * edge.width])
    centres = {b: critical_place(cloud_, shares, b) for b in set(bias)}
    a, rows = _amplitudes(random, pattern), []
    astray = random.random() < 0.05
    for j in range(edge.width):
        centre = centres[bias[j]]
        if a[j] == 0 or astray:
            centre = np.array([random.gauss(0, 1.5) for _ in range(places.shape[1])])
        if centre is None:
            return None
        w = cloud_.weight(centre)
        if random.random() < 0.3:
            away = np.array([random.gauss(0, 1) for _ in range(edge.dimension)])
            basis = np.vstack(cloud_.bases)
            w = w + away - np.linalg.pinv(basis) @ (basis @ away)
        rows.append(w)
    if random.random() < 0.4 and edge.width > 1 and np.all(a != 0):
        a = _cancelling(random, cloud_, np.array(rows), bias)
    blocks = [[random.choice((0.0, random.uniform(-2, 2)))]] * edge.output_bias + [list(a)]
    blocks += [list(np.concatenate(rows))]
    if edge.hidden_bias and edge.held("b") is None:
        blocks.append(list(bias))
    for width, _ in edge.deep:
        inner = [cloud_.weight(np.array([random.gauss(0, 1) for _ in range(places.shape[1])])) for _ in range(width)]
        blocks.append([*np.concatenate(inner), *[random.gauss(0, 1)] * (width * edge.hidden_bias), *[0.0] * width])
    return np.concatenate(blocks)


def with_beyond(random: Random, cloud_: Cloud, theta: np.ndarray) -> Edge:
    """The problem with a few samples more that lie where the loss is flat at the point, if there are such places."""
    edge, found = cloud_.edge, []
    rank = cloud_.places.shape[1]
    for _ in range(12):
        t = tuple(_rational(random, 3.0) for _ in range(rank))
        if any(t):
            which = random.choice((0, 1))
            found.append((_rows(cloud_.bases[which], [t])[0], edge.labels[0] * (1 - 2 * which)))
    if not found:
        return edge
    tried = replace(edge, points=tuple(p for p, _ in found), labels=tuple(y for _, y in found))
    with np.errstate(all="ignore"):
        z = -np.array(tried.labels) * expand(tried, theta)[0]
        far = [k for k in range(len(found)) if z[k] < 0 and edge.loss.slope(z[k : k + 1])[0] == 0][:4]
    more = [found[k] for k in far]
    return replace(edge, points=(*edge.points, *(p for p, _ in more)), labels=(*edge.labels, *(y for _, y in more)))
