"""Formatting a spec changes white space alone, says what it said, and has nothing to do a second time."""

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from theoremcheck.cli.new import STARTER
from theoremcheck.language import load, loads
from theoremcheck.language.formatting import format_text

SPECS = sorted((Path(__file__).parents[2] / "specs").rglob("*.spec"))
UNTIDY = """\
dataset   d {   # two points
+ (1,0),(2 , 0)
  ( 3,0 )
      - (0,1)}


neuron s(z)=cases{z<0:exp( z )-1;else:2*z}
  # of the loss
loss hinge


network{shortcut=1 s+1 linear   hidden bias}
expect proved
by thm.separable
"""
TIDY = """\
dataset d {  # two points
  + (1, 0), (2, 0)
  (3, 0)
  - (0, 1) }

neuron s(z) = cases { z < 0: exp(z)-1; else: 2*z }
# of the loss
loss hinge

network { shortcut = 1 s+1 linear  hidden bias }
expect proved
  by thm.separable
"""


def tokens(text):
    return re.findall(r'#[^\n]*|"(?:\\.|[^"\\\n])*"|\S', "\n".join(line.rstrip() for line in text.split("\n")))


def test_what_it_does():
    assert format_text(UNTIDY) == TIDY
    assert format_text(TIDY) == TIDY


def test_a_line_that_goes_on_is_indented_further():
    text = "dataset d {\n+ (1),\n(2)\n- (3)\n}\nloss l(z) =\nmax(0,\nz)\n"
    assert format_text(text) == "dataset d {\n  + (1),\n    (2)\n  - (3)\n}\nloss l(z) =\n  max(0,\n  z)\n"


def test_comments_in_one_column_stay_in_one():
    text = STARTER.replace("rotated_xor {", "rotated_xor{").replace("let M = 3 ", "let M=3   ")
    assert format_text(text) == format_text(STARTER) == STARTER
    close = "let M=3         # one\nlet N =33       # two\nlet KK = 3333   # 3\nloss hinge  # four\n"
    assert format_text(close) == (
        "let M = 3       # one\nlet N = 33      # two\nlet KK = 3333   # 3\nloss hinge  # four\n"
    )
    alone = "let M = 3     # one\nloss hinge   # two\n# three\n"
    assert format_text(alone) == "let M = 3  # one\nloss hinge  # two\n# three\n"
    tight = "let M=3  # one\nlet N=3  # two\nlet K=33 # three\n"
    assert format_text(tight) == "let M = 3   # one\nlet N = 3   # two\nlet K = 33  # three\n"


@pytest.mark.parametrize("path", SPECS[::6], ids=lambda path: path.stem)
def test_specs_of_the_corpus(path):
    loaded = load(path)
    text = format_text(loaded.source.text)
    assert format_text(text) == text
    assert tokens(text) == tokens(loaded.source.text)
    again = loads(text, path, path.parent).spec
    assert again == loaded.spec
    assert again.problem.digests == loaded.spec.problem.digests


@pytest.mark.parametrize("path", SPECS[3::40], ids=lambda path: path.stem)
def test_however_it_was_spaced(path):
    """Spaces at random where there are some, and between a bracket or comma and what stands beside it."""
    loaded, choose = load(path), random.Random(path.stem)
    plain = format_text(loaded.source.text)
    lines = []
    for line in plain.split("\n"):
        code, mark, comment = line.partition("#")
        if '"' not in code:
            code = re.sub(
                r" +|(?<=[(,{=])|(?=[),}=])(?<!<)(?<!>)",
                lambda found: choose.choice([found[0], f"{found[0]} ", f"\t{found[0]}  "]),
                code,
            )
        lines.append(f"{choose.choice(['', '   '])}{code}{mark}{comment}{choose.choice(['', '  '])}")
    text = format_text("\n".join(lines))
    assert loads(text, path, path.parent).spec == loaded.spec
    assert format_text(text) == text
    assert tokens(text) == tokens(plain)


def test_the_corpus_is_in_order():
    assert [
        path.name for path in SPECS if path.read_text(encoding="utf-8") != format_text(path.read_text(encoding="utf-8"))
    ] == []


def run(*arguments, cwd, given=None):
    command = [sys.executable, "-m", "theoremcheck", "format", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, input=given, capture_output=True, text=True, timeout=120, check=False)


WHOLE = "dataset d { +(1)  - (2) }\nloss   hinge\nnetwork { shortcut = 1 tanh }\n"


def test_the_starter_is_in_order(tmp_path):
    new = [sys.executable, "-m", "theoremcheck", "new", "new.spec"]
    subprocess.run(new, cwd=tmp_path, capture_output=True, timeout=120, check=True)
    done = run("--check", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "1 in order\n")


def test_on_the_command_line(tmp_path):
    path, wrong = tmp_path / "a.spec", tmp_path / "wrong.spec"
    path.write_bytes(WHOLE.replace("\n", "\r\n").encode())
    done = run("--check", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "would change a.spec\n", "1 of 1 would be changed\n")
    done = run("--diff", "a.spec", cwd=tmp_path)
    assert done.returncode == 0
    assert "+loss hinge" in done.stdout
    assert path.read_bytes().count(b"\r\n") == 3
    assert run("a.spec", cwd=tmp_path).stdout == "formatted a.spec\n"
    assert path.read_bytes() == format_text(WHOLE).encode()
    done = run("a.spec", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert run("--check", "a.spec", cwd=tmp_path).returncode == 0
    wrong.write_text("loss hing\n")
    done = run(".", cwd=tmp_path)
    assert done.returncode == 2
    assert "error[E0" in done.stderr
    assert wrong.read_text() == "loss hing\n"


def test_a_last_line_without_an_end(tmp_path):
    (tmp_path / "a.spec").write_text(WHOLE.rstrip("\n"))
    done = run("--diff", "a.spec", cwd=tmp_path)
    assert "-network { shortcut = 1 tanh }\n\\ No newline at end of file\n+loss" in done.stdout
    (tmp_path / "wrong.spec").write_text("loss hing\n")
    (tmp_path / "a.spec").write_text(format_text(WHOLE))
    assert run("--check", ".", cwd=tmp_path).stderr.endswith("1 in order, 1 wrong\n")


def test_as_a_filter(tmp_path):
    done = run("-", cwd=tmp_path, given=WHOLE)
    assert (done.returncode, done.stdout, done.stderr) == (0, format_text(WHOLE), "")
    done = run("-", cwd=tmp_path, given="loss hing\n")
    assert (done.returncode, done.stdout) == (2, "")
