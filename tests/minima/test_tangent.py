"""Constant outputs near which the loss need not be convex: tangents near -c and c, their balance and their sign."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
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


def test_breaks_of_the_loss(balanced):
    kinked = e.Max((e.ZERO, e.Z))
    assert reason_of(with_loss(balanced, kinked), Exact(e.ZERO)) == "tangent.break"
    beside = e.Max((e.ZERO, e.add((e.Z, e.Num(TINY)))))
    check_tangents(with_loss(balanced, beside), Exact(e.ZERO), rising=True)


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
