"""Formulas in Python's own notation, for tests: ``log(1 + exp(z))``."""

from fractions import Fraction

from theoremcheck.trusted.problem import expr as e


class F:
    """A formula with arithmetic; ``.expr`` is the tree."""

    def __init__(self, expr):
        self.expr = expr

    def __add__(self, other):
        return F(e.add((self.expr, tree(other))))

    def __sub__(self, other):
        return F(e.sub(self.expr, tree(other)))

    def __mul__(self, other):
        return F(e.mul((self.expr, tree(other))))

    def __truediv__(self, other):
        return F(e.div(self.expr, tree(other)))

    def __radd__(self, other):
        return F(tree(other)) + self

    def __rsub__(self, other):
        return F(tree(other)) - self

    def __rmul__(self, other):
        return F(tree(other)) * self

    def __rtruediv__(self, other):
        return F(tree(other)) / self

    def __pow__(self, exponent):
        return F(e.power(self.expr, Fraction(exponent)))

    def __neg__(self):
        return F(e.neg(self.expr))

    def __abs__(self):
        return F(e.Abs(self.expr))


def tree(value):
    """The tree of a formula, a number or the text of a rational."""
    return value.expr if isinstance(value, F) else e.num(Fraction(value))


def _function(fn):
    return lambda arg: F(e.call(fn, tree(arg)))


exp, log, tanh, sigmoid, sinh, cosh, atan, erf, sin, cos = (
    _function(e.Fn(name)) for name in ("exp", "log", "tanh", "sigmoid", "sinh", "cosh", "atan", "erf", "sin", "cos")
)
z = F(e.Z)
pi = F(e.Pi())


def sqrt(arg):
    return F(e.sqrt(tree(arg)))


def big(*args):
    """max"""
    return F(e.Max(tuple(map(tree, args))))


def small(*args):
    """min"""
    return F(e.Min(tuple(map(tree, args))))


def q(text):
    """A rational number as a formula."""
    return F(tree(text))


def cases(breaks, pieces, *, closed=None, on=None):
    """Pieces between the breaks of ``on`` (z); a break belongs to the left piece unless ``closed`` says otherwise."""
    points = tuple(Fraction(b) for b in breaks)
    sides = tuple(closed) if closed is not None else (True,) * len(points)
    return F(e.Cases(tree(on) if on is not None else e.Z, points, sides, tuple(map(tree, pieces))))
