"""Quotients of polynomials over Q in generators, reduced by the relations between the generators.

Generators are z, pi, e^(c m) for a monomial m and a rational c > 0, real roots u^(1/q), and opaque atoms such as
atan(u) or log(u). Two relations are used: r^q = u for roots, and cos(u)^2 = 1 - sin(u)^2. What this says of functions
stands in ``normal``.

Trusted: standard library and python-flint (exact polynomial arithmetic, gcd, factorisation).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import comb, gcd, lcm, prod
from typing import TypeAlias

import flint

from theoremcheck.trusted.bounds import MAX_CONSTANT_BITS, MAX_DEGREE, MAX_TERMS
from theoremcheck.trusted.problem.expr import ONE, Add, Call, Expr, Fn, Mul, Num, Pow, Var, Z, add, call, mul, power
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.work import bounded, kept, spend

Poly: TypeAlias = flint.fmpq_mpoly

_MAX_MONOMIAL = 25 * MAX_DEGREE
_SLACK = 8


@dataclass(frozen=True)
class Normal:
    """``numerator / denominator`` over ``generators`` (expressions, in the order of the polynomials' variables)."""

    generators: tuple[Expr, ...]
    numerator: Poly
    denominator: Poly

    @property
    def parts(self) -> tuple[Poly, Poly]:
        """Numerator and denominator."""
        return self.numerator, self.denominator

    @property
    def is_zero(self) -> bool:
        """True proves that the function is identically zero."""
        return bool(self.numerator.is_zero())

    @property
    def rational(self) -> Fraction | None:
        """The value, if the quotient is a rational constant."""
        if self.numerator.is_constant() and self.denominator.is_constant():
            return fraction_of(constant_of(self.numerator)) / fraction_of(constant_of(self.denominator))
        return None

    def expr(self) -> Expr:
        """The quotient as an expression."""
        top, bottom = poly_expr(self.numerator, self.generators), poly_expr(self.denominator, self.generators)
        return mul((top, power(bottom, -1)))


def poly_expr(poly: Poly, generators: tuple[Expr, ...]) -> Expr:
    """A polynomial in ``generators`` as an expression."""
    return add(
        mul(
            (
                Num(fraction_of(coefficient)),
                *(power(g, int(e)) for g, e in zip(generators, exponents, strict=True) if e),
            )
        )
        for exponents, coefficient in poly.to_dict().items()
    )


def factors(poly: Poly) -> tuple[Fraction, tuple[tuple[Poly, int], ...]]:
    """The content and the irreducible factors over Q with multiplicity, in a fixed order."""
    spend(50 + len(poly) * (1 + int(poly.total_degree())))
    content, parts = poly.factor()
    ordered = sorted(((part, int(power_)) for part, power_ in parts), key=lambda pair: (str(pair[0]), pair[1]))
    return fraction_of(content), tuple(ordered)


def used(poly: Poly) -> tuple[int, ...]:
    """The indices of the generators that a polynomial mentions."""
    return tuple(i for i, degree in enumerate(poly.degrees()) if degree)


def coefficients(poly: Poly, index: int) -> list[Fraction]:
    """The coefficients, constant first, of a polynomial that mentions generator ``index`` only."""
    table: dict[int, Fraction] = {int(e[index]): fraction_of(c) for e, c in poly.to_dict().items()}
    return [table.get(k, Fraction(0)) for k in range(max(table, default=0) + 1)]


def exp_scale(generator: Expr) -> Fraction | None:
    """The rational k if the generator is e^(k z); None for any other generator."""
    if isinstance(generator, Call) and generator.fn is Fn.EXP:
        return _slope(generator.arg)
    return None


def _slope(arg: Expr) -> Fraction | None:
    if isinstance(arg, Var):
        return Fraction(1)
    match arg:
        case Mul((Num(value), Var())):
            return value
        case _:
            return None


def fraction_of(value: flint.fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def constant_of(poly: Poly) -> flint.fmpq:
    return flint.fmpq(0) if poly.is_zero() else poly.leading_coefficient()


def flint_rational(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


# --- the generators -----------------------------------------------------------------------------------------------


def generators_of(plain: Expr) -> tuple[Expr, ...]:
    """The generators that ``plain`` needs: one e^(c m) per monomial m, one u^(1/q) per base u, every other atom."""
    exponentials: dict[Expr, Fraction] = {}
    roots: dict[Expr, int] = {}
    atoms: dict[Expr, None] = {}
    for node in _leaves(plain):
        match node:
            case Call(Fn.EXP, arg):
                monomial, coefficient = _monomial(arg)
                exponentials[monomial] = _common_unit(exponentials.get(monomial), coefficient)
            case Pow(base, exponent):
                roots[base] = lcm(roots.get(base, 1), exponent.denominator)
            case _:
                atoms[node] = None
                if isinstance(node, Call) and node.fn is Fn.COS:
                    atoms[call(Fn.SIN, node.arg)] = None
    found = [
        *atoms,
        *(call(Fn.EXP, mul((Num(unit), m))) for m, unit in exponentials.items()),
        *(Pow(base, Fraction(1, q)) for base, q in roots.items()),
    ]
    return tuple(sorted(found, key=_written))


@kept(1_024)
def _written(generator: Expr) -> str:
    """What generators are put in order by."""
    text = repr(generator)
    spend(len(text) // 16)
    return text


def _common_unit(known: Fraction | None, coefficient: Fraction) -> Fraction:
    """The largest c > 0 of which both numbers are integer multiples."""
    if known is None or coefficient == 0:
        return abs(coefficient) or Fraction(1)
    top = gcd(known.numerator * coefficient.denominator, coefficient.numerator * known.denominator)
    return Fraction(top, known.denominator * coefficient.denominator)


def _leaves(plain: Expr) -> Iterator[Expr]:
    """The subexpressions that become generators, and those inside the bases of roots (they appear in relations)."""
    match plain:
        case Num():
            return
        case Add(parts) | Mul(parts):
            for part in parts:
                yield from _leaves(part)
        case Pow(base, exponent):
            yield from _leaves(base)
            if exponent.denominator != 1:
                yield plain
        case _:
            yield plain


def _monomial(arg: Expr) -> tuple[Expr, Fraction]:
    match arg:
        case Num(value):
            return ONE, value
        case Mul((Num(value), *rest)):
            return mul(rest), value
        case _:
            return arg, Fraction(1)


def _bound_degree(poly: Poly, exponent: int) -> None:
    """Refuse a power of a polynomial that is too long; a monomial such as e^(1000z) costs little."""
    if poly.is_zero():
        return
    limit = MAX_DEGREE if len(poly) > 1 else _MAX_MONOMIAL
    degree = max(int(poly.total_degree()), 1) * exponent
    bounded(degree <= limit, "normal.degree", bound=f"MAX_DEGREE = {MAX_DEGREE}")


def _bound_power(poly: Poly, exponent: int) -> None:
    """Refuse a power of far more terms, or of far longer coefficients, than a normal form may have, unexpanded.

    A power of k terms has at most as many as there are monomials of that degree in them, C(k + n - 1, n), and as there
    are exponents, prod(n d_i + 1).
    """
    if exponent < 2 or len(poly) < 2:
        return
    exponents = prod(int(degree) * exponent + 1 for degree in poly.degrees())
    terms = min(exponents, comb(len(poly) + exponent - 1, exponent))
    bounded(terms <= _SLACK * MAX_TERMS, "normal.terms", bound=f"MAX_TERMS = {MAX_TERMS}")
    bits = _bits(poly) * exponent
    bounded(bits <= _SLACK * MAX_CONSTANT_BITS, "normal.bits", bound=f"MAX_CONSTANT_BITS = {MAX_CONSTANT_BITS}")
    spend(terms * (1 + bits // 256))


def _bits(poly: Poly) -> int:
    """The bits of the longest coefficient."""
    return max((int(coefficient.height_bits()) for coefficient in poly.coeffs()), default=0)


class Field:
    """Quotients of polynomials in fixed generators, reduced by the relations after every step."""

    def __init__(self, generators: tuple[Expr, ...]) -> None:
        self.generators = generators
        names = tuple(f"g{i}" for i in range(len(generators))) or ("g0",)
        self.context = flint.fmpq_mpoly_ctx.get(names, "deglex")
        self.one = self.context.constant(1)
        self.index = {g: i for i, g in enumerate(generators)}
        self.relations: tuple[tuple[int, int, Poly], ...] = ()
        for relation in self._relations():
            self.relations += (relation,)

    def _relations(self) -> Iterator[tuple[int, int, Poly]]:
        """(i, q, p) states g_i^q = p; each is reduced by those before it."""
        for i, g in enumerate(self.generators):
            if isinstance(g, Pow) and g.exponent.denominator != 1:
                top, bottom = self._quotient(g.base)
                if bottom.is_constant():
                    yield i, g.exponent.denominator, top / constant_of(bottom)
            if isinstance(g, Call) and g.fn is Fn.COS:
                sine = self.context.gen(self.index[call(Fn.SIN, g.arg)])
                yield i, 2, self.one - sine * sine

    def normal(self, plain: Expr) -> Normal:
        top, bottom = self._quotient(plain)
        generators = self.generators or (Z,)
        return Normal(generators, top, bottom)

    def _quotient(self, plain: Expr) -> tuple[Poly, Poly]:
        match plain:
            case Num(value):
                return self.context.constant(flint_rational(value)), self.one
            case Add(terms):
                return self._sum(self._quotient(term) for term in terms)
            case Mul(parts):
                return self._product(self._quotient(part) for part in parts)
            case Pow(base, exponent) if exponent.denominator == 1:
                return self._power(self._quotient(base), int(exponent))
            case Pow(base, exponent):
                return self._generator_power(self._root(base), exponent)
            case Call(Fn.EXP, arg):
                monomial, coefficient = _monomial(arg)
                return self._generator_power(self._exponential(monomial), coefficient)
            case _:
                return self.context.gen(self.index[plain]), self.one

    def _root(self, base: Expr) -> tuple[int, Fraction]:
        for g, i in self.index.items():
            if isinstance(g, Pow) and g.base == base:
                return i, g.exponent
        raise Refusal("normal.generator")

    def _exponential(self, monomial: Expr) -> tuple[int, Fraction]:
        for g, i in self.index.items():
            if isinstance(g, Call) and g.fn is Fn.EXP:
                found, unit = _monomial(g.arg)
                if found == monomial:
                    return i, unit
        raise Refusal("normal.generator")

    def _generator_power(self, generator: tuple[int, Fraction], exponent: Fraction) -> tuple[Poly, Poly]:
        index, unit = generator
        steps = exponent / unit
        require(steps.denominator == 1, "normal.generator")
        return self._power((self.context.gen(index), self.one), int(steps))

    def _power(self, quotient: tuple[Poly, Poly], exponent: int) -> tuple[Poly, Poly]:
        top, bottom = quotient if exponent >= 0 else quotient[::-1]
        require(not bottom.is_zero(), "functions.division_by_zero")
        for part in (top, bottom):
            _bound_degree(part, abs(exponent))
            _bound_power(part, abs(exponent))
        return self._reduce(top ** abs(exponent), bottom ** abs(exponent))

    def _sum(self, parts: Iterable[tuple[Poly, Poly]]) -> tuple[Poly, Poly]:
        top, bottom = self.context.constant(0), self.one
        for upper, lower in parts:
            top, bottom = self._reduce(top * lower + upper * bottom, bottom * lower)
        return top, bottom

    def _product(self, parts: Iterable[tuple[Poly, Poly]]) -> tuple[Poly, Poly]:
        top, bottom = self.one, self.one
        for upper, lower in parts:
            top, bottom = self._reduce(top * upper, bottom * lower)
        return top, bottom

    def _reduce(self, top: Poly, bottom: Poly) -> tuple[Poly, Poly]:
        """The same quotient of functions in smaller terms. Two sentences hold of top / bottom at every point p, all
        through ``_quotient``: where the expression is defined, bottom(p) != 0 and the expression is top(p) / bottom(p).

        The relations replace a polynomial by one with the same values, since g_i^q = p holds between the generators
        as functions. A common factor c is divided out: bottom = c b gives b(p) != 0 wherever bottom(p) != 0, and
        (c a) / (c b) = a / b. Sums and products have the product of the bottoms as bottom, not 0 where both are not; a
        negative power turns top and bottom round, and the expression is defined only where top is not 0. That the
        ring modulo the relations need not have unique factors does no harm: values are compared, not factors.
        """
        spend(10 + 2 * (len(top) + len(bottom)))
        top, bottom = self._relate(top), self._relate(bottom)
        require(not bottom.is_zero(), "functions.division_by_zero")
        for part in (top, bottom):
            bounded(_bits(part) <= MAX_CONSTANT_BITS, "normal.bits", bound=f"MAX_CONSTANT_BITS = {MAX_CONSTANT_BITS}")
            bounded(len(part) <= MAX_TERMS, "normal.terms", bound=f"MAX_TERMS = {MAX_TERMS}")
            _bound_degree(part, 1)
        common = top.gcd(bottom)
        top, bottom = top / common, bottom / common
        lead = bottom.leading_coefficient()
        return top / lead, bottom / lead

    def _relate(self, poly: Poly) -> Poly:
        for index, degree, value in self.relations:
            while not poly.is_zero() and poly.degrees()[index] >= degree:
                poly = self._lower(poly, index, degree, value)
        return poly

    def _lower(self, poly: Poly, index: int, degree: int, value: Poly) -> Poly:
        """One pass of g_index^degree -> value over all terms."""
        spend(2 * len(poly) * (1 + len(value)))
        kept: dict[tuple[int, ...], flint.fmpq] = {}
        lifted: dict[tuple[int, ...], flint.fmpq] = {}
        for exponents, coefficient in poly.to_dict().items():
            if exponents[index] >= degree:
                shorter = tuple(int(e) - (degree if i == index else 0) for i, e in enumerate(exponents))
                lifted[shorter] = coefficient
            else:
                kept[tuple(int(e) for e in exponents)] = coefficient
        return self.context.from_dict(kept) + self.context.from_dict(lifted) * value
