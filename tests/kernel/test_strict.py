"""Strict minima: accepted with their box, refused with the reason."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from theoremcheck.decide.minima.strict import certify_strict
from theoremcheck.language import loads
from theoremcheck.search.layout import make_layout
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.trusted.balls import precision
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.expansion import expand
from theoremcheck.trusted.expr import Abs, Add, Mul, Num, Pow, Var
from theoremcheck.trusted.minima import Gauge, StrictMinimum
from theoremcheck.trusted.model import Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.strict import check_strict
from theoremcheck.verdict.points import candidate_point

SQUARE = Function(Pow(Add((Num(Fraction(1)), Var())), Fraction(2)))
LINEAR = Function(Var())
RELU = Function(Mul((Num(Fraction(1, 2)), Add((Var(), Abs(Var()))))))
DATA = Dataset(((Fraction(0),), (Fraction(0),), (Fraction(0),)), (1, 1, -1), (Fraction(1),) * 3)
# L = mean of (1 - y a0)^2: the minimum is a0 = 1/3, its second derivative 2, and the third sample is wrong.
PROBLEM = Problem(DATA, LINEAR, SQUARE, Network(0, hidden_bias=False, output_bias=True), Objective())
GOOD = StrictMinimum((Fraction(1, 3),), Fraction(1, 100), Fraction(1), 128, Gauge((), ()))


def test_a_strict_minimum_is_accepted() -> None:
    assert check_strict(PROBLEM, GOOD) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"centre": (Fraction(4, 3),)}, "gradient at the centre"),
        ({"centre": (Fraction(1, 3), Fraction(0))}, "the centre needs 1 entries, not 2"),
        ({"radius": Fraction(0)}, "radius and mu must be positive"),
        ({"mu": Fraction(-1)}, "radius and mu must be positive"),
        ({"mu": Fraction(2) + Fraction(1, 10**20)}, "not shown to be positive definite"),
        ({"radius": Fraction(1)}, "the sign of f at sample 1 is not known"),
        ({"precision": 10**6}, "MAX_PRECISION"),
        ({"mu": Fraction(2**30_000)}, "MAX_STRICT_BITS"),
    ],
)
def test_a_tampered_box_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_strict(PROBLEM, replace(GOOD, **changes))  # type: ignore[arg-type]


def test_nothing_wrong_is_refused() -> None:
    data = replace(DATA, labels=(1, 1, 1))
    with pytest.raises(Refusal, match="no sample is shown to be wrong"):
        check_strict(replace(PROBLEM, dataset=data), replace(GOOD, centre=(Fraction(1),)))


def test_a_relu_at_its_kink_is_refused() -> None:
    network = Network(1, hidden_bias=False, output_bias=True)
    data = replace(DATA, points=((Fraction(1),),) * 3)
    with pytest.raises(Refusal, match="neuron 1 at sample 1 touches the break point 0"):
        check_strict(
            replace(PROBLEM, dataset=data, neuron=RELU, network=network),
            replace(GOOD, centre=(Fraction(1, 3), Fraction(1), Fraction(0))),
        )


# --- points as a user gives them --------------------------------------------------------------------------------------

GAUSS = """
dataset d { + (-3, -2), (3, 0), (1, -3)  - (-2, 4), (-3, 1), (-1, 2), (-2, -1) }
neuron gaussian
loss polynomial_hinge(3)
network { shortcut = 1 gaussian  hidden bias  output bias }
candidate { a0 = 0.758346538  a = (-1.751690960)  w = ((-0.315204817, -0.369583183))  b = (0.008924991) }
"""
DEEP = """
dataset d { + (-2, 47/32), (-4, 3/16), (5, 3/4), (-3, 47/32), (-1, 7/8), (0, 3/8)
            - (4, -5/8), (-3, -9/16), (-1, -5/8), (0, -3/8), (1, -1), (-4, -9/16) }
neuron softplus
loss polynomial_hinge(3)
network { deep = 1 softplus -> 2 softplus  output bias }
candidate { a0 = 2.47007132065175
  deep = (-3.27396750220887, -0.83865364749582, -0.13830833779883, 0.13830833779883,
          -2.61745532834976, -1.11196265899644) }
"""
DECAY = """
dataset d { + -1, 2  - 1 }
neuron softplus
loss logistic
network { shortcut = 1 softplus  output bias }
objective { regularizer = 1/20 * l2(all) }
candidate { a0 = 1/2  a = (0)  w = ((0)) }
"""


def certified(text: str) -> tuple[Problem, StrictMinimum | str]:
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    return spec.problem, certify_strict(spec.problem, point)


@pytest.mark.parametrize(("text", "wrong"), [(GAUSS, 2), (DEEP, 5), (DECAY, 1)])
def test_a_rounded_point_is_polished_and_certified(text: str, wrong: int) -> None:
    problem, found = certified(text)
    assert isinstance(found, StrictMinimum), found
    assert check_strict(problem, found) == (wrong, wrong)
    claim = Claim("minimum.strict", True, found)
    assert loads_certificate(dumps(issue(problem, "rule.strict", (claim,)))).claims == (claim,)


@pytest.mark.parametrize(
    ("place", "change", "reason"),
    [
        (0, Fraction(1), "gradient at the centre"),
        (3, Fraction(1, 2**9), "gradient at the centre"),
        (0, Fraction(1, 10**20), None),
    ],
)
def test_a_moved_centre(place: int, change: Fraction, reason: str | None) -> None:
    problem, found = certified(GAUSS)
    assert isinstance(found, StrictMinimum)
    centre = tuple(value + (change if k == place else 0) for k, value in enumerate(found.centre))
    moved = replace(found, centre=centre)
    if reason is None:
        assert check_strict(problem, moved) == (2, 2)
    else:
        with pytest.raises(Refusal, match=reason):
            check_strict(problem, moved)


REASONS = [
    # w = 0 and a = 0 leave all other parameters of the neuron free: flat directions.
    (GAUSS.replace("a = (-1.751690960)", "a = (0)"), "leaves the point|eigenvalue|no critical point"),
    # The label of a sample is turned: the point is no critical point any more.
    (GAUSS.replace("+ (-3, -2),", "+ (-3, -2), (1, 1),"), "leaves the point|eigenvalue|gradient|no critical point"),
    (GAUSS.replace("gaussian", "relu"), "leaves the point|eigenvalue|touches"),
    (GAUSS.replace("b = (0.008924991)", "b = (5)"), "leaves the point|eigenvalue|no critical point"),
]


@pytest.mark.parametrize(("text", "reason"), REASONS)
def test_why_a_point_is_not_certified(text: str, reason: str) -> None:
    _, found = certified(text)
    assert isinstance(found, str)
    assert re.search(reason, found), found


def test_a_saddle_and_a_good_minimum_are_named() -> None:
    saddle = "dataset d { + 1  - -1 }\nneuron tanh\nloss logistic\nnetwork { shortcut = 1 tanh }\n"
    _, found = certified(saddle + "candidate { a = (0)  w = ((0)) }\n")
    assert found == "the Hessian has a negative eigenvalue there: a saddle, no minimum"
    good = "dataset d { + 1  - -1 }\nneuron tanh\nloss logistic\nnetwork { shortcut = 1 tanh }\n"
    _, found = certified(good + "objective { regularizer = 1/10 * l2(all) }\ncandidate { a = (1)  w = ((1)) }\n")
    assert found == "every sample is classified correctly there: a minimum, but not a bad one"


def test_an_eigenvalue_just_below_zero_is_refused() -> None:
    """mu is the second derivative 2 up to 1e-20: below it accepted, above it refused."""
    shy = replace(GOOD, mu=Fraction(2) - Fraction(1, 10**20))
    assert check_strict(PROBLEM, shy) == (1, 1)
    with pytest.raises(Refusal, match="not shown to be positive definite"):
        check_strict(PROBLEM, replace(GOOD, mu=Fraction(2) + Fraction(1, 10**20)))


def test_the_gradient_is_that_of_the_loss() -> None:
    """The kernel's gradient against differences of L, evaluated by mpmath at 60 digits."""
    spec = loads(DEEP.partition("candidate")[0]).spec
    assert spec is not None
    problem = spec.problem
    centre = [Fraction(k * k - 5, 7 + k) for k in range(7)]
    with precision(200):
        gradient = expand(problem, centre, Fraction(0)).gradient
        layout = make_layout(problem.network, np.array([[float(x) for x in p] for p in problem.dataset.points]))
        ctx = mpmath.mp.clone()
        ctx.dps = 60
        precise = PreciseLandscape(problem, layout, ctx)
        step = Fraction(1, 10**20)
        for k, own in enumerate(gradient):
            values = []
            for side in (1, -1):
                point = [c + (side * step if i == k else 0) for i, c in enumerate(centre)]
                values.append(precise.evaluate([ctx.mpf(c.numerator) / c.denominator for c in point]).loss)
            slope = (values[0] - values[1]) / (2 * ctx.mpf(step.numerator) / step.denominator)
            assert abs(slope - ctx.mpf(own.mid().str(50, radius=False))) < ctx.mpf(10) ** -30
