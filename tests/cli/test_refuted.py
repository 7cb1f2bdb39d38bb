"""Refuted specs on the command line: verdict, exit codes, reasons, certificate."""

import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"
RELU = """
dataset d { + (1), (2), (3), (5)  - (-1) }
neuron relu
loss polynomial_hinge(3)
network { shortcut = 2 relu  hidden bias  output bias }
"""


def test_the_verdict_and_what_it_rides_on(run, tmp_path):
    path = tmp_path / "relu.spec"
    path.write_text(RELU)
    result = run(path)
    assert result.returncode == 1
    text = " ".join(result.stdout.split())
    assert "REFUTED by rule.flat: L has a bad local minimum, with 1 of 5 samples wrong." in text
    assert "at a0 = 1/3; 2 neurons with a = 0, w = (0), b = -1" in text
    assert "thm.separable: all hypotheses hold except neuron.strictly_increasing" in text
    assert "The minimum is spurious as well: L is 0.711111 there" in text
    assert "for a point with a smaller L." in text


def test_json(run):
    found = json.loads(run(FOLDER / "order_circles.spec", "-o", "json").stdout)
    assert found["verdict"] == "refuted"
    assert found["rules"][0] == "rule.order"
    assert found["conditions"]["minimum.order"]["status"] == "holds"
    assert found["minimum"]["wrong"] == 4
    assert len(found["minimum"]["parameters"]["w"]) == 5


def test_why_a_rule_does_not_fire(run):
    result = run(FOLDER / "flat_relu.spec", "--why", "rule.order")
    assert "rule.order: fails" in result.stdout
    assert "data.convex_order" in result.stdout


def test_certificates_of_refutations(run, tmp_path):
    spec, certificate = FOLDER / "hull_elu_cubic_hinge.spec", tmp_path / "c.json"
    assert run(spec, "--certificate", certificate).returncode == 0
    good = run("verify", spec, certificate)
    assert good.returncode == 0
    assert "ACCEPTED: rule.hull: L has a local minimum with training error > 0." in good.stdout
    assert "2 of 5 samples are wrong at the certified point" in good.stdout
    raw = json.loads(certificate.read_text())
    (claim,) = (entry for entry in raw["claims"] if entry["condition"] == "minimum.hull")
    claim["evidence"]["centre"][0] += "0"
    certificate.write_text(json.dumps(raw))
    bad = run("verify", spec, certificate)
    assert bad.returncode == 1
    assert "REFUSED: minimum.hull:" in bad.stdout
    claim["evidence"]["centre"] = "everywhere"
    certificate.write_text(json.dumps(raw))
    assert run("verify", spec, certificate).returncode == 2


def test_the_markdown_page(run):
    result = run(FOLDER / "flat_relu.spec", FOLDER / "flat_step.spec", "-o", "markdown")
    assert result.returncode == 0
    assert "| hypothesis relaxed | spec | claim | rule | L at the minimum | training error |" in result.stdout
    assert "| rule.flat | 0.71111111 | 1/5 |" in result.stdout
