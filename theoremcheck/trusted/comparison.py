"""The sign of a constant expression: exact where it is rational, else by balls."""

from __future__ import annotations

from theoremcheck.trusted.balls import constant_sign
from theoremcheck.trusted.expr import Expr, Root, walk
from theoremcheck.trusted.normal import is_zero, rational_value
from theoremcheck.trusted.refusal import Refusal


def sign_of(constant: Expr) -> int:
    """The exact sign (-1, 0, 1) of a constant. Raises ``Refusal`` if it is not decided."""
    exact = rational_value(constant)
    if exact is None and any(isinstance(node, Root) for node in walk(constant)) and is_zero(constant):
        return 0
    sign = constant_sign(constant) if exact is None else (exact > 0) - (exact < 0)
    if sign is None:
        raise Refusal("the sign of a constant is not decided")
    return sign
