"""Which statements have a theorem in the formal library, checked by Coq, and which are proved on paper only.

``theoremcheck.formal`` generates from the statements the file in which each of these theorems is instantiated; a test
has Coq accept it, and compares its theorems with the table here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from theoremcheck.trusted.kernel.forms import Any, Conclusion, Statement
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.refutations import ON_PAPER
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import PerClass, Problem

CORNERS: Final = frozenset({"rule.split", "rule.potential"})
"""Rules of which the kernel accepts points in a few cases that the library leaves out: their prose names them."""


class Proof(Enum):
    """How well a statement is founded."""

    MACHINE_CHECKED = "machine-checked"
    ON_PAPER = "on paper"


def proof_of(statement: str) -> Proof:
    """How a statement is founded; one with several forms is machine-checked if all of them are."""
    forms = forms_of(STATEMENTS[statement])
    checked = statement in MACHINE_CHECKED or (forms and all(_is_checked(form) for form in forms))
    return Proof.MACHINE_CHECKED if checked else Proof.ON_PAPER


def proof_for(problem: Problem, statement: str) -> Proof:
    """How a statement is founded for a problem: the formal library speaks of problems with one loss."""
    return Proof.ON_PAPER if isinstance(problem.loss, PerClass) else proof_of(statement)


def proof_here(statement: str, known: Mapping[str, Status]) -> Proof:
    """The same for a statement that holds, by the conditions that are known: of its forms one that holds counts."""
    for form in forms_of(STATEMENTS[statement]):
        if evaluate(form, known) >= Status.ASSUMED and proof_here(form, known) is Proof.MACHINE_CHECKED:
            return Proof.MACHINE_CHECKED
    return proof_of(statement)


def _is_checked(statement: str) -> bool:
    return proof_of(statement) is Proof.MACHINE_CHECKED


def forms_of(statement: Statement) -> tuple[str, ...]:
    """The statements of which any one implies this one; empty where there is no such choice."""
    if statement.conclusion is Conclusion.STEP or not isinstance(statement.premise, Any):
        return ()
    return tuple(part for part in statement.premise.parts if isinstance(part, str) and part in STATEMENTS)


MACHINE_CHECKED: Final = frozenset(
    key for key, entry in STATEMENTS.items() if entry.conclusion is not Conclusion.STEP and not forms_of(entry)
).difference(ON_PAPER)
"""The statements with a theorem of their own; one whose premise is a choice of statements follows from these."""
