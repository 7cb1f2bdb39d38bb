"""The magics in a shell of IPython."""

import subprocess
import sys

import pytest

import theoremcheck as tc

interactiveshell = pytest.importorskip("IPython.core.interactiveshell")

CELL = """%%theoremcheck --no-search -o v
dataset d { from $X, $y }
loss polynomial_hinge(3)
network { shortcut = $M relu  hidden bias  output bias }
"""


@pytest.fixture(scope="module")
def shell():
    made = interactiveshell.InteractiveShell()
    made.run_cell("%load_ext theoremcheck")
    made.run_cell("X, y, M = [[1.0], [2], [3], [5], [-1]], [1, 1, 1, 1, 0], 2")
    return made


def test_a_cell_is_a_spec(shell):
    result = shell.run_cell(CELL)
    assert isinstance(result.result, tc.Verdict)
    assert result.result.rules[0] == "rule.flat"
    assert shell.user_ns["v"] is result.result
    data, _ = shell.display_formatter.format(result.result)
    assert {"text/plain", "text/html", "text/markdown", "text/latex"} <= set(data)
    assert data["text/plain"] == "<Verdict refuted by rule.flat: <cell>>"


def test_a_point_of_the_notebook(shell):
    shell.run_cell(CELL)
    again = shell.run_cell(CELL.replace("-o v", "-o u --at v.minimum")).result
    assert again.candidate.certified
    assert again.candidate_rule == "rule.flat"


def test_a_file(shell, tmp_path):
    path = tmp_path / "flat.spec"
    path.write_text("let M = 2\ndataset d { + 1, 2 - 0 }\nloss hinge\nnetwork { shortcut = M relu  hidden bias }\n")
    result = shell.run_cell(f"%theoremcheck --no-search --set M=3 {path}").result
    assert result.spec.problem.network.width == 3


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (CELL.replace("$y", "$yy"), "[E023]: the notebook has no variable yy"),
        (CELL.replace("relu", "rellu"), "no neuron is named 'rellu'"),
        (CELL.replace("-o v", "--at Q"), "the notebook has no variable Q"),
        (CELL.replace("-o v", "--at y"), "point: error"),
        (CELL.replace("-o v", "--starts 0"), "starts is a number from 1"),
        (CELL.replace("-o v", "--foo"), "unrecognized arguments: --foo"),
        ("%theoremcheck nix.spec", "cannot read the file"),
        ("%theoremcheck", "path.spec"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(shell, capsys, cell, words):
    result = shell.run_cell(cell)
    assert not result.success
    said = capsys.readouterr()
    assert words in said.out + said.err
    assert "Traceback" not in said.out + said.err


def test_the_help_says_what_a_cell_may_hold(shell):
    assert "from $X, $y" in shell.find_line_magic("theoremcheck").__doc__


def test_nothing_of_ipython_is_imported_by_the_package():
    code = "import sys, theoremcheck.notebook.magic; print('IPython' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"
