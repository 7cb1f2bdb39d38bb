"""Bad minima with split neurons: narrower networks are searched, and their strict minima split (rule.split)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from theoremcheck.trusted.model import Problem
from theoremcheck.verdict.strict import SPLIT, checked, search_points
from theoremcheck.verdict.values import Finding

if TYPE_CHECKING:
    from theoremcheck.search import Settings
    from theoremcheck.search.report import Tried

_WIDEST: Final = 3
_STARTS: Final = 120
_NAME: Final = "narrower, split"


def split_finding(
    problem: Problem, settings: Settings, progress: Callable[[int, int, str], None]
) -> tuple[Finding | None, Tried]:
    """The first strict minimum of a narrower network whose split copies the kernel accepts, and what was tried."""
    from theoremcheck.decide.minima.splits import narrower, widen
    from theoremcheck.decide.minima.strict import certify_strict
    from theoremcheck.search import search
    from theoremcheck.search.report import Kind, Tried

    asked = settings.starts if settings.starts is not None else _STARTS
    own = replace(settings, starts=min(asked, _STARTS))
    counts: Counter[Kind] = Counter()
    starts, bad, certified, reason, found = 0, 0, 0, "", None
    for narrow in narrower(problem, _WIDEST):
        report = search(narrow, own, progress)
        starts += report.starts
        counts.update(dict(report.counts))
        for point in search_points(narrow, report):
            bad += 1
            core = certify_strict(narrow, point)
            if isinstance(core, str):
                continue
            certified += 1
            split = widen(problem, narrow, core)
            made = split if isinstance(split, str) else checked(problem, SPLIT, split)
            if isinstance(made, Finding):
                found = made
                break
            reason = made
        if found is not None or report.interrupted:
            break
    note = ""
    if not starts:
        note = "no narrower network whose neurons may be split"
    elif found is None and certified:
        note = f"{certified} strict minima with errors, none may be split: {reason}"
    return found, Tried(_NAME, starts, tuple((kind, counts[kind]) for kind in Kind), bad, note)
