"""Every diff of docs/extending.md works: it is applied to a copy of the package, and what it adds is used."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}

XOR = "dataset xor { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\n"
SPLIT = "dataset line { + (2), (1)  - (-1), (-3) }\n"
NETWORK = "network { shortcut = 2 n  output bias }\n"


def files_of(section):
    """(path, hunks) of every file that the diffs of a section change; a hunk is (old lines, new lines)."""
    for diff in re.findall(r"^```diff\n(.*?)^```", SECTIONS[section], flags=re.MULTILINE | re.DOTALL):
        for part in re.split(r"^--- ", diff, flags=re.MULTILINE)[1:]:
            head, *hunks = re.split(r"^@@.*\n", part, flags=re.MULTILINE)
            path = re.search(r"^\+\+\+ b/(.*)$", head, flags=re.MULTILINE)[1]
            yield path, [both_sides(hunk.splitlines()) for hunk in hunks]


def both_sides(lines):
    old = [line[1:] for line in lines if not line.startswith("+")]
    new = [line[1:] for line in lines if not line.startswith("-")]
    return old, new


def apply(section, root):
    """Apply the diffs; the old lines of each hunk have to stand in the file exactly once."""
    for path, hunks in files_of(section):
        target = root / path
        for old, new in hunks:
            if not any(old):
                assert not target.exists(), path
                target.write_text("\n".join(new) + "\n", encoding="utf-8")
                continue
            text = target.read_text(encoding="utf-8")
            before = "\n".join(old) + "\n"
            assert text.count(before) == 1, (path, before)
            target.write_text(text.replace(before, "\n".join(new) + "\n"), encoding="utf-8")


@pytest.fixture
def extended(tmp_path):
    """Apply sections to a copy of the package, and run the command line of that copy on a spec."""
    shutil.copytree(ROOT / "theoremcheck", tmp_path / "theoremcheck", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "grammar", tmp_path / "grammar")

    def run(sections, *arguments, spec=None):
        for section in sections:
            apply(section, tmp_path)
        if spec is not None:
            (tmp_path / "toy.spec").write_text(spec, encoding="utf-8")
            arguments = ("toy.spec", *arguments)
        return subprocess.run(
            [sys.executable, "-m", "theoremcheck", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


NEURON = "A neuron or a loss"
THEOREM = "A theorem over existing conditions"
CONDITION = "A condition with evidence of its own"
RULE = "A refutation rule with a kind of point of its own"
FORMAT = "An output format"
OPTION = "An option of the search"


def test_the_number_of_files_is_what_the_page_says():
    counts = {section: len({path for path, _ in files_of(section)}) for section in SECTIONS}
    assert counts == {NEURON: 1, THEOREM: 2, CONDITION: 4, RULE: 5, FORMAT: 2, OPTION: 2}
    rows = re.findall(r"^\| an? .*? \| (\d)", PAGE, flags=re.MULTILINE)
    assert rows == ["1", "2", "4", "5", "1", "2"]


def test_a_neuron(extended):
    spec = f"{SPLIT}neuron lift\nloss logistic\n{NETWORK.replace('2 n', '2 lift')}"
    result = extended([NEURON], "--no-search", spec=spec)
    assert result.returncode == 0, result.stderr
    assert "lift: s(z) = z + exp(z)" in result.stdout
    assert "PROVED" in result.stdout


def test_a_theorem(extended):
    spec = f"{SPLIT}neuron n(z) = z + exp(z)\nloss logistic\n{NETWORK}expect proved by thm.increasing\n"
    result = extended([THEOREM], "--no-search", spec=spec)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "expect proved by thm.increasing: met" in result.stdout
    shown = extended([], "explain", "thm.increasing").stdout
    assert "thm.separable.monotone, with the first arm of neuron.monotone." in shown


def test_a_condition(extended):
    spec = f"{SPLIT}neuron n(z) = z + exp(z)\nloss logistic\n{NETWORK}"
    result = extended([CONDITION], "--no-search", "--why", "data.feature", spec=spec)
    assert "data.feature: holds" in result.stdout, result.stdout + result.stderr
    assert "index = 0, sign = 1" in result.stdout
    result = extended([], "--no-search", "--why", "data.feature", spec=spec.replace(SPLIT, XOR))
    assert "data.feature: open" in result.stdout, result.stdout + result.stderr


def test_evidence_of_a_condition_is_checked(extended, tmp_path):
    spec = f"{SPLIT}neuron n(z) = z + exp(z)\nloss logistic\n{NETWORK}"
    result = extended([CONDITION], "--no-search", "--all", "--certificate", "toy.json", spec=spec)
    assert result.returncode == 0, result.stderr
    assert extended([], "verify", "toy.spec", "toy.json").returncode == 0
    text = (tmp_path / "toy.json").read_text(encoding="utf-8")
    assert text.count('"sign": 1') == 1
    (tmp_path / "toy.json").write_text(text.replace('"sign": 1', '"sign": -1'), encoding="utf-8")
    refused = extended([], "verify", "toy.spec", "toy.json")
    assert refused.returncode == 1
    assert "REFUSED: data.feature" in refused.stdout


def test_a_rule(extended):
    loss = "loss rests(z) = cases { z < 1: 0; else: (z - 1)^2 }\n"
    spec = f"{XOR}neuron n(z) = z^2 + tanh(z)\n{loss}{NETWORK}expect refuted by rule.rest\n"
    result = extended([RULE], "--no-search", "--certificate", "toy.json", spec=spec)
    assert result.returncode == 0, result.stdout + result.stderr
    text = " ".join(result.stdout.split())
    assert "l is constant around 0, so no term of L changes nearby" in text
    verified = extended([], "verify", "toy.spec", "toy.json")
    assert verified.returncode == 0, verified.stdout
    assert "2 of 4 samples are wrong" in verified.stdout


def test_a_format(extended):
    spec = f"{SPLIT}neuron n(z) = z + exp(z)\nloss logistic\n{NETWORK}"
    result = extended([FORMAT], "--no-search", "-o", "table", spec=spec)
    assert result.stdout == "toy.spec,proved\n", result.stderr
    assert "table" in extended([], "check", "--help").stdout


def test_an_option_of_the_search(extended):
    spec = f"{XOR}neuron n(z) = z + exp(z)\nloss polynomial_hinge(3)\n{NETWORK.replace('2 n', '3 n')}"
    few = extended([OPTION], "--starts", "10", "--steps", "1", spec=spec)
    assert few.returncode == 0, few.stderr
    many = extended([], "toy.spec", "--starts", "10")
    assert few.stdout != many.stdout
    assert "Steps of one descent of the search." in extended([], "check", "--help").stdout
