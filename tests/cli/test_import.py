"""``theoremcheck import``: models and states become specs and points; nothing is half written."""

import errno
import json
from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest
from click.testing import CliRunner

from theoremcheck.api.specs import load
from theoremcheck.cli.interface import app
from theoremcheck.doors.imports import build
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Dense, Stack

CSV = "x,y,class\n0,1/3,a\n1,0.5,b\n2,1,a\n-1,4,b\n"
LAYERS = (
    Dense(np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([0.0, 0.25]), "relu"),
    Dense(np.array([[1.0, -0.1]]), np.array([0.5])),
)


def fake_door(path, X, y, loss, *, numbers, output=None, weights_l2=0):
    """Stands for a door: the file's content does not matter."""
    if output == "missing":
        raise ImportRefused("there is no such tensor", "graph")
    weights = (Fraction(1),) * 3 + (Fraction(2),) if output == "weighted" else None
    X = 2 * X if output == "scaled" else X
    return build(Stack((LAYERS,), loss, weights=weights), X, y, numbers=numbers)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(import_module("theoremcheck.cli.import_"), "DOORS", {".onnx": (__name__, "fake_door")})
    (tmp_path / "net.onnx").write_bytes(b"a model")
    (tmp_path / "d.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "out").mkdir()
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


MODEL = ("net.onnx", "--data", "d.csv", "--loss", "logistic")


def test_a_model_becomes_a_spec_and_a_point(folder):
    result = call(*MODEL, "-o", "out/net.spec", "--point", "out/p.json")
    assert result.exit_code == 0, result.output
    spec = load(folder / "out" / "net.spec")
    assert spec.problem.samples.points[0] == (0, Fraction(1, 3))
    assert spec.problem.samples.labels == (-1, 1, -1, 1)
    assert 'from "../d.csv"' in (folder / "out" / "net.spec").read_text(encoding="utf-8")
    point = spec.point(folder / "out" / "p.json")
    assert point["a"] == (1, Fraction(-1, 10))
    assert "+1 is the label 'b' of 'class'" in result.stderr
    assert result.stdout == ""


def test_the_spec_goes_to_standard_output(folder):
    result = call(*MODEL, "--label", "class", "--positive", "a")
    assert result.exit_code == 0
    (folder / "net.spec").write_text(result.stdout, encoding="utf-8")
    assert load(folder / "net.spec").problem.samples.labels == (1, -1, 1, -1)


@pytest.mark.parametrize(("change", "sample"), [("weighted", "2 * (-1, 4)"), ("scaled", "+ (-2, 8)")])
def test_samples_that_are_not_those_of_the_table_are_written_out(folder, change, sample):
    result = call(*MODEL, "--output", change)
    assert "from " not in result.stdout.split("network")[0].split("dataset")[1]
    assert sample in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("net.onnx",), "--data d.csv --loss logistic"),
        (("net.onnx", "--data", "none.csv", "--loss", "logistic"), "none.csv"),
        (("net.pkl", "--data", "d.csv", "--loss", "logistic"), "would execute"),
        (("net.h5", "--data", "d.csv", "--loss", "logistic"), "can be imported"),
        (("state.pt",), "--spec foo.spec"),
        ((*MODEL, "--spec", "x.spec"), "not for a model"),
        ((*MODEL, "--label", "klass"), "no column"),
        ((*MODEL, "--positive", "c"), "no row has the label"),
        ((*MODEL, "--label", "x"), "4 values"),
        ((*MODEL, "--output", "missing"), "graph: there is no such tensor"),
        ((*MODEL, "--weights-l2", "-1"), ">= 0"),
        ((*MODEL, "--weights-l2", "x"), "not a number"),
        (("net.onnx", "--data", "d.csv", "--loss", "logistik("), "does not state"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(folder, arguments, words):
    before = set(folder.rglob("*"))
    result = call(*arguments, "-o", "net.spec", "--point", "p.json")
    assert result.exit_code == 2
    assert words in result.output.replace("\n", " ")
    assert "Traceback" not in result.output
    assert set(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("spec", "point"), [("d.csv", "p.json"), ("net.spec", "net.onnx"), ("x.spec", "x.spec"), ("x.spec", "no/p.json")]
)
def test_outputs_are_examined_before_anything_is_written(folder, spec, point):
    result = call(*MODEL, "-o", spec, "--point", point)
    assert result.exit_code == 2
    assert "cannot write" in result.output
    assert (folder / "d.csv").read_text(encoding="utf-8") == CSV
    assert (folder / "net.onnx").read_bytes() == b"a model"
    assert not (folder / "x.spec").exists()


def test_one_file_that_fails_late_takes_the_other_with_it(folder, monkeypatch):
    from theoremcheck.cli import files

    finished = files._finished

    def failing(target, data):
        if target.name == "net.spec":
            raise OSError(errno.ENOSPC, "No space left on device")
        return finished(target, data)

    monkeypatch.setattr(files, "_finished", failing)
    assert call(*MODEL, "-o", "net.spec", "--point", "p.json").exit_code == 2
    assert not (folder / "p.json").exists()


SPEC = "dataset d { + (0, 1) - (1, 1) } loss logistic network { shortcut = 2 relu hidden bias output bias }"


@pytest.fixture
def state(folder):
    (folder / "net.spec").write_text(SPEC, encoding="utf-8")
    hidden, output = LAYERS
    np.savez(
        folder / "state.npz", **{"0.weight": hidden.weights, "0.bias": hidden.bias}, out=output.weights, c=output.bias
    )
    return folder


def test_a_state_becomes_a_point_of_a_spec(state):
    arguments = ("state.npz", "--spec", "net.spec", "--map", "out=a", "--map", "c=a0")
    result = call(*arguments, "--point", "p.json")
    assert result.exit_code == 0, result.output
    assert load("net.spec").point("p.json")["w"] == ((1, 2), (Fraction(1, 2), -1))
    assert "0.weight  (2, 2)  w" in result.stderr
    assert json.loads(call(*arguments).stdout)["parameters"]["a0"] == "1/2"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--map", "out=z"), "does not have"),
        (("--map", "out"), "NAME=BLOCK"),
        (("--map", "out=a", "--map", "out=b"), "given twice"),
        (("-o", "x.spec"), "--point p.json"),
    ],
)
def test_a_wrong_map_is_said(state, arguments, words):
    result = call("state.npz", "--spec", "net.spec", *arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_a_point_is_not_written_over_the_state(state):
    result = call("state.npz", "--spec", "net.spec", "--map", "out=a", "--map", "c=a0", "--point", "state.npz")
    assert result.exit_code == 2
    assert "cannot write" in result.output


def test_a_model_that_is_not_there(folder):
    result = call("none.onnx")
    assert result.exit_code == 2
    assert result.stderr == "error: none.onnx: no such file\n"
