"""The output c of a point, in Coq: that it is a local minimiser of h(c) = W+ l(-c) + W- l(c), or of l itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.shapes import Split, applied, bounded_script, convex_function, factored_tree, split_function
from theoremcheck.formal.trees import bounded_tree, tree
from theoremcheck.trusted.functions.balls import evaluate, precision
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import beside
from theoremcheck.trusted.minima.level import Level
from theoremcheck.trusted.minima.point import Between, Constant, Exact, Number
from theoremcheck.trusted.minima.reach import value_at
from theoremcheck.trusted.problem.expr import Expr, Num, neg, sub, substitute
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.records import dataclass

OUTPUT = "c"
"""The name of an output that is known by bounds."""


_WIDTHS: Final = (20, 16, 12, 8)
"""How far the ends around an output may be: powers of 1/2."""

_MARGIN: Final = 45
"""By how much h is larger there, at least: a power of 1/2."""

_GRAIN: Final = 2**24
_BITS: Final = 192


@dataclass(frozen=True)
class Side:
    """The loss near a constant: the number of its left and right piece, and where these end (None: nowhere)."""

    left: int
    right: int
    lower: Fraction | None
    upper: Fraction | None


def shown(number: Number, constant: Constant | None) -> str:
    """A number of a point. Raises ``NotTranslated``."""
    factor = rational_value(number.factor)
    if factor == 0:
        return value(number.base)
    text = OUTPUT if isinstance(constant, Between) else value(constant.value) if constant is not None else "0"
    scaled = text if factor == 1 else f"{value(number.factor)} * {text}"
    if rational_value(number.base) == 0:
        return f"({scaled})"
    return f"({value(number.base)} + {scaled})"


def output(constant: Constant) -> str:
    """The output c. Raises ``NotTranslated``."""
    return value(constant.value) if isinstance(constant, Exact) else OUTPUT


def loss_function(problem: Problem) -> Split | None:
    """The loss and its pieces; None if it is opaque. Raises ``Refusal``."""
    return split_function(problem.loss.expr) if isinstance(problem.loss, Function) else None


def enclosed(problem: Problem, loss: Split, constant: Between) -> str:
    """The tactic that gives c: a minimiser of h between two ends."""
    ends = " ".join(map(rational, (constant.lower, constant.middle, constant.upper)))
    continuous = applied("continuity_pieces", loss, "agrees", "smooths").rstrip(".")
    computed = (
        f"rewrite !height_z; {counted_weights(problem)}; "
        f"change (ell {SUBJECT}) with {loss.text}; cbv beta; numbers_compared"
    )
    lower, upper = (
        f"first [ {computed} | {way} ]" if (way := _below(loss, constant.middle, end)) else computed
        for end in (constant.lower, constant.upper)
    )
    return (
        f"destruct (between_continuous {SUBJECT} {ends}) as [{OUTPUT} [between_ends least]];\n"
        f"  [ change (continuity {loss.text}); {continuous}\n  | lra | {lower} | {upper} | ]."
    )


def _below(loss: Split, place: Fraction, other: Fraction) -> str | None:
    """The script that h is smaller at one rational than at another, by bounds; None where there are none."""
    formulas, equal = [], []
    try:
        for point in (place, other):
            for sign, shown in ((-1, f"(- {rational(point)})"), (1, rational(point))):  # the goal has - 0, not 0
                piece = loss.pieces.pieces[sum(1 for cut in loss.pieces.points if cut < sign * point)]
                formulas.append(bounded_tree(substitute(piece, Num(sign * point))))
                equal.append(f"change ({loss.text} {shown} = value {formulas[-1]} 0); cbv beta; agrees")
    except NotTranslated:
        return None
    goals = " | ".join(["vm_cast_no_check (eq_refl true)", *equal])
    return f"apply (height_below {SUBJECT} {rational(place)} {rational(other)} {' '.join(formulas)}); [ {goals} ]"


def widened(problem: Problem, loss: Split, constant: Between) -> Between:
    """Ends further away, between which bounds show that there is a minimiser, if h is irrational there."""
    places = (sign * place for place in (constant.lower, constant.middle, constant.upper) for sign in (-1, 1))
    if all(rational_value(value_at(loss.pieces, place)) is not None for place in places):
        return constant
    plus, minus = weights(problem)

    def height(place: Fraction) -> flint.arb:
        above, below = (evaluate(value_at(loss.pieces, sign * place), flint.arb(0)) for sign in (-1, 1))
        return plus * above + minus * below

    middle = Fraction(round(constant.middle * _GRAIN), _GRAIN)
    for exponent in _WIDTHS:
        ends = (middle - Fraction(1, 2**exponent), middle + Fraction(1, 2**exponent))
        with precision(_BITS):
            if all(height(end) > height(middle) + flint.arb(2) ** -_MARGIN for end in ends):
                return Between(ends[0], middle, ends[1])
    return constant


def at_least(loss: Expr, least: Fraction) -> str:
    """The script that l is at least a rational, which the goal has as a quotient of integers."""
    shown = bounded_script(split_function(loss), least)
    return (
        f"assert (S : forall v : R, {rational(least)} <= {value(loss)}); [ {shown} |"
        " intros v; apply Rle_trans with (2 := S v); right; quotients ]"
    )


def weights(problem: Problem) -> tuple[int, int]:
    """(W+, W-) as the file has them."""
    data = cleared(problem.samples)
    pairs = list(zip(data.labels, data.weights, strict=True))
    return sum(w for label, w in pairs if label > 0), sum(w for label, w in pairs if label < 0)


def counted_weights(problem: Problem) -> str:
    """The tactics that write W+ and W- as integers."""
    plus, minus = weights(problem)
    return (
        f"replace (plusz {SUBJECT}) with {plus}%Z by (vm_compute; reflexivity);"
        f" replace (minusz {SUBJECT}) with {minus}%Z by (vm_compute; reflexivity)"
    )


def minimiser(problem: Problem, loss: Split, constant: Constant, levels: Sequence[Level]) -> str | None:
    """The script that c is a local minimiser of h; None where there is none. Raises ``NotTranslated``, ``Refusal``."""
    if isinstance(constant, Between):
        return "exact least."
    if levels:
        parts = [level_script(loss, level) for level in levels]
        return f"apply (minimiser_by_levels {SUBJECT});\n  [ {' | '.join(parts)} ]."
    balanced = balanced_slopes(problem, loss, constant)
    if balanced is None:
        return None
    plus, minus = weights(problem)
    shown_slopes = " ".join(map(value, balanced.slopes))
    counted = "vm_compute; reflexivity"
    goals = "\n  | ".join([counted, counted, *balanced.scripts, "numbers"])
    return (
        f"assert (convex : convex_fn {loss.text}); [ {convex_function(loss).rstrip('.')} |\n"
        f"  apply (minimiser_by_weights {SUBJECT} {plus} {minus} {output(constant)} {shown_slopes});\n"
        f"  [ {goals} ] ]."
    )


@dataclass(frozen=True)
class Balanced:
    """Subgradients at -c and c with W+ g+ = W- g-, and the scripts that they are some (of a ``convex`` loss)."""

    slopes: tuple[Expr, Expr]
    scripts: tuple[str, str]


def balanced_slopes(problem: Problem, loss: Split, constant: Exact) -> Balanced | None:
    """What shows that c is a minimiser of h; None where there is nothing. Raises ``NotTranslated``, ``Refusal``."""
    points = (neg(constant.value), constant.value)
    sides = [_side(loss, point) for point in points]
    plus, minus = weights(problem)
    slopes = _slopes(loss, constant.value, sides, plus, minus)
    if slopes is None:
        return None
    texts = (f"(- {output(constant)})", output(constant))
    first, second = (
        _subgradient(loss, side, point, text, value(slope))
        for side, point, text, slope in zip(sides, points, texts, slopes, strict=True)
    )
    return Balanced(slopes, (first, second))


def bound_script(point: Expr, bound: Fraction | None, *, lower: bool) -> str:
    """The tactic that a constant lies above, or below, a rational. Raises ``Refusal``, ``NotTranslated``."""
    if bound is None or rational_value(point) is not None:
        return "lra"
    difference = sub(point, Num(bound)) if lower else sub(Num(bound), point)
    form, unit = factored_tree(difference)
    lemma = "lower_by" if lower else "upper_by"
    return f"first [ lra | apply ({lemma} {form}); [ written; sign | written; first [ numbers | same_with {unit} ] ] ]"


def _side(loss: Split, point: Expr) -> Side:
    """Where a constant lies between the breaks of the loss."""
    left, right = beside(loss.pieces, point)
    return Side(left, right, loss.pieces.span(left)[0], loss.pieces.span(right)[1])


def _slopes(loss: Split, constant: Expr, sides: Sequence[Side], plus: int, minus: int) -> tuple[Expr, Expr] | None:
    """Subgradients at -c and c with W+ g+ = W- g-."""
    points = (neg(constant), constant)
    smooth = [side.left == side.right for side in sides]
    exact = []
    for side, point in zip(sides, points, strict=True):
        ends = [substitute(nth_derivative(loss.pieces.pieces[i], 1), point) for i in (side.left, side.right)]
        exact.append((ends, [rational_value(end) for end in ends]))
    (ends, known), (mirrored, known_mirrored) = exact
    if None in (*known, *known_mirrored):
        if all(smooth):
            return ends[0], mirrored[0]
        return None
    first, second = ([Fraction(v or 0) for v in found] for found in (known, known_mirrored))
    low, high = max(plus * first[0], minus * second[0]), min(plus * first[1], minus * second[1])
    if low > high:
        return None
    middle = (low + high) / 2
    return Num(middle / plus), Num(middle / minus)


def _subgradient(loss: Split, side: Side, point: Expr, text: str, slope: str) -> str:
    """The script that the loss has a subgradient at a constant."""
    trees = [tree(loss.pieces.pieces[i]) for i in dict.fromkeys((side.left, side.right))]
    lower = f"({text} - 1)" if side.lower is None else rational(side.lower)
    upper = f"({text} + 1)" if side.upper is None else rational(side.upper)
    ends = f"{text} {lower} {upper} {slope}"
    parts = " ".join(trees)
    bounded = (
        f"split; [ {bound_script(point, side.lower, lower=True)} | {bound_script(point, side.upper, lower=False)} ]"
    )
    equal = "intros; agrees"
    smooth = "written; sign"
    if len(trees) == 1:
        goals = ["exact convex", bounded, equal, smooth, "written; numbers"]
        return f"apply (subgradient_piece {loss.text} {parts} {ends}); [ {' | '.join(goals)} ]"
    goals = ["exact convex", bounded, equal, equal, smooth, smooth, "written; split; numbers_compared"]
    return f"apply (subgradient_break {loss.text} {parts} {ends}); [ {' | '.join(goals)} ]"


def subgradient_script(loss: Split, margin: Fraction, slope: Fraction) -> str:
    """The script that the loss, known as ``convex``, has a subgradient at a rational."""
    point = Num(margin)
    script = _subgradient(loss, _side(loss, point), point, rational(margin), rational(slope))
    return f"change (subgradient_at {loss.text} {rational(margin)} {rational(slope)}); {script}"


def subgradients_script(loss: Split, margin: Fraction) -> str:
    """The script that the loss, known as ``convex``, has every slope between two ends at a rational."""
    point = Num(margin)
    script = _subgradient(loss, _side(loss, point), point, rational(margin), "s")
    read = "intros s H; unfold real in H; cbn [fst snd] in H"
    return (
        f"{read}; match goal with |- subgradient_at _ ?v _ => replace v with {rational(margin)} by lra end;"
        f" change (subgradient_at {loss.text} {rational(margin)} s); {script}"
    )


def level_script(loss: Split, level: Level) -> str:
    """The script that the loss has a local minimiser, piece by piece."""
    at = level.at
    lower = at - 1 if level.lower is None else level.lower
    upper = at + 1 if level.upper is None else level.upper
    cuts = [point for point in loss.pieces.points if lower < point < upper]
    first = sum(1 for point in loss.pieces.points if point <= lower)
    found = [
        f"apply (by_piece {loss.text} {tree(piece)}); [ agrees | written; settled; leveled ]"
        for piece in loss.pieces.pieces[first : first + len(cuts) + 1]
    ]
    script = found.pop()
    for point, case in zip(reversed(cuts), reversed(found), strict=True):
        script = f"destruct (Rle_dec v {rational(point)}); [ {case} | {script} ]"
    ends = f"{rational(lower)} {rational(upper)}"
    return f"apply (minimiser_inside {loss.text} {rational(at)} {ends}); [ lra | intros v V; destruct V; {script} ]"
