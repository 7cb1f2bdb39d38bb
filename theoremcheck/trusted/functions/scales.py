"""Scales: the functions e^(sum c_p z^p) z^a (log z)^b of z -> inf in which tails are expanded.

They form a group under multiplication, are totally ordered by growth, and one is shown to decrease to 0 on a half-line
[B, inf) by one comparison at B. Trusted: exact exponents, no floats.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

import flint

from theoremcheck.trusted.functions.balls import ball, evaluate
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import normalised
from theoremcheck.trusted.problem.expr import Expr, Num, add, mul
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import spend

Exponents: TypeAlias = tuple[tuple[Fraction, Expr], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """e^(sum c z^p) z^power (log z)^logs; ``exponents`` lists (p, c), p > 0 falling, c a nonzero constant."""

    exponents: Exponents = ()
    power: Fraction = Fraction(0)
    logs: Fraction = Fraction(0)

    def times(self, other: Scale) -> Scale:
        """The product."""
        spend(10 + 5 * (len(self.exponents) + len(other.exponents)))
        exponents = collect((*self.exponents, *other.exponents))
        return Scale(exponents, self.power + other.power, self.logs + other.logs)

    def to(self, exponent: Fraction) -> Scale:
        """The scale raised to a rational power."""
        exponents = collect((p, mul((Num(exponent), c))) for p, c in self.exponents)
        return Scale(exponents, self.power * exponent, self.logs * exponent)

    def over(self, other: Scale) -> Scale:
        """The quotient."""
        return self.times(other.to(Fraction(-1)))

    def growth(self) -> int:
        """1 if the scale tends to inf, -1 if it tends to 0, 0 if it is 1."""
        if self.exponents:
            sign = sign_of(self.exponents[0][1])
            require(sign != 0, "scales.zero_exponent")
            return sign
        return _sign(self.power) or _sign(self.logs)

    def at(self, start: Fraction) -> flint.arb:
        """A ball around the value at ``start``."""
        base = ball(start)
        value = _rational_power(base, self.power)
        for p, c in self.exponents:
            value *= (evaluate(c, flint.arb(0)) * _rational_power(base, p)).exp()
        return value * _rational_power(base.log(), self.logs) if self.logs else value

    def require_decay(self, start: Fraction) -> None:
        """Refuse unless the scale decreases to 0 on [start, inf).

        z times its logarithmic derivative is g(z) = sum p c_p z^p + a + b / log z, p > 0 falling; c_p, a, b stand in
        the order of growth. The scale tends to 0, so the first of them is negative. Each later term, divided by the
        first, is a power z^(p - p1), z^-p1 or 1 / log z (start > 1 where logs occur): it does not increase in z. So
        where the first term and the positive others add up to <= 0 at ``start``, they do for every z >= ``start``, and
        the negative others only help: g <= 0, the scale does not increase. A term whose ball has no sign counts as
        positive.
        """
        require(self.growth() < 0, "scales.no_decay")
        base = ball(start)
        terms = [
            (p, Fraction(p), evaluate(c, flint.arb(0)) * ball(p) * _rational_power(base, p)) for p, c in self.exponents
        ]
        values = [value for _, _, value in terms]
        if self.power:
            values.append(ball(self.power))
        if self.logs:
            require(start > 1, "scales.logarithm_start")
            values.append(ball(self.logs) / base.log())
        lead, *rest = values
        positive = sum((value for value in rest if not value <= 0), flint.arb(0))
        require(bool(lead + positive <= 0), "scales.grows_at_cut")


def collect(pairs: Iterable[tuple[Fraction, Expr]]) -> Exponents:
    """Exponents with equal powers added up and zeros dropped, powers falling, coefficients in normal form."""
    table: dict[Fraction, Expr] = {}
    for p, c in pairs:
        table[p] = add((table[p], c)) if p in table else c
    found = []
    for p in sorted(table, reverse=True):
        value = table[p]
        if not isinstance(value, Num):
            value = normalised(value)
        if value != Num(Fraction(0)):
            found.append((p, value))
    return tuple(found)


def largest(scales: Iterable[Scale]) -> Scale:
    """The scale that grows fastest. Raises ``Refusal`` if there is none."""
    best: Scale | None = None
    for scale in scales:
        if best is None or scale.over(best).growth() > 0:
            best = scale
    if best is None:
        raise Refusal("functions.zero")
    return best


def _rational_power(base: flint.arb, exponent: Fraction) -> flint.arb:
    if exponent.denominator == 1:
        return base ** int(exponent)
    return (base.log() * ball(exponent)).exp()


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)
