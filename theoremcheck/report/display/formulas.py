"""Formulas and numbers in LaTeX, for the inside of a formula."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.report.numbers import decimal_text, plain, rational
from theoremcheck.trusted.digits import rational_text
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

_SUM: Final = 0
_PRODUCT: Final = 1
_FACTOR: Final = 2
_BASE: Final = 3
_DIGITS: Final = 10
_LONG: Final = 24

_NAMES: Final = MappingProxyType(
    {
        Fn.LOG: r"\log",
        Fn.TANH: r"\tanh",
        Fn.SIGMOID: r"\operatorname{sigmoid}",
        Fn.SINH: r"\sinh",
        Fn.COSH: r"\cosh",
        Fn.ATAN: r"\arctan",
        Fn.ERF: r"\operatorname{erf}",
        Fn.SIN: r"\sin",
        Fn.COS: r"\cos",
    }
)
_GREEK: Final = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi chi psi omega".split()  # noqa: SIM905
)
_ESCAPES: Final = MappingProxyType(
    {ord(letter): f"\\{letter}" for letter in "{}$&#_%"}
    | {ord("\\"): r"\textbackslash{}", ord("^"): r"\textasciicircum{}", ord("~"): r"\textasciitilde{}"}
    | {ord("<"): r"\textless{}", ord(">"): r"\textgreater{}"}
)


def formula(expr: Expr) -> str:
    """The expression in z."""
    return _write(expr, _SUM)


def escaped(text: str) -> str:
    """Plain text for the outside of a formula, on one line."""
    clean = "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
    return clean.translate(_ESCAPES)


def number(value: Fraction) -> tuple[str, bool]:
    """A number of a point, and whether that is exactly it: a fraction, a decimal, or rounded."""
    text = rational(value)
    if text.startswith("~"):
        return power_of_ten(plain(value, 6)), False
    if value.denominator == 1 or len(text) <= 6:
        return _rational(value)[0], True
    decimal = decimal_text(value)
    return (decimal, True) if decimal is not None and len(decimal) <= _LONG else (_rational(value)[0], True)


def fraction(value: Fraction) -> str:
    """A rational exactly, however long."""
    return _rational(value)[0]


def vector(entries: Sequence[Fraction]) -> tuple[str, bool]:
    """A vector of numbers, and whether all of them are exact."""
    found = [number(entry) for entry in entries]
    return f"({', '.join(text for text, _ in found)})", all(exact for _, exact in found)


def symbol(name: str) -> str:
    """A name as a symbol: a letter, a Greek letter, or a word in upright letters."""
    if name in _GREEK:
        return f"\\{name}"
    return name if len(name) == 1 else f"\\mathrm{{{escaped(name)}}}"


def _write(expr: Expr, level: int) -> str:
    """The expression, in parentheses if it binds less tightly than ``level`` asks for."""
    text, own = _text(expr)
    return text if own >= level else f"\\left({text}\\right)"


def _text(expr: Expr) -> tuple[str, int]:
    match expr:
        case Num(value):
            return _rational(value)
        case Pi():
            return r"\pi", _BASE
        case Param(name):
            return symbol(name), _BASE
        case Root(_, lower, upper):
            return f"{_decimal((lower + upper) / 2)}\\ldots", _PRODUCT
        case Var():
            return "z", _BASE
        case Add(terms):
            return _sum(terms), _SUM
        case Mul(factors):
            return _product(factors)
        case Pow(base, exponent):
            return _power(base, exponent)
        case Call(Fn.EXP, arg):
            return f"e^{{{_write(arg, _SUM)}}}", _FACTOR
        case Call(fn, arg):
            return f"{_NAMES[fn]}\\left({_write(arg, _SUM)}\\right)", _FACTOR
        case Abs(arg):
            return f"\\left|{_write(arg, _SUM)}\\right|", _BASE
        case Max(args):
            return f"\\max\\left\\{{{', '.join(_write(arg, _SUM) for arg in args)}\\right\\}}", _BASE
        case Min(args):
            return f"\\min\\left\\{{{', '.join(_write(arg, _SUM) for arg in args)}\\right\\}}", _BASE
        case Cases():
            return _cases(expr), _FACTOR


def _sum(terms: Sequence[Expr]) -> str:
    parts = [_write(terms[0], _PRODUCT)]
    for term in terms[1:]:
        text = _write(term, _PRODUCT)
        parts.append(f"- {text[1:]}" if text.startswith("-") else f"+ {text}")
    return " ".join(parts)


def _product(factors: Sequence[Expr]) -> tuple[str, int]:
    """What is divided by goes below a line."""
    above: list[Expr] = []
    below: list[Expr] = []
    sign = ""
    for factor in factors:
        if isinstance(factor, Pow) and factor.exponent < 0:
            below.append(factor.base if factor.exponent == -1 else Pow(factor.base, -factor.exponent))
        elif isinstance(factor, Num) and factor.value < 0 and factor is factors[0]:
            sign = "-"
            above += [] if factor.value == -1 else [Num(-factor.value)]
        else:
            above.append(factor)
    if not below:
        return sign + _joined(above), _PRODUCT
    top = _joined(above) if len(above) > 1 else _write(above[0], _SUM) if above else "1"
    bottom = _joined(below) if len(below) > 1 else _write(below[0], _SUM)
    return f"{sign}\\frac{{{top}}}{{{bottom}}}", _PRODUCT if sign else _FACTOR


def _joined(factors: Sequence[Expr]) -> str:
    """A product without a sign; a dot keeps digits apart."""
    text = _write(factors[0], _FACTOR) if factors else "1"
    for factor in factors[1:]:
        following = _write(factor, _FACTOR)
        apart = following[:1].isdigit() or following.startswith("\\frac")
        text += f" \\cdot {following}" if apart else f" {following}"
    return text


def _power(base: Expr, exponent: Fraction) -> tuple[str, int]:
    if exponent == Fraction(1, 2):
        return f"\\sqrt{{{_write(base, _SUM)}}}", _FACTOR
    if exponent < 0:
        inner = _write(base, _SUM) if exponent == -1 else _power(base, -exponent)[0]
        return f"\\frac{{1}}{{{inner}}}", _FACTOR
    return f"{_write(base, _BASE)}^{{{rational_text(exponent)}}}", _FACTOR


def _cases(expr: Cases) -> str:
    subject = _write(expr.subject, _SUM)
    relation = {True: r"\le", False: "<"}
    arms = [
        f"{_write(piece, _SUM)} & {subject} {relation[closed]} {fraction(point)} \\\\ "
        for point, closed, piece in zip(expr.breaks, expr.left_closed, expr.pieces[:-1], strict=True)
    ]
    last = f"{_write(expr.pieces[-1], _SUM)} & \\text{{otherwise}}"
    return f"\\begin{{cases}} {''.join(arms)}{last} \\end{{cases}}"


def _rational(value: Fraction) -> tuple[str, int]:
    """A rational, of any length: a rounded one would be another formula."""
    sign, size = ("-", -value) if value < 0 else ("", value)
    if size.denominator == 1:
        return f"{sign}{rational_text(size)}", _PRODUCT if sign else _BASE
    top, _, bottom = rational_text(size).partition("/")
    return f"{sign}\\frac{{{top}}}{{{bottom}}}", _PRODUCT if sign else _FACTOR


def _decimal(value: Fraction) -> str:
    return power_of_ten(plain(value, _DIGITS))


def power_of_ten(text: str) -> str:
    """A number with an exponent, 1.5e-7, as a product with a power of ten; one without as it is."""
    digits, _, exponent = text.partition("e")
    return digits if exponent in ("", "0") else f"{digits} \\cdot 10^{{{exponent}}}"


def radius(value: Fraction) -> str:
    """The radius of a box; those that are proposed are powers of 2."""
    exponent = value.denominator.bit_length() - 1
    return f"2^{{-{exponent}}}" if value == Fraction(1, 2**exponent) else number(value)[0]
