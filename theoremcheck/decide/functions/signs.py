"""Finding sign proofs for smooth pieces. Untrusted: the kernel's checks have the last word.

The order is from cheap to dear: range arithmetic, root counting, expansions on tails, factors, norms, monotone
arguments around an exact zero, and last a subdivision in balls joined to proved tails.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.decide.asking import accepts, answer
from theoremcheck.decide.functions.witnesses import SAMPLES, exact_zeros, is_zero_at, sample_points, sample_sign
from theoremcheck.trusted.functions.balls import ball, evaluate, precision, rational_bounds
from theoremcheck.trusted.functions.evident import norm_of
from theoremcheck.trusted.functions.intervals import MIRROR, NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.normal import normalise
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
from theoremcheck.trusted.functions.signs import cell_value, check_factor, check_sign, factor_claims
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import (
    Expr,
    Num,
    mul,
    size,
)
from theoremcheck.trusted.records import dataclass, replace
from theoremcheck.trusted.refusal import Refusal, require

DEFAULT_BUDGET: Final = 8_000
"""Nodes of expressions that the search for one sign proof may look at."""
_CELL_BUDGET = 4_000
_CELL_BITS = 96
_FINE_BITS = 384
_CONTACT_ORDERS = 9
_TAIL_CUTS = tuple(Fraction(b) for b in (1, 2, 4, 8, 16, 32, 64, 256, 1024, 2**14, 2**20))
_TAIL_ORDERS = (1, 2, 3, 5, 8)


class Budget:
    """Work that one search may still do, counted in nodes of the expressions it looks at, never in seconds."""

    def __init__(self, nodes: int = DEFAULT_BUDGET) -> None:
        self._left = nodes

    def spend(self, nodes: int) -> None:
        """Take ``nodes`` off. Raises ``Refusal`` once nothing is left."""
        self._left -= nodes
        require(self._left >= 0, "signs.search_budget", bound=f"DEFAULT_BUDGET = {DEFAULT_BUDGET}")


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
    return accepts(check_sign, expr, relation, interval, proof)


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
    points = [p for p in SAMPLES if interval.contains(p)]
    with precision(64):
        for point in points:
            value = evaluate(expr, ball(point))
            if (value < 0 and wanted > 0) or (value > 0 and wanted < 0):
                return True
    return False


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
    zeros = [p for p in SAMPLES[:5] if interval.contains(p) and is_zero_at(slope, Num(p))]
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
    period = answer(period_bound, expr)
    part = None if period is None else _by_cells(expr, relation, Interval(Fraction(0), period), effort)
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
    for at in exact_zeros(expr, interval):
        order = next((k for k in range(1, _CONTACT_ORDERS) if not is_zero_at(nth_derivative(expr, k), at)), None)
        with precision(_CELL_BITS):
            bounds = rational_bounds(evaluate(at, ball(Fraction(0))))
        if order is None or bounds is None:
            continue
        flipped = order % 2 == 1 and at == interval.end()
        wanted = MIRROR[relation] if flipped else relation
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
