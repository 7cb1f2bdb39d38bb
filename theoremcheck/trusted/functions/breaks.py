"""Break points of piecewise functions: rationals, and roots that are known by their function and where they lie.

Two break points are compared exactly: by their enclosures, or because the function of one is shown to vanish at the
other. Trusted.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cmp_to_key
from typing import TypeAlias

import flint

from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.functions.balls import evaluate, precision, rational_bounds
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import vanishes_at
from theoremcheck.trusted.problem.expr import Expr, Num, Root, sub
from theoremcheck.trusted.refusal import Refusal, require

Break: TypeAlias = Fraction | Root

_WIDTH_BITS = 64


def exact(point: Break) -> Expr:
    """The break point as a constant expression."""
    return point if isinstance(point, Root) else Num(point)


def below(point: Break) -> Fraction:
    """A rational at or below the break point, close to it."""
    return point.lower if isinstance(point, Root) else point


def above(point: Break) -> Fraction:
    """A rational at or above the break point, close to it."""
    return point.upper if isinstance(point, Root) else point


def shown(point: Break) -> str:
    """The break point in a message."""
    return f"near {_near(point.lower)}" if isinstance(point, Root) else rational_text(point)


def _near(value: Fraction) -> str:
    """A few digits; a number that floats do not hold is written out."""
    try:
        return str(float(value))
    except OverflowError:
        return rational_text(value)


def compare(left: Break, right: Break) -> int:
    """-1, 0 or 1 as ``left`` is smaller, equal or greater. Raises ``Refusal`` if that is not decided."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return (left > right) - (left < right)
    if above(left) < below(right):
        return -1
    if above(right) < below(left):
        return 1
    return 0 if _same(left, right) else sign_of(sub(exact(left), exact(right)))


def _same(left: Break, right: Break) -> bool:
    """True proves that both are the same number: the function of one has one zero in its range, and the other is it."""
    if left == right:
        return True
    for first, second in ((left, right), (right, left)):
        if isinstance(first, Root) and isinstance(second, Root) and vanishes_at(first.function, second):
            return sign_of(sub(second, Num(first.lower))) >= 0 and sign_of(sub(second, Num(first.upper))) <= 0
    return False


def ordered(points: Iterable[Break]) -> tuple[Break, ...]:
    """The points without repetition, from left to right."""
    found: list[Break] = []
    for point in sorted(points, key=cmp_to_key(compare)):
        if not found or compare(found[-1], point):
            found.append(point)
    return tuple(found)


def place_of(point: Break, breaks: tuple[Break, ...]) -> int | None:
    """The index of a point among the breaks, or None."""
    return next((index for index, known in enumerate(breaks) if compare(known, point) == 0), None)


def between(lower: Break | None, upper: Break | None) -> Fraction:
    """A rational point strictly between two break points (None: infinite)."""
    if lower is None and upper is None:
        return Fraction(0)
    if lower is None:
        return Fraction(0) if upper is None else below(upper) - 1
    if upper is None:
        return above(lower) + 1
    require(above(lower) < below(upper), "breaks.too_close")
    return (above(lower) + below(upper)) / 2


def within(point: Break, lower: Break | None, upper: Break | None) -> bool:
    """True if the point lies strictly between the ends."""
    return (lower is None or compare(lower, point) < 0) and (upper is None or compare(point, upper) < 0)


def sharpened(root: Root) -> Break:
    """The same number with ends about 2^-_WIDTH_BITS apart."""
    with precision(2 * _WIDTH_BITS):
        bounds = rational_bounds(evaluate(root, flint.arb(0)))
    if bounds is None:
        raise Refusal("functions.no_enclosure")
    grid = 2**_WIDTH_BITS
    lower, upper = (Fraction(int(bounds[0] * grid // 1) - 1, grid), Fraction(int(bounds[1] * grid // 1) + 2, grid))
    return Root(root.function, max(lower, root.lower), min(upper, root.upper))
