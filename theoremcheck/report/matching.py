"""Units that match the loss in words (see ``trusted.minima.matching``)."""

from __future__ import annotations

from theoremcheck.report.numbers import constant
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import Witness
from theoremcheck.trusted.minima.matching import Matching, Mismatch, cost
from theoremcheck.trusted.problem.model import Problem


def matching_words(problem: Problem, evidence: Matching | Mismatch) -> str:
    """That the costs of both classes are convex; or whose cost is not, and where; or that f is another one."""
    if isinstance(evidence, Matching):
        return "for both classes l(-y f) is convex in what the unit receives"
    shown = evidence.evidence
    if shown is None:
        return "not one unit with frozen output weights"
    sign = "+" if evidence.label > 0 else "-"
    if isinstance(shown, Witness):
        return f"on class {sign} l(-y f) bends down at z = {constant(shown.at)}, z what the unit receives"
    place = constant(exact(split(cost(problem, evidence.label)).breaks[shown.at_break]))
    return f"on class {sign} l(-y f) jumps, or its slope drops, at z = {place}, z what the unit receives"
