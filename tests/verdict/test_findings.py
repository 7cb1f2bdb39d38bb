"""Which conditions are examined: of large data only what the answer needs, and what somebody asks for."""

import random
from pathlib import Path

import pytest
from pace import slow_and_thorough
from test_judge import XOR, spec_of

import theoremcheck
from theoremcheck.options import Extent, Options
from theoremcheck.report.formats.text import head
from theoremcheck.theory.graph import below
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.questions import Asked, Question
from theoremcheck.verdict.findings import MAX_LARGE_ENTRIES, NEEDLESS, find_all
from theoremcheck.verdict.judge import judge
from theoremcheck.verdict.values import Answer

SPECS = sorted((Path(__file__).resolve().parents[2] / "specs").rglob("*.spec"))
CLOUD = "dataset d { + (3, 1), (2, 2), (4, 1)  - (-1, 2), (-3, 1), (-2, 0) }"
BIAS = "shortcut = 2 softplus  hidden bias  output bias"


@pytest.fixture
def large(monkeypatch):
    """All data count as large."""
    monkeypatch.setattr("theoremcheck.decide.data.size.LARGE", 0)


def findings(data, neuron="softplus", loss="logistic", network=BIAS, wanted=(), **more):
    return find_all(spec_of(data, neuron, loss, network).problem, frozenset(wanted), lambda _: None, **more)


def looked_at(found):
    return {name for name, finding in found.items() if finding.status is not Status.OPEN and name.startswith("data.")}


def test_a_proof_ends_the_examination_of_large_data(large):
    found = findings(CLOUD)
    assert looked_at(found) == {"data.linearly_separable"}
    assert found["data.span_exclusion"].reason == NEEDLESS


def test_everything_is_examined_where_it_is_asked_for(large):
    wanted = looked_at(findings(CLOUD, extent=Extent.ALL))
    assert {"data.span_exclusion", "data.equal_means", "data.independent"} < wanted


def test_small_data_are_examined_as_ever():
    assert "data.span_exclusion" in looked_at(findings(CLOUD))


@pytest.mark.parametrize("wanted", ["data.span_exclusion", "thm.subspaces.c2", "thm.subspaces", "rule.affine"])
def test_what_is_wanted_is_examined_by_its_name_or_by_that_of_a_statement(large, wanted):
    found = findings(CLOUD, wanted=(wanted,))
    asked = "data.equal_means" if wanted == "rule.affine" else "data.span_exclusion"
    assert found[asked].status is not Status.OPEN
    assert found["data.circuit"].status is Status.OPEN


def test_a_proof_of_less_than_the_question_ends_nothing(large):
    """thm.separable does not say that a local minimum is a global one where the loss rests above its infimum."""
    asked = Question(Asked.GLOBAL)
    resting = "l(z) = max(0, z + 1)^2 - min(0, z + 3)^2/(1 + min(0, z + 3)^2)"
    found = findings(CLOUD, loss=resting, question=asked)
    assert found["data.linearly_separable"].status is Status.HOLDS
    assert all(finding.reason != NEEDLESS for finding in found.values())
    for more in ({"loss": resting}, {"loss": "squared_hinge", "question": asked}):
        assert any(finding.reason == NEEDLESS for finding in findings(CLOUD, **more).values())


@pytest.mark.slow
@pytest.mark.parametrize("text", [CLOUD, XOR])
@pytest.mark.parametrize("neuron", ["softplus", "relu", "z^2", "tanh"])
@pytest.mark.parametrize("loss", ["logistic", "squared_hinge"])
@pytest.mark.parametrize("width", [1, 3])
def test_the_answer_is_the_same_whatever_counts_as_large(monkeypatch, text, neuron, loss, width):
    """Proved stays proved and refuted refuted; the certificate of the shorter way is accepted as well."""
    spec = spec_of(
        text,
        f"n(z) = {neuron}" if "^" in neuron else neuron,
        loss,
        f"shortcut = {width} {neuron}  output bias" if "^" not in neuron else f"shortcut = {width} n  output bias",
    )
    usual = judge(spec, Options(search=False))
    monkeypatch.setattr("theoremcheck.decide.data.size.LARGE", 0)
    short = judge(spec, Options(search=False))
    assert short.answer is usual.answer
    assert short.vacuous == usual.vacuous
    assert short.alarm is None
    check(spec.problem, short.certificate)
    for name, finding in short.findings.items():
        assert finding.status in (usual.findings[name].status, Status.OPEN)


DENIED = """
dataset d { + (1, 1), (-1, -1), (2, 0)  - (1, -1), (-1, 1), (0, 2) }
loss hinge
network { deep = 2 linear -> 1 linear  output bias }
expect refuted by rule.linear
"""
OPAQUE = """
dataset d { + (1, 1, 0), (-1, 1, 0)  - (0, 1, 1), (0, 1, -1) }
neuron mystery { assume defined, c1, c2, increasing, convex, strictly_convex }
loss squared_hinge
network { shortcut = 4 mystery }
expect conditional by thm.subspaces
"""
RENAMED = """
dataset d { + (3, 1), (2, 2)  - (-1, 2), (-3, 1) }
loss logistic
network { shortcut = 2 linear  output bias }
claim global
expect proved by thm.separable.smooth
"""


@pytest.mark.parametrize("text", [DENIED, OPAQUE, RENAMED], ids=["denied", "opaque", "renamed"])
def test_what_only_some_arms_need_is_examined(monkeypatch, text):
    """A rule asks for the failure of a condition; a condition that nothing decides is no reason to leave others out;
    an expectation may use the name of an earlier version.
    """
    usual = theoremcheck.check(text, search=False)
    assert usual.met
    monkeypatch.setattr("theoremcheck.decide.data.size.LARGE", 0)
    short = theoremcheck.check(text, search=False)
    assert short.met
    assert short.verdict == usual.verdict


# Of large data one instance is tried, which need not be the one that refutes.
EVERY_FOURTH = [path for path in SPECS[::4] if not path.stem.startswith("instance_")]


@pytest.mark.slow
@pytest.mark.parametrize("path", slow_and_thorough(EVERY_FOURTH, 3), ids=lambda path: path.stem)
def test_the_corpus_has_the_same_verdicts_if_its_data_count_as_large(large, path):
    verdict = theoremcheck.check(path, search=False)
    assert verdict.met
    assert verdict.alarm is None


def test_what_was_not_examined_stands_in_no_theorems_way(large):
    verdict = judge(spec_of(CLOUD, "softplus", "logistic", BIAS), Options(search=False))
    assert verdict.answer is Answer.PROVED
    assert "does not apply" not in head(verdict)


def test_beyond_the_bound_nothing_is_decided_about_the_data_and_the_bound_is_named(monkeypatch):
    monkeypatch.setattr("theoremcheck.verdict.findings.MAX_LARGE_ENTRIES", 11)
    reason = findings(CLOUD)["data.linearly_separable"].reason
    assert reason.code == "finding.too_large"
    assert dict(reason.values)["bound"] == "MAX_LARGE_ENTRIES"
    assert MAX_LARGE_ENTRIES >= 60_000 * 784
    monkeypatch.setattr("theoremcheck.verdict.findings.MAX_ENTRIES", 11)
    monkeypatch.setattr("theoremcheck.verdict.findings.MAX_LARGE_ENTRIES", 12)
    found = findings(CLOUD)
    assert found["data.linearly_separable"].status is Status.HOLDS
    assert dict(found["network.width"].reason.values)["bound"] == "MAX_ENTRIES"


def test_every_condition_has_a_finding(large):
    assert list(findings(CLOUD)) == list(CONDITIONS)


@pytest.mark.slow
def test_many_samples_take_the_short_way_and_the_kernel_agrees():
    """Beyond LARGE entries: separable, and with labels that nothing separates."""
    generator = random.Random(3)
    rows = [[generator.randint(-99, 99) for _ in range(12)] for _ in range(4300)]
    scores = [sum(row[:3]) - row[5] for row in rows]
    kept = [(row, score) for row, score in zip(rows, scores, strict=True) if abs(score) > 4]
    assert len(kept) * 12 > 50_000
    for flipped in (0, 3):
        labels = [(score > 0) != (flipped and i % 7 < flipped) for i, (_, score) in enumerate(kept)]
        text = " ".join(
            f"{'+' if y else '-'} ({', '.join(map(str, row))})" for (row, _), y in zip(kept, labels, strict=True)
        )
        verdict = judge(spec_of(f"dataset d {{ {text} }}", "softplus", "logistic", BIAS), Options(search=False))
        fact = verdict.findings["data.linearly_separable"].fact
        assert fact.status is (Status.FAILS if flipped else Status.HOLDS)
        check(verdict.spec.problem, verdict.certificate)
        if flipped:
            assert verdict.findings["data.core_in_one_class"].status is Status.FAILS


# --- what a verdict needs, and no more ----------------------------------------------------------------------------


def decided(path, extent, **more):
    return theoremcheck.check(path, search=False, extent=extent, **more)


PROVED = "dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }"


def test_a_verdict_needs_the_conditions_of_one_theorem():
    found = findings(
        PROVED, loss="polynomial_hinge(3)", network="shortcut = 3 softplus  output bias", extent=Extent.VERDICT
    )
    examined = {name for name, finding in found.items() if finding.reason != NEEDLESS}
    assert tuple(found) == tuple(CONDITIONS)
    assert {"data.linearly_separable", "data.span_exclusion", "neuron.strictly_convex"} < examined
    assert not examined & {"data.circuit", "neuron.even", "network.linear_part", "minimum.order"}
    assert len(examined) < 25


def test_what_is_assumed_leaves_nothing_out():
    """A theorem that holds by an assumption does not keep another from being looked for that needs none."""
    text = "dataset d { dimension 3  assume linearly_separable }"
    found = findings(text, loss="squared_hinge", extent=Extent.VERDICT)
    assert all(finding.reason != NEEDLESS for finding in found.values())


@pytest.mark.parametrize("wanted", ["minimum.hull", "rule.affine", "thm.independent", "lemma.rank", "data.circuit"])
def test_what_is_wanted_beside_the_verdict_is_examined_as_ever(wanted):
    found = [findings(PROVED, loss="squared_hinge", wanted=(wanted,), extent=extent) for extent in Extent]
    readings = [{name: finding.status for name, finding in entry.items()} for entry in found]
    assert len({evaluate(wanted, statuses) for statuses in readings}) == 1
    left = {name for name in below(wanted) & CONDITIONS.keys() if found[0][name].reason == NEEDLESS}
    assert not left or evaluate(wanted, readings[0]) is Status.HOLDS


@pytest.mark.parametrize("path", slow_and_thorough(SPECS[1::3], 6), ids=lambda path: path.stem)
def test_the_corpus_has_the_same_headlines_if_no_more_is_decided(path):
    brief, usual = (decided(path, extent) for extent in (Extent.VERDICT, Extent.USUAL))
    assert (brief.verdict, brief.vacuous, brief.theorems[:1]) == (usual.verdict, usual.vacuous, usual.theorems[:1])
    assert brief.certificate.goal == usual.certificate.goal
    assert check(brief.spec.problem, brief.certificate).goal == usual.certificate.goal
    assert [entry.met for entry in brief.expectations] == [entry.met for entry in usual.expectations]
    if not brief.brief:
        assert brief.statuses == usual.statuses
    assert brief.answer is Answer.PROVED or not brief.brief
