"""``--at`` with files of other libraries: arrays and states, with a table of names and ``--map``."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).parents[1] / "doors" / "data"
SPEC = """dataset d { + (-3, -2), (3, 0), (1, -3)  - (-2, 4), (-3, 1), (-1, 2), (-2, -1) }
neuron gaussian
loss polynomial_hinge(3)
network { shortcut = 1 gaussian  hidden bias  output bias }
"""
POINT = {"0.weight": [[-0.315, -0.3696]], "0.bias": [0.0089], "1.weight": [[-1.75]], "1.bias": [0.758]}


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "bump.spec"
    path.write_text(SPEC, encoding="utf-8")
    return path


def save(spec, name, arrays):
    path = spec.parent / name
    if path.suffix == ".json":
        path.write_text(json.dumps(arrays), encoding="utf-8")
    else:
        np.savez(path, **{key: np.array(value) for key, value in arrays.items()})
    return path


@pytest.mark.parametrize("name", ["state.npz", "state.json"])
def test_a_state_is_certified_with_a_table_of_its_names(run, spec, name):
    result = run(spec, "--no-search", "--at", save(spec, name, POINT))
    assert result.returncode == 1
    assert "REFUTED by rule.strict" in result.stdout
    assert "1.weight" not in result.stdout
    assert "0.weight  (1, 2)  w" in result.stderr
    assert "1.bias    (1,)    a0" in result.stderr


def test_the_arrays_that_minimum_writes_come_back(run, spec):
    first = run(spec, "--no-search", "--at", save(spec, "state.npz", POINT), "--minimum", spec.parent / "out.npz")
    assert first.returncode == 1
    again = run("certify", spec, "--at", spec.parent / "out.npz")
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stderr == ""


def test_names_are_mapped(run, spec):
    point = {"P": POINT["0.weight"], "Q": POINT["0.bias"], "R": POINT["1.weight"], "S": POINT["1.bias"]}
    path = save(spec, "state.npz", point)
    maps = ("--map", "P=w", "--map", "Q=b", "--map", "R=a", "--map", "S=a0")
    assert run("eval", spec, "--at", path, *maps).returncode == 0
    assert run("eval", spec, "--at", path, *maps[:-1], "S=c").returncode == 2


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ({**POINT, "0.weight": [[0.1], [0.2]]}, "is it transposed"),
        ({**POINT, "0.weight": [[0.1, "nan"]]}, "not a rational number"),
        ({**POINT, "2.weight": [[0.1, 1]]}, "2 matrices"),
        ({"x": 1}, "matrices"),
        ({}, "does not say what a0 is"),
    ],
)
def test_a_wrong_state_is_said(run, spec, point, words):
    result = run(spec, "--no-search", "--at", save(spec, "state.json", point))
    assert result.returncode == 2
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_a_recorded_state_of_pytorch(run, tmp_path):
    pytest.importorskip("torch")
    spec = (
        "dataset d { + (1, 2) - (0, 1) } loss logistic network { deep = 3 tanh -> 4 softplus hidden bias output bias }"
    )
    (tmp_path / "net.spec").write_text(spec, encoding="utf-8")
    shutil.copy(DATA / "deep_state.pt", tmp_path / "state.pt")
    result = run("eval", "net.spec", "--at", "state.pt")
    assert result.returncode == 0, result.stderr
    assert "4.weight  (1, 4)  deep_output" in result.stderr
