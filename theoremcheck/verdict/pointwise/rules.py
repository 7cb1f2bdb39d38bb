"""From the fact of a minimum to a rule: the other premises are decided, and the kernel unfolds the rule."""

from __future__ import annotations

from collections.abc import Iterator

from theoremcheck.decide.case import Case
from theoremcheck.trusted.kernel.conditions import POINTS
from theoremcheck.trusted.kernel.facts import Fact, conclude
from theoremcheck.trusted.kernel.forms import Formula, atoms
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.verdict.findings import find, rules_of


def leaves(formula: Formula) -> Iterator[str]:
    """The conditions that a formula comes down to, repetitions included."""
    for name in atoms(formula):
        if name in STATEMENTS:
            yield from leaves(STATEMENTS[name].premise)
        else:
            yield name


class Premises:
    """The conditions of one problem, each decided when a rule first asks for it."""

    def __init__(self, problem: Problem) -> None:
        """A case of its own: what it finds is kept for all points."""
        self.case = Case(problem)
        self._found: dict[str, Fact | None] = {}

    def rule_for(self, fact: Fact) -> tuple[str, tuple[Fact, ...]] | None:
        """The first rule that the fact of a point establishes, with all facts that it rests on; None without one."""
        return next((found for rule in rules_of(fact.condition) if (found := self._established(rule, fact))), None)

    def possible(self, condition: str) -> bool:
        """False if every rule that asks for such a point fails for another reason."""
        return any(self._status(rule, {condition: Status.HOLDS}) >= Status.ASSUMED for rule in rules_of(condition))

    def _status(self, rule: str, given: dict[str, Status]) -> Status:
        known = dict(given)
        for name in leaves(STATEMENTS[rule].premise):
            if name not in POINTS:
                fact = self._decided(name)
                known.setdefault(name, Status.OPEN if fact is None else fact.status)
            known.setdefault(name, Status.OPEN)
        return evaluate(rule, known)

    def _established(self, rule: str, fact: Fact) -> tuple[str, tuple[Fact, ...]] | None:
        if self._status(rule, {fact.condition: Status.HOLDS}) < Status.ASSUMED:
            return None
        names = dict.fromkeys(name for name in leaves(STATEMENTS[rule].premise) if name not in POINTS)
        facts = (*(found for name in names if (found := self._decided(name)) is not None), fact)
        conclude(self.case.problem, facts, rule)
        return rule, facts

    def _decided(self, name: str) -> Fact | None:
        if name not in self._found:
            self._found[name] = find(self.case, name).fact
        return self._found[name]
