"""Composition rules: what they show, what they must not show, and how signs add and multiply."""

from contextlib import suppress
from fractions import Fraction as Q

import pytest
from function_problems import Z, check, exp, log, num, refused, relu, softplus

from theoremcheck.trusted.functions.balls import constant_sign
from theoremcheck.trusted.functions.composition import REALS, Composed, Sign, facts
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.shape import Witness
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.refusal import Refusal


def nested(depth):
    inner = Z
    for _ in range(depth):
        inner = log(e.add((num(1), exp(inner))))
    return inner


HOLDS = [
    (nested(12), "strictly_convex"),
    (nested(12), "increasing"),
    (relu, "nondecreasing"),
    (relu, "convex"),
    (exp(e.Abs(Z)), "strictly_convex"),
    (e.Max((Z, e.mul((num(2), Z)), exp(Z))), "convex"),
    (e.Min((Z, log(e.add((num(1), exp(Z)))))), "increasing"),
    (e.add((softplus, e.call(e.Fn.ATAN, Z))), "increasing"),
    (e.neg(e.power(e.add((num(1), exp(Z))), 2)), "strictly_concave"),
    (e.sqrt(e.add((num(1), exp(Z)))), "signed"),
    (e.Max((Z, num(-3))), "bounded_below"),
    (e.call(e.Fn.SINH, Z), "active"),
]


@pytest.mark.parametrize("expr, name", HOLDS)
def test_shown(expr, name):
    assert check(expr, name, True, Composed()) is Status.HOLDS


NOT_SHOWN = [
    (relu, "increasing", "composition.sign"),
    (relu, "strictly_convex", "composition.sign"),
    (e.Min((Z, e.mul((num(2), Z)))), "convex", "composition.sign"),
    (e.Abs(e.sub(e.power(Z, 2), num(1))), "convex", "composition.sign"),
    (e.call(e.Fn.TANH, relu), "convex", "composition.sign"),
    (e.power(Z, 3), "increasing", "composition.sign"),
    (e.power(Z, 4), "strictly_convex", "composition.sign"),
    (e.sub(exp(Z), exp(Z)), "increasing", "composition.sign"),
    (e.mul((Z, softplus)), "convex", "composition.sign"),
    (log(Z), "increasing", "composition.no_rule"),
    (e.power(Z, -1), "decreasing", "composition.no_rule"),
    (e.sqrt(Z), "increasing", "composition.no_rule"),
    (e.Cases(Z, (Q(0),), (True,), (Z, e.add((Z, num(1))))), "increasing", "composition.no_rule"),
    (Z, "signed", "composition.value_sign"),
    (Z, "bounded_below", "composition.lower_bound"),
    (relu, "c1", "facts.wrong_kind(expected=Agreement, found=Composed)"),
]


@pytest.mark.parametrize("expr, name, reason", NOT_SHOWN)
def test_not_shown(expr, name, reason):
    with refused(reason):
        check(expr, name, True, Composed())


def _swallowed(h, part):
    """(h - 1) part(z) with a factor that is 0 where a number 1 stands for h."""
    return e.Mul((e.add((num(-1), h)), part))


@pytest.mark.parametrize("h", [e.call(e.Fn.COSH, Z), exp(Z), e.mul((num(2), e.call(e.Fn.COSH, Z))), e.power(Z, 2)])
@pytest.mark.parametrize("part", [Z, e.add((Z, e.power(Z, 3), e.power(Z, 5))), e.call(e.Fn.SIN, Z), exp(Z)])
def test_no_occurrence_of_the_variable_is_hidden_by_folding(h, part):
    """z outside h is seen although 0 part(z) folds to 0; what is told of the values holds at some points."""
    with suppress(Refusal):
        known = facts(_swallowed(h, part), REALS)
        for point in (Q(-3), Q(-1, 2), Q(1, 2), Q(3)):
            value = constant_sign(e.substitute(_swallowed(h, part), num(point)))
            allowed = known.values.sign(strict=False)
            assert value is None or allowed in (0, value)


def test_a_hidden_occurrence_proves_nothing():
    h = e.call(e.Fn.COSH, Z)
    whole = e.Mul(
        (
            e.add((num(-1), e.mul((num(2), h)))),
            e.add((Z, num(10**6), e.mul((num(Q(1, 10**18)), e.power(Z, 3))), exp(Z))),
        )
    )
    for name, reason in (("signed", "composition.value_sign"), ("strictly_convex", "composition.sign")):
        with refused(reason):
            check(whole, name, True, Composed())


def test_a_shared_part_is_found_where_it_is_one():
    h = e.add((num(1), exp(Z)))
    assert facts(e.Mul((log(h), e.power(h, Q(1, 2)))), REALS).slope is Sign.POSITIVE
    assert facts(e.Pow(e.Mul((h, h)), Q(1, 3)), REALS).values.lower is not None


def test_contradictory_signs_are_refused():
    with refused("composition.contradictory_signs"):
        Sign.POSITIVE.both(Sign.NONPOSITIVE)
    with refused("composition.contradictory_signs"):
        Sign.ZERO.both(Sign.NONZERO)


def test_at_the_end_of_a_half_line_both_slopes_count():
    """z + |z| has the slopes 0 and 2 at 0: l' > 0 on [0, inf) is not shown, by rules or by pieces."""
    both = e.add((Z, e.Abs(Z)))
    with refused("composition.sign"):
        check(both, "active", True, Composed())
    assert check(both, "active", False, Witness(0, num(0))) is Status.FAILS
    assert check(e.add((Z, e.Abs(e.add((Z, num(1)))))), "active", True, Composed()) is Status.HOLDS


def test_the_interval_counts():
    assert facts(e.power(Z, 3), Interval(Q(0), None, lower_open=True)).bend is Sign.POSITIVE
    assert facts(log(Z), Interval(Q(1), None)).bend is Sign.NEGATIVE
    assert facts(e.power(Z, 3), REALS).bend is Sign.UNKNOWN


@pytest.mark.parametrize("left", Sign)
@pytest.mark.parametrize("right", Sign)
def test_sums_and_products_of_signs(left, right):
    """Every sign that can come out of numbers with these signs is allowed for, and no other."""
    sizes = (-2, -1, 0, 1, 2)
    may = {sign: [x for x in sizes if sign.value[1 + (x > 0) - (x < 0)]] for sign in (left, right)}
    for combined, result in ((lambda x, y: x + y, left.plus(right)), (lambda x, y: x * y, left.times(right))):
        values = {combined(x, y) for x in may[left] for y in may[right]}
        assert result.value == (any(v < 0 for v in values), 0 in values, any(v > 0 for v in values))


def test_a_nest_too_large_is_refused():
    wide = e.add(tuple(e.mul((exp(e.add((Z, num(k)))), exp(e.mul((num(k), Z))))) for k in range(2, 300)))
    with refused("composition.steps"):
        facts(wide, REALS)
