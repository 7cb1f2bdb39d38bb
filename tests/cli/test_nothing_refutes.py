"""What the commands that look for a counterexample say of a claim that nothing refutes."""

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
SEPARABLE = """
dataset k { + (1, -1), (1, 1), (2, 0)  - (-1, 0) }
loss hinge
claim no_bad_smooth
network { output bias  deep = 1 leaky_relu -> 1 leaky_relu }
"""
NOTHING = "No rule refutes this claim."


@pytest.fixture
def family(tmp_path):
    path = tmp_path / "f.spec"
    path.write_text(FAMILY, encoding="utf-8")
    return path


def test_hunt_answers_at_once(run, family):
    result = run("hunt", str(family), "--over", "s=0..999", "-o", str(family.with_name("small.spec")))
    assert result.returncode == 2
    assert f"there is no counterexample to hunt for: {NOTHING}" in " ".join(result.stderr.split())
    assert not family.with_name("small.spec").exists()


def test_hunt_goes_on_where_a_claim_is_refuted_for_some_bound(run, family):
    family.write_text(FAMILY.replace("no_bad_smooth", "error at most 1"), encoding="utf-8")
    result = run("hunt", str(family), "--over", "s=1", "--no-search")
    assert result.returncode == 1
    assert "none is refuted" in result.stderr


def test_sweep_and_shrink_say_so(run, family):
    rows = family.with_name("rows.jsonl")
    result = run("sweep", str(family), "--over", "s=1", "--no-search", "-o", str(rows))
    assert result.stderr.count(NOTHING) == 1
    result = run("shrink", str(family), "--no-search")
    assert result.returncode == 3
    assert f"no theorem or rule is to be kept. {NOTHING}" in " ".join(result.stderr.split())
    family.write_text(FAMILY.replace("no_bad_smooth", "no_bad"), encoding="utf-8")
    result = run("sweep", str(family), "--over", "s=1", "--no-search", "-o", str(rows))
    assert NOTHING not in result.stderr


def test_relax_says_it_once(run, tmp_path):
    path = tmp_path / "k.spec"
    path.write_text(SEPARABLE, encoding="utf-8")
    shown = " ".join(run(str(path), "--no-search", "--relax").stdout.split())
    assert shown.count(NOTHING) == 1
    assert "was certified for any" not in shown
    assert "without loss.active the loss perceptron instead of hinge: only this fails" in shown


@pytest.mark.parametrize("asked", ["no_bad_smooth", "claim no_bad_smooth"])
def test_why_of_a_claim_says_where_claims_are_explained(run, family, asked):
    result = run(str(family), "--why", asked)
    assert result.returncode == 2
    assert "`theoremcheck explain no_bad_smooth` says what it means" in " ".join(result.stderr.split())
