"""Certificate and minimum are about the point that the user gave; an alarm says what contradicts what."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import theoremcheck
from theoremcheck.report.formats import json as schema
from theoremcheck.report.formats import text
from theoremcheck.report.minimum import minimum_json
from theoremcheck.report.reasons import sentence
from theoremcheck.theory.engine import Derivation
from theoremcheck.verdict.judge import contradiction

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
TURNING = FOLDER / "fibre_quadratic_turning.spec"  # its candidate is strict in a slice, and rule.stationary applies too


@pytest.fixture
def turning(tmp_path):
    """The spec, which now expects the other rule, and its candidate as a file."""
    lines = TURNING.read_text(encoding="utf-8").replace("by rule.strict", "by rule.stationary")
    start = lines.index("candidate")
    end = lines.index("}", start) + 1
    path = tmp_path / "turning.spec"
    path.write_text(lines, encoding="utf-8")
    plain = tmp_path / "plain.spec"
    plain.write_text(lines[:start] + lines[end:], encoding="utf-8")
    return path, plain


def test_the_candidate_comes_before_the_rule_that_is_expected(turning):
    path, plain = turning
    verdict = theoremcheck.check(path, search=False)
    assert set(verdict.rules) == {"rule.strict", "rule.stationary"}
    assert verdict.candidate_rule == verdict.rules[0] == verdict.certificate.goal == "rule.strict"
    assert minimum_json(verdict)["rule"] == "rule.strict"
    assert verdict.met
    without = theoremcheck.check(plain, search=False)
    assert without.candidate_rule is None
    assert without.rules == ("rule.stationary",)


def test_files_are_about_the_given_point(run, turning, tmp_path):
    path, plain = turning
    assert run(path, "--no-search", "--minimum", "given.json").returncode == 0
    assert json.loads((tmp_path / "given.json").read_text())["rule"] == "rule.strict"
    result = run(plain, "--no-search", "--at", "given.json", "--minimum", "again.json", "--certificate", "c.json")
    assert result.stderr == ""
    again = json.loads((tmp_path / "again.json").read_text())
    assert again["rule"] == "rule.strict"
    given = json.loads((tmp_path / "given.json").read_text())["parameters"]
    assert float(again["parameters"]["a0"]) == float(given["a0"])
    assert json.loads((tmp_path / "c.json").read_text())["goal"] == "rule.strict"
    assert "ACCEPTED: rule.strict" in run("verify", plain, "c.json").stdout


def test_a_point_that_is_not_certified_is_not_passed_off(run, turning, tmp_path):
    path, plain = turning
    assert run(path, "--no-search", "--minimum", "given.json").returncode == 0
    given = json.loads((tmp_path / "given.json").read_text())["parameters"]
    given["a0"] = "50"
    (tmp_path / "moved.json").write_text(json.dumps(given), encoding="utf-8")
    result = run(plain, "--no-search", "--at", "moved.json", "--minimum", "other.json")
    assert "Candidate: no local minimum" in result.stdout
    assert "other.json has the minimum of rule.stationary: the point of moved.json is not certified" in result.stderr
    assert json.loads((tmp_path / "other.json").read_text())["rule"] == "rule.stationary"


def test_a_box_is_not_shown_as_a_point(turning):
    verdict = theoremcheck.check(turning[0], search=False)
    assert "(to within 2^-" in " ".join(text.render(verdict).split())


def test_an_alarm_says_what_contradicts_what():
    refuted = theoremcheck.check(FOLDER / "flat_relu.spec", search=False)
    proof = Derivation("thm.separable", "thm.separable.chain", False)
    alarm = contradiction(proof, refuted.minima[0])
    both = replace(refuted, derivations=(proof,), alarm=alarm)
    shown = " ".join(text.render(both).split())
    assert "SOUNDNESS ALARM: thm.separable says that every local minimum of L has training error 0" in shown
    assert "rule.flat certifies a local minimum with training error > 0" in shown
    assert "REFUTED by thm." not in shown
    assert "PROVED by" not in shown
    assert schema.to_json(both)["alarm"] == sentence(alarm)
    assert text.summary_line(both).startswith("alarm")
