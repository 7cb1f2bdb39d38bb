"""The constant candidate: c minimises h(c) = W+ l(-c) + W- l(c) (theory: lemma.support).

W+ and W- are the total sample weights of the classes. A network that outputs c on every sample has the loss
h(c) / (W+ + W-), and some sample is wrong: class - if c >= 0, class + if c < 0. The margins of class + are then -c,
those of class - are c: where each class has its own loss, l(-c) is that of class + here and in the other files of this
folder, and l(c) that of class -.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from theoremcheck.trusted.functions.comparison import known_sign, sign_of
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.point import Between, Constant, Exact, Number, Point
from theoremcheck.trusted.minima.reach import check_reachable, check_real, check_unpenalised, formula, outputs, value_at
from theoremcheck.trusted.minima.regimes import check_continuous_at
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, mul, neg, sub, substitute
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples, sign
from theoremcheck.trusted.refusal import require


def class_weights(problem: Problem) -> tuple[Fraction, Fraction]:
    """(W+, W-): the total weights of the classes."""
    data = samples(problem)
    plus, minus = (sum((data.weights[i] for i in data.members(label)), Fraction(0)) for label in (1, -1))
    return plus, minus


def constant_loss(problem: Problem) -> Expr:
    """The function h as an expression with z for c: W+ l(-z) + W- l(z), each l that of its class."""
    positives, negatives = (formula(problem.loss_of(label), "loss") for label in (1, -1))
    plus, minus = (Num(weight) for weight in class_weights(problem))
    return add((mul((plus, substitute(positives, neg(Z)))), mul((minus, negatives))))


def loss_pieces(problem: Problem, label: int) -> Pieces:
    """The pieces of the loss l of the samples with that label."""
    return split(formula(problem.loss_of(label), "loss"))


def loss_jets(problem: Problem, order: int) -> Mapping[int, Jets]:
    """The loss by label, with derivatives up to ``order``."""
    found = [Jets(split(formula(loss, "loss")), order) for loss in problem.losses]
    return {1: found[0], -1: found[-1]}


def check_constant_point(problem: Problem, point: Point, constant: Constant) -> tuple[int, int]:
    """Accept a reachable point, free of penalties, where f = c minimises h; returns the numbers of wrong samples."""
    check_reachable(problem, point)
    check_unpenalised(problem, point)
    check_constant_output(problem, point, constant)
    check_minimiser(problem, constant)
    return wrong_at_constant(problem, constant)


def check_constant_output(problem: Problem, point: Point, constant: Constant) -> None:
    """Accept if f(x_i; t) = c for every sample, a real c (lemma.support: "f = c on all samples at the point")."""
    _check_constant(constant)
    for number in set(outputs(problem, point)):
        require(_equals_constant(number, constant), "constants.output")


def _check_constant(constant: Constant) -> None:
    """Accept a c that is shown to be a real number, or bounds in order."""
    if isinstance(constant, Exact):
        check_real(constant.value)
        return
    require(constant.lower < constant.middle < constant.upper, "constants.bounds")


def _equals_constant(number: Number, constant: Constant) -> bool:
    if isinstance(constant, Exact):
        return is_zero(sub(add((number.base, mul((number.factor, constant.value)))), constant.value))
    return is_zero(number.base) and rational_value(number.factor) == 1


def check_minimiser(problem: Problem, constant: Constant) -> None:
    """Accept if c is a local minimiser of h; an exact c is read for a convex loss, where it is a global one.

    For lemma.support: "0 is a subgradient of h at c". Without convexity (rule.narrow) an exact c is shown to be a
    critical point where l is C^1 at -c and c, and no more.

    ``Between``: the continuous h is smaller at the middle than at both ends, so it has a local minimiser inside.
    ``Exact``: 0 is a subgradient of the convex h at c. The loss must be known to be defined (and convex).
    """
    _check_constant(constant)
    if isinstance(constant, Between):
        _check_between(problem, constant)
        return
    plus, minus = class_weights(problem)
    left, right = subgradients(problem, -1, constant.value)
    mirrored_left, mirrored_right = subgradients(problem, 1, neg(constant.value))
    above = sub(mul((Num(minus), right)), mul((Num(plus), mirrored_left)))
    below = sub(mul((Num(minus), left)), mul((Num(plus), mirrored_right)))
    require(sign_of(above) >= 0 >= sign_of(below), "constants.minimiser")


def _check_between(problem: Problem, constant: Between) -> None:
    for label in (1, -1):
        pieces = loss_pieces(problem, label)
        for point in pieces.points:
            if constant.lower <= -label * point <= constant.upper:
                check_continuous_at(pieces, point)
    middle = _height(problem, constant.middle)
    for end in (constant.lower, constant.upper):
        higher = sign_of(sub(_height(problem, end), middle)) > 0
        require(higher, "constants.ends")


def _height(problem: Problem, point: Fraction) -> Expr:
    plus, minus = class_weights(problem)
    positives, negatives = (value_at(loss_pieces(problem, label), -label * point) for label in (1, -1))
    return add((mul((Num(plus), positives)), mul((Num(minus), negatives))))


def subgradients(problem: Problem, label: int, point: Expr) -> tuple[Expr, Expr]:
    """The left and the right slope of the convex loss of a class at a constant point: subgradients lie between."""
    pieces = loss_pieces(problem, label)
    left, right = beside(pieces, point)
    return _slope(pieces.pieces[left], point), _slope(pieces.pieces[right], point)


def beside(pieces: Pieces, place: Expr) -> tuple[int, int]:
    """The pieces to the left and to the right of a constant place: one and the same unless it is a break."""
    index = 0
    for number, point in enumerate(pieces.points):
        side = sign_of(sub(place, Num(point)))
        if side == 0:
            return number, number + 1
        if side > 0:
            index = number + 1
    return index, index


def _slope(piece: Expr, point: Expr) -> Expr:
    return substitute(nth_derivative(piece, 1), point)


def enclosure(constant: Constant) -> tuple[Expr, Expr]:
    """Constant expressions below and above c."""
    if isinstance(constant, Exact):
        return constant.value, constant.value
    return Num(constant.lower), Num(constant.upper)


def wrong_at_constant(problem: Problem, constant: Constant) -> tuple[int, int]:
    """The least and the greatest number of samples that are wrong where f = c: all those of one class.

    Where the sign of c is not decided, either is counted.
    """
    _check_constant(constant)
    return samples(problem).wrong_at_constant(_signs(constant))


def _signs(constant: Constant) -> tuple[int, ...]:
    """The values that sgn c may have, sgn(0) = +1: at least one."""
    if isinstance(constant, Between):  # c lies strictly between the ends
        return (*((1,) if constant.upper > 0 else ()), *((-1,) if constant.lower < 0 else ()))
    found = known_sign(constant.value)
    return tuple(s for s in (1, -1) if found is None or sign(found) == s)
