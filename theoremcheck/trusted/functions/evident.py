"""Signs that need no evidence: range arithmetic, roots of a polynomial in z or e^(kz), or the norm shows them.

Trusted.
"""

from __future__ import annotations

from fractions import Fraction

import flint

from theoremcheck.trusted.functions.balls import constant_sign
from theoremcheck.trusted.functions.intervals import MIRROR, NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.normal import normalise, normalised
from theoremcheck.trusted.functions.quotients import Normal, coefficients, exp_scale, poly_expr, used
from theoremcheck.trusted.functions.ranges import Range, range_of
from theoremcheck.trusted.functions.roots import count_roots, odd_part, polynomial
from theoremcheck.trusted.problem.expr import Expr, Num, Pow, Var, Z, mul, neg, power, sub, substitute
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import kept


@kept(1_024)
def evident(expr: Expr, relation: str, interval: Interval) -> bool:
    """True if ``expr relation 0`` on the interval needs no evidence: one of the three checks below shows it."""
    for check in (check_range, check_roots, check_norm):
        try:
            upward, strict = oriented(expr, relation, interval)
            check(upward, strict, interval)
        except Refusal:
            continue
        return True
    return False


def oriented(expr: Expr, relation: str, interval: Interval) -> tuple[Expr, bool]:
    """The claim as f > 0 (strict) or f >= 0, for -f where it says < or <=; refuses what is no relation or interval."""
    require(relation in MIRROR, "signs.relation", relation=relation)
    empty = interval.lower is not None and interval.upper is not None and interval.lower > interval.upper
    require(not empty, "signs.empty_interval")
    return (neg(expr) if relation in (NEGATIVE, NONPOSITIVE) else expr), relation in (POSITIVE, NEGATIVE)


def check_range(expr: Expr, strict: bool, interval: Interval) -> None:
    """All values of the expression, or of its normal form, lie on the claimed side of 0."""
    domain = interval.range()
    if _range_sign(expr, strict, domain) != 1:
        require(_range_sign(normalised(expr), strict, domain) == 1, "signs.range")


def _range_sign(expr: Expr, strict: bool, domain: Range) -> int:
    try:
        return range_of(expr, domain).sign(strict=strict)
    except Refusal:
        return 0


# --- a square root: the norm --------------------------------------------------------------------------------------


def norm_of(normal: Normal) -> Expr:
    """A^2 - B^2 u for a numerator A + B sqrt(u) over a constant denominator; ``Refusal`` for any other normal form."""
    require(bool(normal.denominator.is_constant()), "signs.norm_denominator")
    roots = [
        i
        for i in used(normal.numerator)
        if isinstance(normal.generators[i], Pow) and normal.numerator.degrees()[i] == 1
    ]
    require(len(roots) == 1, "signs.norm_form")
    root = normal.generators[roots[0]]
    if not isinstance(root, Pow) or root.exponent != Fraction(1, 2):
        raise Refusal("signs.norm_form")
    rational_part = normal.numerator.subs({f"g{roots[0]}": 0})
    root_part = (normal.numerator - rational_part) / normal.numerator.context().gen(roots[0])
    a, b = poly_expr(rational_part, normal.generators), poly_expr(root_part, normal.generators)
    return sub(power(a, 2), mul((power(b, 2), root.base)))


def check_norm(expr: Expr, strict: bool, interval: Interval) -> None:
    """The function is A + B sqrt(u) with A, B and u >= 0 in Q[z], and A^2 - B^2 u is not 0 on the interval.

    So it is continuous and not 0 there, and has the sign that a ball shows at one point: log(z + sqrt(1 + z^2)) is a
    real number for every z.
    """
    normal = normalise(expr)
    norm = norm_of(normal)
    roots = [own for own in normal.generators if isinstance(own, Pow)]
    require(len(roots) == 1 and set(normal.generators) <= {Z, *roots}, "signs.norm_form")
    base = normalise(roots[0].base)
    require(set(base.generators) <= {Z} and bool(base.denominator.is_constant()), "signs.norm_form")
    require(evident(roots[0].base, NONNEGATIVE, interval), "signs.norm_form")
    require(any(evident(norm, relation, interval) for relation in (POSITIVE, NEGATIVE)), "signs.norm_relation")
    require(constant_sign(substitute(expr, Num(_inside(interval)))) == 1, "signs.norm_sample")


def _inside(interval: Interval) -> Fraction:
    """A point of the interval."""
    if interval.lower is not None:
        return interval.lower if interval.upper is None else (interval.lower + interval.upper) / 2
    return interval.upper if interval.upper is not None else Fraction(0)


# --- one generator: count roots -----------------------------------------------------------------------------------


def check_roots(expr: Expr, strict: bool, interval: Interval) -> None:
    """The function is p(t) / q(t), t = z or t = e^(kz) > 0, with p, q over Q, on an interval that
    contains all values of t.

    q has no root there. p has none (strict), or none of odd order inside (a polynomial changes its sign at those only).
    So p q, which has the sign of f, has one sign there, up to zeros; one point where it is not 0 tells which.
    """
    normal = normalise(expr)
    if normal.is_zero:
        require(not strict, "functions.zero")
        return
    indices = sorted(set(used(normal.numerator)) | set(used(normal.denominator)))
    require(len(indices) <= 1, "signs.generators")
    index = indices[0] if indices else 0
    generator = normal.generators[index] if indices else Z
    top, bottom = (
        polynomial(_without_zero_root(coefficients(poly, index), generator))
        for poly in (normal.numerator, normal.denominator)
    )
    domain = _generator_domain(generator, interval)
    require(_root_free(bottom, domain), "signs.pole")
    if strict:
        require(_root_free(top, domain), "signs.has_zero")
    else:
        odd = odd_part(top)
        free = odd.degree() <= 0 or count_roots(odd, domain.lower, domain.upper, closed=False) == 0
        require(free, "signs.changes")
    product = top * bottom
    require(_sample_sign(product, domain) >= (1 if strict else 0), "signs.opposite")


def _without_zero_root(coeffs: list[Fraction], generator: Expr) -> list[Fraction]:
    """Divide a polynomial in t = e^(kz) by its power of t, which is positive: then t = 0 is no root.

    The range of t may be closed at 0, where no value of t is, only because ``Interval`` has no use for open ends here.
    """
    if isinstance(generator, Var):
        return coeffs
    return coeffs[next(k for k, c in enumerate(coeffs) if c) :]


def _generator_domain(generator: Expr, interval: Interval) -> Interval:
    """The values of z or of t = e^(kz) on the interval, as a closed interval that contains them."""
    if isinstance(generator, Var):
        return interval
    scale = exp_scale(generator)
    if scale is None:
        raise Refusal("signs.root_variable")
    values = range_of(generator, interval.range())
    return Interval(values.lower, values.upper)


def _root_free(poly: flint.fmpq_poly, domain: Interval) -> bool:
    """True if there is no root in the closed domain."""
    return poly.degree() <= 0 or count_roots(poly, domain.lower, domain.upper, closed=True) == 0


def _sample_sign(poly: flint.fmpq_poly, domain: Interval) -> int:
    """The sign of a polynomial at a point inside the domain where it is not 0; 0 if it vanishes at all points tried."""
    lower, upper = domain.lower, domain.upper
    for step in range(1, int(poly.degree()) + 3):
        share = Fraction(step, int(poly.degree()) + 3)
        if lower is not None and upper is not None:
            point = lower + (upper - lower) * share
        elif lower is not None:
            point = lower + step
        elif upper is not None:
            point = upper - step
        else:
            point = Fraction(step)
        value = poly(flint.fmpq(point.numerator, point.denominator))
        if value != 0:
            return 1 if value > 0 else -1
    return 0
