"""What dense ball evaluation says against a claimed property, in python-flint balls and apart from the package's own.

Jets (value, first and second derivative) are carried through the tree as balls over short cells and at points. A cell
whose ball lies strictly on the wrong side contradicts the claim, with no tolerance; a ball that straddles is silent.
"""

from fractions import Fraction

import flint

from theoremcheck.trusted.functions.shape import Asymmetry, LowerBound, NoPiece, TwoWitnesses, Witness
from theoremcheck.trusted.problem.expr import Abs, Add, Call, Cases, Fn, Max, Min, Mul, Num, Pi, Pow, Root, Var

BITS = 160
_WIDTH = Fraction(1, 2**40)
_GRID = [Fraction(k, 16) + Fraction(k * k % 11, 1999) for k in range(-160, 161)]
_FAR = [sign * Fraction(p) for p in ("10.7", "13.1", "17.9", "25.3", "40.1", "77.7", "150.2") for sign in (1, -1)]
_SIMPLE = [Fraction(k, 4) for k in range(-16, 17)]
POINTS = sorted({*_GRID, *_FAR, *_SIMPLE})

SIGNS = {
    "increasing": (1, 1), "nondecreasing": (1, 1), "active": (1, 1), "decreasing": (1, -1), "convex": (2, 1),
    "strictly_convex": (2, 1), "strictly_concave": (2, -1),
}  # fmt: skip
"""The derivative that a property speaks of, and its sign."""


class Undefined(Exception):  # noqa: N818
    """The formula is not a real number anywhere on the cell."""


class Unknown(Exception):  # noqa: N818
    """The ball crosses a break, an end of a domain, or is not finite."""


def jet(expr, cell):
    """(f, f', f'') as balls on a cell that meets no break, else ``Unknown``."""
    found = _jet(expr, cell)
    if not all(part.is_finite() for part in found):
        raise Unknown
    return found


def _jet(expr, z):
    zero, one = flint.arb(0), flint.arb(1)
    match expr:
        case Num(value):
            return _ball(value), zero, zero
        case Pi():
            return flint.arb.pi(), zero, zero
        case Root():
            return _bisected(expr), zero, zero
        case Var():
            return z, one, zero
        case Add(terms):
            jets = [_jet(term, z) for term in terms]
            return tuple(sum(column, zero) for column in zip(*jets, strict=True))
        case Mul(factors):
            product = one, zero, zero
            for factor in factors:
                (a, a1, a2), (b, b1, b2) = product, _jet(factor, z)
                product = a * b, a1 * b + a * b1, a2 * b + 2 * a1 * b1 + a * b2
            return product
        case Pow(base, exponent):
            inner = _jet(base, z)
            return _chain(_power(inner[0], exponent), inner)
        case Call(fn, arg):
            inner = _jet(arg, z)
            return _chain(_outer(fn, inner[0]), inner)
        case Abs(arg):
            inner = _jet(arg, z)
            return inner if _sign(inner[0]) > 0 else tuple(-part for part in inner)
        case Max(args) | Min(args):
            side = 1 if isinstance(expr, Max) else -1
            best, *others = (_jet(arg, z) for arg in args)
            for other in others:
                best = other if side * _sign(other[0] - best[0]) > 0 else best
            return best
        case Cases(subject, breaks, _, pieces):
            at = _jet(subject, z)[0]
            return _jet(pieces[sum(_sign(at - _ball(point)) > 0 for point in breaks)], z)


def _sign(value):
    if value > 0:
        return 1
    if value < 0:
        return -1
    raise Unknown


def _chain(outer, inner):
    g, g1, g2 = outer
    _, u1, u2 = inner
    return g, g1 * u1, g2 * u1 * u1 + g1 * u2


def _power(u, exponent):
    """u^e with its two derivatives in u."""
    if exponent.denominator == 1 and exponent >= 0:
        n = int(exponent)
        first = n * _whole(u, n - 1) if n > 0 else flint.arb(0)
        return _whole(u, n), first, n * (n - 1) * _whole(u, n - 2) if n > 1 else flint.arb(0)
    if exponent.denominator != 1 and not u > 0:
        raise Undefined if u < 0 else Unknown
    value = 1 / _whole(u, -int(exponent)) if exponent.denominator == 1 else (_ball(exponent) * u.log()).exp()
    first = _ball(exponent) * value / u
    return value, first, _ball(exponent - 1) * first / u


def _whole(u, n):
    value = flint.arb(1)
    for _ in range(n):
        value *= u
    return value


def _outer(fn, u):
    match fn:
        case Fn.EXP:
            value = u.exp()
            return value, value, value
        case Fn.LOG:
            if not u > 0:
                raise Undefined if u <= 0 else Unknown
            return u.log(), 1 / u, -1 / (u * u)
        case Fn.TANH:
            value, slope = u.tanh(), 1 / u.cosh() ** 2
            return value, slope, -2 * value * slope
        case Fn.SIGMOID:
            value, slope = 1 / (1 + (-u).exp()), 1 / (2 + u.exp() + (-u).exp())
            return value, slope, -slope * (u / 2).tanh()
        case Fn.SINH:
            return u.sinh(), u.cosh(), u.sinh()
        case Fn.COSH:
            return u.cosh(), u.sinh(), u.cosh()
        case Fn.ATAN:
            slope = 1 / (1 + u * u)
            return u.atan(), slope, -2 * u * slope * slope
        case Fn.ERF:
            slope = 2 * (-u * u).exp() / flint.arb.pi().sqrt()
            return u.erf(), slope, -2 * u * slope
        case Fn.SIN:
            return u.sin(), u.cos(), -u.sin()
        case Fn.COS:
            return u.cos(), -u.sin(), -u.cos()


def _ball(value):
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def _bisected(root):
    """A ball around the zero of a function between two points at which it has opposite signs."""
    lower, upper = _ball(root.lower), _ball(root.upper)
    left = _sign(_jet(root.function, lower)[0])
    assert left * _sign(_jet(root.function, upper)[0]) == -1
    for _ in range(160):
        middle = ((lower + upper) / 2).mid()
        value = _jet(root.function, middle)[0]
        if not (value > 0 or value < 0):
            break
        lower, upper = (middle, upper) if _sign(value) == left else (lower, middle)
    return lower.union(upper)


def _near(point):
    """A cell of width 2^-100 around an exact constant."""
    return jet(point, flint.arb(0))[0] + flint.arb(0, flint.arb(2) ** -100)


def _seen(expr, cell):
    try:
        return jet(expr, cell)
    except (Unknown, ZeroDivisionError, OverflowError, ValueError):
        return None


def scan(expr):
    """[(z, jet)] on short cells to the right of all grid points, wherever the balls are finite; or ``Undefined``."""
    with flint.ctx.workprec(BITS):
        half = flint.arb(0, _ball(_WIDTH / 2))
        cells = [(z, _seen(expr, _ball(z + _WIDTH / 2) + half)) for z in POINTS]
    return [(z, values) for z, values in cells if values is not None]


def against(expr, cells, name, holds, evidence):
    """What the scan of ``expr``, or the place that the evidence names, says against a claim; or None."""
    with flint.ctx.workprec(BITS):
        return _against_holds(expr, cells, name, evidence) if holds else _against_fails(expr, cells, name, evidence)


def _against_holds(expr, cells, name, evidence):
    if name in SIGNS:
        order, side = SIGNS[name]
        domain = [(z, values[order]) for z, values in cells if name != "active" or z >= 0]
        return next((f"derivative {order} has the wrong sign at {z}" for z, value in domain if side * value < 0), None)
    if name == "signed":
        above, below = (any(side * values[0] > 0 for _, values in cells) for side in (1, -1))
        return "both signs" if above and below else None
    if name == "bounded_below" and isinstance(evidence, LowerBound):
        return next((f"below the bound at {z}" for z, values in cells if values[0] < _ball(evidence.bound)), None)
    if name in _MIRROR:
        sides = [(z, _mirrored(expr, _ball(z), name)) for z in _SIMPLE if z > 0]
        return next((f"asymmetric at {z}" for z, gap in sides if gap is not None and (gap > 0 or gap < 0)), None)
    return None


def _against_fails(expr, cells, name, evidence):
    match evidence:
        case Witness(_, at) if name in SIGNS:
            order, side = SIGNS[name]
            seen = _seen(expr, _near(at))
            return f"no violation at {at}" if seen is not None and side * seen[order] > 0 else None
        case TwoWitnesses(low, high):
            for witness, side in ((low, 1), (high, -1)):
                seen = _seen(expr, _near(witness.at))
                if seen is not None and side * seen[0] > 0:
                    return f"no such value at {witness.at}"
        case Asymmetry(at) if name != "quadratic":
            with flint.ctx.workprec(6000):  # beyond the bits with which the kernel tells two numbers apart
                gap = _mirrored(expr, jet(at, flint.arb(0))[0], name)
                return "symmetric to 4200 bits" if gap is not None and abs(gap) < flint.arb(2) ** -4200 else None
        case NoPiece():
            order = 1 if name == "flat_piece" else 2
            flat = (z for z, values in cells if all(part == 0 for part in values[order:]))
            return next((f"flat beside {z}" for z in flat), None)
    return None


_MIRROR = ("even", "odd_up_to_constant", "quadratic")


def _mirrored(expr, z, name):
    """s(z) - s(-z), or s(z) + s(-z) - 2 s(0) for an odd function, or None. No s(0) is no symmetry, and no witness."""
    here, there = _seen(expr, z), _seen(expr, -z)
    if here is None or there is None:
        return None
    if name != "odd_up_to_constant":
        return here[0] - there[0]
    try:
        origin = _seen(expr, flint.arb(0))
    except Undefined:
        return None
    return None if origin is None else here[0] + there[0] - 2 * origin[0]
