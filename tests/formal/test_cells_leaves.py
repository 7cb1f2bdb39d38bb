"""The conditions of thm.cells in exported files: paths through shortcut and branches, frozen weights, and losses."""

import shutil

import pytest

from theoremcheck.formal.export import export
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import check
from theoremcheck.verdict.judge import decide

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
NETWORKS = (
    ("shortcut = 2 leaky_relu  output bias", "hinge"),
    ("deep = 2 leaky_relu  hidden bias  frozen deep.output = (0, -3)", "l(z) = max(0, 1 + z, 3 * z - 1)"),
    ("deep = 2 leaky_relu -> 1 leaky_relu + 1 relu -> 1 leaky_relu  hidden bias", "hinge"),
    ("deep = 2 leaky_relu -> 2 leaky_relu  frozen deep.2.weights = (0, 0, 0, -1)", "hinge"),
    ("shortcut = 1 tanh  deep = 2 leaky_relu -> 1 leaky_relu  hidden bias  output bias", "hinge"),
)
"""Each with its loss."""


def exported(network, loss, neuron=""):
    data = "+ (1, -1), (1, 1)  - (-1, 0)"
    loaded = loads(f"dataset d {{ {data} }}\n{neuron}\nloss {loss}\nnetwork {{ {network} }}\nclaim no_bad_smooth")
    assert loaded.spec is not None, loaded.diagnostics
    verdict = decide(loaded.spec, Options(search=False))
    assert verdict.derivations[0].theorem == "thm.cells"
    return export(loaded.spec.problem, check(loaded.spec.problem, verdict.certificate), "cells.spec")


@pytest.mark.parametrize(("network", "loss"), NETWORKS)
def test_paths_are_proved(coqc, network, loss):
    found = exported(network, loss)
    assert found.left == ()
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


@pytest.mark.parametrize("neuron", ["log(exp(z))", "2*z + relu(relu(z) - 1)", "max(z, min(2*z, z/2))"])
def test_formulas_that_no_tactic_sees_through_are_left_to_the_kernel(coqc, neuron):
    found = exported("deep = 2 s -> 2 leaky_relu  hidden bias", "hinge", f"neuron s(z) = {neuron}")
    assert found.left == ("network.affine_path",)
    assert "Axiom leaf_network_affine_path : affine_path the_problem " in found.text  # of the very layers
    assert "off_breaks the_problem the_layers t ->" in found.text
    answer = coqc(found.text)
    assert answer.accepted, answer.message


def test_what_is_claimed_is_about_the_layers_of_the_problem():
    """Of layers that a proof chooses the claim would say nothing: a unit at rest at its break can stand beside them."""
    assert "off_breaks the_problem the_layers t ->" in exported(*NETWORKS[1]).text
    assert "off_breaks the_problem (@nil (list (list fn))) t ->" in exported(*NETWORKS[0]).text


def test_another_unit_is_refused(coqc):
    """Of the second layer of one network the path takes the leaky ReLU: the ReLU beside it is not monotone."""
    text = exported(*NETWORKS[2]).text
    assert "[0%nat; 0%nat; 0%nat; 0%nat]" in text
    assert not coqc(text.replace("[0%nat; 0%nat; 0%nat; 0%nat]", "[0%nat; 0%nat; 1%nat; 0%nat]")).accepted
