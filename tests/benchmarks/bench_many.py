"""Many problems, as ratios within one run: ``python tests/benchmarks/bench_many.py``. It asserts nothing.

What ``--jobs 2`` gains on a corpus; a sweep against one process for each point, and against itself when all is known.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import SPECS, median, row

COUNT = 24
POINTS = 12
FAMILY = SPECS / "theorems" / "subspaces_matroid.spec"
"""One that has its width by name."""


def process(*arguments: str) -> Callable[[], object]:
    """A run of the interpreter in a process of its own."""
    return lambda: subprocess.run([sys.executable, *arguments], capture_output=True, check=False)


def corpus() -> None:
    """A part of the corpus with one and with two processes."""
    paths = [str(path) for path in sorted((SPECS / "counterexamples").glob("*.spec"))[:COUNT]]
    command = ("-m", "theoremcheck", *paths, "--no-search", "--jobs")
    one = median(process(*command, "1"))
    row(f"{COUNT} specs, --jobs 1", one, "itself", one)
    row(f"{COUNT} specs, --jobs 2", median(process(*command, "2")), "--jobs 1", one)


def sweep(folder: Path) -> None:
    """A family: a process for each point, a sweep, and the sweep again."""
    rows = folder / "r.jsonl"
    single = [process("-m", "theoremcheck", str(FAMILY), "--no-search", "--set", f"M={m + 1}") for m in range(POINTS)]
    loop = median(lambda: [work() for work in single])
    row(f"{POINTS} widths, a process for each", loop, "itself", loop)
    command = ("-m", "theoremcheck", "sweep", str(FAMILY), "--over", f"M=1..{POINTS}", "-o", str(rows), "--jobs")
    for jobs in ("1", "2"):
        again = process(*command, jobs)

        def anew(work: Callable[[], object] = again) -> None:
            rows.unlink(missing_ok=True)
            work()

        row(f"a sweep, --jobs {jobs}", median(anew), "processes", loop)
    row("the sweep again", median(process(*command, "1")), "processes", loop)


if __name__ == "__main__":
    corpus()
    with tempfile.TemporaryDirectory() as name:
        sweep(Path(name))
