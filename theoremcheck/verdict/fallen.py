"""Which statements fail where some conditions fail and all others hold."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache

from theoremcheck.theory.graph import below, denied_by
from theoremcheck.trusted.kernel.forms import All, Formula, Not
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class _Parts:
    """The parts of a conjunction or disjunction: conditions, those asked to fail, statements, and what is nested."""

    all: bool
    conditions: frozenset[str]
    denied: frozenset[str]
    statements: tuple[str, ...]
    nested: tuple[_Parts, ...]


class Fallen:
    """What is ruled out where some conditions fail and all others hold, each statement worked out once."""

    def __init__(self, failing: frozenset[str]) -> None:
        self._failing = failing
        self._known: dict[str, bool] = {}

    def after(self, failing: AbstractSet[str]) -> Fallen:
        """The same where these conditions fail as well."""
        return fallen(self._failing | failing)

    def rules_out(self, name: str) -> bool:
        """True if the statement, or the condition, fails."""
        if name not in STATEMENTS:
            return name in self._failing
        known = self._known.get(name)
        if known is None:
            touched = denied_by(name) or not self._failing.isdisjoint(below(name))
            known = self._known[name] = bool(touched) and self._falls(_premise(name))
        return known

    def _falls(self, parts: _Parts) -> bool:
        if parts.all:
            return (
                not self._failing.isdisjoint(parts.conditions)
                or not parts.denied <= self._failing
                or any(map(self.rules_out, parts.statements))
                or any(map(self._falls, parts.nested))
            )
        return (
            parts.conditions <= self._failing
            and parts.denied.isdisjoint(self._failing)
            and all(map(self.rules_out, parts.statements))
            and all(map(self._falls, parts.nested))
        )


@lru_cache(maxsize=512)
def fallen(failing: frozenset[str]) -> Fallen:
    """What is ruled out where these conditions fail; remembered, as one condition after another asks much the same."""
    return Fallen(failing)


@lru_cache(maxsize=1024)
def _premise(name: str) -> _Parts:
    premise = STATEMENTS[name].premise
    return _parts(All((premise,)) if isinstance(premise, str | Not) else premise)


def _parts(formula: Formula) -> _Parts:
    assert not isinstance(formula, str | Not)
    texts = [part for part in formula.parts if isinstance(part, str)]
    return _Parts(
        isinstance(formula, All),
        frozenset(part for part in texts if part not in STATEMENTS),
        frozenset(part.condition for part in formula.parts if isinstance(part, Not)),
        tuple(part for part in texts if part in STATEMENTS),
        tuple(_parts(part) for part in formula.parts if not isinstance(part, str | Not)),
    )
