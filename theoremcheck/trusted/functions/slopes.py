"""Derivatives of smooth pieces, within a bound on their size."""

from __future__ import annotations

from itertools import islice

from theoremcheck.trusted.bounds import MAX_DERIVATIVE_NODES
from theoremcheck.trusted.problem.expr import Expr, Mul, derivative, walk
from theoremcheck.trusted.work import bounded, kept, spend


def nth_derivative(expr: Expr, order: int = 1) -> Expr:
    """The derivative of the given order of a smooth piece.

    Raises ``Refusal`` if a derivative on the way has more than MAX_DERIVATIVE_NODES nodes.
    """
    for _ in range(order):
        expr = _slope(expr)
    return expr


@kept(128)
def _slope(expr: Expr) -> Expr:
    bound = 0
    for node in walk(expr):
        bound += 1 if not isinstance(node, Mul) else len(node.factors) ** 2
    spend(bound)
    found = derivative(expr)
    nodes = sum(1 for _ in islice(walk(found), MAX_DERIVATIVE_NODES + 1))
    bounded(nodes <= MAX_DERIVATIVE_NODES, "slopes.nodes", bound=f"MAX_DERIVATIVE_NODES = {MAX_DERIVATIVE_NODES}")
    spend(nodes)
    return found
