"""The quick evaluation of L layer by layer, against the enclosure that the kernel reads."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_problems import read_problem

from theoremcheck.decide.minima import hessians, polishing
from theoremcheck.decide.minima.derivatives import derivatives
from theoremcheck.decide.minima.polishing import End, Loss, polished
from theoremcheck.decide.minima.slices import NOTHING_HELD, gauge_at
from theoremcheck.language import loads
from theoremcheck.search.descent import newton
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.starts import initial_points
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import expand, slopes
from theoremcheck.trusted.problem.layout import Layout

PLANE = "+ (1, 1/3), (2, 1), (0, 2)  - (0, -1), 3 * (1, -2), (-2, 0)"
SHORT = "shortcut = 2 tanh"
SMOOTH = {
    "all biases": (f"{SHORT}  hidden bias  output bias", "1/2 * l2(a, w)", "logistic", ""),
    "no biases": (SHORT, "1/2 * l2(all)", "square", ""),
    "hidden bias": (f"{SHORT}  hidden bias", "0 * l2(a)", "exponential", ""),
    "a formula": ("shortcut = 2 s  hidden bias", "l2(b)", "polynomial_hinge(3)", "neuron s(z) = z * sigmoid(z)"),
    "pieces": ("shortcut = 3 leaky_relu(1/10)  hidden bias  output bias", "1/3 * l2(a)", "logistic", ""),
    "frozen": (f"{SHORT}  hidden bias  output bias  frozen b = (1/2, 1)", "1/2 * l2(a)", "logistic", ""),
    "deep": ("deep = 3 tanh -> 2 softplus -> 2 tanh  hidden bias  output bias", "1/2 * l2(deep)", "logistic", ""),
    "deep without biases": ("deep = 2 tanh -> 3 silu", "0 * l2(deep)", "square", ""),
    "two kinds": ("shortcut = 2 tanh + 2 softplus  hidden bias", "1/2 * l2(beside)", "logistic", ""),
    "both": (f"{SHORT}  deep = 2 silu -> 2 tanh  hidden bias  output bias", "l2(a)", "polynomial_hinge(3)", ""),
    "beside": (f"{SHORT} + 1 linear  deep = 2 tanh -> 1 sin  hidden bias", "l2(all)", "exponential", ""),
    "mixed units": ("deep = 2 tanh + 1 softplus -> 1 silu + 2 tanh  hidden bias", "l2(deep)", "logistic", ""),
    "deep pieces": ("deep = 2 leaky_relu(1/10) -> 2 tanh  hidden bias", "0 * l2(deep)", "logistic", ""),
    "residual": ("output bias  deep = 3 tanh -> residual", "1/2 * l2(deep)", "logistic", ""),
    "part of it frozen": ("deep = 2 tanh -> 2 tanh  frozen deep.output = (1, -2)", "l2(deep.1)", "logistic", ""),
}


def small(name):
    network, penalty, loss, neuron = SMOOTH[name]
    return read_problem(network, penalty, loss, PLANE, neuron)


def centre(problem, source):
    """A point with entries of both signs, none 0, at which no unit receives 0."""
    count = len(Layout.of(problem).trained)
    return [Fraction(value or 5, 7) + Fraction(k * k + 1, 1009) for k, value in enumerate(source[:count])]


@pytest.mark.parametrize("name", SMOOTH)
@settings(max_examples=15)
@given(source=st.lists(st.integers(-9, 9), min_size=40, max_size=40))
def test_gradient_and_hessian_are_those_of_the_enclosure(name, source):
    problem = small(name)
    quick, at = derivatives(problem), centre(problem, source)
    with precision(160):
        theirs = expand(problem, at, Fraction(0))
        own = quick.gradient(at)
    assert all(entry.overlaps(other) for entry, other in zip(own, theirs.gradient, strict=True))
    gradient, hessian = quick.in_floats(np.array(list(map(float, at))))
    for found, balls in ((gradient, theirs.gradient), (hessian.ravel(), theirs.hessian.entries())):
        exact = np.array(list(map(float, balls)))
        assert np.allclose(found, exact, rtol=1e-11, atol=1e-11 * max(1.0, np.abs(exact).max()))


@pytest.mark.parametrize("swap", [False, True])
def test_a_loss_is_asked_at_the_margins_of_its_own_class_only(swap):
    """The margin of a sample of class + lies on a break of the loss of class -, and the other way round."""
    bent = "m(z) = cases { z < 0: exp(z); else: 1 + z + z^2/2 }"
    losses = f"loss + {bent}  loss - logistic" if swap else f"loss + logistic  loss - {bent}"
    data = "+ (2), (-1)  - (0), (1)" if swap else "+ (0), (1)  - (2), (-1)"
    text = f"dataset d {{ {data} }}\nneuron tanh\n{losses}\nnetwork {{ {SHORT} }}\nobjective {{ regularizer = l2(a) }}"
    problem, at = loads(text).spec.problem, [Fraction(1, 2), Fraction(1, 3), Fraction(1), Fraction(2)]
    with precision(128):
        quick, theirs = derivatives(problem).gradient(at), slopes(problem, at).gradient
    assert all(own.overlaps(other) for own, other in zip(quick, theirs, strict=True))


@settings(max_examples=15)
@given(source=st.lists(st.integers(-9, 9), min_size=16, max_size=16))
def test_on_a_box_the_gradient_holds_that_at_its_points(source):
    problem = small("all biases")
    at, radius = centre(problem, source), Fraction(1, 2**20)
    with precision(96):
        around = derivatives(problem).gradient(at, radius)
        for sign in (-1, 1):
            corner = slopes(problem, [value + sign * radius for value in at]).gradient
            assert all(own.overlaps(other) for own, other in zip(around, corner, strict=True))


def test_losses_of_the_classes():
    problem = read_problem(f"{SHORT}  output bias", "0 * l2(a)", "+ logistic\nloss - square", PLANE)
    at = [Fraction(k - 3, 5) for k in range(len(Layout.of(problem).trained))]
    with precision(96):
        own, theirs = derivatives(problem).gradient(at), slopes(problem, at).gradient
    assert all(a.overlaps(b) for a, b in zip(own, theirs, strict=True))


def test_at_a_break_it_does_not_tell():
    problem = small("pieces")
    at = [Fraction(0)] * len(Layout.of(problem).trained)  # all units receive 0
    with precision(96):
        assert derivatives(problem).gradient(at) is None
    assert derivatives(problem).in_floats(np.zeros(len(at))) is None


def test_where_the_formula_overflows_it_does_not_tell():
    problem = read_problem("shortcut = 2 softplus", "0 * l2(a)", "exponential", PLANE)
    with precision(96):
        assert derivatives(problem).gradient([Fraction(10) ** 30] * 6) is None
    assert derivatives(problem).in_floats(np.array([-1e30, -1e30, 1e30, 1e30, 1e30, 1e30])) is None


def test_a_network_with_values_unknown_is_left_to_the_enclosure():
    assert derivatives(read_problem(f"{SHORT}  frozen w", "0 * l2(a)", "logistic", PLANE)) is None


def test_a_large_hessian_is_made_in_batches(monkeypatch):
    problem = small("both")
    at = np.array(list(map(float, centre(problem, [k % 5 - 2 for k in range(40)]))))
    whole = derivatives(problem).in_floats(at)[1]
    monkeypatch.setattr(hessians, "_DOUBLES", 100)
    assert np.allclose(derivatives(problem).in_floats(at)[1], whole, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("name", ["all biases", "no biases", "a formula", "deep", "beside", "residual"])
def test_the_polished_point_is_critical_to_its_digits(name):
    problem = read_problem(SMOOTH[name][0], "1/2 * l2(all)", SMOOTH[name][2], PLANE, SMOOTH[name][3])
    count, bits = len(Layout.of(problem).trained), 300
    begin = [Fraction(1, 100)] * count
    found = polished(Loss(problem, count), begin, bits, list(range(count)), 1.0)
    assert found.end is End.SETTLED
    with precision(bits + 60):
        gradient = slopes(problem, found.at).gradient
    assert max(abs(entry).upper() for entry in gradient) < flint.arb(2) ** (12 - bits)


def test_floats_bring_a_rough_point_near(monkeypatch):
    """The first steps from a point of three digits are of one size; balls would take the same ones, many times slower.

    L has an ill-conditioned strict minimum in two layers there, found by a descent.
    """
    rows = [(-3, 6), (5, -4), (-4, 5), (3, 3), (4, -5), (-6, -2), (1, 6), (2, -6), (-6, 4), (-1, -3), (6, 5), (-2, 1)]
    data = "+ " + ", ".join(map(str, rows[:6])) + "  - " + ", ".join(map(str, rows[6:]))
    network = "deep = 6 tanh -> 6 tanh  hidden bias  output bias"
    problem = read_problem(network, "1/1000 * l2(all)", "logistic", data)
    landscape = make_landscape(problem)
    ends = newton(landscape, initial_points(landscape, 1, 0, 1), 300)
    begin = [Fraction(round(value * 1024), 1024) for value in landscape.layout.expand(ends.points)[0].tolist()]
    monkeypatch.setattr(polishing, "expand", None)
    found = polished(Loss(problem, len(begin)), begin, 200, list(range(len(begin))), 0.25)
    assert found.end is End.SETTLED


def ball_gradients(monkeypatch, found):
    """Count the gradients in balls, and have floats give what ``found`` makes of what they find."""
    asked, own, rough = [], Loss.at, Loss.in_floats
    monkeypatch.setattr(Loss, "at", lambda self, point: asked.append(1) or own(self, point))
    monkeypatch.setattr(Loss, "in_floats", lambda self, at: found(at, *rough(self, at)))
    return asked


def settled(start):
    problem = read_problem(SMOOTH["all biases"][0], "1/2 * l2(all)", "logistic", PLANE)
    count = len(Layout.of(problem).trained)
    return polished(Loss(problem, count), [Fraction(start)] * count, 300, list(range(count)), 1.0)


def test_balls_begin_where_floats_end(monkeypatch):
    asked = ball_gradients(monkeypatch, lambda at, gradient, hessian: (gradient, hessian))
    assert settled(Fraction(1, 100)).end is End.SETTLED
    assert len(asked) <= 7  # from about 50 bits to 300, some 45 at a time


def test_where_floats_lead_elsewhere_balls_begin_at_the_start(monkeypatch):
    whole = settled(Fraction(1, 100))
    ball_gradients(monkeypatch, lambda at, gradient, hessian: (at - 1 / 3, hessian * 0 + np.eye(len(at))))
    misled = settled(Fraction(1, 100))
    assert misled.end is End.SETTLED
    assert all(abs(one - other) < Fraction(1, 2**270) for one, other in zip(misled.at, whole.at, strict=True))


def test_under_a_penalty_on_everything_but_a0_nothing_is_held():
    problem = read_problem(f"{SHORT}  hidden bias  output bias", "1/2 * l2(a, w, b)", "logistic", PLANE)
    assert derivatives(problem).held_down
    assert gauge_at(problem, [Fraction(k, 9) for k in range(9)]) == NOTHING_HELD
    assert not derivatives(small("all biases")).held_down
