"""The problem of the layers above frozen ones, for a claim that nothing settles for the problem as it is stated."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from theoremcheck.decide.asking import accepts
from theoremcheck.language.spec import Spec
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.verdict.values import Answer, Verdict


def above_frozen(spec: Spec, point: Vector | None) -> tuple[Spec, Vector | None] | None:
    """The spec of the problem without frozen layers, and the user's point in its order; None where it has none."""
    if spec.stated is not None or not spec.problem.network.layers or not accepts(check_problem, spec.problem):
        return None
    from theoremcheck.trusted.data.frozen_layers import lowered, lowered_centre

    problem = lowered(spec.problem)
    if problem is spec.problem:
        return None
    return spec.read_as(problem), None if point is None else lowered_centre(spec.problem, point)


def stated_centre(stated: Problem, centre: Sequence[Fraction]) -> Vector:
    """The trained parameters of the problem without frozen layers, (P,), in the order of the problem stated."""
    from theoremcheck.trusted.data.frozen_layers import lowered_centre

    order = lowered_centre(stated, tuple(map(Fraction, range(len(centre)))))
    return tuple(value for _, value in sorted(zip(order, centre, strict=True)))


def carries_over(verdict: Verdict) -> bool:
    """True if the verdict on such a spec settles the claim for the problem that is stated.

    A minimum off all breaks may stand on one there: on that of a frozen unit.
    """
    smooth = verdict.spec.question.asked is Asked.NO_BAD_SMOOTH
    return verdict.answer is not Answer.UNDECIDED and not (smooth and verdict.answer is Answer.REFUTED)
