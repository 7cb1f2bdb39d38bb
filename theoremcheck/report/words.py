"""Evidence in words: one line that says why a condition holds or fails."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.look import Tone, look, paragraph, toned
from theoremcheck.report.data_words import data_words
from theoremcheck.report.function_words import class_words, function_words
from theoremcheck.report.plain_words import plain_words
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.functions.per_class import OfBoth, OfOne
from theoremcheck.trusted.kernel.conditions import LEVELS, POINTS, Assumed, Structure
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.expectations import word
from theoremcheck.verdict.values import Finding, Verdict

_FITS: Final = MappingProxyType(
    {
        "data.fit_right": "every sample is right at the best fit of what is trained, in a small ball or exactly",
        "data.decay_fit_right": "every sample is right at the best fit under the penalty, which a ball encloses",
        "data.convex_fit_right": "every sample is right in a small box around a minimum of L; a convex L has no other",
    }
)
_NARROW: Final = 70
TONES: Final = MappingProxyType(
    {Status.HOLDS: Tone.GOOD, Status.FAILS: Tone.BAD, Status.OPEN: Tone.DOUBT, Status.ASSUMED: Tone.GIVEN}
)
"""The colours of what is known of a condition or statement."""


def reason(problem: Problem, finding: Finding) -> str:
    """Why the finding is what it is, in one line; the note for an open condition."""
    if finding.evidence is None:
        silent = "no such point was found" if finding.condition in POINTS else "neither shown to hold nor to fail"
        return silent if finding.reason is None else sentence(finding.reason)
    block, _, name = finding.condition.partition(".")
    if isinstance(finding.evidence, OfBoth | OfOne):
        return class_words(problem, name, finding.evidence)
    if block in ("neuron", "loss") and not isinstance(finding.evidence, Assumed | Structure):
        return function_words(problem, block, name, finding.evidence)
    return _other_reason(problem, finding.condition, finding.evidence)


def _other_reason(problem: Problem, condition: str, evidence: Any) -> str:
    if isinstance(evidence, Assumed):
        return "assumed by the spec"
    if isinstance(evidence, Structure):
        from theoremcheck.report.structure import structure_words

        return structure_words(problem, condition)
    if condition in _FITS:
        return _FITS[condition]
    said = data_words(problem, condition, evidence)
    if said is not None:
        return said
    if condition in LEVELS:
        return _low_words(problem, evidence)
    return _place_of(problem, evidence) if condition in POINTS else plain_words(evidence)


def _low_words(problem: Problem, evidence: Any) -> str:
    from theoremcheck.trusted.minima.spurious import Spurious
    from theoremcheck.trusted.minima.valley import SpuriousValley

    match evidence:
        case Spurious(minimum, lower):
            return f"{_place_of(problem, minimum)}; lower at {_point_place(problem, lower)}"
        case SpuriousValley(start, lower):
            return f"{_point_place(problem, start)}; lower at {_point_place(problem, lower)}"
        case _:
            return f"at {_point_place(problem, evidence.lower)}"


def _place_of(problem: Problem, evidence: Any) -> str:
    from theoremcheck.report.refutation import place

    return place(problem, evidence)


def _point_place(problem: Problem, point: Vector) -> str:
    from theoremcheck.report.refutation import point_place

    return point_place(problem, point)


def finding_lines(problem: Problem, finding: Finding, indent: str = "  ") -> Iterator[str]:
    """A finding: status, condition and reason; where lines are short the reason has lines of its own."""
    status = word(finding.status)
    head, why = f"{indent}{status:8}{finding.condition:27} ", reason(problem, finding)
    if look().width < _NARROW:
        lines = [head.rstrip(), *paragraph(why, " " * (len(indent) + 8))]
    else:
        lines = paragraph(f"{head}{why}", "", " " * len(head))
    marked = f"{indent}{toned(status, TONES[finding.status])}"
    yield from (f"{marked}{lines[0][len(indent) + len(status) :]}", *lines[1:])


def candidate_words(verdict: Verdict) -> str:
    """What came of the point that the user gave; empty without one."""
    from theoremcheck.report.pointwise.words import standing_sentence

    found = verdict.candidate
    if found is None:
        return ""
    return f"not certified: {sentence(found)}" if isinstance(found, Reason) else standing_sentence(found)
