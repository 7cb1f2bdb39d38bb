"""The verdict comes before the search beside it, on the pipe itself; Ctrl-C ends the search, not the verdict."""

import json
import os
import signal
import subprocess
import sys

import pytest

import theoremcheck
from theoremcheck.language import load
from theoremcheck.options import Options
from theoremcheck.report.formats import text
from theoremcheck.verdict.judge import accompany, decide, interrupted, judge

XOR = """
dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }
neuron softplus
loss polynomial_hinge(3)
network { shortcut = 3 softplus  hidden bias  output bias }
expect proved by thm.subspaces
"""
RELU = """
dataset d { + (1), (2), (3), (5)  - (-1) }
neuron relu
loss polynomial_hinge(3)
network { shortcut = 2 relu  hidden bias  output bias }
"""
ENDLESS = ("--starts", "5000000")


@pytest.fixture
def xor(tmp_path):
    path = tmp_path / "xor.spec"
    path.write_text(XOR)
    return path


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "theoremcheck", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def read_until(process, wanted):
    """The lines up to the one that starts with ``wanted``. The search could go on for days: no timing is involved."""
    seen = []
    for line in process.stdout:
        seen.append(line)
        if line.startswith(wanted):
            return "".join(seen)
    raise AssertionError("".join(seen))


def test_the_verdict_and_its_reasons_come_first(xor):
    process = start(xor, *ENDLESS)
    try:
        early = read_until(process, "Only what the verdict needs")
        assert "PROVED by thm.subspaces" in early
        assert "Width: m+ = 2" in early
        assert "Search" not in early
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=120)
    finally:
        process.kill()
    assert "Search: " in rest
    assert "interrupted" in rest
    assert "expect proved by thm.subspaces: met" in rest
    assert "PROVED" not in rest
    assert "Traceback" not in errors
    assert process.returncode == 130


def test_a_refutation_comes_before_the_search_for_a_lower_point(tmp_path):
    path = tmp_path / "relu.spec"
    path.write_text(RELU)
    process = start(path, *ENDLESS)
    try:
        early = read_until(process, "thm.subspaces: all hypotheses hold except")
        assert "REFUTED by rule.flat" in early
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=120)
    finally:
        process.kill()
    assert "interrupted" in rest
    assert process.returncode == 130


def test_a_corpus_shows_each_line_at_once_and_stops_at_ctrl_c(xor, tmp_path):
    (tmp_path / "yor.spec").write_text(XOR)
    process = start(tmp_path, *ENDLESS)
    try:
        assert "proved by thm.subspaces" in read_until(process, "ok")
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=120)
    finally:
        process.kill()
    assert "yor.spec" not in rest
    assert "interrupted after 1 of 2 specs" in errors
    assert process.returncode == 130


@pytest.mark.parametrize("output", ["json", "text", "markdown"])
def test_what_is_out_when_the_search_begins(xor, monkeypatch, capsys, output):
    """Of text the head; of the other formats nothing: they are one document, at the end."""
    import theoremcheck.cli.one as command
    from theoremcheck.cli import main

    early = []

    def search_begins(verdict, *_):
        early.append(capsys.readouterr().out)
        return interrupted(verdict)

    monkeypatch.setattr(command, "accompany", search_begins)
    monkeypatch.setattr(sys, "argv", ["theoremcheck", str(xor), "-o", output])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 130
    rest = capsys.readouterr().out
    if output == "text":
        assert "PROVED by thm.subspaces" in early[0]
        assert rest.startswith("Search: the search was interrupted")
    else:
        assert early == [""]
        assert "proved" in rest.lower()
    if output == "json":
        assert json.loads(rest)["interrupted"] is True


def test_an_interruption_before_the_first_start_keeps_the_verdict(xor):
    spec = load(xor).spec

    def stop(done, total, stage):
        if stage == "search":
            raise KeyboardInterrupt

    verdict = judge(spec, Options(), stop)
    assert verdict.verdict == "proved"
    assert verdict.interrupted
    assert "interrupted" in text.tail(verdict)


def test_ctrl_c_outside_the_loops_of_the_search(xor, monkeypatch):
    import theoremcheck.search as searching

    def broken(*_):
        raise KeyboardInterrupt

    decided = decide(load(xor).spec, Options())
    monkeypatch.setattr(searching, "search", broken)
    verdict = accompany(decided, Options())
    assert verdict.interrupted
    assert verdict.search is None
    assert "Search: the search was interrupted before anything was found." in text.tail(verdict)


@pytest.mark.parametrize("source", [XOR, RELU, XOR.replace("shortcut = 3", "shortcut = 1")])
def test_head_and_tail_are_the_report(tmp_path, source):
    path = tmp_path / "some.spec"
    path.write_text(source.replace("expect proved by thm.subspaces", "search { starts 20 }"))
    decided = decide(load(path).spec, Options())
    verdict = accompany(decided, Options())
    assert text.head(decided) == text.head(verdict)
    assert text.head(decided) + text.tail(verdict) == text.render(verdict)
    assert accompany(verdict, Options()) == verdict
    assert decided.answer is verdict.answer


@pytest.mark.slow
def test_streamed_text_is_the_text_of_a_file(run, xor, tmp_path):
    shown = run(xor, "-o", "text")
    run(xor, "-o", "text=out.txt")
    assert shown.stdout == (tmp_path / "out.txt").read_text()


@pytest.mark.slow
def test_how_much_is_searched(run, xor):
    short = json.loads(run(xor, "-o", "json").stdout)["search"]
    result = run(xor, "--search", "full", "-o", "json")
    assert result.returncode == 0, result.stderr
    full = json.loads(result.stdout)["search"]
    assert short["starts"] <= short["asked"] == full["starts"] == full["asked"]
    assert json.loads(run(xor, "--no-search", "-o", "json").stdout)["search"] is None
    both = run(xor, "--search", "full", "--no-search")
    assert both.returncode == 2
    assert "exclude each other" in both.stderr


def test_the_python_api(xor):
    early = []
    verdict = theoremcheck.check(xor, decided=early.append)
    assert [entry.search for entry in early] == [None]
    assert early[0].answer is verdict.answer
    assert verdict.search is not None
    assert theoremcheck.check(xor, search=False).search is None
    whole = theoremcheck.check(xor, full=True).search
    assert whole is not None
    assert whole.starts == whole.asked
