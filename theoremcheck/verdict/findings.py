"""Findings: a decider proposes, the kernel answers, and the answer is what counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from theoremcheck.decide.registry import DECIDERS, Case
from theoremcheck.trusted.certificate import Claim
from theoremcheck.trusted.evidence import Assumed
from theoremcheck.trusted.kernel import Status, assumptions, check_claim, evaluate
from theoremcheck.trusted.model import Dataset, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.statements import CONDITIONS, STATEMENTS, Conclusion
from theoremcheck.verdict.values import Finding

COSTLY = frozenset(
    {
        "data.core_in_one_class",
        "data.core_span_exclusion",
        "network.width",
        "network.width_core",
    }
)
"""Conditions that take seconds on large data: examined there only if a theorem could still apply through them."""

LARGE = 50_000
"""Entries (samples times features) from which data count as large."""


def find_all(problem: Problem, wanted: frozenset[str], tick: Callable[[str], None]) -> Mapping[str, Finding]:
    """A finding for every condition, in the order of ``CONDITIONS``.

    On large data the costly ones are left open, with a note, if every theorem variant that uses them is ruled out
    already; ``wanted`` names conditions that are examined all the same.
    """
    sparing = COSTLY - wanted if _large(problem) else frozenset()
    found: dict[str, Finding] = {}
    case = Case(problem)
    for condition in (*(c for c in CONDITIONS if c not in COSTLY), *(c for c in CONDITIONS if c in COSTLY)):
        tick(condition)
        if condition in sparing and not _useful(condition, found):
            note = "not examined: every theorem that would use it is ruled out by another condition"
            found[condition] = Finding(condition, Status.OPEN, None, note)
        else:
            found[condition] = find(case, condition)
    return {condition: found[condition] for condition in CONDITIONS}


def _large(problem: Problem) -> bool:
    data = problem.dataset
    return isinstance(data, Dataset) and len(data.points) * data.dimension > LARGE


def find(case: Case, condition: str) -> Finding:
    """The finding for one condition."""
    claim = _claim(case, condition)
    if claim is None:
        return Finding(condition, Status.OPEN, None)
    try:
        return Finding(condition, check_claim(case.problem, claim), claim.evidence)
    except Refusal as refusal:
        return Finding(condition, Status.OPEN, None, f"the kernel refused the evidence: {refusal}")


def _claim(case: Case, condition: str) -> Claim | None:
    for assumption in assumptions(case.problem, condition):
        if assumption.condition == condition:
            return Claim(condition, assumption.value, Assumed())
    proposal = DECIDERS[condition](case)
    return None if proposal is None else Claim(condition, *proposal)


def _useful(condition: str, found: Mapping[str, Finding]) -> bool:
    """True if some theorem variant is not yet ruled out and would be if ``condition`` failed."""
    hopeful = {c: found[c].status if c in found else Status.HOLDS for c in CONDITIONS}
    without = {**hopeful, condition: Status.FAILS}
    return any(
        evaluate(name, hopeful) is not Status.FAILS and evaluate(name, without) is Status.FAILS
        for name, entry in STATEMENTS.items()
        if entry.conclusion is Conclusion.NO_BAD and name.count(".") == 2
    )
