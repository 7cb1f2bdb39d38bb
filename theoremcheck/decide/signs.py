"""Finding sign proofs and witnesses for smooth pieces. Untrusted: the kernel's checks have the last word.

The order is from cheap to dear: range arithmetic, root counting, expansions on tails, factors, norms, monotone
arguments around an exact zero, and last a subdivision in balls joined to proved tails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from theoremcheck.trusted.balls import ball, constant_sign, evaluate, precision, rational_bounds
from theoremcheck.trusted.breaks import between, exact
from theoremcheck.trusted.comparison import sign_of
from theoremcheck.trusted.expr import (
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
    size,
    substitute,
    walk,
)
from theoremcheck.trusted.intervals import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from theoremcheck.trusted.normal import is_zero, normalise
from theoremcheck.trusted.periods import period_bound
from theoremcheck.trusted.proofs import (
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
from theoremcheck.trusted.quotients import Normal, coefficients, exp_scale, factors, poly_expr, used
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.regions import zeros_of
from theoremcheck.trusted.signs import cell_value, check_factor, check_sign, factor_claims, norm_of
from theoremcheck.trusted.slopes import nth_derivative

DEFAULT_BUDGET: Final = 8_000
"""Nodes of expressions that the search for one sign proof may look at."""
_CELL_BUDGET = 4_000
_CELL_BITS = 96
_FINE_BITS = 384
_CONTACT_ORDERS = 9
_MIRROR = {POSITIVE: NEGATIVE, NEGATIVE: POSITIVE, NONNEGATIVE: NONPOSITIVE, NONPOSITIVE: NONNEGATIVE}
_SAMPLE_BITS = 128
_TAIL_CUTS = tuple(Fraction(b) for b in (1, 2, 4, 8, 16, 32, 64, 256, 1024, 2**14, 2**20))
_TAIL_ORDERS = (1, 2, 3, 5, 8)
_SAMPLES = tuple(
    Fraction(p)
    for p in (
        "0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "-3", "1/4", "-1/4", "3/2", "-3/2", "5", "-5", "8", "-8",
        "3/4", "-3/4", "5/2", "-5/2", "4", "-4", "1/10", "-1/10", "12", "-12", "20", "-20", "50", "-50", "100", "-100",
    )
)  # fmt: skip

_SCALES = tuple(
    Fraction(10) ** k
    for k in (
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        10,
        12,
        16,
        20,
        30,
        50,
        100,
        150,
        -2,
        -3,
        -4,
        -5,
        -6,
        -8,
        -10,
        -12,
        -16,
        -20,
        -30,
        -50,
    )
)


class Budget:
    """Work that one search may still do, counted in nodes of the expressions it looks at, never in seconds."""

    def __init__(self, nodes: int = DEFAULT_BUDGET) -> None:
        self._left = nodes

    def spend(self, nodes: int) -> None:
        """Take ``nodes`` off. Raises ``Refusal`` once nothing is left."""
        self._left -= nodes
        require(self._left >= 0, f"the search for a sign proof used up DEFAULT_BUDGET = {DEFAULT_BUDGET} nodes")


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a search may go: its budget, the nesting of the proof, and whether subdivision is allowed."""

    budget: Budget
    depth: int = 6
    cells: bool = True

    def deeper(self) -> Effort:
        """One level down."""
        return replace(self, depth=self.depth - 1)


def prove(expr: Expr, relation: str, interval: Interval, effort: Effort | None = None) -> SignProof | None:
    """A proof of ``expr relation 0`` on the interval that the kernel accepts, or None."""
    effort = Effort(Budget()) if effort is None else effort
    if effort.depth <= 0:
        return None
    try:
        cost = size(expr)
        for proof in _candidates(expr, relation, interval, effort):
            effort.budget.spend(cost)
            if accepted(expr, relation, interval, proof):
                return proof
    except Refusal:
        return None
    return None


def accepted(expr: Expr, relation: str, interval: Interval, proof: SignProof) -> bool:
    """True if the kernel accepts the proof."""
    try:
        check_sign(expr, relation, interval, proof)
    except Refusal:
        return False
    return True


def _candidates(expr: Expr, relation: str, interval: Interval, effort: Effort) -> Iterator[SignProof]:
    yield ByRange()
    yield ByRoots()
    if (interval.lower is None) != (interval.upper is None):
        yield ByAsymptotics(1)
    if _refuted_somewhere(expr, relation, interval):
        return
    makers = (_by_factors, _by_norm, _by_period, _by_monotone, _by_tails)
    for maker in makers:
        found = maker(expr, relation, interval, effort)
        if found is not None:
            yield found
    if effort.cells:
        cells = _by_cells(expr, relation, interval, effort)
        if cells is not None:
            yield cells


def _refuted_somewhere(expr: Expr, relation: str, interval: Interval) -> bool:
    """A quick look at a few points, to leave hopeless proofs early."""
    wanted = 1 if relation in (POSITIVE, NONNEGATIVE) else -1
    points = [p for p in _SAMPLES if interval.contains(p)]
    with precision(64):
        for point in points:
            value = evaluate(expr, ball(point))
            if (value < 0 and wanted > 0) or (value > 0 and wanted < 0):
                return True
    return False


def sample_sign(expr: Expr, interval: Interval) -> int:
    """The sign of ``expr`` at some point of the interval where a ball shows it, or 0."""
    point = nonzero_point(expr, interval)
    if point is None:
        return 0
    return _known_sign(substitute(expr, Num(point)))


def nonzero_point(expr: Expr, interval: Interval) -> Fraction | None:
    """A rational point of the interval at which a ball shows that ``expr`` is not 0, or None if none is found."""
    with precision(_SAMPLE_BITS):
        for point in sample_points(interval):
            value = evaluate(expr, ball(point))
            if value > 0 or value < 0:
                return point
            if parameters(expr) and _known_sign(substitute(expr, Num(point))):
                return point
    return None


def _known_sign(constant: Expr) -> int:
    try:
        return sign_of(constant)
    except Refusal:
        return 0


def sample_points(interval: Interval) -> Iterator[Fraction]:
    """Rational points of the interval, simple ones first."""
    yield from (p for p in _SAMPLES if interval.contains(p))
    lower, upper = interval.lower, interval.upper
    if lower is not None and upper is not None:
        yield from (lower + (upper - lower) * Fraction(k, 8) for k in range(9))
    elif lower is not None:
        yield from (lower + step for step in (Fraction(0), Fraction(1, 8), Fraction(1), Fraction(4), Fraction(30)))
    elif upper is not None:
        yield from (upper - step for step in (Fraction(0), Fraction(1, 8), Fraction(1), Fraction(4), Fraction(30)))


def _by_factors(expr: Expr, relation: str, interval: Interval, effort: Effort) -> SignProof | None:
    strict = relation in (POSITIVE, NEGATIVE)
    normal = normalise(expr)
    if normal.is_zero:
        return None
    _, claims = factor_claims(normal, strict=strict)
    if len(claims) < 2 and not any(claim.multiplicity > 1 or claim.in_denominator for claim in claims):
        trivial = not strict and not claims
        if not trivial:
            return None
    parts = []
    for claim in claims:
        sign = sample_sign(claim.expr, interval)
        if sign == 0:
            return None
        needs_strict = strict or claim.in_denominator
        relations = ((POSITIVE,) if sign > 0 else (NEGATIVE,)) if needs_strict else _both(sign)
        part = _first_part(claim.expr, relations, interval, effort.deeper())
        if part is None:
            return None
        check_factor(claim, part, interval, strict=strict, depth=1)
        parts.append(part)
    return ByFactors(tuple(parts))


def _both(sign: int) -> tuple[str, ...]:
    return (NONNEGATIVE,) if sign > 0 else (NONPOSITIVE,)


def _first_part(expr: Expr, relations: tuple[str, ...], interval: Interval, effort: Effort) -> FactorProof | None:
    for relation in relations:
        proof = prove(expr, relation, interval, effort)
        if proof is not None:
            return FactorProof(relation, proof)
    return None


def prove_any(
    expr: Expr, relations: tuple[str, ...], interval: Interval, effort: Effort | None = None
) -> FactorProof | None:
    """A proof of one of several relations, tried in the order that a sample suggests."""
    sign = sample_sign(expr, interval)
    fitting = [r for r in relations if (r in (POSITIVE, NONNEGATIVE)) == (sign >= 0)]
    return _first_part(expr, tuple(fitting), interval, effort or Effort(Budget()))


def _by_norm(expr: Expr, relation: str, interval: Interval, effort: Effort) -> SignProof | None:
    try:
        norm = norm_of(normalise(expr))
    except Refusal:
        return None
    part = prove_any(norm, (POSITIVE, NEGATIVE), interval, effort.deeper())
    if part is None:
        return None
    sample = next((p for p in sample_points(interval) if interval.surely_contains(p)), None)
    return None if sample is None else ByNorm(part, sample)


def _by_monotone(expr: Expr, relation: str, interval: Interval, effort: Effort) -> SignProof | None:
    """Around a rational point where the slope (or, at an end, nothing) is exactly zero."""
    upward = relation in (POSITIVE, NONNEGATIVE)
    slope = nth_derivative(expr)
    ends = [end for end in (interval.lower, interval.upper) if end is not None]
    zeros = [p for p in _SAMPLES[:5] if interval.contains(p) and _is_zero_at(slope, Num(p))]
    for at in dict.fromkeys([*ends, *zeros]):
        sides = (
            (Interval(interval.lower, at), NONPOSITIVE if upward else NONNEGATIVE),
            (Interval(at, interval.upper), NONNEGATIVE if upward else NONPOSITIVE),
        )
        proofs: list[SignProof | None] = []
        for side, wanted in sides:
            if side.lower == side.upper and side.lower is not None:
                proofs.append(None)
                continue
            lighter = replace(effort.deeper(), cells=False)
            proof = prove(slope, wanted, side, lighter)
            if proof is None:
                break
            proofs.append(proof)
        else:
            return ByMonotone(at, proofs[0], proofs[1])
    return None


def _by_tails(expr: Expr, relation: str, interval: Interval, effort: Effort) -> SignProof | None:
    """Cut an infinite interval into tails with light proofs and a compact part."""
    if interval.lower is not None and interval.upper is not None:
        return None
    cuts: list[Fraction] = []
    proofs: list[SignProof] = []
    left = _tail(expr, relation, interval, effort, right=False) if interval.lower is None else None
    right = _tail(expr, relation, interval, effort, right=True) if interval.upper is None else None
    if (interval.lower is None and left is None) or (interval.upper is None and right is None):
        return None
    if left is not None:
        cuts.append(left[0])
        proofs.append(left[1])
    middle = interval
    middle = replace(middle, lower=left[0]) if left else middle
    middle = replace(middle, upper=right[0]) if right else middle
    if middle.lower is not None and middle.upper is not None and middle.lower > middle.upper:
        return None
    inner = prove(expr, relation, middle, effort.deeper())
    if inner is None:
        return None
    proofs.append(inner)
    if right is not None:
        cuts.append(right[0])
        proofs.append(right[1])
    return BySplit(tuple(cuts), tuple(proofs))


def _tail(
    expr: Expr, relation: str, interval: Interval, effort: Effort, *, right: bool
) -> tuple[Fraction, SignProof] | None:
    """A cut and a proof beyond it: range arithmetic, else an expansion, with few terms and close to 0 first."""
    cost = size(expr)
    for order in _TAIL_ORDERS:
        proofs: tuple[SignProof, ...] = (ByRange(), ByAsymptotics(order)) if order == 1 else (ByAsymptotics(order),)
        for distance in _TAIL_CUTS:
            cut = distance if right else -distance
            if not interval.contains(cut):
                continue
            tail = Interval(cut, None) if right else Interval(None, cut)
            for proof in proofs:
                effort.budget.spend(cost)
                if accepted(expr, relation, tail, proof):
                    return cut, proof
    cut = _TAIL_CUTS[3] if right else -_TAIL_CUTS[3]
    tail = Interval(cut, None) if right else Interval(None, cut)
    found = _by_factors(expr, relation, tail, replace(effort, depth=2, cells=False)) if interval.contains(cut) else None
    return None if found is None or not accepted(expr, relation, tail, found) else (cut, found)


def _by_period(expr: Expr, relation: str, interval: Interval, effort: Effort) -> SignProof | None:
    """One period from 0 on, for functions of sin(kz) and cos(kz)."""
    if interval.lower is not None or interval.upper is not None:
        return None
    try:
        period = period_bound(expr)
    except Refusal:
        return None
    part = _by_cells(expr, relation, Interval(Fraction(0), period), effort)
    return None if part is None else ByPeriod(part)


def _by_cells(expr: Expr, relation: str, interval: Interval, effort: Effort) -> SignProof | None:
    """A compact interval: contacts with 0 at exact points are cut out, the rest is subdivided."""
    lower, upper = interval.lower, interval.upper
    if lower is None or upper is None or lower == upper:
        return None
    contacts = [] if relation in (POSITIVE, NEGATIVE) else _contact_parts(expr, relation, interval, effort)
    if not contacts:
        return _cells(expr, relation, lower, upper, effort.budget)
    cuts: list[Fraction] = []
    proofs: list[SignProof] = []
    at = lower
    for part, proof in contacts:
        start, end = part.lower, part.upper
        if start is None or end is None or start < at:
            return None
        if start > at:
            between = _cells(expr, relation, at, start, effort.budget)
            if between is None:
                return None
            proofs.append(between)
            cuts.append(start)
        proofs.append(proof)
        cuts.append(end)
        at = end
    if at == upper:
        return BySplit(tuple(cuts[:-1]), tuple(proofs)) if len(proofs) > 1 else proofs[0]
    rest = _cells(expr, relation, at, upper, effort.budget)
    return None if rest is None else BySplit(tuple(cuts), (*proofs, rest))


def _contact_parts(expr: Expr, relation: str, interval: Interval, effort: Effort) -> list[tuple[Interval, SignProof]]:
    """Short intervals around the exact zeros of ``expr``, from left to right, each with the proof of the contact."""
    found: list[tuple[Interval, SignProof]] = []
    for at in _exact_zeros(expr, interval):
        order = next((k for k in range(1, _CONTACT_ORDERS) if not _is_zero_at(nth_derivative(expr, k), at)), None)
        with precision(_CELL_BITS):
            bounds = rational_bounds(evaluate(at, ball(Fraction(0))))
        if order is None or bounds is None:
            continue
        flipped = order % 2 == 1 and at == interval.end()
        wanted = _MIRROR[relation] if flipped else relation
        for step in range(10):
            width = Fraction(1, 2 ** (2 * step))
            start, end = bounds[0] - width, bounds[1] + width
            start = start if interval.lower is None else max(start, interval.lower)
            end = end if interval.upper is None else min(end, interval.upper)
            inner = _cells(nth_derivative(expr, order), wanted, start, end, effort.budget)
            if inner is not None:
                found.append((Interval(start, end), ByContact(at, order, inner)))
                break
    return _disjoint(found)


def _disjoint(parts: list[tuple[Interval, SignProof]]) -> list[tuple[Interval, SignProof]]:
    """The parts from left to right, without those that overlap one before."""
    kept: list[tuple[Interval, SignProof]] = []
    for part, proof in sorted(parts, key=lambda pair: pair[0].lower or Fraction(0)):
        last = kept[-1][0].upper if kept else None
        if last is None or part.lower is None or part.lower >= last:
            kept.append((part, proof))
    return kept


def _exact_zeros(expr: Expr, interval: Interval) -> list[Expr]:
    """Constants in a compact interval at which ``expr`` is shown to be exactly 0."""
    candidates: list[Expr] = [Num(p) for p in dict.fromkeys(sample_points(interval))]
    candidates += [end for end in (interval.start(), interval.end()) if isinstance(end, Root)]
    candidates += [p for source in (expr, nth_derivative(expr)) for p in _zeros(source) if _within(p, interval)]
    return [p for p in dict.fromkeys(candidates) if _may_vanish(expr, p) and _is_zero_at(expr, p)]


def _may_vanish(expr: Expr, point: Expr) -> bool:
    """False if a quick look shows that the value is not 0."""
    with precision(_CELL_BITS):
        value = evaluate(expr, evaluate(point, ball(Fraction(0))))
    return not (value > 0 or value < 0)


def _cells(expr: Expr, relation: str, lower: Fraction, upper: Fraction, budget: Budget) -> ByCells | None:
    """Adaptive bisection until the ball on every cell has the sign, within a budget; twice, the second time finer."""
    for fineness in ((_CELL_BITS, 40), (_FINE_BITS, 160)):
        cuts, hopeless = _subdivide(expr, relation, (lower, upper), budget, fineness)
        if cuts is not None:
            return ByCells(cuts, fineness[0])
        if hopeless:
            return None
    return None


def _subdivide(
    expr: Expr, relation: str, ends: tuple[Fraction, Fraction], budget: Budget, fineness: tuple[int, int]
) -> tuple[tuple[Fraction, ...] | None, bool]:
    """The cuts, or None and whether a cell of the opposite sign was met; ``fineness`` is (bits, bisections)."""
    (lower, upper), (bits, depth) = ends, fineness
    upward = relation in (POSITIVE, NONNEGATIVE)
    strict = relation in (POSITIVE, NEGATIVE)
    if not upward:
        expr = mul((Num(Fraction(-1)), expr))
    slope = nth_derivative(expr)
    done: list[Fraction] = [lower]
    work = [(lower, upper)]
    smallest = (upper - lower) / 2**depth
    cost = 1 + size(slope) // 16
    with precision(bits):
        while work:
            if len(done) + len(work) > _CELL_BUDGET:
                return None, True
            budget.spend(cost)
            a, b = work.pop()
            value = cell_value(expr, slope, a, b)
            if value > 0 or (not strict and value >= 0):
                done.append(b)
                continue
            if value < 0:
                return None, True
            if b - a < smallest:
                return None, False
            middle = (a + b) / 2
            work += [(middle, b), (a, middle)]
    return tuple(done), False


# --- witnesses ----------------------------------------------------------------------------------------------------


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
    return next((point for point in candidates if _is_zero_at(expr, point)), None)


def _is_zero_at(expr: Expr, point: Expr) -> bool:
    try:
        return is_zero(substitute(expr, point))
    except Refusal:
        return False


def _violated(expr: Expr, relation: str, point: Expr) -> bool:
    try:
        value = substitute(expr, point)
        with precision(64):
            quick = evaluate(value, ball(Fraction(0)))
        if not quick.is_finite() and not parameters(value):
            return False
        if quick > 0 or quick < 0:
            sign: int | None = 1 if quick > 0 else -1
        else:
            sign = 0 if is_zero(value) else sign_of(value)
    except Refusal:
        return False
    if sign is None:
        return False
    return {POSITIVE: sign <= 0, NONNEGATIVE: sign < 0, NEGATIVE: sign >= 0, NONPOSITIVE: sign > 0}[relation]


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
    try:
        normal = normalise(expr)
    except Refusal:
        return
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
