"""Bad minima with split neurons: narrower networks are searched, and their minima split (rule.split and its like)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.minima.copies import certify_core, narrower, widen
from theoremcheck.options import Options
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.attempts import Attempt, Searches
from theoremcheck.verdict.kinked import sharp_fact
from theoremcheck.verdict.points import in_floats

if TYPE_CHECKING:
    from theoremcheck.search import Progress

_WIDEST: Final = 3
_NAME: Final = "split neurons of narrower networks"


def split_fact(problem: Problem, options: Options, progress: Progress) -> Attempt:
    """The first minimum of a narrower network whose split copies the kernel accepts, and what was tried."""
    searches = Searches(options, progress)
    certified = 0
    reason: Reason | None = None
    for narrow in narrower(problem, _WIDEST):
        for core in _cores(narrow, searches):
            certified += 1
            made = widen(problem, narrow, core)
            if isinstance(made, Fact):
                return searches.attempt(_NAME, made, None)
            reason = made
    if not searches.starts:
        return searches.attempt(_NAME, None, Reason.of("attempt.no_narrower"))
    note = None if reason is None else Reason.of("attempt.none_split", count=certified, reason=reason)
    return searches.attempt(_NAME, None, note)


def _cores(narrow: Problem, searches: Searches) -> Iterator[Fact]:
    """Boxes around bad minima of a narrower network; also on kinks of the loss."""
    for point in searches.points(narrow):
        core = in_floats(certify_core, narrow, point)
        if isinstance(core, Fact):
            yield core
    if not searches.interrupted:
        made = sharp_fact(narrow, searches.options, searches.progress)
        searches.interrupted = made.interrupted
        if made.fact is not None and isinstance(made.fact.evidence, Box):
            yield made.fact
