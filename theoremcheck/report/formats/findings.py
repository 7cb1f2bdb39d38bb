"""What a run has to say about each spec, one finding after the other: the common part of JUnit, GitHub and SARIF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from theoremcheck.language.diagnostics import Diagnostic, Severity
from theoremcheck.language.source import Span
from theoremcheck.report.formats.document import Result
from theoremcheck.report.formats.text import outcome_words
from theoremcheck.report.reasons import sentence, sentences
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Remark:
    """One finding; an error makes a pipeline fail.

    ``rule`` is the code of a diagnostic or one of the words below; ``span`` None means the whole file.
    """

    rule: str
    level: Severity
    text: str
    span: Span | None = None


EXPECTATION: Final = "expectation"
ALARM: Final = "alarm"
INTERRUPTED: Final = "interrupted"
VERDICT: Final = "verdict"
MEANINGS: Final = {
    EXPECTATION: "an expect line of the spec is not met",
    ALARM: "a soundness alarm: a theorem and a minimum contradict each other",
    INTERRUPTED: "the check was interrupted",
    VERDICT: "the verdict on a spec",
}


def remarks(result: Result) -> Iterator[Remark]:
    """All findings about a spec: what is wrong in it, what is not as expected, and the verdict."""
    for diagnostic in result.diagnostics:
        yield Remark(diagnostic.code, diagnostic.severity, _words(diagnostic), diagnostic.span)
    verdict = result.verdict
    if verdict is None:
        if not any(diagnostic.severity is Severity.ERROR for diagnostic in result.diagnostics):
            yield Remark(INTERRUPTED, Severity.ERROR, "interrupted: there is no verdict")
        return
    if verdict.alarm is not None:
        yield Remark(ALARM, Severity.ERROR, sentence(verdict.alarm))
    for entry in verdict.expectations:
        if not entry.met:
            yield Remark(EXPECTATION, Severity.ERROR, f"expect {entry.expectation.text}: {sentences(entry.departures)}")
    yield Remark(VERDICT, Severity.NOTE, outcome_words(verdict))


def _words(diagnostic: Diagnostic) -> str:
    parts = (diagnostic.message, *diagnostic.notes, *((diagnostic.help,) if diagnostic.help else ()))
    return "; ".join(parts)
