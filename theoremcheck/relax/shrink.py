"""The smallest problem of a kind: a spec is made smaller while its verdict comes by the same theorem or rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.asking import accepts
from theoremcheck.language import loads, print_spec
from theoremcheck.language.spec import Expectation, SearchSettings, Spec
from theoremcheck.options import Options
from theoremcheck.relax.smaller import STAGES
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.problem.well_formed import check_well_formed
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.values import Verdict

if TYPE_CHECKING:
    from theoremcheck.search import Progress

MAX_TRIES: Final = 3_000
"""Problems that are decided to make one smaller."""


_NAME: Final = "d"
"""The name of the dataset of what is shrunk."""


@dataclass(frozen=True)
class Shrunk:
    """The smallest spec that was found, how many problems were decided for it, and whether that is all there was to do.

    ``exhausted`` says that MAX_TRIES ended it, ``interrupted`` that Ctrl-C did.
    """

    spec: Spec
    tried: int
    exhausted: bool = False
    interrupted: bool = False


def comes_by(verdict: Verdict) -> tuple[str, ...]:
    """The rules or theorems that a verdict comes by, any of which can be kept; none if it is undecided."""
    return verdict.rules or verdict.theorems


def shrink(verdict: Verdict, keep: str, options: Options, progress: Progress) -> Shrunk:
    """The spec of the verdict made smaller, with the same answer, which comes by ``keep``, one of those it comes by.

    Deterministic; the search is made where ``options`` say so. A candidate and what is asked of the search are dropped
    if that does no harm.
    """
    spec = verdict.spec

    def keeps(smaller: Spec) -> bool:
        found = _decided(smaller, options)
        return found.answer is verdict.answer and keep in comes_by(found)

    problem = replace(spec.problem, dataset=replace(spec.problem.dataset, name=_NAME))
    bare = replace(spec, problem=problem, expectations=(), csv=None, notes=())
    work = _Work(bare, keeps, progress)
    exhausted = interrupted = False
    try:
        if spec.candidate is not None:
            work.attempt_spec(replace(bare, candidate=None))
        if not options.search:
            work.spec = replace(work.spec, search=SearchSettings())
        before: Problem | None = None
        while before != work.problem:
            before = work.problem
            for stage in STAGES:
                stage(work)
    except _Exhausted:
        exhausted = True
    except KeyboardInterrupt:
        interrupted = True
    found = replace(work.spec, expectations=(Expectation(verdict.verdict, by=(keep,)),))
    return Shrunk(found, work.tried, exhausted, interrupted)


class _Exhausted(Exception):  # noqa: N818 - no error
    """MAX_TRIES is reached."""


@dataclass
class _Work:
    """A spec that gets smaller as long as ``keeps`` says yes."""

    spec: Spec
    keeps: Callable[[Spec], bool]
    progress: Progress
    tried: int = 0
    _seen: set[str] = field(default_factory=set)

    @property
    def problem(self) -> Problem:
        """The smallest problem so far."""
        return self.spec.problem

    def attempt(self, smaller: Problem) -> bool:
        """True if the problem is this one from now on, as a spec says it; none is decided twice."""
        if not self._fits(smaller):
            return False
        spec = self._read(replace(self.spec, problem=smaller))
        if spec is None or (digest := spec.problem.digests["problem"]) in self._seen:
            return False
        self._seen.add(digest)
        return self.attempt_spec(spec)

    def _fits(self, smaller: Problem) -> bool:
        """True if it is a problem, and what the spec gives beside it, as it must, still has its shape."""
        if not _both(smaller):
            return False
        given = self.spec.candidate is not None
        same = (smaller.network, smaller.dataset.dimension) == (self.problem.network, self.problem.dataset.dimension)
        return (same or not given) and accepts(check_well_formed, smaller)

    def _read(self, spec: Spec) -> Spec | None:
        """The spec as its text is read: what is written in two ways is read as one. None if it is wrong."""
        return loads(print_spec(spec), spec.path).spec

    def attempt_spec(self, smaller: Spec) -> bool:
        """True if the spec is this one from now on."""
        if domain_errors(smaller):
            return False
        if self.tried >= MAX_TRIES:
            raise _Exhausted
        self.tried += 1
        self.progress(self.tried, 0, f"tried, at {self.spec!r}")
        if not self.keeps(smaller):
            return False
        self.spec = smaller
        return True


def _both(problem: Problem) -> bool:
    """True unless samples of one class are left alone: the question asks about two."""
    return not isinstance(problem.dataset, Dataset) or {1, -1} <= set(problem.dataset.labels)


def _decided(spec: Spec, options: Options) -> Verdict:
    found = decide(spec, options)
    if found.interrupted:  # the search has dealt with Ctrl-C, which was meant for all of this
        raise KeyboardInterrupt
    return found
