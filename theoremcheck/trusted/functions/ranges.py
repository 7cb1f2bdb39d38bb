"""Range arithmetic: an enclosure of all values of an expression on an interval, which may reach to infinity.

Ends are exact rationals; an end may be open (the value is approached, not taken). Open ends carry the strictness of
an inequality through a composition: 1 + e^z has the range (1, inf), so log(1 + e^z) has the range (0, inf).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce

import flint

from theoremcheck.trusted.functions.balls import ball, evaluate, precision, rational_bounds
from theoremcheck.trusted.hashes import KnownHash
from theoremcheck.trusted.problem.expr import Add, Call, Expr, Fn, Mul, Num, Param, Pi, Pow, Root, Var, Z, call
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import kept, spend

_BITS = 128
_LONG = 4096
_ONE = Fraction(1)
_EXP_LIMIT = Fraction(4096)


@dataclass(frozen=True, slots=True)
class Range(KnownHash):
    """The interval from ``lower`` to ``upper`` (None: infinite, and then open)."""

    lower: Fraction | None
    upper: Fraction | None
    lower_open: bool = False
    upper_open: bool = False

    def excludes_zero(self) -> bool:
        """True if 0 is not in the interval."""
        return self.sign(strict=True) != 0

    def sign(self, *, strict: bool) -> int:
        """1 if all values are > 0 (>= 0 unless ``strict``), -1 likewise below, 0 if neither is known."""
        if self.lower is not None and (self.lower > 0 or (self.lower == 0 and (self.lower_open or not strict))):
            return 1
        if self.upper is not None and (self.upper < 0 or (self.upper == 0 and (self.upper_open or not strict))):
            return -1
        return 0


REALS = Range(None, None, True, True)


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a range: None is infinite with sign ``side``."""

    value: Fraction | None
    open: bool
    side: int


@kept(1_024)
def range_of(expr: Expr, domain: Range) -> Range:
    """An enclosure of ``expr`` on ``domain``. Raises ``Refusal`` where a subexpression may be undefined."""
    return _Ranges(domain).of(expr)


class _Ranges:
    """Enclosures on one domain of the parts of one expression: derivatives repeat their parts."""

    def __init__(self, domain: Range) -> None:
        self._domain = domain
        self._found: dict[Expr, Range] = {}

    def of(self, part: Expr) -> Range:
        """The enclosure of a part, computed and written off once for all that are equal."""
        found = self._found.get(part)
        if found is None:
            spend(12)
            found = self._found[part] = _shortened(self._new(part))
        return found

    def _new(self, part: Expr) -> Range:
        match part:
            case Num(value):
                return Range(value, value)
            case Param(name, lower, upper, lower_open, upper_open):
                require(part.has_values, "expr.empty_range", parameter=name)
                return Range(lower, upper, lower_open or lower is None, upper_open or upper is None)
            case Pi() | Root():
                return _enclose(part)
            case Var():
                return self._domain
            case Add(terms):
                return reduce(sum_of, map(self.of, terms), Range(Fraction(0), Fraction(0)))
            case Mul(factors):
                return reduce(product_of, map(self.of, factors), Range(_ONE, _ONE))
            case Pow(base, exponent):
                return _power(self.of(base), exponent)
            case Call(fn, arg):
                return _call(fn, self.of(arg))
            case _:
                raise Refusal("functions.piecewise")


def _shortened(found: Range) -> Range:
    """The same range or a slightly wider one with ends of at most _LONG bits; ends beyond 2^_LONG become infinite.

    A positive lower end below 2^-_LONG becomes an open 0 (and a negative upper end likewise), so no sign is lost.
    """
    lower, lower_open = _down(found.lower, found.lower_open)
    upper, upper_open = _down(None if found.upper is None else -found.upper, found.upper_open)
    return Range(lower, None if upper is None else -upper, lower_open, upper_open)


def _down(value: Fraction | None, is_open: bool) -> tuple[Fraction | None, bool]:
    """A lower end moved down to a short rational."""
    if value is None or max(value.numerator.bit_length(), value.denominator.bit_length()) <= _LONG:
        return value, is_open
    size = value.numerator.bit_length() - value.denominator.bit_length()
    if size < -_LONG:
        return (Fraction(0), True) if value > 0 else (Fraction(-1, 2**_LONG), False)
    if size > _LONG:
        return (Fraction(2**_LONG), False) if value > 0 else (None, True)
    with precision(_BITS):
        bounds = rational_bounds(ball(value))
    return (None, True) if bounds is None else (bounds[0], False)


def _enclose(constant: Expr) -> Range:
    with precision(_BITS):
        bounds = rational_bounds(evaluate(constant, flint.arb(0)))
    if bounds is None:
        raise Refusal("functions.no_enclosure")
    return Range(*bounds)


def _ends(interval: Range) -> tuple[_End, _End]:
    return (
        _End(interval.lower, interval.lower_open or interval.lower is None, -1),
        _End(interval.upper, interval.upper_open or interval.upper is None, 1),
    )


def sum_of(left: Range, right: Range) -> Range:
    """The sums of values of two ranges."""
    lower = None if left.lower is None or right.lower is None else left.lower + right.lower
    upper = None if left.upper is None or right.upper is None else left.upper + right.upper
    return Range(
        lower,
        upper,
        left.lower_open or right.lower_open or lower is None,
        left.upper_open or right.upper_open or upper is None,
    )


def product_of(left: Range, right: Range) -> Range:
    """The products of values of two ranges."""
    products = [_mul_ends(a, b) for a in _ends(left) for b in _ends(right)]
    lower, upper = _least(products), _greatest(products)
    return Range(lower.value, upper.value, lower.open, upper.open)


def largest_of(left: Range, right: Range) -> Range:
    """The larger one of values of two ranges."""
    lower, lower_open = _inner_end(left.lower, left.lower_open, right.lower, right.lower_open)
    ends = (_ends(left)[1], _ends(right)[1])
    upper = _greatest(list(ends))
    return Range(lower, upper.value, lower_open, upper.open)


def smallest_of(left: Range, right: Range) -> Range:
    """The smaller one of values of two ranges."""
    return _mirrored(largest_of(_mirrored(left), _mirrored(right)))


def meet(left: Range, right: Range) -> Range:
    """The values in both ranges."""
    lower, lower_open = _inner_end(left.lower, left.lower_open, right.lower, right.lower_open)
    flipped = _mirrored(left), _mirrored(right)
    upper, upper_open = _inner_end(flipped[0].lower, flipped[0].lower_open, flipped[1].lower, flipped[1].lower_open)
    return Range(lower, None if upper is None else -upper, lower_open, upper_open)


def _inner_end(
    first: Fraction | None, first_open: bool, second: Fraction | None, second_open: bool
) -> tuple[Fraction | None, bool]:
    """The larger one of two lower ends; at a common end it is open if one of them is."""
    if first is None or second is None:
        return (second, second_open) if first is None else (first, first_open)
    if first == second:
        return first, first_open or second_open
    return (first, first_open) if first > second else (second, second_open)


def _mirrored(values: Range) -> Range:
    return Range(
        None if values.upper is None else -values.upper,
        None if values.lower is None else -values.lower,
        values.upper_open,
        values.lower_open,
    )


def _mul_ends(a: _End, b: _End) -> _End:
    """The product of two ends; 0 times infinity is 0, which is taken only if the 0 is."""
    signs = [end.side if end.value is None else (end.value > 0) - (end.value < 0) for end in (a, b)]
    if 0 in signs:
        zeros = [end for end, sign in zip((a, b), signs, strict=True) if sign == 0]
        return _End(Fraction(0), all(end.open for end in zeros), 0)
    if a.value is None or b.value is None:
        return _End(None, True, signs[0] * signs[1])
    return _End(a.value * b.value, a.open or b.open, 0)


def _key(end: _End) -> tuple[int, Fraction]:
    return (end.side, Fraction(0)) if end.value is None else (0, end.value)


def _least(ends: list[_End]) -> _End:
    best = min(ends, key=_key)
    return _End(best.value, all(end.open for end in ends if _key(end) == _key(best)), best.side)


def _greatest(ends: list[_End]) -> _End:
    best = max(ends, key=_key)
    return _End(best.value, all(end.open for end in ends if _key(end) == _key(best)), best.side)


def _power(base: Range, exponent: Fraction) -> Range:
    if exponent == 0:
        return Range(_ONE, _ONE)
    if exponent < 0:
        return _power(_reciprocal(base), -exponent)
    if exponent.denominator != 1:
        if base.sign(strict=False) != 1:
            raise Refusal("ranges.fractional_power")
        return _increasing(base, lambda q: _rational_power(q, exponent), None, None)
    n = int(exponent)
    if n % 2 or base.sign(strict=False) == 1:
        return _increasing(base, lambda q: (q**n, q**n), None, None)
    if base.sign(strict=False) == -1:
        return _power(_mirrored(base), exponent)
    peaks = [_End(None if end.value is None else end.value**n, end.open, 1) for end in _ends(base)]
    top = _greatest(peaks)
    return Range(Fraction(0), top.value, False, top.open)


def _rational_power(value: Fraction, exponent: Fraction) -> tuple[Fraction, Fraction]:
    if value in (0, 1):
        return value, value
    with precision(_BITS):
        bounds = rational_bounds(ball(value).root(exponent.denominator) ** int(exponent.numerator))
    if bounds is None:
        raise Refusal("functions.no_enclosure")
    return bounds


def _reciprocal(base: Range) -> Range:
    sign = base.sign(strict=True)
    if sign == 0:
        raise Refusal("ranges.division")
    lower, upper = _ends(base)
    if sign > 0:
        new_lower = _End(Fraction(0), True, 0) if upper.value is None else _End(1 / upper.value, upper.open, 0)
        new_upper = _End(None, True, 1) if lower.value == 0 else _invert(lower)
    else:
        new_upper = _End(Fraction(0), True, 0) if lower.value is None else _End(1 / lower.value, lower.open, 0)
        new_lower = _End(None, True, -1) if upper.value == 0 else _invert(upper)
    return Range(new_lower.value, new_upper.value, new_lower.open, new_upper.open)


def _invert(end: _End) -> _End:
    return _End(None if end.value is None else 1 / end.value, end.open, end.side)


def _increasing(
    base: Range,
    image: Callable[[Fraction], tuple[Fraction, Fraction]],
    at_minus_inf: Fraction | None,
    at_inf: Fraction | None,
) -> Range:
    """The image of ``base`` under a strictly increasing function, from bounds of its values and its limits."""
    if base.lower is None:
        lower, lower_open = at_minus_inf, True
    else:
        lower, lower_open = image(base.lower)[0], base.lower_open
    if base.upper is None:
        upper, upper_open = at_inf, True
    else:
        upper, upper_open = image(base.upper)[1], base.upper_open
    return Range(lower, upper, lower_open, upper_open)


def _call(fn: Fn, arg: Range) -> Range:
    match fn:
        case Fn.EXP:
            return _exp(arg)
        case Fn.LOG:
            if arg.sign(strict=True) != 1:
                raise Refusal("ranges.logarithm")
            if arg.lower == 0:
                arg = Range(None, arg.upper, True, arg.upper_open)
            return _increasing(arg, lambda q: _image(fn, q), None, None)
        case Fn.TANH | Fn.ERF:
            return _increasing(arg, lambda q: _image(fn, q), -_ONE, _ONE)
        case Fn.SIGMOID:
            return _increasing(arg, lambda q: _image(fn, q), Fraction(0), _ONE)
        case Fn.ATAN:
            quarter = _enclose(Pi())
            half_pi = Fraction(0) if quarter.upper is None else quarter.upper / 2
            return _increasing(arg, lambda q: _image(fn, q), -half_pi, half_pi)
        case Fn.SINH:
            return _increasing(arg, lambda q: _image(fn, q), None, None)
        case Fn.COSH:
            return _cosh(arg)
        case Fn.SIN | Fn.COS:
            return _bounded_wave(fn, arg)


def _exp(arg: Range) -> Range:
    """e^arg; beyond _EXP_LIMIT an end is replaced by the limit (0 or inf), which is wider."""
    lower, upper = arg.lower, arg.upper
    if lower is not None and lower < -_EXP_LIMIT:
        lower = None
    if upper is not None and upper > _EXP_LIMIT:
        upper = None
    if (lower is not None and lower > _EXP_LIMIT) or (upper is not None and upper < -_EXP_LIMIT):
        raise Refusal("ranges.exponential")
    clipped = Range(lower, upper, arg.lower_open or lower is None, arg.upper_open or upper is None)
    return _increasing(clipped, lambda q: _image(Fn.EXP, q), Fraction(0), None)


def _image(fn: Fn, value: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds of fn(value), exact where fn takes a rational value at a rational point."""
    zero, half = Fraction(0), Fraction(1, 2)
    exact = {Fn.EXP: (zero, _ONE), Fn.LOG: (_ONE, zero), Fn.SIGMOID: (zero, half), Fn.COSH: (zero, _ONE)}
    point, taken = exact.get(fn, (zero, zero))
    if value == point:
        return taken, taken
    with precision(_BITS):
        bounds = rational_bounds(evaluate(call(fn, Z), ball(value)))
    if bounds is None:
        raise Refusal("functions.no_enclosure")
    return bounds


def _cosh(arg: Range) -> Range:
    sign = arg.sign(strict=False)
    if sign == 1:
        return _increasing(arg, lambda q: _image(Fn.COSH, q), None, None)
    peaks = [_End(None if e.value is None else _image(Fn.COSH, e.value)[1], e.open, 1) for e in _ends(arg)]
    top = _greatest(peaks)
    if sign == 0:
        return Range(_ONE, top.value, False, top.open)
    bottom = Fraction(1) if arg.upper is None else _image(Fn.COSH, arg.upper)[0]
    return Range(bottom, top.value, arg.upper_open, top.open)


def _bounded_wave(fn: Fn, arg: Range) -> Range:
    if arg.lower is None or arg.upper is None:
        return Range(-_ONE, _ONE)
    with precision(_BITS):
        bounds = rational_bounds(evaluate(call(fn, Z), ball(arg.lower).union(ball(arg.upper))))
    if bounds is None:
        return Range(-_ONE, _ONE)
    return Range(max(-_ONE, bounds[0]), min(_ONE, bounds[1]))
