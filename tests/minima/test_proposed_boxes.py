"""Boxes that are proposed without a search: decayed networks that are affine, one trained number, and one neuron."""

from __future__ import annotations

from fractions import Fraction

import pytest

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.profiles import near_profiles
from theoremcheck.decide.minima.ridges import near_ridges
from theoremcheck.decide.minima.turns import near_turns
from theoremcheck.language import loads
from theoremcheck.language.spec import Spec

AND = "+ (1, 1)  - (0, 0), (0, 1), (1, 0)"
AFFINE = "shortcut = 1 linear  output bias  frozen a = 1"
LINE = "+ 2/5, 3/5, 1, 6/5, 3/2, 2  - 1/2"


def spec_of(data: str, loss: str, network: str, decay: str = "", claim: str = "no_bad") -> Spec:
    penalty = f"objective {{ regularizer = {decay} }}\n" if decay else ""
    loaded = loads(f"dataset d {{ {data} }}\nloss {loss}\nnetwork {{ {network} }}\n{penalty}claim {claim}\n")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec


def ground_of(*parts: str) -> Ground:
    return Ground(Case(spec_of(*parts).problem))


def refuted_by(spec: Spec) -> tuple[str, ...]:
    found = theoremcheck.check(spec, search=False)
    assert found.verdict == "refuted"
    return found.rules


# --- weight decay --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "rule"), [("logistic", "strict"), ("square", "strict"), ("squared_hinge", "strict"), ("hinge", "sharp")]
)
@pytest.mark.parametrize("decay", ["10 * l2(w)", "l2(w, a0)"])
def test_the_minimum_of_a_decayed_affine_network(loss: str, rule: str, decay: str) -> None:
    if loss == "hinge" and "a0" in decay:
        decay = "1/2 * l2(w) + 1/100 * l2(a0)"
    assert f"rule.{rule}" in refuted_by(spec_of(AND, loss, AFFINE, decay))


def test_a_kink_is_approached() -> None:
    (point,) = near_ridges(ground_of(AND, "hinge", AFFINE, "10 * l2(w)"))
    assert max(abs(a - b) for a, b in zip(point, (-1 - 1 / 160, 1 / 160, 1 / 160), strict=True)) < 1e-2


@pytest.mark.parametrize(
    ("loss", "network", "decay"),
    [
        ("savage", AFFINE, "l2(w)"),  # not convex
        ("logistic", AFFINE, ""),  # the best fit is another's
        ("logistic", "shortcut = 1 linear  output bias", "l2(w)"),  # not affine in a and w
    ],
)
def test_no_ridge_elsewhere(loss: str, network: str, decay: str) -> None:
    assert not list(near_ridges(ground_of(AND, loss, network, decay)))


@pytest.mark.parametrize("neuron", ["sigmoid", "tanh", "softplus", "gelu", "gaussian", "elu"])
def test_far_out_a_small_penalty_keeps_the_weights_at_zero(neuron: str) -> None:
    network = f"shortcut = 2 {neuron}  hidden bias  output bias"
    assert "rule.decay" in refuted_by(spec_of(AND, "logistic", network, "1/80000 * l2(a, w)"))


def test_without_a_trained_bias_nothing_is_far_out() -> None:
    network = "shortcut = 2 sigmoid  hidden bias  output bias  frozen b = (0, 0)"
    found = theoremcheck.check(spec_of(AND, "logistic", network, "1/80000 * l2(a, w)"), search=False)
    assert found.verdict == "undecided"


# --- one trained number --------------------------------------------------------------------------------------------


def test_the_highest_turn_of_a_wave_comes_first_and_the_nearest_of_these() -> None:
    points = list(near_turns(ground_of("+ 1  - 3", "square", "shortcut = 1 sin  frozen a = 1")))
    assert abs(float(points[0][0]) + 0.1895) < 1e-3
    assert len(points) <= 16


def test_a_stretch_on_which_the_loss_rests_has_a_point() -> None:
    points = list(near_turns(ground_of("+ 1, 2  - -1", "ramp", "shortcut = 1 linear  frozen a = 1")))
    assert any(point[0] < -1 for point in points)


def test_weights_on_a_line_are_one_number() -> None:
    points = list(near_turns(ground_of("+ (1, 2)  - (3, 6)", "square", "shortcut = 1 sin  frozen a = 1")))
    assert points
    assert all(b == 2 * a for a, b in points)


def test_two_numbers_have_no_turns() -> None:
    assert not list(near_turns(ground_of("+ 1  - 3", "square", "shortcut = 1 sin")))


# --- one neuron ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [2, 3, 6])
@pytest.mark.parametrize("neuron", ["tanh", "erf", "arctan"])
def test_one_neuron_is_split(width: int, neuron: str) -> None:
    assert "rule.split" in refuted_by(spec_of(LINE, "square", f"shortcut = {width} {neuron}"))


def test_one_neuron_has_its_minimum() -> None:
    assert "rule.strict" in refuted_by(spec_of(LINE, "square", "shortcut = 1 tanh"))
    (point,) = near_profiles(ground_of(LINE, "square", "shortcut = 1 tanh"))
    assert max(abs(abs(a) - b) for a, b in zip(point, (1.21355, 0.76856), strict=True)) < Fraction(1, 1000)


@pytest.mark.parametrize(
    ("loss", "network"),
    [
        ("square", "shortcut = 1 tanh  hidden bias"),
        ("square", "shortcut = 1 relu"),
        ("hinge", "shortcut = 1 tanh"),
        ("square", "shortcut = 1 tanh  frozen a = 1"),
        ("square", "shortcut = 2 tanh"),
    ],
)
def test_no_profile_elsewhere(loss: str, network: str) -> None:
    assert not list(near_profiles(ground_of(LINE, loss, network)))
