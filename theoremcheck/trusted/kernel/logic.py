"""How a formula unfolds: the status of a statement from the statuses of the conditions that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.forms import All, Formula, Not
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.refusal import require


class Status(IntEnum):
    """What is known of a condition, or of the premise of a statement; ordered: All is the minimum, Any the maximum.

    FAILS of a statement says that its premise fails, nothing about its conclusion.
    """

    FAILS = 0
    OPEN = 1
    ASSUMED = 2
    HOLDS = 3


def evaluate(
    formula: Formula, known: Mapping[str, Status], path: tuple[str, ...] = (), done: Mapping[str, Status] | None = None
) -> Status:
    """The status of a formula, unfolded through the statements to the conditions in ``known`` (absent: open).

    ``done`` are statements that were unfolded before. Raises ``Refusal`` on an unknown id or a cycle.
    """
    if isinstance(formula, str):
        if formula in CONDITIONS:
            return known.get(formula, Status.OPEN)
        if done and formula in done:
            return done[formula]
        require(formula in STATEMENTS, "logic.unknown", statement=formula)
        require(formula not in path, "logic.circle", statement=formula)
        return evaluate(STATEMENTS[formula].premise, known, (*path, formula), done)
    if isinstance(formula, Not):
        return denial(evaluate(formula.condition, known, path, done))
    parts = [evaluate(part, known, path, done) for part in formula.parts]
    return min(parts) if isinstance(formula, All) else max(parts)


def denial(status: Status) -> Status:
    """The status of "not p" for the status of p."""
    if status is Status.OPEN:
        return Status.OPEN
    return Status.HOLDS if status is Status.FAILS else Status.FAILS
