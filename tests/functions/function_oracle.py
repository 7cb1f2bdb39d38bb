"""What a dense evaluation says of a function's properties: written apart from the package's own evaluation.

Jets (value, first and second derivative) are carried forward through the tree with mpmath. The oracle can only
contradict a claim, never confirm it: ``contradiction`` returns what it saw, or None.
"""

from fractions import Fraction
from functools import lru_cache

import mpmath

from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import Asymmetry, LowerBound, Piece, Signs, SlopeDrop, TwoWitnesses, Witness
from theoremcheck.trusted.functions.smooth import Jump
from theoremcheck.trusted.problem.expr import Abs, Add, Call, Cases, Fn, Max, Min, Mul, Num, Pi, Pow, Root, Var

mp = mpmath.mp.clone()
mp.dps = 60
_STEP = mp.mpf(10) ** -30
_NEAR = mp.mpf(10) ** -20
_GRID = [mp.mpf(k) / 5 + mp.mpf(k * k % 7 - 3) / 997 for k in range(-35, 36)]
_FAR = [mp.mpf(p) for p in ("-60.3", "-25.1", "-15.2", "-9.6", "9.3", "15.9", "25.4", "60.2")]
_SPECIAL = [mp.mpf(k) / 2 for k in range(-6, 7)]
_RELATIONS = {
    "increasing": (1, lambda v, tol: v > -tol),
    "nondecreasing": (1, lambda v, tol: v >= -tol),
    "active": (1, lambda v, tol: v > -tol),
    "decreasing": (1, lambda v, tol: v < tol),
    "convex": (2, lambda v, tol: v >= -tol),
    "strictly_convex": (2, lambda v, tol: v > -tol),
    "strictly_concave": (2, lambda v, tol: v < tol),
}


class Undefined(Exception):  # noqa: N818
    """The formula is not a real number here."""


class TooBig(Exception):  # noqa: N818
    """The numbers leave the range in which this oracle is trusted."""


class Jet:
    """Evaluation at one point; ``peak`` is the largest magnitude met, which scales the rounding error."""

    def __init__(self, z):
        self.z = mp.mpf(z)
        self.peak = mp.mpf(1)

    def __call__(self, expr):
        found = self._jet(expr)
        for value in found:
            size = abs(value)
            if size > mp.mpf(10) ** 20000 or not mp.isfinite(value):
                raise TooBig
            self.peak = max(self.peak, size)
        return found

    def _jet(self, expr):
        zero, one = mp.mpf(0), mp.mpf(1)
        match expr:
            case Num(value):
                return mp.mpf(value.numerator) / value.denominator, zero, zero
            case Pi():
                return +mp.pi, zero, zero
            case Root():
                return place(expr), zero, zero
            case Var():
                return self.z, one, zero
            case Add(terms):
                return tuple(mp.fsum(column) for column in zip(*(self(term) for term in terms), strict=True))
            case Mul(factors):
                out = (one, zero, zero)
                for factor in factors:
                    a, b = out, self(factor)
                    out = a[0] * b[0], a[1] * b[0] + a[0] * b[1], a[2] * b[0] + 2 * a[1] * b[1] + a[0] * b[2]
                return out
            case Pow(base, exponent):
                return self._pow(self(base), exponent)
            case Call(fn, arg):
                return self._call(fn, self(arg))
            case Abs(arg):
                found = self(arg)
                return found if found[0] >= 0 else tuple(-v for v in found)
            case Max(args):
                return max((self(arg) for arg in args), key=lambda jet: jet[0])
            case Min(args):
                return min((self(arg) for arg in args), key=lambda jet: jet[0])
            case Cases(subject, breaks, left_closed, pieces):
                at = self(subject)[0]
                ends = [mp.mpf(b.numerator) / b.denominator for b in breaks]
                index = sum(1 for b, left in zip(ends, left_closed, strict=True) if b < at or (b == at and not left))
                return self(pieces[index])

    def _pow(self, base, exponent):
        u, u1, u2 = base
        if exponent.denominator == 1 and exponent >= 0:
            n = int(exponent)
            first = n * u ** (n - 1) if n else mp.mpf(0)
            second = n * (n - 1) * u ** (n - 2) if n > 1 else mp.mpf(0)
            return u**n, first * u1, second * u1**2 + first * u2
        if u == 0 and exponent < 0:
            raise Undefined
        if u < 0 and exponent.denominator != 1:
            if u > -self.peak * mp.mpf(10) ** -50:
                raise TooBig
            raise Undefined
        if u == 0:
            if exponent > 2:
                return mp.mpf(0), mp.mpf(0), mp.mpf(0)
            raise TooBig
        e = mp.mpf(exponent.numerator) / exponent.denominator
        value = u**e
        first, second = e * value / u, e * (e - 1) * value / u**2
        return value, first * u1, second * u1**2 + first * u2

    def _call(self, fn, arg):
        u, u1, u2 = arg
        if abs(u) > 40000 and fn in (Fn.EXP, Fn.SINH, Fn.COSH, Fn.SIGMOID, Fn.TANH, Fn.ERF):
            raise TooBig
        value, first, second = self._outer(fn, u)
        return value, first * u1, second * u1**2 + first * u2

    def _outer(self, fn, u):
        match fn:
            case Fn.EXP:
                return (mp.exp(u),) * 3
            case Fn.LOG:
                if u <= 0:
                    if u > -self.peak * mp.mpf(10) ** -50 and u != 0:
                        raise TooBig
                    raise Undefined
                return mp.log(u), 1 / u, -1 / u**2
            case Fn.TANH:
                slope = mp.sech(u) ** 2
                return mp.tanh(u), slope, -2 * mp.tanh(u) * slope
            case Fn.SIGMOID:
                value, slope = 1 / (1 + mp.exp(-u)), 1 / (2 + mp.exp(u) + mp.exp(-u))
                return value, slope, -slope * mp.tanh(u / 2)
            case Fn.SINH:
                return mp.sinh(u), mp.cosh(u), mp.sinh(u)
            case Fn.COSH:
                return mp.cosh(u), mp.sinh(u), mp.cosh(u)
            case Fn.ATAN:
                return mp.atan(u), 1 / (1 + u**2), -2 * u / (1 + u**2) ** 2
            case Fn.ERF:
                slope = 2 / mp.sqrt(mp.pi) * mp.exp(-u * u)
                return mp.erf(u), slope, -2 * u * slope
            case Fn.SIN:
                return mp.sin(u), mp.cos(u), -mp.sin(u)
            case Fn.COS:
                return mp.cos(u), -mp.sin(u), -mp.cos(u)


def jet(expr, z):
    """((f, f', f''), tolerance) at z, or None where the oracle has no opinion; raises ``Undefined``."""
    evaluation = Jet(z)
    try:
        found = evaluation(expr)
    except (TooBig, OverflowError, ZeroDivisionError, ValueError):
        return None
    return found, evaluation.peak * mp.mpf(10) ** -50


@lru_cache(maxsize=4)
def _jets(expr):
    """(z, jet, tolerance) wherever the oracle has an opinion, or None if the formula is undefined somewhere."""
    try:
        return [(z, *found) for z in points(expr) if (found := jet(expr, z)) is not None]
    except Undefined:
        return None


def _number(constant):
    return Jet(0)(constant)[0]


def place(point):
    """A break point as a number: a rational, or the zero of a function between two points, by bisection."""
    if not isinstance(point, Root):
        return mp.mpf(point.numerator) / point.denominator
    lower, upper = (mp.mpf(end.numerator) / end.denominator for end in (point.lower, point.upper))
    left = Jet(lower)(point.function)[0]
    assert left * Jet(upper)(point.function)[0] < 0, "a root without a change of sign"
    while upper - lower > mp.mpf(10) ** -55 * max(1, abs(upper)):
        middle = (lower + upper) / 2
        lower, upper = (middle, upper) if Jet(middle)(point.function)[0] * left > 0 else (lower, middle)
    return (lower + upper) / 2


def _breaks(expr):
    try:
        return [place(b) for b in split(expr).breaks]
    except Exception:
        return []


def points(expr):
    """A dense grid, simple points, and points close to every break."""
    breaks = _breaks(expr)
    near = [b + side * step for b in breaks for side in (1, -1) for step in (_STEP, mp.mpf(10) ** -6)]
    return sorted({*_GRID, *_FAR, *_SPECIAL, *near} - set(breaks))


def _sides(expr, at):
    """The jets just left and just right of a point, with a tolerance, or None."""
    found = [jet(expr, at + side * _STEP) for side in (-1, 1)]
    if None in found or any(_steep(entry) for entry in found):
        return None
    (left, a), (right, b) = found
    return left, right, max(a, b)


def _steep(found):
    """A steep or quickly oscillating function moves a lot in one step: it hides a jump, or seems to have one."""
    return max(abs(v) for v in found[0]) > 10**8


def _jumps(expr, order):
    """Where a derivative of order <= order seems to jump."""
    for at in sorted({*_SPECIAL, *_breaks(expr)}):
        found = _sides(expr, at)
        if found is None:
            continue
        left, right, tol = found
        for k in range(order + 1):
            scale = 1 + abs(left[k]) + abs(right[k])
            if abs(left[k] - right[k]) > mp.mpf(10) ** -5 * scale + tol:
                yield at, k


def contradiction(expr, name, holds, evidence):
    """What the oracle saw against the claim, or None."""
    try:
        return _contradiction(expr, name, holds, evidence)
    except Undefined:
        return "undefined where the claim was looked at" if holds else None


def _contradiction(expr, name, holds, evidence):
    if holds:
        return _against_holds(expr, name, evidence)
    return _against_fails(expr, name, evidence)


def _against_holds(expr, name, evidence):
    if name in ("flat_piece", "affine_piece") and isinstance(evidence, Piece):
        order = 1 if name == "flat_piece" else 2
        lower, upper = split(expr).interval(evidence.index)
        for share in (Fraction(1, 7), Fraction(1, 3), Fraction(3, 5), Fraction(8, 9)):
            at = _inside(lower, upper, share)
            found = jet(expr, mp.mpf(at.numerator) / at.denominator)
            if found and abs(found[0][order]) > found[1]:
                return f"derivative {order} is not 0 at {at}"
        return None
    jets = _jets(expr)
    if jets is None:
        raise Undefined
    if name in ("c1", "c2", "analytic"):
        return next((f"jump {k} at {mp.nstr(at)}" for at, k in _jumps(expr, 1 if name == "c1" else 2)), None)
    if name in _RELATIONS:
        order, test = _RELATIONS[name]
        for z, values, tol in jets:
            if (name != "active" or z >= 0) and not test(values[order], tol):
                return f"derivative {order} is {mp.nstr(values[order])} at {mp.nstr(z)}"
        if order == 2:
            side = -1 if "concave" in name else 1
            for at in _breaks(expr):
                found = _sides(expr, at)
                slack = found and mp.mpf(10) ** -9 * (1 + abs(found[0][1])) + found[2]
                if found and side * (found[1][1] - found[0][1]) < -slack:
                    return f"the slope moves the wrong way at {mp.nstr(at)}"
        return None
    if name == "signed" and isinstance(evidence, Signs):
        side = 1 if evidence.positive else -1
        return next((f"value at {mp.nstr(z)}" for z, values, tol in jets if side * values[0] < -tol), None)
    if name == "bounded_below" and isinstance(evidence, LowerBound):
        low = mp.mpf(evidence.bound.numerator) / evidence.bound.denominator
        return next((f"below at {mp.nstr(z)}" for z, values, tol in jets if values[0] < low - tol), None)
    if name in ("even", "odd_up_to_constant"):
        sums = []
        for z, here, slack in [entry for entry in jets if entry[0] > 0]:
            there = jet(expr, -z)
            if there is not None:
                total = here[0] + (-1 if name == "even" else 1) * there[0][0]
                sums.append((z, total, slack + there[1]))
        base = 0 if name == "even" else (sums[0][1] if sums else 0)
        extra = 0 if name == "even" or not sums else sums[0][2]
        return next((f"asymmetric at {mp.nstr(z)}" for z, v, tol in sums if abs(v - base) > tol + extra), None)
    return None


def _inside(lower, upper, share):
    if lower is None and upper is None:
        return 20 * share - 10
    if lower is None:
        return upper - 10 * share
    if upper is None:
        return lower + 10 * share
    return lower + (upper - lower) * share


def _against_fails(expr, name, evidence):
    match evidence:
        case Jump(at_break, order):
            return _not_a_jump(expr, split(expr).breaks[at_break], order)
        case SlopeDrop(at_break):
            at = split(expr).breaks[at_break]
            found = _sides(expr, place(at))
            side = -1 if "concave" in name else 1
            return None if found is None or side * (found[1][1] - found[0][1]) < 0 else f"no drop at {at}"
        case Witness(piece, at):
            order, _ = _RELATIONS[name]
            strict = name in ("increasing", "active", "decreasing", "strictly_convex", "strictly_concave")
            side = -1 if name in ("decreasing", "strictly_concave") else 1
            seen = []
            for z in _pushed(expr, piece, at):
                found = jet(expr, z)
                if found is None:
                    return None
                slack = found[1] + mp.mpf(10) ** -12 * (1 + max(abs(v) for v in found[0])) if strict else found[1]
                seen.append(side * found[0][order] - slack)
            return None if min(seen) <= 0 else f"no violation: {mp.nstr(min(seen))}"
        case TwoWitnesses(low, high):
            for witness, side in ((low, 1), (high, -1)):
                found = jet(expr, _number(witness.at))
                if found and side * found[0][0] > found[1] + mp.mpf(10) ** -40:
                    return f"the value is {mp.nstr(found[0][0])}"
            return None
        case Asymmetry(at):
            with mp.workdps(1000):  # tanh(100) is 1 to many digits
                z = _number(at)
                here, there, origin = (jet(expr, p) for p in (z, -z, 0))
                if None in (here, there, origin):
                    return None
                gap = here[0][0] - there[0][0] if name == "even" else here[0][0] + there[0][0] - 2 * origin[0][0]
            return "symmetric there" if gap == 0 else None
        case _ if name == "bounded_below":
            far = [jet(expr, (1 if evidence.right else -1) * p) for p in (30, 300, 3000)]
            values = [found[0][0] for found in far if found is not None]
            return None if sorted(values, reverse=True) == values else "it does not fall"
        case _ if name in ("flat_piece", "affine_piece"):
            order = 1 if name == "flat_piece" else 2
            run = 0
            for z in _GRID:
                found = jet(expr, z)
                run = run + 1 if found and not any(found[0][order:]) else 0
                if run >= 4:
                    return f"flat near {mp.nstr(z)}"
            return None
    return "evidence that the oracle does not know"


def _pushed(expr, piece, at):
    """The points next to a witness that lie in its piece (at the point itself two formulas may tie)."""
    z = _number(at)
    lower, upper = split(expr).interval(piece)
    if lower is not None and abs(z - place(lower)) < _STEP:
        return [z + _STEP]
    if upper is not None and abs(z - place(upper)) < _STEP:
        return [z - _STEP]
    return [z - _STEP, z + _STEP]


def _not_a_jump(expr, point, order):
    """A jump, and an infinite slope, stay as large when one comes closer; anything continuous shrinks."""
    at = place(point)
    close, wide = ([jet(expr, at + side * step) for side in (-1, 1)] for step in (_STEP, _NEAR))
    if None in close or None in wide or order > 2 or any(_steep(entry) for entry in wide):
        return None
    for k in range(order + 1):
        gap, before = (abs(pair[1][0][k] - pair[0][0][k]) for pair in (close, wide))
        if gap > 0 and gap > before / 10:
            return None
        if max(abs(entry[0][k]) for entry in close) > 10 * max(abs(entry[0][k]) for entry in wide):
            return None
    return f"no jump of order {order} at {point}"
