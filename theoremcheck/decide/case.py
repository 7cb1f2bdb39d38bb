"""One problem while it is decided: results that several deciders share, and the work that is left for them.

A decider's file ends with ``PROPOSERS``: for each of its conditions a generator of proposals, the likeliest first.
``registry`` finds them, and has the kernel establish the first that it accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from theoremcheck.trusted.bounds import MAX_POINT_WORK, MAX_SPEC_WORK, MAX_WORK
from theoremcheck.trusted.kernel.questions import Question
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.work import Ledger, counted

_T = TypeVar("_T")

CONDITION_WORK = MAX_WORK // 2
"""Steps of work on one condition of one formula."""
WORK_BOUND = f"MAX_WORK = {MAX_WORK}, half of it for one condition (MAX_SPEC_WORK = {MAX_SPEC_WORK} for a spec)"
"""The bounds on that, for a message."""
_LEAST = CONDITION_WORK // 50

Proposal = tuple[bool, object]
"""Whether the condition holds, and the evidence for it."""


class Case:
    """One problem with the intermediate results that several deciders share, and the work that is left for them."""

    def __init__(self, problem: Problem, question: Question = Question()) -> None:  # noqa: B008 - frozen
        """Of bad minima such are looked for that refute the claim of the ``question``, and others for want of them."""
        self.problem, self.question = problem, question
        self._ledger = Ledger(MAX_SPEC_WORK, WORK_BOUND)
        self._left = {"neuron": MAX_WORK, "loss": MAX_WORK}
        self._shared: dict[object, object] = {}

    def shared(self, compute: Callable[[Case], _T]) -> _T:
        """What ``compute`` makes of this case, computed once."""
        if compute not in self._shared:
            self._shared[compute] = compute(self)
        found: _T = self._shared[compute]  # type: ignore[assignment] # a function belongs to one kind of result
        return found

    @contextmanager
    def work(self, condition: str) -> Iterator[Ledger]:
        """Count the work on one condition: of a formula, at most half of what all of its conditions may take.

        Where that is used up a condition still has a little: after a hard question the easy ones are answered. A bad
        local minimum has work of its own.
        """
        block = condition.partition(".")[0]
        if block not in self._left:
            own = Ledger(MAX_POINT_WORK, f"MAX_POINT_WORK = {MAX_POINT_WORK}")
            with counted(own):
                yield own
            return
        share = min(CONDITION_WORK, self._left[block], self._ledger.left)
        if share < _LEAST:
            self._ledger.grant(_LEAST)
            share = _LEAST
        self._ledger.note = None
        before = self._ledger.spent
        try:
            with counted(self._ledger, share):
                yield self._ledger
        finally:
            self._left[block] -= self._ledger.spent - before


Proposer = Callable[[Case], Iterator[Proposal]]


def by_evidence(holding: type, decide: Callable[[Case], object | None]) -> Proposer:
    """The proposer of a condition on the samples that holds if the evidence is of the kind ``holding``, else fails."""

    def propose(case: Case) -> Iterator[Proposal]:
        evidence = decide(case) if isinstance(case.problem.dataset, Dataset) else None
        if evidence is not None:
            yield isinstance(evidence, holding), evidence

    return propose
