"""Of bad minima that are shown, which is taken where a claim is about those off all breaks. Untrusted."""

from __future__ import annotations

from collections.abc import Iterable

from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.off_breaks import off_breaks
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Reason


def first_off_breaks(problem: Problem, found: Iterable[Fact | Reason | None]) -> Fact | Reason | None:
    """The first fact about a minimum off all breaks, or else the first fact, or else the last of what is found."""
    first: Fact | None = None
    last: Fact | Reason | None = None
    for last in found:
        if isinstance(last, Fact):
            if off_breaks(problem, [last.evidence]):
                return last
            first = first or last
    return first or last
