"""Findings: a decider proposes, the kernel answers, and the answer is what counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from theoremcheck.decide.registry import Case, propose
from theoremcheck.functions.numeric import BeyondFloats
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.certificate import Claim
from theoremcheck.trusted.evidence import Assumed
from theoremcheck.trusted.kernel import Status, assumptions, check_claim, evaluate
from theoremcheck.trusted.model import Dataset, Problem
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.statements import CONDITIONS, RULES, STATEMENTS, Conclusion, atoms
from theoremcheck.trusted.work import OutOfWork
from theoremcheck.verdict.values import Finding

COSTLY = frozenset(
    {
        "data.core_in_one_class",
        "data.core_span_exclusion",
        "network.width",
        "network.width_core",
        "network.width_fewer",
    }
)
"""Conditions that take seconds on large data: examined there only if a theorem could still apply through them."""

SPECIAL = frozenset({"data.ellipsoids", "data.convex_order"})
"""Conditions that special theorems or rules ask for: examined only if one of them could still apply."""

LARGE = 50_000
"""Entries (samples times features) from which data count as large."""

MAX_ENTRIES = 600_000
"""Entries (samples times features) up to which conditions about the data are decided."""

_ABOUT_DATA = ("data.", "network.width", "minimum.")

POINTS = tuple(condition for condition in CONDITIONS if condition.startswith("minimum."))
"""The conditions that ask for a bad local minimum."""

_IDLE = "not examined: everything that would use it is ruled out by another condition"
_FORBIDDEN = "not sought: a theorem applies"
_SETTLED = "not sought on large data: another rule applies"


def find_all(problem: Problem, wanted: frozenset[str], tick: Callable[[str], None]) -> Mapping[str, Finding]:
    """A finding for every condition, in the order of ``CONDITIONS``.

    What nothing could use any more is left open, with a note: special conditions, costly ones on large data, and bad
    local minima where a theorem applies or a hypothesis of every rule fails. ``wanted`` names conditions that are
    examined all the same.
    """
    case = Case(problem)
    found: dict[str, Finding] = {}
    large = _large(problem)
    plain = [c for c in CONDITIONS if c not in COSTLY | SPECIAL and c not in POINTS]
    for condition in plain:
        tick(condition)
        found[condition] = find(case, condition)
    for condition in CONDITIONS:
        if condition in COSTLY | {"data.ellipsoids"}:
            tick(condition)
            needed = condition in wanted or (condition in COSTLY and not large) or _useful(condition, found, _THEOREMS)
            found[condition] = find(case, condition) if needed else Finding(condition, Status.OPEN, None, _IDLE)
    proved = any(_status(name, found) >= Status.ASSUMED for name in _THEOREMS)
    for condition in ("data.convex_order", *POINTS):
        tick(condition)
        useful = _points_help(condition, found) if condition in POINTS else _useful(condition, found, RULES)
        note = _FORBIDDEN if proved else "" if useful else _IDLE
        if not note and large and condition in POINTS and any(_status(rule, found) is Status.HOLDS for rule in RULES):
            note = _SETTLED
        assumed = any(entry.condition == condition for entry in assumptions(problem, condition))
        look = not note or assumed or bool(wanted & {condition, *_rules_of(condition)})
        found[condition] = find(case, condition) if look else Finding(condition, Status.OPEN, None, note)
    return {condition: found[condition] for condition in CONDITIONS}


_THEOREMS = tuple(
    name
    for name, entry in STATEMENTS.items()
    if entry.conclusion is Conclusion.NO_BAD and not any(other.startswith(f"{name}.") for other in STATEMENTS)
)


def _rules_of(condition: str) -> set[str]:
    return {rule for rule in RULES if condition in atoms(STATEMENTS[rule].premise)}


def _status(name: str, found: Mapping[str, Finding]) -> Status:
    return evaluate(name, {condition: finding.status for condition, finding in found.items()})


def _large(problem: Problem) -> bool:
    data = problem.dataset
    return isinstance(data, Dataset) and len(data.points) * data.dimension > LARGE


def find(case: Case, condition: str) -> Finding:
    """The finding for one condition."""
    try:
        with case.work(condition) as ledger:
            try:
                claim = _claim(case, condition)
            except Refusal as bound:
                return Finding(condition, Status.OPEN, None, sentence(bound))
            if claim is None:
                return Finding(condition, Status.OPEN, None, sentence(ledger.note) if ledger.note else "")
            return Finding(condition, check_claim(case.problem, claim), claim.evidence)
    except OutOfWork as bound:
        return Finding(condition, Status.OPEN, None, sentence(bound.reason))
    except BeyondFloats as error:
        return Finding(condition, Status.OPEN, None, f"not sought: {sentence(error)}")
    except Refusal as refusal:
        return Finding(condition, Status.OPEN, None, f"the kernel refused the evidence: {sentence(refusal)}")


def _claim(case: Case, condition: str) -> Claim | None:
    _require_size(case.problem, condition)
    for assumption in assumptions(case.problem, condition):
        if assumption.condition == condition:
            return Claim(condition, assumption.value, Assumed())
    proposal = propose(case, condition)
    return None if proposal is None else Claim(condition, *proposal)


def _require_size(problem: Problem, condition: str) -> None:
    """Refuse to decide anything about data that are too large."""
    data = problem.dataset
    if isinstance(data, Dataset) and condition.startswith(_ABOUT_DATA):
        entries = len(data.points) * data.dimension
        require(
            entries <= MAX_ENTRIES,
            f"the data have {entries} entries, and what they imply is decided up to MAX_ENTRIES = {MAX_ENTRIES}",
        )


def _points_help(condition: str, found: Mapping[str, Finding]) -> bool:
    """True if a rule that asks for this point could apply with no other point."""
    statuses = {c: Status.HOLDS if finding.status is Status.OPEN else finding.status for c, finding in found.items()}
    statuses.update(dict.fromkeys(POINTS, Status.FAILS))
    statuses[condition] = Status.HOLDS
    return any(evaluate(rule, statuses) is not Status.FAILS for rule in _rules_of(condition))


def _useful(condition: str, found: Mapping[str, Finding], names: tuple[str, ...]) -> bool:
    """True if one of the statements is not yet ruled out and would be if ``condition`` failed."""
    hopeful = {c: found[c].status if c in found else Status.HOLDS for c in CONDITIONS}
    hopeful = {c: Status.HOLDS if status is Status.OPEN else status for c, status in hopeful.items()}
    without = {**hopeful, condition: Status.FAILS}
    return any(
        evaluate(name, hopeful) is not Status.FAILS and evaluate(name, without) is Status.FAILS for name in names
    )
