"""Inverse design for shortcuts of which some neurons share their frozen hidden bias.

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
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import numpy as np
from critical_designs import candidate, exact
from edge_problems import Edge, applying, spec_of, statuses
from shared_bias_points import COVERED, FREE, PATTERNS, THEOREMS, Pattern, cloud, expand, place, with_beyond

from theoremcheck.decide.data.lp import linear_program, minimise
from theoremcheck.options import Options
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.verdict.judge import judge
from theoremcheck.verdict.points import certify

NEAR = 1e-9
"""Gradients below this, beside their terms, count as 0."""
SCALES = (1.0, 0.1, 0.01, 10.0, 100.0, 1000.0)


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


# --- weights ------------------------------------------------------------------------------------------------------


def _null(matrix: np.ndarray, tolerance: float) -> np.ndarray:
    _, values, rows = np.linalg.svd(matrix)
    return rows[int((values > tolerance).sum()) :].T


def _program(kernel: np.ndarray, cuts: np.ndarray, floor: float | None) -> np.ndarray | None:
    """q = kernel u, sum q = 1: with no floor the largest least q_i, else q >= floor and the largest least cut . q."""
    n, width = kernel.shape
    lifted = kernel if floor is None else cuts @ kernel
    table = np.vstack([
        np.hstack([lifted, -np.ones((len(lifted), 1))]),
        np.hstack([kernel, np.zeros((n, 1))]),
        np.hstack([kernel.sum(axis=0), [0.0]]),
    ])  # fmt: skip
    lower = np.concatenate([np.zeros(len(lifted)), np.full(n, floor or 0.0), [1.0]])
    upper = np.append(np.full(len(table) - 1, np.inf), 1.0)
    bounds = (-np.inf, np.append(np.full(width, np.inf), 1e6))
    found = minimise(linear_program(np.append(np.zeros(width), -1.0), table, (lower, upper), bounds))
    return None if found is None else kernel @ found.values[:-1]


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
    finding = certify(spec.problem, exact(tuple(theta)))
    if isinstance(finding, Fact):
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
    names: tuple[str, ...], seed: int, problems: int, designs: int, stop: Callable[[], bool] = lambda: False
) -> Report:
    """``problems`` problems in turn over the patterns, with ``designs`` points each."""
    report, random = Report(), Random(seed)
    for k in range(problems):
        if stop():
            break
        attack(random, names[k % len(names)], designs, report)
    return report


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
        lambda: time.monotonic() - began > 60 * arguments.minutes,
    )  # fmt: skip
    print("\n".join(report.lines()))
    for title, found in (("ALARM", report.alarms), ("left", report.left)):
        for text in found[:3]:
            print(f"\n# {title}\n{text}")
    print(f"{len(report.alarms)} alarms, {len(report.left)} left, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
