"""Strict minima: accepted with their box, refused with the reason."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import theoremcheck
from theoremcheck.decide.minima.box import certify_strict
from theoremcheck.language import loads
from theoremcheck.search.layout import make_layout
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.trusted.certificate import Claim, dumps, issue
from theoremcheck.trusted.certificate import loads as loads_certificate
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box, check_box
from theoremcheck.trusted.minima.expansion import expand
from theoremcheck.trusted.minima.gauges import Gauge
from theoremcheck.trusted.problem.expr import Abs, Add, Mul, Num, Pow, Var
from theoremcheck.trusted.problem.model import Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Reason, Refusal
from theoremcheck.verdict.points import candidate_point

SQUARE = Function(Pow(Add((Num(Fraction(1)), Var())), Fraction(2)))
LINEAR = Function(Var())
RELU = Function(Mul((Num(Fraction(1, 2)), Add((Var(), Abs(Var()))))))
DATA = Dataset(((Fraction(0),), (Fraction(0),), (Fraction(0),)), (1, 1, -1), (Fraction(1),) * 3)
# L = mean of (1 - y a0)^2: the minimum is a0 = 1/3, its second derivative 2, and the third sample is wrong.
PROBLEM = Problem(DATA, LINEAR, SQUARE, Network(0, hidden_bias=False, output_bias=True), Objective())
GOOD = Box((Fraction(1, 3),), Fraction(1, 100), Fraction(1), 128, Gauge((), ()), (), Fraction(0), (), ())


def test_a_strict_minimum_is_accepted() -> None:
    assert check_box(PROBLEM, GOOD) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"centre": (Fraction(4, 3),)}, "^box.gradient$"),
        ({"centre": (Fraction(1, 3), Fraction(0))}, r"layout.centre_size\(wanted=1, given=2\)"),
        ({"radius": Fraction(0)}, "^box.size$"),
        ({"mu": Fraction(-1)}, "^box.size$"),
        ({"mu": Fraction(2) + Fraction(1, 10**20)}, "^box.hessian$"),
        ({"radius": Fraction(1)}, r"^samples.none_wrong"),
        ({"precision": 10**6}, "balls.precision"),
        ({"mu": Fraction(2**30_000)}, "^exact.long_number"),
    ],
)
def test_a_tampered_box_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_box(PROBLEM, replace(GOOD, **changes))  # type: ignore[arg-type]


def test_nothing_wrong_is_refused() -> None:
    data = replace(DATA, labels=(1, 1, 1))
    with pytest.raises(Refusal, match=r"^samples.none_wrong$"):
        check_box(replace(PROBLEM, dataset=data), replace(GOOD, centre=(Fraction(1),)))


def test_a_relu_at_its_kink_is_refused() -> None:
    network = Network(1, hidden_bias=False, output_bias=True)
    data = replace(DATA, points=((Fraction(1),),) * 3)
    with pytest.raises(Refusal, match=r"jets.at_break\(where=layout.neuron\(neuron=0, sample=0\), place=0\)"):
        check_box(
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


def certified(text: str) -> tuple[Problem, Fact | Reason]:
    spec = loads(text).spec
    assert spec is not None
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    return spec.problem, certify_strict(spec.problem, point)


def boxed(text: str) -> tuple[Problem, Box]:
    problem, found = certified(text)
    assert isinstance(found, Fact), found
    assert isinstance(found.evidence, Box)
    return problem, found.evidence


@pytest.mark.parametrize(("text", "wrong"), [(GAUSS, 2), (DEEP, 5), (DECAY, 1)])
def test_a_rounded_point_is_polished_and_certified(text: str, wrong: int) -> None:
    problem, found = boxed(text)
    assert check_box(problem, found) == (wrong, wrong)
    claim = Claim("minimum.strict", True, found)
    assert loads_certificate(dumps(issue(problem, "rule.strict", (claim,)))).claims == (claim,)


@pytest.mark.parametrize(
    ("place", "change", "reason"),
    [
        (0, Fraction(1), "^box.gradient$"),
        (3, Fraction(1, 2**9), "^box.gradient$"),
        (0, Fraction(1, 10**20), None),
    ],
)
def test_a_moved_centre(place: int, change: Fraction, reason: str | None) -> None:
    problem, found = boxed(GAUSS)
    centre = tuple(value + (change if k == place else 0) for k, value in enumerate(found.centre))
    moved = replace(found, centre=centre)
    if reason is None:
        assert check_box(problem, moved) == (2, 2)
    else:
        with pytest.raises(Refusal, match=reason):
            check_box(problem, moved)


MOVED = r"^box.(no_critical_point|saddle|degenerate|flat_or_falling)$"
REASONS = [
    # w = 0 and a = 0 leave all other parameters of the neuron free: flat directions.
    (GAUSS.replace("a = (-1.751690960)", "a = (0)"), MOVED),
    # The label of a sample is turned: the point is no critical point any more.
    (GAUSS.replace("+ (-3, -2),", "+ (-3, -2), (1, 1),"), f"{MOVED}|box.gradient"),
    (GAUSS.replace("gaussian", "relu"), r"^box.(no_critical_point|saddle|degenerate)$|touches"),
    (GAUSS.replace("b = (0.008924991)", "b = (5)"), MOVED),
]


@pytest.mark.parametrize(("text", "reason"), REASONS)
def test_why_a_point_is_not_certified(text: str, reason: str) -> None:
    _, found = certified(text)
    assert isinstance(found, Reason)
    assert re.search(reason, str(found)), found


def test_a_saddle_and_a_good_minimum_are_named() -> None:
    saddle = "dataset d { + 1  - -1 }\nneuron tanh\nloss logistic\nnetwork { shortcut = 1 tanh }\n"
    _, found = certified(saddle + "candidate { a = (0)  w = ((0)) }\n")
    assert found == Reason.of("box.saddle")
    good = "dataset d { + 1  - -1 }\nneuron tanh\nloss logistic\nnetwork { shortcut = 1 tanh }\n"
    _, found = certified(good + "objective { regularizer = 1/10 * l2(all) }\ncandidate { a = (1)  w = ((1)) }\n")
    assert found == Reason.of("box.all_right")


def test_an_eigenvalue_just_below_zero_is_refused() -> None:
    """mu is the second derivative 2 up to 1e-20: below it accepted, above it refused."""
    shy = replace(GOOD, mu=Fraction(2) - Fraction(1, 10**20))
    assert check_box(PROBLEM, shy) == (1, 1)
    with pytest.raises(Refusal, match=r"^box.hessian$"):
        check_box(PROBLEM, replace(GOOD, mu=Fraction(2) + Fraction(1, 10**20)))


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


# --- samples of which the sign is not known -----------------------------------------------------------------------

AND = """
dataset and { + (1, 1)  - (0, 0), (0, 1), (1, 0) }
neuron linear
loss savage
network { shortcut = 1 linear  frozen a = (1) }
candidate { w = ((0, 0)) }
"""


def test_one_sample_that_is_certainly_wrong_is_enough() -> None:
    """One sigmoid without bias on AND: the minimum w = 0 is strict, f = 0 at (0, 0), and near 0 elsewhere."""
    _, found = certified(AND)
    assert isinstance(found, Fact)
    assert found.wrong == (1, 4)


def test_without_one_the_box_is_refused() -> None:
    """The same box where the labels are turned round, which leaves L as it is near 0: f = 0 is right at (0, 0)."""
    problem, box = boxed(AND)
    data = problem.dataset
    assert isinstance(data, Dataset)
    with pytest.raises(Refusal, match=r"^samples.none_wrong$"):
        check_box(replace(problem, dataset=replace(data, labels=(-1, 1, 1, 1))), box)


def test_a_smaller_box_is_taken_that_says_which_samples_are_wrong() -> None:
    problem, box = boxed(GAUSS)
    assert certified(GAUSS)[1].wrong == (2, 2)
    least, most = check_box(problem, box)
    assert least == most == 2


COUNTED = """
dataset d {{ + (0, 2), (1/2, 0), (-1/2, 0)  - (0, 1), (1/2, 1/10), (-1/2, 1/10) }}
neuron tanh
loss logistic
network {{ shortcut = 1 tanh  frozen a = (1) }}
{claim}
"""


@pytest.mark.parametrize("claim", ["", "claim error at most 1/3"])
def test_of_boxes_that_know_some_samples_the_one_is_taken_that_knows_most(claim: str) -> None:
    found = theoremcheck.check(COUNTED.format(claim=claim))
    assert found.rules[:1] == ("rule.strict",)
    assert (found.refutations[0].least, found.refutations[0].most) == (3, 5)
