"""What may enter the kernel at all: evidence of the declared types, whose every number is a real number.

One walk over the declared fields of any evidence, before any check looks at it; a new kind of evidence is covered
because its fields are declared. A constant expression is admitted only if the ball of every part of it is finite: so
log(-1) is no number, and no check has to ask again. Parameters have no place in evidence: a claim speaks of one point.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

import flint

from theoremcheck.trusted.bounds import MAX_CONSTANT_NODES, MAX_POWER, MAX_PRECISION
from theoremcheck.trusted.frozen import is_exact
from theoremcheck.trusted.functions.balls import START_PRECISION, apply, ball, evaluate, power, precision
from theoremcheck.trusted.problem.expr import (
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
    walk,
)
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.problem.well_formed import check_frozen_throughout, check_well_formed
from theoremcheck.trusted.refusal import Refusal, require

_EXPRESSIONS: Final = typing.get_args(Expr)
_PLAIN: Final = (int, bool, str, type(None))
_MAX_NESTING: Final = 200


def check_evidence(evidence: object) -> None:
    """Accept evidence of a declared kind whose fields have their declared types and whose constants are real numbers.

    That the kind is one of the condition's own is asked in ``kernel.facts``.
    """
    _check(evidence, type(evidence), type(evidence).__name__, 0)


def _check(value: object, declared: Any, where: str, depth: int) -> None:
    """One value against its declared type; a union admits any of its members, and no subclass of one."""
    require(depth <= _MAX_NESTING, "admission.too_deep", where=where, most=_MAX_NESTING)
    options = typing.get_args(declared) if _is_union(declared) else (declared,)
    if isinstance(value, tuple):
        items = [typing.get_args(option)[0] for option in options if typing.get_origin(option) is tuple]
        require(type(value) is tuple and len(items) == 1, "admission.no_tuple", where=where)
        if items[0] is not Fraction or not all(map(is_exact, value)):
            for place, entry in enumerate(value):
                _check(entry, items[0], f"{where}[{place}]", depth + 1)
        return
    if not _is_one_of(type(value), options):
        expected = " or ".join(getattr(option, "__name__", str(option)) for option in options[:4])
        raise Refusal("admission.wrong_type", where=where, expected=expected, found=type(value).__name__)
    if _is_one_of(type(value), _EXPRESSIONS):
        check_constant(typing.cast(Expr, value), where)
    elif is_dataclass(value) and not isinstance(value, type):
        for name, kind in _hints(type(value)).items():
            _check(getattr(value, name), kind, f"{type(value).__name__}.{name}", depth + 1)
    else:
        exact = is_exact(value) or _is_one_of(type(value), _PLAIN)
        require(exact, "admission.not_exact", where=where, found=type(value).__name__)


def _is_one_of(kind: type, options: Iterable[object]) -> bool:
    """True if the class is one of them: by identity, for a class may say itself what it is equal to."""
    return any(kind is option for option in options)


def _is_union(declared: Any) -> bool:
    return typing.get_origin(declared) in (typing.Union, types.UnionType)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def check_constant(expr: Expr, where: str) -> None:
    """Accept an expression without variable and parameter that is a real number: every part has a finite ball."""
    _check_form(expr, where, [0], (1, 0))
    bits = START_PRECISION
    while bits <= MAX_PRECISION:
        with precision(bits):
            if _enclosed(expr) is not None:
                return
        bits *= 2
    raise Refusal("admission.not_real", where=where)


def _check_form(expr: Expr, where: str, count: list[int], state: tuple[int, int], *, variable: bool = False) -> None:
    """What a constant may be made of. ``state`` is the product of the exponents around it, and the nesting."""
    growth, depth = state
    count[0] += 1
    small = count[0] <= MAX_CONSTANT_NODES and depth <= _MAX_NESTING
    require(small, "admission.too_large", where=where, most=MAX_CONSTANT_NODES)
    require(_is_one_of(type(expr), _EXPRESSIONS), "admission.no_constant", where=where, found=type(expr).__name__)
    match expr:
        case Var():
            require(variable, "admission.variable", where=where)
        case Root(function, lower, upper):
            require(all(map(is_exact, (lower, upper))), "admission.root_end", where=where)
            _check_form(function, where, count, (growth, depth + 1), variable=True)
        case Num(value):
            require(is_exact(value), "admission.number", where=where, found=type(value).__name__)
        case Pow(_, exponent):
            require(is_exact(exponent), "admission.exponent", where=where, found=type(exponent).__name__)
            growth *= max(1, abs(exponent.numerator))
            small = growth <= MAX_POWER and exponent.denominator <= MAX_POWER
            require(small, "admission.power", where=where, most=MAX_POWER)
        case Add(parts) | Mul(parts):
            require(type(parts) is tuple, "admission.no_constant", where=where, found=type(parts).__name__)
        case Call(fn):
            require(type(fn) is Fn, "admission.unknown_function")
        case Pi():
            pass
        case Param():
            raise Refusal("admission.parameter", where=where, name=expr.name)
        case _:
            raise Refusal("admission.no_constant", where=where, found=type(expr).__name__)
    for part in children(expr):
        _check_form(part, where, count, (growth, depth + 1), variable=variable)


def _enclosed(expr: Expr) -> flint.arb | None:
    """A ball around a constant, or None unless it and every part of it has a finite one."""
    parts = [_enclosed(part) for part in children(expr)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    match expr:
        case Num(value):
            found = ball(value)
        case Add():
            found = sum(known, flint.arb(0))
        case Mul():
            found = flint.arb(1)
            for part in known:
                found *= part
        case Pow(_, exponent):
            found = power(known[0], exponent)
        case Call(fn, _):
            found = apply(fn, known[0])
        case _:
            found = evaluate(expr, flint.arb("nan"))
    return found if found.is_finite() else None


# --- a problem -------------------------------------------------------------------------------------------------------


class _Same:
    """A problem by identity: equal problems need not be compared entry by entry."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __hash__(self) -> int:
        return id(self.problem)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.problem is self.problem


def check_problem(problem: Problem) -> None:
    """Refuse a problem that the theory does not speak of, whatever built it. Each problem is looked at once."""
    _check_problem(_Same(problem))


@lru_cache(maxsize=8)
def _check_problem(same: _Same) -> None:
    check_well_formed(same.problem)
    check_frozen_throughout(same.problem)
    check_formulas(same.problem)


def check_formulas(problem: Problem) -> None:
    """Accept formulas that the calculus speaks of, whatever built them: exact numbers, parameters that have values.

    A number that is known as the root of a function is a claim, and has no place in a problem.
    """
    for function in problem.functions:
        if isinstance(function, Function):
            for node in walk(function.expr):
                _check_node(node)


def _check_node(node: Expr) -> None:
    for number in _numbers(node):
        require(is_exact(number), "admission.formula_number", found=type(number).__name__)
    match node:
        case Param():
            require(node.has_values, "expr.empty_range", parameter=node.name)
        case Root():
            raise Refusal("admission.formula_root")
        case Call(fn, _):
            require(type(fn) is Fn, "admission.unknown_function")
        case Max(args) | Min(args):
            require(len(args) >= 2, "pieces.extremum")
        case Cases(_, breaks, left_closed, pieces):
            joints = len(pieces) - 1
            require(joints == len(breaks) == len(left_closed), "pieces.cases_breaks")


def _numbers(node: Expr) -> Iterator[object]:
    match node:
        case Num(value):
            yield value
        case Pow(_, exponent):
            yield exponent
        case Param(_, lower, upper, _, _):
            yield from (end for end in (lower, upper) if end is not None)
        case Cases(_, breaks, _, _):
            yield from breaks
        case _:
            return
