"""Building expressions with bounds on every constant that is computed on the way.

These wrap the constructors of ``trusted.problem.expr`` and give the same trees; they raise :class:`FoldingError` before
a constant of more than MAX_DIGITS digits, a division by zero, or a tree of more than MAX_NODES nodes or MAX_DEPTH
levels arises.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.bounds import MAX_DEPTH, MAX_DIGITS, MAX_NODES
from theoremcheck.trusted.problem import expr
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
    children,
)

_BITS: Final = MAX_DIGITS * 3322 // 1000


class FoldingError(Exception):
    """A bound or a domain is left: the code and the message to report."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def add(terms: Iterable[Expr]) -> Expr:
    """The sum of ``terms``."""
    found = tuple(terms)
    total = Fraction(0)
    for term in found:
        for part in term.terms if isinstance(term, Add) else (term,):
            if isinstance(part, Num):
                total = _checked(total + part.value)
    return expr.add(found)


def mul(factors: Iterable[Expr]) -> Expr:
    """The product of ``factors``."""
    found = tuple(factors)
    total = Fraction(1)
    for factor in found:
        for part in factor.factors if isinstance(factor, Mul) else (factor,):
            if isinstance(part, Num):
                total = _checked(total * part.value)
    return expr.mul(found)


def power(base: Expr, exponent: Fraction) -> Expr:
    """``base ** exponent``."""
    if isinstance(base, Num):
        if base.value == 0 and exponent < 0:
            raise FoldingError("E035", "division by zero")
        if base.value < 0 and exponent.denominator != 1:
            raise FoldingError("E051", f"{base.value} has no power {exponent} among the real numbers")
        bits = max(base.value.numerator.bit_length(), base.value.denominator.bit_length())
        small = abs(base.value.numerator) == base.value.denominator == 1
        if exponent.denominator == 1 and not small and (bits - 1) * abs(exponent.numerator) > _BITS:
            raise FoldingError("E031", f"a constant of more than MAX_DIGITS = {MAX_DIGITS} digits")
        if exponent.denominator == 1 and base.value:
            return Num(_checked(base.value**exponent.numerator))
    return expr.power(base, exponent)


def call(fn: Fn, arg: Expr) -> Expr:
    """``fn(arg)``."""
    if fn is Fn.LOG and isinstance(arg, Num) and arg.value <= 0:
        raise FoldingError("E051", f"log({arg.value}) is not a real number")
    return Call(fn, arg)


def neg(arg: Expr) -> Expr:
    """``-arg``."""
    return mul((expr.num(-1), arg))


def compose(outer: Expr, inner: Expr) -> Expr:
    """``outer`` with z replaced by ``inner``.

    A function is applied to a number: where the argument is undefined, so is the call, also of a function that makes no
    use of its argument there. Where z is not evaluated in any case, 0 times the argument keeps that.
    """
    if isinstance(inner, Var):
        return outer
    if not expr.is_total(inner) and not _evaluates(outer):
        return add((compose(outer, expr.ONE), mul((expr.ZERO, inner))))
    uses = sum(1 for node in expr.walk(outer) if isinstance(node, Var))
    if expr.size(outer) + uses * (expr.size(inner) - 1) > MAX_NODES:
        raise _too_many_nodes()
    if depth(outer) + depth(inner) > MAX_DEPTH:
        raise _too_deep()
    return _replace(outer, inner)


def checked(found: Expr) -> Expr:
    """``found`` itself. Raises :class:`FoldingError` if it has too many nodes or levels."""
    if expr.size(found) > MAX_NODES:
        raise _too_many_nodes()
    if depth(found) > MAX_DEPTH:
        raise _too_deep()
    return found


def same(left: Expr, right: Expr) -> bool:
    """Equality of trees, without recursion."""
    stack = [(left, right)]
    while stack:
        one, two = stack.pop()
        if one is two:
            continue
        if type(one) is not type(two) or _own(one) != _own(two):
            return False
        parts, others = children(one), children(two)
        if len(parts) != len(others):
            return False
        stack.extend(zip(parts, others, strict=True))
    return True


def _own(node: Expr) -> object:
    """All that a node says besides its kind and its direct subexpressions.

    Every kind is named: with a new one mypy asks what it says, where a silent None would make all of them the same
    (two parameters are two numbers, whatever else they share).
    """
    match node:
        case Num() | Pi() | Param() | Root() | Var():
            return node
        case Pow(_, exponent):
            return exponent
        case Call(fn, _):
            return fn
        case Cases(_, breaks, left_closed, _):
            return breaks, left_closed
        case Add() | Mul() | Max() | Min() | Abs():
            return None


def depth(found: Expr) -> int:
    """The number of levels of a tree."""
    deepest = 0
    stack = [(found, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in children(node))
    return deepest


def _too_many_nodes() -> FoldingError:
    return FoldingError("E041", f"the formula, its names expanded, has more than MAX_NODES = {MAX_NODES} nodes")


def _too_deep() -> FoldingError:
    return FoldingError("E040", f"the formula, its names expanded, is nested more than MAX_DEPTH = {MAX_DEPTH} deep")


def _checked(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _BITS:
        raise FoldingError("E031", f"a constant of more than MAX_DIGITS = {MAX_DIGITS} digits")
    return value


def _evaluates(outer: Expr) -> bool:
    """True if the value of ``outer`` depends on z being a number: z stands outside the pieces of cases."""
    stack = [outer]
    while stack:
        node = stack.pop()
        if isinstance(node, Var):
            return True
        stack.extend((node.subject,) if isinstance(node, Cases) else children(node))
    return False


def _replace(node: Expr, inner: Expr) -> Expr:
    if isinstance(node, Var):
        return inner
    if isinstance(node, Cases):
        return _replace_cases(node, inner)
    parts = tuple(_replace(child, inner) for child in children(node))
    match node:
        case Add():
            return add(parts)
        case Mul():
            return mul(parts)
        case Pow(_, exponent):
            return power(parts[0], exponent)
        case Call(fn, _):
            return call(fn, parts[0])
        case Abs() | Max() | Min():
            return expr.rebuild(node, parts)
        case _:
            return node


def _replace_cases(node: Cases, inner: Expr) -> Expr:
    """Cases of a number are the case that is met; no other one is ever evaluated."""
    subject = _replace(node.subject, inner)
    if isinstance(subject, Num):
        level = subject.value
        breaks = zip(node.breaks, node.left_closed, strict=True)
        met = sum(level > point or (level == point and not closed) for point, closed in breaks)
        return _replace(node.pieces[met], inner)
    return Cases(subject, node.breaks, node.left_closed, tuple(_replace(piece, inner) for piece in node.pieces))
