"""Put attacks before the kernel and follow every accepted point down.

``python tests/falsification/campaign.py --calls 30000 --state FILE.json`` makes batches outside the test suite: counts
per kind go to that file every 50 groups, violations to FILE.violations; the exit code is 1 if there are any.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import designs
import many_features
import quadric_designs
from attacks import Attack, constructed
from follower import Follower, Lower
from material import RECIPES
from objective import CONTEXT, Objective, wide
from unpacked import unpack

from theoremcheck.decide.case import Case
from theoremcheck.trusted.kernel.conditions import POINTS
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.forms import atoms
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.refutations import RULES
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.problem.well_formed import check_well_formed
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.findings import find

SHARP_SLACK = CONTEXT.mpf(10) ** -50
ZERO_BAND = CONTEXT.mpf(10) ** -45
GROUP_SECONDS = 60.0
"""Processor time of a group of attacks in a campaign; what takes longer is reported like a crash."""
KINDS = (*RECIPES, "support", "boxed", "sharp", "split", "large")
WEIGHTS = {"support": 5, "boxed": 4, "sharp": 4, "split": 2, "frozen_output": 3, "stationary": 2, "frozen_fit": 2}


@dataclass(frozen=True)
class Violation:
    """An accepted claim that is false: a lower point nearby, or a wrong count of wrong samples."""

    attack: Attack
    rules: tuple[str, ...]
    what: str
    lower: Lower | None


@dataclass
class Tally:
    """What was tried, by condition."""

    calls: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    followed: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    deep: Counter[str] = field(default_factory=Counter)
    evaluations: int = 0
    suspects: list[tuple[float, str]] = field(default_factory=list)
    """Accepted points with a lower point nearby that no curve leads to: its distance in the scale of the point."""

    def rows(self) -> Iterator[str]:
        """One line for each condition."""
        yield f"{'condition':26} calls accepted followed"
        for condition in POINTS:
            yield f"{condition:26} {self.calls[condition]:5} {self.accepted[condition]:8} {self.followed[condition]:8}"
        yield f"{'all':26} {sum(self.calls.values()):5} {sum(self.accepted.values()):8} {sum(self.followed.values()):8}"
        yield f"{self.evaluations} values of L; depth of the followed: {dict(sorted(self.deep.items()))}"
        closest = ", ".join(f"{distance:.2g}" for distance, _ in sorted(self.suspects)[:8])
        yield f"{len(self.suspects)} with a lower point nearby that no curve leads to, at {closest}"
        yield f"accepted, but a premise of every rule is missing: {sum(self.skipped.values())}"


_STATUS: dict[Any, Status] = {}


def premise(problem: Problem, condition: str) -> Status:
    """The status of a premise, as the tool decides it; of formulas once only."""
    block = condition.partition(".")[0]
    if block not in ("neuron", "loss"):
        return find(Case(problem), condition).status
    function = problem.neuron if block == "neuron" else problem.loss
    assert isinstance(function, Function)
    key = (function.expr, condition)
    if key not in _STATUS:
        _STATUS[key] = find(Case(problem), condition).status
    return _STATUS[key]


def rules_of(problem: Problem, condition: str) -> tuple[str, ...]:
    """The rules that conclude a bad minimum from this condition with what else is known of the problem."""
    found = []
    for rule in RULES:
        names = _leaves(rule)
        if condition in names:
            known = {name: premise(problem, name) for name in names if not name.startswith("minimum.")}
            if evaluate(rule, {**known, condition: Status.HOLDS}) is Status.HOLDS:
                found.append(rule)
    return tuple(found)


@lru_cache(maxsize=64)
def _leaves(name: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in atoms(STATEMENTS[name].premise):
        found += _leaves(part) if part in STATEMENTS else (part,)
    return tuple(dict.fromkeys(found))


def attacks(random: Random, kind: str, changes: int) -> Iterator[Attack]:
    """One group of attacks of a kind."""
    match kind:
        case "support":
            yield from designs.supported(random, changes)
        case "boxed":
            yield from designs.boxed(random, changes, kinked=False)
        case "sharp":
            yield from designs.boxed(random, changes, kinked=True)
        case "large":
            yield from many_features.large(random)
        case "squares":
            yield from quadric_designs.attacked(random, changes)
        case "split":
            yield from designs.split(random, changes)
        case _:
            yield from constructed(random, kind, changes)


def examine(attack: Attack, tally: Tally, seed: int, effort: int = 1) -> Violation | None:
    """One call of the kernel; an accepted point is followed down. Raises what the kernel raises but refusals."""
    condition, problem, evidence = attack.condition, attack.problem, attack.evidence
    tally.calls[condition] += 1
    try:
        check_well_formed(problem)
        least, most = establish(problem, condition, True, evidence).wrong
    except Refusal as refusal:
        tally.refusals[f"{condition}: {refusal.reason.code}"] += 1
        return None
    tally.accepted[condition] += 1
    rules = rules_of(problem, condition)
    if not rules:
        tally.skipped[condition] += 1
        return None
    return follow(attack, rules, (least, most), tally, seed, effort)


def follow(
    attack: Attack, rules: tuple[str, ...], counted: tuple[int, int], tally: Tally, seed: int, effort: int
) -> Violation | None:
    """Whether the accepted claim is false."""
    objective = Objective(attack.problem)
    found = unpack(attack.problem, attack.evidence)
    slack = found.slack
    if getattr(attack.evidence, "kinks", ()) and attack.how in ("designed, certified", "designed, another slice"):
        slack = SHARP_SLACK
    outputs = list(map(wide, objective.outputs(found.values)))
    surely = sum((f < -ZERO_BAND) if y > 0 else (f > ZERO_BAND) for f, y in zip(outputs, objective.labels, strict=True))
    maybe = sum((f < ZERO_BAND) if y > 0 else (f > -ZERO_BAND) for f, y in zip(outputs, objective.labels, strict=True))
    if counted[1] < surely or counted[0] > maybe:
        return Violation(attack, rules, f"{surely} to {maybe} samples are wrong, not {counted}", None)
    follower = Follower(objective, found.values, slack, seed)
    lower = follower.search(effort)
    tally.followed[condition := attack.condition] += 1
    tally.deep[str(len(attack.problem.network.deep))] += 1
    tally.evaluations += follower.evaluations
    curves = [entry for entry in lower if entry.curve]
    if curves:
        return Violation(attack, rules, f"{condition} is no local minimum", curves[0])
    if lower:
        least = min(lower, key=lambda entry: entry.distance)
        what = described(Violation(attack, rules, f"{condition}: a lower point nearby", least))
        tally.suspects.append((least.distance / follower.scale, what))
    return None


def described(violation: Violation) -> str:
    """All that is needed to see it again."""
    attack, problem = violation.attack, violation.attack.problem
    network, data = problem.network, problem.dataset
    samples = zip(data.points, data.labels, data.weights, strict=True)
    lines = [
        f"{violation.what}, {', '.join(violation.rules)} ({attack.how})",
        f"  data {[(y, str(w), list(map(str, x))) for x, y, w in samples]}",
        f"  neuron {problem.neuron.name} loss {problem.loss.name} width {network.width}"
        f" hidden bias {network.hidden_bias} output bias {network.output_bias}"
        f" deep {[(k.width, k.neuron.name) for k in network.deep]}",
        f"  frozen {[(k.block.value, k.value and [str(v) for v in k.value]) for k in network.frozen]}"
        f" penalties {[(str(k.coefficient), [b.value for b in k.blocks]) for k in problem.objective.penalties]}",
        f"  evidence {attack.evidence}",
        f"  point {[str(v)[:30] for v in unpack(problem, attack.evidence).values]}",
    ]
    if violation.lower is not None:
        low = violation.lower
        fall = CONTEXT.nstr(wide(low.fall), 8)
        lines.append(f"  lower by {fall} at distance {low.distance:.3g} ({low.kind}), along {low.step}")
    return "\n".join(lines)


@dataclass
class Campaign:
    """Groups of attacks in turn, reproducible from (seed, number of the group)."""

    seed: int
    changes: int = 8
    tally: Tally = field(default_factory=Tally)
    violations: list[Violation] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)

    def group(self, number: int, kinds: tuple[str, ...], effort: int = 1) -> None:
        """One group of attacks: one kind, one problem."""
        random = Random(f"{self.seed} {number}")
        kind = random.choice(kinds)
        try:
            made = list(attacks(random, kind, self.changes))
        except Exception as error:  # the harness or the constructions, not the kernel
            self.crashes.append(f"making {kind} {self.seed} {number}: {error!r} {traceback.format_exc()[-300:]}")
            return
        for attack in made:
            try:
                found = examine(attack, self.tally, number, effort)
            except Exception as error:  # anything but a refusal is reported
                where = f"{attack.condition} {self.seed} {number} ({attack.how})"
                self.crashes.append(f"{where}: {error!r} {traceback.format_exc()[-400:]}")
                continue
            if found is not None:
                self.violations.append(found)


def pool() -> tuple[str, ...]:
    """The kinds, as often as they are to be drawn."""
    return tuple(kind for kind in KINDS for _ in range(WEIGHTS.get(kind, 1)))


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError(f"a group of attacks takes more than {GROUP_SECONDS} s")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", type=int, default=1)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--kinds", nargs="*", default=None)
    options = parser.parse_args()
    campaign = Campaign(options.seed)
    kinds = tuple(options.kinds) if options.kinds else pool()
    number, shown, started = 0, 0, time.time()
    signal.signal(signal.SIGVTALRM, _too_long)
    while sum(campaign.tally.calls.values()) < options.calls:
        signal.setitimer(signal.ITIMER_VIRTUAL, GROUP_SECONDS)
        campaign.group(number, kinds, options.effort)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        number += 1
        if len(campaign.violations) > shown:
            with options.state.with_suffix(".violations").open("a") as stream:
                for entry in campaign.violations[shown:]:
                    stream.write(f"group {options.seed} {number - 1}: {described(entry)}\n\n")
            shown = len(campaign.violations)
        if number % 50 == 0:
            save(campaign, options.state, number, started)
    save(campaign, options.state, number, started)
    print("\n".join(campaign.tally.rows()))
    print(f"{len(campaign.violations)} violations, {len(campaign.crashes)} crashes")
    return 1 if campaign.violations or campaign.crashes else 0


def save(campaign: Campaign, path: Path, number: int, started: float) -> None:
    """Write the counts so far."""
    tally = campaign.tally
    path.write_text(
        json.dumps(
            {
                "seed": campaign.seed,
                "groups": number,
                "seconds": round(time.time() - started),
                "table": list(tally.rows()),
                "violations": len(campaign.violations),
                "crashes": campaign.crashes[:40],
                "suspects": sorted(tally.suspects)[:12],
                "refusals": dict(tally.refusals.most_common(60)),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
