"""Linear networks in exported files: coqc accepts that there is no spurious valley."""

import shutil

import pytest
from valley_exports import valley_export

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
NETWORKS = {
    "deep, without biases": "deep = 2 linear -> 1 linear -> 3 linear",
    "deep, a bias in the middle": "deep = 2 linear -> 1 linear with bias -> 3 linear",
    "deep, biases frozen beside a_0": "deep = 2 linear with bias  frozen deep.1.biases = (1, 2)  output bias",
    "the shortcut": "shortcut = 2 linear  output bias",
    "the shortcut and its biases": "shortcut = 2 linear  hidden bias",
    "frozen output weights": "shortcut = 2 linear  frozen a = (0, 3)",
    "a frozen part": "shortcut = 1 linear  deep = 2 linear  frozen a = (2)  frozen w = ((1, -1))  output bias",
}


def exported(network, loss="hinge"):
    return valley_export("thm.linear_valley", "+ (1, 0), (-1, 0)  - (0, 1), (0, -2)", network, loss)


@pytest.mark.parametrize("network", NETWORKS)
def test_linear_networks_are_proved(coqc, network):
    found = exported(NETWORKS[network])
    assert (found.goal, found.left) == ("thm.linear_valley", ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


def test_all_weights_have_to_be_trained(coqc):
    text, outputs = exported(NETWORKS["deep, without biases"]).text, " ++\n    map (Output 0) (seq 0 3);"
    assert text.count(outputs) == 1
    assert not coqc(text.replace(outputs, ";")).accepted


def test_some_constant_has_to_be_trained(coqc):
    text, bias = exported(NETWORKS["deep, a bias in the middle"]).text, "map (Bias 0 1) (seq 0 1)"
    assert text.count(bias) == 1
    assert not coqc(text.replace(bias, "[]")).accepted
