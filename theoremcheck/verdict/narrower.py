"""Bad minima with split neurons: narrower networks are searched, and their strict minima split (rule.split)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from theoremcheck.functions.numeric import BeyondFloats, floats_propose
from theoremcheck.trusted.model import Problem
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.attempts import Attempt, Progress, Searches
from theoremcheck.verdict.strict import shown
from theoremcheck.verdict.values import Finding

if TYPE_CHECKING:
    from theoremcheck.search import Settings

_WIDEST: Final = 3
_NAME: Final = "split neurons of narrower networks"


def split_finding(problem: Problem, settings: Settings, progress: Progress) -> Attempt:
    """The first strict minimum of a narrower network whose split copies the kernel accepts, and what was tried."""
    from theoremcheck.decide.minima.box import certify_strict
    from theoremcheck.decide.minima.copies import narrower, widen

    searches = Searches(settings, progress)
    certified, reason = 0, ""
    for narrow in narrower(problem, _WIDEST):
        for point in searches.points(narrow):
            try:
                with floats_propose():
                    core = certify_strict(narrow, point)
            except BeyondFloats:
                continue
            if isinstance(core, Reason):
                continue
            certified += 1
            made = shown(widen(problem, narrow, core))
            if isinstance(made, Finding):
                return searches.attempt(_NAME, made, "")
            reason = made
    if not searches.starts:
        return searches.attempt(_NAME, None, "no narrower network whose neurons may be split")
    note = f"{certified} strict minima with errors, none may be split: {reason}" if certified else ""
    return searches.attempt(_NAME, None, note)
