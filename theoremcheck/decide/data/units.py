"""Proposes what ``trusted/data/units.py`` checks: the kinds of units that bend, have one sign, or are monotone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.data.widths import known_widths, width_evidence
from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.trusted.data.units import (
    Bent,
    BentSets,
    BentUnits,
    SignedUnit,
    SlopedUnit,
    Units,
    counting,
    kinds,
    some_counting,
    some_counting_affinely,
    some_output_free,
    wide_enough,
)
from theoremcheck.trusted.data.widths import Violators
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.shape import Signs, Strict
from theoremcheck.trusted.functions.smooth import Agreement
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Dataset, Function, Problem

_SHAPES: Final = (
    *(("strictly_convex", True), ("strictly_concave", False)),
    *(("slope_increasing", True), ("slope_decreasing", False)),
)
"""What a neuron may be shown to be, and whether it is convex then."""


def _impossible(problem: Problem, possible: Callable[[Problem], bool]) -> bool:
    """True if no evidence would do."""
    return answer(possible, problem) is False


def _formulas(problem: Problem) -> Iterator[tuple[int, Units, Expr]]:
    """The kinds with a formula, by number."""
    for number, units in enumerate(kinds(problem)):
        if isinstance(units.neuron, Function):
            yield number, units, units.neuron.expr


def _width(case: Case) -> Iterator[Proposal]:
    if _impossible(case.problem, wide_enough):
        yield False, Structure()
        return
    found = _kinds(case.problem, _SHAPES)
    if found:
        yield True, BentUnits(found)


def _sets(case: Case) -> Iterator[Proposal]:
    """The partition of network.width, for all units that count."""
    problem = case.problem
    available = answer(lambda: sum(counting(problem, units) for units in kinds(problem)))
    least = None if available is None or not isinstance(problem.dataset, Dataset) else case.shared(known_widths)
    if available is None or least is None:
        return
    shown = width_evidence(least, available)
    if isinstance(shown, Violators):
        yield False, shown
        return
    found = _kinds(problem, _SHAPES[:2])
    if found:
        yield True, BentSets(found, shown)


def _kinds(problem: Problem, shapes: tuple[tuple[str, bool], ...]) -> tuple[Bent, ...]:
    """The kinds of units that count and have one of these shapes."""
    counted = ((number, expr) for number, units, expr in _formulas(problem) if answer(counting, problem, units))
    found = (_bent(number, expr, shapes) for number, expr in counted)
    return tuple(shown for shown in found if shown is not None)


def _bent(number: int, expr: Expr, shapes: tuple[tuple[str, bool], ...]) -> Bent | None:
    smooth = decide_function(expr, "c1")
    if smooth is None or not isinstance(smooth[1], Agreement):
        return None
    for name, convex in shapes:
        found = decide_function(expr, name)
        if found is not None and isinstance(found[1], Signs | Composed | Strict):
            return Bent(number, smooth[1], convex, found[1])
    return None


def _signed(case: Case) -> Iterator[Proposal]:
    if _impossible(case.problem, some_output_free):
        yield False, Structure()
        return
    for number, _, expr in _formulas(case.problem):
        found = decide_function(expr, "signed")
        if found is not None and isinstance(found[1], Signs | Composed):
            yield True, SignedUnit(number, found[1])


def _monotone(case: Case) -> Iterator[Proposal]:
    if _impossible(case.problem, some_counting):
        yield False, Structure()
        return
    from theoremcheck.decide.data.funnels import smooth_unit

    for number, units, expr in _formulas(case.problem):
        found = smooth_unit(expr) if answer(counting, case.problem, units) else None
        if found is not None:
            yield True, SlopedUnit(number, found)


def _bent_unit(case: Case) -> Iterator[Proposal]:
    yield from _bent_units(case, some_counting, affinely=False)


def _bent_unit_affine(case: Case) -> Iterator[Proposal]:
    yield from _bent_units(case, some_counting_affinely, affinely=True)


def _bent_units(case: Case, possible: Callable[[Problem], bool], *, affinely: bool) -> Iterator[Proposal]:
    problem = case.problem
    if _impossible(problem, possible):
        yield False, Structure()
        return
    for number, units, expr in _formulas(problem):
        found = _bent(number, expr, _SHAPES) if answer(counting, problem, units, affinely) else None
        if found is not None:
            yield True, found


PROPOSERS: Final = MappingProxyType(
    {
        "network.bent_unit": _bent_unit,
        "network.bent_unit_affine": _bent_unit_affine,
        "network.width_mixed_distinct": _width,
        "network.width_mixed": _sets,
        "network.signed_unit": _signed,
        "network.monotone_unit": _monotone,
    }
)
