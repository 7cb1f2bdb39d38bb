"""Every proposer by its condition, and the one loop in which the kernel establishes what they propose.

A proposer is in the file of the name of a check that the kernel's table has for its condition. That file is loaded when
the condition is looked at: most conditions of most problems never are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal, Proposer
from theoremcheck.decide.refuting import first_refuting, is_selective
from theoremcheck.functions.arrays import BeyondFloats, floats_propose
from theoremcheck.trusted.kernel.conditions import CONDITIONS, LEVELS, POINTS, About, By, Structure
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.trusted.residual import check_known
from theoremcheck.trusted.work import OutOfWork

if TYPE_CHECKING:
    from theoremcheck.decide.minima.ground import Ground

_Construction: TypeAlias = "Callable[[Ground], Iterator[object]]"
_CHECKS: Final = "theoremcheck.trusted."
_ACCEPTED: Final = 24
"""Accepted points of one kind among which one is looked for that refutes the claim."""


def settle(case: Case, condition: str) -> Fact | Reason | None:
    """The fact that the first accepted proposal makes, why the last was refused, or None without any.

    Nothing is proposed for what the kernel refuses of such a network whatever shows it. Raises ``BeyondFloats`` where
    floats do not hold the numbers, and ``OutOfWork``.
    """
    try:
        check_known(case.problem, condition)
    except Refusal as refusal:
        return refusal.reason
    proposals = proposer(condition)(case)
    if condition in POINTS and is_selective(case.question):
        return first_refuting(case.problem, case.question, _accepted(case.problem, condition, proposals))
    return first_accepted(case.problem, condition, proposals)


def _accepted(problem: Problem, condition: str, proposals: Iterator[Proposal]) -> Iterator[Fact | Reason | None]:
    """The facts that the proposals make, until there are many or work runs out; then what ``first_accepted`` says."""
    for number in range(_ACCEPTED):
        try:
            found = first_accepted(problem, condition, proposals)
        except OutOfWork:
            if not number:
                raise
            return
        yield found
        if not isinstance(found, Fact):
            return


def first_accepted(problem: Problem, condition: str, proposals: Iterator[Proposal]) -> Fact | Reason | None:
    """The fact that the first accepted proposal makes, why the last was refused, or None without any."""
    refused = None
    while True:
        with floats_propose():
            proposal = next(proposals, None)
        if proposal is None:
            return refused
        try:
            return establish(problem, condition, *proposal)
        except Refusal as refusal:
            refused = refusal.reason


def _computed(by: By, case: Case) -> Iterator[Proposal]:
    """What a predicate of the table says; where it does not know, that it holds, so that the kernel says why not."""
    if by.about is About.SAMPLES and not isinstance(case.problem.dataset, Dataset):
        return
    holds = answer(by.check, as_deep(case.problem))
    yield holds is not False, Structure()


def _constructed(construct: _Construction | None, mixed: _Construction | None, case: Case) -> Iterator[Proposal]:
    """The points of a construction.

    None where the problem has no samples, an opaque function or a free parameter. Most kinds of point list alike units
    as one, so that of a network that is not plain there are those of ``mixed`` at most; of others with branches, or
    with frozen parameters, they come last.
    """
    from theoremcheck.decide.minima.ground import Ground

    ground = case.shared(Ground)
    if not ground.concrete or case.problem.parameters:
        return
    network = ground.problem.network
    ways = [construct] if construct is not None and network.plain else []
    ways += [mixed] if mixed is not None and (network.layers or network.frozen) else []
    try:
        for way in ways:
            yield from ((True, evidence) for evidence in way(ground))
    except BeyondFloats:
        raise
    except Refusal:  # of something that the construction looked up, not of a point
        return


def _nothing(case: Case) -> Iterator[Proposal]:
    """No construction: such a point comes from a search or from the user."""
    return iter(())


@lru_cache(maxsize=1024)
def proposer(condition: str) -> Proposer:
    """What proposes evidence for a condition of the kernel's table."""
    row = CONDITIONS[condition]
    if row.holds == row.fails:  # a predicate, beside which nothing need be proposed
        return partial(_computed, row.holds[0])
    for name in files_of(condition):
        module = _loaded(name)
        if module is None:
            continue
        proposers: Mapping[str, Proposer] = getattr(module, "PROPOSERS", {})
        if condition in proposers:
            return proposers[condition]
        points: Mapping[str, _Construction] = getattr(module, "CONSTRUCTIONS", {})
        mixed: Mapping[str, _Construction] = getattr(module, "MIXED", {})
        if condition in points or condition in mixed:
            return partial(_constructed, points.get(condition), mixed.get(condition))
    if condition in POINTS or condition in LEVELS:
        return _nothing
    raise ValueError(f"nothing proposes evidence for {condition}")


def files_of(condition: str) -> tuple[str, ...]:
    """Names for modules of this package: those of the checks of the condition, in their order. Not all are there."""
    row = CONDITIONS[condition]
    checks = dict.fromkeys(_module_of(by.check) for by in (*row.holds, *row.fails))
    return tuple([f"{__package__}.{name.removeprefix(_CHECKS)}" for name in checks])


@lru_cache(maxsize=1024)
def _loaded(name: str) -> ModuleType | None:
    """The module of this name, None if there is none: one look into its folder, and not a second one to load it."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and name.startswith(error.name):
            return None
        raise


def _module_of(check: Any) -> str:
    while isinstance(check, partial):
        check = check.func
    return str(check.__module__)
