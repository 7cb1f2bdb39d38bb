"""Large data, as ratios within one run: ``python tests/benchmarks/bench_data.py [--wide]``. It asserts nothing.

Whole commands on data that a seed makes, separable and not, of few different numbers and of a million, against a bare
interpreter and against one pass of the csv module over the file; their peak memory against the samples as doubles; and,
inside one process, the kernel's check of the certificate against the decision. Seconds are processor time, so that
other work on the machine counts little. ``--wide`` adds 5,000 samples of dimension 784, ``--seed N`` makes others.
``--digits N`` measures N samples like scanned digits instead (60,000 take minutes), as CSV, .npz and, with
pyarrow, Parquet files.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

SPEC = """dataset d {{ from "{name}" label "label" positive "1" }}
neuron softplus
loss logistic
network {{ shortcut = 3 softplus  hidden bias  output bias }}
"""


@dataclass(frozen=True)
class Made:
    """A spec with ``count`` samples of dimension ``width`` in a file beside it."""

    path: Path
    count: int
    width: int
    table: Path


def make(folder: Path, name: str, shape: tuple[int, int], seed: int, *, places: int, separable: bool) -> Made:
    """Labels by a random hyperplane through a margin, every fifth of them wrong unless ``separable``."""
    random = np.random.default_rng(seed)
    values = random.integers(-(10**places) * 4 if places else 0, 10**places * 4 if places else 256, size=shape)
    scores = (values - np.mean(values)) @ random.normal(size=shape[1])
    kept = np.abs(scores) > np.quantile(np.abs(scores), 0.02)
    values, labels = values[kept], np.where(scores[kept] > 0, 1, -1)
    if not separable:
        labels = np.where(random.random(len(labels)) < 0.2, -labels, labels)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(f"x{j}" for j in range(shape[1])), "label"])
        for row, label in zip(values.tolist(), labels.tolist(), strict=True):
            writer.writerow([*(f"{entry / 10**places:.{places}f}" for entry in row), label])
    path = folder / f"{name}.spec"
    path.write_text(SPEC.format(name=f"{name}.csv"), encoding="utf-8")
    return Made(path, len(labels), shape[1], path.with_suffix(".csv"))


def digits(folder: Path, count: int, seed: int, *, separable: bool) -> Iterator[Made]:
    """Integers from 0 to 255 of dimension 784, an eighth of them not 0, most at the middle of the picture."""
    random = np.random.default_rng(seed)
    place = np.arange(28) - 13.5
    filled = 0.5 * np.exp(-(place[:, None] ** 2 + place**2) / 80).reshape(-1)
    normal, values, labels = random.normal(size=784), np.empty((count, 784), dtype=np.uint8), np.empty(count, dtype=int)
    middle = 128 * float(filled @ normal)
    done = 0
    while done < count:
        drawn = (random.random((4_096, 784)) < filled) * random.integers(1, 256, size=(4_096, 784))
        scores = drawn @ normal - middle
        drawn, scores = drawn[np.abs(scores) > 40][: count - done], scores[np.abs(scores) > 40][: count - done]
        values[done : done + len(drawn)], labels[done : done + len(drawn)] = drawn, np.where(scores > 0, 1, -1)
        done += len(drawn)
    if not separable:
        labels = np.where(random.random(count) < 0.01, -labels, labels)
    name = f"digits_{'separable' if separable else 'mixed'}"
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(f"x{j}" for j in range(784)), "label"])
        writer.writerows([*row.tolist(), label] for row, label in zip(values, labels.tolist(), strict=True))
    np.savez(folder / f"{name}.npz", x=values, label=labels)
    kinds = ["csv", "npz"]
    if find_spec("pyarrow") is not None:
        import pyarrow as pa
        from pyarrow import parquet

        columns = {f"x{j}": values[:, j] for j in range(784)} | {"label": labels}
        parquet.write_table(pa.table(columns), folder / f"{name}.parquet")
        kinds.append("parquet")
    for kind in kinds:
        path = folder / f"{name}_{kind}.spec"
        path.write_text(SPEC.format(name=f"{name}.{kind}"), encoding="utf-8")
        yield Made(path, count, 784, folder / f"{name}.csv")


def process(*arguments: str) -> tuple[float, float]:
    """Seconds of processor time, and peak memory in bytes, of a process of its own."""
    child = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    )
    _, _, used = os.wait4(child.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def measure(made: Made, bare: float) -> None:
    """Print the ratios for one file of data."""
    import theoremcheck
    from theoremcheck.trusted.certificate import check

    table, certificate = made.table, made.path.with_suffix(".json")
    start = time.process_time()
    with table.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass
    one_pass = time.process_time() - start
    asked = ("-m", "theoremcheck", str(made.path), "--no-search", "--certificate", str(certificate))
    whole, memory = process(*asked)
    again, _ = process("-m", "theoremcheck", "verify", "-q", str(made.path), str(certificate))
    start = time.process_time()
    verdict = theoremcheck.check(made.path, search=False)
    decided = time.process_time() - start
    start = time.process_time()
    check(verdict.spec.problem, verdict.certificate)
    checked = time.process_time() - start
    print(f"{made.path.stem}: {made.count} samples of dimension {made.width}")
    print(
        f"  check with certificate {whole:8.2f} s {whole / bare:8.1f} x interpreter {whole / one_pass:8.1f} x csv pass"
    )
    print(f"  verify                 {again:8.2f} s {again / whole:8.2f} x check")
    print(f"  kernel alone           {checked:8.2f} s {checked / decided:8.2f} x read and decide")
    print(
        f"  peak memory            {memory / 1e6:8.0f} MB {memory / (8 * made.count * made.width):7.1f} x doubles",
        flush=True,
    )


def main() -> None:
    """Make the data in a folder for the time of the run, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--wide", action="store_true")
    parser.add_argument("--digits", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    bare = min(process("-c", "pass")[0] for _ in range(3))
    with tempfile.TemporaryDirectory() as name:
        if given.digits:
            for separable in (True, False):
                for made in digits(Path(name), given.digits, given.seed, separable=separable):
                    measure(made, bare)
            return
        narrow = [(places, (20_000, 50)) for places in (0, 3, 6)]
        for places, shape in (*narrow, *(((0, (5_000, 784)),) if given.wide else ())):
            for separable in (True, False):
                numbers = "integers" if not places else f"decimals_of_{places}_places"
                kind = f"{'separable' if separable else 'mixed'}_{shape[1]}_{numbers}"
                measure(make(Path(name), kind, shape, given.seed, places=places, separable=separable), bare)


if __name__ == "__main__":
    main()
