"""The smallest problem of a kind: a spec is made smaller while its verdict comes by the same theorem or rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.asking import accepts
from theoremcheck.language import loads, print_spec
from theoremcheck.language.spec import Candidate, Expectation, SearchSettings, Spec
from theoremcheck.options import Options
from theoremcheck.relax.carrying import NOTHING, Gone, carried
from theoremcheck.relax.smaller import STAGES
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.problem.well_formed import check_well_formed
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.domains import domain_errors
from theoremcheck.verdict.judge import decide, decide_by
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
    if that does no harm. Where the conditions of ``keep`` alone give the answer, they alone are decided of what is
    tried, and of what comes out all is. Consistent data stay consistent, and samples at several points do not become
    one point.
    """
    bare = replace(_named(verdict.spec), expectations=(), csv=None, notes=())
    expected = (Expectation(verdict.verdict, by=(keep,)),)

    def keeps(way: Callable[[Spec], Verdict], spec: Spec) -> bool:
        found = way(spec)
        return found.answer is verdict.answer and keep in comes_by(found)

    whole = partial(keeps, lambda spec: _decided(spec, options))
    alone = partial(keeps, lambda spec: decide_by(spec, keep, options))
    tried = 0
    if not options.search and alone(bare):
        work = _Work(bare, alone, progress)
        found = _shrunk(work, options)
        found = replace(found, spec=replace(found.spec, expectations=expected))
        if whole(found.spec):
            return found
        if found.interrupted:
            return replace(found, spec=replace(bare, expectations=expected))
        tried = work.tried
    found = _shrunk(_Work(bare, whole, progress, tried), options)
    return replace(found, spec=replace(found.spec, expectations=expected))


def _named(spec: Spec) -> Spec:
    """The spec with a short name for its dataset."""
    return replace(spec, problem=replace(spec.problem, dataset=replace(spec.problem.dataset, name=_NAME)))


def _shrunk(work: _Work, options: Options) -> Shrunk:
    """All stages, again and again, while they make something smaller."""
    exhausted = interrupted = False
    try:
        if work.spec.candidate is not None:
            work.attempt_spec(replace(work.spec, candidate=None))
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
    return Shrunk(work.spec, work.tried, exhausted, interrupted)


class _Exhausted(Exception):  # noqa: N818 - no error
    """MAX_TRIES is reached."""


@dataclass
class _Work:
    """A spec that gets smaller as long as ``keeps`` says yes."""

    spec: Spec
    keeps: Callable[[Spec], bool]
    progress: Progress
    tried: int = 0
    _seen: set[tuple[str, Candidate | None]] = field(default_factory=set)

    @property
    def problem(self) -> Problem:
        """The smallest problem so far."""
        return self.spec.problem

    @property
    def candidate(self) -> Candidate | None:
        """The point that the spec gives."""
        return self.spec.candidate

    def attempt(self, smaller: Problem, gone: Gone = NOTHING) -> bool:
        """True if the problem is this one from now on, as a spec says it; none is decided twice."""
        spec = carried(self.spec, smaller, gone) if _both(smaller) and _tells_apart(self.problem, smaller) else None
        if spec is None or not accepts(check_well_formed, spec.problem):
            return False
        return self._attempt_read(spec)

    def attempt_point(self, shorter: Candidate) -> bool:
        """True if the point that the spec gives is this one from now on."""
        return self._attempt_read(replace(self.spec, candidate=shorter))

    def _attempt_read(self, smaller: Spec) -> bool:
        """As a spec is read: what is written in two ways is read as one."""
        spec = loads(print_spec(smaller), smaller.path).spec
        if spec is None or (key := (spec.problem.digests["problem"], spec.candidate)) in self._seen:
            return False
        self._seen.add(key)
        return self.attempt_spec(spec)

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


def _tells_apart(before: Problem, after: Problem) -> bool:
    """False if one point has both labels, or all samples are one point, and that was not so before.

    On such data every network of any width is wrong: that would say nothing of this one.
    """
    if not isinstance(before.dataset, Dataset) or not isinstance(after.dataset, Dataset):
        return True
    moved = len(set(after.dataset.points)) > 1 or len(set(before.dataset.points)) == 1
    return moved and (_consistent(after.dataset) or not _consistent(before.dataset))


def _consistent(data: Dataset) -> bool:
    """True if no point has both labels."""
    return len(set(zip(data.points, data.labels, strict=True))) == len(set(data.points))


def _decided(spec: Spec, options: Options) -> Verdict:
    found = decide(spec, options)
    if found.interrupted:  # the search has dealt with Ctrl-C, which was meant for all of this
        raise KeyboardInterrupt
    return found
