"""Attacks on a problem for which a theorem holds: constructions forced by hand, float search, inverse design.

Outside the suite: nice -n 10 python tests/falsification/edge_attacks.py --problems 2000 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

from edge_problems import Edge, applying, arms, spec_of
from inverse_design import Report, attack, problems

from theoremcheck.decide.case import Case
from theoremcheck.options import Options
from theoremcheck.search import search
from theoremcheck.search.run import unsupported
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.refutations import RULES
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.verdict.findings import find
from theoremcheck.verdict.points import certify, search_points

STARTS = 24
POINTS = tuple(c for c in CONDITIONS if c.startswith("minimum."))


def with_weights(random: Random, edge: Edge) -> list[str] | None:
    """Sample weights: none, or any across forty orders of magnitude."""
    if random.random() < 0.5:
        return None
    return [f"{random.uniform(1, 9):.3f}e{random.randint(-20, 20)}" for _ in edge.points]


def by_rules(problem: Problem, known: Mapping[str, Status]) -> tuple[str, ...]:
    """The refutation rules that hold once every construction has been tried, theorem or not."""
    case, found = Case(problem), dict(known)
    for condition in ("data.convex_order", *POINTS):
        found[condition] = find(case, condition).status
    return tuple(rule for rule in RULES if evaluate(rule, found) is Status.HOLDS)


def by_search(problem: Problem, seed: int, starts: int = STARTS) -> Iterator[str]:
    """Certified bad minima near what a float search, its constructed starts included, ends at."""
    if unsupported(problem) is not None:
        return
    report = search(problem, Options(starts=starts, seed=seed))
    for point in search_points(problem, report):
        found = certify(problem, point)
        if isinstance(found, Fact):
            yield found.condition


def single_penalties(edge: Edge) -> Iterator[Edge]:
    """The same problem with a penalty on each block that it has, by itself."""
    blocks = ["a0"] * edge.output_bias + ["a", "w"] * (edge.width > 0)
    blocks += ["b"] * (edge.hidden_bias and edge.width > 0) + ["deep"] * bool(edge.deep)
    for block in blocks:
        yield replace(edge, penalty=f"1/1000000 * l2({block})")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--starts", type=int, default=STARTS)
    parser.add_argument("--designs", type=int, default=6)
    arguments = parser.parse_args()
    random, began = Random(arguments.seed), time.monotonic()
    seen: Counter[str] = Counter()
    report, alarms = Report(), 0
    for k in range(arguments.problems):
        if time.monotonic() - began > 60 * arguments.minutes:
            break
        edge, known = problems(random)
        theorems = applying(known)
        if not theorems:
            continue
        for theorem in theorems:
            seen[theorem] += 1
            seen.update(f"{theorem}: {part}" for part in arms(edge, known).split(" | "))
        text = edge.text(with_weights(random, edge))
        problem = spec_of(text).problem
        found = [*by_rules(problem, known), *by_search(problem, k, arguments.starts)]
        if found:
            alarms += 1
            print(f"\n# ALARM {', '.join(theorems)} against {', '.join(found)}\n{text}", flush=True)
        attack(edge, known, random, arguments.designs, report)
    print("\n".join(f"{number:6} {name}" for name, number in sorted(seen.items())))
    print("\n".join(report.lines()))
    for alarm in report.alarms[:5]:
        print(f"\n# ALARM {', '.join(alarm.theorems)} against {alarm.condition}\n{alarm.text}")
    print(f"{alarms} + {len(report.alarms)} alarms, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
