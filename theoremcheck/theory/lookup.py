"""Prose by id, for every condition and statement."""

from __future__ import annotations

from theoremcheck.theory.conditions import CONDITION_PROSE
from theoremcheck.theory.prose import Entry
from theoremcheck.theory.results import RESULT_PROSE


def prose(identifier: str) -> Entry:
    """The entry of an id. Raises ``KeyError`` if there is none."""
    return CONDITION_PROSE[identifier] if identifier in CONDITION_PROSE else RESULT_PROSE[identifier]


def identifiers() -> tuple[str, ...]:
    """Every id with an entry: conditions first, then lemmas and theorems."""
    return (*CONDITION_PROSE, *RESULT_PROSE)
