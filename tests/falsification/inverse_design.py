"""Inverse design: choose a point first, then the problem of which it is a bad local minimum.

Everything but the sample weights is drawn, the point too; a linear program with cutting planes looks for weights with
which the point is critical and L curved upwards (``designs.py``). What passes in floats is handed to the tool's own
certificates. A certified bad minimum of a problem for which a theorem holds is an alarm.

Outside the suite, thousands of problems:

    nice -n 10 python tests/falsification/inverse_design.py --problems 5000 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

import numpy as np
from critical_designs import Design, candidate, design, exact, falls, has_errors, in_a_tail, signs, weights
from curves import LOSSES, NEURONS
from design_points import measured, place, settled
from edge_problems import (
    DATA,
    Edge,
    applying,
    arms,
    bare_chain,
    edge_problem,
    least_width,
    nearly,
    spec_of,
    statuses,
    with_width,
)

from theoremcheck.options import Options
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict.judge import judge
from theoremcheck.verdict.points import certify


@dataclass
class Tally:
    """What became of the designs of one theorem at one arm.

    ``critical`` counts gradients below CRITICAL, ``tails`` those among them that pass the second order only because a
    parameter is hardly felt; ``best`` is the largest margin of the others: 0 or more is the edge of a theorem.
    """

    problems: int = 0
    designs: int = 0
    critical: int = 0
    tails: int = 0
    second_order: int = 0
    complete: int = 0
    certified: int = 0
    best: float = -np.inf


@dataclass(frozen=True)
class Alarm:
    """A certified bad minimum, the theorems that the kernel grants all the same, and the spec that shows both."""

    theorems: tuple[str, ...]
    condition: str
    text: str


@dataclass
class Report:
    """Tallies by theorem and arm, alarms, and the second-order passes that no certificate accepts."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    alarms: list[Alarm] = field(default_factory=list)
    open: list[tuple[tuple[str, ...], str, str]] = field(default_factory=list)
    control: Tally = field(default_factory=Tally)
    fallen: int = 0
    tails: int = 0
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """The tallies as text: for each theorem all together, then for each arm of each premise by itself."""
        rows = ["problems  designs critical  tails 2nd-order complete certified   best margin"]
        for theorem in sorted({name for name, _ in self.tallies}):
            rows.append(_row(self.total(theorem), theorem))
            present = {part for name, arm in self.tallies if name == theorem for part in arm.split(" | ")}
            rows += [_row(self.total(theorem, part), f"    {part}") for part in sorted(present)]
        return [*rows, _row(self.control, "control: no theorem holds")]

    def certified(self) -> int:
        """How many certified bad minima there are, under the theorem that has most of them or under none."""
        return max(tally.certified for tally in (self.control, *self.tallies.values()))

    def total(self, theorem: str, part: str = "") -> Tally:
        """The tallies of a theorem together: all of them, or those with one arm."""
        total = Tally()
        for (name, arm), t in self.tallies.items():
            if name == theorem and (not part or part in arm.split(" | ")):
                for entry in _COUNTS:
                    setattr(total, entry, getattr(total, entry) + getattr(t, entry))
                total.best = max(total.best, t.best)
        return total


_COUNTS = ("problems", "designs", "critical", "tails", "second_order", "complete", "certified")


def _row(t: Tally, name: str) -> str:
    counts = (
        f"{t.problems:8} {t.designs:8} {t.critical:8} {t.tails:6} {t.second_order:9} {t.complete:8} {t.certified:9}"
    )
    return f"{counts} {t.best:13.3e}  {name}"


# --- all together -------------------------------------------------------------------------------------------------


@np.errstate(all="ignore")
def attack(
    edge: Edge,
    known: Mapping[str, Status],
    random: Random,
    designs: int,
    report: Report,
    first: tuple[float, ...] | None = None,
) -> None:
    """Design points for a problem, ``first`` the first, and certify what passes; all is counted in the report."""
    theorems = applying(known)
    tallies = [report.tallies[name, arms(edge, known)] for name in theorems] or [report.control]
    for tally in tallies:
        tally.problems += 1
    for k in range(designs):
        style = random.random()
        point = (first if k == 0 else None) or (measured(random, edge) if style < 0.2 else None)
        point = point or place(random, edge)
        if style > 0.5 and not (first and k == 0):
            point = settled(random, edge, point) or point
        found = design(edge, point)
        for tally in tallies:
            tally.designs += 1
        if found is None:
            continue
        tail = found.passes and in_a_tail(found)
        for tally in tallies:
            tally.critical += 1
            tally.tails += tail
            tally.best = max(tally.best, -np.inf if tail else found.margin)
        if not found.passes:
            continue
        if not has_errors(found):
            if found.complete and "thm.vacuous" in theorems and not falls(found) and not in_a_tail(found):
                report.open.append((theorems, "a minimum without errors, where there is none at all", edge.text()))
            continue
        for tally in tallies:
            tally.second_order += 1
            tally.complete += found.complete
        if found.complete:
            _certify(found, known, tallies, report)


def _certify(found: Design, known: Mapping[str, Status], tallies: list[Tally], report: Report) -> None:
    theorems = applying(known)
    values, text = weights(found), ""
    finding: object = "the sample weights would differ by more than RANGE"
    if values is not None:
        text = found.edge.text(values, candidate(found.edge, found.point))
        spec = spec_of(text)
        finding = certify(spec.problem, exact(found.point))
        if isinstance(finding, Fact):
            for tally in tallies:
                tally.certified += 1
            alarm = judge(spec, Options(search=False)).alarm
            if not theorems:
                report.missed.update(nearly(known))
            if alarm is not None or theorems:
                report.alarms.append(Alarm(theorems, finding.condition, f"# {alarm}\n{text}"))
            return
    if falls(found):
        report.fallen += 1
    elif in_a_tail(found):
        report.tails += 1
    else:
        report.open.append((theorems, str(finding), text or found.edge.text(None, candidate(found.edge, found.point))))


def labelled(random: Random) -> tuple[Edge, tuple[float, ...]] | None:
    """A point with tied neurons on samples in general position, and the labels by the signs that make it critical.

    With n a little above d + 2 the classes span subspaces that meet, and few neurons are enough for thm.subspaces.
    """
    dimension = random.choice((4, 5, 6, 8, 9))
    count = dimension + random.choice((3, 3, 4))
    points = tuple(tuple(Fraction(random.randint(-6, 6), 2) for _ in range(dimension)) for _ in range(count))
    neuron = NEURONS[random.choice(("softplus", "exp", "expm1", "squareplus", "mirrored", "falling_convex", "cosh"))]
    loss = LOSSES[random.choice(("exponential", "sharp", "sharper", "logistic"))]
    edge = Edge("general position", points, (1,) * count, neuron, loss, 1, False, random.random() < 0.8)
    single = place(random, edge)
    labels = signs(edge, single, np.array([random.gauss(0, 1) for _ in range(count)]))
    if labels is None or len(set(labels)) < 2:
        return None
    narrowest = least_width(replace(edge, labels=labels))
    if narrowest is None:
        return None
    edge, _ = narrowest
    start, width = int(edge.output_bias), edge.width
    sizes = [random.choice((1, -1)) * 10 ** random.uniform(-0.5, 1) for _ in range(width)]
    return edge, (*single[:start], *sizes, *(single[start + 1 :] * width))


def problems(random: Random, kind: str | None = None) -> tuple[Edge, Mapping[str, Status]]:
    """A problem of which a theorem holds, at its least width mostly, with what holds; or one for the control group."""
    if kind == "bare chain" or (kind is None and random.random() < 0.1):
        edge = bare_chain(random)
        return edge, statuses(spec_of(edge.text()).problem)
    edge = edge_problem(random, kind)
    narrowest = least_width(edge)
    if narrowest is None:
        wider = with_width(edge, random.choice((1, 2, 3)))
        return wider, statuses(spec_of(wider.text()).problem)
    edge, known = narrowest
    if random.random() < 0.35:
        edge = with_width(edge, max(1, edge.width + random.choice((-1, 1, 1, 2))))
        known = statuses(spec_of(edge.text()).problem)
    return edge, known


def run(
    count: int, seed: int, designs: int, kinds: tuple[str, ...] = (), stop: Callable[[], bool] = lambda: False
) -> Report:
    """``count`` problems with ``designs`` points each."""
    report, random = Report(), Random(seed)
    for k in range(count):
        if stop():
            break
        if not kinds and k % 10 == 0:
            general = labelled(random)
            if general is not None:
                known = statuses(spec_of(general[0].text()).problem)
                attack(general[0], known, random, 2, report, general[1])
        made = problems(random, kinds[k % len(kinds)] if kinds else None)
        attack(*made, random, designs, report)
    return report


KINDS = (*DATA, "bare chain")
SUITED: Mapping[str, tuple[str, ...]] = {
    "thm.separable.monotone": ("separable",),
    "thm.separable.chain": ("bare chain", "separable"),
    "thm.separable.funnel": ("bare chain", "separable"),
    "thm.separable.kink": ("separable",),
    "thm.subspaces.c2": ("crossing", "lines"),
    "thm.subspaces.c1": ("crossing", "lines"),
    "thm.subspaces.mixed": ("crossing", "lines"),
    "thm.subspaces.core": ("with a rim",),
    "thm.subspaces.core_in_one_class": ("one class core",),
    "thm.subspaces.fewer": ("crossing",),
    "thm.subspaces.independent": ("lines",),
    "thm.subspaces.independent_two": ("lines",),
    "thm.circuit.curved": ("circuit",),
    "thm.quadratic.trained": ("ellipses",),
    "thm.affine_piece": ("piece",),
    "thm.vacuous": ("lines", "separable"),
    "thm.core_vacuous": ("with a rim", "one class core"),
}
"""Kinds of data for which a theorem is likely to hold."""


def hunt(theorem: str, seed: int, wanted: int, designs: int, most: int = 120) -> Report:
    """Attack problems for which ``theorem`` holds until ``wanted`` near-critical designs of it are reached."""
    report, random, kinds = Report(), Random(f"{theorem} {seed}"), SUITED[theorem]
    for k in range(most):
        made = problems(random, kinds[k % len(kinds)])
        if theorem in applying(made[1]):
            attack(*made, random, designs, report)
        if report.total(theorem).critical >= wanted:
            break
    return report


def frozen_apart(random: Random) -> Edge:
    """The problem of the false theorem: both classes on lines with the same places, two biases frozen apart."""
    places = sorted({Fraction(random.randrange(-8, 9), 4) for _ in range(9)} - {Fraction(0)})
    points = [(t, Fraction(0)) for t in places] + [(Fraction(0), t) for t in places]
    labels = [1] * len(places) + [-1] * len(places)
    bias = tuple(random.sample([Fraction(k, 2) for k in range(-3, 6)], 2))
    loss = LOSSES[random.choice(("sharp", "sharper"))]
    return Edge("frozen apart", tuple(points), tuple(labels), NEURONS["softplus"], loss, 2, True, True, (), {"b": bias})


def rediscover(seed: int, count: int, designs: int, wanted: int | None = None) -> Report:
    """The harness against problems that have bad minima, frozen biases that differ, until ``wanted`` are certified."""
    report, random = Report(), Random(seed)
    for _ in range(count):
        edge = frozen_apart(random)
        attack(edge, statuses(spec_of(edge.text()).problem), random, designs, report)
        if wanted is not None and report.certified() >= wanted:
            break
    return report


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=1000)
    parser.add_argument("--designs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--kinds", nargs="*", default=())
    parser.add_argument("--open", type=int, default=5)
    parser.add_argument("--rediscover", action="store_true")
    arguments = parser.parse_args()
    began = time.monotonic()
    if arguments.rediscover:
        report = rediscover(arguments.seed, arguments.problems, arguments.designs)
    else:
        report = run(
            arguments.problems, arguments.seed, arguments.designs, tuple(arguments.kinds),
            lambda: time.monotonic() - began > 60 * arguments.minutes,
        )  # fmt: skip
    print("\n".join(report.lines()))
    reasons = Counter((theorems, reason) for theorems, reason, _ in report.open)
    for (theorems, reason), number in reasons.most_common():
        print(f"not certified {number} times: {reason} ({', '.join(theorems) or 'control'})")
    for theorems, reason, text in [entry for entry in report.open if entry[0]][: arguments.open]:
        print(f"\n# open: {', '.join(theorems)}: {reason}\n{text}")
    for alarm in report.alarms[: arguments.open]:
        print(f"\n# ALARM {', '.join(alarm.theorems)} against {alarm.condition}\n{alarm.text}")
    for (theorem, condition), number in report.missed.most_common():
        print(f"certified {number} times where {theorem} lacks {condition} alone")
    print(f"not certified: {report.fallen} with smaller values of L nearby, {report.tails} critical in a tail only")
    print(f"{len(report.alarms)} alarms, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
