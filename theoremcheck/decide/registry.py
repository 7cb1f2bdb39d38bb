"""Every proposer by its condition, and the one loop in which the kernel establishes what they propose."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Final, TypeAlias

import theoremcheck.decide
from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal, Proposer
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.functions.floats import BeyondFloats, floats_propose
from theoremcheck.trusted.kernel.conditions import CONDITIONS, LEVELS, POINTS, About, By, Structure
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.model import Dataset, Problem
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.trusted.residual import check_known

_Construction: TypeAlias = Callable[[Ground], Iterator[object]]


def settle(case: Case, condition: str) -> Fact | Reason | None:
    """The fact that the first accepted proposal makes, why the last was refused, or None without any.

    Nothing is proposed for what the kernel refuses of such a network whatever shows it. Raises ``BeyondFloats`` where
    floats do not hold the numbers, and ``OutOfWork``.
    """
    try:
        check_known(case.problem, condition)
    except Refusal as refusal:
        return refusal.reason
    return first_accepted(case.problem, condition, PROPOSERS[condition](case))


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


def _constructed(construct: _Construction, mixed: _Construction | None, case: Case) -> Iterator[Proposal]:
    """The points of a construction.

    None where the problem has no samples, an opaque function or a free parameter. Most kinds of point list alike units
    as one, so that of a network that is not plain there are those of ``mixed`` at most; of others with branches they
    come last.
    """
    ground = case.shared(Ground)
    if not ground.concrete or case.problem.parameters:
        return
    network = ground.problem.network
    ways = [construct] if network.plain else []
    ways += [mixed] if mixed is not None and network.layers else []
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


def _find() -> Mapping[str, Proposer]:
    """The proposers that the modules of this package end with, and those of what the kernel's table computes."""
    found: dict[str, Proposer] = {}
    for entry in sorted(pkgutil.walk_packages(theoremcheck.decide.__path__, "theoremcheck.decide."), key=_name):
        if entry.name == __name__:
            continue
        module = import_module(entry.name)
        own: dict[str, Proposer] = dict(getattr(module, "PROPOSERS", {}))
        points: Mapping[str, _Construction] = getattr(module, "CONSTRUCTIONS", {})
        mixed: Mapping[str, _Construction] = getattr(module, "MIXED", {})
        own.update({key: partial(_constructed, construct, mixed.get(key)) for key, construct in points.items()})
        twice = found.keys() & own.keys()
        if twice or not own.keys() <= CONDITIONS.keys():
            raise ValueError(f"{entry.name} proposes for an unknown condition, or a second time for {sorted(twice)}")
        found.update(own)
    for condition, row in CONDITIONS.items():
        if row.holds == row.fails:  # a predicate
            found.setdefault(condition, partial(_computed, row.holds[0]))
    found.update({condition: _nothing for condition in (*POINTS, *LEVELS) if condition not in found})
    return MappingProxyType({condition: found[condition] for condition in CONDITIONS})


def _name(entry: pkgutil.ModuleInfo) -> str:
    return entry.name


PROPOSERS: Final[Mapping[str, Proposer]] = _find()
"""The proposer of every condition."""
