"""The proof, in Coq, that a neuron is sigmoidal: p g(q z + r) + o for one of the functions of ``library/Sigmoids.v``.

Of a neuron that is written with exponentials it is found which one it is: 1 / (1 + e^-z) is the sigmoid.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.formal.functions import FUNCTIONS, rational, value
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import Call, Expr, Fn, Num, Z, add, call, mul, power, sub, substitute, walk

KNOWN: Final = (Fn.TANH, Fn.SIGMOID, Fn.ERF, Fn.SINH)
"""The functions of which the library proves it."""


def sigmoidal(expr: Expr, _: object) -> str | None:
    """The proof script that the neuron is sigmoidal; None where it is no such function. Raises ``Refusal``."""
    pieces = split(expr).pieces
    if len(pieces) > 1:
        return None
    for fn, arg in _candidates(pieces[0]):
        shown = _as_line(pieces[0], fn, arg)
        if shown is not None:
            p, q, r, o = map(rational, shown)
            name = FUNCTIONS[fn]
            goal = f"{value(expr)} = {p} * {name} ({q} * v + {r}) + {o}"
            ways = ["same_as", *(f"same_with {value(found)}" for found in _exponents(expr))]
            return (
                f"apply (Sigmoids.sigmoidal_{name} _ {p} {q} {r} {o}); [ lra | lra |].\n"
                f"  intros v. change ({goal}). first [ {' | '.join(ways)} ]."
            )
    return None


def _candidates(expr: Expr) -> Iterator[tuple[Fn, Expr]]:
    """The functions in it, and those that its exponentials may be parts of."""
    for node in walk(expr):
        if isinstance(node, Call) and node.fn in KNOWN:
            yield node.fn, node.arg
        elif isinstance(node, Call) and node.fn is Fn.EXP:
            yield Fn.SIGMOID, node.arg
            yield Fn.SIGMOID, mul((Num(Fraction(2)), node.arg))
            yield Fn.SINH, node.arg


def _exponents(expr: Expr) -> Iterator[Expr]:
    yield from (node.arg for node in walk(expr) if isinstance(node, Call) and node.fn is Fn.EXP)


def _as_line(expr: Expr, fn: Fn, arg: Expr) -> tuple[Fraction, Fraction, Fraction, Fraction] | None:
    """p, q, r, o with expr = p fn(q z + r) + o, where arg is q z + r."""
    slope = normalise(nth_derivative(arg, 1)).rational
    start = normalise(substitute(arg, Num(Fraction(0)))).rational
    if not slope or start is None:
        return None
    known = call(fn, add((mul((Num(slope), Z)), Num(start))))
    factor = normalise(mul((nth_derivative(expr, 1), power(nth_derivative(known, 1), -1)))).rational
    if not factor:
        return None
    offset = normalise(sub(expr, mul((Num(factor), known)))).rational
    return None if offset is None else (factor, slope, start, offset)
