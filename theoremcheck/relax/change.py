"""A changed problem with the words for the change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason


@dataclass(frozen=True)
class Move:
    """A changed problem and the change, which has a sentence as a reason has."""

    change: Reason
    problem: Problem


def make_move(code: str, problem: Problem, /, **values: object) -> Move:
    """The move with the reason of this code and values."""
    return Move(Reason.of(code, **values), problem)


def with_network(problem: Problem, **changes: Any) -> Problem:
    """The problem with another network."""
    return replace(problem, network=replace(problem.network, **changes))
