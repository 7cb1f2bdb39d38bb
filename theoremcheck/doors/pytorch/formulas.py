"""Expressions evaluated on tensors, with PyTorch's derivatives.

At a kink PyTorch has one derivative of its own: that of torch.relu for max(0, u), and of torch.maximum and torch.where
otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import Final

import torch
from torch import Tensor

from theoremcheck.functions.floats import to_float
from theoremcheck.functions.patterns import Op, Unary, pair_up, unary
from theoremcheck.functions.rationals import root_value
from theoremcheck.trusted.problem.expr import (
    ZERO,
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

_ROOT_BITS: Final = 64
_FUNCTIONS: Final[Mapping[Op, Callable[[Tensor], Tensor]]] = MappingProxyType(
    {
        Op.EXP: torch.exp,
        Op.LOG: torch.log,
        Op.TANH: torch.tanh,
        Op.SIGMOID: torch.sigmoid,
        Op.SINH: torch.sinh,
        Op.COSH: torch.cosh,
        Op.ATAN: torch.atan,
        Op.ERF: torch.erf,
        Op.ERFC: torch.erfc,
        Op.SIN: torch.sin,
        Op.COS: torch.cos,
        Op.EXPM1: torch.expm1,
        Op.COSHM1: lambda u: 2 * torch.sinh(u / 2) ** 2,
    }
)


def value(expr: Expr, z: Tensor) -> Tensor:
    """The expression at each entry of ``z``. Raises ``ValueError`` for a symbolic parameter."""
    match expr:
        case Var():
            return z
        case Num(number):
            return torch.full_like(z, to_float(number))
        case Pi():
            return torch.full_like(z, math.pi)
        case Root():
            return torch.full_like(z, to_float(root_value(expr, _ROOT_BITS)))
        case Param(name):
            raise ValueError(f"the parameter {name} has no value; set one")
        case Add(terms):
            forms, rest = pair_up(terms)
            parts = [to_float(factor) * _form(form, z) for factor, form in forms]
            return reduce(torch.add, [*parts, *(value(term, z) for term in rest)])
        case Mul(factors):
            return reduce(torch.mul, [value(factor, z) for factor in factors])
        case Pow() | Call():
            return _form(unary(expr), z)
        case Max(args):
            return _greatest(args, z)
        case Min(args):
            return reduce(torch.minimum, [value(arg, z) for arg in args])
        case Abs(arg):
            return torch.abs(value(arg, z))
        case Cases():
            return _cases(expr, z)


def _greatest(args: tuple[Expr, ...], z: Tensor) -> Tensor:
    rest = [value(arg, z) for arg in args if arg != ZERO]
    found = reduce(torch.maximum, rest)
    return torch.relu(found) if len(rest) < len(args) else found


def _form(form: Unary, z: Tensor) -> Tensor:
    u = value(form.arg, z)
    match form.op:
        case Op.POWER:
            (exponent,) = form.parameters
            return _power(u, exponent)
        case Op.LOG_SUM:
            return _log_sum(u, *form.parameters)
        case Op.POWER_SUM:
            c, k, exponent = form.parameters
            return torch.exp(to_float(exponent) * _log_sum(u, c, k))
        case Op.SQUAREPLUS:
            (b,) = form.parameters
            root = torch.sqrt(u * u + to_float(b))
            return torch.where(u >= 0, u + root, to_float(b) / (root - u))
        case op:
            return _FUNCTIONS[op](u)


def _power(u: Tensor, exponent: Fraction) -> Tensor:
    return torch.pow(u, exponent.numerator if exponent.denominator == 1 else to_float(exponent))


def _log_sum(u: Tensor, c: Fraction, k: Fraction) -> Tensor:
    """log(c + k exp(u)) without overflow."""
    base = torch.full_like(u, math.log(to_float(c)))
    return torch.logaddexp(base, u + math.log(to_float(k)))


def _cases(expr: Cases, z: Tensor) -> Tensor:
    """Every piece at the entries that it is for; at others it might overflow, and spoil the derivatives."""
    subject = value(expr.subject, z)
    index = torch.zeros_like(z, dtype=torch.long)
    for point, left_closed in zip(map(to_float, expr.breaks), expr.left_closed, strict=True):
        index += (subject > point) if left_closed else (subject >= point)
    found = torch.zeros_like(z)
    for place, piece in enumerate(expr.pieces):
        own = index == place
        if own.any():
            inside = torch.where(own, z, z[own][0].detach())
            found = torch.where(own, value(piece, inside), found)
    return found
