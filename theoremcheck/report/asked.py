"""What a spec claims, and what becomes of that, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from theoremcheck.language.spec import Spec
from theoremcheck.report.numbers import rational
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked, Question

_ANSWERS: Final = MappingProxyType(
    {
        Status.HOLDS: "That proves the claim of the spec",
        Status.ASSUMED: "That proves the claim of the spec, from what is assumed",
        Status.FAILS: "That refutes the claim of the spec",
        Status.OPEN: "Of the claim of the spec that says nothing",
    }
)


def answer_words(spec: Spec, status: Status) -> str:
    """What becomes of the claim of the spec by what was just said; ``status`` as ``trusted.settled`` has it."""
    return f"{_ANSWERS[status]} (claim {spec.claim}: {claim_words(spec.question)})."


def claim_words(question: Question) -> str:
    """The claim under test."""
    match question.asked:
        case Asked.NO_BAD:
            return Conclusion.NO_BAD.value
        case Asked.NO_BAD_SMOOTH:
            return Conclusion.NO_BAD_SMOOTH.value
        case Asked.GLOBAL:
            return Conclusion.GLOBAL.value
        case Asked.NO_VALLEY:
            return Conclusion.NO_OPEN_VALLEY.value
        case Asked.NO_BASIN:
            return Conclusion.NO_BASIN.value
        case Asked.ERROR_AT_MOST:
            return f"the training error is at most {rational(question.bound)} at every local minimum of L"
