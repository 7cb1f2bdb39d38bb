"""A second reading of formulas: text -> value at a point, with a parser and a library of its own, and no import of the
package; and values of the model's expressions. Numbers are fractions as long as they can be, then mpmath's.
"""

import re
from fractions import Fraction

import mpmath

_NUMBER = r"[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
TOKEN = re.compile(rf"\s*(?:({_NUMBER})|([A-Za-z_][A-Za-z0-9_]*)|(\*\*|<=|>=|[-+*/^(){{}},;:<>]))")
DIGITS = 50
_CLOSE = mpmath.mpf(10) ** -30


class Undefined(Exception):  # noqa: N818 - an answer, not an error
    """The formula has no real value at the point."""


class Unclear(Exception):  # noqa: N818
    """A comparison of two numbers that are too close, or a number out of reach."""


# --- arithmetic on fractions and mpmath numbers -------------------------------------------------------------------


def real(value):
    if isinstance(value, Fraction):
        return mpmath.mpf(value.numerator) / value.denominator
    return value


def less(left, right):
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left < right
    gap = real(left) - real(right)
    if abs(gap) <= _CLOSE * (1 + abs(real(left))):
        raise Unclear
    return gap < 0


def at_most(left, right):
    return not less(right, left)


def both(operation, left, right):
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return operation(left, right)
    return operation(real(left), real(right))


def plus(left, right):
    return both(lambda a, b: a + b, left, right)


def times(left, right):
    return both(lambda a, b: a * b, left, right)


def inverse(value):
    if value == 0:
        raise Undefined
    if not isinstance(value, Fraction) and abs(value) < _CLOSE:
        raise Unclear
    return 1 / value


def power(base, exponent):
    """x^q for a rational q, a real number: q < 0 needs x != 0, a fraction x >= 0."""
    if exponent.denominator == 1:
        if exponent < 0:
            return power(inverse(base), -exponent)
        if isinstance(base, Fraction) and abs(base.numerator).bit_length() + base.denominator.bit_length() > 4000:
            raise Unclear
        return base ** int(exponent)
    if base == 0:
        if exponent < 0:
            raise Undefined
        return Fraction(0)
    if less(base, Fraction(0)):
        raise Undefined
    return mpmath.power(real(base), real(exponent))


def exp(x):
    if x == 0:
        return Fraction(1)
    if abs(real(x)) > 10**5:
        raise Unclear
    return mpmath.exp(real(x))


def log(x):
    if not less(Fraction(0), x):
        raise Undefined
    return Fraction(0) if x == 1 else mpmath.log(real(x))


def sigmoid(x):
    return Fraction(1, 2) if x == 0 else inverse(plus(Fraction(1), exp(-x)))


def _odd(function):
    def image(x):
        if abs(real(x)) > 10**4:
            raise Unclear
        return Fraction(0) if x == 0 else function(real(x))

    return image


def cos(x):
    return Fraction(1) if x == 0 else mpmath.cos(real(x))


def cosh(x):
    return Fraction(1) if x == 0 else times(Fraction(1, 2), plus(exp(x), exp(-x)))


def absolute(x):
    return abs(x)


def greatest(*values):
    best = values[0]
    for value in values[1:]:
        best = value if less(best, value) else best
    return best


def least(*values):
    best = values[0]
    for value in values[1:]:
        best = value if less(value, best) else best
    return best


ELEMENTARY = {
    "exp": exp,
    "log": log,
    "ln": log,
    "tanh": _odd(mpmath.tanh),
    "sigmoid": sigmoid,
    "sinh": lambda x: times(Fraction(1, 2), plus(exp(x), -exp(-x))),
    "cosh": cosh,
    "atan": _odd(mpmath.atan),
    "arctan": _odd(mpmath.atan),
    "erf": _odd(mpmath.erf),
    "sin": _odd(mpmath.sin),
    "cos": cos,
    "sqrt": lambda x: power(x, Fraction(1, 2)),
    "abs": absolute,
    "log1p": lambda x: log(plus(Fraction(1), x)),
    "expm1": lambda x: plus(exp(x), Fraction(-1)),
    "max": greatest,
    "min": least,
}

ZERO, ONE = Fraction(0), Fraction(1)


def _negative(x):
    return less(x, ZERO)


LIBRARY = {
    "relu": (0, lambda x: greatest(ZERO, x)),
    "relu6": (0, lambda x: least(Fraction(6), greatest(ZERO, x))),
    "leaky_relu": (1, lambda x, a=Fraction(1, 100): times(a, x) if _negative(x) else x),
    "prelu": (1, lambda x, a=Fraction(1, 4): times(a, x) if _negative(x) else x),
    "elu": (1, lambda x, a=ONE: times(a, plus(exp(x), -ONE)) if _negative(x) else x),
    "celu": (1, lambda x, a=ONE: times(a, plus(exp(times(x, inverse(a))), -ONE)) if _negative(x) else x),
    "softplus": (1, lambda x, b=ONE: times(inverse(b), log(plus(ONE, exp(times(b, x)))))),
    "squareplus": (
        1,
        lambda x, b=Fraction(4): times(Fraction(1, 2), plus(x, power(plus(times(x, x), b), Fraction(1, 2)))),
    ),
    "hard_tanh": (0, lambda x: least(ONE, greatest(-ONE, x))),
    "hard_sigmoid": (0, lambda x: least(ONE, greatest(ZERO, plus(times(x, Fraction(1, 6)), Fraction(1, 2))))),
    "softsign": (0, lambda x: times(x, inverse(plus(ONE, abs(x))))),
    "silu": (0, lambda x: times(x, sigmoid(x))),
    "step": (0, lambda x: ZERO if _negative(x) else ONE),
    "quadratic": (0, lambda x: times(x, x)),
    "gaussian": (0, lambda x: exp(-times(x, x))),
    "soft_shrink": (
        1,
        lambda x, t=Fraction(1, 2): plus(x, t) if less(x, -t) else ZERO if less(x, t) else plus(x, -t),
    ),
}
"""Neurons of the library by their textbook formulas: the number of parameters, and a function of z and them."""


# --- the reader ---------------------------------------------------------------------------------------------------


class Reader:
    """Evaluates a formula while it parses it. What stands in a case that is not met is parsed and not evaluated."""

    def __init__(self, text, values, functions):
        self.tokens = [match for match in TOKEN.findall(text) if any(match)]
        self.at = 0
        self.values = values
        self.functions = functions
        self.skipping = 0

    def value(self):
        found = self.sum()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return found

    def peek(self):
        return "".join(self.tokens[self.at]) if self.at < len(self.tokens) else ""

    def take(self, *wanted):
        if self.peek() in wanted:
            self.at += 1
            return True
        return False

    def need(self, wanted):
        assert self.take(wanted), (wanted, self.peek())

    def do(self, operation, *arguments):
        return ONE if self.skipping else operation(*arguments)

    def sum(self):
        found = self.product()
        while self.peek() in ("+", "-"):
            minus = self.take("-") or not self.take("+")
            other = self.product()
            found = self.do(plus, found, -other if minus else other)
        return found

    def product(self):
        found = self.factor()
        while self.peek() in ("*", "/"):
            over = self.take("/") or not self.take("*")
            other = self.factor()
            found = self.do(times, found, self.do(inverse, other) if over else other)
        return found

    def factor(self):
        if self.take("+"):
            return self.factor()
        if self.take("-"):
            return -self.factor()
        euler = self.peek() == "e"
        base = self.atom()
        if self.take("^", "**"):
            exponent = self.factor()
            if euler:
                return self.do(exp, exponent)
            if not self.skipping and not isinstance(exponent, Fraction):
                return exp(times(exponent, log(base)))
            return self.do(power, base, exponent)
        return base

    def atom(self):
        number, name, _ = self.tokens[self.at]
        self.at += 1
        if number:
            return Fraction(number)
        if not name:
            found = self.sum()
            self.need(")")
            return found
        if name == "cases":
            return self.cases()
        if self.peek() != "(":
            return {"pi": mpmath.pi + 0, "e": mpmath.e + 0}[name] if name in ("pi", "e") else self.values[name]
        first = self.arguments()
        second = self.arguments() if self.peek() == "(" else None
        return self.do(self.call, name, first, second)

    def arguments(self):
        self.need("(")
        found = [self.sum()]
        while self.take(","):
            found.append(self.sum())
        self.need(")")
        return found

    def call(self, name, first, second):
        if second is None and name in self.functions:
            return read(self.functions[name], {**self.values, "z": first[0]}, self.functions)
        if second is None and name in ELEMENTARY:
            return ELEMENTARY[name](*first)
        parameters, function = LIBRARY[name]
        assert len(first if second is not None else []) <= parameters
        return function(first[0]) if second is None else function(second[0], *first)

    def cases(self):
        self.need("{")
        found = None
        while not self.take("}"):
            met = True
            if not self.take("else"):
                met = self.condition()
            self.need(":")
            chosen = found is None and met and not self.skipping
            self.skipping += not chosen
            body = self.sum()
            self.skipping -= not chosen
            found = body if chosen else found
            self.take(";")
        return ONE if self.skipping else found

    def condition(self):
        left = self.sum()
        relation = self.peek()
        self.at += 1
        right = self.sum()
        if self.skipping:
            return False
        if relation in (">", ">="):
            left, right = right, left
        return less(left, right) if relation in ("<", ">") else at_most(left, right)


def read(text, values, functions):
    """The value of a formula of ``values`` (z and the parameters), with ``functions`` declared by their formulas."""
    return Reader(text, values, functions).value()
