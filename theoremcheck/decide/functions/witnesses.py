"""Finding points: where a relation to 0 is violated, where an expression is 0, where it is not. Untrusted.

Simple points first, then zeros that the normal form shows, isolated zeros, and grids that are refined.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from theoremcheck.decide.asking import answer
from theoremcheck.trusted.functions.balls import ball, constant_sign, evaluate, precision
from theoremcheck.trusted.functions.breaks import between, exact
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.intervals import Interval, violates
from theoremcheck.trusted.functions.normal import is_zero, normalise
from theoremcheck.trusted.functions.quotients import Normal, coefficients, exp_scale, factors, poly_expr, used
from theoremcheck.trusted.functions.regions import zeros_of
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import (
    Call,
    Expr,
    Fn,
    Num,
    Pi,
    Root,
    Var,
    add,
    call,
    is_short,
    mul,
    parameters,
    power,
    substitute,
    walk,
)
from theoremcheck.trusted.refusal import Refusal

_SAMPLE_BITS = 128
_QUICK_BITS = 96
SAMPLES = tuple(
    Fraction(p)
    for p in (
        "0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "-3", "1/4", "-1/4", "3/2", "-3/2", "5", "-5", "8", "-8",
        "3/4", "-3/4", "5/2", "-5/2", "4", "-4", "1/10", "-1/10", "12", "-12", "20", "-20", "50", "-50", "100", "-100",
    )
)  # fmt: skip
_POWERS_OF_TEN = (*range(3, 11), 12, 16, 20, 30, 50, 100, 150, *range(-2, -7, -1), -8, -10, -12, -16, -20, -30, -50)
_SCALES = tuple(Fraction(10) ** k for k in _POWERS_OF_TEN)


def sample_sign(expr: Expr, interval: Interval) -> int:
    """The sign of ``expr`` at some point of the interval where a ball shows it, or 0."""
    point = nonzero_point(expr, interval)
    if point is None:
        return 0
    return answer(sign_of, substitute(expr, Num(point))) or 0


def nonzero_point(expr: Expr, interval: Interval) -> Fraction | None:
    """A rational point of the interval at which a ball shows that ``expr`` is not 0, or None if none is found."""
    with precision(_SAMPLE_BITS):
        for point in sample_points(interval):
            value = evaluate(expr, ball(point))
            if value > 0 or value < 0:
                return point
            sign = answer(sign_of, substitute(expr, Num(point))) if parameters(expr) else 0
            if sign:
                return point
    return None


def sample_points(interval: Interval) -> Iterator[Fraction]:
    """Rational points of the interval, simple ones first."""
    yield from (p for p in SAMPLES if interval.contains(p))
    lower, upper = interval.lower, interval.upper
    if lower is not None and upper is not None:
        yield from (lower + (upper - lower) * Fraction(k, 8) for k in range(9))
    elif lower is not None:
        yield from (lower + step for step in (Fraction(0), Fraction(1, 8), Fraction(1), Fraction(4), Fraction(30)))
    elif upper is not None:
        yield from (upper - step for step in (Fraction(0), Fraction(1, 8), Fraction(1), Fraction(4), Fraction(30)))


def exact_zeros(expr: Expr, interval: Interval) -> list[Expr]:
    """Constants in a compact interval at which ``expr`` is shown to be exactly 0."""
    candidates: list[Expr] = [Num(p) for p in dict.fromkeys(sample_points(interval))]
    candidates += [end for end in (interval.start(), interval.end()) if isinstance(end, Root)]
    candidates += [p for source in (expr, nth_derivative(expr)) for p in _zeros(source) if _within(p, interval)]
    return [p for p in dict.fromkeys(candidates) if _may_vanish(expr, p) and is_zero_at(expr, p)]


def _may_vanish(expr: Expr, point: Expr) -> bool:
    """False if a quick look shows that the value is not 0."""
    with precision(_QUICK_BITS):
        value = evaluate(expr, evaluate(point, ball(Fraction(0))))
    return not (value > 0 or value < 0)


def find_violation(expr: Expr, relation: str, interval: Interval, *, thorough: bool) -> Expr | None:
    """A point of the interval, as a constant expression, where ``expr relation 0`` is shown to fail.

    Simple exact points first; ``thorough`` adds a fine grid and exact zeros read off the normal form.
    """
    for point in _exact_candidates(expr, interval, thorough=thorough):
        if not parameters(point) and _violated(expr, relation, point):
            return point
    return None


def find_zero(expr: Expr, interval: Interval) -> Expr | None:
    """A point of the interval at which the expression is shown to be exactly 0, or None if none is found."""
    candidates = [*map(Num, sample_points(interval)), *(p for p in _zeros(expr) if _inside(p, interval))]
    return next((point for point in candidates if is_zero_at(expr, point)), None)


def is_zero_at(expr: Expr, point: Expr) -> bool:
    try:
        return is_zero(substitute(expr, point))
    except Refusal:
        return False


def _violated(expr: Expr, relation: str, point: Expr) -> bool:
    try:
        if isinstance(point, Num) and _shows(expr, relation, point.value):
            return False
        value = substitute(expr, point)
        with precision(64):
            quick = evaluate(value, ball(Fraction(0)))
        if not quick.is_finite() and not parameters(value):
            return False
        if quick > 0 or quick < 0:
            return violates(1 if quick > 0 else -1, relation)
        return violates(0 if is_zero(value) else sign_of(value), relation)
    except Refusal:
        return False


def _shows(expr: Expr, relation: str, point: Fraction) -> bool:
    """True if a ball shows the relation at the point: most points need no formula of their own."""
    with precision(64):
        value = evaluate(expr, ball(point))
    return bool((value > 0 and not violates(1, relation)) or (value < 0 and not violates(-1, relation)))


def _exact_candidates(expr: Expr, interval: Interval, *, thorough: bool) -> Iterator[Expr]:
    ends = (interval.lower, interval.upper)
    points = sorted(dict.fromkeys(sample_points(interval)), key=lambda p: p in ends)
    if interval.lower_root or interval.upper_root:
        points = [p for p in points if p not in ends]
    yield from (Num(p) for p in (points if thorough else [*points[:12], *points[-2:]]))
    yield from (end for end in (interval.start(), interval.end()) if isinstance(end, Root))
    if not thorough:
        return
    yield from (p for p in _zeros(expr) if _inside(p, interval))
    yield from _region_points(expr, interval)
    yield from (Num(p) for p in _low_points(expr, interval))
    yield from (Num(p) for p in _scaled_points(interval))


def _region_points(expr: Expr, interval: Interval) -> Iterator[Expr]:
    """All zeros and one point between any two of them, where they can be isolated: no dip is too narrow for that."""
    try:
        found = zeros_of(expr, interval.lower, interval.upper)
        ends = (interval.lower, *found, interval.upper)
        yield from (Num(between(a, b)) for a, b in pairwise(ends))
        yield from map(exact, found)
    except Refusal:
        return


def _within(point: Expr, interval: Interval) -> bool:
    """True if ``point`` is shown to lie in the closed interval."""
    ends = (interval.lower, interval.upper)
    return any(end is not None and point == Num(end) for end in ends) or _inside(point, interval)


def _inside(point: Expr, interval: Interval) -> bool:
    for end, sign in ((interval.lower, 1), (interval.upper, -1)):
        if end is not None and constant_sign(add((point, Num(-end)))) != sign:
            return False
    return True


def _zeros(expr: Expr) -> Iterator[Expr]:
    """Exact zeros that the normal form shows: rational and quadratic roots in z or e^(kz), multiples of pi."""
    if any(isinstance(node, Call) and node.fn in (Fn.SIN, Fn.COS) for node in walk(expr)):
        yield from (mul((Num(Fraction(k, 12)), Pi())) for k in range(-48, 49) if any(k % step == 0 for step in (2, 3)))
    normal = answer(normalise, expr)
    if normal is not None:
        yield from _normal_zeros(normal)


def _normal_zeros(normal: Normal) -> Iterator[Expr]:
    if normal.is_zero:
        return
    for factor, _ in factors(normal.numerator)[1]:
        indices = used(factor)
        if len(indices) != 1:
            continue
        generator = normal.generators[indices[0]]
        scale = exp_scale(generator)
        if not isinstance(generator, Var) and scale is None:
            continue
        if factor.total_degree() > 2:
            yield from map(exact, zeros_of(poly_expr(factor, normal.generators)))
            continue
        for root in _small_roots(coefficients(factor, indices[0])):
            if scale is None:
                yield root
            elif constant_sign(root) == 1:
                yield mul((Num(1 / scale), call(Fn.LOG, root)))


def _small_roots(coeffs: list[Fraction]) -> Iterator[Expr]:
    if len(coeffs) == 2:
        yield Num(-coeffs[0] / coeffs[1])
    if len(coeffs) == 3:
        c, b, a = coeffs
        inner = b * b - 4 * a * c
        if inner >= 0 and is_short(inner):
            for sign in (1, -1):
                root = mul((Num(Fraction(sign)), power(Num(inner), Fraction(1, 2))))
                yield mul((Num(1 / (2 * a)), add((Num(-b), root))))


def _low_points(expr: Expr, interval: Interval) -> Iterator[Fraction]:
    """A grid, refined around its extreme values: where a violation would be seen if there is one."""
    grid = _grid(interval)
    with precision(64):
        values = [(evaluate(expr, ball(p)), p) for p in grid]
    finite = [(float(v.mid()), p) for v, p in values if v.is_finite()]
    yield from (p for _, p in finite)
    for best in (min(finite, default=None), max(finite, default=None)):
        if best is not None:
            yield from _zoom(expr, grid, best[1], lowest=best == min(finite))


def _scaled_points(interval: Interval) -> Iterator[Fraction]:
    """Points at geometric scales, far out and close to 0 and to the ends, inside the interval.

    Where two terms nearly cancel the sign is that of a small one, and shows at the scale where the other has died out:
    sqrt(1 + z^2) + 0.9999999999 z falls for z < -70711 only.
    """
    centres = dict.fromkeys((Fraction(0), interval.lower, interval.upper))
    for centre in centres:
        if centre is not None:
            for scale in _SCALES:
                yield from (p for p in (centre - scale, centre + scale) if interval.contains(p))


def _grid(interval: Interval) -> list[Fraction]:
    lower = interval.lower if interval.lower is not None else (interval.upper or Fraction(0)) - 12
    if interval.lower is None and (interval.upper is None or interval.upper > -12):
        lower = Fraction(-12)
    upper = interval.upper if interval.upper is not None else max(lower, Fraction(0)) + 12
    steps = 192
    return [lower + (upper - lower) * Fraction(k, steps) for k in range(steps + 1)] if upper > lower else [lower]


def _zoom(expr: Expr, grid: list[Fraction], start: Fraction, *, lowest: bool) -> Iterator[Fraction]:
    """Shrinking grids around an extreme grid point, to find narrow dips."""
    width = max((b - a for a, b in pairwise(grid)), default=Fraction(1))
    centre = start
    for _ in range(6):
        points = [p for p in (centre + width * Fraction(k, 8) for k in range(-8, 9)) if grid[0] <= p <= grid[-1]]
        with precision(128):
            values = [(evaluate(expr, ball(p)), p) for p in points]
        finite = [(v.mid() if lowest else -v.mid(), p) for v, p in values if v.is_finite()]
        if not finite:
            return
        centre = min(finite, key=lambda pair: pair[0])[1]
        yield from (p for _, p in finite)
        width /= 8
