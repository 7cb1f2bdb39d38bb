"""One neuron at w = 0 whose Hessian in (f, w) is positive definite, in Coq: minimum.narrow.

The theorem is that of ``library/NarrowBuild.v``: rational numbers below the two coefficients of the Hessian are checked
by integer bounds (``library/Enclose.v``), and the form that they give by a sum of squares.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias

import flint

from theoremcheck.formal.algebra import weighted_squares
from theoremcheck.formal.functions import rational
from theoremcheck.formal.points_build import COMPUTE, Built, build, constant_output, known, opened
from theoremcheck.formal.points_loss import bound_script, counted_weights, output, weights
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.text import integer, integers, listed
from theoremcheck.formal.trees import bounded_tree, tree
from theoremcheck.trusted.functions.balls import evaluate, hull, precision, rational_bounds
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import beside, enclosure
from theoremcheck.trusted.minima.fibre import FibreMinimum
from theoremcheck.trusted.minima.point import Between
from theoremcheck.trusted.minima.reach import neuron_pieces
from theoremcheck.trusted.minima.regimes import common_piece
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, mul, neg, num, power, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

MAX_FACTOR = 10**9
"""How small the constant of the form may be: its inverse."""

_GRAINS = (2**6, 2**12, 2**24)
"""The denominators that rationals below the coefficients may have."""

_BITS = 192


LossPiece: TypeAlias = tuple[Expr, tuple[Fraction | None, Fraction | None]]
"""A piece of the loss, and the ends of its interval."""


@dataclass(frozen=True)
class _Parts:
    """c, or the variable if it is known by bounds; a as a formula in it; the pieces of s at b, of l at -c and c."""

    built: Built
    c: Expr
    weight: Expr
    neuron: Expr
    losses: tuple[Expr, Expr]
    spans: tuple[tuple[Fraction | None, Fraction | None], tuple[Fraction | None, Fraction | None]]

    @property
    def coefficients(self) -> tuple[Expr, Expr]:
        """For each class: l'' (a s')^2 - y l' a s''."""
        (neuron,) = self.built.point.neurons
        slope, bend = (substitute(nth_derivative(self.neuron, k), Num(neuron.hidden_bias)) for k in (1, 2))
        found = []
        for piece, label in zip(self.losses, (1, -1), strict=True):
            place = mul((num(-label), self.c))
            first, second = (substitute(nth_derivative(piece, k), place) for k in (1, 2))
            steep = mul((second, power(mul((self.weight, slope)), 2)))
            found.append(add((steep, mul((num(-label), first, self.weight, bend)))))
        return found[0], found[1]


def narrow_point(problem: Problem, evidence: FibreMinimum) -> str | None:
    """The script of minimum.narrow. Raises ``Refusal``, ``NotTranslated``."""
    built = build(problem, evidence.point, evidence.constant)
    if built is None or built.deep.dead is None or built.deep.continuous is None:
        return None
    parts = _parts(built)
    form = _form(parts)
    if form is None:
        return None
    losses = [smooth_loss(built, (parts.losses[k], parts.spans[k]), mirrored=k == 0) for k in (0, 1)]
    around, is_known = known(built.constant)
    goals = [
        "keeps",
        "costs",
        COMPUTE,
        "reflexivity",
        is_known,
        "cbn [nth repeat app value ratio]; numbers",
        constant_output(built),
        built.deep.dead,
        built.deep.continuous,
        _smooth_neuron(parts),
        *losses,
        _critical(parts, losses),
    ]
    body = "\n  | ".join(goals)
    trees = (
        f"(fa := {bounded_tree(parts.weight)}) (fs := {bounded_tree(parts.neuron)})\n"
        f"    (lp := {bounded_tree(parts.losses[0])}) (lm := {bounded_tree(parts.losses[1])})"
    )
    script = (
        f"apply (minimum_narrow_by {SUBJECT} {built.arguments}) with (c := {output(built.constant)})\n"
        f"    (around := {around}) {trees}\n    {form};\n  [ {body} ]."
    )
    return opened(built, script)


def _parts(built: Built) -> _Parts:
    constant, (neuron,) = built.constant, built.point.neurons
    c = Z if isinstance(constant, Between) else constant.value
    pieces = neuron_pieces(built.problem)
    number = neuron.output_weight
    weight = number.base if rational_value(number.factor) == 0 else add((number.base, mul((number.factor, c))))
    indices = [loss_index(built, sign) for sign in (-1, 1)]
    found = built.loss.pieces
    return _Parts(
        built,
        c,
        weight,
        pieces.pieces[common_piece(pieces, (neuron.hidden_bias,))],
        (found.pieces[indices[0]], found.pieces[indices[1]]),
        (found.span(indices[0]), found.span(indices[1])),
    )


def loss_index(built: Built, sign: int) -> int:
    """The piece of the loss that holds c, or -c, strictly inside. Raises ``Refusal``."""
    ends = [mul((num(sign), end)) for end in enclosure(built.constant)]
    found = {index for end in ends for index in beside(built.loss.pieces, end)}
    if len(found) != 1:
        raise Refusal("fibre.break")
    return found.pop()


# --- the scripts --------------------------------------------------------------------------------------------------


def _smooth_neuron(parts: _Parts) -> str:
    (neuron,), pieces = parts.built.point.neurons, neuron_pieces(parts.built.problem)
    low, high = pieces.span(common_piece(pieces, (neuron.hidden_bias,)))
    lower = neuron.hidden_bias - 1 if low is None else low
    upper = neuron.hidden_bias + 1 if high is None else high
    ends = f"{rational(lower)} {rational(upper)}"
    return (
        f"apply (c2_at_piece {parts.built.neuron.text} {tree(parts.neuron)} _ {ends});"
        f" [ unfold bias; cbn [nth repeat app value ratio]; lra | intros v V V'; agrees | {_SMOOTH} ]"
    )


_SMOOTH = "intros v V V'; written; sign"


def smooth_loss(built: Built, piece: LossPiece, *, mirrored: bool) -> str:
    """The script that l is C^2 at c, or at -c (``mirrored``), which lies inside a piece."""
    (expr, (low, high)), text = piece, output(built.constant)
    shown = f"(- {text})" if mirrored else text
    lower = f"({shown} - 1)" if low is None else rational(low)
    upper = f"({shown} + 1)" if high is None else rational(high)
    if isinstance(built.constant, Between):
        bounded = "lra"
    else:
        place = neg(built.constant.value) if mirrored else built.constant.value
        bounded = f"split; [ {bound_script(place, low, lower=True)} | {bound_script(place, high, lower=False)} ]"
    return (
        f"apply (c2_at_piece {built.loss.text} {tree(expr)} {shown} {lower} {upper});"
        f" [ {bounded} | intros v V V'; agrees | {_SMOOTH} ]"
    )


def _critical(parts: _Parts, losses: list[str]) -> str:
    """The script that W+ l'(-c) = W- l'(c)."""
    if parts.c == Z:
        return f"eapply (critical_by {SUBJECT}); [ exact least | {losses[0]} | {losses[1]} ]"
    return f"{counted_weights(parts.built.problem)}; written; numbers"


# --- the form -----------------------------------------------------------------------------------------------------


def _form(parts: _Parts) -> str | None:
    """Rationals below the coefficients, and the squares of the form that they give; None if it is not definite."""
    bounds = [_lower_end(parts, coefficient) for coefficient in parts.coefficients]
    plus, minus = bounds
    if plus is None or minus is None:
        return None
    rows = _centred(parts.built.problem)
    for grain in _GRAINS:
        below = [math.floor(bound * grain) - 1 for bound in (plus, minus)]
        factor = 1
        while factor <= MAX_FACTOR:
            found = _squares(parts.built.problem, rows, below, factor)
            if found is not None:
                numbers = f"(Bp := {integer(below[0])}%Z) (Bm := {integer(below[1])}%Z) (qB := {grain}%positive)"
                return f"{numbers} (F := {factor}%positive) {found}"
            factor *= 10
    return None


def _squares(problem: Problem, rows: list[list[int]], below: list[int], factor: int) -> str | None:
    data = cleared(problem.samples)
    signed = [factor * w * below[0 if label > 0 else 1] - 1 for w, label in zip(data.weights, data.labels, strict=True)]
    found = weighted_squares(signed, rows)
    if found is None:
        return None
    terms, scale = found
    shown = listed(f"({integer(w)}, {integers(v)})" for w, v in terms)
    return f"(m := {scale}%positive)\n    (s := {shown}%Z)"


def _centred(problem: Problem) -> list[list[int]]:
    """The samples minus their mean, times the weight of class +, (n, d)."""
    data = cleared(problem.samples)
    plus, _ = weights(problem)
    mean = [
        sum(w * entry for w, entry, label in zip(data.weights, column, data.labels, strict=True) if label > 0)
        for column in zip(*data.rows, strict=True)
    ]
    return [[plus * entry - m for entry, m in zip(row, mean, strict=True)] for row in data.rows]


def _lower_end(parts: _Parts, coefficient: Expr) -> Fraction | None:
    """The lower end of a ball that contains the coefficient."""
    constant = parts.built.constant
    with precision(_BITS):
        place = hull(constant.lower, constant.upper) if isinstance(constant, Between) else flint.arb(0)
        found = rational_bounds(evaluate(coefficient, place))
    return None if found is None else found[0]
