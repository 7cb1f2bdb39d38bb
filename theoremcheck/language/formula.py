"""Formulas as text: what ``show`` writes, the parser reads back as the same expression."""

from __future__ import annotations

from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.expr import Abs, Add, Call, Cases, Expr, Max, Min, Mul, Num, Param, Pi, Pow, Root, Var

_SUM: Final = 0
_PRODUCT: Final = 1
_POWER: Final = 2
_ATOM: Final = 3
_ROOT_DIGITS = 10


def show(expr: Expr, variable: str = "z") -> str:
    """The expression as a formula in ``variable``."""
    return _Writer(variable).write(expr, _SUM)


class _Writer:
    def __init__(self, variable: str) -> None:
        self.variable = variable

    def write(self, expr: Expr, level: int) -> str:
        """``expr``, in parentheses if it binds less tightly than ``level`` asks for."""
        text, own = self._text(expr)
        return text if own >= level else f"({text})"

    def _text(self, expr: Expr) -> tuple[str, int]:
        match expr:
            case Num(value):
                return _rational(value)
            case Pi():
                return "pi", _ATOM
            case Param(name):
                return name, _ATOM
            case Root(function, lower, upper):
                return f"{_decimal((lower + upper) / 2)}... (a zero of {show(function)})", _ATOM
            case Var():
                return self.variable, _ATOM
            case Add(terms):
                return self._sum(terms), _SUM
            case Mul(factors):
                return self._product(factors)
            case Pow(base, exponent):
                return self._power(base, exponent)
            case Call(fn, arg):
                return f"{fn.value}({self.write(arg, _SUM)})", _ATOM
            case Abs(arg):
                return f"abs({self.write(arg, _SUM)})", _ATOM
            case Max(args):
                return f"max({', '.join(self.write(arg, _SUM) for arg in args)})", _ATOM
            case Min(args):
                return f"min({', '.join(self.write(arg, _SUM) for arg in args)})", _ATOM
            case Cases():
                return self._cases(expr), _ATOM

    def _sum(self, terms: tuple[Expr, ...]) -> str:
        parts = [self.write(terms[0], _PRODUCT)]
        for term in terms[1:]:
            text = self.write(term, _PRODUCT)
            parts.append(f"- {text[1:]}" if text.startswith("-") else f"+ {text}")
        return " ".join(parts)

    def _product(self, factors: tuple[Expr, ...]) -> tuple[str, int]:
        sign = ""
        rest = factors
        if isinstance(factors[0], Num) and factors[0].value == -1:
            sign, rest = "-", factors[1:]
        texts: list[str] = []
        for factor in rest:
            if isinstance(factor, Pow) and factor.exponent == -1 and texts:
                texts.append(f" / {self.write(factor.base, _ATOM)}")
            else:
                texts.append(
                    f"{' * ' if texts else ''}{self.write(factor, _PRODUCT if not texts and not sign else _POWER)}"
                )
        return sign + "".join(texts), _PRODUCT

    def _power(self, base: Expr, exponent: Fraction) -> tuple[str, int]:
        if exponent == Fraction(1, 2):
            return f"sqrt({self.write(base, _SUM)})", _ATOM
        if exponent == -1:
            return f"1 / {self.write(base, _ATOM)}", _PRODUCT
        whole = exponent.denominator == 1 and exponent > 0
        return f"{self.write(base, _ATOM)}^{exponent if whole else f'({exponent})'}", _POWER

    def _cases(self, expr: Cases) -> str:
        subject = self.write(expr.subject, _SUM)
        arms = [
            f"{subject} {'<=' if closed else '<'} {rational_text(point)}: {self.write(piece, _SUM)}; "
            for point, closed, piece in zip(expr.breaks, expr.left_closed, expr.pieces[:-1], strict=True)
        ]
        return f"cases {{ {''.join(arms)}else: {self.write(expr.pieces[-1], _SUM)} }}"


def _rational(value: Fraction) -> tuple[str, int]:
    if value.denominator != 1 or value < 0:
        return rational_text(value), _PRODUCT
    return rational_text(value), _ATOM


def _decimal(value: Fraction) -> Decimal:
    """A few digits, for display only: a root is never read back from text."""
    return Context(prec=_ROOT_DIGITS, rounding=ROUND_DOWN).divide(Decimal(value.numerator), Decimal(value.denominator))
