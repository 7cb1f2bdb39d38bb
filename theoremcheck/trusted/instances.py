"""A claim on all data, values of free parameters, or functions of a kind is false if it is false of one instance.

A problem may leave open what its samples are (an ``AbstractDataset``), the values of parameters of its formulas, and a
neuron or a loss (an ``OpaqueFunction``). A claim of it says: whatever samples there are, of the stated dimension and
numbers, of which all is so that is assumed, whatever values the parameters have in their ranges, and whatever function
there is of which all is so that is assumed of it, L has no bad local minimum (or what else is claimed).
``instance`` makes one of these problems: all parameters get values in their ranges, everywhere in the problem the same,
the data are given, all samples of the same weight, and the neuron s or the loss may be given by a formula without
parameters; network, penalties, and functions that stay opaque are those of the problem. ``bears_out`` says that of what
is chosen all is so that is assumed: by facts of the instance, which the kernel established. Its conditions speak of the
same network, so they mean what the assumptions mean. What is then false of the instance is false of all.

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
    AnyLoss,
    Assumption,
    Dataset,
    Function,
    Layer,
    OpaqueFunction,
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
    """What makes a problem of one that speaks of many: its data (None: they are given), and values of parameters.

    ``neuron`` stands for an opaque neuron s, in deep layers too, ``loss`` for an opaque loss of both classes.
    """

    data: Dataset | None
    values: tuple[Value, ...]
    neuron: Function | None = None
    loss: Function | None = None


_INSTANCE: Final = Declared.of(Instance)
_VECTORS: Final = ids((Sample,))


def is_general(problem: Problem) -> bool:
    """True if a claim of the problem is one for all data, for all values of free parameters, or for all functions."""
    opaque = any(isinstance(function, OpaqueFunction) for function in problem.functions)
    return opaque or isinstance(problem.dataset, AbstractDataset) or bool(problem.parameters)


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
    for stated, given in ((problem.neuron, chosen.neuron), (problem.loss, chosen.loss)):
        formula = given is None or (isinstance(stated, OpaqueFunction) and not parameters(given.expr))
        require(formula, "instances.function")
    if chosen.neuron is not None or chosen.loss is not None:  # one function may stand nowhere for two
        require(problem.neuron not in problem.losses and problem.loss not in problem.network.neurons, "instances.both")

    def known(function: AnyFunction, stated: AnyLoss, given: Function | None) -> AnyFunction:
        if not isinstance(function, Function):
            return function if given is None or function != stated else given
        expr = function.expr
        for param in parameters(expr):
            expr = replace_leaf(expr, param, Num(values[param.name]))
        return replace(function, expr=expr)

    def neuron(own: AnyFunction) -> AnyFunction:
        return known(own, problem.neuron, chosen.neuron)

    def loss(own: AnyFunction) -> AnyFunction:
        return known(own, problem.loss, chosen.loss)

    def layer(own: Layer) -> Layer:
        others = tuple(Part(part.width, neuron(part.neuron)) for part in own.others)
        return replace(own, neuron=neuron(own.neuron), others=others)

    own, network = problem.loss, problem.network
    found = replace(
        problem,
        dataset=data,
        neuron=neuron(problem.neuron),
        loss=PerClass(loss(own.plus), loss(own.minus)) if isinstance(own, PerClass) else loss(own),
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


def assumed(problem: Problem, chosen: Instance) -> tuple[Assumption, ...]:
    """What the problem assumes of what is chosen."""
    data = problem.dataset.assumptions if isinstance(problem.dataset, AbstractDataset) else ()
    functions = ((problem.neuron, chosen.neuron), (problem.loss, chosen.loss))
    opaque = (stated for stated, given in functions if given is not None and isinstance(stated, OpaqueFunction))
    return (*data, *(entry for function in opaque for entry in function.assumptions))


def bears_out(problem: Problem, chosen: Instance, facts: Mapping[str, Fact]) -> None:
    """Refuse facts of an instance that do not show what the problem assumes of what is chosen. Raises ``Refusal``."""
    for entry in assumed(problem, chosen):
        fact = facts.get(entry.condition)
        shown = fact is not None and fact.status is (Status.HOLDS if entry.value else Status.FAILS)
        require(shown, "instances.assumed", condition=entry.condition)
