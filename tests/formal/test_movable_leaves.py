"""network.movable in exported files: the regions as a tree that coqc checks, and the halves of the neuron."""

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
CROSS = "+ (1, 0), (-1, 0)  - (0, 1), (0, -1)"
OPPOSITE = "+ (1/2, 0), (0, 3)  - (-1, 0), (0, -1/3), (0, 0)"
AXES = "+ (1, 0), (2, 0)  - (0, 1), (0, 3)"
NETWORKS = (
    ("shortcut = 2 relu  output bias", OPPOSITE),
    ("shortcut = 2 requ", CROSS),
    ("shortcut = 1 abs", AXES),
    ("shortcut = 2 back  frozen a = (0, -2)", OPPOSITE),
    ("shortcut = 2 relu  frozen a = (3, -1)", CROSS),
    ("shortcut = 2 cubed  deep = 2 gelu  output bias", OPPOSITE),
    ("shortcut = 2 bent  frozen b = (0, 0)  hidden bias", OPPOSITE),
    ("shortcut = 2 roof", AXES),
)
"""Each with its data."""


def exported(network, data=OPPOSITE, neuron=""):
    loaded = loads(
        f"dataset d {{ {data} }}\nneuron back(z) = max(0, -z)\nneuron roof(z) = -abs(z)\n"
        f"neuron cubed(z) = max(0, z)^3\nneuron bent(z) = cases {{ z < 0: 0; z < 1: 2 * z; else: 1 + z }}\n"
        f"{neuron}\nloss logistic\nnetwork {{ {network} }}"
    )
    assert loaded.spec is not None, loaded.diagnostics
    verdict = decide(loaded.spec, Options(search=False))
    assert "thm.movable" in [entry.theorem for entry in verdict.derivations]
    return export(loaded.spec.problem, check(loaded.spec.problem, verdict.certificate), "movable.spec")


@pytest.mark.parametrize(("network", "data"), NETWORKS)
def test_regions_are_proved(coqc, network, data):
    found = exported(network, data)
    assert found.left == ()
    assert "thm_movable" in found.text
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


def test_regions_that_are_tampered_with_are_refused(coqc):
    """A sample with the other direction, a cut that puts the zero elsewhere, and multipliers of another sign."""
    text = exported(*NETWORKS[0]).text
    assert coqc(text).accepted
    for true, false in (("(Along [", "(Along [-"), (" false (", " true ("), ("(Nowhere [", "(Nowhere [5; ")):
        assert true in text
        assert not coqc(text.replace(true, false).replace("--", "")).accepted


@pytest.mark.parametrize("neuron", ["sqrt(abs(z))", "cases { z < 0: 2 - exp(z); else: 1 + z^2 }"])
def test_neurons_that_no_tactic_sees_through_are_left_to_the_kernel(coqc, neuron):
    found = exported("shortcut = 2 s", AXES, f"neuron s(z) = {neuron}")
    assert found.left == ("network.movable",)
    answer = coqc(found.text)
    assert answer.accepted, answer.message
