"""Expansions of a smooth function on a half-line [B, inf), with explicit remainders.

f is written as a finite sum of c_i(z) m_i(z): the m_i are scales (``scales.Scale``), each c_i is an exact constant or,
for a remainder, a function of z that stays inside a stated ball for every z >= B. Exact constants cancel exactly, so
log(1 + e^z) - z is e^-z (1 - ...) and nothing of the leading z is left. Every rule below is an identity or Taylor's
theorem with Lagrange's remainder; the expansion of erf at infinity is enveloping (its remainder is smaller than, and of
the sign of, the first term left out). Trusted: the balls carry all rounding, at the current precision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import factorial
from typing import TypeAlias

import flint

from theoremcheck.trusted.bounds import MAX_TAIL_TERMS
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.scales import Scale, collect, largest
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import (
    ONE,
    ZERO,
    Add,
    Call,
    Expr,
    Fn,
    Mul,
    Num,
    Pi,
    Pow,
    Var,
    Z,
    add,
    call,
    is_constant,
    mul,
    neg,
    num,
    power,
    substitute,
)
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import spend

Coefficient: TypeAlias = Expr | flint.arb
Terms: TypeAlias = Mapping[Scale, Coefficient]

UNIT = Scale()
_HALF = Fraction(1, 2)
_BITS = 128


class Tail:
    """Expansions on [start, inf), start > 0, with ``order`` exact terms of every Taylor series."""

    def __init__(self, start: Fraction, order: int) -> None:
        self.start = start
        self.order = order
        self.terms = 0

    def sign(self, expr: Expr) -> int:
        """The sign (1 or -1) of ``expr`` on all of [start, inf). Raises ``Refusal`` if the expansion shows none."""
        terms = self.expand(expr)
        value = self.relative(terms, largest(terms))
        require(bool(value > 0) or bool(value < 0), "asymptotics.no_dominant_scale")
        return 1 if value > 0 else -1

    def expand(self, expr: Expr) -> Terms:
        """The expansion of a smooth expression."""
        spend(10)
        match expr:
            case _ if is_constant(expr):
                return _exact({UNIT: expr})
            case Var():
                return {Scale(power=Fraction(1)): ONE}
            case Add(parts):
                return self.sum(self.expand(part) for part in parts)
            case Mul(parts):
                product: Terms = {UNIT: ONE}
                for part in parts:
                    product = self.product(product, self.expand(part))
                return product
            case Pow(base, exponent):
                return self.power(self.expand(base), exponent)
            case Call(fn, arg):
                return self.call(fn, self.expand(arg))
            case _:
                raise Refusal("functions.piecewise")

    # --- arithmetic ---------------------------------------------------------------------------------------------

    def sum(self, parts: Iterable[Terms]) -> Terms:
        """The sum of expansions."""
        table: dict[Scale, Coefficient] = {}
        for part in parts:
            for scale, coefficient in part.items():
                table[scale] = _plus(table[scale], coefficient) if scale in table else coefficient
        return self._absorbed(_exact(table))

    def product(self, left: Terms, right: Terms) -> Terms:
        """The product of two expansions."""
        self.terms += len(left) * len(right)
        spend(20 + 30 * len(left) * len(right))
        require(self.terms <= MAX_TAIL_TERMS, "asymptotics.terms", bound=f"MAX_TAIL_TERMS = {MAX_TAIL_TERMS}")
        table: dict[Scale, Coefficient] = {}
        for first, a in left.items():
            for second, b in right.items():
                scale, value = first.times(second), _times(a, b)
                table[scale] = _plus(table[scale], value) if scale in table else value
        return self._absorbed(_exact(table))

    def _absorbed(self, terms: Terms) -> Terms:
        """Terms that are small against the largest remainder join it: they could not be told apart from it anyway."""
        remainders = [scale for scale, coefficient in terms.items() if isinstance(coefficient, flint.arb)]
        if not remainders:
            return terms
        top = largest(remainders)
        kept: dict[Scale, Coefficient] = {}
        total = _ball(terms[top])
        for scale, coefficient in terms.items():
            if scale == top:
                continue
            share = scale.over(top)
            if share.growth() < 0 and (size := self._decaying(share)) is not None:
                total += _ball(coefficient) * size
            else:
                kept[scale] = coefficient
        return {**kept, top: total}

    def _decaying(self, scale: Scale) -> flint.arb | None:
        """A ball around the values of a decreasing scale, or None if it is not shown to decrease."""
        try:
            scale.require_decay(self.start)
        except Refusal:
            return None
        return flint.arb(0).union(scale.at(self.start))

    def relative(self, terms: Terms, lead: Scale) -> flint.arb:
        """A ball around f / ``lead`` on [start, inf). Raises ``Refusal`` if a quotient of scales is not decreasing."""
        spend(20 * len(terms))
        total = flint.arb(0)
        for scale, coefficient in terms.items():
            share = scale.over(lead)
            if share == UNIT:
                total += _ball(coefficient)
            else:
                share.require_decay(self.start)
                total += _ball(coefficient) * flint.arb(0).union(share.at(self.start))
        require(bool(total.is_finite()), "functions.no_enclosure")
        return total

    def _normalised(self, terms: Terms) -> tuple[Scale, Expr | None, Terms]:
        """(m, c, v) with f = c m (1 + v), v -> 0; c is None (and v is f / m) if the leading constant is not exact."""
        lead = largest(terms)
        constant = terms[lead]
        if isinstance(constant, flint.arb):
            return lead, None, {scale.over(lead): value for scale, value in terms.items()}
        inverse = power(constant, -1)
        rest = {scale.over(lead): _times(inverse, value) for scale, value in terms.items() if scale != lead}
        return lead, constant, rest

    # --- functions ----------------------------------------------------------------------------------------------

    def taylor(self, outer: Expr, centre: Expr, small: Terms) -> Terms:
        """``outer`` (an expression in z) at ``centre`` + v for an expansion v that tends to 0.

        sum_{k < order} outer^(k)(centre) / k! v^k, and a remainder outer^(order)(x) / order! v^order with x between
        the centre and centre + v.
        """
        around = _ball(centre) + flint.arb(0).union(self.relative(small, UNIT)) if small else _ball(centre)
        pieces: list[Terms] = []
        factor: Terms = {UNIT: ONE}
        for k in range(self.order):
            value = substitute(nth_derivative(outer, k), centre)
            pieces.append(self.product(factor, _exact({UNIT: mul((num(Fraction(1, factorial(k))), value))})))
            factor = self.product(factor, small)
        if factor:
            bound = evaluate(nth_derivative(outer, self.order), around) / factorial(self.order)
            require(bool(bound.is_finite()), "asymptotics.remainder")
            pieces.append(self.product(factor, _exact({UNIT: bound})))
        return self.sum(pieces)

    def power(self, terms: Terms, exponent: Fraction) -> Terms:
        """f^exponent."""
        if not terms:
            require(exponent > 0, "functions.division_by_zero")
            return {}
        lead, constant, rest = self._normalised(terms)
        outer = power(Z, exponent)
        if constant is None:
            value = evaluate(outer, self.relative(rest, UNIT))
            require(bool(value.is_finite()), "functions.no_enclosure")
            return {lead.to(exponent): value}
        require(exponent.denominator == 1 or sign_of(constant) > 0, "asymptotics.fractional_power")
        scaled = {UNIT: ONE} if not rest else self.taylor(outer, ONE, rest)
        return self.product({lead.to(exponent): power(constant, exponent)}, scaled)

    def call(self, fn: Fn, terms: Terms) -> Terms:
        """fn(f)."""
        match fn:
            case Fn.EXP:
                return self._exp(terms)
            case Fn.LOG:
                return self._log(terms)
            case Fn.SIGMOID:
                return self.power(self.sum(({UNIT: ONE}, self._exp(_scaled(terms, -1)))), Fraction(-1))
            case Fn.TANH:
                doubled = self.call(Fn.SIGMOID, _scaled(terms, 2))
                return self.sum((_scaled(doubled, 2), {UNIT: num(-1)}))
            case Fn.SINH | Fn.COSH:
                side = 1 if fn is Fn.COSH else -1
                both = (self._exp(terms), _scaled(self._exp(_scaled(terms, -1)), side))
                return _scaled(self.sum(both), _HALF)
            case Fn.ATAN | Fn.ERF | Fn.SIN | Fn.COS:
                return self._bounded(fn, terms)

    def _parts(self, terms: Terms) -> tuple[Terms, Coefficient, Terms]:
        """The growing part, the constant and the part that tends to 0."""
        growing = {scale: value for scale, value in terms.items() if scale.growth() > 0}
        small = {scale: value for scale, value in terms.items() if scale.growth() < 0}
        return growing, terms.get(UNIT, ZERO), small

    def _at_constant(self, fn: Fn, constant: Coefficient, small: Terms) -> Terms:
        """fn(constant + v) for an expansion v that tends to 0."""
        outer = call(fn, Z)
        if not isinstance(constant, flint.arb):
            return self.taylor(outer, constant, small)
        value = evaluate(outer, constant + (self.relative(small, UNIT) if small else 0))
        require(bool(value.is_finite()), "functions.no_enclosure")
        return {UNIT: value}

    def _exp(self, terms: Terms) -> Terms:
        growing, constant, small = self._parts(terms)
        exponents, logs = [], Fraction(0)
        for scale, value in growing.items():
            if isinstance(value, flint.arb) or scale.exponents:
                return self._vanishing(terms)
            if not scale.logs:
                exponents.append((scale.power, value))
                continue
            plain = scale == Scale(logs=Fraction(1)) and isinstance(value, Num)
            if not plain or not isinstance(value, Num):
                return self._vanishing(terms)
            logs = value.value
        return self.product({Scale(collect(exponents), logs): ONE}, self._at_constant(Fn.EXP, constant, small))

    def _vanishing(self, terms: Terms) -> Terms:
        """0 < e^f <= e^(-z^2), where f + z^2 < 0 is shown."""
        square = Scale(power=Fraction(2))
        shifted = self.sum((terms, {square: ONE}))
        below = self.relative(shifted, largest(shifted))
        require(bool(below < 0), "asymptotics.exponential")
        return {Scale(collect([(Fraction(2), num(-1))])): flint.arb(0).union(flint.arb(1))}

    def _log(self, terms: Terms) -> Terms:
        lead, constant, rest = self._normalised(terms)
        require(lead.logs == 0, "asymptotics.iterated_logarithm")
        table: dict[Scale, Coefficient] = {Scale(power=p): c for p, c in lead.exponents}
        if lead.power:
            require(self.start > 1, "scales.logarithm_start")
            table[Scale(logs=Fraction(1))] = Num(lead.power)
        outer = call(Fn.LOG, Z)
        if constant is None:
            value = evaluate(outer, self.relative(rest, UNIT))
            require(bool(value.is_finite()), "functions.no_enclosure")
            return self.sum((table, {UNIT: value}))
        require(sign_of(constant) > 0, "asymptotics.logarithm_domain")
        table[UNIT] = call(Fn.LOG, constant)
        return self.sum((_exact(table), self.taylor(outer, ONE, rest) if rest else {}))

    def _bounded(self, fn: Fn, terms: Terms) -> Terms:
        growing, constant, small = self._parts(terms)
        if not growing:
            return self._at_constant(fn, constant, small)
        if fn in (Fn.SIN, Fn.COS):
            return {UNIT: flint.arb(-1).union(flint.arb(1))}
        value = self.relative(terms, largest(terms))
        require(bool(value > 0) or bool(value < 0), "asymptotics.argument_sign")
        side = 1 if value > 0 else -1
        limit, gap = self._atan_gap(_scaled(terms, side)) if fn is Fn.ATAN else self._erf_gap(_scaled(terms, side))
        return _scaled(self.sum(({UNIT: limit}, _scaled(gap, -1))), side)

    def _atan_gap(self, terms: Terms) -> tuple[Expr, Terms]:
        """atan(x) = pi/2 - atan(1/x) for x > 0."""
        return mul((num(_HALF), Pi())), self._bounded(Fn.ATAN, self.power(terms, Fraction(-1)))

    def _erf_gap(self, terms: Terms) -> tuple[Expr, Terms]:
        """erf(x) = 1 - e^(-x^2) / (x sqrt(pi)) (1 - 1/(2x^2) + 1*3/(2x^2)^2 - ...) for x > 0, an enveloping series."""
        inverse = self.power(terms, Fraction(-1))
        step = _scaled(self.product(inverse, inverse), -_HALF)
        series: list[Terms] = []
        factor: Terms = {UNIT: ONE}
        odd = Fraction(1)
        for k in range(self.order):
            series.append(_scaled(factor, odd))
            factor, odd = self.product(factor, step), odd * (2 * k + 1)
        remainder = flint.arb(0).union(ball(odd))
        series.append(self.product(factor, {UNIT: remainder}))
        gaussian = self._exp(_scaled(self.product(terms, terms), -1))
        front = self.product(self.product(gaussian, inverse), {UNIT: power(Pi(), -_HALF)})
        return ONE, self.product(front, self.sum(series))


def tail_sign(expr: Expr, start: Fraction, *, right: bool, order: int) -> int:
    """The sign of ``expr`` on [start, inf), start > 0, or on (-inf, -start]: see :meth:`Tail.sign`."""
    return Tail(start, order).sign(expr if right else substitute(expr, neg(Z)))


def grows(expr: Expr, start: Fraction, order: int) -> bool:
    """True proves that |``expr``| tends to inf for z -> inf. Raises ``Refusal`` if it has no expansion."""
    tail = Tail(start, order)
    with precision(_BITS):
        terms = tail.expand(expr)
        lead = largest(terms)
        value = tail.relative(terms, lead)
        return lead.growth() > 0 and bool(value > 0 or value < 0)


def _ball(value: Coefficient) -> flint.arb:
    return value if isinstance(value, flint.arb) else evaluate(value, flint.arb(0))


def _plus(left: Coefficient, right: Coefficient) -> Coefficient:
    if isinstance(left, flint.arb) or isinstance(right, flint.arb):
        return _ball(left) + _ball(right)
    return add((left, right))


def _times(left: Coefficient, right: Coefficient) -> Coefficient:
    if isinstance(left, flint.arb) or isinstance(right, flint.arb):
        return _ball(left) * _ball(right)
    return mul((left, right))


def _scaled(terms: Terms, factor: int | Fraction) -> Terms:
    return {scale: _times(num(factor), value) for scale, value in terms.items()}


def _exact(terms: Terms) -> Terms:
    """The same expansion with constants in normal form, without the terms that are shown to be 0."""
    folded = ((scale, _folded(value)) for scale, value in terms.items())
    return {scale: value for scale, value in folded if value is not None}


def _folded(value: Coefficient) -> Coefficient | None:
    """The coefficient in normal form, or None if it is 0."""
    if isinstance(value, flint.arb):
        return None if value == 0 else value
    if isinstance(value, Num):
        return value if value.value else None
    normal = normalise(value)
    return None if normal.is_zero else normal.expr()
