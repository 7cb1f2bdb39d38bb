"""A verdict as LaTeX: it says what the report says, its brackets match, and TeX sets it without an overfull box."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from theoremcheck import check
from theoremcheck.report.formats.appendix import appendix

SPECS = Path(__file__).parents[2] / "specs"
ALL = sorted(path for folder in ("theorems", "counterexamples", "open") for path in (SPECS / folder).glob("*.spec"))
CHOSEN = (
    "counterexamples/strict_decay_softplus",
    "theorems/crossing_tanh_square",
    "theorems/abstract_separable",
    "open/xor",
)


def made(name, **options):
    return appendix(check(SPECS / f"{name}.spec", search=False), **options)


@pytest.mark.parametrize("name", CHOSEN)
def test_brackets_and_environments_match(name):
    text = made(name, standalone=True)
    plain = re.sub(r"\\[{}\\]|%.*", "", text)
    depth = 0
    for letter in plain:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0
    assert depth == 0
    assert re.findall(r"\\begin\{(\w+)\}", text).count("tikzpicture") == text.count(r"\end{tikzpicture}") > 0


def test_what_it_says():
    text = made("counterexamples/strict_decay_softplus", standalone=False)
    assert r"\documentclass" not in text
    assert text.startswith("% \\usepackage{amsmath}")
    assert r"w \approx (0.7727, 0.7302)" in text
    assert r"2^{-10}" in text
    assert "@misc{theoremcheck," in text
    assert r"\addplot[gray] coordinates {(" in text
    assert "Every local minimum of $L$ is a global minimum of $L$" in made(
        "theorems/crossing_tanh_square", standalone=False
    )
    assert r"data.\allowbreak{}linearly\_\allowbreak{}separable} & fails &" in made("open/xor", standalone=False)


def set_by_tex(path, folder):
    """How TeX sets the verdict on a spec: its log."""
    (folder / "a.tex").write_text(appendix(check(path, search=False), standalone=True), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    log = (folder / "a.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, f"{path}: {log[-2000:]}"
    return log


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex with pgfplots")
@pytest.mark.parametrize("path", ALL[::25], ids=lambda path: path.stem)
def test_tex_sets_a_sample_of_the_corpus(path, tmp_path):
    assert "Overfull" not in set_by_tex(path, tmp_path)
