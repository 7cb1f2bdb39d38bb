"""certify: the report on a point from Python, also of an import, of the candidate, and from a pickle."""

import copy
import pickle
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import theoremcheck as tc
from theoremcheck.verdict.pointwise.values import Standing

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
STRICT = tc.load(FOLDER / "strict_gelu_separable.spec")
MINIMUM = tc.check(STRICT, search=False).minimum


def test_a_minimum():
    report = tc.certify(STRICT, MINIMUM)
    assert report.standing is Standing.CERTIFIED
    assert report.rule == "rule.strict"
    assert tc.verify(STRICT, report.minimum.certificate).goal == "rule.strict"
    assert repr(report) == "<PointReport certified by rule.strict: strict_gelu_separable.spec>"
    assert "\nCERTIFIED by rule.strict: " in report.report
    assert report.to_json()["standing"] == "certified"
    assert tc.certify(FOLDER / "strict_gelu_separable.spec", MINIMUM.arrays()).certified
    assert tc.certify(SimpleNamespace(spec=STRICT, point=MINIMUM)) == report


def test_a_point_that_is_none():
    report = tc.certify(STRICT, [0.5] * len(MINIMUM.trained))
    assert report.standing is Standing.NOT_CRITICAL
    assert report.fall.loss.upper < report.evaluation.loss.lower
    assert not report.certified


def test_the_candidate_is_the_point_of_a_spec():
    assert STRICT.candidate is not None
    assert tc.certify(STRICT) == tc.certify(STRICT, STRICT.candidate)
    assert tc.certify(STRICT.text).certified
    with pytest.raises(tc.SpecError, match="which point"):
        tc.certify(tc.loads("dataset d { + 1 - 2 } loss hinge network { shortcut = 1 relu }"))


def test_what_a_frozen_block_is_frozen_at_can_come_with_the_point():
    spec = tc.problem(
        [[1], [2], [3], [5], [-1]], [1, 1, 1, 1, -1], neuron="relu", width=1, loss="polynomial_hinge(3)",
        hidden_bias=True, output_bias=True, frozen=["b"],
    )  # fmt: skip
    report = tc.certify(spec, {"a0": "1/3", "a": [0], "w": [[0]], "b": [-1]})
    assert report.certified
    assert spec.evaluate({"a0": "1/3", "a": [0], "w": [[0]], "b": [-1]}).wrong == (4,)


def test_reports_are_values():
    for given in (MINIMUM, [0.5] * len(MINIMUM.trained)):
        report = tc.certify(STRICT, given)
        assert tc.certify(STRICT, given) == report
        again = pickle.loads(pickle.dumps(report))
        assert again == report
        assert copy.deepcopy(report) == report
        assert len(repr(report.evaluation)) <= 160


@pytest.mark.parametrize(
    "changed",
    [
        {"standing": Standing.SADDLE},
        {"minimum": None},
        {"minimum": lambda found: replace(found, rule="rule.flat")},
        {"minimum": lambda found: replace(found, facts=())},
    ],
)
def test_a_pickle_that_was_changed_is_refused(changed):
    report = tc.certify(STRICT, MINIMUM)
    made = {name: value(report.minimum) if callable(value) else value for name, value in changed.items()}
    with pytest.raises(ValueError, match="no report that follows"):
        pickle.loads(pickle.dumps(replace(report, **made)))
    none = tc.certify(STRICT, [0.5] * len(MINIMUM.trained))
    with pytest.raises(ValueError, match="no report that follows"):
        pickle.loads(pickle.dumps(replace(none, standing=Standing.CERTIFIED)))
