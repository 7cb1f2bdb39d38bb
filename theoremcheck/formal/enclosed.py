"""Functions in pieces, as the enclosures of ``library/JetPieces.v`` take them."""

from __future__ import annotations

from fractions import Fraction

from theoremcheck.formal.shapes import Split
from theoremcheck.formal.text import boolean, integer, listed
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.smooth import jump


def function_parts(function: Split) -> str:
    """The first piece, and the breaks with the pieces after them; a mark says that they agree to second order."""
    first, *others = map(function.tree, function.pieces.pieces)
    later = [
        f"({integer(point.numerator)}%Z, {point.denominator}%positive, {boolean(_agree(function, place))}, {piece})"
        for place, (point, piece) in enumerate(zip(function.pieces.points, others, strict=True))
    ]
    return f"(({first}, {listed(later)}) : parts)"


def quotient(value: Fraction) -> str:
    """A rational as a pair of integers."""
    return f"({integer(value.numerator)}%Z, {value.denominator}%positive)"


def _agree(function: Split, place: int) -> bool:
    return all(is_zero(jump(function.pieces, place, order)) for order in range(3))
