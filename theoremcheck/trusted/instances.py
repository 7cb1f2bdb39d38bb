"""A claim on all data, or on all values of free parameters, is false if it is false of one instance.

A problem may leave open what its samples are (an ``AbstractDataset``), and the values of parameters of its formulas. A
claim of it says: whatever samples there are, of the stated dimension and numbers, of which all is so that is assumed,
and whatever values the parameters have in their ranges, L has no bad local minimum (or what else is claimed).
``instance`` makes one of these problems: all parameters get values in their ranges, everywhere in the problem the same,
and the data are given, all samples of the same weight; network, penalties, opaque functions stay. ``bears_out`` says
that of these data all is so that is assumed: by facts of the instance, which the kernel established. Its conditions
speak of the same network, so they mean what the assumptions mean. What is then false of the instance is false of all.

That is no more than that a sentence 'for all' implies each of its instances. It never carries a proof over: that
one instance has no bad local minimum says nothing of the others (``trusted.settled``).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.declared import Declared, check_declared, ids
from theoremcheck.trusted.frozen import ByFields
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.dataset import Sample
from theoremcheck.trusted.problem.expr import Num, Param, parameters, replace_leaf
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    AnyFunction,
    Dataset,
    Function,
    Layer,
    Part,
    PerClass,
    Problem,
)
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True)
class Value(ByFields):
    """The value of the free parameters of one name."""

    name: str
    value: Fraction


@dataclass(frozen=True)
class Instance(ByFields):
    """What makes a problem of one that speaks of many: its data (None: they are given), and values of parameters."""

    data: Dataset | None
    values: tuple[Value, ...]


_INSTANCE: Final = Declared.of(Instance)
_VECTORS: Final = ids((Sample,))


def is_general(problem: Problem) -> bool:
    """True if a claim of the problem is one for all data, or for all values of free parameters."""
    return isinstance(problem.dataset, AbstractDataset) or bool(problem.parameters)


def instance(problem: Problem, chosen: Instance) -> Problem:
    """The problem with these data and values, of one that was admitted. Raises ``Refusal`` where it is no instance."""
    check_declared(chosen, _INSTANCE, "the instance", vectors=_VECTORS)
    data, values = problem.dataset, {entry.name: entry.value for entry in chosen.values}
    names = sorted(entry.name for entry in chosen.values)
    require(is_general(problem), "instances.none")
    require(names == sorted({param.name for param in problem.parameters}), "instances.names")
    for param in problem.parameters:
        require(_is_in(param, values[param.name]), "instances.range", parameter=param.name)
    require(isinstance(data, AbstractDataset) == (chosen.data is not None), "instances.data")
    if isinstance(data, AbstractDataset) and chosen.data is not None:
        data = _fitting(data, chosen.data)

    def known(function: AnyFunction) -> AnyFunction:
        if not isinstance(function, Function):
            return function
        expr = function.expr
        for param in parameters(expr):
            expr = replace_leaf(expr, param, Num(values[param.name]))
        return replace(function, expr=expr)

    def layer(own: Layer) -> Layer:
        others = tuple(Part(part.width, known(part.neuron)) for part in own.others)
        return replace(own, neuron=known(own.neuron), others=others)

    loss, network = problem.loss, problem.network
    found = replace(
        problem,
        dataset=data,
        neuron=known(problem.neuron),
        loss=PerClass(known(loss.plus), known(loss.minus)) if isinstance(loss, PerClass) else known(loss),
        network=replace(network, deep=tuple(map(layer, network.deep)), beside=tuple(map(layer, network.beside))),
    )
    check_problem(found)
    return found


def _is_in(param: Param, value: Fraction) -> bool:
    """True if the value lies in the range of the parameter."""
    above = param.lower is None or param.lower < value or (param.lower == value and not param.lower_open)
    below = param.upper is None or value < param.upper or (param.upper == value and not param.upper_open)
    return above and below


def _fitting(stated: AbstractDataset, data: Dataset) -> Dataset:
    """The data, of the stated dimension and numbers, if all weigh the same."""
    sizes = (len(data.points[0]) if data.points else 0, data.labels.count(1), data.labels.count(-1))
    wanted = (stated.dimension, stated.positives, stated.negatives)
    require(all(size in (None, own) for size, own in zip(wanted, sizes, strict=True)), "instances.sizes")
    require(data.uniform, "instances.weights")
    return data


def bears_out(problem: Problem, facts: Mapping[str, Fact]) -> None:
    """Refuse facts of an instance of the problem that do not show what is assumed of the data. Raises ``Refusal``."""
    assumed = problem.dataset.assumptions if isinstance(problem.dataset, AbstractDataset) else ()
    for entry in assumed:
        fact = facts.get(entry.condition)
        shown = fact is not None and fact.status is (Status.HOLDS if entry.value else Status.FAILS)
        require(shown, "instances.assumed", condition=entry.condition)
