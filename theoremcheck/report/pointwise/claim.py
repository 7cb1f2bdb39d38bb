"""What a point is to the claim of a spec: a bad local minimum refutes some claims, and says nothing of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from theoremcheck.report.asked import answer_words
from theoremcheck.trusted.kernel.facts import conclude
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.settled import settled
from theoremcheck.verdict.pointwise.values import PointReport

_WANTED: Final[Mapping[Asked, str]] = MappingProxyType(
    {
        Asked.NO_BAD_SMOOTH: "The claim is about minima off all breaks, and this is not shown to be one.",
        Asked.GLOBAL: "A bad local minimum refutes it together with a point where L is smaller.",
        Asked.ERROR_AT_MOST: "The training error there is not shown to be larger.",
        Asked.NO_VALLEY: "A bad local minimum may be in no spurious valley.",
        Asked.NO_BASIN: "A bad local minimum may be in no spurious basin.",
    }
)
"""Why a bad local minimum does not refute a claim."""


def claim_status(report: PointReport) -> Status:
    """What the point settles of the claim: it fails where the certified minimum refutes it, and is open otherwise."""
    found = report.minimum
    if found is None:
        return Status.OPEN
    problem = found.fact.problem  # the very object that the facts are about
    stated = problem if report.reading is report.spec else report.problem
    return settled(stated, report.spec.question, conclude(problem, found.facts, found.rule))


def of_the_claim(report: PointReport) -> Iterator[str]:
    """A sentence or two on the claim; none where a point that is no bad minimum is asked about for the claim no_bad."""
    spec, status = report.spec, claim_status(report)
    if report.minimum is not None:
        wanted = _WANTED.get(spec.question.asked) if status is Status.OPEN else None
        yield " ".join(filter(None, (answer_words(spec, status), wanted)))
    elif spec.question.asked is not Asked.NO_BAD:
        yield answer_words(spec, Status.OPEN)
