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
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import PerClass, Problem

MACHINE_CHECKED: Final = frozenset(
    {
        "thm.separable.monotone",
        "thm.separable.chain",
        "thm.separable.funnel",
        "thm.separable.kink",
        "thm.subspaces.c2",
        "thm.subspaces.c1",
        "thm.subspaces.core",
        "thm.subspaces.core_in_one_class",
        "thm.subspaces.fewer",
        "thm.subspaces.independent",
        "thm.subspaces.independent_two",
        "thm.circuit.curved",
        "thm.circuit.sigmoid",
        "thm.circuit.sigmoid_skip",
        "thm.quadratic.trained",
        "thm.quadratic.frozen",
        "thm.quadratic.ellipsoid",
        "thm.quadratic.quadric",
        "thm.quadratic_global",
        "thm.affine_piece",
        "thm.core_vacuous",
        "thm.core",
        "rule.flat",
        "rule.deep",
        "rule.affine",
        "rule.order",
        "rule.moment",
        "rule.stationary",
        "rule.parity",
        "rule.duplicate",
        "rule.hull",
        "rule.outlier",
        "rule.margin",
        "rule.saturated",
        "rule.kink",
        "rule.nobias",
        "rule.narrow",
        "rule.frozen",
        "rule.decay",
        "rule.strict",
        "rule.sharp",
        "rule.support",
        "rule.split",
        "rule.affine_local",
        "rule.order_local",
        "rule.moment_local",
        "rule.stationary_local",
        "rule.affine_piece",
        "thm.linear",
        "thm.linear_core",
        "thm.linear_vacuous",
        "thm.linear_global",
        "thm.features",
        "thm.output_layer",
        "thm.output_fit",
        "thm.independent",
        "thm.independent_monotone",
        "thm.linear_independent",
        "thm.linear_fit",
        "thm.decay_origin",
        "rule.decay_origin",
        "thm.exponential",
        "thm.exponential_global",
        "rule.linear",
        "rule.linear_increasing",
        "rule.spurious_bad",
        "thm.vacuous",
        "thm.global",
    }
)
"""The statements with a theorem of their own; one whose premise is a choice of statements follows from these."""


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
