"""Proposes what ``trusted/data/skips.py`` checks: the first unit of a branch of one layer that is sigmoidal."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.trusted.data.skips import SigmoidalUnit, unit_trained
from theoremcheck.trusted.functions.sigmoids import Sigmoid
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.problem.model import Function


def _propose(case: Case) -> Iterator[Proposal]:
    if not unit_trained(case.problem):
        yield False, Structure()
        return
    from theoremcheck.decide.functions.sigmoids import decide_sigmoidal

    for number, layers in enumerate(case.problem.network.branches.values()):
        for neuron in dict.fromkeys(layers[0].neurons):
            found = answer(decide_sigmoidal, neuron.expr) if isinstance(neuron, Function) else None
            if found is not None and isinstance(found[1], Sigmoid):
                yield True, SigmoidalUnit(number, layers[0].neurons.index(neuron), found[1])


PROPOSERS: Final = MappingProxyType({"network.sigmoidal_unit": _propose})
