"""A row that was kept is checked, not believed: its certificate has to bear out what it says of the problem at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from theoremcheck.language.diagnostics import excerpt
from theoremcheck.language.spec import Spec
from theoremcheck.report.reasons import sentence
from theoremcheck.sweep.rows import Row
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.certificate import Unreadable, check, check_binding, loads, subject
from theoremcheck.trusted.kernel.facts import Outcome
from theoremcheck.trusted.kernel.logic import Status, denial
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.above import settles
from theoremcheck.verdict.answering import LOWER
from theoremcheck.verdict.judge import bad_minima, follows
from theoremcheck.verdict.values import Verdict

_MOST: Final = 40
"""Letters of what a row says of its claim that are shown."""


def departure(spec: Spec, row: Row) -> str | None:
    """What of a row with a verdict is not borne out on this spec, in words; None if all is."""
    found = borne_out(spec, row)
    return found if isinstance(found, str) else None


def is_stale(spec: Spec, row: Row) -> bool:
    """True if the row was about this problem with other data, and the data come from a table: that has changed."""
    if spec.csv is None or row.certificate is None:
        return False
    try:
        then = loads(row.certificate).digests
    except Unreadable:
        return False
    now = spec.problem.digests
    changed = {name for name in now if then.get(name) != now[name]}
    return row.problem == then.get("problem") and changed == {"problem", "dataset"}


def borne_out(spec: Spec, row: Row, reasons: Mapping[str, Reason] | None = None) -> Verdict | str:
    """The verdict that the certificate of a row shows, if that is what the row says; else what is not borne out.

    The kernel checks every claim of the certificate, and the row has to say what follows from them; nothing is decided
    or searched. Of an undecided row that nothing else can be shown is not checked; its conditions are open for these
    ``reasons``.
    """
    if spec.problem.digests["problem"] != row.problem:
        return "the spec states another problem there"
    if row.claim and row.claim != spec.claim:
        return f"it is about claim {excerpt(row.claim, _MOST)}, the spec claims {spec.claim}"
    if row.error is not None:
        return "it was kept with an error"
    if row.certificate is None:
        return "no certificate is kept"
    try:
        certificate = loads(row.certificate)
        check_problem(spec.problem)
        check_binding(spec.problem, certificate)
        about = subject(spec.problem, certificate)
        outcome = check(about, certificate)
    except (Unreadable, Refusal) as refusal:
        return sentence(refusal)
    verdict = follows(spec.read_as(about, certificate.instance), outcome.facts, reasons or {})
    if not settles(verdict):  # of the problem stated that shows nothing
        verdict = follows(spec, {}, reasons or {})
    departs = _unlike(row, outcome, verdict)
    return verdict if departs is None else departs


def _unlike(row: Row, outcome: Outcome, verdict: Verdict) -> str | None:
    """What the row says otherwise than the verdict that follows from the facts of its certificate."""
    names = verdict.rules or verdict.theorems
    if verdict.alarm is not None:
        return "the certificate contradicts itself"
    if verdict.verdict != row.verdict:
        return f"the certificate says {verdict.verdict}"
    if names and outcome.goal is None:
        return "the certificate names no theorem or rule"
    if outcome.goal is not None and outcome.goal not in row.by[:1]:
        return f"the certificate is one of {outcome.goal}"
    if sorted(names) != sorted(row.by):
        return "other theorems or rules apply"
    if row.wrong not in _wrong_counts(outcome, verdict):
        return "other samples are wrong at the certified minimum"
    if (row.failing, row.open) != (verdict.failing, verdict.open):
        return "other conditions fail or are open"
    if row.missing is not None and not all(_is_lacking(verdict, name) for name in row.missing):
        return "what it calls missing holds"
    return None


def _is_lacking(verdict: Verdict, name: str) -> bool:
    """True if that could keep a theorem from applying: it is not shown to hold; of ``not X``, that X fails."""
    denied = name.removeprefix("not ")
    found = verdict.statuses.get(denied)
    if found is None:
        return False
    return (found if denied == name else denial(found)) < Status.ASSUMED


def _wrong_counts(outcome: Outcome, verdict: Verdict) -> set[tuple[int, int] | None]:
    """How many samples can be wrong, at least and at most, at the minimum of the goal; only None without one.

    A rule of ``LOWER``, that L is lower elsewhere than at any minimum of some rules, may show each of them.
    """
    own = tuple(entry for entry in verdict.minima if entry.rule == outcome.goal)
    minima = bad_minima(verdict) if outcome.goal in LOWER else own
    return {(entry.least, entry.most) for entry in minima} or {None}
