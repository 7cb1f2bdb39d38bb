"""``theoremcheck relabel``: what is written, what is said of it, and the exit codes."""

from importlib import import_module
from pathlib import Path

import pytest

import theoremcheck
from theoremcheck.relax import relabel as relabelling

module = import_module("theoremcheck.cli.relabel")  # the package has the command under this name

LINE = """
dataset d { + -3, -1, 0  - 1, 2 }
neuron tanh
loss logistic
let M = 2
network { shortcut = M tanh  output bias }
claim global
expect undecided
"""
HOMOGENEOUS = LINE.replace("tanh", "quadratic")


@pytest.fixture(autouse=True)
def line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "s.spec"
    path.write_text(LINE)
    return path


def ask(out=None, width=None, sets=(), every=False):
    return module.run(module.Request(Path("s.spec"), out, width, sets, every))


@pytest.mark.slow
def test_from_end_to_end(run, line, tmp_path):
    done = run("relabel", "s.spec", "-o", "bad.spec")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "4 of 5 inputs, weights 1 to 2, 3 wrong\n"
        "a bad local minimum at every width, by rule.potential: checked at M = 1, 2 and 3\n"
    )
    text = (tmp_path / "bad.spec").read_text()
    assert text.startswith("# Labels and weights by theoremcheck relabel s.spec\n# With them there is a bad local ")
    assert "\nexpect refuted by rule.split\n" in text
    assert "claim" not in text
    assert run("bad.spec", "--no-search").returncode == 0  # as it expects
    assert run("relabel", "s.spec").stdout == text
    assert line.read_text() == LINE


@pytest.mark.slow
def test_the_width_that_is_asked_for(tmp_path, capsys):
    out = tmp_path / "bad.spec"
    assert ask(out, width=5) == 0
    assert capsys.readouterr().err.endswith("checked at M = 1, 2, 3 and 5\n")
    verdict = theoremcheck.check(out.read_text(), search=False)
    assert (verdict.verdict, verdict.met, verdict.spec.problem.network.width) == ("refuted", True, 5)
    assert "relabel s.spec --width 5\n" in out.read_text()
    assert ask(out, sets=("M=1",)) == 0
    one = theoremcheck.check(out.read_text(), search=False)
    assert (one.rules[0], one.spec.problem.dataset) == ("rule.strict", verdict.spec.problem.dataset)


@pytest.mark.slow
def test_every_input_is_kept(tmp_path, capsys):
    out = tmp_path / "bad.spec"
    assert ask(out, every=True) == 0
    assert capsys.readouterr().err.startswith("5 of 5 inputs, ")
    assert "relabel s.spec --all\n" in out.read_text()
    assert theoremcheck.check(out.read_text(), search=False).met


def test_no_labels(run, line):
    line.write_text(HOMOGENEOUS)
    done = run("relabel", "s.spec", "-o", "bad.spec")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "s.spec: no labels by this construction: s is positively homogeneous, of degree k = 2: where "
    )
    assert not line.with_name("bad.spec").exists()


def test_wrong_input(run, line):
    assert run("relabel", "none.spec").returncode == 2
    assert run("relabel", "s.spec", "-o", "s.spec").returncode == 2
    assert run("relabel", "s.spec", "--width", "0").returncode == 2
    assert run("relabel", "s.spec", "--set", "K=3").returncode == 2
    assert line.read_text() == LINE


def test_an_interrupt_before_anything_is_found(monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(relabelling, "measure_at", pressed)
    with pytest.raises(KeyboardInterrupt):
        ask()


@pytest.mark.slow
def test_an_interrupt_writes_the_fewest_so_far(monkeypatch, tmp_path, capsys):
    calls, real = [], relabelling.pruned

    def pressed(*arguments):
        calls.append(arguments)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(relabelling, "pruned", pressed)
    out = tmp_path / "bad.spec"
    assert ask(out) == 130
    assert capsys.readouterr().err.endswith("interrupted: these are the fewest so far\n")
    assert theoremcheck.check(out.read_text(), search=False).met
