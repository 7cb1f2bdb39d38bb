"""Bad minima with split neurons: narrower networks are searched, and their strict minima split (rule.split)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.decide.minima.copies import narrower, widen
from theoremcheck.options import Options
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.attempts import Attempt, Searches
from theoremcheck.verdict.points import in_floats

if TYPE_CHECKING:
    from theoremcheck.search import Progress

_WIDEST: Final = 3
_NAME: Final = "split neurons of narrower networks"


def split_fact(problem: Problem, options: Options, progress: Progress) -> Attempt:
    """The first strict minimum of a narrower network whose split copies the kernel accepts, and what was tried."""
    searches = Searches(options, progress)
    certified = 0
    reason: Reason | None = None
    for narrow in narrower(problem, _WIDEST):
        for point in searches.points(narrow):
            core = in_floats(certify_strict, narrow, point)
            if isinstance(core, Reason):
                continue
            certified += 1
            made = widen(problem, narrow, core)
            if isinstance(made, Fact):
                return searches.attempt(_NAME, made, None)
            reason = made
    if not searches.starts:
        return searches.attempt(_NAME, None, Reason.of("attempt.no_narrower"))
    note = None if reason is None else Reason.of("attempt.none_split", count=certified, reason=reason)
    return searches.attempt(_NAME, None, note)
