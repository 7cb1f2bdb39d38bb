"""Evidence about two losses, one for each class: for a condition on both, against it on one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.extrema import Rest, Trough
from theoremcheck.trusted.functions.shape import LowerBound, Signs, SlopeDrop, UnboundedTail, Witness
from theoremcheck.trusted.functions.smooth import Agreement, Calculus, Jump
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Assumed:
    """The spec assumes it."""


_Shown: TypeAlias = Calculus | Agreement | Signs | Composed | LowerBound | Trough | Assumed
_Denied: TypeAlias = Jump | Witness | SlopeDrop | UnboundedTail | Rest | Assumed


@dataclass(frozen=True, slots=True)
class OfBoth:
    """Evidence that a condition holds for the loss of class +, and that it does for that of class -."""

    plus: _Shown
    minus: _Shown


@dataclass(frozen=True, slots=True)
class OfOne:
    """Evidence that a condition fails for one of two losses: that of the class with this label, 1 or -1."""

    label: int
    evidence: _Denied


def each(problem: Problem, holds: bool, evidence: object) -> Iterator[tuple[Problem, object]]:
    """The problem with one of its losses for both classes, and the evidence about that: of both, or against one."""
    if holds and type(evidence) is OfBoth:
        yield replace(problem, loss=problem.loss_of(1)), evidence.plus
        yield replace(problem, loss=problem.loss_of(-1)), evidence.minus
        return
    if holds or type(evidence) is not OfOne:
        expected = OfBoth.__name__ if holds else OfOne.__name__
        raise Refusal("facts.wrong_kind", expected=expected, found=type(evidence).__name__)
    require(evidence.label in (1, -1), "facts.no_class")
    yield replace(problem, loss=problem.loss_of(evidence.label)), evidence.evidence
