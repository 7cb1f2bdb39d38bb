"""The canonical JSON of formulas: what digests are made of, and how certificates write constants.

Trusted: imports the standard library only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.expr import (
    Abs,
    Add,
    Call,
    Cases,
    Expr,
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

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


def json_text(value: Json | Mapping[str, Json] | Mapping[str, str]) -> str:
    """The canonical text of a JSON value: keys in order, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def expr_json(expr: Expr) -> Json:
    """The canonical JSON of an expression: a rational as text, anything else as a list headed by its kind."""
    match expr:
        case Num(value):
            return rational_text(value)
        case Pi():
            return ["pi"]
        case Param(name, lower, upper, lower_open, upper_open):
            ends = [None if end is None else rational_text(end) for end in (lower, upper)]
            return ["param", name, *ends, lower_open, upper_open]
        case Root(function, lower, upper):
            return ["root", expr_json(function), rational_text(lower), rational_text(upper)]
        case Var():
            return ["z"]
        case Add(parts) | Mul(parts) | Max(parts) | Min(parts):
            return [type(expr).__name__.lower(), *(expr_json(part) for part in parts)]
        case Pow(base, exponent):
            return ["pow", expr_json(base), str(exponent)]
        case Call(fn, arg):
            return [fn.value, expr_json(arg)]
        case Abs(arg):
            return ["abs", expr_json(arg)]
        case Cases(subject, breaks, left_closed, pieces):
            return [
                "cases",
                expr_json(subject),
                [rational_text(point) for point in breaks],
                list(left_closed),
                [expr_json(piece) for piece in pieces],
            ]
