"""What may enter the kernel at all: problems and evidence of the declared types, whose every number is a real number.

One walk over the declared fields of either, before anything looks at it (``declared``). A constant expression is
admitted only if the ball of every part of it is finite: so log(-1) is no number, and no check has to ask again.
Parameters have no place in evidence: a claim speaks of one point.
"""

from __future__ import annotations

import typing
from functools import lru_cache
from typing import Any, Final

import flint

from theoremcheck.trusted.bounds import MAX_CONSTANT_NODES, MAX_POWER, MAX_PRECISION
from theoremcheck.trusted.declared import Declared, Same, check_declared, ids, is_member
from theoremcheck.trusted.frozen import is_exact
from theoremcheck.trusted.functions.balls import START_PRECISION, apply, ball, evaluate, power, precision
from theoremcheck.trusted.hashes import own_hashes
from theoremcheck.trusted.problem.dataset import Sample
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
from theoremcheck.trusted.problem.well_formed import check_well_formed
from theoremcheck.trusted.refusal import Refusal, require

_EXPRESSIONS: Final = ids(typing.get_args(Expr))
_PROBLEM: Final = Declared.of(Problem)
_VECTORS: Final = ids((Sample,))
_MAX_NESTING: Final = 200


def check_evidence(evidence: object) -> None:
    """Accept evidence of a declared kind whose fields have their declared types and whose constants are real numbers.

    That the kind is one of the condition's own is asked in ``kernel.facts``.
    """
    kind = type(evidence)
    check_declared(evidence, Declared.of(kind), kind.__name__, most=_MAX_NESTING, otherwise=_is_constant)


def _is_constant(value: Any, where: str) -> bool:
    """True for an expression, which in evidence is a constant."""
    found = id(type(value)) in _EXPRESSIONS
    if found:
        check_constant(value, where)
    return found


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
    require(id(type(expr)) in _EXPRESSIONS, "admission.no_constant", where=where, found=type(expr).__name__)
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
            require(is_member(fn, Fn), "admission.unknown_function")
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


def check_problem(problem: Problem) -> None:
    """Refuse a problem that the theory does not speak of, whatever built it. Each problem is looked at once.

    What is established of a problem is believed for as long as it is there, so it is made of the frozen classes of the
    model, tuples and numbers: a list in it could be another one by then.
    """
    _check_problem(Same(problem))


@lru_cache(maxsize=8)
def _check_problem(same: Same) -> None:
    with own_hashes():
        check_declared(same.value, _PROBLEM, "the problem", vectors=_VECTORS)
        check_well_formed(same.value)
        _check_formulas(same.value)


def _check_formulas(problem: Problem) -> None:
    """Accept formulas that the calculus speaks of: parameters that have values, and pieces that belong together.

    A number that is known as the root of a function is a claim, and has no place in a problem.
    """
    for function in problem.functions:
        if isinstance(function, Function):
            for node in walk(function.expr):
                _check_node(node)


def _check_node(node: Expr) -> None:
    match node:
        case Param():
            require(node.has_values, "expr.empty_range", parameter=node.name)
        case Root():
            raise Refusal("admission.formula_root")
        case Max(args) | Min(args):
            require(len(args) >= 2, "pieces.extremum")
        case Cases(_, breaks, left_closed, pieces):
            joints = len(pieces) - 1
            require(joints == len(breaks) == len(left_closed), "pieces.cases_breaks")
