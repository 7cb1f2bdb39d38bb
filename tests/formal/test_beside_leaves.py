"""Units next to the output in exported files: coqc accepts that there are enough, and no fewer, no other neurons."""

import shutil

import pytest
from valley_exports import valley_export

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
NETWORKS = {
    "a frozen branch": "shortcut = 3 softplus  deep = 2 relu -> 1 tanh  hidden bias",
    "a_0 is trained": "shortcut = 2 tanh  deep = 1 relu  hidden bias  output bias",
    "relu": "shortcut = 3 relu  deep = 1 tanh  hidden bias",
    "two parts": "shortcut = 1 sigmoid  deep = 1 relu + 2 tanh with bias  hidden bias",
    "two branches": "deep = 1 softplus + 1 relu with bias  beside = 1 sin with bias",
}


def exported(network, loss="hinge"):
    return valley_export("thm.wide.beside", "+ (1, 0), (-2, 0)  - (0, 1), (0, 1)", network, loss)


@pytest.mark.parametrize("network", NETWORKS)
def test_units_beside_anything_are_proved(coqc, network):
    found = exported(NETWORKS[network])
    assert (found.goal, found.left) == ("thm.wide.beside", ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


def test_each_sample_has_to_be_counted(coqc):
    text = exported(NETWORKS["a frozen branch"]).text
    assert text.count("[0; 1; 2]%nat") == 1
    assert not coqc(text.replace("[0; 1; 2]%nat", "[0; 1]%nat")).accepted


def test_a_polynomial_of_low_degree_has_no_such_difference(coqc):
    text, neuron = exported(NETWORKS["relu"]).text, "val := fun v => (Rmax 0 v);"
    assert text.count(neuron) == 1
    assert not coqc(text.replace(neuron, "val := fun v => v;")).accepted


def test_biases_have_to_be_trained(coqc):
    text = exported(NETWORKS["a frozen branch"]).text
    assert text.count("b_trained := true") == 1
    assert not coqc(text.replace("b_trained := true", "b_trained := false")).accepted
