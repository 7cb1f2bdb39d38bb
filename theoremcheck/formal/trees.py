"""A smooth formula as a term of the type ``formula`` of ``library/Smooth.v``, of which Coq knows the derivatives.

Its ``value`` is the very term that ``functions.value`` writes, so that coqc sees by computation that they are one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.formal.functions import FUNCTIONS, HALF, NotTranslated, rational, refused, require_short
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
    walk,
)


def tree(expr: Expr) -> str:
    """The formula. Raises ``NotTranslated``."""
    match expr:
        case Num(number):
            return f"(F_num {integer(number.numerator)} {number.denominator})"
        case Pi():
            return "(F_real PI)"
        case Var():
            return "F_var"
        case Add(terms):
            return folded("F_add", map(tree, terms))
        case Mul(factors):
            return folded("F_mul", map(tree, factors))
        case Pow(base, exponent):
            return _power(tree(base), exponent)
        case Call(fn, arg):
            return f"(F_{FUNCTIONS[fn]} {tree(arg)})"
        case Root() | Param():
            raise NotTranslated(refused(expr))
        case Max() | Min() | Abs() | Cases():
            raise NotTranslated("a piece of the formula is not smooth")


BOUNDED: Final = frozenset({Fn.EXP, Fn.LOG, Fn.SIGMOID, Fn.TANH, Fn.SINH, Fn.COSH})
"""The functions of which ``library/Enclose.v`` computes bounds."""


def bounded_tree(expr: Expr) -> str:
    """The formula, if Coq computes bounds of it and of its derivatives. Raises ``NotTranslated``."""
    for node in walk(expr):
        known = not isinstance(node, Pi) and (not isinstance(node, Call) or node.fn in BOUNDED)
        if isinstance(node, Pow):
            known = node.exponent.denominator == 1 or abs(node.exponent) == HALF
        if not known:
            raise NotTranslated("there are no bounds of a function in it")
    return tree(expr)


def _power(base: str, exponent: Fraction) -> str:
    if exponent.denominator == 1:
        require_short(exponent.numerator)
        count = abs(exponent.numerator)
        found = base if exponent == -1 else f"(F_pow {base} {count})"
        return found if exponent >= 0 else f"(F_inv {found})"
    if abs(exponent) == HALF:
        found = f"(F_sqrt {base})"
        return found if exponent > 0 else f"(F_inv {found})"
    return f"(F_power {rational(exponent)} {base})"
