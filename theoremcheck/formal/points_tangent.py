"""Points whose constant output has tangents of the loss near it only, in Coq (``library/Tangents.v``)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.formal.enclosed import function_parts, quotient
from theoremcheck.formal.functions import rational
from theoremcheck.formal.points_build import COMPUTE, Built, constant_output, continuous
from theoremcheck.formal.points_loss import OUTPUT, bound_script, output, weights
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.functions.balls import START_PRECISION, evaluate, precision
from theoremcheck.trusted.minima.point import Between, Constant, Exact

BITS: Final = 96
"""Bits after the point of Coq's enclosures."""

MARGIN: Final = Fraction(1, 2**20)
"""How far the bounds of an exact c lie from it."""


def tangential(built: Built, theorem: str, goals: Sequence[str], *, rising: bool, keeps: bool = True) -> str | None:
    """A lemma for an output c near which the loss is above its tangents; None where there is none."""
    if built.deep.continuous is None:
        return None
    known = f"split; [ {COMPUTE} | split; [ {continuous(built)} | {built.deep.continuous} ] ]"
    start = [*["keeps"] * keeps, "costs", constant_output(built), known, _tangents(rising=rising)]
    body = "\n  | ".join([*start, *goals])
    applied = f"apply ({theorem} {SUBJECT} {built.arguments}) with (c := {output(built.constant)});\n  [ {body} ]."
    return f"{_known(built)}\n  {applied}"


def _known(built: Built) -> str:
    """What is shown first: c between its bounds with W+ l'(-c) = W- l'(c), and the signs of l' and l'' there."""
    constant = built.constant
    lower, upper = map(quotient, _bounds(constant))
    parts = function_parts(built.loss)
    shown = [
        f"set (the_parts := {parts}).",
        f"assert (in_parts : in_pieces (loss {SUBJECT}) the_parts) by (unfold the_parts; in_pieces {built.loss.text}).",
        "assert (marks_hold : marked (fst the_parts) (snd the_parts)) by (unfold the_parts; marks).",
    ]
    if isinstance(constant, Between):
        below, turned = "unfold quotient_of; cbn [fst snd]; lra", f"{SUBJECT} {BITS} the_parts {lower} {upper}"
        shown.append(
            f"destruct (balanced_between {turned} in_parts marks_hold ltac:({below}) ltac:({COMPUTE}) ltac:({COMPUTE}))"
            f" as [{OUTPUT} [inside balance]]."
        )
        shown.append(
            f"assert (between_ends : {rational(constant.lower)} < {OUTPUT} < {rational(constant.upper)})"
            f" by (unfold quotient_of in inside; cbn [fst snd] in inside; lra)."
        )
    else:
        c, (plus, minus) = output(constant), weights(built.problem)
        counted = "vm_compute; reflexivity"
        shown.append(f"assert (inside : quotient_of {lower} < {c} < quotient_of {upper}) by ({_inside(constant)}).")
        shown.append(
            f"assert (balance : balanced {SUBJECT} the_parts {c}) by (apply (balanced_by {SUBJECT} {plus} {minus}"
            f" the_parts {c}); [ {counted} | {counted} | unfold the_parts; slopes_equal ])."
        )
    return "\n  ".join(shown)


def _inside(constant: Exact) -> str:
    """The script that an exact c lies between its bounds."""
    ends = _bounds(constant)
    bounds = " | ".join(bound_script(constant.value, end, lower=end is ends[0]) for end in ends)
    opened_ = "unfold quotient_of; cbn [fst snd]"
    return f"{opened_}; first [ lra | split; [ {bounds} ] ]"


def _tangents(*, rising: bool) -> str:
    """The script that l has tangents near -c and c."""
    theorem = "rising_tangents_by" if rising else "some_tangents_by"
    return f"apply ({theorem} _ {BITS} _ _ _ _ in_parts marks_hold inside); [ {COMPUTE} | {COMPUTE} | exact balance ]"


def _bounds(constant: Constant) -> tuple[Fraction, Fraction]:
    if isinstance(constant, Between):
        return constant.lower, constant.upper
    with precision(START_PRECISION):
        near = midpoint(evaluate(constant.value, flint.arb(0)))
    rounded = Fraction(round(near / MARGIN)) * MARGIN
    return rounded - MARGIN, rounded + MARGIN
