"""Other problems for a claim that nothing settles as it is stated: the layers above frozen ones, and instances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from theoremcheck.decide.asking import accepts
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Dataset, Function, Problem, Vector
from theoremcheck.verdict.values import Answer, Verdict

T = TypeVar("T")


def above_frozen(spec: Spec, point: Vector | None, options: Options) -> tuple[Spec, Options] | None:
    """The spec of the problem without frozen layers, to be decided so; None where it has none.

    The user's point is in its order then; a search, where one is needed, is one of the problem that the file states.
    """
    if spec.stated is not None or not spec.problem.network.layers or not accepts(check_problem, spec.problem):
        return None
    from theoremcheck.trusted.data.frozen_layers import lowered

    problem = lowered(spec.problem)
    if problem is spec.problem:
        return None
    at = None if point is None else tuple(point[place] for place in _order(spec.problem))
    return spec.read_as(problem), replace(options, at=at, search=False)


def by_instance(spec: Spec, options: Options, decide: Callable[[Spec, Options], Verdict]) -> Verdict | None:
    """The verdict on an instance of what is claimed for all data, values or functions that refutes it; else None."""
    problem = spec.problem
    formulas = all(isinstance(entry, Function) for entry in problem.functions)
    general = not formulas or not isinstance(problem.dataset, Dataset) or bool(problem.parameters)
    if spec.stated is not None or not general or not accepts(check_problem, problem):
        return None
    from theoremcheck.verdict.instances import candidates  # few specs speak of many problems

    for one, own in candidates(spec, options):
        known = decide(one, own)
        if known.answer is Answer.REFUTED and settles(known):
            return replace(known, spec=replace(known.spec, candidate=spec.candidate))
    return None


def stated_centre(spec: Spec, centre: Sequence[T]) -> tuple[T, ...]:
    """What is known of each trained parameter of ``spec.problem``, (P,), in the order of the problem stated.

    An instance has the parameters that all instances have, in one order.
    """
    if spec.stated is None or spec.instance is not None:
        return tuple(centre)
    placed = dict(zip(_order(spec.stated), centre, strict=True))
    return tuple(placed[place] for place in range(len(placed)))


def stated_places(spec: Spec) -> tuple[int, ...]:
    """The place in the problem stated of each trained parameter of ``spec.problem``, that without frozen layers."""
    return _order(spec.original)


def stated_parameters(spec: Spec, full: Sequence[Fraction]) -> Vector:
    """The point of the problem stated, all its parameters, (p,), by that of ``spec.problem``, frozen ones with it."""
    if spec.stated is None or spec.instance is not None:
        return tuple(full)
    return Layout.of(spec.stated).full(stated_centre(spec, Layout.of(spec.problem).centre(full)))


@lru_cache(maxsize=4)
def _order(stated: Problem) -> tuple[int, ...]:
    """The place in the problem stated of each trained parameter of that without frozen layers, (P,).

    Remembered, as it takes the outputs of the frozen layers anew, and a report asks for each of its points.
    """
    from theoremcheck.trusted.data.frozen_layers import lowered_centre

    places = map(Fraction, range(len(Layout.of(stated).trained)))
    return tuple(map(int, lowered_centre(stated, tuple(places))))


def settles(verdict: Verdict) -> bool:
    """True if what the verdict says of the claim is so for the problem that the file states."""
    spec = verdict.spec
    if spec.stated is not None and spec.instance is not None:
        from theoremcheck.verdict.instances import refutes_all

        return refutes_all(verdict, spec.stated, spec.instance)
    return spec.stated is None or carries_over(verdict)


def carries_over(verdict: Verdict) -> bool:
    """True if the verdict on a problem without frozen layers settles the claim for the problem that is stated.

    A minimum off all breaks may stand on one there: on that of a frozen unit.
    """
    smooth = verdict.spec.question.asked is Asked.NO_BAD_SMOOTH
    return verdict.answer is not Answer.UNDECIDED and not (smooth and verdict.answer is Answer.REFUTED)
