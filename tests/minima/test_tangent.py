"""Constant outputs near which the loss need not be convex: tangents near -c and c, their balance and their sign."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from hypothesis import given
from hypothesis import strategies as st
from minimum_problems import TINY, accepted, at, constructed, data, first, net, refuse, shifted

from theoremcheck.trusted.minima.average import AffinePart
from theoremcheck.trusted.minima.point import Between, Exact
from theoremcheck.trusted.minima.tangent import check_tangents
from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Function, Layer
from theoremcheck.trusted.refusal import Refusal

Z2 = e.mul((e.Z, e.Z))
SQUARE = e.power(e.add((e.num(1), e.Z)), Q(2))
SIGMOID = e.call(e.Fn.SIGMOID, e.Z)


def with_loss(problem, expr):
    return replace(problem, loss=Function(expr))


def reason_of(problem, constant, *, rising=True):
    with pytest.raises(Refusal) as refusal:
        check_tangents(problem, constant, rising=rising)
    return refusal.value.reason.code


@pytest.fixture(scope="module")
def balanced():
    """Classes of the same weight, so that c = 0 is critical whatever the loss is."""
    problem, _ = constructed("affine_local_leaky_savage", "affine_local")
    return problem


def test_each_rule_accepts_what_is_constructed_and_no_other_reason():
    for spec, name, other in (
        ("order_local_tanh_square", "order_local", "moment_local"),
        ("moment_local_erf_square", "moment_local", "order_local"),
        ("stationary_local_quadratic_square", "stationary_local", "affine_local"),
        ("affine_local_leaky_savage", "affine_local", "stationary_local"),
    ):
        problem, evidence = constructed(spec, name)
        refuse("point.label", problem, other, evidence)


def test_the_convex_rules_refuse_the_same_points():
    """rule.order asks for a nondecreasing loss, which the square is not; rule.affine for a convex one."""
    problem, evidence = constructed("order_local_tanh_square", "order_local")
    assert accepted(problem, "order", evidence)  # the condition on the point holds: what fails is a premise
    problem, evidence = constructed("affine_local_leaky_savage", "affine_local")
    assert accepted(problem, "affine", evidence)


def test_the_output_is_balanced():
    problem, good = constructed("order_local_tanh_square", "order_local")
    assert isinstance(good.constant, Exact)
    off = Exact(e.add((good.constant.value, e.Num(TINY))))
    moved = replace(at(good, output_bias=shifted(good.point.output_bias, TINY)), constant=off)
    refuse("tangent.balance", problem, "order_local", moved)
    refuse("constants.output", problem, "order_local", replace(good, constant=off))
    heavier = data(problem, weights=(Q(2), *problem.dataset.weights[1:]))
    with pytest.raises(Refusal):
        accepted(heavier, "order_local", good)


def test_the_loss_is_bent_up_at_both_places(balanced):
    zero = Exact(e.ZERO)
    check_tangents(balanced, zero, rising=True)
    inflection = e.add((e.power(e.Z, Q(3)), e.Z))  # l''(0) = 0, and not affine
    assert reason_of(with_loss(balanced, inflection), zero) == "tangent.bent_down"
    barely = e.add((e.power(e.Z, Q(3)), e.Z, e.mul((e.Num(TINY), Z2))))
    check_tangents(with_loss(balanced, barely), zero, rising=True)
    down = e.add((e.Z, e.mul((e.Num(-TINY), Z2))))
    assert reason_of(with_loss(balanced, down), zero) == "tangent.bent_down"
    check_tangents(with_loss(balanced, e.Z), zero, rising=True)  # affine


def test_the_loss_does_not_fall_where_the_averages_are_ordered(balanced):
    falling = with_loss(balanced, e.add((Z2, e.mul((e.Num(-TINY), e.Z)))))
    assert reason_of(falling, Exact(e.ZERO)) == "tangent.falling"
    check_tangents(falling, Exact(e.ZERO), rising=False)
    flat = with_loss(balanced, Z2)
    check_tangents(flat, Exact(e.ZERO), rising=True)  # K = 0


def pieces(left, right, at=0):
    """The function that is ``left`` up to a number, and ``right`` beyond it."""
    return e.Cases(e.Z, (Q(at),), (True,), (left, right))


HALF_SQUARE = e.mul((e.Num(Q(1, 2)), SQUARE))
LINE = e.add((e.Z, e.Num(Q(1, 2))))  # it goes on where HALF_SQUARE is left at 0, with its slope 1


@pytest.mark.parametrize(
    "right, code",
    [
        (LINE, None),
        (e.add((LINE, Z2)), None),
        (e.add((LINE, e.mul((e.Num(TINY), Z2)))), None),
        (e.add((LINE, e.Z)), None),  # the slope rises at the break
        (e.add((LINE, e.Num(TINY))), "tangent.jump"),
        (e.add((LINE, e.mul((e.Num(-TINY), e.Z)))), "tangent.bent_down"),  # the slope falls there
        (e.add((LINE, e.mul((e.Num(-TINY), Z2)))), "tangent.bent_down"),
        (e.add((LINE, e.power(e.Z, 3))), "tangent.bent_down"),  # l'' = 0 there, and not affine
        (e.add((LINE, e.neg(e.power(e.Z, 3)))), "tangent.bent_down"),
        (e.add((e.power(e.Z, Q(3, 2)), LINE)), "smooth.not_evident"),  # l'' is infinite there
    ],
)
def test_the_loss_is_convex_on_both_sides_of_a_break(balanced, right, code):
    """Left of 0 the loss is (1 + z)^2 / 2. Its mirror image is examined as well: the sides change their roles."""
    zero = Exact(e.ZERO)
    for problem in (with_loss(balanced, pieces(HALF_SQUARE, right)), mirrored_loss(balanced, right)):
        if code is None:
            check_tangents(problem, zero, rising=False)
        else:
            assert reason_of(problem, zero, rising=False) == code


def mirrored_loss(problem, right):
    left, far = (e.substitute(own, e.neg(e.Z)) for own in (right, HALF_SQUARE))
    return with_loss(problem, pieces(left, far))


def test_at_a_kink_some_line_balances_the_other_class(balanced):
    """abs(1 + z), heavier on class -: the output -1 is the median of the targets; its kink has all slopes to 1."""
    absolute = with_loss(balanced, e.Abs(e.add((e.num(1), e.Z))))
    minus, plus = Exact(e.num(-1)), Exact(e.num(1))
    for factor in (Q(1), 1 + TINY, Q(9)):
        weights = tuple(w * factor if y < 0 else w for w, y in zip(WEIGHTS, balanced.dataset.labels, strict=True))
        heavier = data(absolute, weights=weights)
        check_tangents(heavier, minus, rising=True)
        if factor == 1:
            check_tangents(heavier, plus, rising=True)
        else:
            assert reason_of(heavier, plus) == "tangent.balance"
    assert reason_of(absolute, Exact(e.num(2))) == "tangent.balance"


WEIGHTS = (Q(1),) * 4


def test_the_slopes_beyond_a_kink_are_not_negative_where_averages_are_ordered(balanced):
    """K is at most the slope on the right of each place: max(-2 z, -z) falls on both sides of 0."""
    falling = with_loss(balanced, e.Max((e.mul((e.num(-2), e.Z)), e.neg(e.Z))))
    check_tangents(falling, Exact(e.ZERO), rising=False)
    assert reason_of(falling, Exact(e.ZERO)) == "tangent.falling"
    level = with_loss(balanced, e.Max((e.neg(e.Z), e.ZERO)))
    check_tangents(level, Exact(e.ZERO), rising=True)


def test_breaks_of_the_loss(balanced):
    beside = e.Max((e.ZERO, e.add((e.Z, e.Num(TINY)))))
    check_tangents(with_loss(balanced, beside), Exact(e.ZERO), rising=True)
    down = e.Min((e.ZERO, e.Z))
    assert reason_of(with_loss(balanced, down), Exact(e.ZERO)) == "tangent.bent_down"
    huber = with_loss(balanced, pieces(HALF_SQUARE, LINE))
    across = Between(Q(-1, 4), Q(0), Q(1, 4))
    assert reason_of(huber, across) == "tangent.break"


@given(
    left=st.tuples(st.integers(-3, 3), st.integers(-2, 2)),
    right=st.tuples(st.integers(-3, 3), st.integers(-2, 2)),
    plus=st.integers(1, 3),
)
def test_what_is_accepted_is_above_its_lines(balanced, left, right, plus):
    """l(z) = p z + q z^2 on each side of 0: some K with lines of the slopes K / W+ and K / W- below l on a grid."""
    sides = [e.add((e.mul((e.num(p), e.Z)), e.mul((e.num(q), Z2)))) for p, q in (left, right)]
    weights = tuple(w * plus if y > 0 else w for w, y in zip(WEIGHTS, balanced.dataset.labels, strict=True))
    problem = data(with_loss(balanced, pieces(*sides)), weights=weights)
    low, high = left[0], right[0]
    balance = low <= high and max(low, plus * low) <= min(high, plus * high) and min(left[1], right[1]) >= 0
    try:
        check_tangents(problem, Exact(e.ZERO), rising=False)
    except Refusal:
        assert not balance
    else:
        assert balance


def test_an_enclosed_output(balanced):
    problem, good = constructed("order_local_sigmoid_output", "order_local")
    assert isinstance(good.constant, Between)
    bounds = good.constant
    wide = Between(bounds.lower - 4, bounds.middle, bounds.upper + 4)
    assert reason_of(problem, wide) in ("constants.ends", "tangent.bent_down")
    beyond = Between(bounds.upper, bounds.upper + TINY, bounds.upper + 2 * TINY)
    assert reason_of(problem, beyond) == "constants.ends"
    waves = with_loss(balanced, e.add((e.call(e.Fn.COS, e.Z), e.ZERO)))
    around = Between(Q(3), Q(22, 7), Q(13, 4))  # h = cos has its minimum at pi, and is bent up there
    check_tangents(waves, around, rising=False)
    assert reason_of(waves, around, rising=True) == "tangent.falling"


def test_the_output_is_continuous_near_the_point():
    """A neuron that jumps at its pre-activation moves the output away from c at once."""
    problem, good = constructed("affine_local_leaky_savage", "affine_local")
    place = good.point.neurons[0].hidden_bias
    jump = e.Cases(e.Z, (place,), (True,), (e.Z, e.add((e.Z, e.num(1)))))
    jumping = replace(problem, neuron=Function(jump))
    with pytest.raises(Refusal) as refusal:
        accepted(jumping, "affine_local", at(first(good, hidden_weights=(Q(0), Q(0)))))
    assert refusal.value.reason.code in ("shape.not_continuous", "constants.output")


def test_a_live_deep_part_is_refused():
    problem, good = constructed("affine_local_leaky_savage", "affine_local")
    beside = net(problem, deep=(Layer(1, Function(SIGMOID)),))
    with pytest.raises(Refusal):
        accepted(beside, "affine_local", replace(good, parts=(AffinePart(), AffinePart())))
