"""The question that a spec asks, and which conclusions answer it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from theoremcheck.trusted.kernel.forms import Conclusion


class Asked(Enum):
    """What is claimed of every local minimum of L; the values are the words of the language."""

    NO_BAD = "no_bad"
    GLOBAL = "global"
    ERROR_AT_MOST = "error at most"


@dataclass(frozen=True)
class Question:
    """The claim under test; ``bound`` is read for ERROR_AT_MOST only."""

    asked: Asked = Asked.NO_BAD
    bound: Fraction = Fraction(0)


def proves(conclusion: Conclusion, question: Question, error: Fraction | None) -> bool:
    """True if a statement with this conclusion proves the claim; ``error`` is the bound of an ERROR_AT_MOST."""
    if conclusion is Conclusion.NO_MINIMUM:
        return True
    if question.asked is Asked.GLOBAL:
        return conclusion is Conclusion.GLOBAL
    if conclusion is Conclusion.ERROR_AT_MOST:
        return question.asked is Asked.ERROR_AT_MOST and error is not None and error <= question.bound
    return conclusion is Conclusion.NO_BAD


def refutes(question: Question, error: Fraction, conclusion: Conclusion = Conclusion.BAD) -> bool:
    """True if a rule with this conclusion refutes the claim; the training error at its minimum is at least ``error``.

    That a minimum is bad says nothing against GLOBAL, and that it is not global nothing against the other claims.
    """
    if question.asked is Asked.GLOBAL:
        return conclusion is Conclusion.NOT_GLOBAL
    return conclusion is Conclusion.BAD and error > question.bound
