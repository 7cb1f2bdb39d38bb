"""Proposes objective.decay_dominates: what the kernel computes, else bounds of the slopes of neuron and losses."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.trusted.data.trained import shrinking_biases
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.minima.dominance import Slopes, dominates, outweighs
from theoremcheck.trusted.problem.model import Dataset, Function, Problem


def _propose(case: Case) -> Iterator[Proposal]:
    problem = case.problem
    if not isinstance(problem.dataset, Dataset):
        return
    holds = answer(dominates, problem)
    if holds is not None:
        yield holds, Structure()
        return
    found = None if problem.parameters else _slopes(problem)
    if found is not None:
        yield True, found


def _slopes(problem: Problem) -> Slopes | None:
    """Bounds of all slopes, where floats see that they are small enough; None if one is not proved."""
    from theoremcheck.decide.functions.lipschitz import lipschitz, steepest

    functions = [function.expr for function in (problem.neuron, *problem.losses) if isinstance(function, Function)]
    if len(functions) <= len(problem.losses):
        return None
    seen = [least for least in map(steepest, functions) if least is not None]
    if len(seen) < len(functions):
        return None
    gain = seen[0] * max(seen[1:])
    if not answer(lambda: outweighs(problem, gain, strict=True, biases=shrinking_biases(problem))):
        return None
    found = [lipschitz(function, least) for function, least in zip(functions, seen, strict=True)]
    neuron, *losses = found
    known = tuple(loss for loss in losses if loss is not None)
    return None if neuron is None or len(known) < len(losses) else Slopes(neuron, known)


PROPOSERS: Final = MappingProxyType({"objective.decay_dominates": _propose})
