"""Where L falls and rises as a function of the one number that is trained (objective.line_right and its relatives)."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from theoremcheck.report.numbers import constant
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.minima.line import line_of, slopes_of
from theoremcheck.trusted.problem.model import Problem

_DOES: Final = {-1: "falls", 0: "is constant", 1: "rises"}
_MOST: Final = 6


def line_words(problem: Problem) -> str:
    """The turns of L from left to right; the check has found them."""
    line = line_of(problem)
    if line is None:
        return "more than one number is trained"
    found = slopes_of(line.height)
    turns = [
        f", from {constant(exact(cut))} on it {_DOES[after]}"
        for cut, (before, after) in zip(found.cuts, pairwise(found.signs), strict=True)
        if before != after
    ]
    more = f", and {len(turns) - _MOST} turns more" if len(turns) > _MOST else ""
    return f"over v, which is trained, L {_DOES[found.signs[0]]}{''.join(turns[:_MOST])}{more}"
