"""Wide networks in exported files: coqc accepts the conditions, and no smaller number of samples."""

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
NETWORKS = {
    "shortcut = 3 relu  hidden bias": "[0; 1; 2]%nat",
    "shortcut = 2 relu  hidden bias  frozen b = (1/2, 1/2)  output bias": "[0; 1; 2]%nat",
    "shortcut = 4 tanh": "[0; 1; 2]%nat",
}


LINE = "+ -2, 0, 1, 3  - -1, 1/2, 2, 5, 5"
POLYNOMIALS = [
    ("z^2 + z", "shortcut = 3 n  hidden bias", LINE),
    ("z^2/3 - z + 1", "shortcut = 2 n  output bias", LINE),
    ("abs(z)^2 + z", "shortcut = 2 n", LINE),
    ("z^3 + z", "shortcut = 4 n  hidden bias  frozen b = (1/2, 1/2, 1/2, 1/2)", LINE),
    ("z^3 + z", "shortcut = 3 n  hidden bias  frozen b = (-1, -1, -1)  output bias", LINE),
    ("z^9", "shortcut = 1 n", LINE),
    ("2", "shortcut = 1 n", LINE),
    ("0*z", "shortcut = 1 n  output bias", LINE),
    ("z^2 + z", "shortcut = 4 n  output bias", "+ (5, 0), (-3, 4), (0, -5), (3, -4)  - (0, 5), (-5, 0), (7/5, 24/5)"),
    # More monomials than samples, on lines through 0.
    ("z^5", "shortcut = 3 n", "+ (1, 2, 3), (2, 4, 6), (-1, -2, -3), (1, 0, 1)  - (2, 0, 2), (0, 1, 0), (0, -2, 0)"),
]


def exported(network, neuron="", data="+ (1, 0), (-2, 0)  - (0, 1), (0, 1)"):
    named = f"neuron n(z) = {neuron}\n" if neuron else ""
    source = f"dataset d {{ {data} }}\n{named}network {{ {network} }}\nloss hinge\nclaim no_valley"
    loaded = loads(source)
    assert loaded.spec is not None, loaded.render()
    verdict = decide(loaded.spec, Options(search=False))
    return export(loaded.spec.problem, check(loaded.spec.problem, verdict.certificate), "wide.spec")


@pytest.mark.parametrize("network", NETWORKS)
def test_wide_networks_are_proved(coqc, network):
    found = exported(network)
    assert (found.goal, found.left) == ("thm.wide.shallow", ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


def test_each_sample_has_to_be_counted(coqc):
    network = "shortcut = 3 relu  hidden bias"
    text = exported(network).text
    assert text.count(NETWORKS[network]) == 1
    assert not coqc(text.replace(NETWORKS[network], "[0; 1]%nat")).accepted


@pytest.mark.parametrize(("neuron", "network", "data"), POLYNOMIALS)
def test_polynomial_neurons_are_proved(coqc, neuron, network, data):
    found = exported(network, neuron, data)
    assert (found.goal, found.left) == ("thm.wide.shallow", ())
    assert "width_monomials_by" in found.text
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[1; 2]%nat [0; 1; 2]%nat", "[1]%nat [0; 1; 2]%nat"),  # a degree is left out
        ("[0; 1; 2]%nat", "[0; 1]%nat"),  # a sample is left out
        ("width := 3%nat", "width := 2%nat"),
        ("(4%nat, ", "(5%nat, "),  # the shares of another sample
    ],
)
def test_the_shares_have_to_be_right(coqc, old, new):
    text = exported("shortcut = 3 n  hidden bias", "z^2 + z", LINE).text
    assert old in text, text
    assert not coqc(text.replace(old, new)).accepted
