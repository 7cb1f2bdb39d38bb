"""The search, as ratios within one run: ``OMP_NUM_THREADS=1 python tests/benchmarks/bench_search.py [--starts N]``.

It asserts nothing. Seconds are processor time, so that other work on the machine counts little. Three tables:

1. A Hessian of all starts of a batch against their gradient. Differences of gradients would take 2 P of those.
2. The search itself on 569 x 30 with three softplus neurons; its yardstick is one Hessian of all its starts.
3. Descents above 400 parameters to a gradient below 1e-10, against loops over scipy's ``minimize``: L-BFGS-B on loss
   and gradient by hand in NumPy; the same with Newton steps behind it, whose Hessian is of differences; L-BFGS-B on
   the gradients of this package. Ratios are of the seconds of all starts, whether they end or not.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numpy as np
from bench import SPECS
from by_hand import METHODS, Deep, Shallow, ended, ended_by_newton, tanh

from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.search import Kind, search
from theoremcheck.search.landscape import Landscape, make_landscape
from theoremcheck.search.starts import initial_points
from theoremcheck.search.truncated import truncated_newton
from theoremcheck.trusted.problem.model import Problem

REAL = (
    f'dataset wdbc {{ from "{SPECS / "real" / "wdbc.csv"}" label "diagnosis" positive "M" '
    'features "radius_mean".."fractal_dimension_worst" }\n'
)
PLANE = "dataset d { + (1, 0), (2, 1), (0, 2), (-1, 1)  - (0, -1), (1, -2), (-2, 0), (1, 1) }\n"
SHALLOW = "neuron softplus\nloss polynomial_hinge(3)\nnetwork { shortcut = 3 softplus  hidden bias  output bias }\n"
DEEP = "neuron tanh\nloss logistic\nnetwork { deep = 6 tanh -> 5 tanh  hidden bias  output bias }\n"
_T = TypeVar("_T")


def problem(text: str) -> Problem:
    """The problem of a spec."""
    spec = loads(text).spec
    assert spec is not None
    return spec.problem


def timed(job: Callable[[], _T], repeats: int = 1) -> tuple[_T, float]:
    """What a call gives, and its least seconds of processor time."""
    seconds = []
    for _ in range(repeats):
        before = time.process_time()
        found = job()
        seconds.append(time.process_time() - before)
    return found, min(seconds)


def cloud(samples: int, features: int) -> str:
    """A dataset with random labels."""
    source = random.Random(samples)
    rows = [f"({', '.join(str(source.randint(-9, 9)) for _ in range(features))})" for _ in range(samples)]
    half = samples // 2
    return f"dataset d {{ + {', '.join(rows[:half])}  - {', '.join(rows[half:])} }}\n"


def hessians(name: str, text: str, starts: int) -> None:
    """One line of the first table."""
    landscape = make_landscape(problem(text))
    points = initial_points(landscape, 1, 0, starts)
    landscape.hessian(points)
    _, gradient = timed(lambda: landscape.gradient(points), 9)
    _, hessian = timed(lambda: landscape.hessian(points), 9)
    print(
        f"{name:28} {landscape.size:5} {starts:7} {1000 * gradient:12.2f} {1000 * hessian:12.2f} "
        f"{hessian / gradient:8.1f} {2 * landscape.size:8}",
        flush=True,
    )


def searching(starts: int) -> None:
    """The second table."""
    given = problem(REAL + SHALLOW)
    landscape = make_landscape(given)
    points = initial_points(landscape, 1, 0, starts)
    landscape.hessian(points[:1])
    _, unit = timed(lambda: landscape.hessian(points), 3)
    report, own = timed(lambda: search(given, Options(starts=starts)))
    ended = report.count(Kind.STRICT) + report.count(Kind.DEGENERATE)
    print(f"{report.starts} starts in {own:.1f} s, {ended} at minima; {own / unit:.0f} Hessians of all of them")


def descending(name: str, text: str, by_hand: Callable[[Any, Any], Any], starts: int = 8) -> None:
    """One line of the third table."""
    from scipy.optimize import minimize

    landscape = make_landscape(problem(text))
    points = initial_points(landscape, 1, 0, starts)
    ends, own = timed(lambda: truncated_newton(landscape, points, 400))
    good = _good(ends.gradients)
    loss, full = by_hand(landscape.features, landscape.labels), landscape.layout.expand(points)
    assert np.allclose([loss(t)[0] for t in full], landscape.gradient(points)[0], rtol=1e-12)

    def value(t: Any) -> Any:
        loss, gradient = landscape.gradient(t[None, :])
        return float(loss[0]), gradient[0]

    options = METHODS["L-BFGS-B"]
    found, theirs = timed(
        lambda: [minimize(value, point, jac=True, method="L-BFGS-B", options=options).x for point in points]
    )
    rivals = (
        timed(lambda: sum(ended(loss, t, "L-BFGS-B") for t in full)),
        timed(lambda: sum(ended_by_newton(loss, t) for t in full)),
        (_good(_slopes(landscape, np.array(found))), theirs),
    )
    cells = [f"{count:5}/{starts} {seconds:7.2f} {seconds / own:6.1f}" for count, seconds in rivals]
    print(f"{name:24} {landscape.size:5} {good:4}/{starts} {own:7.2f}  {'  '.join(cells)}", flush=True)


def _slopes(landscape: Landscape, points: Any) -> Any:
    return landscape.gradient(points)[1]


def _good(gradients: Any) -> int:
    return int((np.abs(gradients).max(axis=1) < 1e-10).sum())


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--starts", type=int, default=200, help="of the second table")
    asked = parser.parse_args().starts
    print(f"{'problem':28} {'P':>5} {'starts':>7} {'gradient/ms':>12} {'Hessian/ms':>12} {'ratio':>8} {'2 P':>8}")
    hessians("in the plane, M = 3", PLANE + SHALLOW, 512)
    hessians("in the plane, 6 -> 5 units", PLANE + DEEP, 256)
    hessians("569 x 30, M = 3", REAL + SHALLOW, 60)
    hessians("569 x 30, 6 -> 5 units", REAL + DEEP, 4)
    print()
    searching(asked)
    cells = [f"{name:>7} {'seconds':>7} {'ratio':>6}" for name in ("alone", "+Newton", "our L")]
    print(f"\n{'problem':24} {'P':>5} {'ended':>6} {'seconds':>7}  {'  '.join(cells)}")
    decay = "objective { regularizer = 1/100 * l2(all) }\n"
    shallow = "network { shortcut = 24 tanh  hidden bias  output bias }\n"
    deep = "network { deep = 15 tanh -> 8 tanh  hidden bias  output bias }\n"
    data = cloud(60, 20) + "neuron tanh\nloss logistic\n"
    one_layer = partial(Shallow, width=24, neuron=tanh, decay=0.01, output_bias=True)
    two_layers = partial(Deep, widths=(15, 8), neuron=tanh, decay=0.01, biases=True)
    descending("60 x 20, M = 24", data + shallow + decay, one_layer)
    descending("60 x 20, 15 -> 8 units", data + deep + decay, two_layers)


if __name__ == "__main__":
    main()
