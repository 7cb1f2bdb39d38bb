"""What statements wait for: conditions without a finding, in those of their arms that can still hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.trusted.kernel.conditions import CONDITIONS, Cost
from theoremcheck.trusted.kernel.forms import All, Formula, Not
from theoremcheck.trusted.kernel.logic import Status, denial
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.verdict.values import Finding

_BLOCKS: Final = ("network", "objective", "loss", "data", "neuron")
"""What conditions speak of, the quickest to decide first."""


class Waiting:
    """What formulas wait for, by what is found; each statement is worked out once."""

    def __init__(self, found: Mapping[str, Finding]) -> None:
        self._found = found
        self._known: dict[str, frozenset[str] | None] = {}

    def of(self, formula: Formula) -> frozenset[str] | None:
        """All that could matter to it; None for what cannot hold any more: what was examined and is open stays open."""
        if isinstance(formula, str) and formula in STATEMENTS:
            if formula not in self._known:
                self._known[formula] = self.of(STATEMENTS[formula].premise)
            return self._known[formula]
        if isinstance(formula, str | Not):
            holds = holding(formula, self._found)
            if holds is None:
                return frozenset({_condition(formula)})
            return frozenset() if holds else None
        parts = [self.of(part) for part in formula.parts]
        if isinstance(formula, All):
            return None if None in parts else frozenset[str]().union(*(part for part in parts if part is not None))
        live = [part for part in parts if part is not None]
        return frozenset[str]().union(*live) if live else None


def holding(formula: str | Not, found: Mapping[str, Finding]) -> bool | None:
    """Whether a condition holds, or fails where that is asked for; None where nothing is found of it yet."""
    finding = found.get(_condition(formula))
    if finding is None:
        return None
    status = finding.status
    return (denial(status) if isinstance(formula, Not) else status) >= Status.ASSUMED


def _condition(formula: str | Not) -> str:
    return formula.condition if isinstance(formula, Not) else formula


class Way:
    """A short way to see whether a formula holds: of a choice its first arm that can still hold is tried first.

    What is not found and costs as much as a refutation counts as what does not hold: nothing waits for it here.
    """

    def __init__(self, found: Mapping[str, Finding]) -> None:
        self._found = found
        self._known: dict[str, _Step | bool] = {}

    def next(self, formula: Formula) -> str | bool:
        """The condition to look at next; whether the formula holds where nothing of it is left to look at."""
        # What is found is only ever added to, so what holds, or cannot, does so from then on.
        self._known = {name: step for name, step in self._known.items() if step is True or step is False}
        step = self._step(formula)
        return step if isinstance(step, bool) else step[-1]

    def _step(self, formula: Formula) -> _Step | bool:
        if not isinstance(formula, str):
            if isinstance(formula, Not):
                return self._leaf(formula)
            return self._all(formula.parts) if isinstance(formula, All) else self._any(formula.parts)
        step = self._known.get(formula)
        if step is None:
            step = self._step(STATEMENTS[formula].premise) if formula in STATEMENTS else self._leaf(formula)
            self._known[formula] = step
        return step

    def _leaf(self, formula: str | Not) -> _Step | bool:
        holds = holding(formula, self._found)
        return _steps().get(_condition(formula), False) if holds is None else holds

    def _all(self, parts: Sequence[Formula]) -> _Step | bool:
        best: _Step | None = None
        for part in parts:
            step = self._step(part)
            if step is False:
                return False
            if not isinstance(step, bool) and (best is None or step < best):
                best = step
        return True if best is None else best

    def _any(self, parts: Sequence[Formula]) -> _Step | bool:
        steps = [self._step(part) for part in parts]
        if True in steps:
            return True
        live = [step for step in steps if not isinstance(step, bool)]
        return (len(live) > 1 or live[0][0], *live[0][1:]) if live else False


_Step: TypeAlias = tuple[bool, int, int, int, str]
"""The next condition to look at, after what makes one step better than another: one that is needed in any case before
one of several arms, then by the cost of the condition, what it speaks of, and its place in the table."""


@lru_cache(maxsize=1)
def _steps() -> Mapping[str, _Step]:
    """The step to each condition that is not for refutations alone."""
    costs = list(Cost)
    found: dict[str, _Step] = {}
    for place, (condition, row) in enumerate(CONDITIONS.items()):
        if row.cost is not Cost.RULE:
            found[condition] = (
                False,
                costs.index(row.cost),
                _BLOCKS.index(condition.partition(".")[0]),
                place,
                condition,
            )
    return MappingProxyType(found)
