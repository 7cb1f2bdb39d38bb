"""Composition rules: the sign of the slope and of the curvature of a formula from those of its parts.

The rules are the chain and product rules read as statements about signs, strict or not:

    (g o h)'  = g'(h) h'                   (f k)'  = f' k + f k'
    (g o h)'' = g''(h) h'^2 + g'(h) h''    (f k)'' = f'' k + 2 f' k' + f k''

max, min and abs take part: a slope is then one-sided, and a curvature >= 0 also says that slopes rise at the kinks.
What a formula looks like after differentiation does not matter, so nests are decided at any depth. g is every formula
whose z occurs inside one common part h only: log(1 + e^h) is a convex increasing g of h.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from fractions import Fraction

from theoremcheck.trusted.bounds import MAX_COMPOSITION
from theoremcheck.trusted.functions.evident import evident
from theoremcheck.trusted.functions.intervals import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from theoremcheck.trusted.functions.ranges import Range, largest_of, meet, product_of, range_of, smallest_of, sum_of
from theoremcheck.trusted.functions.regions import regular
from theoremcheck.trusted.functions.shape import Shape
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import (
    Abs,
    Add,
    Cases,
    Expr,
    Max,
    Min,
    Mul,
    Var,
    Z,
    children,
    is_constant,
    neg,
    partial_operations,
    rebuild,
    size,
    walk,
)
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import spend

REALS = Interval(None, None)
_SMALL = 40
_PIECEWISE = (Max, Min, Abs, Cases)


@dataclass(frozen=True, slots=True)
class Composed:
    """The composition rules of ``composition`` show it; nothing else is needed."""


class Sign(Enum):
    """What is known of the sign of a function: (it may be < 0, may be 0, may be > 0)."""

    ZERO = (False, True, False)
    POSITIVE = (False, False, True)
    NEGATIVE = (True, False, False)
    NONNEGATIVE = (False, True, True)
    NONPOSITIVE = (True, True, False)
    NONZERO = (True, False, True)
    UNKNOWN = (True, True, True)

    @staticmethod
    def of(parts: Iterable[bool]) -> Sign:
        """The sign with these three answers; three times "no" is a contradiction, and refused."""
        known = tuple(parts)
        require(any(known), "composition.contradictory_signs")
        return Sign(known)

    def plus(self, other: Sign) -> Sign:
        """The sign of a sum."""
        (a, b, c), (x, y, z) = self.value, other.value
        return Sign.of((a or x, (b and y) or (a and z) or (c and x), c or z))

    def times(self, other: Sign) -> Sign:
        """The sign of a product."""
        (a, b, c), (x, y, z) = self.value, other.value
        return Sign.of(((a and z) or (c and x), b or y, (a and x) or (c and z)))

    def either(self, other: Sign) -> Sign:
        """What is known if one of the two holds."""
        return Sign.of(a or x for a, x in zip(self.value, other.value, strict=True))

    def both(self, other: Sign) -> Sign:
        """What is known if both hold."""
        return Sign.of(a and x for a, x in zip(self.value, other.value, strict=True))

    def shows(self, relation: str) -> bool:
        """True if the relation to 0 ('>', '>=', '<', '<=') follows."""
        below, zero, over = self.value
        return not {
            POSITIVE: below or zero,
            NONNEGATIVE: below,
            NEGATIVE: over or zero,
            NONPOSITIVE: over,
        }[relation]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a function on an interval: its values, the sign of its slope and of its curvature."""

    values: Range
    slope: Sign
    bend: Sign

    @property
    def settled(self) -> bool:
        """True if no other rule could tell more about the slope and the curvature."""
        return not {Sign.UNKNOWN, Sign.NONZERO, Sign.NONNEGATIVE, Sign.NONPOSITIVE} & {self.slope, self.bend}


def facts(expr: Expr, interval: Interval) -> Facts:
    """The facts about ``expr``, which is shown to be defined on the interval.

    Raises ``Refusal`` where a part may be undefined or not smooth, or beyond MAX_COMPOSITION steps.
    """
    return _Rules(interval).facts(expr)


def check_composed(expr: Expr, shape: Shape) -> None:
    """Accept a shape of ``expr`` (the conditions of ``shape.SHAPES``), by composition rules alone."""
    found = facts(expr, shape.domain)
    sign = found.slope if shape.order == 1 else found.bend
    require(sign.shows(shape.relation), "composition.sign")


def check_composed_sign(expr: Expr) -> None:
    """Accept that the values of ``expr`` on R are all > 0, or all < 0 (condition ``signed``)."""
    require(facts(expr, REALS).values.excludes_zero(), "composition.value_sign")


def check_composed_bound(expr: Expr) -> None:
    """Accept that ``expr`` is bounded below on R (condition ``bounded_below``)."""
    require(facts(expr, REALS).values.lower is not None, "composition.lower_bound")


class _Rules:
    def __init__(self, interval: Interval) -> None:
        self.domain = interval.range()
        self.whole = interval.lower is None and interval.upper is None
        self.known: dict[Expr, Facts] = {}
        self.steps = 0

    def facts(self, expr: Expr) -> Facts:
        """The facts about one part, computed once."""
        if expr not in self.known:
            self.steps += 1
            require(self.steps <= MAX_COMPOSITION, "composition.steps", bound=f"MAX_COMPOSITION = {MAX_COMPOSITION}")
            spend(10 + size(expr))
            self.known[expr] = self._facts(expr)
        return self.known[expr]

    def _facts(self, expr: Expr) -> Facts:
        if isinstance(expr, Var):
            return Facts(self.domain, Sign.POSITIVE, Sign.ZERO)
        if is_constant(expr):
            return Facts(range_of(expr, self.domain), Sign.ZERO, Sign.ZERO)
        match expr:
            case Max((first, *rest)):
                return self._extremum(self.facts(first), [self.facts(part) for part in rest], greatest=True)
            case Min((first, *rest)):
                return self._extremum(self.facts(first), [self.facts(part) for part in rest], greatest=False)
            case Abs(arg):
                inner = self.facts(arg)
                # On R, a part >= 0 is its own absolute value. At an end of a smaller domain the slope from outside
                # counts as well: |z| on [0, inf) has the left slope -1 at 0. A part > 0 is |part| on both sides.
                side = inner.values.sign(strict=not self.whole)
                return inner if side > 0 else self._extremum(inner, [self.facts(neg(arg))], greatest=True)
        found = self._arithmetic(expr)
        for part in _shared_parts(expr):
            if found is not None and found.settled:
                break
            try:
                found = _combined(found, self._composed(_replaced(expr, part), self.facts(part)))
            except Refusal:
                continue
        if found is None:
            raise Refusal("composition.no_rule")
        return found

    def _extremum(self, first: Facts, rest: list[Facts], *, greatest: bool) -> Facts:
        """The largest (smallest) of functions; it is convex (concave) if all of them are."""
        slope, bend = first.slope, first.bend
        for part in rest:
            slope, bend = slope.either(part.slope), bend.either(part.bend)
        wanted = NONNEGATIVE if greatest else NONPOSITIVE
        if bend is Sign.ZERO:
            bend = Sign.NONNEGATIVE if greatest else Sign.NONPOSITIVE
        bend = bend if bend.shows(wanted) else Sign.UNKNOWN
        return Facts(_extreme_values([first, *rest], greatest=greatest), slope, bend)

    def _arithmetic(self, expr: Expr) -> Facts | None:
        """Sums and products of two or more parts that mention z."""
        match expr:
            case Add(terms):
                parts = [self.facts(term) for term in terms]
                total = parts[0]
                for part in parts[1:]:
                    total = _sum(total, part)
                return total
            case Mul(factors):
                parts = [self.facts(factor) for factor in factors]
                product = parts[0]
                for part in parts[1:]:
                    product = _product(product, part)
                return product
            case _:
                return None

    def _composed(self, outer: Expr, inner: Facts) -> Facts:
        """g(h) from g, an expression in z, and the facts about h.

        (g o h)' = g'(h) h' and (g o h)'' = g''(h) h'^2 + g'(h) h'', one-sided; at a kink of h the slope of g o h jumps
        by g'(h) times the jump of that of h. g is smooth on a neighbourhood of all values of h: ``regular`` asks for
        strict signs of what logarithms, divisions and roots are applied to.
        """
        values = Interval(
            inner.values.lower,
            inner.values.upper,
            lower_open=inner.values.lower_open and inner.values.lower is not None,
            upper_open=inner.values.upper_open and inner.values.upper is not None,
        )
        require(not any(isinstance(node, _PIECEWISE) for node in walk(outer)), "composition.outer")
        require(regular(partial_operations(outer), inner.values), "composition.partial")
        first, second = (_sign_on(nth_derivative(outer, order), values) for order in (1, 2))
        squared = inner.slope.times(inner.slope).both(Sign.NONNEGATIVE)
        bend = second.times(squared).plus(first.times(inner.bend))
        return Facts(range_of(outer, inner.values), first.times(inner.slope), bend)


def _sum(left: Facts, right: Facts) -> Facts:
    """(f + k)' = f' + k' and (f + k)'' = f'' + k'', one-sided; jumps of slopes add up too."""
    return Facts(sum_of(left.values, right.values), left.slope.plus(right.slope), left.bend.plus(right.bend))


def _product(left: Facts, right: Facts) -> Facts:
    """(f k)' = f' k + f k' and (f k)'' = f'' k + 2 f' k' + f k'', one-sided, as f and k are continuous.

    ``bend`` is the sign of f'' *and* of the jump J f of the slope at a kink: J(f k) = (J f) k + f (J k). A sum of the
    three signs is >= 0 only if the first and the last product are, so it says the same of the jump; where it is > 0,
    the jump is >= 0 and the second derivative > 0 beside it. ``a`` and ``b`` are signs of the values.
    """
    a, b = _value_sign(left.values), _value_sign(right.values)
    slope = left.slope.times(b).plus(a.times(right.slope))
    bend = left.bend.times(b).plus(left.slope.times(right.slope)).plus(a.times(right.bend))
    return Facts(product_of(left.values, right.values), slope, bend)


def _combined(left: Facts | None, right: Facts) -> Facts:
    """Both are true of the same function: its values lie in both ranges, and its signs are of both kinds."""
    if left is None:
        return right
    values = meet(left.values, right.values)
    empty = values.lower is not None and values.upper is not None and values.lower > values.upper
    require(not empty, "composition.contradictory_ranges")
    return Facts(values, left.slope.both(right.slope), left.bend.both(right.bend))


def _value_sign(values: Range) -> Sign:
    strict, weak = values.sign(strict=True), values.sign(strict=False)
    if values.lower == values.upper == Fraction(0):
        return Sign.ZERO
    if strict:
        return Sign.POSITIVE if strict > 0 else Sign.NEGATIVE
    return {1: Sign.NONNEGATIVE, -1: Sign.NONPOSITIVE, 0: Sign.UNKNOWN}[weak]


def _sign_on(expr: Expr, interval: Interval) -> Sign:
    if is_constant(expr):
        return _value_sign(range_of(expr, interval.range()))
    for relation, sign in _RELATIONS:
        if evident(expr, relation, interval):
            return sign
    return Sign.UNKNOWN


_RELATIONS = (
    (POSITIVE, Sign.POSITIVE),
    (NEGATIVE, Sign.NEGATIVE),
    (NONNEGATIVE, Sign.NONNEGATIVE),
    (NONPOSITIVE, Sign.NONPOSITIVE),
)


def _extreme_values(parts: list[Facts], *, greatest: bool) -> Range:
    found = parts[0].values
    for part in parts[1:]:
        found = largest_of(found, part.values) if greatest else smallest_of(found, part.values)
    return found


def _shared_parts(expr: Expr) -> Iterator[Expr]:
    """The parts h inside which all occurrences of z lie, the largest first: expr = g(h(z)) for a small formula g."""
    smallest = min((part for part in children(expr) if not is_constant(part)), key=size)
    for part in dict.fromkeys(walk(smallest)):
        if not is_constant(part) and _only_inside(expr, part) and size(_replaced(expr, part)) <= _SMALL:
            yield part


def _only_inside(expr: Expr, part: Expr) -> bool:
    """True if every z of ``expr`` lies in an occurrence of ``part``, read off the tree as it stands.

    Nothing is rebuilt here: with a number for ``part``, 0 K(z) would fold to 0 and hide the z of K.
    """
    if expr == part:
        return True
    return not isinstance(expr, Var) and all(_only_inside(inner, part) for inner in children(expr))


def _replaced(expr: Expr, part: Expr) -> Expr:
    """``expr`` with z for every occurrence of a part: g where expr = g(part)."""
    if expr == part:
        return Z
    parts = children(expr)
    return rebuild(expr, tuple(_replaced(inner, part) for inner in parts)) if parts else expr
