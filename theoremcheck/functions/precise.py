"""Compile an expression to mpmath evaluation with first and second derivatives, at any number of digits.

The precision is that of the context that is passed in with each call, so there is no global state: make one with
:func:`context`. The conventions at break points are those of ``floats``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, TypeAlias

from theoremcheck.functions.patterns import Op, Unary, pair_up, unary
from theoremcheck.functions.rationals import root_value
from theoremcheck.trusted.problem.expr import Abs, Add, Call, Cases, Expr, Max, Min, Mul, Num, Param, Pi, Pow, Root, Var
from theoremcheck.trusted.records import dataclass

Real: TypeAlias = Any
"""An mpmath number (mpmath ships no types)."""
Context: TypeAlias = Any
"""An mpmath context, which holds the precision."""
PreciseJet: TypeAlias = tuple[Real, Real, Real]
Node: TypeAlias = Callable[[Context, Real], PreciseJet]
Outer: TypeAlias = Callable[[Context, Real], PreciseJet]


_MOST_BITS = 4096


@dataclass(frozen=True)
class PreciseFunction:
    """A compiled expression over mpmath numbers."""

    node: Node

    def value(self, ctx: Context, z: Real) -> Real:
        """The value at ``z``; ``ctx.nan`` outside the domain."""
        return self.jet(ctx, z)[0]

    def jet(self, ctx: Context, z: Real) -> PreciseJet:
        """Value, first and second derivative at ``z``; ``ctx.nan`` outside the domain or where one is infinite."""
        try:
            return self.node(ctx, ctx.mpf(z))
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            return ctx.nan, ctx.nan, ctx.nan


def context(digits: int) -> Context:
    """A fresh mpmath context with ``digits`` decimal digits and ten more to guard them."""
    from mpmath import MPContext

    ctx = MPContext()
    ctx.dps = digits + 10
    return ctx


def exact(ctx: Context, value: Fraction) -> Real:
    """The rational ``value`` rounded once to the precision of ``ctx``."""
    return ctx.mpf(value.numerator) / value.denominator


def compile_precise(expr: Expr) -> PreciseFunction:
    """Compile ``expr``; never raises for a well-formed expression."""
    return PreciseFunction(_compile(expr))


def _compile(expr: Expr) -> Node:
    match expr:
        case Num(value):
            return lambda ctx, z: (exact(ctx, value), ctx.zero, ctx.zero)
        case Pi():
            return lambda ctx, z: (+ctx.pi, ctx.zero, ctx.zero)
        case Root():
            return lambda ctx, z: (exact(ctx, root_value(expr, ctx.prec)), ctx.zero, ctx.zero)
        case Param():
            raise ValueError("only formulas of numbers and z are evaluated")
        case Var():
            return lambda ctx, z: (z, ctx.one, ctx.zero)
        case Add(terms):
            return _sum(terms)
        case Mul(factors):
            nodes = [_compile(factor) for factor in factors]
            return lambda ctx, z: reduce(_multiply, (part(ctx, z) for part in nodes))
        case Pow() | Call():
            return _chain(unary(expr))
        case Max(args):
            return _extremum([_compile(arg) for arg in args], 1)
        case Min(args):
            return _extremum([_compile(arg) for arg in args], -1)
        case Abs(arg):
            return _absolute(_compile(arg))
        case Cases():
            return _cases(expr)


def _sum(terms: Sequence[Expr]) -> Node:
    paired, rest = pair_up(terms)
    nodes = [_scaled(coefficient, _chain(form)) for coefficient, form in paired]
    nodes += [_compile(term) for term in rest]

    def node(ctx: Context, z: Real) -> PreciseJet:
        parts = [part(ctx, z) for part in nodes]
        return sum(p[0] for p in parts), sum(p[1] for p in parts), sum(p[2] for p in parts)

    return node


def _scaled(coefficient: Fraction, node: Node) -> Node:
    def scaled(ctx: Context, z: Real) -> PreciseJet:
        c = exact(ctx, coefficient)
        v, d, dd = node(ctx, z)
        return c * v, c * d, c * dd

    return scaled


def _multiply(left: PreciseJet, right: PreciseJet) -> PreciseJet:
    u, u1, u2 = left
    v, v1, v2 = right
    return u * v, u1 * v + u * v1, u2 * v + 2 * u1 * v1 + u * v2


def _chain(form: Unary) -> Node:
    outer, inner = _outer(form), _compile(form.arg)
    if isinstance(form.arg, Var):
        return outer

    def node(ctx: Context, z: Real) -> PreciseJet:
        u, u1, u2 = inner(ctx, z)
        g, g1, g2 = outer(ctx, u)
        first = g1 * u1 if u1 else ctx.zero
        second = (g2 * u1 * u1 if u1 else ctx.zero) + (g1 * u2 if u2 else ctx.zero)
        return g, first, second

    return node


def _outer(form: Unary) -> Outer:
    p = form.parameters
    match form.op:
        case Op.POWER:
            return lambda ctx, u: _power(ctx, u, p[0])
        case Op.LOG_SUM:
            return lambda ctx, u: _log_sum(ctx, u, p[0], p[1])
        case Op.POWER_SUM:
            return lambda ctx, u: _power_sum(ctx, u, p[0], p[1], p[2])
        case Op.SQUAREPLUS:
            return lambda ctx, u: _square_plus(ctx, u, p[0])
        case Op.LOG:
            return _log
        case _:
            elementary = _elementary(form.op)
            return lambda ctx, u: elementary(ctx, _in_reach(ctx, u))


def _in_reach(ctx: Context, u: Real) -> Real:
    """An argument beyond 2^_MOST_BITS as infinite: mpmath would work with as many bits as it has before the point.

    In e^(e^(e^(e^z))) that is more than any memory at z = 3.
    """
    return ctx.sign(u) * ctx.inf if ctx.isfinite(u) and ctx.mag(u) > _MOST_BITS else u


def _elementary(op: Op) -> Outer:
    match op:
        case Op.EXP:
            return lambda ctx, u: (e := ctx.exp(u), e, e)
        case Op.LOG:
            return _log
        case Op.TANH:
            return _tanh
        case Op.SIGMOID:
            return _sigmoid
        case Op.SINH:
            return lambda ctx, u: (s := ctx.sinh(u), ctx.cosh(u), s)
        case Op.COSH:
            return lambda ctx, u: (c := ctx.cosh(u), ctx.sinh(u), c)
        case Op.ATAN:
            return lambda ctx, u: (ctx.atan(u), d := 1 / (1 + u * u), -2 * u * d * d)
        case Op.ERF:
            return lambda ctx, u: _error(ctx, u, ctx.erf(u), 1)
        case Op.ERFC:
            return lambda ctx, u: _error(ctx, u, ctx.erfc(u), -1)
        case Op.SIN:
            return lambda ctx, u: (s := ctx.sin(u), ctx.cos(u), -s)
        case Op.COS:
            return lambda ctx, u: (c := ctx.cos(u), -ctx.sin(u), -c)
        case Op.EXPM1:
            return lambda ctx, u: (ctx.expm1(u), e := ctx.exp(u), e)
        case Op.COSHM1:
            return lambda ctx, u: (2 * ctx.sinh(u / 2) ** 2, ctx.sinh(u), ctx.cosh(u))
        case _:
            raise ValueError(f"{op} takes parameters")


def _log(ctx: Context, u: Real) -> PreciseJet:
    if not u > 0:
        raise ValueError("logarithm outside its domain")
    return ctx.log(u), 1 / u, -1 / (u * u)


def _tanh(ctx: Context, u: Real) -> PreciseJet:
    t = ctx.tanh(u)
    e = ctx.exp(-2 * abs(u))
    slope = 4 * e / (1 + e) ** 2
    return t, slope, -2 * t * slope


def _sigmoid(ctx: Context, u: Real) -> PreciseJet:
    e = ctx.exp(-abs(u))
    s, t = (1 / (1 + e), e / (1 + e)) if u >= 0 else (e / (1 + e), 1 / (1 + e))
    return s, s * t, s * t * (t - s)


def _error(ctx: Context, u: Real, value: Real, sign: int) -> PreciseJet:
    slope = sign * 2 * ctx.exp(-u * u) / ctx.sqrt(ctx.pi)
    return value, slope, -2 * u * slope


def _log_sum(ctx: Context, u: Real, c: Fraction, k: Fraction) -> PreciseJet:
    shift = ctx.log(exact(ctx, k / c)) if k != c else ctx.zero
    start = ctx.log(exact(ctx, c)) if c != 1 else ctx.zero
    v = u + shift
    value = max(v, ctx.zero) + ctx.log1p(ctx.exp(-abs(v))) + start
    s, st, _ = _sigmoid(ctx, v)
    return value, s, st


def _power_sum(ctx: Context, u: Real, c: Fraction, k: Fraction, q: Fraction) -> PreciseJet:
    log, s, st = _log_sum(ctx, u, c, k)
    p = exact(ctx, q)
    value = ctx.exp(p * log)
    return value, p * s * value, (p * p * s * s + p * st) * value


def _square_plus(ctx: Context, u: Real, b: Fraction) -> PreciseJet:
    offset = exact(ctx, b)
    root = ctx.sqrt(u * u + offset)
    value = u + root if u >= 0 else offset / (root - u)
    return value, value / root, offset / root**3


def _power(ctx: Context, u: Real, q: Fraction) -> PreciseJet:
    if q.denominator == 1:
        n = int(q)
        first = n * u ** (n - 1) if n else ctx.zero
        return u**n, first, n * (n - 1) * u ** (n - 2) if n not in (0, 1) else ctx.zero
    if u < 0:
        raise ValueError("power outside its domain")
    p = exact(ctx, q)
    if not u:
        # An infinite derivative is NaN here; where the inner derivative is exactly 0 the chain rule drops it.
        return ctx.zero if q > 0 else ctx.nan, ctx.zero if q > 1 else ctx.nan, ctx.zero if q > 2 else ctx.nan
    return u**p, p * u ** (p - 1), p * (p - 1) * u ** (p - 2)


def _ahead(jet: Sequence[Real]) -> int:
    for entry in jet:
        if entry > 0:
            return 1
        if entry < 0:
            return -1
    return 0


def _extremum(nodes: Sequence[Node], sign: int) -> Node:
    def better(left: PreciseJet, right: PreciseJet) -> PreciseJet:
        ahead = _ahead([b - a for a, b in zip(left, right, strict=True)])
        return right if ahead * sign > 0 else left

    def node(ctx: Context, z: Real) -> PreciseJet:
        return reduce(better, (part(ctx, z) for part in nodes))

    return node


def _absolute(inner: Node) -> Node:
    def node(ctx: Context, z: Real) -> PreciseJet:
        jet = inner(ctx, z)
        sign = _ahead(jet)
        return abs(jet[0]), sign * jet[1], sign * jet[2]

    return node


def _cases(expr: Cases) -> Node:
    subject = _compile(expr.subject)
    pieces = [_compile(piece) for piece in expr.pieces]

    def node(ctx: Context, z: Real) -> PreciseJet:
        s, s1, s2 = subject(ctx, z)
        value_index = slope_index = 0
        for i, (point, left_closed) in enumerate(zip(expr.breaks, expr.left_closed, strict=True)):
            gap = s - exact(ctx, point)
            beyond = gap > 0 or (gap == 0 and not left_closed)
            ahead = _ahead((s1, s2)) if gap == 0 else 0
            if beyond:
                value_index = i + 1
            if ahead > 0 or (ahead == 0 and beyond):
                slope_index = i + 1
        jet = pieces[slope_index](ctx, z)
        if value_index == slope_index:
            return jet
        return pieces[value_index](ctx, z)[0], jet[1], jet[2]

    return node
