"""Jets of the whole library against mpmath's own numerical differentiation, and accuracy in the tails."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from theoremcheck.functions.floats import compile_float
from theoremcheck.functions.library import losses, neurons
from theoremcheck.functions.precise import compile_precise, context
from theoremcheck.trusted.problem.expr import (
    Cases,
    Fn,
    Max,
    Min,
    Num,
    Root,
    Z,
    add,
    call,
    div,
    mul,
    num,
    power,
    sqrt,
    sub,
)

POINTS = [-7.3, -2.2, -1.1, -0.37, 0.013, 0.41, 1.7, 3.6, 8.9]
ENTRIES = [*neurons().values(), *losses().values()]


def build(entry):
    return entry.build(*(Fraction(3) if p.default is None else p.default for p in entry.parameters))


def exp(arg):
    return call(Fn.EXP, arg)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.kind}-{entry.name}")
def test_library_jets(entry):
    expr = build(entry)
    floats, precise = compile_float(expr), compile_precise(expr)
    ctx = context(50)
    with mpmath.workdps(60):
        value = lambda t: precise.value(mpmath.mp, t)  # noqa: E731
        for z in POINTS:
            jet = precise.jet(ctx, z)
            expected = [value(mpmath.mpf(z)), mpmath.diff(value, z, h=1e-18), mpmath.diff(value, z, 2, h=1e-15)]
            for got, want, tolerance in zip(jet, expected, (1e-50, 1e-12, 1e-12), strict=True):
                assert abs(got - want) <= tolerance * (1 + abs(want))
            rounded = [float(part[0]) for part in floats.jet(np.array([z]))]
            for got, want in zip(rounded, jet, strict=True):
                assert got == pytest.approx(float(want), rel=1e-11, abs=1e-290)


@pytest.mark.parametrize("z", [-800.0, -40.0, 0.0, 40.0, 800.0])
@pytest.mark.parametrize(
    "name", ["softplus", "sigmoid", "tanh", "silu", "gelu", "mish", "elu", "squareplus", "gaussian"]
)
def test_tails_are_finite_and_accurate(name, z):
    expr = build(neurons()[name])
    ctx = context(1200)
    for got, want in zip(compile_float(expr).jet(np.array([z])), compile_precise(expr).jet(ctx, z), strict=True):
        assert np.isfinite(got[0])
        assert float(got[0]) == pytest.approx(float(want), rel=1e-12, abs=1e-300)


def test_forms_that_would_cancel_or_overflow():
    ctx = context(1200)
    sigma = power(add((num(1), exp(mul((num(-1), Z))))), -1)
    forms = [
        sigma,
        power(add((num(2), mul((num(3), exp(Z))))), Fraction(-3, 2)),
        call(Fn.LOG, add((num(2), mul((num(3), exp(Z)))))),
        sub(exp(Z), num(1)),
        sub(num(1), call(Fn.ERF, Z)),
        sub(num(1), call(Fn.TANH, Z)),
        add((num(2), mul((num(2), call(Fn.TANH, Z))))),
        sub(num(1), call(Fn.SIGMOID, Z)),
        sub(call(Fn.COSH, Z), num(1)),
        add((Z, sqrt(add((num(5), power(Z, 2)))))),
    ]
    for expr in forms:
        for z in (-300.0, -20.0, -1e-9, 1e-9, 5.0, 20.0):
            floats, precise = compile_float(expr).jet(np.array([z])), compile_precise(expr).jet(ctx, z)
            for got, want, zero in zip(floats, precise, (1e-300, 1e-16, 1e-16), strict=True):
                assert float(got[0]) == pytest.approx(float(want), rel=1e-11, abs=zero)


def test_logistic_keeps_relative_accuracy_far_out():
    loss = compile_float(losses()["logistic"].build())
    assert loss.value(np.array([800.0]))[0] == 800.0
    assert loss.value(np.array([-700.0]))[0] == pytest.approx(float(mpmath.exp(-700)), rel=1e-12)


def test_unselected_branches_do_not_leak():
    expr = Cases(Z, (Fraction(0),), (False,), (exp(mul((num(-1000), Z))), div(num(1), add((Z, num(1))))))
    assert compile_float(expr).jet(np.array([10.0])) == (
        pytest.approx(1 / 11),
        pytest.approx(-1 / 121),
        pytest.approx(2 / 1331),
    )
    power_of_zero = power(Max((num(0), Z)), Fraction(3, 2))
    assert [part[0] for part in compile_float(power_of_zero).jet(np.array([-1.0]))] == [0, 0, 0]
    assert compile_precise(power_of_zero).jet(context(20), -1) == (0, 0, 0)


def test_break_points_take_the_right_piece():
    ctx = context(30)
    leaky = neurons()["leaky_relu"].build(Fraction(1, 4))
    mirrored = neurons()["relu"].build()
    step = neurons()["step"].build()
    closed = Cases(Z, (Fraction(1),), (True,), (num(7), mul((num(2), Z))))
    falling = Cases(sub(num(0), Z), (Fraction(0),), (False,), (num(3), power(Z, 2)))
    for expr, z, jet in [
        (leaky, 0, (0, 1, 0)),
        (mirrored, 0, (0, 1, 0)),
        (Min((Z, num(0))), 0, (0, 0, 0)),
        (neurons()["abs"].build(), 0, (0, 1, 0)),
        (step, 0, (1, 0, 0)),
        (closed, 1, (7, 2, 0)),
        (falling, 0, (0, 0, 0)),
    ]:
        assert tuple(float(part[0]) for part in compile_float(expr).jet(np.array([float(z)]))) == jet
        assert compile_precise(expr).jet(ctx, z) == jet


def test_outside_the_domain_is_nan():
    expr = call(Fn.LOG, Z)
    assert np.isnan(compile_float(expr).value(np.array([-1.0])))[0]
    ctx = context(20)
    assert ctx.isnan(compile_precise(expr).value(ctx, -1))
    assert ctx.isnan(compile_precise(power(Z, -1)).value(ctx, 0))


def test_huge_constants_become_infinite():
    value = compile_float(Num(Fraction(10) ** 400)).value(np.zeros(2))
    assert value.tolist() == [np.inf, np.inf]


def test_shapes_are_kept():
    jet = compile_float(build(neurons()["gelu"])).jet(np.zeros((2, 3, 4)))
    assert [part.shape for part in jet] == [(2, 3, 4)] * 3


def test_a_break_point_that_is_not_rational_is_a_number():
    """Smoothed losses have such breaks: the positive root of z^2 - 2, known by an interval."""
    root = Root(sub(power(Z, 2), num(2)), Fraction(1), Fraction(2))
    expr = Max((sub(Z, root), num(0)))
    ctx = context(50)
    assert abs(compile_precise(expr).value(ctx, ctx.mpf(2)) - (2 - ctx.sqrt(2))) < ctx.mpf(10) ** -50
    assert float(compile_float(expr).value(np.array([2.0]))[0]) == pytest.approx(2 - 2**0.5, abs=1e-15)


def test_parameters_that_are_integers_are_numbers_as_well():
    softplus = neurons()["softplus"]
    assert softplus.build(2) == softplus.build(Fraction(2))
