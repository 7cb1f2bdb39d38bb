"""Strict minima: polishing against mpmath.findroot, and certifying, as ratios in one run.

``python tests/benchmarks/bench_strict.py [--quick]``. The problems are tanh networks with weight decay on 12 points,
from a start good to three digits. findroot gets the same gradient, in mpmath, and takes its Jacobian by
differences, as a user would.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import mpmath
import numpy as np

from theoremcheck.decide.minima.strict import certify_strict, polish
from theoremcheck.language import loads
from theoremcheck.search.layout import make_layout
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.trusted.minima import StrictMinimum
from theoremcheck.trusted.model import Problem
from theoremcheck.trusted.strict import check_strict

SIZES = (1, 8, 32, 128)
FINDROOT = 8
_T = TypeVar("_T")


def problem(width: int) -> Problem:
    """A network with 1 + 4 M parameters."""
    source = random.Random(width)
    points = [f"({source.randint(-12, 12)}/8, {source.randint(-12, 12)}/8)" for _ in range(12)]
    spec = loads(
        f"dataset d {{ + {', '.join(points[:8])}  - {', '.join(points[8:])} }}\nneuron tanh\nloss logistic\n"
        f"network {{ shortcut = {width} tanh  hidden bias  output bias }}\n"
        "objective { regularizer = 1/2 * l2(a, w, b) }\n"
    ).spec
    assert spec is not None
    return spec.problem


def start(width: int) -> list[Fraction]:
    """Close to the strict minimum at a = w = b = 0, where f = log 2."""
    source = random.Random(-width)
    return [Fraction(69, 100), *(Fraction(source.randint(-9, 9), 10_000) for _ in range(4 * width))]


def timed(job: Callable[[], _T]) -> tuple[_T, float]:
    """What a call gives, and its seconds."""
    before = time.perf_counter()
    found = job()
    return found, time.perf_counter() - before


def findroot(given: Problem, point: list[Fraction], digits: int) -> None:
    """What a user would do today."""
    ctx = mpmath.mp.clone()
    ctx.dps = digits + 10
    layout = make_layout(given.network, np.array([[float(x) for x in row] for row in given.dataset.points]))
    precise = PreciseLandscape(given, layout, ctx)
    begin = [ctx.mpf(value.numerator) / value.denominator for value in point]
    ctx.findroot(lambda *t: ctx.matrix(precise.evaluate(list(t)).gradient), begin, tol=ctx.mpf(10) ** -(2 * digits))


def row(width: int, digits: int) -> str:
    """One line of the table."""
    given, point = problem(width), start(width)
    bits = int(digits * 3.33) + 32
    _, own = timed(lambda: polish(given, point, bits))
    cells = [f"{1 + 4 * width:5}", f"{digits:7}", f"{own:9.3f}"]
    if width <= FINDROOT and digits == 50:
        _, theirs = timed(lambda: findroot(given, point, digits))
        cells += [f"{theirs:10.3f}", f"{theirs / own:7.0f}"]
    else:
        cells += [" " * 10, " " * 7]
    if digits == 50:
        found, certify = timed(lambda: certify_strict(given, point))
        assert isinstance(found, StrictMinimum), found
        _, verify = timed(lambda: check_strict(given, found))
        cells += [f"{certify:9.3f}", f"{verify:9.3f}"]
    return " ".join(cells)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="leave out 500 digits and 513 parameters")
    quick = parser.parse_args().quick
    print(f"{'P':>5} {'digits':>7} {'polish':>9} {'findroot':>10} {'ratio':>7} {'certify':>9} {'verify':>9}")
    for width in SIZES[:-1] if quick else SIZES:
        for digits in (50,) if quick else (50, 500):
            print(row(width, digits), flush=True)


if __name__ == "__main__":
    main()
