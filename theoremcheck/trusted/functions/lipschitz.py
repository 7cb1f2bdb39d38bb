"""A bound K of slopes: |g(u) - g(v)| <= K |u - v| for all u and v (theory: objective.decay_dominates).

K z - g(z) and K z + g(z) are nondecreasing iff that holds. So g may have kinks, and no jumps.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.functions.composition import Composed, check_composed
from theoremcheck.trusted.functions.shape import SHAPES, Signs, check_shape
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, mul, sub
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_RISES: Final = SHAPES["nondecreasing"]


@dataclass(frozen=True, slots=True)
class Lipschitz:
    """``bound`` is K; ``falls`` shows that K z - g(z) is nondecreasing, ``rises`` that K z + g(z) is."""

    bound: Fraction
    falls: Signs | Composed
    rises: Signs | Composed


def beside(expr: Expr, bound: Fraction) -> tuple[Expr, Expr]:
    """K z - g(z) and K z + g(z)."""
    line = mul((Num(bound), Z))
    return sub(line, expr), add((line, expr))


def check_lipschitz(expr: Expr, evidence: Lipschitz) -> None:
    """Accept: K >= 0, of a length that was checked, and both of the functions are nondecreasing on R."""
    require(evidence.bound >= 0, "lipschitz.negative")
    for function, part in _parts(expr, evidence):
        if isinstance(part, Signs):
            check_shape(function, _RISES, part)
        else:
            check_composed(function, _RISES)


def _parts(expr: Expr, evidence: Lipschitz) -> Iterator[tuple[Expr, Signs | Composed]]:
    return zip(beside(expr, evidence.bound), (evidence.falls, evidence.rises), strict=True)
