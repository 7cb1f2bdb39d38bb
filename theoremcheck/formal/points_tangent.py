"""Points whose constant output has tangents of the loss near it only, in Coq (``library/Tangents.v``)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.formal.enclosed import function_parts, quotient
from theoremcheck.formal.functions import NotTranslated, rational
from theoremcheck.formal.points_build import COMPUTE, Built, constant_output, continuous
from theoremcheck.formal.points_loss import OUTPUT, bound_script, output, weights
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.functions.balls import START_PRECISION, evaluate, precision
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import beside
from theoremcheck.trusted.minima.point import Between, Constant, Exact
from theoremcheck.trusted.problem.expr import Num, substitute

BITS: Final = 96
"""Bits after the point of Coq's enclosures."""

REACH: Final = Fraction(1, 4)
"""How far the lines below the loss are followed on either side of a break."""

MARGIN: Final = Fraction(1, 2**20)
"""How far the bounds of an exact c lie from it."""


def tangential(
    built: Built,
    theorem: str,
    goals: Sequence[str],
    *,
    rising: bool = False,
    keeps: bool = True,
    pull: Fraction | None = None,
    more: str = "",
) -> str | None:
    """A lemma for an output c near which the loss is above its tangents; None where there is none.

    ``pull`` is a number that |K| / W+ does not exceed, where the lemma asks for one; ``more`` are further arguments.
    """
    if built.deep.continuous is None:
        return None
    known = f"split; [ {COMPUTE} | split; [ {continuous(built)} | {built.deep.continuous} ] ]"
    place = broken(built)
    if place is None:
        tangents = _tangents(rising=rising, bounded=pull is not None)
    else:
        tangents = tangents_at_break(built, place, rising=rising, pull=pull)
    start = [*["keeps"] * keeps, "costs", constant_output(built), known, tangents]
    body = "\n  | ".join([*start, *goals])
    named = f"(c := {output(built.constant)}){more}"
    applied = f"apply ({theorem} {SUBJECT} {built.arguments}) with {named};\n  [ {body} ]."
    return f"{_known(built)}\n  {applied}" if place is None else applied


def _known(built: Built) -> str:
    """What is shown first: c between its bounds with W+ l'(-c) = W- l'(c), and the signs of l' and l'' there."""
    constant = built.constant
    lower, upper = map(quotient, bounds(constant))
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
            f"assert (balance : balanced {SUBJECT} the_parts {c}) by (apply (slopes_balanced_by {SUBJECT} {plus}"
            f" {minus} the_parts {c}); [ {counted} | {counted} | unfold the_parts; slopes_equal ])."
        )
    return "\n  ".join(shown)


def _inside(constant: Exact) -> str:
    """The script that an exact c lies between its bounds."""
    ends = bounds(constant)
    shown = " | ".join(bound_script(constant.value, end, lower=end is ends[0]) for end in ends)
    opened_ = "unfold quotient_of; cbn [fst snd]"
    return f"{opened_}; first [ lra | split; [ {shown} ] ]"


def _tangents(*, rising: bool, bounded: bool) -> str:
    """The script that l has tangents near -c and c, K >= 0 if ``rising``, of bounded slopes if ``bounded``."""
    theorem = "rising_tangents_by" if rising else "bounded_tangents_by" if bounded else "some_tangents_by"
    computed = " | ".join([COMPUTE] * (3 if bounded else 2))
    arguments = f"_ {BITS} _ _ _ _{' _' * bounded} in_parts marks_hold inside"
    return f"apply ({theorem} {arguments}); [ {computed} | exact balance ]"


# --- at a break of l ----------------------------------------------------------------------------------------------


def broken(built: Built) -> Fraction | None:
    """The output c, where -c or c is a break of the loss."""
    place = rational_value(built.constant.value) if isinstance(built.constant, Exact) else None
    return place if place is not None and {place, -place} & set(built.loss.pieces.points) else None


def least_pull(built: Built, place: Fraction) -> Fraction:
    """The number nearest to 0 among all K, where -c or c is a break of the loss. Raises ``NotTranslated``."""
    least, greatest = _pulls(built, place)
    return min(max(least, Fraction(0)), greatest)


def _pulls(built: Built, place: Fraction) -> tuple[Fraction, Fraction]:
    """The least and the greatest K = W+ g+ = W- g-, g+ and g- slopes of lines below l near -c and c."""
    pieces = built.loss.pieces
    ends: list[tuple[Fraction, Fraction]] = []
    for weight, own in zip(weights(built.problem), (-place, place), strict=True):
        found = [
            rational_value(substitute(nth_derivative(pieces.pieces[index], 1), Num(own)))
            for index in beside(pieces, Num(own))
        ]
        left, right = (None if slope is None else weight * slope for slope in found)
        if left is None or right is None:
            raise NotTranslated("the slope of the loss at a break is not rational")
        ends.append((left, right))
    return max(low for low, _ in ends), min(high for _, high in ends)


def tangents_at_break(built: Built, place: Fraction, *, rising: bool, pull: Fraction | None = None) -> str:
    """The script that l has lines below it near -c and c. Raises ``NotTranslated``.

    K is the greatest there is, or, where its size counts, the least in size.
    """
    plus, minus = weights(built.problem)
    sides = [beside(built.loss.pieces, Num(own)) for own in (-place, place)]
    chosen = _pulls(built, place)[1] if pull is None else least_pull(built, place)
    text, c = rational(chosen / minus), output(built.constant)
    lines = [
        _line(built, point, shown, side, chosen / weight)
        for point, shown, side, weight in zip((-place, place), (f"(- {c})", c), sides, (plus, minus), strict=True)
    ]
    counted = "vm_compute; reflexivity"
    goals = " | ".join([counted, counted, "lra", COMPUTE, *lines])
    shown = f"apply (tangents_at {SUBJECT} {plus} {minus} {c} {text} {rational(chosen / plus)}); [ {goals} ]"
    if pull is not None:
        size = f"replace (plusz {SUBJECT}) with {plus}%Z by ({counted}); unfold real; cbn [fst snd]; apply Rabs_le; lra"
        return f"exists ({minus} * {text}); split; [ {size} | {shown} ]"
    return f"exists ({minus} * {text}); " + (f"split; [ lra | {shown} ]" if rising else shown)


def _line(built: Built, point: Fraction, shown: str, side: tuple[int, int], slope: Fraction) -> str:
    """The script that a line is below l near a rational: its slope lies between those of the two sides."""
    loss, (left, right) = built.loss, side
    width = min((abs(point - cut) / 2 for cut in loss.pieces.points if cut != point), default=REACH)
    lower, place, upper = (quotient(point + sign * min(width, REACH)) for sign in (-1, 0, 1))
    parts = " ".join(loss.tree(loss.pieces.pieces[index]) for index in (left, right))
    read = "unfold quotient_of; cbn [fst snd]"
    equal = "intros v V V'; unfold quotient_of in V, V'; cbn [fst snd] in V, V'; agrees"
    between = "cbn [first value outer1 ratio pow Nat.pred Z.of_nat Pos.of_succ_nat Pos.succ]; split; numbers_compared"
    goals = " | ".join([f"{read}; lra", f"{read}; lra", equal, equal, COMPUTE, COMPUTE, between])
    ends = f"{parts} {lower} {place} {upper} {shown} {rational(slope)}"
    return f"change (ell {SUBJECT}) with {loss.text}; apply (line_at {BITS} {loss.text} {ends}); [ {goals} ]"


def bounds(constant: Constant) -> tuple[Fraction, Fraction]:
    """Rational numbers below and above the output c."""
    if isinstance(constant, Between):
        return constant.lower, constant.upper
    with precision(START_PRECISION):
        near = midpoint(evaluate(constant.value, flint.arb(0)))
    rounded = Fraction(round(near / MARGIN)) * MARGIN
    return rounded - MARGIN, rounded + MARGIN
