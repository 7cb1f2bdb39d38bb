"""The proofs, in Coq, on the local maxima and minima of a neuron, and that it is an exponential, or a monomial.

Where a level lies between them that is proved of neurons in one piece (``library/Extrema.v``). Of valleys those are
proved whose ends are rational, with a strict sign of the slope before and after, and inside one piece with a strict
sign of the curvature between (``library/Valleys.v``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.shapes import Split, factored_tree, polynomial_signs, sign_of_formula, split_function
from theoremcheck.trusted.functions.breaks import Break
from theoremcheck.trusted.functions.extrema import Between, SignedValley, Valley, bending
from theoremcheck.trusted.functions.monomial import monomial_degree
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Expr, neg, num, substitute
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.refusal import Refusal

_NOTHING: Final = "intros; exfalso; lra"


def no_extremum(expr: Expr, evidence: object, *, opposite: bool) -> str | None:
    """neuron.no_local_maximum, or neuron.no_local_minimum by the opposite function."""
    function = split_function(expr, opposite=opposite)
    script = _by("valley_maximum", function, evidence) if isinstance(evidence, Valley) else None
    if script is None:
        return None
    mirrored = f"refine (maximum_opposite (fun v => {value(expr)}) _). " if opposite else ""
    return f"{mirrored}change (without_maximum {function.text}).\n  {script}."


def signed_extrema(expr: Expr, evidence: object, *, opposite: bool) -> str | None:
    """neuron.minima_signed, or neuron.maxima_signed: local extrema lie in the valley, where the sign is seen."""
    if not isinstance(evidence, SignedValley) or evidence.positive is None:
        return None
    lower, upper = evidence.valley.lower, evidence.valley.upper
    function = split_function(expr, opposite=opposite)
    script = _by("valley_least", function, evidence.valley)
    if script is None or lower is None or upper is None:
        return None
    mirrored = "apply least_opposite in L; " if opposite else ""
    found = f"assert (E : {rational(lower)} <= v <= {rational(upper)}) by (revert v L; {script})"
    positive = evidence.positive is not opposite
    relation = f"0 < {value(expr)}" if positive else f"{value(expr)} < 0"
    there = f"replace v with {rational(lower)} by lra; settled; at_point" if lower == upper else "destruct E; settled"
    shown = f"change ({relation}); {there}; first [lra | sign]"
    arm = "left" if positive else "right"
    return f"{arm}. intros v L. {mirrored}change (locally_least {function.text} v) in L.\n  {found}.\n  {shown}."


def separated(expr: Expr, evidence: object, *, at_zero: bool) -> str | None:
    """neuron.extrema_signed, or neuron.extrema_separated, of a neuron in one piece."""
    pieces = split(expr).pieces
    if not isinstance(evidence, Between) or len(pieces) > 1:
        return None
    function, level = split_function(expr), rational(evidence.level)
    bend = neg(bending(pieces[0], evidence.level, evidence.factor))
    known = "".join(f"{proof}; " for proof in polynomial_signs(normalise(bend), (None, None)))
    found, unit = factored_tree(bend)
    sign = f"first [ bent_written | {known}bent_as {found} ({unit}) ]"
    start = "" if at_zero else f"exists {level}. "
    by = f"separated_by {function.text} {function.tree(pieces[0])} {level} {rational(evidence.factor)}"
    return (
        f"{start}change (separated_at {function.text} {level}).\n  apply ({by}); [agrees | smooths | intros v; {sign}]."
    )


def exponential(expr: Expr, _: object) -> str | None:
    """neuron.exponential, with rational constants."""
    piece = split(expr).pieces[0]
    start, slope = (normalise(substitute(part, num(0))).rational for part in (piece, nth_derivative(piece)))
    if not start or slope is None:
        return None
    factor = slope / start
    goal = f"forall v : R, {value(expr)} = {rational(start)} * exp ({rational(factor)} * v)"
    shown = f"exists {rational(start)}, {rational(factor)}. split; [lra | split; [lra |]]"
    return f"{shown}.\n  change ({goal}). intros v. same_with v."


def monomial(expr: Expr, _: object) -> str | None:
    """neuron.monomial, with a rational constant."""
    found = power_form(expr)
    if found is None:
        return None
    factor, degree = found
    return f"exists {rational(factor)}, {degree}%nat. split; [lra | split; [lia |]]. {is_power(expr, factor, degree)}"


def power_form(expr: Expr) -> tuple[Fraction, int] | None:
    """The c and p of a neuron c z^p; None where c is irrational."""
    degree, factor = monomial_degree(expr), normalise(substitute(split(expr).pieces[0], num(1))).rational
    return None if degree is None or factor is None else (factor, degree)


def is_power(expr: Expr, factor: Fraction, degree: int) -> str:
    """The script of: for all v, s(v) = c v^p."""
    goal = f"forall v : R, {value(expr)} = {rational(factor)} * v ^ {degree}"
    return f"change ({goal}). intros v. first [same_with v | unfold Rabs; destruct (Rcase_abs v); same_with v]."


def _by(theorem: str, function: Split, valley: Valley) -> str | None:
    """The theorem for the pieces of the function, cut at the ends of the valley."""
    lower, upper = valley.lower, valley.upper
    if lower is None or upper is None:
        return None
    cut = _cut(function, (lower, upper))
    spans = list(pairwise((None, *cut.pieces.points, None)))
    outside = [_outside(cut, piece, span, valley) for piece, span in zip(cut.pieces.pieces, spans, strict=True)]
    goals = ["agrees", "smooths", "smooths", f"pieces; [ {' | '.join(outside)} ]"]
    arguments = f"{function.text} {cut.trees} {rational(lower)} {rational(upper)}"
    if theorem == "valley_maximum":
        middle = cut.pieces.pieces[spans.index((lower, upper))] if (lower, upper) in spans else None
        if middle is None and lower < upper:
            return None
        arguments += f" {cut.tree(cut.pieces.pieces[0] if middle is None else middle)}"
        goals.append(_NOTHING if middle is None else _bent(cut, middle, (lower, upper)))
    return f"apply ({theorem} {arguments}); [ {' | '.join(goals)} ]"


def _outside(cut: Split, piece: Expr, span: tuple[Fraction | None, Fraction | None], valley: Valley) -> str:
    """A piece falls before the valley, and rises after it."""
    slope = cut.derivative(piece, 1)
    falls = span[1] is not None and valley.lower is not None and span[1] <= valley.lower
    rises = span[0] is not None and valley.upper is not None and span[0] >= valley.upper
    before = f"intros _; {sign_of_formula(neg(slope), span)}" if falls else _NOTHING
    after = f"intros _; {sign_of_formula(slope, span)}" if rises else _NOTHING
    return f"unfold outside, turned; split; [{before} | {after}]"


def _bent(cut: Split, piece: Expr, span: tuple[Fraction, Fraction]) -> str:
    bend = sign_of_formula(cut.derivative(piece, 2), span)
    return f"intros v [Lo Hi]; split; [agrees | split; [smooths | {bend}]]"


def _cut(function: Split, points: Iterable[Fraction]) -> Split:
    """The function with further breaks."""
    pieces = function.pieces
    breaks: list[Break] = []
    parts: list[Expr] = []
    for index, piece in enumerate(pieces.pieces):
        lower, upper = pieces.span(index)
        own = [x for x in sorted(set(points)) if (lower is None or lower < x) and (upper is None or x < upper)]
        parts += [piece] * (len(own) + 1)
        breaks += [*own, *pieces.breaks[index : index + 1]]
    joints = len(breaks)
    return replace(function, pieces=Pieces(tuple(breaks), (0,) * joints, tuple(parts), (frozenset(),) * (joints + 1)))


EXTREMA: Final[Mapping[str, Callable[[Expr, object], str | None]]] = MappingProxyType(
    {
        "neuron.no_local_maximum": partial(no_extremum, opposite=False),
        "neuron.no_local_minimum": partial(no_extremum, opposite=True),
        "neuron.minima_signed": partial(signed_extrema, opposite=False),
        "neuron.maxima_signed": partial(signed_extrema, opposite=True),
        "neuron.extrema_signed": partial(separated, at_zero=True),
        "neuron.extrema_separated": partial(separated, at_zero=False),
        "neuron.exponential": exponential,
        "neuron.monomial": monomial,
    }
)
"""By condition: the proof that it holds."""


def neuron_leaf(problem: Problem, fact: Fact) -> str | None:
    """The proof script of a condition among ``EXTREMA``; None where there is none."""
    if fact.status is not Status.HOLDS or not isinstance(problem.neuron, Function):
        return None
    try:
        return EXTREMA[fact.condition](problem.neuron.expr, fact.evidence)
    except (Refusal, NotTranslated):
        return None
