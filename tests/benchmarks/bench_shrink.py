"""How much shorter ``shrink`` makes refuted specs: ``python tests/benchmarks/bench_shrink.py [SPEC ...]``.

A line for each spec: its length as it is printed, what that becomes as a share of it, the problems that were decided
for it, and the time in units of deciding the spec once. It asserts nothing.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench import SPECS

from theoremcheck.language import load, loads, print_spec
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.relax.shrink import comes_by, shrink
from theoremcheck.verdict.judge import decide

OPTIONS = Options(search=False)
NAMES = (
    *("hull_iris", "flat_iris", "hull_drawn", "order_circles", "order_octahedron", "affine_selu_deep_only"),
    *("support_linear_beside_relu", "split_exp_ten", "split_decay_leaky_relu", "split_deep_tanh", "split_sin"),
    *("strict_frozen_biases_differ", "strict_mixed_layer_decay", "fibre_two_branches", "kink_three_neurons"),
)
LITERATURE = ("iris_versicolor_leaky", "sklearn_moons", "playground_xor_relu")
DRAWN = """
dataset random {{ samples 12  dimension 3  seed {} }}
neuron leaky_relu
loss logistic
network {{ shortcut = 4 leaky_relu  hidden bias  output bias  deep = 4 relu -> 3 relu }}
"""
"""Of a fixed seed, so that it is the same for everybody."""


def _silent(done: int, total: int, stage: str, /) -> None:
    """No progress is shown."""


def _specs(paths: list[str]) -> list[tuple[str, Spec | None]]:
    if paths:
        return [(path, load(Path(path)).spec) for path in paths]
    places = [SPECS / "counterexamples" / f"{name}.spec" for name in NAMES]
    places += [SPECS / "literature" / f"{name}.spec" for name in LITERATURE]
    return [
        *((path.stem, load(path).spec) for path in places),
        *((f"drawn {s}", loads(DRAWN.format(s)).spec) for s in (1, 2)),
    ]


def main() -> None:
    """All of them, and the median of the shares."""
    shares = []
    for name, spec in _specs(sys.argv[1:]):
        if spec is None:
            print(f"{name}: the spec is wrong")
            continue
        begun = time.perf_counter()
        verdict = decide(spec, OPTIONS)
        once = time.perf_counter() - begun
        names = comes_by(verdict)
        if not names:
            print(f"{name}: {verdict.verdict}")
            continue
        begun = time.perf_counter()
        found = shrink(verdict, names[0], OPTIONS, _silent)
        seconds = time.perf_counter() - begun
        before = len(print_spec(replace(spec, csv=None, expectations=found.spec.expectations)))
        shares.append(len(print_spec(found.spec)) / before)
        line = f"{name:32} {names[0]:18} {before:5} characters  {shares[-1]:4.0%}  {found.tried:4} problems"
        print(f"{line}  {seconds / once:5.0f} decisions", flush=True)
    short = sum(share <= 1 / 2 for share in shares)
    print(f"{len(shares)} specs, {short} at most half as long; median {median(shares or [1]):.0%}")


if __name__ == "__main__":
    main()
