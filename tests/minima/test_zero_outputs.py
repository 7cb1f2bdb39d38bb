"""Output weights 0 where l itself has minima, in networks of which rule.margin and rule.saturated have no point."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import proposer
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.level import LevelMinimum, check_level
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum, check_multipliers
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.settled import settled

SQUARE = "dataset d { + (0, 0), (-1, -1)  - (0, -1), (1, 0) }\nloss smooth_perceptron(2)\n"
FROZEN = "frozen deep.1.biases = (-1/2, 1/2)"
RAMP = "dataset d { + (1), (2)  - (-1), (0) }\nloss ramp\n"


def refuted(text, rule):
    found = theoremcheck.check(text, search=False)
    assert found.verdict == "refuted"
    assert found.refutations[0].rule == rule
    outcome = check(found.spec.problem, found.certificate)
    assert settled(found.spec.problem, found.spec.question, outcome) is Status.FAILS
    return found


@pytest.mark.parametrize(
    "network",
    [
        f"deep = 2 prelu with bias -> 2 prelu with bias {FROZEN}",
        f"deep = 2 prelu with bias beside = 1 prelu with bias {FROZEN}",
        f"deep = 2 prelu with bias beside = 1 prelu + 1 abs {FROZEN}",
        f"shortcut = 1 prelu deep = 2 prelu with bias {FROZEN}",
        "shortcut = 1 prelu deep = 2 prelu with bias beside = 2 prelu -> 1 relu",
    ],
)
def test_frozen_biases_and_several_branches(network):
    """l = 0 at the margin 0 is the least value there is, and - is wrong where f = 0."""
    found = refuted(f"{SQUARE}network {{ {network} }}", "rule.outlier")
    assert found.refutations[0].least == 2


def test_the_same_network_with_a_shortcut_has_rule_margin():
    refuted(f"{SQUARE}network {{ shortcut = 2 prelu hidden bias frozen b = (-1/2, 1/2) }}", "rule.margin")


def test_all_parameters_0_in_two_branches():
    text = (
        "dataset d { + (-2), (0)  - (3) }\nloss perceptron\nneuron s0(z) = -z\n"
        "network { deep = 4 s0 without bias -> 2 linear with bias beside = 1 linear without bias }\n"
    )
    assert refuted(text, "rule.outlier").refutations[0].least == 1


@pytest.mark.parametrize(
    ("claim", "signs", "least"),
    [("no_bad", "+-", 1), ("error at most 1/2", "+-", 2), ("error at most 1/2", "-+", 2)],
)
def test_a_loss_that_is_flat_on_both_sides(claim, signs, least):
    """rule.saturated asks for a plain network; rule.support asks for no more than slopes 0."""
    first, second = signs
    text = f"dataset d {{ {first} (1), (2)  {second} (-1) }}\nloss ramp\n"
    text += f"network {{ deep = 2 tanh beside = 1 tanh + 1 sigmoid output bias }}\nclaim {claim}\n"
    assert refuted(text, "rule.support").refutations[0].least >= least


@given(
    st.lists(st.fractions(-2, 2, max_denominator=3), min_size=2, max_size=2),
    st.sampled_from(["smooth_perceptron(2)", "perceptron"]),
    st.sampled_from(["leaky_relu", "relu", "abs"]),
)
@settings(max_examples=10, deadline=None)
def test_whatever_the_frozen_biases_are(biases, loss, neuron):
    values = ", ".join(map(str, biases))
    refuted(
        f"dataset d {{ + (0, 0), (-1, -1)  - (0, -1), (1, 0) }}\nloss {loss}\n"
        f"network {{ deep = 2 {neuron} with bias beside = 1 linear frozen deep.1.biases = ({values}) }}",
        "rule.outlier",
    )


@pytest.mark.parametrize("loss", ["logistic", "hinge", "exponential"])
def test_a_loss_with_a_slope_at_0_has_no_such_point(loss):
    problem = loads(
        f"dataset d {{ + (1)  - (-1) }}\nloss {loss}\nnetwork {{ deep = 1 tanh beside = 1 tanh }}"
    ).spec.problem
    assert list(proposer("minimum.support")(Case(problem))) == []


def test_output_weights_that_are_frozen_elsewhere_are_not_taken_for_0():
    text = f"{SQUARE}network {{ deep = 1 tanh beside = 1 tanh frozen deep.output = (1) }}"
    assert list(proposer("minimum.support")(Case(loads(text).spec.problem))) == []


def test_what_the_checks_of_levels_refuse_and_that_of_multipliers_accepts():
    """A point is listed layer by layer: there is none of two branches, and none with a bias frozen elsewhere."""
    plain = loads(f"{SQUARE}network {{ deep = 2 prelu with bias -> 1 prelu {FROZEN} }}").spec.problem
    for _, evidence in proposer("minimum.margin")(Case(plain)):
        assert isinstance(evidence, LevelMinimum)
        with pytest.raises(Refusal, match=r"reach\.(deep_zero|frozen_value)"):
            check_level(plain, evidence, at_zero=True)
    found = [e for _, e in proposer("minimum.hull")(Case(plain)) if isinstance(e, MultiplierMinimum)]
    assert any(not any(e.centre) for e in found)
    zero = next(e for e in found if not any(e.centre))
    assert check_multipliers(plain, zero, convex=True)[0] == 2
    with pytest.raises(Refusal, match=r"multipliers\.not_affine"):
        check_multipliers(plain, zero, convex=False)


def test_a_slope_that_is_not_0_is_refused_at_the_same_point():
    problem = loads(f"{RAMP}network {{ deep = 1 tanh beside = 1 tanh output bias }}").spec.problem
    evidence = next(e for _, e in proposer("minimum.support")(Case(problem)))
    assert establish(problem, "minimum.support", True, evidence).wrong[0] == 2
    moved = MultiplierMinimum((Fraction(0), *evidence.centre[1:]), (), evidence.multipliers)
    with pytest.raises(Refusal):
        establish(problem, "minimum.support", True, moved)
