"""Proposes what ``trusted/data/skips.py`` checks: the first unit of a branch of one layer that is sigmoidal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.trusted.data.skips import SigmoidalUnit, unit_trained, unit_trained_affinely
from theoremcheck.trusted.functions.sigmoids import Sigmoid
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.problem.model import Function, Problem


def _propose(case: Case) -> Iterator[Proposal]:
    yield from _units(case, unit_trained)


def _propose_affine(case: Case) -> Iterator[Proposal]:
    yield from _units(case, unit_trained_affinely)


def _units(case: Case, possible: Callable[[Problem], bool]) -> Iterator[Proposal]:
    if not possible(case.problem):
        yield False, Structure()
        return
    from theoremcheck.decide.functions.sigmoids import decide_sigmoidal

    for number, layers in enumerate(case.problem.network.branches.values()):
        for neuron in dict.fromkeys(layers[0].neurons):
            found = answer(decide_sigmoidal, neuron.expr) if isinstance(neuron, Function) else None
            if found is not None and isinstance(found[1], Sigmoid):
                yield True, SigmoidalUnit(number, layers[0].neurons.index(neuron), found[1])


PROPOSERS: Final = MappingProxyType(
    {"network.sigmoidal_unit": _propose, "network.sigmoidal_unit_affine": _propose_affine}
)
