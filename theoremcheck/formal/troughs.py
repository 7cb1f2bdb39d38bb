"""The proof, in Coq, that a loss is pseudoconvex: one smooth formula that falls, is convex, and rises.

Of e^(k z) at the ends of the convex part the bounds of ``library/Troughs.v`` are handed over, by which coqc tells the
signs of the factors of a slope.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, TypeAlias

from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.shapes import factored_tree, has_tanh, polynomial_signs, sign_of_formula, split_function
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.comparison import known_sign
from theoremcheck.trusted.functions.extrema import Trough
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.quotients import Normal, exp_scale, factors, poly_expr, used
from theoremcheck.trusted.problem.expr import Call, Expr, Fn, Num, neg, substitute
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.refusal import Refusal

_Span: TypeAlias = tuple[Fraction | None, Fraction | None]
_POWER: Final = 256
"""(1 + x/n)^n <= e^x for x > -n, and so e^x <= 1/(1 - x/n)^n for x < n: the bounds of ``library/Troughs.v``."""
_OPAQUE: Final = (
    "written; repeat match goal with |- context [exp ?a] =>"
    " lazymatch goal with _ : 0 < exp a |- _ => fail | _ => pose proof (exp_pos a) end end; nra"
)
"""The tactic for a sign that is that of a polynomial, times exponentials as they stand."""
_SCALE: Final = 2**20
"""The denominator to which they are rounded, outwards."""


def pseudoconvex_loss(problem: Problem, evidence: object) -> str | None:
    """loss.pseudoconvex, of a formula without breaks; None where there is no proof."""
    try:
        return _pseudoconvex(problem.loss.expr, evidence) if isinstance(problem.loss, Function) else None
    except (Refusal, NotTranslated):
        return None


def _pseudoconvex(expr: Expr, evidence: object) -> str | None:
    function = split_function(expr)
    if not isinstance(evidence, Trough) or len(function.pieces.pieces) > 1:
        return None
    piece, lower, upper = function.pieces.pieces[0], evidence.lower, evidence.upper
    slope, bend = (function.derivative(piece, order) for order in (1, 2))
    goals = (
        "smooths",
        _signed(neg(slope), (None, lower)) if lower is not None else "intros v []",
        _signed(slope, (upper, None)) if upper is not None else "intros v []",
        _signed(bend, (lower, upper)),
        "agrees",
    )
    ends = " ".join("None" if end is None else f"(Some {rational(end)})" for end in (lower, upper))
    applied = f"apply (trough {function.tree(piece)} {ends}); [ {' | '.join(goals)} ]"
    return f"change (pseudoconvex_fn {function.text}).\n  {applied}."


def _signed(expr: Expr, span: _Span) -> str:
    """The tactic for a sign on a part of R, whose ends are read off the goal."""
    ways = [sign_of_formula(expr, span)]
    normal = normalise(expr)
    exponentials = [entry for entry in normal.generators if exp_scale(entry) is not None]
    if len(exponentials) == 1 and isinstance(exponentials[0], Call):
        known = "; ".join((*_ends(exponentials[0], span), *_factor_signs(normal, span)))
        tree, unit = factored_tree(expr)
        units = (unit, f"({unit} / 2)") if has_tanh(expr) else (unit,)
        ways = [f"({known}; sign_as {tree} {half})" for half in reversed(units)] + ways
    if sum(isinstance(entry, Call) and entry.fn is Fn.EXP for entry in normal.generators) > 1:
        known = "".join(f"{proof}; " for proof in polynomial_signs(normal, span))
        ways.append(f"({known}{_OPAQUE})")
    return f"intros v H; within_ends; first [ {' | '.join(ways)} ]"


def _ends(exponential: Call, span: _Span) -> Iterator[str]:
    """Tactics that bound e^(k v) by its values at the ends, and say that it is positive."""
    text, scale = value(exponential.arg), exp_scale(exponential) or Fraction(1)
    yield f"assert (0 < exp ({text})) by apply exp_pos"
    low, high = (None if end is None else scale * end for end in (span if scale > 0 else span[::-1]))
    if low is not None and low > -_POWER:
        bound = Fraction(math.floor((1 + low / _POWER) ** _POWER * _SCALE), _SCALE)
        yield f"assert ({rational(bound)} <= exp ({text})) by (apply (exp_from _ {rational(low)}); lra)"
    if high is not None and high < _POWER:
        bound = Fraction(math.ceil(_SCALE / (1 - high / _POWER) ** _POWER), _SCALE)
        yield f"assert (exp ({text}) <= {rational(bound)}) by (apply (exp_to _ {rational(high)}); lra)"


def _factor_signs(normal: Normal, span: _Span) -> Iterator[str]:
    """Tactics that show the sign of each factor, as it is inside."""
    for part, _ in (*factors(normal.numerator)[1], *factors(normal.denominator)[1]) if not normal.is_zero else ():
        if used(part):
            factor = poly_expr(part, normal.generators)
            sign = known_sign(substitute(factor, Num(between(*span))))
            if sign:
                yield f"assert ({'0 <' if sign > 0 else ''} {value(factor)} {'< 0' if sign < 0 else ''}) by nra"
