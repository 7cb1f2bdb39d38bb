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


def exported(network):
    source = (
        f"dataset d {{ + (1, 0), (-2, 0)  - (0, 1), (0, 1) }}\nnetwork {{ {network} }}\nloss hinge\nclaim no_valley"
    )
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
