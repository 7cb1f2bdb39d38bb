"""Inverse design: choose a point first, then the problem of which it is a bad local minimum.

Everything but the sample weights is drawn, the point too. With p_i = c_i l'(z_i) > 0 for the weight c_i, the point is
critical iff sum_i y_i p_i grad f(x_i) = 0, which is linear in p; and where f does not move to first order on any sample,
L moves to second order by C(p) = -sum_i y_i p_i Hess f(x_i), linear in p again. A linear program with cutting planes looks
for p > 0 that makes C(p) positive definite there; the weights are then p_i / l'(z_i), and a loss that is curved enough does
the rest. What passes in floats is handed to the tool's own certificates. A certified bad minimum of a problem for which a
theorem holds is an alarm.

Outside the suite, thousands of problems:

    nice -n 10 python tests/falsification/inverse_design.py --problems 5000 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

import numpy as np
from edge_problems import (
    DATA,
    NEURONS,
    Curve,
    Edge,
    applying,
    arms,
    bare_chain,
    edge_problem,
    least_width,
    spec_of,
    statuses,
    with_width,
)
from second_order import block_sizes, outputs

from theoremcheck.decide.lp import fill, quiet_solver
from theoremcheck.trusted.kernel import Status
from theoremcheck.verdict.judge import Options, judge
from theoremcheck.verdict.strict import certified_finding

CRITICAL = 1e-7
"""Gradients below this count as 0 (p sums to 1)."""
LEAST = 1e-7
"""Every p_i is at least this."""
ROUNDS = 12
STEPS = 40
SCALES = (1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
LARGEST = 1e14
RANGE = 1e80
"""The most that the sample weights of one problem may differ by."""


@dataclass
class Tally:
    """What became of the designs of one theorem at one arm."""

    problems: int = 0
    designs: int = 0
    critical: int = 0
    second_order: int = 0
    complete: int = 0
    certified: int = 0
    best: float = -np.inf


@dataclass(frozen=True)
class Design:
    """A critical point of a problem with weights; ``margin`` is the least eigenvalue where f does not move, scaled.

    ``complete``: the Hessian of L itself is positive definite, up to directions in which nothing happens.
    """

    edge: Edge
    point: tuple[float, ...]
    shares: np.ndarray
    margin: float
    passes: bool
    complete: bool = False


@dataclass(frozen=True)
class Alarm:
    """A certified bad minimum, the theorems that the kernel grants all the same, and the spec that shows both."""

    theorems: tuple[str, ...]
    condition: str
    text: str


@dataclass
class Report:
    """Tallies by theorem and arm, alarms, and the second-order passes that no certificate accepts."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    alarms: list[Alarm] = field(default_factory=list)
    open: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)
    control: Tally = field(default_factory=Tally)
    fallen: int = 0

    def lines(self) -> list[str]:
        """The tallies as text: for each theorem all together, then for each arm of each premise by itself."""
        rows = ["problems  designs critical 2nd-order complete certified   best margin"]
        for theorem in sorted({name for name, _ in self.tallies}):
            rows.append(_row(self.total(theorem), theorem))
            present = {part for name, arm in self.tallies if name == theorem for part in arm.split(" | ")}
            rows += [_row(self.total(theorem, part), f"    {part}") for part in sorted(present)]
        return [*rows, _row(self.control, "control: no theorem holds")]

    def total(self, theorem: str, part: str = "") -> Tally:
        """The tallies of a theorem together: all of them, or those with one arm."""
        total = Tally()
        for (name, arm), t in self.tallies.items():
            if name == theorem and (not part or part in arm.split(" | ")):
                for entry in _COUNTS:
                    setattr(total, entry, getattr(total, entry) + getattr(t, entry))
                total.best = max(total.best, t.best)
        return total


_COUNTS = ("problems", "designs", "critical", "second_order", "complete", "certified")


def _row(t: Tally, name: str) -> str:
    counts = f"{t.problems:8} {t.designs:8} {t.critical:8} {t.second_order:9} {t.complete:8} {t.certified:9}"
    return f"{counts} {t.best:13.3e}  {name}"


# --- points -------------------------------------------------------------------------------------------------------


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
        "deep": [random.choice((0.0, random.gauss(0, 1), random.gauss(0, 1))) for _ in range(block_sizes(edge)["deep"])],
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
    place_of = [float(v) for v in held] if held else [0.0 if not edge.hidden_bias else random.uniform(-1, 1)] * edge.width
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
    """A point near ``start`` that is critical for some p > 0: Levenberg and Marquardt's method in the point and log p."""
    labels = np.array(edge.labels)
    point = np.array(start)
    logs = np.array([random.gauss(0, 1) for _ in labels])
    damping, best = 1e-2, np.inf
    step = np.zeros(len(point) + len(logs))
    for _ in range(STEPS):
        jet = outputs(edge, point + step[: len(point)])
        moved = logs + step[len(point) :]
        signed = labels * np.exp(moved - moved.max())
        signed /= np.abs(signed).sum()
        residual = signed @ jet.slope
        if not _bounded(residual, jet.slope, jet.bend) or np.abs(residual).max() > best:
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


# --- weights ------------------------------------------------------------------------------------------------------


def _null_space(matrix: np.ndarray, tolerance: float) -> np.ndarray:
    """Columns: an orthonormal basis of the vectors that the matrix sends to (almost) 0."""
    if not matrix.size:
        return np.eye(matrix.shape[1])
    _, values, rows = np.linalg.svd(matrix)
    return rows[int((values > tolerance).sum()) :].T


def _best(rows: np.ndarray, signed: np.ndarray, floor: float | None) -> tuple[np.ndarray, float] | None:
    """u and the largest t with rows u >= t, given that ``signed`` u >= floor and sums to 1.

    With ``floor`` None, rows are ``signed`` themselves: the largest least entry.
    """
    import highspy

    count, width = signed.shape
    program = highspy.HighsLp()
    infinity = highspy.kHighsInf
    extra = rows if floor is not None else np.zeros((0, width))
    program.num_col_, program.num_row_ = width + 1, count + len(extra) + 1
    program.col_cost_ = np.concatenate([np.zeros(width), [-1.0]])
    program.col_lower_, program.col_upper_ = np.full(width + 1, -infinity), np.full(width + 1, infinity)
    program.col_upper_[-1] = 1e6
    lift = np.zeros((count, 1)) if floor is not None else -np.ones((count, 1))
    table = np.vstack([
        np.hstack([signed, lift]),
        np.hstack([extra, -np.ones((len(extra), 1))]),
        np.hstack([signed.sum(axis=0), [0.0]]),
    ])  # fmt: skip
    least = floor if floor is not None else 0.0
    program.row_lower_ = np.concatenate([np.full(count, least), np.zeros(len(extra)), [1.0]])
    program.row_upper_ = np.concatenate([np.full(count + len(extra), infinity), [1.0]])
    fill(program, table)
    solver = quiet_solver()
    solver.passModel(program)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = np.asarray(solver.getSolution().col_value)
    return values[:-1], float(values[-1])


def design(edge: Edge, point: tuple[float, ...]) -> Design | None:
    """Weights that make the point critical, chosen for the second order; None if there are none."""
    with np.errstate(all="ignore"):
        jet = outputs(edge, point)
    if not _bounded(jet.value, jet.slope, jet.bend):
        return None
    labels = np.array(edge.labels)
    rows = jet.slope * labels[:, None]  # sum_i p_i rows_i = 0
    kernel = _null_space(rows.T, CRITICAL)
    if not kernel.shape[1]:
        return None
    start = _best(kernel, kernel, None)
    if start is None or start[1] < LEAST:
        return None
    inner, floor = start[0], min(start[1], 1e-3 / len(labels)) / 2
    still = _null_space(jet.slope, 1e-8 * max(1e-12, np.abs(jet.slope).max()))
    bends = -labels[:, None, None] * jet.bend
    margin, inner, flat = _raised(np.einsum("pk,npq,ql->nkl", still, bends, still), kernel, inner, floor)
    if not flat and margin <= 1e-9:
        return Design(edge, point, kernel @ inner, margin, False)
    best = Design(edge, point, kernel @ inner, margin, True)
    return _curved(best, kernel, inner, floor) or best


def _curved(found: Design, kernel: np.ndarray, inner: np.ndarray, floor: float) -> Design | None:
    """The design with larger output weights, as far as the curvature of the loss needs them; None if none is enough.

    Scaling all a_j changes neither whether a point of the shortcut is critical nor the sign of C(p) where f rests.
    """
    edge, labels = found.edge, np.array(found.edge.labels)
    for scale in SCALES:
        point = scaled(edge, found.point, scale)
        with np.errstate(all="ignore"):
            jet = outputs(edge, point)
            z = -labels * jet.value
            ratio = edge.loss.curvature(z) / edge.loss.slope(z)
        if not _bounded(ratio, jet.slope, jet.bend):
            continue
        if np.abs((kernel @ inner * labels) @ jet.slope).max() > CRITICAL * max(1.0, scale):
            continue
        steep = ratio[:, None, None] * jet.slope[:, :, None] * jet.slope[:, None, :]
        basis = _whitened(np.tensordot(kernel @ inner, steep, 1))
        if not _bounded(steep, basis):
            continue
        full = np.einsum("pk,npq,ql->nkl", basis, steep - labels[:, None, None] * jet.bend, basis)
        margin, chosen, flat = _raised(full, kernel, inner, floor)
        if flat or margin > 1e-9:
            return Design(edge, point, kernel @ chosen, found.margin, True, True)
    return None


def _bounded(*parts: np.ndarray) -> bool:
    """True if no number is beyond what floats can be trusted with here."""
    return all(bool(np.all(np.abs(part) < LARGEST)) for part in parts)  # false for nan


def falls(found: Design) -> bool:
    """True if smaller values of L lie at every small distance tried, seen from starts where L is flat to second order.

    An idle neuron, for example, moves at no cost until another parameter feels it.
    """
    scales = (0.1, 0.03)
    return all(any(_lower(found, radius, seed) for seed in range(6)) for radius in scales)


def _lower(found: Design, radius: float, seed: int) -> bool:
    labels = np.array(found.edge.labels)
    start = np.array(found.point)
    loss, z = found.edge.loss, -labels * outputs(found.edge, found.point).value
    weights = found.shares / loss.slope(z)

    def expand(point: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        jet = outputs(found.edge, tuple(point))
        z = -labels * jet.value
        first, second = -labels * weights * loss.slope(z), weights * loss.curvature(z)
        outer = jet.slope[:, :, None] * jet.slope[:, None, :]
        hessian = np.tensordot(second, outer, 1) + np.tensordot(first, jet.bend, 1)
        return float(weights @ loss.value(z)), first @ jet.slope, hessian

    height, _, hessian = expand(start)
    if not _bounded(np.array([height]), hessian):
        return False
    values, vectors = np.linalg.eigh(hessian)
    flat = vectors[:, values < 1e-6 * max(1e-300, float(np.abs(values).max()))]
    if not flat.shape[1]:
        flat = vectors[:, :1]
    generator = np.random.default_rng(seed)
    way = flat @ generator.normal(size=flat.shape[1])
    point = start + radius / 2 * way / max(1e-300, float(np.linalg.norm(way)))
    for _ in range(12):
        value, gradient, hessian = expand(point)
        if not _bounded(np.array([value]), gradient, hessian):
            return False
        if value < height - 1e-12 * abs(height):
            return True
        values, vectors = np.linalg.eigh(hessian)
        step = -vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-9 * np.abs(values).max() + 1e-300))
        moved = point + step - start
        point = start + moved * min(1.0, radius / max(1e-300, float(np.linalg.norm(moved))))
    return False


def _whitened(form: np.ndarray) -> np.ndarray:
    """Columns in which a positive semidefinite form is the identity, but for directions that it hardly sees."""
    values, vectors = np.linalg.eigh(form)
    return vectors / np.sqrt(np.maximum(values, 1e-9 * max(1e-300, float(values[-1]))))


def scaled(edge: Edge, point: tuple[float, ...], scale: float) -> tuple[float, ...]:
    """The point with all trained a_j times ``scale``."""
    if edge.held("a") is not None:
        return point
    start = int(edge.output_bias and edge.held("a0") is None)
    return tuple(v * scale if start <= k < start + edge.width else v for k, v in enumerate(point))


def _raised(
    forms: np.ndarray, kernel: np.ndarray, inner: np.ndarray, floor: float
) -> tuple[float, np.ndarray, bool]:
    """The largest least eigenvalue of sum_i p_i forms_i found, scaled, over p = kernel u >= floor; cutting planes.

    Directions in which the sum is 0 for all these p are left out; the last entry is True if there are no others.
    """
    moving = _moving(forms, kernel)
    forms = np.einsum("pk,npq,ql->nkl", moving, forms, moving)
    if not forms.shape[1]:
        return 0.0, inner, True
    scale = np.abs(forms).max()
    cuts: list[np.ndarray] = []
    best = (-np.inf, inner)
    for _ in range(ROUNDS):
        values, vectors = np.linalg.eigh(np.tensordot(kernel @ inner, forms, 1))
        if float(values[0]) / scale < best[0] * (1 + 1e-3) and best[0] > 0:
            break
        best = max(best, (float(values[0]) / scale, inner), key=lambda entry: entry[0])
        cuts += [np.einsum("k,nkl,l->n", v, forms, v) @ kernel for v in vectors.T[: 1 + int((values < 0).sum())]]
        solved = _best(np.array(cuts) / scale, kernel, floor)
        if solved is None or solved[1] < -1e-9:
            break
        inner = solved[0]
    return best[0], best[1], False


def _moving(bends: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Columns: the directions in which C(p) is not 0 for all p with which the point is critical."""
    forms = np.tensordot(kernel.T, bends, 1)  # (c, k, k)
    size = forms.shape[-1]
    if not size:
        return np.eye(0)
    _, values, rows = np.linalg.svd(forms.reshape(-1, size))
    return rows[: int((values > 1e-9 * max(1e-300, np.abs(bends).max())).sum())].T


def weights(found: Design) -> list[str] | None:
    """c_i = p_i / l'(z_i) to twelve digits, largest about 1; None where l' is 0 or too far from 1."""
    with np.errstate(all="ignore"):
        z = -np.array(found.edge.labels) * outputs(found.edge, found.point).value
        slopes = found.edge.loss.slope(z)
        values = found.shares / slopes
    if not np.all(np.isfinite(values)) or np.any(values <= 0) or values.max() / RANGE > values.min():
        return None
    return [f"{value:.12e}" for value in values / values.max()]


def has_errors(found: Design) -> bool:
    """True if the point classifies some sample wrongly."""
    f = outputs(found.edge, found.point).value
    return any((value >= 0) != (label > 0) for value, label in zip(f, found.edge.labels, strict=True))


def exact(point: tuple[float, ...]) -> tuple[Fraction, ...]:
    """The point in decimals."""
    return tuple(Fraction(f"{value:.16e}") for value in point)


def candidate(edge: Edge, point: tuple[float, ...]) -> str:
    """The candidate block of a spec."""
    entries, lines = iter(exact(point)), []
    for block, size in block_sizes(edge).items():
        if not size or edge.held(block) is not None:
            continue
        values = [str(_decimal(next(entries))) for _ in range(size)]
        if block == "w":
            d = edge.dimension
            values = [f"({', '.join(values[k : k + d])})" for k in range(0, size, d)]
        lines.append(f"{block} = {values[0] if block == 'a0' else '(' + ', '.join(values) + ')'}")
    return f"candidate {{ {'  '.join(lines)} }}\n"


def _decimal(value: Fraction) -> str:
    return f"{float(value):.16e}"


# --- all together -------------------------------------------------------------------------------------------------


@np.errstate(all="ignore")
def attack(edge: Edge, known: Mapping[str, Status], random: Random, designs: int, report: Report) -> None:
    """Design points for a problem and certify what passes; everything is counted in the report."""
    theorems = applying(known)
    tallies = [report.tallies[name, arms(edge, known)] for name in theorems] or [report.control]
    for tally in tallies:
        tally.problems += 1
    for _ in range(designs):
        style = random.random()
        point = measured(random, edge) if style < 0.2 else None
        point = point or place(random, edge)
        if style > 0.5:
            point = settled(random, edge, point) or point
        found = design(edge, point)
        for tally in tallies:
            tally.designs += 1
        if found is None:
            continue
        for tally in tallies:
            tally.critical += 1
            tally.best = max(tally.best, found.margin)
        if not found.passes:
            continue
        if not has_errors(found):
            if found.complete and "thm.vacuous" in theorems and not falls(found):
                report.open.append((theorems, "a minimum without errors, where there is none at all", edge.text()))
            continue
        for tally in tallies:
            tally.second_order += 1
            tally.complete += found.complete
        if found.complete:
            _certify(found, theorems, tallies, report)


def _certify(found: Design, theorems: tuple[str, ...], tallies: list[Tally], report: Report) -> None:
    values = weights(found)
    if values is None:
        return
    text = found.edge.text(values, candidate(found.edge, found.point))
    spec = spec_of(text)
    finding = certified_finding(spec.problem, exact(found.point))
    if isinstance(finding, str):
        if falls(found):
            report.fallen += 1
            return
        report.open.append((theorems, finding, text))
        return
    for tally in tallies:
        tally.certified += 1
    alarm = judge(spec, Options(search=False)).alarm
    if alarm is not None or theorems:
        report.alarms.append(Alarm(theorems, finding.condition, f"# {alarm}\n{text}"))


def problems(random: Random, kind: str | None = None) -> tuple[Edge, Mapping[str, Status]]:
    """A problem of which a theorem holds, at its least width mostly, with what holds; or one for the control group."""
    if kind == "bare chain" or (kind is None and random.random() < 0.1):
        edge = bare_chain(random)
        return edge, statuses(spec_of(edge.text()).problem)
    edge = edge_problem(random, kind)
    narrowest = least_width(edge)
    if narrowest is None:
        wider = with_width(edge, random.choice((1, 2, 3)))
        return wider, statuses(spec_of(wider.text()).problem)
    edge, known = narrowest
    if random.random() < 0.35:
        edge = with_width(edge, max(1, edge.width + random.choice((-1, 1, 1, 2))))
        known = statuses(spec_of(edge.text()).problem)
    return edge, known


def run(count: int, seed: int, designs: int, kinds: tuple[str, ...] = (), stop: Callable[[], bool] = lambda: False) -> Report:
    """``count`` problems with ``designs`` points each."""
    report, random = Report(), Random(seed)
    for k in range(count):
        if stop():
            break
        made = problems(random, kinds[k % len(kinds)] if kinds else None)
        attack(*made, random, designs, report)
    return report


KINDS = (*DATA, "bare chain")
SUITED: Mapping[str, tuple[str, ...]] = {
    "thm.separable.smooth": ("separable",),
    "thm.separable.one_sided": ("separable",),
    "thm.separable.chain": ("bare chain", "separable"),
    "thm.subspaces.c2": ("crossing", "lines"),
    "thm.subspaces.c1": ("crossing", "lines"),
    "thm.subspaces.core": ("with a rim",),
    "thm.subspaces.core_in_one_class": ("one class core",),
    "thm.subspaces.fewer": ("crossing",),
    "thm.subspaces.independent": ("lines",),
    "thm.subspaces.independent_two": ("lines",),
    "thm.circuit": ("circuit",),
    "thm.quadratic": ("ellipses",),
    "thm.affine_piece": ("piece",),
    "thm.vacuous": ("lines", "separable"),
}
"""Kinds of data for which a theorem is likely to hold."""


def hunt(theorem: str, seed: int, wanted: int, designs: int, most: int = 120) -> Report:
    """Attack problems for which ``theorem`` holds until ``wanted`` near-critical designs of it are reached."""
    report, random, kinds = Report(), Random(f"{theorem} {seed}"), SUITED[theorem]
    for k in range(most):
        made = problems(random, kinds[k % len(kinds)])
        if theorem in applying(made[1]):
            attack(*made, random, designs, report)
        if report.total(theorem).critical >= wanted:
            break
    return report


def frozen_apart(random: Random) -> Edge:
    """The problem of the false theorem: both classes on lines with the same places, two biases frozen apart."""
    places = sorted({Fraction(random.randrange(-8, 9), 4) for _ in range(9)} - {Fraction(0)})
    points = [(t, Fraction(0)) for t in places] + [(Fraction(0), t) for t in places]
    labels = [1] * len(places) + [-1] * len(places)
    bias = tuple(random.sample([Fraction(k, 2) for k in range(-3, 6)], 2))
    from edge_problems import LOSSES

    loss = LOSSES[random.choice(("sharp", "sharper"))]
    return Edge("frozen apart", tuple(points), tuple(labels), NEURONS["softplus"], loss, 2, True, True, (), {"b": bias})


def rediscover(seed: int, count: int, designs: int) -> Report:
    """The harness against problems that have bad minima: frozen biases that differ."""
    report, random = Report(), Random(seed)
    for _ in range(count):
        edge = frozen_apart(random)
        attack(edge, statuses(spec_of(edge.text()).problem), random, designs, report)
    return report


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=1000)
    parser.add_argument("--designs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--kinds", nargs="*", default=())
    parser.add_argument("--open", type=int, default=5)
    parser.add_argument("--rediscover", action="store_true")
    arguments = parser.parse_args()
    began = time.monotonic()
    if arguments.rediscover:
        report = rediscover(arguments.seed, arguments.problems, arguments.designs)
    else:
        report = run(
            arguments.problems, arguments.seed, arguments.designs, tuple(arguments.kinds),
            lambda: time.monotonic() - began > 60 * arguments.minutes,
        )  # fmt: skip
    print("\n".join(report.lines()))
    reasons = Counter((theorems, reason) for theorems, reason, _ in report.open)
    for (theorems, reason), number in reasons.most_common():
        print(f"not certified {number} times: {reason} ({', '.join(theorems) or 'control'})")
    for theorems, reason, text in [entry for entry in report.open if entry[0]][: arguments.open]:
        print(f"\n# open: {', '.join(theorems)}: {reason}\n{text}")
    for alarm in report.alarms[: arguments.open]:
        print(f"\n# ALARM {', '.join(alarm.theorems)} against {alarm.condition}\n{alarm.text}")
    print(f"{report.fallen} designs were not certified, and have smaller values of L nearby")
    print(f"{len(report.alarms)} alarms, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
