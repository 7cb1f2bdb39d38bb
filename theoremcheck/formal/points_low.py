"""A point below a bound, in Coq: objective.low and objective.below_constants.

The theorems are those of ``library/LowCheck.v``: L at the point is enclosed once more, in integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final, TypeVar

import flint

from theoremcheck.formal.enclosed import quotient
from theoremcheck.formal.functions import rational, value
from theoremcheck.formal.points_box import SMALLEST, Enclosed, applied_by, point_table
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.points_loss import at_least, counted_weights, weights
from theoremcheck.formal.problem import SUBJECT, the_loss
from theoremcheck.formal.shapes import Split, bounded_script, split_function
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.minima.constants import class_weights
from theoremcheck.trusted.minima.expansion import expand, margin_of
from theoremcheck.trusted.minima.spurious import Below, Low, check_below_constants, check_low
from theoremcheck.trusted.problem.expr import Z, add, mul, neg, num, substitute
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

_BITS: Final = SMALLEST
_MOVES: Final = (Fraction(0), *(sign * Fraction(1, 2**power) for power in (12, 16, 24) for sign in (1, -1)))
"""Entry k moves by k^2 + k + 41 times one of these, a different number for each, so that units at breaks leave them."""
_DEFINED: Final = (
    f"exact (Nearby.everything_is_defined {SUBJECT} leaf_loss_defined leaf_neuron_defined leaf_network_deep_defined)"
)
_Point = TypeVar("_Point", Low, Below)


def below_constants_point(problem: Problem, evidence: Below) -> str | None:
    """The script of objective.below_constants; None where L is not enclosed. Raises ``Refusal``, ``NotTranslated``."""
    found = _enclosable(problem, evidence, check_below_constants)
    if found is None:
        return None
    heights, scale = _heights(problem), Fraction(sum(weights(problem))) / sum(class_weights(problem))
    least = evidence.bound.bound * scale
    above = (
        f"assert (S : forall v : R, {rational(least)} <= {heights.text} v); [ {bounded_script(heights, least)} |"
        f" intros v; rewrite height_z; {counted_weights(problem)};"
        " apply Rle_trans with (2 := S v); right; quotients ]"
    )
    return _script(problem, found.lower, "objective_below_constants_by", [quotient(least)], [above])


def low_point(problem: Problem, evidence: Low) -> str | None:
    """The same of objective.low."""
    loss = the_loss(problem)
    with precision(_BITS):
        Jets(split(loss.expr), 2).at(flint.arb(0), margin_of, 0)
    found = _enclosable(problem, evidence, check_low)
    if found is None:
        return None
    least, share = evidence.bound.bound, min(samples(problem).shares)
    goals = [_DEFINED, at_least(loss.expr, least)]
    return _script(problem, found.lower, "objective_low_by", [quotient(least), quotient(share)], goals)


def _script(problem: Problem, lower: Vector, theorem: str, bounds: list[str], goals: list[str]) -> str:
    enclosed = Enclosed.of(problem, _BITS)
    arguments = [*enclosed.arguments, point_table(problem, lower), enclosed.fixed]
    return applied_by(f"{theorem} {SUBJECT}", [*arguments, *bounds], [*enclosed.goals, *goals, COMPUTE])


def _heights(problem: Problem) -> Split:
    """The function h, with the weights of the classes as the file has them."""
    loss, (plus, minus) = the_loss(problem).expr, weights(problem)
    height = add((mul((num(plus), substitute(loss, neg(Z)))), mul((num(minus), loss))))
    shown = f"(fun v : R => {plus} * {value(loss, '(- v)')} + {minus} * {value(loss)})"
    return replace(split_function(height), shown=shown)


def _enclosable(problem: Problem, evidence: _Point, check: Callable[[Problem, _Point], None]) -> _Point | None:
    """The evidence, or that of a point beside it, where units and margins lie off the breaks: there Coq encloses L."""
    for moved in _beside(evidence):
        try:
            check(problem, moved)
            with precision(_BITS):
                expand(problem, moved.lower, Fraction(0))
        except Refusal:
            continue
        return moved
    return None


def _beside(evidence: _Point) -> Iterator[_Point]:
    for move in _MOVES:
        yield replace(
            evidence, lower=tuple(entry + (k * k + k + 41) * move for k, entry in enumerate(evidence.lower, 1))
        )
