"""A cell as a spec: variables of the notebook in it, and mistakes where the cell has them."""

from fractions import Fraction

import numpy as np
import pytest

import theoremcheck as tc
from theoremcheck.notebook.arguments import parse
from theoremcheck.notebook.cells import read_cell
from theoremcheck.notebook.errors import CellError, UsageError

X = np.array([[1.0], [2.0], [3.0], [5.0], [-1.0]])
Y = ["sick", "sick", "sick", "sick", "fit"]
VALUES = {
    "X": X, "y": Y, "M": 2, "c": [1, 2, 1, 1, 1], "w": np.array([[1.5], [2.0]]), "half": Fraction(-1, 2), "label": 0.25,
    "nothing": None, "text": "many", "nan": np.array([[1.0], [np.nan]]), "f": np.tanh,
}  # fmt: skip
REST = "loss polynomial_hinge(3)\nnetwork { shortcut = $M relu  hidden bias  output bias }\n"


def read(text, **options):
    return read_cell(text, VALUES, **options)[0]


def refused(text):
    with pytest.raises(CellError) as caught:
        read(text)
    assert caught.value._render_traceback_() == str(caught.value).splitlines()
    return caught.value


def test_arrays_become_the_samples():
    spec = read(f"dataset d {{ from $X, $y }}\n{REST}")
    same = tc.problem(X, Y, neuron="relu", width=2, loss="polynomial_hinge(3)", hidden_bias=True, output_bias=True)
    assert spec.problem == same.problem
    assert spec.problem.dataset.name == "d"
    assert spec.notes[:2] == same.notes[:2]
    assert tc.check(spec, search=False).rules[0] == "rule.flat"


@pytest.mark.parametrize("samples", [[[1, 0], [0, 1]], [[1], [2]], [[5, 5, 5], [5, 5, 6]]])
def test_nothing_is_warned_of_that_the_samples_do_not_have(samples):
    text = "dataset d { from $X, $y }\nloss hinge\nnetwork { shortcut = 1 relu  hidden bias }"
    _, warnings = read_cell(text, {"X": np.array(samples), "y": [0, 1]})
    assert warnings == ()


def test_weights_and_the_policy_for_floats():
    spec = read(f"dataset d {{ from $X, $y weights $c }}\n{REST}", numbers="exact")
    assert spec.problem.dataset.weights[1] == 2
    assert 'numbers="exact"' in spec.notes[0]


def test_numbers_and_arrays_elsewhere():
    spec = read(
        "let K = $M\ndataset d { from $X, $y }\nneuron s(z) = z^2 * $half + max(z, 0)^3 * 3^$half\nloss square\n"
        "network { shortcut = K s }\ncandidate { a = (1, $half)  w = $w }\nsearch { starts $M }\n"
        "objective { regularizer = $label * l2(a) }\n"
    )
    assert spec.problem.network.width == spec.search.starts == 2
    assert [entries for _, entries in spec.candidate.values] == [(1, Fraction(-1, 2)), (Fraction(3, 2), 2)]
    assert spec.problem.objective.penalties[0].coefficient == Fraction(1, 4)
    direct = tc.loads("neuron s(z) = z^2 * (-1/2) + max(z, 0)^3 * 3^(-1/2)\ndataset d { + 1 - 2 } loss square\n"
                      "network { shortcut = 2 s }")  # fmt: skip
    assert spec.problem.neuron == direct.problem.neuron


def test_comments_and_texts_are_left_alone():
    spec = read(f"# costs $5 and $X\ndataset d {{ from $X, $y }} # $\n{REST}")
    assert len(spec.problem.dataset.points) == 5
    assert "cannot read" in str(refused('dataset d { from "$X.csv" label "$y" positive "1" }\n' + REST))


def test_settings_override_lets():
    text = f"let K = $M\ndataset d {{ from $X, $y }}\n{REST.replace('$M', 'K')}"
    assert read(text, settings={"K": "3"}).problem.network.width == 3


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("dataset d { from $X, $why }", "E023", "$why"),
        ("dataset d { from $X }", "E026", "from "),
        ("dataset d { from $X, $y  from $X, $y }", "E021", "from $X, $y"),
        ("dataset d { from $X, $y  + (3) }", "E063", "from $X, $y"),
        ("dataset d { from $nan, $c }", "E030", "$nan"),
        ("dataset d { from $X, $w }", "E065", None),
        ("dataset d { from $X, $nothing }", "E030", "$nothing"),
        ("dataset d { from $X, $y }  let a = $text", "E030", "$text"),
        ("dataset d { from $X, $y }  let a = $f", "E030", "$f"),
        ("dataset d { from $X, $y }  let a = $", "E010", "$"),
        ("dataset d { from $X, $y }  candidate { a = $w }", None, None),
        ("dataset d { from $X, $y  assume linearly_separable }", "E082", "assume"),
        ("dataset d { from $X, $y }  neuron s(z) = log(z - $M)", None, None),
    ],
)
def test_mistakes_are_shown_where_the_cell_has_them(text, code, shown):
    error = refused(f"{text}\n{REST}") if "neuron s" not in text else refused(
        f"{text}\n{REST.replace('relu', 's')}"
    )  # fmt: skip
    entry = error.diagnostics[0]
    assert entry.file == "<cell>"
    assert entry.span is not None
    assert "^" in str(error)
    if code is not None and shown is not None:
        assert entry.code == code
        assert text[entry.span.column - 1 :].startswith(shown)
        assert entry.span.line == 1


def test_the_caret_stands_under_the_mistake_behind_a_variable():
    error = refused("dataset d { from $X, $y }\nloss hinge\nnetwork { shortcut = $M softpluss }\n")
    line, caret = str(error).splitlines()[1:3]
    start = caret.index("^")
    assert line[start : start + caret.count("^")] == "softpluss"


def test_the_line():
    asked = parse("--no-search --set M=4 --at v.minimum -o found", cell=True)
    assert (asked.search, dict(asked.settings), asked.at, asked.out) == (False, {"M": "4"}, "v.minimum", "found")
    assert parse("'a b.spec' --seed 3", cell=False).path == "a b.spec"
    for line in ("--foo", "-o 3x", "--set M", "'open", "--seed x", "more"):
        with pytest.raises(UsageError):
            parse(line, cell=True)
