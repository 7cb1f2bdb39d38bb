"""Which networks are proposed for rule.tied: at every width, for all neurons with curvature, whatever the loss asks."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.decide.asking import accepts
from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.given import as_point
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.decide.minima.tied import at, tied
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import establish

CURVED = ("tanh", "sigmoid", "softplus", "arctan", "silu", "gelu", "erf", "quadratic", "gaussian", "exp", "mish", "sin")
MONOTONE = ("tanh", "sigmoid", "softplus", "arctan", "erf", "exp")
ODD = ("tanh", "arctan", "erf", "sin")
TURNING = ("silu", "gelu", "quadratic", "gaussian", "mish", "sin")
TARGETS = "targets(z) = (sigmoid(z) - 1/10)^2"
FIVE = "+ (0, 1), (1, 0)  - (0, 0), (1, 1), (1/2, 1/2)"
LINES = "- (0, 1), (0, -1)  + 2 * (0, 0)  - 3 * (1, 2), 3 * (1, 1)  + 4 * (1, 3/2)"
SPACE = "+ (0, 0, 0), (0, 0, 2)  - (0, 0, 1)  + (1, 2, 3), (3, 0, 3)  - 2 * (2, 1, 3), (0, 4, 1)"


def problem(samples, neuron, loss, width, biases="hidden bias  output bias"):
    text = (
        f"dataset d {{ {samples} }}\nneuron {neuron}\nloss {loss}\nnetwork {{ shortcut = {width} {neuron}  {biases} }}"
    )
    return loads(text).spec.problem


def proposed(*args):
    """How many points are proposed; the kernel accepts each of them."""
    found = problem(*args)
    points = list(tied(Ground(Case(found))))
    for point in points:
        assert establish(found, "minimum.tied", True, point).wrong[0] >= 1
    return len(points)


@pytest.mark.parametrize("width", [2, 3, 4])
@pytest.mark.parametrize("loss", ["square", "polynomial_hinge(3)", "squared_hinge", TARGETS])
@pytest.mark.parametrize("neuron", CURVED)
def test_two_neurons_hold_the_centre_of_a_square(neuron, loss, width):
    assert proposed(FIVE, neuron, loss, width)


@pytest.mark.parametrize("loss", ["square", "polynomial_hinge(3)", TARGETS])
def test_one_neuron_holds_it_if_it_turns_and_the_loss_has_a_margin(loss):
    # f(0), f(1) and f(2) are three numbers, of which a margin leaves one.
    margin = loss == "polynomial_hinge(3)"
    assert all((proposed(FIVE, neuron, loss, 1) > 0) == margin for neuron in TURNING)
    assert not any(proposed(FIVE, neuron, loss, 1) for neuron in MONOTONE)


@pytest.mark.parametrize("loss", ["logistic", "savage", "square", "modified_huber", TARGETS])
@pytest.mark.parametrize("neuron", CURVED)
def test_every_group_of_both_classes_has_an_output(neuron, loss):
    assert proposed(LINES, neuron, loss, 1)
    if neuron in ODD:  # without an output bias neurons of one sign, with weights of one sign, have no output 0
        assert proposed(LINES, neuron, loss, 2, "hidden bias")


@pytest.mark.parametrize("loss", ["square", "polynomial_hinge(3)"])
@pytest.mark.parametrize("neuron", ["tanh", "softplus", "gelu"])
def test_groups_in_space(neuron, loss):
    """One line is tied and all other samples are fitted, or are right; or both lines are."""
    assert proposed(SPACE, neuron, loss, 6)
    assert proposed(SPACE.replace("(1, 2, 3), (3, 0, 3)", "(2, 1, 2), (2, 1, 4)"), neuron, loss, 6)


@pytest.mark.parametrize("neuron", ["tanh", "softplus", "relu", "leaky_relu", "abs"])
def test_one_sample_of_both_labels_needs_no_curvature(neuron):
    assert proposed("+ 0, 1, 2  - 2, 3, 5", neuron, "square", 6)
    assert proposed("+ 0, 1, 2  - 2, 3, 5", neuron, "polynomial_hinge(3)", 3)
    assert not proposed("+ 0, 1, 2  - 2, 3, 5", neuron, "square", 3)


def test_a_loss_that_is_flat_in_floats_alone_has_no_margin():
    assert not proposed("- (0, 1), (0, -1), (5, 0)  + (0, 0)", "softplus", "logistic", 3)
    assert not proposed(FIVE, "tanh", "savage", 3)


def test_where_a_bounded_loss_is_smaller_at_the_ends_its_slopes_balance_inside():
    # Half of the samples would cost less than both halves do at c = 0.
    bent = "bent(z) = (1 + z)^2 / (1 + z^2/100)^2"
    assert proposed("- (0, 1), (0, -1)  + 2 * (0, 0)", "tanh", bent, 1)


small = st.integers(-3, 3)


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.tuples(small, st.integers(1, 3), st.booleans()), min_size=1, max_size=2, unique_by=lambda t: t[0]),
    st.sampled_from(CURVED),
    st.sampled_from(["square", "polynomial_hinge(3)", TARGETS]),
)
def test_parallel_lines_with_one_class_inside_the_other(lines, neuron, loss):
    """Class + in the middle on one or two lines: some f with a s'' > 0 has the one or two outputs."""
    rows = []
    for place, reach, heavy in lines:
        rows += [f"- ({place}, {reach}), ({place}, {-reach})", f"+ {1 + heavy} * ({place}, 0)"]
    assert proposed("  ".join(rows), neuron, loss, len(lines) + 1)


def test_what_is_not_free_has_short_numbers():
    found = problem("- (0, 1), (0, -1), (5, 0)  + (0, 0)", "softplus", "polynomial_hinge(3)", 1)
    (first, *_) = tied(Ground(Case(found)))
    bias = first.point.output_bias.base.value
    weight = first.point.neurons[0].output_weight.base.value
    fixed = weight if first.free == (0,) else bias
    assert isinstance(fixed, Q)
    assert fixed.denominator <= 2**12


@pytest.mark.parametrize("loss", ["square", "polynomial_hinge(3)", TARGETS])
@pytest.mark.parametrize("neuron", ["tanh", "gelu", "gaussian", "softplus"])
def test_biases_may_be_frozen_at_one_number(neuron, loss):
    # Softplus units are convex, so all a_j < 0 and f < a_0; the others rise from below a_0 in the middle.
    for frozen in (f"frozen a0 = {2 if neuron == 'softplus' else -3}", "frozen b = (-1, -1, -1, -1)"):
        assert proposed(FIVE, neuron, loss, 4, f"hidden bias  output bias  {frozen}")
    for frozen in ("frozen b = (0, 1, 2, 3)", "frozen a0", "frozen b", "frozen a = (1, 1, 1, 1)"):
        assert not proposed(FIVE, neuron, loss, 4, f"hidden bias  output bias  {frozen}")


def test_a_frozen_output_bias_may_be_on_the_wrong_side():
    """Softplus units with a_j < 0 stay below a_0, which is below c = 1/3."""
    assert not proposed(FIVE, "softplus", "square", 4, "hidden bias  output bias  frozen a0 = 1/4")


@pytest.mark.parametrize("samples", ["+ 0, 1, 2  - 2, 3, 5", FIVE, LINES])
@pytest.mark.parametrize("loss", ["square", "polynomial_hinge(3)", TARGETS])
@pytest.mark.parametrize("neuron", ["tanh", "softplus", "gelu"])
def test_a_point_that_is_written_in_decimals_is_found_again(neuron, loss, samples):
    """Also where a slope of the loss is 0 in floats because a sample is fitted, not because the loss is constant."""
    found = problem(samples, neuron, loss, 5)
    ground = Ground(Case(found))
    for evidence in tied(ground):
        again = at(ground, as_point(written(found, evidence)))
        assert any(holds(found, each) for each in again)


def holds(found, evidence):
    return accepts(establish, found, "minimum.tied", True, evidence)


def written(found, evidence):
    """The parameters to 60 digits."""
    given = parameters(found, evidence)
    return replace(
        given,
        output_bias=round(given.output_bias * 10**60) / Q(10**60),
        output_weights=tuple(round(weight * 10**60) / Q(10**60) for weight in given.output_weights),
    )
