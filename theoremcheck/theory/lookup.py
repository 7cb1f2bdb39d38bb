"""Prose by id, for every condition and statement, loaded when an entry is asked for: a verdict needs ids alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS

if TYPE_CHECKING:
    from theoremcheck.theory.prose import Entry

SUCCESSORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "thm.separable.smooth": "thm.separable.monotone",
        "thm.separable.one_sided": "thm.separable.monotone",
        "lemma.one_sided_descent": "lemma.monotone_descent",
    }
)
"""Statements of earlier versions, with the one that says as much and more."""


def current(name: str) -> str:
    """The id that a name stands for today."""
    return SUCCESSORS.get(name, name)


def known_names() -> frozenset[str]:
    """What a spec may call by name: every id, and those of earlier versions."""
    return frozenset((*CONDITIONS, *STATEMENTS, *SUCCESSORS))


def prose(identifier: str) -> Entry:
    """The entry of an id. Raises ``KeyError`` if there is none."""
    from theoremcheck.theory.conditions import CONDITION_PROSE
    from theoremcheck.theory.results import RESULT_PROSE

    return CONDITION_PROSE[identifier] if identifier in CONDITION_PROSE else RESULT_PROSE[identifier]


def identifiers() -> tuple[str, ...]:
    """Every id with an entry: conditions first, then lemmas and theorems."""
    from theoremcheck.theory.conditions import CONDITION_PROSE
    from theoremcheck.theory.results import RESULT_PROSE

    return (*CONDITION_PROSE, *RESULT_PROSE)


def is_lemma(statement: str) -> bool:
    """True of a statement that answers no claim: a step of others, or what is known of bad minima if there are any."""
    return STATEMENTS[statement].conclusion in (Conclusion.STEP, Conclusion.DEPENDENT)


def kind(identifier: str) -> str:
    """The heading under which an id belongs: Conditions, Lemmas, Theorems, or Rules of refutation."""
    if identifier in CONDITIONS:
        return "Conditions"
    if is_lemma(identifier):
        return "Lemmas"
    return "Rules of refutation" if identifier.startswith("rule.") else "Theorems"
