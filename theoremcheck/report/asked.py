"""What a spec claims, in words."""

from __future__ import annotations

from theoremcheck.report.numbers import rational
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.questions import Asked, Question


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
