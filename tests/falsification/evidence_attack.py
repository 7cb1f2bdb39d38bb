"""Accepted evidence changed at random: what the kernel still accepts has to withstand a falsifier of its own."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from forging import changed_problem, forged
from waking import Waking

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.decide.registry import settle
from theoremcheck.trusted.certificate import Certificate, Claim, Unreadable, check_claim, dumps, loads
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.forms import atoms
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.refutations import RULES
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.slices import moving_places
from theoremcheck.trusted.minima.valley import SpuriousValley
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

CLOSE = 1e-12
"""A box at most this wide is tested as it is; a wider one at the minimum that is polished inside it."""


def attack(random: Random, problem: Problem, condition: str, evidence: Any, curves: int, tally: Counter[str]) -> str:
    """What came of one forgery: refused, unchanged, accepted (and not falsified) or FALSE with the reason."""
    changed, other = (problem, evidence) if random.random() < 0.55 else changed_problem(random, problem, evidence)
    if changed is problem or random.random() < 0.5:
        other = forged(random, other)
    try:
        other = typed(condition, other)
    except Unreadable:
        return "unreadable"
    if other == evidence and changed == problem:
        return "unchanged"
    try:
        check_claim(changed, Claim(condition, True, other))
    except Refusal as refusal:
        tally[refusal.reason.code] += 1
        return "refused"
    return judged(changed, condition, other, curves, random.randrange(10**6))


def typed(condition: str, evidence: Any) -> Any:
    """The evidence as a certificate file gives it back. Raises ``Unreadable`` where a file cannot say it."""
    text = dumps(Certificate({}, "", None, (Claim(condition, True, evidence),)))
    return loads(text).claims[0].evidence


def judged(problem: Problem, condition: str, evidence: Any, curves: int, seed: int) -> str:
    """Whether the falsifier finds lower values beside a point that the kernel accepted; a valley stands for none."""
    if isinstance(evidence, SpuriousValley):
        return "accepted, no point to test"
    wide, slack = _box(evidence)
    if wide > CLOSE:
        strict = isinstance(evidence, Box) and not evidence.kinks and not evidence.split
        polished = certify_strict(problem, evidence.centre) if strict else None
        if not isinstance(polished, Fact):
            return "accepted, too wide to test"
        evidence, (wide, slack) = polished.evidence, _box(polished.evidence)
    falls = Waking(problem, parameters(problem, evidence)).falls(curves, seed, slack, wide)
    if not falls or not _concludes(problem, condition):
        return "accepted"
    return f"FALSE: {falls[0]}"


def _box(evidence: Any) -> tuple[float, float]:
    """How far the minimum may be from the point, and how much lower it may be."""
    fit = evidence.multipliers if isinstance(evidence, MultiplierMinimum) else evidence
    if isinstance(fit, Box) and not fit.kinks and not moving_places(fit.slice, len(fit.centre)):
        return 0.0, 0.0  # all is held: the centre itself is the minimum
    if isinstance(fit, Box):
        return float(fit.radius), 2 * float(fit.mu) * float(fit.radius) ** 2
    if isinstance(fit, Enclosed):
        furthest = max(sum(map(abs, entries)) for entries in zip(*fit.basis, strict=True))
        return float(fit.radius * furthest), 2 * float(fit.curvature) * float(fit.radius) ** 2
    return 0.0, 0.0


def _concludes(problem: Problem, condition: str) -> bool:
    """True if a rule concludes from the condition, given what is decided of its other premises."""
    known: dict[str, Status] = {condition: Status.HOLDS}
    for rule in RULES:
        if condition not in _leaves(rule):
            continue
        for leaf in _leaves(rule) - set(known):
            known[leaf] = Status.OPEN if leaf.startswith("minimum.") else _decided(problem, leaf)
        if evaluate(STATEMENTS[rule].premise, known) is Status.HOLDS:
            return True
    return False


def _decided(problem: Problem, condition: str) -> Status:
    found = settle(Case(problem), condition)
    return found.status if isinstance(found, Fact) else Status.OPEN


def _leaves(statement: str) -> set[str]:
    found: set[str] = set()
    for name in atoms(STATEMENTS[statement].premise):
        found |= _leaves(name) if name in STATEMENTS else {name}
    return found
