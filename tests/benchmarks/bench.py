"""Speed, as ratios within one run: ``python tests/benchmarks/bench.py``. It asserts nothing.

Every figure is the median of several runs divided by the median of its yardstick on the same machine.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SPECS = Path(__file__).resolve().parents[2] / "specs"
RUNS = 5


def median(work: Callable[[], object]) -> float:
    """The median time of ``work`` in seconds over RUNS runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def process(*arguments: str) -> Callable[[], object]:
    """A run of the interpreter in a process of its own."""
    return lambda: subprocess.run([sys.executable, *arguments], capture_output=True, check=False)


def row(name: str, value: float, yardstick: str, unit: float) -> None:
    """Print one line."""
    print(f"{name:52}{value * 1000:10.1f} ms {value / unit:10.1f} x {yardstick}")


def startup() -> None:
    """Whole commands against a bare interpreter."""
    bare = median(process("-c", "pass"))
    row("bare interpreter", bare, "itself", bare)
    xor = str(SPECS / "theorems" / "rotated_xor_softplus.spec")
    row("theoremcheck --help", median(process("-m", "theoremcheck", "--help")), "bare interpreter", bare)
    exact = median(process("-m", "theoremcheck", xor, "--no-search"))
    row("exact verdict on rotated XOR", exact, "bare interpreter", bare)
    row("the same with the default search", median(process("-m", "theoremcheck", xor)), "exact verdict", exact)


def deciding() -> None:
    """Deciding against re-checking, inside one process."""
    import theoremcheck
    from theoremcheck.trusted.certificate import check

    for name in ("theorems/rotated_xor_softplus", "theorems/separable_user_formula", "real/wdbc_softplus"):
        path = SPECS / f"{name}.spec"
        verdict = theoremcheck.check(path, search=False)
        problem, certificate = verdict.spec.problem, verdict.certificate
        recheck = median(lambda p=problem, c=certificate: check(p, c))  # type: ignore[misc]
        row(f"kernel alone: {name}", recheck, "itself", recheck)
        whole = median(lambda p=path: theoremcheck.check(p, search=False))  # type: ignore[misc]
        row(f"read and decide: {name}", whole, "kernel alone", recheck)


def signs() -> None:
    """Ten conditions of a textbook neuron against one evaluation of the kernel's normal form."""
    from theoremcheck.decide.functions.shape import decide_function
    from theoremcheck.functions.library import neurons
    from theoremcheck.trusted.functions.normal import normalise

    names = ("c2", "signed", "increasing", "strictly_convex", "even")
    softplus = neurons()["softplus"].build(1)
    unit = median(lambda: normalise(softplus))
    for neuron in ("softplus", "squareplus", "gelu", "mish", "elu"):
        entry = neurons()[neuron]
        expr = entry.build(*(parameter.default for parameter in entry.parameters))
        value = median(lambda e=expr: [decide_function(e, name) for name in names])  # type: ignore[misc]
        row(f"five conditions of {neuron}", value, "one normal form of softplus", unit)


if __name__ == "__main__":
    startup()
    deciding()
    signs()
