"""Where a smooth function changes or touches zero on an interval, and its sign between those points.

Polynomials in z and in e^(kz) have their roots isolated exactly; every other function by proved signs on the tails and
a bisection in balls, in which each cell shows either that there is no zero or that there is at most one.
Deterministic: the kernel and everybody else see the same points. Trusted.

For exponential polynomials sum p_k(z) e^(kz) over Q, k rational, this finds every zero, up to its bounds on work: let
P(z, t), t = e^(z/q), be an irreducible factor. If it does not divide its derivative (otherwise it is c t^n, without
zeros), a common zero of both has z and e^(z/q) algebraic, so z = 0 by Lindemann's theorem. All other zeros are simple,
and at 0 the order of contact is found exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

import flint

from theoremcheck.trusted.bounds import MAX_BREAK_WORK, MAX_BREAKS, MAX_CONSTANT_BITS, MAX_TAIL_TERMS
from theoremcheck.trusted.functions.asymptotics import Tail
from theoremcheck.trusted.functions.balls import ball, evaluate, hull, precision, rational_bounds
from theoremcheck.trusted.functions.breaks import Break, above, below, between, ordered, sharpened, within
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero, normalise
from theoremcheck.trusted.functions.quotients import coefficients, exp_scale, factors, fraction_of, poly_expr, used
from theoremcheck.trusted.functions.ranges import Range, range_of
from theoremcheck.trusted.functions.roots import count_roots, polynomial
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import (
    ZERO,
    Expr,
    Fn,
    Num,
    Pow,
    Root,
    Var,
    Z,
    call,
    children,
    div,
    is_constant,
    is_short,
    mul,
    neg,
    parameters,
    partial_operations,
    power,
    size,
    sub,
    substitute,
)
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import bounded

Ends = tuple[Break | None, Break | None]

_BITS = 192
_NARROW = Fraction(1, 2**80)
_CUTS = tuple(Fraction(b) for b in (1, 2, 4, 8, 16, 32, 64, 1024))
_ORDERS = (1, 2, 3, 5)
_CANDIDATES = tuple(Fraction(c) for c in ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "-3"))
_WIDTHS = tuple(Fraction(1, 2**k) for k in (1, 2, 4, 6, 8, 12, 16))
_MAX_CONTACT = 8


def sign_regions(expr: Expr, lower: Break | None, upper: Break | None) -> tuple[tuple[Break, ...], tuple[int, ...]]:
    """The zeros p_1 < ... < p_k of ``expr`` strictly inside (lower, upper), and k + 1 signs between them.

    A function that is identically zero gives no points and the sign 0. Raises ``Refusal`` if the zeros are not found.
    """
    if never_differ(expr, ZERO, lower, upper):
        return (), (0,)
    found = zeros_of(expr, lower, upper)
    ends: list[Break | None] = [lower, *found, upper]
    return found, tuple(_sign_at(expr, between(a, b)) for a, b in pairwise(ends))


def never_differ(left: Expr, right: Expr, lower: Break | None, upper: Break | None) -> bool:
    """True proves that two smooth functions are the same on (lower, upper).

    By normal form; or their difference is differentiable there, its slope is 0, and it is 0 at one point.
    """
    expr = sub(left, right)
    if is_zero(expr):
        return True
    if not regular(partial_operations(expr), hull_of(lower, upper)):
        return False
    return is_zero(nth_derivative(expr)) and is_zero(substitute(expr, Num(between(lower, upper))))


def regular(operations: Iterable[Expr], domain: Range) -> bool:
    """True if these logarithms, divisions and fractional powers are shown to be smooth on the domain."""
    return all(_regular(node, domain) for node in operations)


def hull_of(lower: Break | None, upper: Break | None) -> Range:
    return Range(
        None if lower is None else below(lower), None if upper is None else above(upper), lower is None, upper is None
    )


def _regular(node: Expr, domain: Range) -> bool:
    base, whole = (node.base, node.exponent.denominator == 1) if isinstance(node, Pow) else (children(node)[0], False)
    try:
        sign = range_of(base, domain).sign(strict=True)
    except Refusal:
        return False
    return sign == 1 or (whole and sign == -1)


def factored_power(root: Pow) -> tuple[Expr, tuple[tuple[Expr, Fraction], ...]]:
    """u^r as v^r |f_1|^(m_1 r) |f_2|^(m_2 r) ... for the factors f_i of even multiplicity m_i of the base u = v f^m.

    Raises ``Refusal`` if there are none, or if a generator of the base may itself be undefined.
    """
    normal = normalise(root.base)
    squares = [(part, m) for part, m in factors(normal.numerator)[1] if m % 2 == 0 and part.total_degree() > 0]
    require(bool(squares), "regions.no_squares")
    rest = normal.numerator
    for part, m in squares:
        rest = rest / part**m
    inner = div(poly_expr(rest, normal.generators), poly_expr(normal.denominator, normal.generators))
    sides = tuple((poly_expr(part, normal.generators), m * root.exponent) for part, m in squares)
    require(root.exponent > 0, "regions.root_division")
    return power(inner, root.exponent), sides


def zeros_of(expr: Expr, lower: Break | None = None, upper: Break | None = None) -> tuple[Break, ...]:
    """All zeros and poles strictly inside (lower, upper), in order, of a function that is not identically zero."""
    normal = normalise(expr)
    points: list[Break] = []
    for poly in (normal.numerator, normal.denominator):
        for factor, _ in factors(poly)[1]:
            points += _factor_zeros(factor, normal.generators, (lower, upper))
    return ordered(points)


def isolated_zeros(expr: Expr, lower: Break | None, upper: Break | None) -> tuple[Break, ...]:
    """All zeros strictly inside (lower, upper) of a function that is smooth on its closure, without a normal form.

    As it stands: its factors are not looked at one by one, which spares what a product of many terms would take.
    """
    return tuple(point for point in _isolated(expr, (lower, upper)) if within(point, lower, upper))


def _factor_zeros(factor: flint.fmpq_mpoly, generators: tuple[Expr, ...], ends: Ends) -> Iterator[Break]:
    indices = used(factor)
    if all(is_constant(generators[index]) for index in indices):
        require(sign_of(poly_expr(factor, generators)) != 0, "regions.constant_factor")
        return
    generator = generators[indices[0]] if len(indices) == 1 else None
    if isinstance(generator, Var):
        found: Iterable[Break] = _polynomial_zeros(coefficients(factor, indices[0]))
    elif generator is not None and (scale := exp_scale(generator)) is not None:
        found = _exponential_zeros(coefficients(factor, indices[0]), scale)
    else:
        found = _isolated(poly_expr(factor, generators), ends)
    yield from (point for point in found if within(point, *ends))


# --- polynomials in z, and in e^(kz) ------------------------------------------------------------------------------


def _polynomial_zeros(coeffs: list[Fraction]) -> Iterator[Break]:
    """The real roots of an irreducible polynomial in z."""
    if len(coeffs) == 2:
        root = -coeffs[0] / coeffs[1]
        bounded(is_short(root), "regions.bits", bound=f"MAX_CONSTANT_BITS = {MAX_CONSTANT_BITS}")
        yield root
        return
    function = _polynomial_in(Z, coeffs)
    for lower, upper in _root_cells(polynomial(coeffs), *_root_bound(coeffs)):
        yield sharpened(Root(function, lower, upper))


def _exponential_zeros(coeffs: list[Fraction], scale: Fraction) -> Iterator[Break]:
    """The real zeros of an irreducible polynomial in t = e^(kz): z = log(t) / k for its positive roots."""
    if len(coeffs) == 2 and coeffs[0] == -coeffs[1]:
        yield Fraction(0)
        return
    function = _polynomial_in(call(Fn.EXP, mul((Num(scale), Z))), coeffs)
    cells = _root_cells(polynomial(coeffs), Fraction(0), _root_bound(coeffs)[1])
    for cell in cells:
        with precision(_BITS):
            bounds = rational_bounds(hull(*cell).log() / ball(scale))
        if bounds is None:
            raise Refusal("functions.no_enclosure")
        yield sharpened(Root(function, bounds[0] - _NARROW, bounds[1] + _NARROW))


def _polynomial_in(generator: Expr, coeffs: list[Fraction]) -> Expr:
    mpoly = flint.fmpq_mpoly_ctx.get(("g0",), "deglex")
    terms: dict[tuple[int, ...], flint.fmpq] = {
        (k,): flint.fmpq(c.numerator, c.denominator) for k, c in enumerate(coeffs) if c
    }
    return poly_expr(mpoly.from_dict(terms), (generator,))


def _root_bound(coeffs: list[Fraction]) -> tuple[Fraction, Fraction]:
    """All real roots lie strictly between these (Cauchy)."""
    bound = 1 + max(abs(c / coeffs[-1]) for c in coeffs[:-1])
    power = Fraction(2 ** (bound.numerator // bound.denominator + 1).bit_length())
    return -power, power


def _root_cells(poly: flint.fmpq_poly, lower: Fraction, upper: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Narrow intervals with one simple root strictly inside each, from left to right, for an irreducible polynomial."""
    if poly.degree() == 1:
        root = -fraction_of(poly[0]) / fraction_of(poly[1])
        if lower < root < upper:
            ends = (root * (1 - _NARROW), root * (1 + _NARROW))
            yield min(ends), max(ends)
        return
    stack = [(lower, upper)]
    while stack:  # no end of a cell is a root: an irreducible polynomial of degree > 1 has no rational one
        start, end = stack.pop()
        count = count_roots(poly, start, end, closed=False)
        if count == 0:
            continue
        slope = poly.derivative()
        alone = count == 1 and start * end > 0 and count_roots(slope, start, end, closed=True) == 0
        if alone and end - start < _WIDTHS[3]:
            yield _bisected(poly, start, end)
            continue
        middle = (start + end) / 2
        stack += [(middle, end), (start, middle)]


def _bisected(poly: flint.fmpq_poly, lower: Fraction, upper: Fraction) -> tuple[Fraction, Fraction]:
    left = _value_sign(poly, lower)
    while upper - lower > _NARROW * abs(lower):
        middle = (lower + upper) / 2
        lower, upper = (middle, upper) if _value_sign(poly, middle) == left else (lower, middle)
    return lower, upper


def _value_sign(poly: flint.fmpq_poly, point: Fraction) -> int:
    value = poly(flint.fmpq(point.numerator, point.denominator))
    return int(value > 0) - int(value < 0)


# --- any other function -------------------------------------------------------------------------------------------


def _isolated(expr: Expr, ends: Ends) -> tuple[Break, ...]:
    """The zeros of a smooth function on a closed interval that contains the ends."""
    lower = None if ends[0] is None else below(ends[0])
    upper = None if ends[1] is None else above(ends[1])
    if _never_zero(expr, lower, upper):
        return ()
    require(not parameters(expr), "regions.parameter")
    start = _tail_cut(expr, lower, upper, right=False) if lower is None else lower
    end = _tail_cut(expr, start, upper, right=True) if upper is None else upper
    return _Bisection(expr).zeros(start, end) if start < end else ()


def _never_zero(expr: Expr, lower: Fraction | None, upper: Fraction | None) -> bool:
    try:
        return range_of(expr, Range(lower, upper, lower is None, upper is None)).excludes_zero()
    except Refusal:
        return False


def _tail_cut(expr: Expr, lower: Fraction | None, upper: Fraction | None, *, right: bool) -> Fraction:
    """A point beyond which the function is shown to have no zero."""
    work = 0
    mirrored = expr if right else substitute(expr, neg(Z))
    for order in _ORDERS:
        for distance in _CUTS:
            cut = distance if right else -distance
            if (lower is not None and cut < lower) or (upper is not None and cut > upper):
                continue
            tail = Tail(distance, order)
            try:
                with precision(_BITS):
                    tail.sign(mirrored)
            except Refusal:
                work += tail.terms
                require(work <= MAX_TAIL_TERMS, "regions.tails", bound=f"MAX_TAIL_TERMS = {MAX_TAIL_TERMS}")
                continue
            return cut
    raise Refusal("regions.transcendental")


class _Bisection:
    """The zeros of one function on compact intervals."""

    def __init__(self, expr: Expr) -> None:
        self.expr = expr
        self.slope = nth_derivative(expr)
        self.cost = size(self.expr) + size(self.slope)
        self.work = 0

    def zeros(self, lower: Fraction, upper: Fraction) -> tuple[Break, ...]:
        """All zeros in [lower, upper]."""
        found: list[Break] = []
        at = lower
        for point, width in self._contacts(lower, upper):
            found += self._search(at, point - width)
            found.append(point)
            at = point + width
        found += self._search(at, upper)
        require(len(found) <= MAX_BREAKS, "breaks.count", bound=f"MAX_BREAKS = {MAX_BREAKS}")
        return tuple(found)

    def _contacts(self, lower: Fraction, upper: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
        """Simple rationals that are zeros, each with a distance within which it is the only one."""
        at: Fraction | None = None
        for point in sorted({lower, upper, *(c for c in _CANDIDATES if lower <= c <= upper)}):
            width = self._clearance(point) if is_zero(substitute(self.expr, Num(point))) else None
            if width is not None and (at is None or point - width >= at):
                at = point + width
                yield point, width

    def _clearance(self, point: Fraction) -> Fraction | None:
        order = next(
            (k for k in range(1, _MAX_CONTACT) if not is_zero(substitute(nth_derivative(self.expr, k), Num(point)))),
            None,
        )
        if order is None:
            return None
        leading = nth_derivative(self.expr, order)
        with precision(_BITS):
            for width in _WIDTHS:
                value = evaluate(leading, hull(point - width, point + width))
                if value > 0 or value < 0:
                    return width
        return None

    def _search(self, lower: Fraction, upper: Fraction) -> Iterator[Break]:
        """The zeros between two points, found by cells; a zero at an end of a cell is refused."""
        if lower > upper:
            return
        stack = [(lower, upper)]
        while stack:
            start, end = stack.pop()
            self.work += self.cost
            require(self.work <= MAX_BREAK_WORK, "regions.work", bound=f"MAX_BREAK_WORK = {MAX_BREAK_WORK}")
            with precision(_BITS):
                value, steepness = (evaluate(e, hull(start, end)) for e in (self.expr, self.slope))
            if value > 0 or value < 0:
                continue
            if steepness > 0 or steepness < 0:
                if _sign_at(self.expr, start) != _sign_at(self.expr, end):
                    yield sharpened(Root(self.expr, start, end))
                continue
            require(end - start > _NARROW, "regions.touching_zero")
            middle = start + (end - start) * Fraction(511, 1024)
            stack += [(middle, end), (start, middle)]


def _sign_at(expr: Expr, point: Fraction) -> int:
    sign = sign_of(substitute(expr, Num(point)))
    require(sign != 0, "regions.sign_at", at=point)
    return sign
