"""Positively homogeneous neurons in exported files: coqc accepts that they are more than their columns need."""

import shutil

import pytest
from valley_exports import valley_export

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
DECAY = "objective { regularizer = 1/10 * l2(a, w) }"
PROBLEMS = {
    "relu": ("shortcut = 4 relu", "hinge", DECAY),
    "leaky relu and biases": ("shortcut = 4 leaky_relu  hidden bias", "logistic", DECAY),
    "a free constant": ("shortcut = 3 abs  output bias", "square", DECAY),
    "a constant under decay": ("shortcut = 4 relu  output bias", "hinge", DECAY.replace("(a, w)", "(a, a0)")),
    "beside a frozen branch": ("shortcut = 4 relu  deep = 1 tanh  frozen deep = (1, 2, 1)", "hinge", DECAY),
}


def exported(name):
    network, loss, objective = PROBLEMS[name]
    return valley_export("thm.wide.decay", "+ (1, 0), (-2, 0)  - (0, 1), (0, 1)", network, loss, objective)


@pytest.mark.parametrize("name", PROBLEMS)
def test_positively_homogeneous_neurons_are_proved(coqc, name):
    found = exported(name)
    assert (found.goal, found.left) == ("thm.wide.decay", ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


def test_one_neuron_more_is_needed(coqc):
    text = exported("relu").text
    assert text.count("width := 4%nat") == 1
    assert not coqc(text.replace("width := 4%nat", "width := 3%nat")).accepted


def test_a_penalised_constant_is_not_free(coqc):
    text = exported("a free constant").text
    assert text.count("penalties := ") == 1
    assert not coqc(text.replace("penalties := ", "penalties := (1, A0) :: ")).accepted
