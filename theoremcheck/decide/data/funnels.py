"""Proposes what ``trusted/data/funnels.py`` checks: branches that narrow, with what is so of their units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.functions.extrema import no_maximum
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.trusted.data.funnels import (
    Funnel,
    Monotone,
    Narrowing,
    SmoothUnit,
    Turning,
    narrows,
    narrows_by_two,
    some_branch_narrows,
    some_branch_narrows_by_two,
)
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.extrema import Valley
from theoremcheck.trusted.functions.shape import Signs, Strict
from theoremcheck.trusted.functions.smooth import Agreement
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import AnyFunction, Function, Layer

_First = Monotone | Turning


def _propose(of_unit: Callable[[Expr], _First | None], case: Case) -> Iterator[Proposal]:
    problem = case.problem
    if not some_branch_narrows(problem):
        yield False, Structure()
        return
    for number, (branch, layers) in enumerate(problem.network.branches.items()):
        if narrows(problem, branch):
            above = _units(layers[1:])
            for unit, first in _first(layers[0], of_unit) if above is not None else ():
                yield True, Funnel(number, unit, first, above or ())


def _two_layers(case: Case) -> Iterator[Proposal]:
    problem = case.problem
    if not some_branch_narrows_by_two(problem):
        yield False, Structure()
        return
    for number, (branch, layers) in enumerate(problem.network.branches.items()):
        if narrows_by_two(problem, branch):
            first, second = layers
            above = _smooth(part.neuron for part in second.parts)
            if above is not None:
                yield True, Narrowing(number, tuple(_known_monotone(part.neuron) for part in first.parts), above)


def _known_monotone(neuron: AnyFunction) -> Monotone | None:
    return _monotone(neuron.expr) if isinstance(neuron, Function) else None


def _first(layer: Layer, of_unit: Callable[[Expr], _First | None]) -> Iterator[tuple[int, _First]]:
    """The first unit of each kind that is as it should be."""
    for neuron in dict.fromkeys(layer.neurons):
        found = of_unit(neuron.expr) if isinstance(neuron, Function) else None
        if found is not None:
            yield layer.neurons.index(neuron), found


def _units(layers: tuple[Layer, ...]) -> tuple[SmoothUnit, ...] | None:
    """Single units that are smooth and strictly monotone; None where one is not."""
    return _smooth(layer.neuron for layer in layers)


def _smooth(neurons: Iterable[AnyFunction]) -> tuple[SmoothUnit, ...] | None:
    known: dict[AnyFunction, SmoothUnit | None] = {}
    units: list[SmoothUnit | None] = []
    for neuron in neurons:
        if neuron not in known:
            known[neuron] = smooth_unit(neuron.expr) if isinstance(neuron, Function) else None
        units.append(known[neuron])
    return None if None in units else tuple(unit for unit in units if unit is not None)


def smooth_unit(expr: Expr) -> SmoothUnit | None:
    """That it is C^1, with a slope of one strict sign; None where that is not found."""
    smooth = decide_function(expr, "c1")
    if smooth is None or not isinstance(smooth[1], Agreement):
        return None
    found = _sloped(expr)
    return None if found is None else SmoothUnit(smooth[1], *found)


def _sloped(expr: Expr) -> tuple[bool, Signs | Composed] | None:
    """Whether it rises, by a slope of one strict sign."""
    for rises, name in ((True, "increasing"), (False, "decreasing")):
        found = decide_function(expr, name)
        if found is not None and isinstance(found[1], Signs | Composed):
            return rises, found[1]
    return None


def _monotone(expr: Expr) -> Monotone | None:
    sloped = _sloped(expr)
    if sloped is not None:
        return Monotone(*sloped)
    for rises, name in ((True, "strictly_increasing"), (False, "strictly_decreasing")):
        found = decide_function(expr, name)
        if found is not None and isinstance(found[1], Strict):
            return Monotone(rises, found[1])
    return None


def _turning(expr: Expr) -> Turning | None:
    """That it has no local maximum, or no local minimum."""
    for opposite in (False, True):
        found = answer(no_maximum, expr, opposite=opposite)
        if found is not None and isinstance(found[1], Valley):
            return Turning(opposite, found[1])
    return None


PROPOSERS: Final = MappingProxyType(
    {
        "network.funnel": partial(_propose, _monotone),
        "network.valley_funnel": partial(_propose, _turning),
        "network.narrowing": _two_layers,
    }
)
