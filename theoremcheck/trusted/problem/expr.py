"""One-variable expressions: an exact, frozen abstract syntax tree.

An expression is a function of the single variable ``z`` over the reals, built from exact rationals, pi, sums, products,
rational powers, a fixed list of elementary functions, and the piecewise forms max, min, abs and cases. There are no
floats in it and no names: the language expands names before an expression is built, so that two files that mean the
same function give the same tree.

Trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from theoremcheck.trusted.bounds import MAX_CONSTANT_BITS
from theoremcheck.trusted.digits import rational_repr
from theoremcheck.trusted.hashes import KnownHash
from theoremcheck.trusted.records import dataclass


class Fn(Enum):
    """The elementary functions an expression may apply, each real-valued (log on its natural domain only)."""

    EXP = "exp"
    LOG = "log"
    TANH = "tanh"
    SIGMOID = "sigmoid"
    SINH = "sinh"
    COSH = "cosh"
    ATAN = "atan"
    ERF = "erf"
    SIN = "sin"
    COS = "cos"


@dataclass(frozen=True, slots=True)
class Num(KnownHash):
    """An exact rational constant."""

    value: Fraction

    def __repr__(self) -> str:
        return f"Num(value={rational_repr(self.value)})"


@dataclass(frozen=True, slots=True)
class Pi(KnownHash):
    """The constant pi."""


@dataclass(frozen=True, slots=True)
class Root(KnownHash):
    """The zero of ``function``, an expression in z, in [lower, upper]; z inside it is bound.

    A claim, not a fact: whoever evaluates it first checks that there is exactly one zero (``zeros.enclose``).
    """

    function: Expr
    lower: Fraction
    upper: Fraction

    def __repr__(self) -> str:
        return f"Root({self.function!r}, {rational_repr(self.lower)}, {rational_repr(self.upper)})"


@dataclass(frozen=True, slots=True)
class Param(KnownHash):
    """A symbolic parameter: any number between ``lower`` and ``upper`` (None: infinite).

    What is shown of an expression with parameters holds for all their values: every enclosure covers the whole range.
    """

    name: str
    lower: Fraction | None
    upper: Fraction | None
    lower_open: bool
    upper_open: bool

    @property
    def has_values(self) -> bool:
        """True if there is a number in its range: of an empty range everything would hold."""
        if self.lower is None or self.upper is None or self.lower < self.upper:
            return True
        return self.lower == self.upper and not self.lower_open and not self.upper_open


@dataclass(frozen=True, slots=True)
class Var(KnownHash):
    """The variable z."""


@dataclass(frozen=True, slots=True)
class Add(KnownHash):
    """A sum of two or more terms."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Mul(KnownHash):
    """A product of two or more factors; division is a factor with exponent -1."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Pow(KnownHash):
    """A rational power. For a non-integer exponent the base must be >= 0 (> 0 if the exponent is negative)."""

    base: Expr
    exponent: Fraction


@dataclass(frozen=True, slots=True)
class Call(KnownHash):
    """An elementary function applied to one argument."""

    fn: Fn
    arg: Expr


@dataclass(frozen=True, slots=True)
class Max(KnownHash):
    """The largest of two or more expressions."""

    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Min(KnownHash):
    """The smallest of two or more expressions."""

    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Abs(KnownHash):
    """The absolute value."""

    arg: Expr


@dataclass(frozen=True, slots=True)
class Cases(KnownHash):
    """Explicit pieces over consecutive intervals of ``subject`` (z itself, unless the form was called on an argument).

    ``pieces[i]`` holds where ``subject`` lies strictly between ``breaks[i-1]`` and ``breaks[i]`` (with -inf and inf at
    the ends); where it equals ``breaks[i]`` the value is that of ``pieces[i]`` if ``left_closed[i]``, else that of
    ``pieces[i+1]``. The pieces are expressions in z, not in the subject.
    """

    subject: Expr
    breaks: tuple[Fraction, ...]
    left_closed: tuple[bool, ...]
    pieces: tuple[Expr, ...]


Expr: TypeAlias = Num | Pi | Param | Root | Var | Add | Mul | Pow | Call | Max | Min | Abs | Cases

Z = Var()
ZERO = Num(Fraction(0))
ONE = Num(Fraction(1))


def num(value: int | Fraction) -> Num:
    """The constant ``value``."""
    return Num(Fraction(value))


def is_short(value: Fraction) -> bool:
    """True if numerator and denominator have at most MAX_CONSTANT_BITS bits; constants are folded up to there."""
    return max(value.numerator.bit_length(), value.denominator.bit_length()) <= MAX_CONSTANT_BITS


def add(terms: Iterable[Expr]) -> Expr:
    """The sum of ``terms``, flattened, with rational constants folded while they are short."""
    flat: list[Expr] = []
    constant = Fraction(0)
    for term in terms:
        for part in term.terms if isinstance(term, Add) else (term,):
            folded = constant + part.value if isinstance(part, Num) else None
            if folded is not None and is_short(folded):
                constant = folded
            else:
                flat.append(part)
    if constant or not flat:
        flat.insert(0, Num(constant))
    return flat[0] if len(flat) == 1 else Add(tuple(flat))


def mul(factors: Iterable[Expr]) -> Expr:
    """The product of ``factors``, flattened, with rational constants folded while they are short.

    A zero constant swallows the product only if every other factor is total (defined on all of R), so that
    ``0 * log(z)`` keeps its domain.
    """
    flat: list[Expr] = []
    constant = Fraction(1)
    for factor in factors:
        for part in factor.factors if isinstance(factor, Mul) else (factor,):
            folded = constant * part.value if isinstance(part, Num) else None
            if folded is not None and is_short(folded):
                constant = folded
            else:
                flat.append(part)
    if constant == 0 and all(is_total(part) for part in flat):
        return ZERO
    if constant != 1 or not flat:
        flat.insert(0, Num(constant))
    return flat[0] if len(flat) == 1 else Mul(tuple(flat))


def power(base: Expr, exponent: int | Fraction) -> Expr:
    """``base ** exponent``, folded where the result is rational, defined and short."""
    exponent = Fraction(exponent)
    if exponent == 1:
        return base
    if exponent == 0 and is_total(base):
        return ONE
    if isinstance(base, Num) and base.value in (0, 1) and exponent > 0:
        return base
    if isinstance(base, Num) and exponent.denominator == 1 and (base.value or exponent > 0):
        bits = max(base.value.numerator.bit_length(), base.value.denominator.bit_length())
        if bits * abs(exponent.numerator) <= MAX_CONSTANT_BITS:
            return Num(base.value**exponent.numerator)
    return Pow(base, exponent)


def neg(arg: Expr) -> Expr:
    """``-arg``."""
    return mul((num(-1), arg))


def sub(left: Expr, right: Expr) -> Expr:
    """``left - right``."""
    return add((left, neg(right)))


def div(left: Expr, right: Expr) -> Expr:
    """``left / right``."""
    return mul((left, power(right, -1)))


def sqrt(arg: Expr) -> Expr:
    """The square root of ``arg``."""
    return power(arg, Fraction(1, 2))


def call(fn: Fn, arg: Expr) -> Expr:
    """``fn(arg)``."""
    return Call(fn, arg)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct subexpressions of ``expr``."""
    match expr:
        case Num() | Pi() | Param() | Root() | Var():
            return ()
        case Add(terms):
            return terms
        case Mul(factors):
            return factors
        case Pow(base, _):
            return (base,)
        case Call(_, arg) | Abs(arg):
            return (arg,)
        case Max(args) | Min(args):
            return args
        case Cases(subject, _, _, pieces):
            return (subject, *pieces)


def rebuild(expr: Expr, parts: tuple[Expr, ...]) -> Expr:
    """``expr`` with its direct subexpressions replaced by ``parts``, in the order of :func:`children`."""
    match expr:
        case Num() | Pi() | Param() | Root() | Var():
            return expr
        case Add():
            return add(parts)
        case Mul():
            return mul(parts)
        case Pow(_, exponent):
            return power(parts[0], exponent)
        case Call(fn, _):
            return Call(fn, parts[0])
        case Abs():
            return Abs(parts[0])
        case Max():
            return Max(parts)
        case Min():
            return Min(parts)
        case Cases(_, breaks, left_closed, _):
            return Cases(parts[0], breaks, left_closed, parts[1:])


def walk(expr: Expr) -> Iterator[Expr]:
    """Every subexpression of ``expr``, parents first."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def size(expr: Expr) -> int:
    """The number of nodes of ``expr``."""
    return sum(1 for _ in walk(expr))


def is_total(expr: Expr) -> bool:
    """True if no subexpression can be undefined: no log, no negative or fractional power. False proves nothing."""
    return not any(_is_partial(node) for node in walk(expr))


def partial_operations(expr: Expr) -> frozenset[Expr]:
    """The logarithms, divisions and fractional powers in a smooth expression: what may be undefined."""
    return frozenset(node for node in walk(expr) if _is_partial(node))


def _is_partial(node: Expr) -> bool:
    match node:
        case Call(fn, _):
            return fn is Fn.LOG
        case Pow(_, exponent):
            return exponent < 0 or exponent.denominator != 1
        case _:
            return False


def parameters(expr: Expr) -> frozenset[Param]:
    """The symbolic parameters that ``expr`` mentions."""
    return frozenset(node for node in walk(expr) if isinstance(node, Param))


def is_constant(expr: Expr) -> bool:
    """True if ``expr`` does not mention z."""
    return not any(isinstance(node, Var) for node in walk(expr))


def substitute(expr: Expr, value: Expr) -> Expr:
    """``expr`` with z replaced by ``value``: the composition ``expr o value``."""
    return replace_leaf(expr, Z, value)


def replace_leaf(expr: Expr, leaf: Expr, value: Expr) -> Expr:
    """``expr`` with every occurrence of a leaf (z, or a :class:`Root`) replaced by ``value``."""
    parts = children(expr)
    if not parts:
        return value if expr == leaf else expr
    return rebuild(expr, tuple(replace_leaf(part, leaf, value) for part in parts))


def derivative(expr: Expr) -> Expr:
    """d/dz of a smooth expression (no max, min, abs or cases), valid wherever ``expr`` is differentiable.

    Raises ``ValueError`` on a piecewise node: split the expression first.
    """
    match expr:
        case Num() | Pi() | Param() | Root():
            return ZERO
        case Var():
            return ONE
        case Add(terms):
            return add(derivative(term) for term in terms)
        case Mul(factors):
            return add(
                mul((*factors[:i], derivative(factor), *factors[i + 1 :]))
                for i, factor in enumerate(factors)
                if not is_constant(factor)
            )
        case Pow(base, exponent):
            return mul((Num(exponent), power(base, exponent - 1), derivative(base)))
        case Call(fn, arg):
            return mul((_outer_derivative(fn, arg), derivative(arg)))
        case _:
            raise ValueError("the derivative of a piecewise expression is taken piece by piece")


def _outer_derivative(fn: Fn, arg: Expr) -> Expr:
    match fn:
        case Fn.EXP:
            return Call(Fn.EXP, arg)
        case Fn.LOG:
            return power(arg, -1)
        case Fn.TANH:
            return sub(ONE, power(Call(Fn.TANH, arg), 2))
        case Fn.SIGMOID:
            return mul((Call(Fn.SIGMOID, arg), sub(ONE, Call(Fn.SIGMOID, arg))))
        case Fn.SINH:
            return Call(Fn.COSH, arg)
        case Fn.COSH:
            return Call(Fn.SINH, arg)
        case Fn.ATAN:
            return power(add((ONE, power(arg, 2))), -1)
        case Fn.ERF:
            two_over_root_pi = mul((num(2), power(Pi(), Fraction(-1, 2))))
            return mul((two_over_root_pi, Call(Fn.EXP, neg(power(arg, 2)))))
        case Fn.SIN:
            return Call(Fn.COS, arg)
        case Fn.COS:
            return neg(Call(Fn.SIN, arg))
