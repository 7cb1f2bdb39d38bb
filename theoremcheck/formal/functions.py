"""The formula of a neuron or a loss as a Coq term, written so that it can be read: what it is and where it is defined.

The term means what the kernel takes the expression to mean, operation by operation: a logarithm, a division and a
fractional power are defined where the kernel says so, and a piece of cases has to be defined only where it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.text import folded, integer
from theoremcheck.trusted.problem.expr import (
    Abs,
    Add,
    Call,
    Cases,
    Expr,
    Fn,
    Max,
    Min,
    Mul,
    Num,
    Param,
    Pi,
    Pow,
    Root,
    Var,
)

MAX_EXPONENT: Final = 1000
"""The greatest power that is written as one: Coq counts exponents in unary."""

FUNCTIONS: Final = MappingProxyType(
    {
        Fn.EXP: "exp",
        Fn.LOG: "ln",
        Fn.TANH: "tanh",
        Fn.SIGMOID: "sigmoid",
        Fn.SINH: "sinh",
        Fn.COSH: "cosh",
        Fn.ATAN: "atan",
        Fn.ERF: "erf",
        Fn.SIN: "sin",
        Fn.COS: "cos",
    }
)
"""The Coq name of every function: of the standard library, ``Formulas.v`` or ``Erf.v``."""

HALF: Final = Fraction(1, 2)


class NotTranslated(Exception):  # noqa: N818 - the answer of the exporter, not a failure of it
    """The formula has no Coq form, and why."""


def translate(expr: Expr) -> str:
    """The function of z as a term of the record ``fn``. Raises ``NotTranslated``."""
    return f"{{| val := fun v => {value(expr)};\n     dom := fun v => {domain(expr)} |}}"


def rational(value: Fraction) -> str:
    """A rational as a real number, closed by parentheses where it is more than a numeral."""
    numerator, denominator = value.as_integer_ratio()
    return integer(numerator) if denominator == 1 else f"({integer(numerator)} / {denominator})"


def value(expr: Expr, variable: str = "v") -> str:
    """The value at ``variable``. Raises ``NotTranslated``."""
    match expr:
        case Num(number):
            return rational(number)
        case Pi():
            return "PI"
        case Var():
            return variable
        case Add(terms):
            return f"({' + '.join(value(term, variable) for term in terms)})"
        case Mul(factors):
            return f"({' * '.join(value(factor, variable) for factor in factors)})"
        case Pow(base, exponent):
            return _power(value(base, variable), exponent)
        case Call(fn, arg):
            return f"({FUNCTIONS[fn]} {value(arg, variable)})"
        case Max(args):
            return folded("Rmax", [value(arg, variable) for arg in args])
        case Min(args):
            return folded("Rmin", [value(arg, variable) for arg in args])
        case Abs(arg):
            return f"(Rabs {value(arg, variable)})"
        case Cases(subject, _, _, pieces):
            return _by_cases(expr, value(subject, variable), [value(piece, variable) for piece in pieces])
        case Root() | Param():
            raise NotTranslated(refused(expr))


def refused(expr: Root | Param) -> str:
    """Why a leaf is not translated."""
    if isinstance(expr, Param):
        return f"the parameter {expr.name} is free"
    return "a number in it is known as the root of a function"


def _power(base: str, exponent: Fraction) -> str:
    if exponent.denominator == 1:
        return _whole_power(base, exponent.numerator)
    if exponent == HALF:
        return f"(sqrt {base})"
    if exponent == -HALF:
        return f"(/ sqrt {base})"
    return f"(power {rational(exponent)} {base})"


def _whole_power(base: str, exponent: int) -> str:
    require_short(exponent)
    if exponent >= 0:
        return f"({base} ^ {exponent})"
    return f"(/ {base})" if exponent == -1 else f"(/ ({base} ^ {-exponent}))"


def require_short(exponent: int) -> None:
    """Raises ``NotTranslated`` for an exponent beyond MAX_EXPONENT."""
    if abs(exponent) > MAX_EXPONENT:
        raise NotTranslated(f"an exponent is beyond MAX_EXPONENT = {MAX_EXPONENT}")


def _by_cases(cases: Cases, subject: str, parts: list[str]) -> str:
    """The first part whose upper break lies above the subject, or at it if the break belongs to the part."""
    found = parts[-1]
    for point, closed, part in reversed(list(zip(cases.breaks, cases.left_closed, parts[:-1], strict=True))):
        found = f"(if {'Rle_dec' if closed else 'Rlt_dec'} {subject} {rational(point)} then {part} else {found})"
    return found


# --- where it is defined ------------------------------------------------------------------------------------------


def domain(expr: Expr, variable: str = "v") -> str:
    """The proposition that the formula is a real number at ``variable``. Raises ``NotTranslated``."""
    found = tuple(dict.fromkeys(_needs(expr, variable)))
    return " /\\ ".join(found) if found else "True"


def _needs(expr: Expr, variable: str) -> Iterator[str]:
    """What the operations of a formula ask for, from the inside outward."""
    match expr:
        case Add(parts) | Mul(parts) | Max(parts) | Min(parts):
            for part in parts:
                yield from _needs(part, variable)
        case Abs(arg):
            yield from _needs(arg, variable)
        case Call(fn, arg):
            yield from _needs(arg, variable)
            if fn is Fn.LOG:
                yield f"0 < {value(arg, variable)}"
        case Pow(base, exponent):
            yield from _needs(base, variable)
            if exponent.denominator != 1:
                yield f"0 {'<=' if exponent > 0 else '<'} {value(base, variable)}"
            elif exponent < 0:
                yield f"{value(base, variable)} <> 0"
        case Cases(subject, _, _, pieces):
            yield from _needs(subject, variable)
            inner = [domain(piece, variable) for piece in pieces]
            if any(part != "True" for part in inner):
                yield _by_cases(expr, value(subject, variable), [f"({part})" for part in inner])
        case _:
            return
