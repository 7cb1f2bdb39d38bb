"""Verdicts are values: equal, copied, pickled, and shown in a line; a pickle that was changed is refused."""

import copy
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from pace import quick_and_slow

import theoremcheck as tc
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.values import Answer

FOLDER = Path(__file__).resolve().parents[2] / "specs"
SPECS = sorted(FOLDER.glob("*/*.spec"))[::11]
FLAT = FOLDER / "counterexamples" / "flat_relu.spec"
XOR = FOLDER / "theorems" / "rotated_xor_softplus.spec"


@pytest.mark.parametrize("path", quick_and_slow(SPECS, 4), ids=lambda path: path.stem)
def test_equal_runs_are_equal_and_survive_a_pickle(path):
    verdict = tc.check(path, search=False)
    assert tc.check(path, search=False) == verdict
    again = pickle.loads(pickle.dumps(verdict))
    assert again == verdict
    assert hash(again) == hash(verdict)
    assert copy.copy(verdict) == copy.deepcopy(verdict) == verdict
    facts = [finding.fact for finding in again.findings.values() if finding.fact is not None]
    assert all(fact.problem is again.spec.problem for fact in facts)
    assert again.report == verdict.report
    for value in (verdict, verdict.spec, verdict.certificate, *verdict.findings.values(), *verdict.minima, *facts):
        assert len(repr(value)) <= 160
        assert "\n" not in repr(value)


def test_equal_searches_are_equal():
    first, second = (tc.check(FLAT, starts=8, seed=3) for _ in range(2))
    assert first == second
    assert first.seconds != second.seconds
    assert pickle.loads(pickle.dumps(first)) == first
    assert tc.check(FLAT, starts=8, seed=4) != first
    assert repr(first.search).startswith("<SearchReport 8 starts, seed 3: ")


def test_one_line():
    assert repr(tc.check(FLAT, search=False)) == "<Verdict refuted by rule.flat: flat_relu.spec>"
    assert repr(tc.check(XOR, search=False)) == "<Verdict proved by thm.subspaces: rotated_xor_softplus.spec>"


def test_values_do_not_change():
    verdict = tc.check(FLAT, search=False)
    with pytest.raises(AttributeError):
        verdict.answer = Answer.PROVED
    for mapping in (verdict.findings, verdict.statuses, verdict.seconds, verdict.certificate.digests):
        with pytest.raises(TypeError):
            mapping["thm.separable"] = None


@pytest.mark.parametrize(
    "changed",
    [
        {"answer": Answer.PROVED},
        {"refutations": ()},
        {"refutations": (), "answer": Answer.UNDECIDED},
        {"statuses": {"thm.separable": 3}},
    ],
)
def test_a_pickled_verdict_follows_from_its_facts(changed):
    verdict = tc.check(FLAT, search=False)
    with pytest.raises(ValueError, match="no verdict that follows"):
        pickle.loads(pickle.dumps(replace(verdict, **changed)))


def test_facts_under_other_names_are_refused():
    verdict = tc.check(FLAT, search=False)
    findings = dict(verdict.findings)
    findings["neuron.increasing"] = findings["loss.defined"]
    with pytest.raises(ValueError, match="no verdict that follows"):
        pickle.loads(pickle.dumps(replace(verdict, findings=findings)))


def test_a_pickle_with_other_evidence_is_refused():
    text = pickle.dumps(tc.check(XOR, search=False), 0)
    changed = text.replace(b"data.span_exclusion", b"data.linearly_separable")
    assert changed != text
    with pytest.raises((Refusal, ValueError)):
        pickle.loads(changed)


def test_the_minimum_and_the_report():
    verdict = tc.check(FLAT, search=False)
    assert verdict.minimum["b"] == (-1, -1)
    assert float(verdict.spec.loss(verdict.minimum)) == pytest.approx(32 / 45)
    assert verdict.report.splitlines()[1].startswith("REFUTED by rule.flat: L has a bad local minimum")
    assert verdict.to_json()["verdict"] == "refuted"
    assert tc.check(XOR, search=False).minimum is None
