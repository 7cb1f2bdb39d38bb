"""Proposes what ``trusted/functions/sigmoids.py`` checks: the centre and its sign proofs, or why there is none.

The centre is an exact zero of s'': a simple number, a zero of its normal form, or where the argument of tanh, erf, an
exponential ... is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import accepts, answer
from theoremcheck.decide.case import Case, Proposal
from theoremcheck.decide.functions.shape import decide_function, domain_proofs
from theoremcheck.decide.functions.signs import prove
from theoremcheck.decide.functions.witnesses import exact_zeros, is_zero_at
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.normal import normalise, rational_value
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import Piece, Signs
from theoremcheck.trusted.functions.sigmoids import (
    HALF_LINE,
    Side,
    Sigmoid,
    Turns,
    check_one_curvature,
    check_sigmoidal,
    check_turns,
    claims,
)
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.problem.expr import Call, Expr, Num, mul, sub, substitute, walk
from theoremcheck.trusted.problem.model import Function
from theoremcheck.trusted.refusal import Refusal

_ORIGIN: Final = Num(Fraction(0))
_NEAR: Final = Interval(Fraction(-8), Fraction(8))
_GRID: Final = tuple(Fraction(k, 2) for k in range(-12, 13))


def decide_sigmoidal(expr: Expr) -> Proposal | None:
    """Evidence that the formula is sigmoidal, or that it is not; None if neither is found."""
    against = _rough(expr) or _curved(expr) or _turns(expr)
    if against is not None:
        return False, against
    found = next(_sigmoids(expr), None)
    return None if found is None else (True, found)


def _rough(expr: Expr) -> Piece | Jump | None:
    """An affine piece, or a break where the function is not twice differentiable."""
    for name in ("affine_piece", "c2"):
        found = decide_function(expr, name)
        if found is not None and isinstance(found[1], Piece | Jump):
            return found[1]
    return None


def _curved(expr: Expr) -> Signs | None:
    for name, positive in (("strictly_convex", True), ("strictly_concave", False)):
        found = decide_function(expr, name)
        if found is not None and found[0] and isinstance(found[1], Signs):
            evidence = Signs(found[1].domain, found[1].proofs, positive)
            if accepts(check_one_curvature, expr, evidence):
                return evidence
    return None


def _turns(expr: Expr) -> Turns | None:
    """Two neighbours on a grid between which s''/s' rises, and two between which it falls."""
    pieces = split(expr)
    domain = answer(domain_proofs, pieces, 2)
    if domain is None or len(pieces.pieces) != 1:
        return None
    slope, bend = (nth_derivative(pieces.pieces[0], order) for order in (1, 2))
    found: dict[int, tuple[Fraction, Fraction]] = {}
    for pair in pairwise(_GRID):
        (low, low_bend), (high, high_bend) = ((substitute(slope, Num(p)), substitute(bend, Num(p))) for p in pair)
        if answer(sign_of, mul((low, high))) == 1:
            way = answer(sign_of, sub(mul((high_bend, low)), mul((low_bend, high))))
            if way:
                found.setdefault(way, pair)
        if len(found) == 2:
            evidence = Turns(domain, found[1], found[-1])
            return evidence if accepts(check_turns, expr, evidence) else None
    return None


def _sigmoids(expr: Expr) -> Iterator[Sigmoid]:
    """What the kernel accepts."""
    pieces = split(expr)
    domain = answer(domain_proofs, pieces, None)
    if domain is None or len(pieces.pieces) != 1:
        return
    for centre in _centres(pieces.pieces[0]):
        sides = [_side(pieces.pieces[0], centre, way) for way in (1, -1)]
        right, left = sides
        if right is not None and left is not None:
            evidence = Sigmoid(centre, domain, right, left)
            if accepts(check_sigmoidal, expr, evidence):
                yield evidence


def _centres(piece: Expr) -> Iterator[Expr]:
    bend = nth_derivative(piece, 2)
    likely = [Num(zero) for node in walk(piece) if isinstance(node, Call) for zero in _affine_zero(node.arg)]
    yield from (point for point in dict.fromkeys(likely) if is_zero_at(bend, point))
    yield from (point for point in exact_zeros(bend, _NEAR) if point not in likely)


def _affine_zero(expr: Expr) -> Iterator[Fraction]:
    """The zero of q z + r."""
    try:
        slope = normalise(nth_derivative(expr)).rational
        start = rational_value(substitute(expr, _ORIGIN))
    except Refusal:
        return
    if slope and start is not None:
        yield -start / slope


def _side(piece: Expr, centre: Expr, way: int) -> Side | None:
    wanted = answer(claims, piece, centre, way)
    if wanted is None:
        return None
    slope, growth, convexity = (prove(claim, relation, HALF_LINE) for claim, relation in wanted)
    return None if slope is None or growth is None or convexity is None else Side(slope, growth, convexity)


def _propose(case: Case) -> Iterator[Proposal]:
    function = case.problem.neuron
    found = answer(decide_sigmoidal, function.expr) if isinstance(function, Function) else None
    if found is not None:
        yield found


PROPOSERS: Final = MappingProxyType({"neuron.sigmoidal": _propose})
