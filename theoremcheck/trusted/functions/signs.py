"""Checking a sign proof: that an expression is > 0 (>= 0, < 0, <= 0) on an interval, possibly all of R.

The expression must be defined and continuous on the interval: callers prove that separately (``smooth``). Each proof
kind of ``proofs`` has its own small check here; each is sound by itself, and they compose through splitting and
factoring only. No float is compared anywhere.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import flint

from theoremcheck.trusted.bounds import MAX_CELLS, MAX_CONTACT, MAX_PROOF_DEPTH, MAX_TAIL_ORDER
from theoremcheck.trusted.functions.asymptotics import tail_sign
from theoremcheck.trusted.functions.balls import ball, constant_sign, evaluate, hull, precision
from theoremcheck.trusted.functions.comparison import known_sign, require_real, sign_of
from theoremcheck.trusted.functions.evident import check_range, check_roots, evident, norm_of, oriented
from theoremcheck.trusted.functions.intervals import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.normal import is_zero, normalise
from theoremcheck.trusted.functions.periods import period_bound
from theoremcheck.trusted.functions.proofs import (
    ByAsymptotics,
    ByCells,
    ByContact,
    ByFactors,
    ByMonotone,
    ByNorm,
    ByPeriod,
    ByRange,
    ByRoots,
    BySplit,
    FactorProof,
    SignProof,
)
from theoremcheck.trusted.functions.quotients import Normal, factors, poly_expr
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import (
    Expr,
    Num,
    Pow,
    children,
    is_constant,
    partial_operations,
    sub,
    substitute,
    walk,
)
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import kept

_TAIL_BITS = 128


@dataclass(frozen=True, slots=True)
class FactorClaim:
    """A factor of a normal form whose sign a :class:`ByFactors` proof has to give."""

    expr: Expr
    multiplicity: int
    in_denominator: bool


def check_sign(expr: Expr, relation: str, interval: Interval, proof: SignProof, depth: int = 0) -> None:
    """Accept a proof of ``expr relation 0`` at every point of ``interval``. Raises ``Refusal``.

    Every kind of proof is read for f > 0 (``strict``) or f >= 0; f < 0 is -f > 0.
    """
    require(depth <= MAX_PROOF_DEPTH, "signs.depth", bound=f"MAX_PROOF_DEPTH = {MAX_PROOF_DEPTH}")
    expr, strict = oriented(expr, relation, interval)
    relation = POSITIVE if strict else NONNEGATIVE
    match proof:
        case ByRange():
            check_range(expr, strict, interval)
        case ByRoots():
            check_roots(expr, strict, interval)
        case ByNorm():
            _check_norm(expr, interval, proof, depth)
        case ByFactors():
            _check_factors(expr, strict, interval, proof, depth)
        case BySplit():
            _check_split(expr, relation, interval, proof, depth)
        case ByCells():
            _check_cells(expr, strict, interval, proof)
        case ByAsymptotics():
            _check_asymptotics(expr, interval, proof)
        case ByContact():
            _check_contact(expr, strict, interval, proof, depth)
        case ByPeriod():
            _check_period(expr, relation, interval, proof, depth)
        case ByMonotone():
            _check_monotone(expr, strict, interval, proof, depth)


# --- a square root: the norm --------------------------------------------------------------------------------------


def _check_norm(expr: Expr, interval: Interval, proof: ByNorm, depth: int) -> None:
    """A^2 - B^2 u = (A + B sqrt(u)) (A - B sqrt(u)) is not 0, so neither is f; as f is continuous, it has one sign.

    The sample is a point of the interval at which a ball shows the sign.
    """
    norm = norm_of(normalise(expr))
    require(proof.norm.relation in (POSITIVE, NEGATIVE), "signs.norm_relation")
    check_sign(norm, proof.norm.relation, interval, proof.norm.proof, depth + 1)
    _require_inside(expr, interval, proof.sample)
    require(constant_sign(substitute(expr, Num(proof.sample))) == 1, "signs.norm_sample")


# --- factors ------------------------------------------------------------------------------------------------------


def factor_claims(normal: Normal, *, strict: bool) -> tuple[int, tuple[FactorClaim, ...]]:
    """The sign of the constant part and the factors whose signs decide the sign of the quotient, in a fixed order.

    Without ``strict``, a factor of even multiplicity in the numerator needs no proof and is left out.
    """
    top_content, top = factors(normal.numerator)
    bottom_content, bottom = factors(normal.denominator)
    claims = [
        FactorClaim(poly_expr(part, normal.generators), multiplicity, False)
        for part, multiplicity in top
        if strict or multiplicity % 2
    ]
    claims += [FactorClaim(poly_expr(part, normal.generators), multiplicity, True) for part, multiplicity in bottom]
    return (1 if top_content * bottom_content > 0 else -1), tuple(claims)


def _check_factors(expr: Expr, strict: bool, interval: Interval, proof: ByFactors, depth: int) -> None:
    """The sign of a product is the product of the signs; a factor of even order is >= 0, and is needed > 0 if strict.

    Each factor is a polynomial in the generators of the normal form, which are defined wherever the function is.
    """
    normal = normalise(expr)
    require(not normal.is_zero, "functions.zero")
    sign, claims = factor_claims(normal, strict=strict)
    require(len(claims) == len(proof.parts), "signs.factor_parts")
    for claim, part in zip(claims, proof.parts, strict=True):
        check_factor(claim, part, interval, strict=strict, depth=depth + 1)
        if part.relation in (NEGATIVE, NONPOSITIVE) and claim.multiplicity % 2:
            sign = -sign
    require(sign == 1, "signs.factor_signs")


def check_factor(claim: FactorClaim, part: FactorProof, interval: Interval, *, strict: bool, depth: int) -> None:
    """Accept the proof of one factor's sign; a factor of a denominator, or of a strict claim, must not be 0."""
    if strict or claim.in_denominator:
        require(part.relation in (POSITIVE, NEGATIVE), "signs.factor_strict")
    check_sign(claim.expr, part.relation, interval, part.proof, depth)


# --- cutting the interval -----------------------------------------------------------------------------------------


def _check_split(expr: Expr, relation: str, interval: Interval, proof: BySplit, depth: int) -> None:
    """The closed parts between increasing cuts cover the interval; each has its proof."""
    require(len(proof.proofs) == len(proof.cuts) + 1, "signs.split_parts")
    for piece, part in zip(interval.parts(proof.cuts), proof.proofs, strict=True):
        require(piece.lower is None or piece.upper is None or piece.lower <= piece.upper, "signs.split_cuts")
        check_sign(expr, relation, piece, part, depth + 1)


def _check_cells(expr: Expr, strict: bool, interval: Interval, proof: ByCells) -> None:
    """The closed cells cover the interval; on each one a ball contains all values of f."""
    cuts = proof.cuts
    require(2 <= len(cuts) <= MAX_CELLS + 1, "signs.cells", bound=f"MAX_CELLS = {MAX_CELLS}")
    require(cuts[0] == interval.lower and cuts[-1] == interval.upper, "signs.cell_cover")
    slope = nth_derivative(expr)
    with precision(proof.precision):
        for lower, upper in pairwise(cuts):
            require(lower < upper, "signs.cell_cuts")
            value = cell_value(expr, slope, lower, upper)
            require(bool(value > 0) if strict else bool(value >= 0), "signs.cell", lower=lower, upper=upper)


def cell_value(expr: Expr, slope: Expr, lower: Fraction, upper: Fraction) -> flint.arb:
    """A ball around the values of ``expr`` on a cell: directly, and by the mean value theorem where that is tighter.

    ``slope`` is the derivative of ``expr``; both are evaluated at the current precision. A finite ball of the slope on
    the cell shows that every part of it is defined there, so f is differentiable on the cell: it contains u^(r-1) for
    every u^r in f, and u^-1 for every log(u). So f(z) = f(m) + f'(x) (z - m) with x in the cell, m its middle. Where
    neither ball is finite nothing is shown: nan has no sign.
    """
    cell = hull(lower, upper)
    direct = evaluate(expr, cell)
    if direct > 0:
        return direct
    middle = ball((lower + upper) / 2)
    centred = evaluate(expr, middle) + evaluate(slope, cell) * (cell - middle)
    if not direct.is_finite():
        return centred
    return direct.intersection(centred) if centred.is_finite() and direct.overlaps(centred) else direct


# --- tails --------------------------------------------------------------------------------------------------------


def _check_asymptotics(expr: Expr, interval: Interval, proof: ByAsymptotics) -> None:
    """Top and bottom of the normal form each keep one sign on the half-line (``asymptotics.Tail.sign``)."""
    require(1 <= proof.order <= MAX_TAIL_ORDER, "signs.tail_order", bound=f"MAX_TAIL_ORDER = {MAX_TAIL_ORDER}")
    _half_line(interval)
    sign = 1
    for part in _quotient(expr):
        sign *= _tail_sign(part, interval, proof.order)
    require(sign == 1, "signs.tail_sign")


@kept(256)
def _tail_sign(expr: Expr, interval: Interval, order: int) -> int:
    start, right = _half_line(interval)
    with precision(_TAIL_BITS):
        return tail_sign(expr, start, right=right, order=order)


def _quotient(expr: Expr) -> tuple[Expr, ...]:
    """Expressions whose product has the sign of ``expr``: numerator and denominator where a normal form is at hand."""
    try:
        normal = normalise(expr)
    except Refusal:
        return (expr,)
    require(not normal.is_zero, "functions.zero")
    return poly_expr(normal.numerator, normal.generators), poly_expr(normal.denominator, normal.generators)


def _half_line(interval: Interval) -> tuple[Fraction, bool]:
    """The distance of a half-line from 0, and whether it is the right one."""
    if interval.upper is None and interval.lower is not None and interval.lower > 0:
        return interval.lower, True
    if interval.lower is None and interval.upper is not None and interval.upper < 0:
        return -interval.upper, False
    raise Refusal("signs.half_line")


# --- an exact zero of finite order --------------------------------------------------------------------------------


def _check_contact(expr: Expr, strict: bool, interval: Interval, proof: ByContact, depth: int) -> None:
    """f(z) = f^(k)(x) (z - at)^k / k! with x between ``at`` and z: Taylor's theorem with Lagrange's remainder.

    It needs f, k times differentiable between ``at`` and z (``_require_differentiable``), and f, f', ..., f^(k-1) zero
    at ``at``, a real number of the interval. Then f^(k) >= 0 on the interval gives f >= 0 where (z - at)^k >= 0: on
    both sides for even k, to the right of ``at`` for odd k; and f^(k) <= 0 gives it to the left for odd k. So for odd
    k the point is an end of the interval. All of this is done on the enclosure where an end is a root: at the exact end
    r, the part of the enclosure beyond r is not claimed.
    """
    require(not strict, "signs.contact_strict")
    require(1 <= proof.order <= MAX_CONTACT, "signs.contact_order", bound=f"MAX_CONTACT = {MAX_CONTACT}")
    require(is_constant(proof.at), "signs.contact_constant")
    require_real(proof.at)
    _require_differentiable(expr, interval, proof.order)
    for k in range(proof.order):
        value = substitute(nth_derivative(expr, k), proof.at)
        require_real(value)
        require(is_zero(value), "signs.contact_derivative", order=k)
    start, end = interval.start(), interval.end()
    before = 1 if start is None else sign_of(sub(proof.at, start))
    after = 1 if end is None else sign_of(sub(end, proof.at))
    require(before >= 0 and after >= 0, "signs.contact_outside")
    left, right = before > 0, after > 0
    require(not left or not right or proof.order % 2 == 0, "signs.contact_odd")
    relation = NONNEGATIVE if right or proof.order % 2 == 0 else NONPOSITIVE
    check_sign(nth_derivative(expr, proof.order), relation, interval, proof.proof, depth + 1)


# --- one period ---------------------------------------------------------------------------------------------------


def _check_period(expr: Expr, relation: str, interval: Interval, proof: ByPeriod, depth: int) -> None:
    """f(z) = f(z') for some z' in one period [0, P] with z - z' a multiple of the period.

    The function is known to be defined on the interval only, so the period that is looked at lies in it.
    """
    require(isinstance(proof.part, (ByCells, BySplit, ByRange)), "signs.period_proof")
    period = Interval(Fraction(0), period_bound(expr))
    inside = all(end is not None and interval.surely_contains(end) for end in (period.lower, period.upper))
    require(inside, "signs.period_outside")
    check_sign(expr, relation, period, proof.part, depth + 1)


# --- monotone on both sides ---------------------------------------------------------------------------------------


def _check_monotone(expr: Expr, strict: bool, interval: Interval, proof: ByMonotone, depth: int) -> None:
    """f(z) >= f(at) for all z: f does not rise left of ``at``, does not fall right of it, and f(at) has the sign."""
    _require_inside(expr, interval, proof.at)
    sign = known_sign(substitute(expr, Num(proof.at)))
    require(sign == 1 or (sign == 0 and not strict), "signs.monotone_value")
    _require_differentiable(expr, interval, 1)
    slope = nth_derivative(expr)
    sides = (
        (proof.left, Interval(interval.lower, proof.at), NONPOSITIVE),
        (proof.right, Interval(proof.at, interval.upper), NONNEGATIVE),
    )
    for part, side, relation in sides:
        if side.lower == side.upper:
            continue
        if part is None:
            raise Refusal("signs.monotone_side")
        check_sign(slope, relation, side, part, depth + 1)


def _require_differentiable(expr: Expr, interval: Interval, order: int) -> None:
    """Refuse a root u^r, r < order, whose base may touch 0: it is not ``order`` times differentiable there.

    u^r with r > order is, since u >= 0: every derivative up to ``order`` has u to a positive power in each term. All
    other operations are analytic where they are defined. The normal form of a derivative does not show such a point:
    it writes g^2 as u for g = u^(1/2), and (sin^2)^(3/2) then differentiates like sin^3 or -sin^3 across pi.
    """
    for node in walk(expr):
        if isinstance(node, Pow) and node.exponent.denominator != 1 and node.exponent < order:
            positive = evident(node.base, POSITIVE, interval)
            require(positive, "signs.not_differentiable", exponent=node.exponent, order=order)


def _require_inside(expr: Expr, interval: Interval, point: Fraction) -> None:
    """Refuse a point outside the interval, or beyond a root at its end where the function may be undefined."""
    require(interval.contains(point), "signs.point_outside")
    if interval.surely_contains(point):
        return
    for node in partial_operations(expr):
        base = children(node)[0]
        signs = (POSITIVE, NEGATIVE) if isinstance(node, Pow) and node.exponent.denominator == 1 else (POSITIVE,)
        defined = any(evident(base, sign, interval) for sign in signs)
        require(defined, "signs.point_at_root")
