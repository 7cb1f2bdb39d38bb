"""The loss on both sides of an exact place, which may be a break, where l is continuous (theory: rule.affine_local).

On either side l is C^2 up to the place, and bent up there (l'' > 0) or affine: so its slope does not fall on that side,
near the place. If it does not fall at the place itself either, l is convex near it, and above the lines through its
point there with slopes between those of the two sides.
"""

from __future__ import annotations

from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval, jump
from theoremcheck.trusted.minima.constants import beside
from theoremcheck.trusted.problem.expr import Expr, sub, substitute
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require


@dataclass(frozen=True, slots=True)
class Side:
    """A function on one side of a place, C^2 up to it: its slope there, and there and everywhere its second one."""

    slope: Expr
    bend: Expr
    second: Expr


def sides(pieces: Pieces, place: Expr) -> tuple[Side, Side]:
    """What the function is to the left and to the right of a constant place, where it is continuous."""
    left, right = beside(pieces, place)
    require(left == right or is_zero(jump(pieces, left, 0)), "tangent.jump")
    below = _side(pieces, left, place)
    return below, (below if left == right else _side(pieces, right, place))


def _side(pieces: Pieces, index: int, place: Expr) -> Side:
    first, second = derivatives(pieces, index)
    return Side(substitute(first, place), substitute(second, place), second)


def derivatives(pieces: Pieces, index: int) -> tuple[Expr, Expr]:
    """The first two derivatives of a piece that is C^2 up to its ends."""
    check_evident(pieces, 2, index, closed_interval(pieces, index))
    first, second = (nth_derivative(pieces.pieces[index], order) for order in (1, 2))
    return first, second


def convex_slopes(pieces: Pieces, place: Expr) -> tuple[Expr, Expr]:
    """The slopes to the left and to the right of a constant place near which the function is shown to be convex."""
    left, right = sides(pieces, place)
    for side in dict.fromkeys((left, right)):
        require(is_zero(side.second) or sign_of(side.bend) > 0, "tangent.bent_down")
    require(at_most(left.slope, right.slope), "tangent.bent_down")
    return left.slope, right.slope


def at_most(lower: Expr, upper: Expr) -> bool:
    """True proves lower <= upper, and False the opposite, of two real constants. Raises ``Refusal`` else."""
    difference = sub(upper, lower)
    return is_zero(difference) or sign_of(difference) >= 0
