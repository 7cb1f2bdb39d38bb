"""A number given as the zero of a function: that there is exactly one is checked, then it is enclosed.

Trusted: the function is defined and differentiable on all of the interval, since its derivative has a ball with a sign
there (see ``balls.evaluate``: the derivative contains u^(r-1) for every u^r and u^-1 for every log(u)). The zero exists
because the function changes its sign between the ends, and is the only one because the derivative is not 0 in between.
The interval Newton operator then shrinks the enclosure to the working precision.
"""

from __future__ import annotations

from collections.abc import Callable

import flint

from theoremcheck.trusted.problem.expr import Expr, Root, derivative
from theoremcheck.trusted.refusal import require

_GUARD_BITS = 32
_MAX_STEPS = 64


def enclose(root: Root, evaluate: Callable[[Expr, flint.arb], flint.arb]) -> flint.arb:
    """A ball around the zero, about as sharp as the current precision allows.

    ``evaluate(expr, z)`` encloses a smooth expression on a ball. Raises ``Refusal`` if it is not shown that there is
    exactly one zero between the ends.
    """
    require(root.lower < root.upper, "zeros.ends")
    slope = derivative(root.function)
    with flint.ctx.extraprec(_GUARD_BITS):
        ends = [flint.arb(flint.fmpq(end.numerator, end.denominator)) for end in (root.lower, root.upper)]
        values = [evaluate(root.function, end) for end in ends]
        changes = (values[0] < 0 and values[1] > 0) or (values[0] > 0 and values[1] < 0)
        require(bool(changes), "zeros.no_sign_change")
        place = ends[0].union(ends[1])
        steepness = evaluate(slope, place)
        require(bool(steepness > 0) or bool(steepness < 0), "zeros.not_monotone")
        for _ in range(_MAX_STEPS):
            middle = place.mid()
            newton = middle - evaluate(root.function, middle) / evaluate(slope, place)
            if not newton.is_finite() or not newton.overlaps(place):
                break
            following = place.intersection(newton)
            if not following.rad() * 2 < place.rad():
                break
            place = following
        return place
