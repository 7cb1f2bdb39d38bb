"""Derivatives of smooth pieces, within a bound on their size."""

from __future__ import annotations

from itertools import islice

from theoremcheck.trusted.bounds import MAX_DERIVATIVE_NODES
from theoremcheck.trusted.expr import Expr, derivative, walk
from theoremcheck.trusted.refusal import require


def nth_derivative(expr: Expr, order: int = 1) -> Expr:
    """The derivative of the given order of a smooth piece.

    Raises ``Refusal`` if a derivative on the way has more than MAX_DERIVATIVE_NODES nodes.
    """
    for _ in range(order):
        expr = derivative(expr)
        large = any(True for _ in islice(walk(expr), MAX_DERIVATIVE_NODES, None))
        require(not large, f"a derivative of more than MAX_DERIVATIVE_NODES = {MAX_DERIVATIVE_NODES} nodes")
    return expr
