"""What the stages of shrinking work on."""

from __future__ import annotations

from typing import Protocol

from theoremcheck.language.spec import Candidate
from theoremcheck.relax.carrying import NOTHING, Gone
from theoremcheck.trusted.problem.model import Problem


class Shrinking(Protocol):
    """A problem that gets smaller: ``attempt`` makes another one the problem if that does as well, and says so."""

    @property
    def problem(self) -> Problem:
        """The smallest problem so far."""

    @property
    def candidate(self) -> Candidate | None:
        """The point that is given with it."""

    def attempt(self, smaller: Problem, gone: Gone = NOTHING) -> bool:
        """True if the problem is this one from now on; ``gone`` says what else than the last units has left it."""

    def attempt_point(self, shorter: Candidate) -> bool:
        """True if the point is this one from now on."""
