"""The value of the model's expressions at a point, independent of the package's own evaluators."""

from fractions import Fraction

import mpmath
from formula_reader import (
    ELEMENTARY,
    Undefined,
    greatest,
    inverse,
    least,
    less,
    plus,
    power,
    real,
    times,
)

from theoremcheck.trusted.problem.expr import Abs, Add, Call, Cases, Max, Min, Mul, Num, Param, Pi, Pow, Var


def value(expr, z, parameters):
    """The value at z, for values of the parameters by name. Raises ``Undefined`` where there is none."""

    def of(part):
        return value(part, z, parameters)

    match expr:
        case Num(number):
            return number
        case Pi():
            return mpmath.pi + 0
        case Param(name):
            return parameters[name]
        case Var():
            return z
        case Add(terms):
            total = Fraction(0)
            for term in terms:
                total = plus(total, of(term))
            return total
        case Mul(factors):
            total = Fraction(1)
            for factor in factors:
                total = times(total, of(factor))
            return total
        case Pow(base, exponent):
            return power(of(base), exponent)
        case Call(fn, arg):
            return ELEMENTARY[fn.value](of(arg))
        case Max(args):
            return greatest(*map(of, args))
        case Min(args):
            return least(*map(of, args))
        case Abs(arg):
            return abs(of(arg))
        case Cases(subject, breaks, left_closed, pieces):
            place = of(subject)
            index = 0
            for level, closed in zip(breaks, left_closed, strict=True):
                passed = less(level, place) or (not closed and place == level)
                index += passed
            return of(pieces[index])
    raise AssertionError(expr)


__all__ = ["Undefined", "inverse", "real", "value"]
