"""The commands that look for a counterexample: a claim that nothing refutes, and one about minima off all breaks."""

import pytest

FAMILY = """
dataset random { samples n  dimension 1  seed s }
let n = 5
let s = 1
neuron leaky_relu
loss hinge
network { shortcut = 2 leaky_relu  hidden bias  output bias }
claim no_bad_smooth
"""
NOTHING = "No rule refutes this claim."


@pytest.fixture
def family(tmp_path):
    path = tmp_path / "f.spec"
    path.write_text(FAMILY, encoding="utf-8")
    return path


def test_hunt_finds_one_off_all_breaks(run, family):
    small = family.with_name("small.spec")
    family.write_text(FAMILY.replace("leaky_relu", "relu").replace("hinge", "squared_hinge"), encoding="utf-8")
    result = run("hunt", str(family), "--over", "s=0..9", "--no-search", "-o", str(small))
    assert result.returncode == 0
    assert "claim no_bad_smooth" in small.read_text(encoding="utf-8")


def test_hunt_goes_on_where_a_claim_is_refuted_for_some_bound(run, family):
    family.write_text(FAMILY.replace("no_bad_smooth", "error at most 1"), encoding="utf-8")
    result = run("hunt", str(family), "--over", "s=1", "--no-search")
    assert result.returncode == 1
    assert "none is refuted" in result.stderr


def test_shrink_says_so(run, family):
    text = FAMILY.replace("no_bad_smooth", "error at most 1").replace("  output bias", "")  # which has a bound
    family.write_text(text, encoding="utf-8")
    result = run("shrink", str(family), "--no-search")
    assert result.returncode == 3
    assert f"no theorem or rule is to be kept. {NOTHING}" in " ".join(result.stderr.split())


@pytest.mark.parametrize("asked", ["no_bad_smooth", "claim no_bad_smooth"])
def test_why_of_a_claim_says_where_claims_are_explained(run, family, asked):
    result = run(str(family), "--why", asked)
    assert result.returncode == 2
    assert "`theoremcheck explain no_bad_smooth` says what it means" in " ".join(result.stderr.split())
