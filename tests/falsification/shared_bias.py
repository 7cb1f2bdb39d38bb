"""Inverse design for shortcuts of which some neurons share their frozen hidden bias, and tampered certificates.

Both classes are copies of one cloud of places in independent subspaces. The point is chosen first: the sharing neurons
collapsed or idle, the others critical for one measure at their own bias, idle, or astray. Then a linear program looks
for the weights that make it critical. Everything here is computed by itself, beside ``inverse_design.py``.

Outside the suite, thousands of designs:

    nice -n 10 python tests/falsification/shared_bias.py --problems 500 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

import numpy as np
from critical_designs import candidate, exact
from curves import LOSSES, NEURONS, Curve
from edge_problems import Edge, applying, spec_of, statuses

from theoremcheck.decide.lp import fill, quiet_solver
from theoremcheck.trusted.kernel import Status
from theoremcheck.verdict.judge import Options, judge
from theoremcheck.verdict.strict import certified_finding
from theoremcheck.verdict.values import Finding

THEOREMS = ("thm.subspaces.independent", "thm.subspaces.independent_two")
NEAR = 1e-9
"""Gradients below this, beside their terms, count as 0."""
SCALES = (1.0, 0.1, 0.01, 10.0, 100.0, 1000.0)


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


@dataclass
class Tally:
    """What became of the designs of a pattern.

    ``rising`` have no direction of descent to second order, ``fallen`` are those that a path of fourth order leaves.
    """

    problems: int = 0
    proved: int = 0
    designs: int = 0
    critical: int = 0
    idle: int = 0
    inactive: int = 0
    cancelling: int = 0
    rising: int = 0
    fallen: int = 0
    asked: int = 0
    certified: int = 0
    worst: float = -np.inf


@dataclass
class Report:
    """Tallies by pattern; alarms and what is left that looks like a minimum, as specs."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    alarms: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def total(self, names: tuple[str, ...], entry: str) -> int:
        """One count over several patterns."""
        return sum(getattr(self.tallies[name], entry) for name in names)

    def lines(self) -> list[str]:
        """The tallies as text."""
        heads = [name for name in vars(Tally()) if name != "worst"]
        rows = [" ".join(f"{head:>10}" for head in heads) + "      worst"]
        for name, tally in self.tallies.items():
            counts = " ".join(f"{getattr(tally, head):10}" for head in heads)
            rows.append(f"{counts} {tally.worst:10.2e}  {name}")
        return rows


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


# --- weights ------------------------------------------------------------------------------------------------------


def _null(matrix: np.ndarray, tolerance: float) -> np.ndarray:
    _, values, rows = np.linalg.svd(matrix)
    return rows[int((values > tolerance).sum()) :].T


def _program(kernel: np.ndarray, cuts: np.ndarray, floor: float | None) -> np.ndarray | None:
    """q = kernel u, sum q = 1: with no floor the largest least q_i, else q >= floor and the largest least cut . q."""
    import highspy

    n, width = kernel.shape
    lifted = kernel if floor is None else cuts @ kernel
    table = np.vstack([
        np.hstack([lifted, -np.ones((len(lifted), 1))]),
        np.hstack([kernel, np.zeros((n, 1))]),
        np.hstack([kernel.sum(axis=0), [0.0]]),
    ])  # fmt: skip
    program, infinity = highspy.HighsLp(), highspy.kHighsInf
    program.num_col_, program.num_row_ = width + 1, len(table)
    program.col_cost_ = np.append(np.zeros(width), -1.0)
    program.col_lower_, program.col_upper_ = np.full(width + 1, -infinity), np.append(np.full(width, infinity), 1e6)
    program.row_lower_ = np.concatenate([np.zeros(len(lifted)), np.full(n, floor or 0.0), [1.0]])
    program.row_upper_ = np.append(np.full(len(table) - 1, infinity), 1.0)
    fill(program, table)
    solver = quiet_solver()
    solver.passModel(program)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return kernel @ np.asarray(solver.getSolution().col_value)[:-1]


@dataclass(frozen=True)
class Found:
    """A point critical for the shares q_i = c_i l'(z_i); ``least`` is the least curvature where f rests, scaled."""

    edge: Edge
    theta: np.ndarray
    shares: np.ndarray
    least: float
    kernel: np.ndarray


def _raised(forms: np.ndarray, kernel: np.ndarray, start: np.ndarray, terms: float) -> tuple[np.ndarray, float]:
    """q = kernel u >= a floor with the largest least eigenvalue of sum q_i forms_i found, over ``terms``."""
    floor = min(start.min(), 1e-3 / len(start)) / 2
    best, least, cuts, now = start, -np.inf, [], start
    for _ in range(8):
        values, vectors = np.linalg.eigh(np.tensordot(now, forms, 1))
        if values[0] / terms > least:
            best, least = now, float(values[0] / terms)
        cuts += [np.einsum("k,nkl,l->n", v, forms, v) for v in vectors.T[: 1 + int((values < 0).sum())]]
        table = np.array(cuts)
        tried = _program(kernel, table / np.maximum(np.abs(table).max(axis=1), 1e-300)[:, None], floor)
        if tried is None:
            break
        now = tried
    return best, least


def critical(edge: Edge, theta: np.ndarray) -> Found | None:
    """Weights with which the point is critical, the second order as large as cutting planes make it."""
    with np.errstate(all="ignore"):
        value, slope, bend = expand(edge, theta)
        y = np.array(edge.labels)
        steep = edge.loss.slope(-y * value)
    if not all(np.all(np.abs(part) < 1e12) for part in (value, slope, bend)):
        return None
    on = steep > 1e-200
    if len(set(y[on])) < 2:
        return None
    size = np.abs(slope[on]).max(axis=0)
    signed = (y[on, None] * slope[on]) / np.where(size > 0, size, 1.0)
    kernel = _null(signed.T, NEAR)
    start = _program(kernel, kernel, None) if kernel.shape[1] else None
    if start is None or start.min() < 1e-7 or np.abs(start @ signed).max() > NEAR:
        return None
    size = np.where(size > 0, size, 1.0)
    still = _null(slope[on] / size, 1e-9)
    scaled = bend[on] / size[:, None] / size
    forms = np.einsum("pk,npq,ql->nkl", still, -y[on, None, None] * scaled, still)
    terms = max(1e-300, float(np.abs(scaled).max()))
    best, least = _raised(forms, kernel, start, terms) if forms.shape[1] else (start, 0.0)
    whole = np.zeros(len(y))
    whole[on] = best
    return Found(edge, theta, whole, least, kernel)


def by_the_proof(found: Found, pattern: Pattern) -> float | None:
    """The least value of C(q) on the directions that the proof names, over its scale; None where it names none.

    Two sharing neurons with a_j + a_k != 0 move along d / a_j and -d / a_k.
    """
    edge, theta = found.edge, found.theta
    start, m, d = int(edge.output_bias), edge.width, edge.dimension
    a = theta[start : start + m]
    sharing = [j for j in range(m) if pattern.shares[j] == 0]
    if np.any(a[sharing] == 0):
        return None
    _, slope, bend = expand(edge, theta)
    signed = found.shares * np.array(edge.labels)
    form = -np.tensordot(signed, bend, 1)
    parts = -signed[:, None, None] * bend
    points = np.array([[float(v) for v in row] for row in edge.points])
    worst = None
    for j in sharing:
        for k in sharing:
            if k <= j or abs(a[j] + a[k]) < 1e-9 * abs(a[j]):
                continue
            for label in (1, -1):
                other = points[np.array(edge.labels) == label]
                free = _null(other, 1e-9)
                way = free @ np.ones(free.shape[1])
                move = np.zeros(len(theta))
                move[start + m + j * d : start + m + j * d + d] = way / a[j]
                move[start + m + k * d : start + m + k * d + d] -= way / a[k]
                scale = np.abs(np.einsum("p,npq,q->n", move, parts, move)).sum()
                resting = np.abs(slope[found.shares > 0] @ move).max() / np.abs(slope).max()
                if scale > 0 and resting < 1e-6 * np.abs(move).max():
                    value = float(move @ form @ move / scale)
                    worst = value if worst is None else min(worst, value)
    return worst


def _weights(found: Found, theta: np.ndarray, shares: np.ndarray) -> np.ndarray | None:
    with np.errstate(all="ignore"):
        z = -np.array(found.edge.labels) * expand(found.edge, theta)[0]
        steep = found.edge.loss.slope(z)
        heard = shares > 0
        c = np.where(heard, shares / np.where(heard, steep, 1.0), 1.0)
        c = np.where(heard, c / c[heard].max(), 1.0)
    return c if np.all(np.isfinite(c)) and np.all(c > 1e-80) and np.all((steep > 1e-200) == heard) else None


def minimal(found: Found) -> tuple[np.ndarray, np.ndarray] | None:
    """A point, the a_j scaled, and weights with which the Hessian of L has no eigenvalue that is clearly negative."""
    edge, start = found.edge, int(found.edge.output_bias)
    on = found.shares > 0
    y = np.array(edge.labels)[on]
    for scale in SCALES:
        theta = found.theta.copy()
        theta[start : start + edge.width] *= scale
        if _weights(found, theta, found.shares) is None:
            continue
        with np.errstate(all="ignore"):
            value, slope, bend = (part[on] for part in expand(edge, theta))
            ratio = edge.loss.curvature(-y * value) / edge.loss.slope(-y * value)
            steep = ratio[:, None, None] * slope[:, :, None] * slope[:, None, :]
        forms, shares = steep - y[:, None, None] * bend, found.shares[on]
        if not np.all(np.abs(forms) < 1e14) or np.abs((shares * y) @ slope).max() > 1e-7 * max(1.0, scale):
            continue
        size = np.sqrt(np.maximum(np.einsum("npp->p", np.abs(forms) * shares[:, None, None]), 1e-300))
        forms, steep = forms / size[:, None] / size, steep / size[:, None] / size
        stacked = np.tensordot(found.kernel.T, forms, 1).reshape(-1, len(size))
        _, values, rows = np.linalg.svd(stacked)  # where all of them vanish, L is flat to second order
        moving = rows[: int((values > 1e-8 * values[0]).sum())].T
        forms, steep = (np.einsum("pk,npq,ql->nkl", moving, part, moving) for part in (forms, steep))
        values, vectors = np.linalg.eigh(np.tensordot(shares, steep, 1))
        basis = vectors / np.sqrt(np.maximum(values, 1e-9 * max(1e-300, float(values[-1]))))
        whitened = np.einsum("pk,npq,ql->nkl", basis, forms, basis)
        if not np.all(np.abs(whitened) < 1e14):
            continue
        best, least = _raised(whitened, found.kernel, shares, 1.0)
        whole = found.shares.copy()
        whole[on] = best
        c = _weights(found, theta, whole)
        if least > -1e-7 and c is not None:
            return theta, c
    return None


def falls(found: Found, theta: np.ndarray, c: np.ndarray, seed: int) -> bool:
    """True if smaller values of L lie close by: neurons move together, then everything follows the gradient."""
    edge, y, random = found.edge, np.array(found.edge.labels), np.random.default_rng(seed)
    start, m, d = int(edge.output_bias), edge.width, edge.dimension

    def level(at: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope, _ = expand(edge, at)
        return float(c @ edge.loss.value(-y * value)), -(c * edge.loss.slope(-y * value) * y) @ slope

    height, _ = level(theta)
    for radius in (0.3, 0.1):
        lower = False
        for _ in range(12):
            way = random.normal(size=d)
            at = theta.copy()
            moved = range(m) if random.random() < 0.6 else [int(random.integers(m))]
            for j in moved:
                at[start + m + j * d : start + m + j * d + d] += radius / 2 * way / np.linalg.norm(way)
            step = 1.0
            for _ in range(200):
                now, gradient = level(at)
                if now < height - 1e-13 * abs(height):
                    lower = True
                    break
                size = float(np.linalg.norm(gradient))
                tried = at - step * gradient / max(1e-300, size) * radius
                if np.abs(tried - theta).max() > radius or level(tried)[0] >= now:
                    step /= 2
                    if step < 1e-14:
                        break
                else:
                    at, step = tried, min(1.0, step * 1.6)
            if lower:
                break
        if not lower:
            return False
    return True


# --- all together -------------------------------------------------------------------------------------------------


@np.errstate(all="ignore")
def attack(random: Random, name: str, designs: int, report: Report, asking: float = 0.02) -> None:
    """One problem of a pattern, some points of it; certify what looks like a minimum, and now and then anything."""
    pattern = PATTERNS[name]
    made, tally = cloud(random, pattern), report.tallies[name]
    theorems = applying(statuses(spec_of(made.edge.text()).problem))
    own = [entry for entry in theorems if entry in THEOREMS]
    tally.problems += 1
    tally.proved += bool(own)
    if own and not pattern.theorem:
        report.alarms.append(f"# {own} for {name}\n{made.edge.text()}")
    if pattern.theorem and not own:
        return  # no arm of balance
    for _ in range(designs):
        tally.designs += 1
        theta = place(random, made, pattern)
        found = None if theta is None else critical(with_beyond(random, made, theta), theta)
        if found is None:
            continue
        start = int(found.edge.output_bias)
        a = found.theta[start : start + found.edge.width]
        tally.critical += 1
        tally.idle += bool(np.any(a == 0))
        tally.inactive += bool(np.any(found.shares == 0))
        sharing = [a[j] for j, k in enumerate(pattern.shares) if k == 0]
        tally.cancelling += any(u == -v != 0 for u in sharing for v in sharing)
        descent = by_the_proof(found, pattern)
        if descent is not None:
            tally.worst = max(tally.worst, descent)
            if descent > -1e-7:
                report.left.append(f"# the direction of the proof has {descent}\n{found.edge.text()}")
        rising = minimal(found) if found.least > -1e-9 else None
        tally.rising += rising is not None
        if rising is not None or random.random() < asking:
            _ask(found, rising, tally, report, bool(own))


def _ask(
    found: Found, rising: tuple[np.ndarray, np.ndarray] | None, tally: Tally, report: Report, covered: bool
) -> None:
    theta, c = rising or (found.theta, _weights(found, found.theta, found.shares))
    if c is None:
        return
    value = expand(found.edge, theta)[0]
    if np.all((value > 0) == (np.array(found.edge.labels) > 0)):
        return
    text = found.edge.text([f"{v:.12e}" for v in c], candidate(found.edge, tuple(theta)))
    spec = spec_of(text)
    tally.asked += 1
    finding = certified_finding(spec.problem, exact(tuple(theta)))
    if isinstance(finding, Finding):
        tally.certified += 1
        alarm = judge(spec, Options(search=False)).alarm if covered else None
        if covered or alarm:
            report.alarms.append(f"# {alarm}\n{text}")
    elif rising is not None and covered:
        if falls(found, theta, c, tally.asked):
            tally.fallen += 1
        else:
            report.left.append(f"# {finding}\n{text}")


def run(
    names: tuple[str, ...],
    seed: int,
    problems: int,
    designs: int,
    stop: Callable[[Report], bool] = lambda report: False,
) -> Report:
    """``problems`` problems in turn over the patterns, with ``designs`` points each."""
    report, random = Report(), Random(seed)
    for k in range(problems):
        if stop(report):
            break
        attack(random, names[k % len(names)], designs, report)
    return report


# --- tampering ----------------------------------------------------------------------------------------------------


def tampered(text: str) -> Iterator[tuple[str, str, str]]:
    """Specs of other problems: (what was changed, the text, the block that a certificate must be said to miss)."""
    for old, new in (
        ("b = (1, 2, 1, 3, 1)", "b = (1, 2, 1, 3, 4)"),
        ("b = (1, 2, 1, 3, 1)", "b = (1, 2, 1, 1, 1)"),
        ("b = (1, 2, 1, 3, 1)", "b = (1, 1, 2, 3, 1)"),
        ("b = (1, 2, 1, 3, 1)", "b = (1, 2, 1, 3, 1 + 1/10^40)"),
        ("  frozen b = (1, 2, 1, 3, 1)\n", ""),
        ("frozen b = (1, 2, 1, 3, 1)", "frozen b"),
        ("  output bias\n", ""),
    ):
        yield f"{old!r} -> {new!r}", text.replace(old, new), "network"
    narrow = text.replace("= 5 softplus", "= 2 softplus").replace("(1, 2, 1, 3, 1)", "(1, 1)")
    yield "two neurons", narrow, "network"
    for old, new in (("+ (1, 0, 0, 0)", "+ (1, 0, 1, 0)"), ("+ (1, 0, 0, 0)", "+ 2 * (1, 0, 0, 0)"),
                     ("(2, 3, 0, 0)", "(2, 3, 0, 0), (0, 0, 0, 0)"), ("- (0, 0, 1, 0)", "- (0, 0, 10^-40, 0)")):  # fmt: skip
        yield f"{old!r} -> {new!r}", text.replace(old, new), "dataset"
    yield "another loss", text.replace("hinge(3)", "hinge(4)"), "loss"
    yield "another neuron", text.replace("softplus", "exp"), "neuron"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=200)
    parser.add_argument("--designs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--patterns", nargs="*", choices=(*PATTERNS, "covered", "free"), default=["covered"])
    arguments = parser.parse_args()
    chosen = {"covered": COVERED, "free": FREE}
    names = [name for entry in arguments.patterns for name in chosen.get(entry, (entry,))]
    began = time.monotonic()
    report = run(
        tuple(names), arguments.seed, arguments.problems, arguments.designs,
        lambda _: time.monotonic() - began > 60 * arguments.minutes,
    )  # fmt: skip
    print("\n".join(report.lines()))
    for title, found in (("ALARM", report.alarms), ("left", report.left)):
        for text in found[:3]:
            print(f"\n# {title}\n{text}")
    print(f"{len(report.alarms)} alarms, {len(report.left)} left, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
