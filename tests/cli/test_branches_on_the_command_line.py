"""Networks with two branches on the command line: minima out and in, certificates, the report."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

NAME = "counterexamples/fibre_two_branches.spec"


@pytest.fixture(scope="module")
def written(tmp_path_factory, specs):
    """The folder with a minimum as JSON, as arrays, and its certificate."""
    folder = tmp_path_factory.mktemp("branches")
    outputs = [f"--minimum={folder / 'out.json'}", f"--certificate={folder / 'out.cert.json'}"]
    for extra in (outputs, [f"--minimum={folder / 'out.npz'}"]):
        command = [sys.executable, "-m", "theoremcheck", str(specs / NAME), "--no-search", *extra]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


def test_a_branch_beside_has_a_key_of_its_own(written):
    found = json.loads((written / "out.json").read_text())["parameters"]
    assert found["deep"] is None
    (layer,) = found["beside"]["layers"]
    assert (len(layer["weights"]), len(layer["weights"][0]), layer["biases"]) == (2, 2, None)
    assert len(found["beside"]["output"]) == 2
    with np.load(written / "out.npz") as arrays:
        assert set(arrays) == {"a0", "a", "w", "b", "beside_w0", "beside_output"}
        t = dict(arrays)
    x = np.array([[0, 2], [0, -2], [3, 0], [1, 1], [-1, 0], [1, -1], [-2, 1], [4, 1]], dtype=float)
    y = np.array([1, 1, 1, -1, -1, -1, -1, -1])
    u = x @ t["beside_w0"].T
    other = np.stack([np.where(u[:, 0] > 0, u[:, 0], u[:, 0] / 100), u[:, 1]], axis=1)
    f = t["a0"] + np.maximum(x @ t["w"].T + t["b"], 0) @ t["a"] + other @ t["beside_output"]
    loss = np.mean(np.log1p(np.exp(-y * f)))
    stated = json.loads((written / "out.json").read_text())
    assert loss == pytest.approx(float(stated["loss"]), abs=1e-12)
    assert np.sum(np.where(f >= 0, 1, -1) != y) == stated["wrong"]


def test_the_minimum_is_certified_when_it_is_given_back(run, specs, written):
    again = run(specs / NAME, "--no-search", "--at", written / "out.json")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "REFUTED by rule.strict" in again.stdout


def test_the_certificate_is_accepted_and_is_about_this_network_alone(run, specs, written, tmp_path):
    assert run("verify", specs / NAME, written / "out.cert.json").returncode == 0
    text = (specs / NAME).read_text().replace("1 leaky_relu + 1 linear", "1 linear + 1 leaky_relu")
    (tmp_path / "other.spec").write_text(text)
    refused = run("verify", tmp_path / "other.spec", written / "out.cert.json")
    assert refused.returncode == 1
    assert "network" in refused.stdout


def test_the_report_names_parts_as_the_language_does(run, tmp_path):
    (tmp_path / "a.spec").write_text(
        "dataset d { + (1, 0), (0, 2)  - (0, 1), (2, 0) }\nloss logistic\n"
        "network { shortcut = 1 relu + 1 linear  deep = 1 relu + 2 tanh with bias -> 1 tanh  output bias\n"
        "  frozen deep.1 = (1, 2, 3, 4, 5, 6, 7, 8, 9) }\n"
        "objective { regularizer = 1/10 * l2(a, beside.weights) }\n"
    )
    out = " ".join(run("a.spec", "--no-search").stdout.split())
    assert (
        "f_D1(x; 1 relu + 2 tanh with bias -> 1 tanh without bias) + f_D2(x; 1 linear without bias);"
        " frozen: deep.1.weights = (1, 2, 3, 4, 5, 6), deep.1.biases = (7, 8, 9)"
    ) in out
    assert "1/10 |a, beside|^2" in out
    assert "note: theorems on one kind of unit are asked of the first in the shortcut, relu" in out
