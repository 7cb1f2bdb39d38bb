"""Formulas on which a careless rule of calculus goes wrong, and what each one tempts it to."""

import random
from fractions import Fraction as Q

from random_formulas import formula

from theoremcheck.trusted.problem.expr import (
    Abs,
    Add,
    Call,
    Cases,
    Fn,
    Max,
    Min,
    Mul,
    Pow,
    Z,
    add,
    div,
    mul,
    neg,
    num,
    power,
    sqrt,
    sub,
    walk,
)


def deceiving(seed):
    """The formula of a seed; six kinds in turn."""
    source = random.Random(f"deceiving {seed}")
    return _KINDS[seed % len(_KINDS)](source)


def _smooth(source):
    while True:
        found = formula(source.randrange(10**6))
        if len(list(walk(found))) < 25 and not any(isinstance(n, Max | Min | Abs | Cases) for n in walk(found)):
            return found


def _simple(source):
    return source.choice(
        [Z, power(Z, 3), add((Z, power(Z, 3), power(Z, 5))), Call(Fn.EXP, Z), Call(Fn.SIN, Z), power(Z, 2)]
    )


def _swallowed(source):
    """(c h - d) K(z), where a factor is 0 if h is replaced by a number: 0 K(z) folds to 0."""
    h = source.choice(
        [Call(Fn.COSH, Z), Call(Fn.EXP, Z), Call(Fn.SIGMOID, Z), power(Z, 2), add((num(1), Call(Fn.EXP, Z)))]
    )
    c = source.choice([Q(1), Q(2), Q(-1), Q(1, 2)])
    left = add((mul((num(c), h)), num(source.choice([-c, c, 1, -1]))))
    right = add((_simple(source), num(source.choice([0, 0, 10**6])), source.choice([h, num(0)])))
    return source.choice([Mul((left, right)), Add((Mul((left, right)), h)), Pow(Mul((left, right)), Q(2))])


def _jumping_phase(source):
    """cos z sin(z + c) with a c that is only locally constant: 1/2 + cos^2 z turns into 1/2 - cos^2 z."""
    w = add((Z, num(source.choice([0, -15, -15, 13]))))
    jump = add((Call(Fn.ATAN, w), Call(Fn.ATAN, power(w, -1))))
    wave = Call(Fn.SIN, add((Z, mul((num(source.choice([1, -1])), jump)))))
    side = num(source.choice([1, -1]))
    f = add((num(source.choice([Q(1, 2), Q(3, 4), Q(5, 4)])), mul((side, Call(Fn.COS, Z), wave))))
    point = source.choice([-20, 20, 16])
    pieces = (num(1), f) if point > 0 else (f, num(1))
    return source.choice([f, Cases(Z, (Q(point),), (False,), pieces)])


def _hidden_kink(source):
    """(u^2)^r, u^r: derivatives jump where u is 0, which the normal form of a derivative does not show."""
    u = source.choice([Call(Fn.SIN, Z), Z, sub(Call(Fn.EXP, Z), num(1)), sub(power(Z, 2), num(2)), Call(Fn.TANH, Z)])
    square = source.choice([power(u, 2), sub(num(1), Call(Fn.COS, Z)), sub(Call(Fn.COSH, Z), num(1))])
    bent = Pow(square, source.choice([Q(1, 2), Q(3, 2), Q(5, 2), Q(7, 2)]))
    smooth = source.choice([power(u, 3), power(Z, 4), neg(u), _simple(source), num(0)])
    shift = mul((num(source.choice([Q(1, 10), 1, -1])), power(add((Z, num(source.choice([0, -1, 2])))), 4)))
    return add((smooth, mul((num(source.choice([1, -1])), bent)), source.choice([shift, num(0)])))


def _contact(source):
    """|z - c|^n - (z - c)^n or its like: 0 on one side of c to every order, and more on the other."""
    n, c = source.choice([1, 3, 3, 5]), num(source.choice([0, 1, -1, 2]))
    u = sub(Z, c)
    bent = Pow(power(u, 2), Q(n, 2))
    more = mul((num(source.choice([0, 0, Q(1, 10)])), power(sub(Z, num(source.choice([-2, 3]))), n + 1)))
    return add((bent, mul((num(source.choice([1, -1])), power(u, n))), more))


def wave_or_contact(seed):
    """A function with a jumping phase, or with a contact of high order beside a kink."""
    source = random.Random(f"wave or contact {seed}")
    return _contact(source) if seed % 2 else _wave(source)


def _wave(source):
    found = _jumping_phase(source)
    return found.pieces[0 if found.pieces[1] == num(1) else 1] if isinstance(found, Cases) else found


def _forgotten_domain(source):
    """e^(log u), sqrt(u)^2, u / u: equal to something simpler where they are defined, and undefined elsewhere."""
    u = source.choice(
        [Z, sub(Z, num(1)), add((num(2), Call(Fn.SIN, Z))), sub(Call(Fn.EXP, Z), num(2)), _smooth(source)]
    )
    odd = source.choice(
        [
            Call(Fn.EXP, mul((num(source.choice([1, 2, Q(1, 2), -1])), Call(Fn.LOG, u)))),
            power(sqrt(u), source.choice([2, 4])),
            div(u, u),
            Mul((num(0), Call(Fn.LOG, u))),
            Pow(Call(Fn.LOG, u), Q(0)),
            sub(Call(Fn.LOG, u), Call(Fn.LOG, u)),
        ]
    )
    other = source.choice([_simple(source), _smooth(source), num(1)])
    whole = source.choice([add((odd, other)), Max((other, odd)), mul((odd, other))])
    return source.choice(
        [whole, Cases(Z, (Q(0),), (False,), (other, whole)), Cases(Z, (Q(0),), (True,), (whole, other))]
    )


def _edge(source):
    """A kink, a jump or an end of a domain at 0, where half-lines begin."""
    inner = source.choice([Z, power(Z, 3), Call(Fn.SINH, Z), Call(Fn.TANH, Z)])
    bent = source.choice([Abs(inner), Max((num(0), inner)), Min((inner, num(0))), sqrt(power(inner, 2))])
    return add((mul((num(source.choice([1, 2, Q(1, 2)])), bent)), source.choice([Z, inner, num(0), Call(Fn.EXP, Z)])))


def _nearly(source):
    """A double zero moved by very little, or a sum that nearly cancels."""
    u = source.choice([Z, sub(power(Z, 2), num(2)), sub(Z, Call(Fn.COS, Z)), sub(Call(Fn.EXP, Z), num(2))])
    tiny = num(source.choice([0, Q(1, 10**12), Q(-1, 10**12), Q(-1, 10**40)]))
    times = source.choice([num(1), Call(Fn.EXP, Z), add((num(1), power(Z, 2)))])
    return add((mul((power(u, 2), times)), tiny, source.choice([num(0), sub(_simple(source), _simple(source))])))


_KINDS = (_swallowed, _jumping_phase, _hidden_kink, _forgotten_domain, _edge, _nearly)
