"""The proof, in Coq, that a neuron is sigmoidal: p g(q z + r) + o for one of the functions of ``library/Sigmoids.v``.

Of a neuron that is written with exponentials it is found which one it is: 1 / (1 + e^-z) is the sigmoid.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.formal.functions import rational, value
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.problem.expr import Call, Expr, Fn, Num, Z, add, call, mul, neg, power, sub, substitute, walk

KNOWN: Final = MappingProxyType({Fn.TANH: "tanh", Fn.SIGMOID: "sigmoid", Fn.ERF: "erf", Fn.SINH: "sinh"})
"""The functions of which the library proves it; besides them exp(-exp(z)), Gompertz's."""

GOMPERTZ: Final = "gompertz"


def sigmoidal(expr: Expr, _: object) -> str | None:
    """The proof script that the neuron is sigmoidal; None where it is no such function. Raises ``Refusal``."""
    pieces = split(expr).pieces
    if len(pieces) > 1:
        return None
    for name, arg in _candidates(pieces[0]):
        shown = _as_line(pieces[0], name, arg)
        if shown is not None:
            p, q, r, o = map(rational, shown)
            line = f"({q} * v + {r})"
            known = f"exp (- exp {line})" if name == GOMPERTZ else f"{name} {line}"
            ways = ["same_as", *(f"same_with {value(found)}" for found in _exponents(expr))]
            return (
                f"apply (Sigmoids.sigmoidal_{name} _ {p} {q} {r} {o}); [ lra | lra |].\n"
                f"  intros v. change ({value(expr)} = {p} * {known} + {o}). first [ {' | '.join(ways)} ]."
            )
    return None


def _candidates(expr: Expr) -> Iterator[tuple[str, Expr]]:
    """The functions in it, and those that its exponentials may be parts of."""
    for node in walk(expr):
        if isinstance(node, Call) and node.fn in KNOWN:
            yield KNOWN[node.fn], node.arg
        elif isinstance(node, Call) and node.fn is Fn.EXP:
            yield KNOWN[Fn.SIGMOID], node.arg
            yield KNOWN[Fn.SIGMOID], mul((Num(Fraction(2)), node.arg))
            yield KNOWN[Fn.SINH], node.arg
            yield GOMPERTZ, node.arg


def _exponents(expr: Expr) -> Iterator[Expr]:
    yield from (node.arg for node in walk(expr) if isinstance(node, Call) and node.fn is Fn.EXP)


def _as_line(expr: Expr, name: str, arg: Expr) -> tuple[Fraction, Fraction, Fraction, Fraction] | None:
    """p, q, r, o with expr = p g(q z + r) + o, where g is the function called ``name`` and arg is q z + r."""
    slope = normalise(nth_derivative(arg, 1)).rational
    start = normalise(substitute(arg, Num(Fraction(0)))).rational
    if not slope or start is None:
        return None
    line = add((mul((Num(slope), Z)), Num(start)))
    if name == GOMPERTZ:
        known = call(Fn.EXP, neg(call(Fn.EXP, line)))
    else:
        known = call(next(fn for fn, entry in KNOWN.items() if entry == name), line)
    factor = normalise(mul((nth_derivative(expr, 1), power(nth_derivative(known, 1), -1)))).rational
    if not factor:
        return None
    offset = normalise(sub(expr, mul((Num(factor), known)))).rational
    return None if offset is None else (factor, slope, start, offset)
