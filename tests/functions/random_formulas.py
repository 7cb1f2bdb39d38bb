"""A seeded source of formulas: polynomials, quotients, elementary functions, roots and piecewise forms."""

import random
from fractions import Fraction

from theoremcheck.trusted.problem.expr import (
    Abs,
    Call,
    Cases,
    Fn,
    Max,
    Min,
    Z,
    add,
    div,
    mul,
    neg,
    num,
    power,
    sqrt,
    sub,
    substitute,
)

_NUMBERS = [Fraction(p) for p in ("0", "1", "-1", "2", "-2", "3", "1/2", "-1/2", "1/3", "4", "-3", "1/10", "5/2")]
_FNS = [Fn.EXP, Fn.EXP, Fn.TANH, Fn.SIGMOID, Fn.SINH, Fn.COSH, Fn.ATAN, Fn.ERF, Fn.SIN, Fn.COS]


def formula(seed):
    """The formula of a seed: depth 1 to 4."""
    source = random.Random(f"formula {seed}")
    return _formula(source, source.randint(1, 4))


def _number(source):
    return num(source.choice(_NUMBERS))


def _leaf(source):
    roll = source.random()
    if roll < 0.6:
        return Z
    if roll < 0.8:
        return add((mul((_number(source), Z)), _number(source)))
    return _number(source)


def _positive(source, depth):
    """Mostly positive: for logarithms, roots and denominators."""
    inner = _formula(source, depth)
    return source.choice(
        [
            add((num(1), power(inner, 2))),
            add((num(1), Call(Fn.EXP, inner))),
            power(inner, 2),
            add((num(2), Call(Fn.SIN, inner))),
            inner,
            Call(Fn.COSH, inner),
        ]
    )


def _cases(source, depth):
    count = source.randint(1, 2)
    breaks = tuple(sorted(source.sample([Fraction(-2), Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(1)], count)))
    closed = tuple(source.random() < 0.5 for _ in breaks)
    pieces = [_formula(source, depth) for _ in range(count + 1)]
    if source.random() < 0.5:  # make it continuous: shift each piece to meet the one before
        for i, point in enumerate(breaks):
            left, right = (substitute(piece, num(point)) for piece in (pieces[i], pieces[i + 1]))
            pieces[i + 1] = add((pieces[i + 1], left, neg(right)))
    subject = Z if source.random() < 0.8 else source.choice([neg(Z), power(Z, 2), sub(Z, num(1)), Abs(Z), power(Z, 3)])
    return Cases(subject, breaks, closed, tuple(pieces))


def _formula(source, depth):
    if depth <= 0:
        return _leaf(source)
    down = depth - 1
    match source.randrange(13):
        case 0 | 1:
            return add((_formula(source, down), _formula(source, down)))
        case 2 | 3:
            return mul((_formula(source, down), _formula(source, down)))
        case 4:
            return power(_formula(source, down), source.choice([2, 2, 3, 4]))
        case 5 | 6 | 7:
            return Call(source.choice(_FNS), _formula(source, down))
        case 8:
            return source.choice([Max, Min])((_formula(source, down), _formula(source, down)))
        case 9:
            return Abs(_formula(source, down))
        case 10:
            return Call(Fn.LOG, _positive(source, down))
        case 11:
            exponent = source.choice([Fraction(1, 2), Fraction(1, 2), Fraction(3, 2), Fraction(5, 2), Fraction(1, 4)])
            base = _positive(source, down)
            return sqrt(base) if source.random() < 0.5 else power(base, exponent)
        case _:
            if source.random() < 0.5:
                return div(_formula(source, down), _positive(source, down))
            return _cases(source, down)


# --- formulas like those that people write, and some made to deceive ------------------------------------------------

_K = [Fraction(p) for p in ("1", "1", "1", "2", "-1", "1/2", "3")]
_SHIFT = [Fraction(p) for p in ("0", "0", "0", "1", "-1", "1/3")]
_TINY = [Fraction(0), Fraction(1, 10**12), Fraction(-1, 10**12), Fraction(1, 10**40), Fraction(-1, 10**40)]


def varied(seed):
    """The formula of a seed: in turn any tree, a combination of activations, and one with a touch or a kink."""
    if seed % 3 == 0:
        return formula(seed)
    source = random.Random(f"varied {seed}")
    return _combination(source) if seed % 3 == 1 else _tempting(source)


def _affine(source):
    return add((mul((num(source.choice(_K)), Z)), num(source.choice(_SHIFT))))


def _activation(source):
    """A textbook activation or loss of an affine argument."""
    at = _affine(source)
    exp = Call(Fn.EXP, at)
    match source.randrange(12):
        case 0 | 1:
            return Call(Fn.LOG, add((num(1), exp)))
        case 2:
            return Call(source.choice([Fn.TANH, Fn.SIGMOID, Fn.ATAN, Fn.ERF]), at)
        case 3:
            return mul((at, Call(Fn.SIGMOID, at)))
        case 4:
            return mul((at, add((num(1), Call(Fn.ERF, at)))))
        case 5:
            return power(Max((num(0), at)), source.choice([1, 2, 3, Fraction(5, 2)]))
        case 6:
            return sqrt(add((num(1), power(at, 2))))
        case 7:
            return exp
        case 8:
            return Call(Fn.EXP, neg(power(at, 2)))
        case 9:
            return Call(source.choice([Fn.SIN, Fn.COS]), at)
        case 10:
            return div(at, add((num(1), Abs(at))))
        case _:
            return power(at, source.choice([1, 2, 3, 4]))


def _combination(source):
    terms = [mul((_number(source), _activation(source))) for _ in range(source.randint(1, 3))]
    if source.random() < 0.3:
        terms.append(mul((_number(source), Z)))
    return add(tuple(terms)) if len(terms) > 1 else terms[0]


def _tempting(source):
    """A square, a tangent or a kink, moved by nothing or by very little."""
    inner = _combination(source)
    tiny = num(source.choice(_TINY))
    match source.randrange(6):
        case 0:
            return add((power(inner, 2), tiny))
        case 1:  # the tangent at 0 touches
            return add((inner, neg(substitute(inner, num(0))), mul((tiny, Z))))
        case 2:
            return source.choice([Max, Min])((inner, _combination(source)))
        case 3:
            return Abs(add((inner, num(source.choice(_SHIFT)))))
        case 4:  # (z^2 + b z + c) e^(kz)
            k = num(source.choice(_K))
            quadratic = add((power(Z, 2), mul((_number(source), Z)), _number(source), tiny))
            return mul((quadratic, Call(Fn.EXP, mul((k, Z)))))
        case _:
            return div(inner, add((num(1), power(_activation(source), 2))))
