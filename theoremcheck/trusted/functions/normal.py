"""Normal forms: an expression as a quotient of polynomials over Q in a few generators.

The generators and their two relations are those of ``quotients``. The map from quotients back to functions is a ring
homomorphism wherever the expression is defined, so *a zero numerator proves that the function is zero*; the converse is
not claimed. Domains are not tracked here: the rewriting e^(log u) = u, g^2 = u for g = u^(1/2) and u / u = 1 forgets
where u has to be positive or not 0. So nothing is said of a point at which the expression is not *shown* to be defined:
of a piece by the obligations of ``smooth``, of a constant by ``comparison.require_real``.

Trusted: standard library and python-flint (exact polynomial arithmetic, gcd, factorisation).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import flint

from theoremcheck.trusted.functions.balls import evaluate
from theoremcheck.trusted.functions.quotients import (
    Field,
    Normal,
    constant_of,
    flint_rational,
    fraction_of,
    generators_of,
    poly_expr,
)
from theoremcheck.trusted.problem.expr import (
    ONE,
    ZERO,
    Add,
    Call,
    Expr,
    Fn,
    Mul,
    Num,
    Param,
    Pi,
    Pow,
    Root,
    Var,
    Z,
    add,
    call,
    is_constant,
    mul,
    neg,
    power,
    replace_leaf,
    sub,
    walk,
)
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import kept, spend

_ODD = frozenset({Fn.SIN, Fn.ATAN, Fn.ERF})
_AT_ZERO = {Fn.SIN: ZERO, Fn.COS: ONE, Fn.ATAN: ZERO, Fn.ERF: ZERO}


def is_zero(expr: Expr) -> bool:
    """True proves ``expr`` = 0 wherever it is defined. False proves nothing.

    A constant that is not shown to be real is not shown to be 0 either: see ``comparison.require_real``.
    """
    if normalise(expr).is_zero:
        return True
    roots = {node for node in walk(expr) if isinstance(node, Root)}
    if len(roots) != 1 or not is_constant(expr):
        return False
    root = roots.pop()
    return vanishes_at(replace_leaf(expr, root, Z), root)


def vanishes_at(expr: Expr, root: Root) -> bool:
    """True proves that an expression in z is 0 at a root r: the function of r divides its numerator.

    The function is top / bottom in normal form and 0 at r, so its top is 0 there; where that divides the numerator of
    ``expr`` and the denominator is not 0 at r, ``expr`` is 0 at r.
    """
    plain, known = _simplify(expr), _simplify(root.function)
    field = Field(generators_of(Add((plain, known))))
    (top, bottom), (divisor, _) = field.normal(plain).parts, field.normal(known).parts
    if divisor.is_constant() or not (top % divisor).is_zero():
        return False
    place = evaluate(poly_expr(bottom, field.generators), evaluate(root, flint.arb(0)))
    return bool(place > 0) or bool(place < 0)


def rational_value(expr: Expr) -> Fraction | None:
    """The exact value of a constant expression whose normal form is rational.

    None says nothing: the value may be irrational, undefined, or rational beyond the bounds on normal forms.
    """
    try:
        return normalise(expr).rational
    except Refusal:
        return None


@kept(128)
def normalise(expr: Expr) -> Normal:
    """The normal form of a smooth expression.

    Raises ``Refusal`` if it divides by zero identically, is piecewise, or outgrows MAX_TERMS, MAX_DEGREE or
    MAX_CONSTANT_BITS.
    """
    plain = _simplify(expr)
    generators = generators_of(plain)
    return Field(generators).normal(plain)


@kept(128)
def normalised(expr: Expr) -> Expr:
    """The normal form as an expression, equal to a smooth one where that is defined. Raises as ``normalise``."""
    return normalise(expr).expr()


# --- rewriting to exp, log, atan, erf, sin, cos, rational powers --------------------------------------------


def _simplify(expr: Expr) -> Expr:
    """Rewrite to the generator functions, arguments first."""
    return _Rewriting().of(expr)


class _Rewriting:
    """The parts of one expression rewritten: derivatives repeat their parts."""

    def __init__(self) -> None:
        self._found: dict[Expr, Expr] = {}

    def of(self, part: Expr) -> Expr:
        """The part rewritten, once and written off once for all that are equal."""
        found = self._found.get(part)
        if found is None:
            spend(6)
            found = self._found[part] = self._new(part)
        return found

    def _new(self, part: Expr) -> Expr:
        match part:
            case Num() | Pi() | Param() | Root() | Var():
                return part
            case Add(terms):
                return add(map(self.of, terms))
            case Mul(factors):
                return mul(map(self.of, factors))
            case Pow(base, exponent):
                return _simplify_power(self.of(base), exponent)
            case Call(fn, arg):
                return _simplify_call(fn, self.of(arg))
            case _:
                raise Refusal("functions.piecewise")


def _simplify_power(base: Expr, exponent: Fraction) -> Expr:
    if exponent.denominator == 1:
        return power(base, exponent)
    normal = normalise(base)
    value = normal.rational
    if value is not None:
        return _constant_power(value, exponent)
    return Pow(normal.expr(), exponent)


def _constant_power(value: Fraction, exponent: Fraction) -> Expr:
    require(value > 0 or (value == 0 and exponent > 0), "normal.fractional_power")
    if value == 0:
        return ZERO
    root = _exact_root(value, exponent.denominator)
    return power(Num(root), exponent.numerator) if root is not None else Pow(Num(value), exponent)


def _exact_root(value: Fraction, degree: int) -> Fraction | None:
    top, bottom = (_integer_root(part, degree) for part in (value.numerator, value.denominator))
    return None if top is None or bottom is None else Fraction(top, bottom)


def _integer_root(value: int, degree: int) -> int | None:
    if degree > value.bit_length():  # no root but 1; and C has no room for a degree of any size
        return 1 if value == 1 else None
    root = int(flint.fmpz(value).root(degree))
    return root if root**degree == value else None


def _simplify_call(fn: Fn, arg: Expr) -> Expr:
    match fn:
        case Fn.SINH:
            return mul((Num(Fraction(1, 2)), sub(_simplify_call(Fn.EXP, arg), _simplify_call(Fn.EXP, neg(arg)))))
        case Fn.COSH:
            return mul((Num(Fraction(1, 2)), add((_simplify_call(Fn.EXP, arg), _simplify_call(Fn.EXP, neg(arg))))))
        case Fn.SIGMOID:
            grown = _simplify_call(Fn.EXP, arg)
            return mul((grown, power(add((ONE, grown)), -1)))
        case Fn.TANH:
            grown = _simplify_call(Fn.EXP, mul((Num(Fraction(2)), arg)))
            return mul((sub(grown, ONE), power(add((ONE, grown)), -1)))
        case Fn.EXP:
            return _simplify_exp(arg)
        case Fn.LOG:
            return _simplify_log(arg)
        case Fn.SIN | Fn.COS | Fn.ATAN | Fn.ERF:
            return _simplify_symmetric(fn, arg)


def _simplify_exp(arg: Expr) -> Expr:
    """e^arg as a product over the linear form of ``arg``: e^(log u) = u, the rest stays e^(c m)."""
    out: list[Expr] = []
    for monomial, coefficient in linear_form(arg).items():
        if isinstance(monomial, Call) and monomial.fn is Fn.LOG:
            out.append(power(monomial.arg, coefficient))
        else:
            out.append(call(Fn.EXP, mul((Num(coefficient), monomial))))
    return mul(out) if out else ONE


def _simplify_log(arg: Expr) -> Expr:
    """The logarithm of ``arg``: log 1 = 0, and log of a single e^m is m."""
    normal = normalise(arg)
    if normal.rational == 1:
        return ZERO
    plain = normal.expr()
    if isinstance(plain, Call) and plain.fn is Fn.EXP:
        return plain.arg
    return call(Fn.LOG, plain)


def _simplify_symmetric(fn: Fn, arg: Expr) -> Expr:
    normal = normalise(arg)
    if normal.is_zero:
        return _AT_ZERO[fn]
    flip = normal.numerator.leading_coefficient() < 0
    inner = neg(normal.expr()) if flip else normal.expr()
    value = _exact_sine(inner, cosine=fn is Fn.COS) if fn in (Fn.SIN, Fn.COS) else None
    if value is None:
        value = call(fn, inner)
    return neg(value) if flip and fn in _ODD else value


def _exact_sine(arg: Expr, *, cosine: bool) -> Expr | None:
    """Sin or cos of k pi / 12 for those integers k at which it is rational or a square root, else None."""
    twelfths = Num(Fraction(12)) if isinstance(arg, Pi) else None
    match arg:
        case Mul((Num(value), Pi())):
            twelfths = Num(12 * value)
    if twelfths is None or twelfths.value.denominator != 1:
        return None
    step = (int(twelfths.value) + (6 if cosine else 0)) % 24
    side, step = (1, step) if step < 12 else (-1, step - 12)
    quarter = {0: Fraction(0), 2: Fraction(1, 4), 3: Fraction(1, 2), 4: Fraction(3, 4), 6: Fraction(1)}.get(
        min(step, 12 - step)
    )
    return None if quarter is None else mul((Num(Fraction(side)), _constant_power(quarter, Fraction(1, 2))))


def linear_form(arg: Expr) -> Mapping[Expr, Fraction]:
    """``arg`` as a rational combination of coefficient-free monomials, in a fixed order."""
    normal = normalise(arg)
    if normal.is_zero:
        return {}
    if not normal.denominator.is_constant():
        lead = fraction_of(normal.numerator.leading_coefficient())
        scaled = Normal(normal.generators, normal.numerator / flint_rational(lead), normal.denominator)
        return {scaled.expr(): lead}
    scale = fraction_of(constant_of(normal.denominator))
    return {
        mul(power(g, int(e)) for g, e in zip(normal.generators, exponents, strict=True) if e): fraction_of(c) / scale
        for exponents, c in normal.numerator.to_dict().items()
    }
