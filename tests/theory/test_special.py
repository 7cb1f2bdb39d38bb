"""What a special problem lacks is named where the problem is nearly one, and nowhere else."""

import pytest

from theoremcheck import check
from theoremcheck.language import loads
from theoremcheck.theory.engine import RELEVANT
from theoremcheck.theory.special import nearly

SPEC = "dataset d {{ + (1), (2)  - (-1), (3) }}\nneuron tanh\nloss square\nnetwork {{ {network} }}\nclaim {claim}\n"
UNIT = "shortcut = 1 tanh  hidden bias  frozen a = 1/2"
OTHERS = [
    "shortcut = 1 tanh  hidden bias",
    "shortcut = 2 tanh  hidden bias  frozen a = (1, 1)",
    "shortcut = 1 tanh  hidden bias  output bias  frozen a = 1",
    "deep = 1 tanh",
]


def missing(network, claim):
    spec = loads(SPEC.format(network=network, claim=claim)).spec
    return {entry.theorem: entry.missing for entry in check(spec, search=False).blockers}


@pytest.mark.parametrize("claim, theorem", [("global", "thm.matching"), ("no_valley", "thm.convex_valley")])
def test_one_unit_that_does_not_match_the_loss(claim, theorem):
    assert missing(UNIT, claim)[theorem] == ("network.matching",)
    for network in OTHERS:
        assert theorem not in missing(network, claim)


def test_what_is_near_makes_a_problem_special():
    near = nearly(loads(SPEC.format(network=UNIT, claim="no_bad")).spec.problem)
    assert near <= {name for names in RELEVANT.values() for name in names.split()}


def test_the_report_names_the_class(run, tmp_path):
    (tmp_path / "u.spec").write_text(SPEC.format(network=UNIT, claim="global"), encoding="utf-8")
    said = " ".join(run("u.spec", "--no-search").stdout.split())
    assert "thm.matching does not apply. Missing: fails network.matching on class + l(-y f) bends down" in said
