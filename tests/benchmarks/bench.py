"""Speed, as ratios within one run: ``python tests/benchmarks/bench.py``. It asserts nothing.

Every figure is the median of several runs divided by the median of its yardstick on the same machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

SPECS = Path(__file__).resolve().parents[2] / "specs"
RUNS = 5
STARTS = 15


def median(work: Callable[[], object]) -> float:
    """The median time of ``work`` in seconds over RUNS runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def row(name: str, value: float, yardstick: str, unit: float) -> None:
    """Print one line."""
    print(f"{name:52}{value * 1000:10.1f} ms {value / unit:10.1f} x {yardstick}")


def processor_time(arguments: Sequence[str]) -> float:
    """The seconds that a process of the interpreter computes, for itself and in the system; its output is dropped."""
    null = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0) for descriptor in (1, 2)]
    child = os.posix_spawn(sys.executable, [sys.executable, *arguments], os.environ, file_actions=null)
    used = os.wait4(child, 0)[2]
    return used.ru_utime + used.ru_stime


def alternating(commands: Mapping[str, Sequence[str]], runs: int) -> None:
    """Processor time of commands by name, as multiples of the first: medians of the quotients of neighbouring runs.

    The commands take turns, so that it does not matter what else the machine does.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, arguments in commands.items():
            times[name].append(processor_time(arguments))
    unit = next(iter(times.values()))
    for name, found in times.items():
        multiple = statistics.median(own / bare for own, bare in zip(found, unit, strict=True))
        print(f"{name:52}{statistics.median(found) * 1000:10.1f} ms {multiple:10.1f} x bare interpreter")


LIBRARIES = "import dataclasses, flint, fractions, json, pathlib, textwrap, typing"
"""What a plain verdict needs of others."""
STEPS = {
    "flint": "import flint",
    "all that is needed of other libraries": LIBRARIES,
    "and the kernel": f"{LIBRARIES}; import theoremcheck.trusted.kernel.facts",
    "and what decides and reports": f"{LIBRARIES}; import theoremcheck.cli.check",
    "and what reads": f"{LIBRARIES}; import theoremcheck.cli.check, theoremcheck.language.elaborate",
    "click and all that is declared with it": "import theoremcheck.cli.interface",
}
PLAIN = ("rotated_xor_softplus", "linear_skip", "turning_funnel")


def startup() -> None:
    """Whole commands, and what they load, against a bare interpreter, in processor time."""
    specs = {name: str(SPECS / "theorems" / f"{name}.spec") for name in PLAIN}
    alternating(
        {
            "bare interpreter": ("-c", "pass"),
            **{name: ("-c", step) for name, step in STEPS.items()},
            "theoremcheck --help": ("-m", "theoremcheck", "--help"),
            **{f"exact verdict: {name}": ("-m", "theoremcheck", path, "--no-search") for name, path in specs.items()},
            "the first with the default search": ("-m", "theoremcheck", specs[PLAIN[0]]),
        },
        runs=STARTS,
    )


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
