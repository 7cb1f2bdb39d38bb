"""A row that was kept is checked, not believed: its certificate has to bear out its verdict on the problem at hand."""

from __future__ import annotations

from theoremcheck.language.spec import Spec
from theoremcheck.report.reasons import sentence
from theoremcheck.sweep.rows import Row
from theoremcheck.trusted.certificate import Unreadable, check, loads
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.answering import answer_by, wrong_counts


def departure(spec: Spec, row: Row) -> str | None:
    """What of a row with a verdict is not borne out on this spec, in words; None if all is.

    The kernel checks every claim of the certificate, and what follows from them; nothing is decided or searched. Of an
    undecided row that nothing else can be shown is not checked.
    """
    if spec.problem.digests["problem"] != row.problem:
        return "the spec states another problem there"
    if row.certificate is None:
        return "no certificate is kept"
    try:
        outcome = check(spec.problem, loads(row.certificate))
    except (Unreadable, Refusal) as refusal:
        return sentence(refusal)
    answer = answer_by(spec.problem, spec.question, outcome)
    if answer.value != row.verdict:
        return f"the certificate says {answer.value}"
    if outcome.goal is not None and outcome.goal not in row.by:
        return f"the certificate is one of {outcome.goal}"
    if row.wrong is not None and row.wrong not in wrong_counts(outcome):
        return "other samples are wrong at the certified minimum"
    return None
