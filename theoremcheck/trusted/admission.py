"""What may enter the kernel at all: evidence of the declared types, whose every number is a real number.

One walk over the declared fields of any evidence, before any check looks at it; a new kind of evidence is covered
because its fields are declared. A constant expression is admitted only if the ball of every part of it is finite: so
log(-1) is no number, and no check has to ask again. Parameters have no place in evidence: a claim speaks of one point.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import is_dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final

import flint

from theoremcheck.trusted.balls import START_PRECISION, apply, ball, evaluate, power, precision
from theoremcheck.trusted.bounds import MAX_CONSTANT_NODES, MAX_POWER, MAX_PRECISION
from theoremcheck.trusted.expr import (
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
from theoremcheck.trusted.kinds import Evidence
from theoremcheck.trusted.model import Function, Problem
from theoremcheck.trusted.refusal import Refusal, require

_EXPRESSIONS: Final = typing.get_args(Expr)
_EXACT: Final = (Fraction, int, bool, str)
_MAX_NESTING: Final = 200


def check_evidence(evidence: object) -> None:
    """Accept evidence whose fields have their declared types and whose constants are real numbers."""
    _check(evidence, Evidence, "the evidence", 0)


def _check(value: object, declared: Any, where: str, depth: int) -> None:
    """One value against its declared type; a union admits any of its members, and no subclass of one."""
    require(depth <= _MAX_NESTING, f"{where}: nested deeper than {_MAX_NESTING}")
    options = typing.get_args(declared) if _is_union(declared) else (declared,)
    if isinstance(value, tuple):
        items = [typing.get_args(option)[0] for option in options if typing.get_origin(option) is tuple]
        require(type(value) is tuple and len(items) == 1, f"{where}: a tuple is not expected")
        if items[0] not in _EXACT or any(type(entry) is not items[0] for entry in value):
            for place, entry in enumerate(value):
                _check(entry, items[0], f"{where}[{place}]", depth + 1)
        return
    if type(value) not in options:
        expected = " or ".join(getattr(option, "__name__", str(option)) for option in options[:4])
        raise Refusal(f"{where}: {expected} is expected, not {type(value).__name__}")
    if type(value) in _EXPRESSIONS:
        check_constant(typing.cast(Expr, value), where)
    elif is_dataclass(value) and not isinstance(value, type):
        for name, kind in _hints(type(value)).items():
            _check(getattr(value, name), kind, f"{type(value).__name__}.{name}", depth + 1)
    else:
        require(value is None or type(value) in _EXACT, f"{where}: {type(value).__name__} is no exact value")


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
    raise Refusal(f"{where}: a constant that is not shown to be a real number")


def _check_form(expr: Expr, where: str, count: list[int], state: tuple[int, int], *, variable: bool = False) -> None:
    """What a constant may be made of. ``state`` is the product of the exponents around it, and the nesting."""
    growth, depth = state
    count[0] += 1
    limit = f"{where}: an expression with more than MAX_CONSTANT_NODES = {MAX_CONSTANT_NODES} nodes or nested too deep"
    require(count[0] <= MAX_CONSTANT_NODES and depth <= _MAX_NESTING, limit)
    match expr:
        case Var():
            require(variable, f"{where}: a constant that mentions the variable")
        case Root(function, lower, upper):
            require(all(type(end) is Fraction for end in (lower, upper)), f"{where}: an end of a root is not rational")
            _check_form(function, where, count, (growth, depth + 1), variable=True)
        case Num(value):
            require(type(value) is Fraction, f"{where}: {type(value).__name__} is no exact number")
        case Pow(_, exponent):
            require(type(exponent) is Fraction, f"{where}: {type(exponent).__name__} is no exact exponent")
            growth *= max(1, abs(exponent.numerator))
            limit = f"{where}: an exponent beyond MAX_POWER = {MAX_POWER}"
            require(growth <= MAX_POWER and exponent.denominator <= MAX_POWER, limit)
        case Pi() | Add() | Mul() | Call():
            pass
        case Param():
            raise Refusal(f"{where}: the parameter {expr.name} in evidence")
        case _:
            raise Refusal(f"{where}: {type(expr).__name__} is no part of a constant")
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


# --- the formulas of a problem ------------------------------------------------------------------------------------


def check_formulas(problem: Problem) -> None:
    """Accept formulas that the calculus speaks of, whatever built them: exact numbers, parameters that have values.

    A number that is known as the root of a function is a claim, and has no place in a problem.
    """
    functions = (problem.neuron, problem.loss, *(layer.neuron for layer in problem.network.deep))
    for function in functions:
        if isinstance(function, Function):
            for node in walk(function.expr):
                _check_node(node)


def _check_node(node: Expr) -> None:
    for number in _numbers(node):
        require(type(number) is Fraction, f"{type(number).__name__} is no exact number of a formula")
    match node:
        case Param():
            require(node.has_values, f"the parameter {node.name} has an empty range")
        case Root():
            raise Refusal("a formula with a root of a function")
        case Call(fn, _):
            require(isinstance(fn, Fn), "a formula with an unknown function")
        case Max(args) | Min(args):
            require(len(args) >= 2, "an extremum needs two functions")
        case Cases(_, breaks, left_closed, pieces):
            joints = len(pieces) - 1
            require(joints == len(breaks) == len(left_closed), "cases need one break between two pieces")


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
