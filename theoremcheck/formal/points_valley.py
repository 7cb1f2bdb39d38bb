"""Two points that the sign of one output weight parts, in Coq: objective.valley.

The theorem is that of ``library/ValleyCheck.v``: L at both points is enclosed once more, in integers.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.formal.enclosed import quotient
from theoremcheck.formal.functions import value
from theoremcheck.formal.points_box import SMALLEST, Enclosed, applied_by, point_table
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.points_loss import at_least
from theoremcheck.formal.problem import SUBJECT, function_names, place_names, the_loss
from theoremcheck.formal.shapes import bounded_script, split_function
from theoremcheck.formal.text import boolean, listed
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.valley import SpuriousValley, check_valley, last_unit
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Function, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

_BITS: Final = SMALLEST
_FACTORS: Final = (Fraction(1), Fraction(11, 10), Fraction(9, 10), Fraction(3, 2))


def valley_point(problem: Problem, evidence: SpuriousValley) -> str | None:
    """The script of objective.valley; None for a neuron that is at most 0. Raises ``Refusal``, ``NotTranslated``."""
    layout = Layout.of(problem)
    place, neuron = last_unit(problem, layout)
    evidence = _off_breaks(problem, evidence, layout.trained.index(place))
    if evidence.negative or not isinstance(neuron, Function):
        return None
    enclosed, loss = Enclosed.of(problem, _BITS), the_loss(problem)
    constant, least = layout.frozen.get(0) if problem.network.output_bias else None, evidence.least.bound
    own = layout.full(evidence.start)[place] < 0
    arguments = [
        *enclosed.arguments,
        point_table(problem, evidence.start),
        enclosed.fixed,
        point_table(problem, evidence.lower),
        f"({place_names(layout)[place]})",
        "1%Z",
        boolean(own),
        quotient(constant or Fraction(0)),
        quotient(least),
    ]
    floor = bounded_script(split_function(neuron.expr), Fraction(0))
    signed = (
        f"assert (S : forall v : R, 0 <= {value(neuron.expr)}); [ {floor} | intros v; rewrite Rmult_1_l; exact (S v) ]"
    )
    unit = _one_unit(problem, neuron, signed)
    above = at_least(loss.expr, least)
    return applied_by(f"objective_valley_by {SUBJECT}", arguments, [*enclosed.goals, above, unit, COMPUTE])


def _off_breaks(problem: Problem, evidence: SpuriousValley, entry: int) -> SpuriousValley:
    """The evidence with another last weight: margins lie off the breaks of the loss: there Coq encloses it."""
    for factor in _FACTORS:
        points = [_scaled(point, entry, factor) for point in (evidence.start, evidence.lower)]
        moved = replace(evidence, start=points[0], lower=points[1])
        try:
            check_valley(problem, moved)
        except Refusal:
            continue
        if not any(_on_break(problem, point) for point in points):
            return moved
    return evidence


def _scaled(point: Vector, entry: int, factor: Fraction) -> Vector:
    return (*point[:entry], point[entry] * factor, *point[entry + 1 :])


def _on_break(problem: Problem, point: Vector) -> bool:
    """True if a margin may lie on a rational break of the loss."""
    with precision(_BITS):
        _, outputs = height(problem, point, Fraction(0))
        margins = samples(problem).margins(outputs)
        breaks = [ball(found) for found in split(the_loss(problem).expr).points]
        return any(margin.overlaps(found) for margin in margins for found in breaks)


def _one_unit(problem: Problem, neuron: Function, signed: str) -> str:
    """The script that f is c and the output weight times what the last unit gives."""
    settled = "reflexivity | reflexivity | quotients"
    if problem.network.width:
        return f"apply shortcut_times_one_sign; [ {settled} | reflexivity | intros; reflexivity | {signed} ]"
    names = function_names(problem)
    (layers,) = problem.network.branches.values()
    below = listed(
        listed(names[found] for found in layer.neurons if isinstance(found, Function)) for layer in layers[:-1]
    )
    theorem = f"(fun one untrained constant => deep_times_one_sign {SUBJECT} 1 _ one untrained constant {names[neuron]}"
    return f"refine ({theorem} _ {below} _ _) _ _ _);\n    [ {signed} | reflexivity | intros; reflexivity | {settled} ]"
