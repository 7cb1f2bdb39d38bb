"""The usual command lines are read without click, and mean what they mean to click."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from theoremcheck.cli import plain as module
from theoremcheck.cli.interface import app
from theoremcheck.cli.names import COMMANDS
from theoremcheck.cli.plain import plain

SPEC = """dataset d { + 1, 2  - -1 }
neuron softplus
loss logistic
network { shortcut = 1 softplus  hidden bias  output bias }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / "specs").mkdir()
    for name in ("a.spec", "specs/b.spec", "specs/c.spec"):
        (tmp_path / name).write_text(SPEC)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.spec", "--no-search"],
        ["--no-search", "a.spec", "--all"],
        ["a.spec", "--no-search", "-q"],
        ["a.spec", "--no-search", "--verbose"],
        ["specs", "--no-search"],
        ["specs/", "a.spec", "--no-search", "--quiet"],
    ],
)
def test_the_outcome_is_that_of_click(arguments, capsys):
    code = plain(arguments)
    said = capsys.readouterr()
    told = CliRunner().invoke(app, arguments)
    assert (code, said.out, said.err) == (told.exit_code, told.stdout, told.stderr)
    assert "proved" in said.out.lower()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--no-search"],
        ["nowhere.spec"],
        ["a.spec", "--why", "loss.c1"],
        ["a.spec", "-o", "json"],
        ["a.spec", "-qv"],
        ["a.spec", "-q", "--verbose"],
        ["a.spec", "--no-searc"],
        ["-", "--no-search"],
        ["--", "a.spec"],
        ["", "--no-search"],
        ["empty"],
        *([name, "a.spec"] for name in sorted(COMMANDS)),
    ],
)
def test_what_else_there_is_click_reads(arguments, monkeypatch, capsys):
    if arguments != ["empty"]:  # what is wrong with it is found by what checks, before any work
        monkeypatch.setattr(module, "Options", None)
    assert plain(arguments) is None
    assert capsys.readouterr() == ("", "")


def test_a_shell_that_asks_what_completes_a_word_is_answered_by_click(monkeypatch):
    monkeypatch.setenv("_THEOREMCHECK_COMPLETE", "bash_complete")
    assert plain(["a.spec"]) is None


def test_the_commands_are_those_that_are_declared():
    assert set(app.commands) == COMMANDS


def test_a_plain_verdict_loads_no_click(folder):
    program = (
        "import sys; from theoremcheck.cli import main\n"
        "sys.argv[1:] = ['a.spec', '--no-search']\n"
        "try: main()\n"
        "except SystemExit as stop: code = stop.code\n"
        "print(code, sorted({'click', 'lark', 'numpy'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, check=True)
    assert done.stdout.endswith("\n0 []\n")


def test_a_wrong_line_says_the_same_as_ever(folder):
    command = [sys.executable, "-m", "theoremcheck", "empty", "--no-search"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: theoremcheck check [OPTIONS] PATHS...\n")
    assert "Error: empty: the folder has no .spec file" in done.stderr
    assert Path("empty").is_dir()
