"""A point that somebody gives, and what the steps of its report ask of it: each is found once, when first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from theoremcheck.decide.minima.simple import Freedom
from theoremcheck.functions.arrays import floats_propose
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.pointwise.descending import Descent, descent_from
from theoremcheck.verdict.pointwise.evaluation import Evaluation, evaluate_at
from theoremcheck.verdict.pointwise.look import Look, look_at
from theoremcheck.verdict.pointwise.rules import Premises

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Subject:
    """``point`` (trained parameters, (P,)) of ``problem``.

    A minimum is reported in shorter numbers, as far away as ``freedom`` allows.
    """

    problem: Problem
    point: Vector
    freedom: Freedom

    @cached_property
    def premises(self) -> Premises:
        """What the rules ask for beside a point."""
        return Premises(self.problem)

    @cached_property
    def evaluated(self) -> Evaluation | Reason:
        """L at the point, or why it is not enclosed."""
        try:
            return evaluate_at(self.problem, self.point)
        except Refusal as refusal:
            return refusal.reason

    @property
    def evaluation(self) -> Evaluation | None:
        """L at the point; None where it is not enclosed."""
        return self.evaluated if isinstance(self.evaluated, Evaluation) else None

    @cached_property
    def look(self) -> Look | None:
        """L at the point as floats see it; None where it is not differentiable, or floats do not hold the numbers."""
        return self._in_floats(look_at)

    @cached_property
    def descent(self) -> Descent | None:
        """Where descents in floats go from the point; None where floats do not hold the numbers."""
        return self._in_floats(descent_from)

    def _in_floats(self, propose: Callable[[Problem, Vector], T]) -> T | None:
        try:
            with floats_propose():
                return propose(self.problem, self.point)
        except Refusal:
            return None
