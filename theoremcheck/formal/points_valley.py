"""Two points that the sign of one output weight parts, in Coq: objective.valley.

The theorem is that of ``library/ValleyCheck.v``: L at both points is enclosed once more, in integers.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Final

from theoremcheck.formal.enclosed import quotient
from theoremcheck.formal.functions import rational, value
from theoremcheck.formal.points_box import SMALLEST, Enclosed, applied_by, point_table
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.problem import SUBJECT, function_names, place_names, the_loss
from theoremcheck.formal.shapes import bounded_script, nondecreasing_function, split_function
from theoremcheck.formal.text import boolean, listed
from theoremcheck.formal.trees import bounded_tree
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.minima.expansion import Forward, box, height
from theoremcheck.trusted.minima.reach import value_at
from theoremcheck.trusted.minima.valley import SpuriousValley, check_valley, constant_output, half_loss, last_unit
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Function, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import Refusal

_BITS: Final = SMALLEST
_FACTORS: Final = (Fraction(1), Fraction(11, 10), Fraction(9, 10), Fraction(3, 2))
_NUDGES: Final = (Fraction(0), Fraction(1, 128), Fraction(-1, 128), Fraction(1, 1024), Fraction(-1, 1024))
_NEAR: Final = Fraction(1, 2**40)


def valley_point(problem: Problem, evidence: SpuriousValley) -> str | None:
    """The script of objective.valley; None for a neuron that is at most 0. Raises ``Refusal``, ``NotTranslated``."""
    layout = Layout.of(problem)
    place, neuron = last_unit(problem, layout)
    evidence = _off_breaks(problem, evidence, layout.trained.index(place))
    if evidence.negative or not isinstance(neuron, Function):
        return None
    enclosed = Enclosed.of(problem, _BITS)
    constant = constant_output(problem, layout)
    own = layout.full(evidence.start)[place] < 0
    halves = [_half(problem, evidence, 1 if own else -1, constant, of_own=of_own) for of_own in (True, False)]
    arguments = [
        *enclosed.arguments,
        point_table(problem, evidence.start),
        enclosed.fixed,
        point_table(problem, evidence.lower),
        f"({place_names(layout)[place]})",
        "1%Z",
        boolean(own),
        quotient(constant),
        quotient(evidence.own.bound),
        quotient(evidence.least.bound),
    ]
    floor = bounded_script(split_function(neuron.expr), Fraction(0))
    signed = (
        f"assert (S : forall v : R, 0 <= {value(neuron.expr)}); [ {floor} | intros v; rewrite Rmult_1_l; exact (S v) ]"
    )
    unit = _one_unit(problem, neuron, signed)
    return applied_by(f"objective_valley_by {SUBJECT}", arguments, [*enclosed.goals, *halves, unit, COMPUTE])


def _half(problem: Problem, evidence: SpuriousValley, own: int, constant: Fraction, *, of_own: bool) -> str:
    """The script that l is at least a rational on the half-line of the margins of a class.

    By l(max(v, end)) on R, or, on the margins from an end on at which l is irrational, as l is nondecreasing.
    """
    end, bound = (-own * constant, evidence.own.bound) if of_own else (own * constant, evidence.least.bound)
    expr = half_loss(problem, own if of_own else -own, own, constant)
    way, relation = ("Rmax_left", ">=") if of_own else ("Rmin_left", "<=")
    reached = (
        f"assert (E : v {relation} {rational(end)}) by (unfold own_end, quotient_of in H; cbn [fst snd] in H; lra)"
    )
    composed = (
        f"assert (S : forall v : R, {rational(bound)} <= {value(expr)});"
        f" [ {bounded_script(split_function(expr), bound)} | intros v H; {reached};"
        f" apply Rle_trans with (r2 := {rational(bound)}); [ right; quotients |];"
        f" specialize (S v); rewrite ({way} v {rational(end)}) in S by lra; exact S ]"
    )
    at_end = value_at(split(the_loss(problem).expr), end)
    if not of_own or rational_value(at_end) is not None:
        return composed
    loss = split_function(the_loss(problem).expr)
    # The least value is taken at the end, and so known by bounds of one number.
    rising = (
        f"assert (S : forall u v : R, u <= v -> {loss.text} u <= {loss.text} v);"
        f" [ {nondecreasing_function(loss).rstrip('.')} | intros v H; {reached};"
        f" apply Rle_trans with (r2 := {loss.text} {rational(end)}); [| apply S; lra ];"
        f" apply (value_above {loss.text} {bounded_tree(at_end)});"
        " [ vm_cast_no_check (eq_refl true) | cbv beta; agrees ] ]"
    )
    return f"first [ {rising} | {composed} ]"


def _off_breaks(problem: Problem, evidence: SpuriousValley, entry: int) -> SpuriousValley:
    """The evidence with other points close by: nothing lies on a break of a neuron or of the loss: Coq encloses it."""
    for factor, nudge in product(_FACTORS, _NUDGES):
        points = [_scaled(point, entry, factor, nudge) for point in (evidence.start, evidence.lower)]
        moved = replace(evidence, start=points[0], lower=points[1])
        try:
            check_valley(problem, moved)
        except Refusal:
            continue
        if not any(_on_break(problem, point) for point in points):
            return moved
    return evidence


def _scaled(point: Vector, entry: int, factor: Fraction, nudge: Fraction) -> Vector:
    """The point with the last weight times a factor, and each entry moved by another multiple of the nudge."""
    return tuple((x * factor if k == entry else x) + (k + 1) * nudge for k, x in enumerate(point))


def _on_break(problem: Problem, point: Vector) -> bool:
    """True if a margin may lie on a rational break of the loss, or what a neuron receives on one of the neuron."""
    with precision(_BITS):
        _, outputs = height(problem, point, Fraction(0))
        margins = samples(problem).margins(outputs)
        breaks = [ball(found) for found in split(the_loss(problem).expr).points]
        if any(margin.overlaps(found) for margin in margins for found in breaks):
            return True
        try:
            Forward(problem, box(problem, point, _NEAR).full, 1)
        except Refusal:
            return True
    return False


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
