"""load and loads, and the errors that carry their diagnostics."""

import copy
import pickle
from pathlib import Path

import pytest

import theoremcheck as tc

FOLDER = Path(__file__).resolve().parents[2] / "specs"
TEXT = "dataset d { + 1, 2  - -1 } loss hinge network { shortcut = 2 relu  hidden bias }"
MISTAKEN = "dataset d { + (1, 0), (2)  - (0, 1) }\nneuron softpluss\nloss hinge\nnetwork { shortcut = 2 relu }"


def test_a_text_and_a_file_are_the_same(tmp_path):
    path = tmp_path / "d.spec"
    path.write_text(TEXT)
    assert tc.load(path) == tc.load(str(path)) == tc.loads(TEXT)
    assert tc.load(path).path == path
    assert tc.loads(TEXT).text == tc.load(path).text


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.spec"))[::9], ids=lambda path: path.stem)
def test_specs_are_values(path):
    spec = tc.load(path)
    again = pickle.loads(pickle.dumps(spec))
    assert again == spec
    assert hash(again) == hash(spec)
    assert (again.path, again.notes, again.spans) == (spec.path, spec.notes, spec.spans)
    assert copy.copy(spec) == copy.deepcopy(spec) == spec
    assert len(repr(spec)) <= 160
    assert "\n" not in repr(spec)


def test_numbers_of_a_file_can_be_set():
    text = "let M = 3 " + TEXT.replace("2 relu", "M relu")
    assert tc.loads(text, settings={"M": 4}).problem.network.width == 4
    assert tc.loads(text, settings={"M": "5"}).problem.network.width == 5
    with pytest.raises(tc.SpecError, match="the file has no number of that name"):
        tc.loads(text, settings={"N": 4})
    with pytest.raises(ValueError, match=r"settings\['M'\] is nan"):
        tc.loads(text, settings={"M": float("nan")})


def test_an_error_has_its_diagnostics():
    with pytest.raises(tc.SpecError) as caught:
        tc.loads(MISTAKEN)
    error = caught.value
    assert isinstance(error, ValueError)
    first, second = error.diagnostics
    assert (first.code, first.severity.value, first.span.line, first.span.column) == ("E060", "error", 1, 23)
    assert first.message == "this sample has dimension 1, the first one has 2"
    assert (second.code, second.help, second.file) == ("E023", "did you mean softplus?", "<text>")
    assert str(error).splitlines()[1] == "    " + MISTAKEN.splitlines()[0]
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.diagnostics) == (str(error), error.diagnostics)
    assert copy.copy(error).diagnostics == error.diagnostics


def test_ids_are_checked():
    with pytest.raises(tc.SpecError, match="E024"):
        tc.loads(TEXT + " expect proved by thm.nothing")


def test_what_is_no_text():
    with pytest.raises(TypeError, match=r"theoremcheck\.load reads a file"):
        tc.loads(Path("x.spec"))
    with pytest.raises(tc.SpecError, match="cannot read the file"):
        tc.load("nowhere.spec")
