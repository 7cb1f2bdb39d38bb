"""Of bad minima that are shown, which is taken where not every one refutes the claim. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.questions import Asked, Question, refutes
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Reason

_SELECTIVE: Final = frozenset({Asked.NO_BAD_SMOOTH, Asked.ERROR_AT_MOST})


def is_selective(question: Question) -> bool:
    """True if some bad minima refute the claim, and others do not: those off all breaks, or with a larger error."""
    return question.asked in _SELECTIVE


def knows_all(fact: Fact) -> bool:
    """True if the fact says of every sample whether it is right, and so how many are wrong; also if it counts none."""
    return fact.wrong is None or fact.wrong[0] == fact.wrong[1]


def first_refuting(problem: Problem, question: Question, found: Iterable[Fact | Reason | None]) -> Fact | Reason | None:
    """The first fact about a minimum that refutes the claim, or else the first fact, or else the last of what is found.

    Without any it is None.
    """
    first: Fact | None = None
    last: Fact | Reason | None = None
    for last in found:
        if isinstance(last, Fact):
            if _refutes(problem, question, last):
                return last
            first = first or last
    return first or last


def _refutes(problem: Problem, question: Question, fact: Fact) -> bool:
    from theoremcheck.trusted.settled import least_error

    if fact.wrong is None:
        return False
    smooth = False
    if question.asked is Asked.NO_BAD_SMOOTH:
        from theoremcheck.trusted.minima.off_breaks import off_breaks  # the checks of points

        smooth = off_breaks(problem, [fact.evidence])
    return refutes(question, least_error(problem, fact.wrong[0]), smooth=smooth)
