"""Further searches that a verdict makes of its own: of problems beside the stated one."""

from __future__ import annotations

from collections import Counter
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final

from theoremcheck.options import Options
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.points import search_points

if TYPE_CHECKING:
    from theoremcheck.search import Progress
    from theoremcheck.search.report import Kind, Tried

MAX_SIDE_STARTS: Final = 120
"""Starts of one search beside the stated problem."""


@dataclass(frozen=True)
class Attempt:
    """The fact that came of it, if any, and what was tried."""

    fact: Fact | None
    tried: Tried
    interrupted: bool


@dataclass
class Searches:
    """Searches of related problems, counted together."""

    options: Options
    progress: Progress
    starts: int = 0
    bad: int = 0
    interrupted: bool = False
    counts: Counter[Kind] = field(default_factory=Counter)

    def points(self, problem: Problem) -> tuple[Vector, ...]:
        """The polished minima with errors that a search of the problem saw; none if it cannot be searched."""
        from theoremcheck.search import search, unsupported

        if self.interrupted or unsupported(problem) is not None:
            return ()
        starts = min(self.options.starts or MAX_SIDE_STARTS, MAX_SIDE_STARTS)
        report = search(problem, replace(self.options, starts=starts), self.progress)
        self.starts += report.starts
        self.counts.update(dict(report.counts))
        self.interrupted = report.interrupted
        found = tuple(search_points(problem, report))
        self.bad += len(found)
        return found

    def attempt(self, name: str, fact: Fact | None, note: Reason | None) -> Attempt:
        """What is reported of them."""
        from theoremcheck.search.report import Kind, Tried

        counts = tuple((kind, self.counts[kind]) for kind in Kind)
        return Attempt(fact, Tried(name, self.starts, counts, self.bad, note), self.interrupted)
