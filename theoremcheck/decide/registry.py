"""One decider for every condition id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.core import Core, core, core_in_one_class, core_span_exclusion, core_width
from theoremcheck.decide.ellipsoids import ellipsoids
from theoremcheck.decide.functions import CONDITION_WORK, WORK_BOUND, Proposal, decide_function
from theoremcheck.decide.hulls import hulls
from theoremcheck.decide.minima import averages, hull, jensen, kinks, levels, small
from theoremcheck.decide.minima.averages import first_accepted
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.separation import affine_separation, separation
from theoremcheck.decide.spans import spans
from theoremcheck.decide.widths import width, width_fewer
from theoremcheck.functions.numeric import BeyondFloats, floats_propose
from theoremcheck.trusted.bounds import MAX_POINT_WORK, MAX_SPEC_WORK, MAX_WORK
from theoremcheck.trusted.data import circuit, equal_means, even_measure, odd_measure
from theoremcheck.trusted.ellipsoids import Ellipsoids
from theoremcheck.trusted.evidence import (
    Calculus,
    DeepDomains,
    Evidence,
    HullNormals,
    OffCore,
    Partition,
    Separation,
    SpanVectors,
    Structure,
)
from theoremcheck.trusted.kernel import MINIMA
from theoremcheck.trusted.model import Block, Dataset, Function, Problem
from theoremcheck.trusted.order import Coupling, duplicate_measure
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.statements import CONDITIONS
from theoremcheck.trusted.structure import FACTS, wide_enough_for_counts
from theoremcheck.trusted.work import Ledger, counted

_LEAST: Final = CONDITION_WORK // 50


class Case:
    """One problem with the intermediate results that several deciders share, and the work that is left for them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._ledger = Ledger(MAX_SPEC_WORK, WORK_BOUND)
        self._left = {"neuron": MAX_WORK, "loss": MAX_WORK}

    @contextmanager
    def work(self, condition: str) -> Iterator[Ledger]:
        """Count the work on one condition: of a formula, at most half of what all of its conditions may take.

        Where that is used up a condition still has a little: after a hard question the easy ones are answered. A bad
        local minimum has work of its own.
        """
        block = condition.partition(".")[0]
        if block not in self._left:
            own = Ledger(MAX_POINT_WORK, f"MAX_POINT_WORK = {MAX_POINT_WORK}")
            with counted(own):
                yield own
            return
        share = min(CONDITION_WORK, self._left[block], self._ledger.left)
        if share < _LEAST:
            self._ledger.grant(_LEAST)
            share = _LEAST
        self._ledger.note = ""
        before = self._ledger.spent
        try:
            with counted(self._ledger, share):
                yield self._ledger
        finally:
            self._left[block] -= self._ledger.spent - before

    @cached_property
    def core(self) -> Core | None:
        """The core of the samples, computed once."""
        return core(self.problem)

    @cached_property
    def ground(self) -> Ground:
        """What the constructions of bad local minima share."""
        return Ground(self.problem)


Decider = Callable[[Case], Proposal | None]


def _function(block: str, name: str, case: Case) -> Proposal | None:
    function = case.problem.neuron if block == "neuron" else case.problem.loss
    return decide_function(function.expr, name) if isinstance(function, Function) else None


def _fact(fact: Callable[[Problem], bool], case: Case) -> Proposal | None:
    try:
        return fact(case.problem), Structure()
    except Refusal:
        return None


def _deep_defined(case: Case) -> Proposal | None:
    found = []
    for function in case.problem.deep_functions:
        proposal = decide_function(function.expr, "defined")
        if proposal is None or not isinstance(proposal[1], Calculus):
            return None
        found.append(proposal[1])
    return True, DeepDomains(tuple(found))


def _data_fact(fact: Callable[[Problem], bool], case: Case) -> Proposal | None:
    return _fact(fact, case) if isinstance(case.problem.dataset, Dataset) else None


def _by_evidence(holding: type, propose: Callable[[Problem], Evidence | None], case: Case) -> Proposal | None:
    """The condition holds if the evidence is of the kind ``holding``, else the evidence is against it."""
    if not isinstance(case.problem.dataset, Dataset):
        return None
    evidence = propose(case.problem)
    return None if evidence is None else (isinstance(evidence, holding), evidence)


def _by_core(propose: Callable[[Problem, Core | None], Evidence | None], case: Case) -> Proposal | None:
    if not isinstance(case.problem.dataset, Dataset) or case.core is None:
        return None
    evidence = propose(case.problem, case.core)
    return None if evidence is None else (isinstance(evidence, OffCore), evidence)


def _hulls(case: Case) -> Proposal | None:
    if case.problem.network.trains(Block.HIDDEN_BIAS):
        return True, Structure()
    return _by_evidence(HullNormals, hulls, case)


def _convex_order(case: Case) -> Proposal | None:
    if not isinstance(case.problem.dataset, Dataset):
        return None
    found = case.ground.order
    return None if found is None else (isinstance(found, Coupling), found)


def _first(condition: str, ground: Ground) -> Evidence | None:
    check = MINIMA[condition]
    return first_accepted(ground.problem, hull.CONSTRUCTIONS[condition](ground), check)


CONSTRUCTIONS: Final[Mapping[str, Callable[[Ground], Evidence | None]]] = MappingProxyType(
    {
        "flat": partial(averages.flat, shortcut=True),
        "deep": partial(averages.flat, shortcut=False),
        "affine": averages.affine,
        "order": averages.order,
        "moment": partial(averages.moment, centred=True),
        "stationary": partial(averages.moment, centred=False),
        "parity": averages.parity,
        "duplicate": averages.duplicate,
        "hull": partial(_first, "minimum.hull"),
        "margin": levels.margin,
        "saturated": levels.saturated,
        "kink": kinks.kink,
        "nobias": jensen.nobias,
        "narrow": small.narrow,
        "frozen_features": averages.frozen_features,
        "frozen_fit": partial(_first, "minimum.frozen_fit"),
        "frozen_output": jensen.frozen_output,
        "decay": small.decay,
    }
)
"""The construction of every kind of bad local minimum that needs no search."""


def _construct(construct: Callable[[Ground], Evidence | None], case: Case) -> Proposal | None:
    if not case.ground.concrete or case.problem.parameters:
        return None
    try:
        found = construct(case.ground)
    except BeyondFloats:
        raise
    except Refusal:
        return None
    return None if found is None else (True, found)


def _width(case: Case) -> Proposal | None:
    if isinstance(case.problem.dataset, Dataset):
        return _by_evidence(Partition, width, case)
    try:
        return (True, Structure()) if wide_enough_for_counts(case.problem) else None
    except Refusal:
        return None


def _deciders() -> Mapping[str, Decider]:
    found: dict[str, Decider] = {
        "data.linearly_separable": partial(_by_evidence, Separation, separation),
        "data.affinely_separable": partial(_by_evidence, Separation, affine_separation),
        "data.span_exclusion": partial(_by_evidence, SpanVectors, spans),
        "data.origin_outside_hulls": _hulls,
        "data.core_in_one_class": partial(_by_core, core_in_one_class),
        "data.core_span_exclusion": partial(_by_core, core_span_exclusion),
        "data.circuit": partial(_data_fact, circuit),
        "data.equal_means": partial(_data_fact, equal_means),
        "data.convex_order": _convex_order,
        "data.equal_classes": partial(_data_fact, duplicate_measure),
        "data.ellipsoids": partial(_by_evidence, Ellipsoids, ellipsoids),
        "data.even": partial(_data_fact, even_measure),
        "data.odd": partial(_data_fact, odd_measure),
        "network.deep_defined": _deep_defined,
        "network.width": _width,
        "network.width_fewer": partial(_by_evidence, Partition, width_fewer),
        "network.width_core": partial(_by_core, core_width),
    }
    for condition in CONDITIONS:
        block, _, name = condition.partition(".")
        if block in ("neuron", "loss"):
            found[condition] = partial(_function, block, name)
    for condition, fact in FACTS.items():
        found[condition] = partial(_fact, fact)
    for name, construct in CONSTRUCTIONS.items():
        found[f"minimum.{name}"] = partial(_construct, construct)
    for name in (
        "minimum.strict",
        "minimum.sharp",
        "minimum.support",
        "minimum.split",
    ):  # proposed from a point, not constructed
        found[name] = lambda case: None
    return MappingProxyType({condition: found[condition] for condition in CONDITIONS})


DECIDERS: Final = _deciders()
"""The decider of every condition."""


def propose(case: Case, condition: str) -> Proposal | None:
    """What the decider of a condition proposes.

    Raises ``BeyondFloats`` where floats do not hold the numbers.
    """
    with floats_propose():
        return DECIDERS[condition](case)
