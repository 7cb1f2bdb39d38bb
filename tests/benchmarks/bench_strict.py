"""Strict minima against what a user would do today, as ratios in one run; seconds are processor time.

``python tests/benchmarks/bench_strict.py [--quick]``. Four tables:

1. Polishing to 50 and 500 digits against mpmath.findroot (Jacobian by differences) and against Newton's method in
   mpmath with hand-written gradient and Hessian (one solve a step, precision doubling).
2. Certifying against the same box test in mpmath.iv: gradient at the centre, Hessian on the box, LDL^T.
3. Starts per second to a gradient below 1e-10 against loops over scipy's ``minimize``. "alone": loss and gradient by
   hand in NumPy, L-BFGS-B or BFGS, whichever ends more starts per second; "+ Newton": L-BFGS-B on the same with Newton
   steps behind it, whose Hessian is of differences; "our L": that loop on the gradients and Hessians of this package.
4. Polishing of deep parts to 50 digits against mpmath.findroot on a hand-written gradient, and against the same method
   with the gradients and Hessians that the kernel encloses.

The problems are tanh networks with weight decay on 12 points, from a start good to three digits (tables 1 and 2).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from statistics import median
from typing import Any, TypeVar

import mpmath
import numpy as np
from by_hand import ENOUGH, METHODS, Deep, Shallow, ended, ended_by_newton, silu, tanh

from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.polishing import Loss, polished
from theoremcheck.decide.minima.slices import gauge_at
from theoremcheck.functions.precise import context
from theoremcheck.language import loads
from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import Landscape, make_landscape
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.search.starts import initial_points
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box, check_box
from theoremcheck.trusted.minima.expansion import expand, slopes
from theoremcheck.trusted.minima.slices import moving_places
from theoremcheck.trusted.problem.model import Problem

SIZES = (7, 33, 129, 513)
FINDROOT = 33
BY_HAND = 129
CERTIFY_IV = 33
STARTS = 512
RIVALS = 24
_T = TypeVar("_T")


def problem(size: int) -> Problem:
    """A network with ``size`` = 1 + 4 M parameters in the plane, or 1 + 3 M on the line for size 7."""
    source = random.Random(size)
    width, plane = (2, False) if size == 7 else ((size - 1) // 4, True)
    rows = [(source.randint(-12, 12), source.randint(-12, 12)) for _ in range(12)]
    points = [f"({a}/8, {b}/8)" if plane else f"({a}/8)" for a, b in rows]
    spec = loads(
        f"dataset d {{ + {', '.join(points[:8])}  - {', '.join(points[8:])} }}\nneuron tanh\nloss logistic\n"
        f"network {{ shortcut = {width} tanh  hidden bias  output bias }}\n"
        "objective { regularizer = 1/2 * l2(a, w, b) }\n"
    ).spec
    assert spec is not None
    return spec.problem


def start(size: int) -> list[Fraction]:
    """Close to the strict minimum at a = w = b = 0, where f = log 2."""
    source = random.Random(-size)
    return [Fraction(69, 100), *(Fraction(source.randint(-9, 9), 10_000) for _ in range(size - 1))]


def timed(job: Callable[[], _T], repeats: int = 1) -> tuple[_T, float]:
    """What a call gives, and its median seconds of processor time."""
    seconds = []
    for _ in range(repeats):
        before = time.process_time()
        found = job()
        seconds.append(time.process_time() - before)
    return found, median(seconds)


class ByHand:
    """L for a tanh network with logistic loss and decay, as one writes it for mpmath: gradient and Hessian by hand."""

    def __init__(self, given: Problem, ctx: Any) -> None:
        data = given.dataset
        self.ctx, self.width = ctx, given.network.width
        self.inputs = [[*(ctx.mpf(v.numerator) / v.denominator for v in row), ctx.mpf(1)] for row in data.points]  # type: ignore[union-attr]
        self.labels = data.labels  # type: ignore[union-attr]

    def rows(self, t: Any) -> list[list[Any]]:
        """(w_j, b_j) for each neuron of the flat vector a0, a, w, b."""
        m, d = self.width, len(self.inputs[0]) - 1
        return [[*(t[1 + m + j * d + k] for k in range(d)), t[1 + m + m * d + j]] for j in range(m)]

    def places(self, j: int) -> list[int]:
        """Where (w_j, b_j) stand in the flat vector."""
        m, d = self.width, len(self.inputs[0]) - 1
        return [*(1 + m + j * d + k for k in range(d)), 1 + m + m * d + j]

    def derivatives(self, t: Any, *, second: bool) -> tuple[list[Any], Any]:
        """The gradient, and the Hessian if asked for."""
        ctx, size, n = self.ctx, len(t), len(self.inputs)
        gradient = [ctx.mpf(0)] * size
        hessian = ctx.matrix(size, size) if second else None
        rows = self.rows(t)
        for x, y in zip(self.inputs, self.labels, strict=True):
            before = [sum((w * v for w, v in zip(row, x, strict=True)), ctx.mpf(0)) for row in rows]
            values = [1 - 2 / (ctx.exp(2 * z) + 1) for z in before]  # tanh, which mpmath.iv has not
            f = t[0] + sum((t[1 + j] * values[j] for j in range(self.width)), ctx.mpf(0))
            sigma = 1 / (1 + ctx.exp(y * f))
            first, bend = -y * sigma / n, sigma * (1 - sigma) / n
            jacobian = [ctx.mpf(0)] * size
            jacobian[0] = ctx.mpf(1)
            for j, value in enumerate(values):
                slope = 1 - value * value
                jacobian[1 + j] = value
                for k, v in zip(self.places(j), x, strict=True):
                    jacobian[k] = t[1 + j] * slope * v
                    if hessian is not None:
                        hessian[1 + j, k] += first * slope * v
                        hessian[k, 1 + j] += first * slope * v
                        for other, u in zip(self.places(j), x, strict=True):
                            hessian[k, other] += first * t[1 + j] * (-2 * value * slope) * v * u
            for a in range(size):
                gradient[a] += first * jacobian[a]
                if hessian is not None:
                    for b in range(size):
                        hessian[a, b] += bend * jacobian[a] * jacobian[b]
        for a in range(1, size):
            gradient[a] += t[a]
            if hessian is not None:
                hessian[a, a] += 1
        return gradient, hessian


def findroot(given: Problem, point: list[Fraction], digits: int) -> None:
    """mpmath.findroot on the gradient by hand."""
    ctx = mpmath.mp.clone()
    ctx.dps = digits + 10
    by_hand = ByHand(given, ctx)
    begin = [ctx.mpf(value.numerator) / value.denominator for value in point]
    ctx.findroot(
        lambda *t: ctx.matrix(by_hand.derivatives(list(t), second=False)[0]), begin, tol=ctx.mpf(10) ** (-2 * digits)
    )


def newton_by_hand(given: Problem, point: list[Fraction], digits: int) -> None:
    """Newton's method with gradient and Hessian by hand, the precision doubling."""
    ctx = mpmath.mp.clone()
    t = [mpmath.mpf(value.numerator) / value.denominator for value in point]
    for level in [min(digits + 10, 15 * 2**k) for k in range(12)]:
        ctx.dps = level
        t = [ctx.mpf(v) for v in t]
        gradient, hessian = ByHand(given, ctx).derivatives(t, second=True)
        step = ctx.lu_solve(hessian, ctx.matrix(gradient))
        t = [v - s for v, s in zip(t, step, strict=True)]
        if level == digits + 10 and max(abs(s) for s in step) < ctx.mpf(10) ** (-digits // 2):
            return


def certify_iv(given: Problem, found: Box) -> None:
    """The box test in mpmath.iv."""
    iv = mpmath.iv
    iv.prec = found.precision
    by_hand = ByHand(given, iv)
    exact = [iv.mpf(v.numerator) / v.denominator for v in found.centre]
    r = iv.mpf(found.radius.numerator) / found.radius.denominator
    by_hand.derivatives(exact, second=False)
    _, hessian = by_hand.derivatives([v + iv.mpf([-1, 1]) * r for v in exact], second=True)
    size = len(exact)
    mu = iv.mpf(found.mu.numerator) / found.mu.denominator
    table = [[hessian[i, j] - (mu if i == j else 0) for j in range(size)] for i in range(size)]
    for k in range(size):
        assert table[k][k].a > 0
        for i in range(k + 1, size):
            factor = table[k][i] / table[k][k]
            for j in range(i, size):
                table[i][j] -= factor * table[k][j]


def polish(given: Problem, point: Sequence[Fraction], bits: int) -> None:
    """The critical point near ``point`` to about ``bits`` bits."""
    moving = moving_places(gauge_at(given, point), len(point))
    polished(Loss(given, len(point)), point, bits, moving, 0.25)


def polishing(size: int, digits: int) -> str:
    """One line of the first table."""
    given, point = problem(size), start(size)
    bits = int(digits * 3.33) + 32
    polish(given, point, bits)
    _, own = timed(lambda: polish(given, point, bits), 5 if size < FINDROOT else 1)
    cells = [f"{size:5}", f"{digits:7}", f"{own:9.4f}"]
    for rival, most in ((findroot, FINDROOT if digits == 50 else 7), (newton_by_hand, BY_HAND if digits == 50 else 33)):
        if size <= most:
            _, theirs = timed(lambda rival=rival: rival(given, point, digits))  # type: ignore[misc]
            cells += [f"{theirs:10.3f}", f"{theirs / own:7.0f}"]
        else:
            cells += [" " * 10, " " * 7]
    return " ".join(cells)


@dataclass(frozen=True)
class Enclosed:
    """L by the enclosures that the kernel reads."""

    problem: Problem
    parameters: int

    def gradient(self, at: Sequence[Fraction]) -> Any:
        """That of L."""
        return slopes(self.problem, tuple(at)).gradient

    def both(self, at: Sequence[Fraction]) -> Any:
        """Those of L."""
        local = expand(self.problem, tuple(at), Fraction(0))
        return local.gradient, local.hessian


def polishing_deep(network: str, samples: int) -> str:
    """One line of the fourth table: from the end of a descent, rounded to three digits or so."""
    source = random.Random(samples)
    rows = [f"({source.randint(-12, 12)}/8, {source.randint(-12, 12)}/8)" for _ in range(samples)]
    half = samples // 2
    given = loads(
        f"dataset d {{ + {', '.join(rows[:half])}  - {', '.join(rows[half:])} }}\nneuron tanh\nloss logistic\n"
        f"network {{ {network}  hidden bias  output bias }}\nobjective {{ regularizer = 1/1000 * l2(all) }}\n"
    ).spec.problem  # type: ignore[union-attr]
    landscape = make_landscape(given)
    ends = newton(landscape, initial_points(landscape, 1, 0, 40), 300)
    curved = np.array([np.linalg.eigvalsh(found)[0] > 1e-5 for found in landscape.hessian(ends.points)[2]])
    strict = curved & (np.abs(ends.gradients).max(axis=1) < 1e-9)
    best = int(np.argmin(np.where(strict, ends.losses, np.inf)))
    full = landscape.layout.expand(ends.points[[best]])[0]
    begin = [Fraction(round(value * 1024), 1024) for value in full.tolist()]
    moving = list(range(len(begin)))
    polished(Loss(given, len(begin)), begin, 200, moving, 0.25)
    _, own = timed(lambda: polished(Loss(given, len(begin)), begin, 200, moving, 0.25), 5)
    _, theirs = timed(lambda: polished(Enclosed(given, len(begin)), begin, 200, moving, 0.25))
    precise = PreciseLandscape(given, landscape.layout, context(60))
    if len(begin) > FINDROOT:
        return f"{network:38} {len(begin):5} {own:9.4f} {'':10} {'':7} {theirs:10.3f} {theirs / own:7.0f}"
    at = [precise.ctx.mpf(v.numerator) / v.denominator for v in begin]
    _, root = timed(lambda: precise.ctx.findroot(lambda *t: precise.evaluate(list(t)).gradient, at, solver="mdnewton"))
    return f"{network:38} {len(begin):5} {own:9.4f} {root:10.3f} {root / own:7.0f} {theirs:10.3f} {theirs / own:7.0f}"


def certifying(size: int) -> str:
    """One line of the second table."""
    given, point = problem(size), start(size)
    found, both = timed(lambda: certify_strict(given, point))
    assert isinstance(found, Fact), found
    evidence = found.evidence
    assert isinstance(evidence, Box)
    _, verify = timed(lambda: check_box(given, evidence))
    cells = [f"{size:5}", f"{both:9.3f}", f"{verify:9.4f}"]
    if size <= CERTIFY_IV:
        _, theirs = timed(lambda: certify_iv(given, evidence))
        cells += [f"{theirs:10.3f}", f"{theirs / verify:7.0f}"]
    return " ".join(cells)


def descending(spec: str, name: str, by_hand: Callable[[Any, Any], Any]) -> str:
    """One line of the third table."""
    loaded = loads(spec).spec
    assert loaded is not None
    landscape = make_landscape(loaded.problem)
    points = initial_points(landscape, 1, 0, STARTS)
    newton(landscape, points[:2], 3)
    ends, own = timed(lambda: newton(landscape, points, 400))
    good = int((np.abs(ends.gradients).max(axis=1) < ENOUGH).sum())
    some, full = points[:RIVALS], landscape.layout.expand(points[:RIVALS])
    loss = by_hand(landscape.features, landscape.labels)
    assert np.allclose([loss(t)[0] for t in full], landscape.gradient(some)[0], rtol=1e-12)
    alone = [timed(partial(ended_of, partial(ended, loss, method=method), full)) for method in METHODS]
    best = max(alone, key=lambda found: found[0] / found[1])
    behind = timed(lambda: ended_of(partial(ended_by_newton, loss), full))
    ours = timed(lambda: ended_of(partial(one, landscape), some))
    rates = [
        f"{count:3}/{RIVALS} {count / seconds:8.1f} {good / own / max(count / seconds, 1e-9):6.0f}"
        for count, seconds in (best, behind, ours)
    ]
    return f"{name:14} {landscape.size:4} {good:4}/{STARTS} {good / own:9.0f}  {'  '.join(rates)}"


def ended_of(end: Callable[[Any], bool], points: Any) -> int:
    """How many of the starts one after another end."""
    return sum(end(point) for point in points)


def one(landscape: Landscape, point: Any) -> bool:
    """L-BFGS-B and Newton steps on the gradients and Hessians of this package, for a start at a time."""
    from scipy.optimize import minimize

    def value(t: Any) -> Any:
        loss, gradient = landscape.gradient(t[None, :])
        return float(loss[0]), gradient[0]

    t = minimize(value, point, jac=True, method="L-BFGS-B", options={"maxiter": 2000, "gtol": 1e-8}).x
    for _ in range(30):
        _, gradient, hessian = landscape.hessian(t[None, :])
        if np.abs(gradient).max() < ENOUGH:
            return True
        t = t - np.linalg.lstsq(hessian[0], gradient[0], rcond=None)[0]
    return False


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="leave out 500 digits and 513 parameters")
    quick = parser.parse_args().quick
    sizes = SIZES[:-1] if quick else SIZES
    print(f"{'P':>5} {'digits':>7} {'polish':>9} {'findroot':>10} {'ratio':>7} {'by hand':>10} {'ratio':>7}")
    for size in sizes:
        for digits in (50,) if quick else (50, 500):
            print(polishing(size, digits), flush=True)
    print(f"\n{'P':>5} {'certify':>9} {'verify':>9} {'mpmath.iv':>10} {'ratio':>7}  (certify polishes, too)")
    for size in sizes:
        print(certifying(size), flush=True)
    cells = [f"{name:>7} {'starts/s':>8} {'ratio':>6}" for name in ("alone", "+Newton", "our L")]
    print(f"\n{'problem':14} {'P':>4} {'ended':>8} {'starts/s':>9}  {'  '.join(cells)}")
    xor = "dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\n"
    blobs = "dataset d { + (1, 0), (2, 1), (0, 2), (-1, 1)  - (0, -1), (1, -2), (-2, 0), (1, 1) }\n"
    decay = "objective { regularizer = 1/100 * l2(all) }\n"
    narrow = "neuron tanh\nloss logistic\nnetwork { shortcut = 2 tanh  hidden bias }\n"
    wide = "neuron silu\nloss logistic\nnetwork { shortcut = 4 silu  hidden bias }\n"
    deep = "neuron tanh\nloss logistic\nnetwork { deep = 3 tanh -> 2 tanh }\n"
    for name, text, by_hand in (
        ("xor, M = 2", xor + narrow, partial(Shallow, width=2, neuron=tanh, decay=0.01, output_bias=False)),
        ("blobs, M = 4", blobs + wide, partial(Shallow, width=4, neuron=silu, decay=0.01, output_bias=False)),
        ("blobs, deep", blobs + deep, partial(Deep, widths=(3, 2), neuron=tanh, decay=0.01, biases=False)),
    ):
        print(descending(text + decay, name, by_hand), flush=True)
    print(f"\n{'deep part':38} {'P':>5} {'polish':>9} {'findroot':>10} {'ratio':>7} {'enclosed':>10} {'ratio':>7}")
    for network, samples in (
        ("deep = 4 tanh -> 3 tanh", 12),
        ("shortcut = 2 tanh  deep = 2 tanh -> 2 tanh", 12),
        ("deep = 6 tanh -> 6 tanh", 12),
        *(() if quick else (("deep = 6 tanh -> 5 tanh -> 4 tanh", 60),)),
    ):
        print(polishing_deep(network, samples), flush=True)


if __name__ == "__main__":
    main()
