"""Two points that the sign of one output weight parts, in Coq: objective.valley.

The theorem is that of ``library/ValleyCheck.v``: L at both points is enclosed once more, in integers.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.formal.enclosed import quotient
from theoremcheck.formal.functions import rational, value
from theoremcheck.formal.points_box import SMALLEST, Enclosed, applied_by, point_table
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.problem import SUBJECT, function_names, place_names, the_loss
from theoremcheck.formal.shapes import bounded_script, split_function
from theoremcheck.formal.text import boolean, listed
from theoremcheck.trusted.minima.valley import SpuriousValley, last_unit
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Function, Problem

_BITS: Final = SMALLEST


def valley_point(problem: Problem, evidence: SpuriousValley) -> str | None:
    """The script of objective.valley; None for a neuron that is at most 0. Raises ``Refusal``, ``NotTranslated``."""
    layout = Layout.of(problem)
    place, neuron = last_unit(problem, layout)
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
    floor, bound = split_function(neuron.expr), split_function(loss.expr)
    above = (
        f"assert (S : forall v : R, {rational(least)} <= {value(loss.expr)}); [ {bounded_script(bound, least)} |"
        " intros v; apply Rle_trans with (2 := S v); right; quotients ]"
    )
    signed = (
        f"assert (S : forall v : R, 0 <= {value(neuron.expr)}); [ {bounded_script(floor, Fraction(0))} |"
        " intros v; rewrite Rmult_1_l; exact (S v) ]"
    )
    unit = _one_unit(problem, neuron, signed)
    return applied_by(f"objective_valley_by {SUBJECT}", arguments, [*enclosed.goals, above, unit, COMPUTE])


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
