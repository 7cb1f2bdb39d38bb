"""Ctrl-C while a table is read, and while it is decided what holds of the data: what is known then is said."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from theoremcheck.language import load
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict import judge
from theoremcheck.verdict.findings import INTERRUPTED
from theoremcheck.verdict.values import Answer, facts_of

SPEC = """dataset d { from "d.csv" label "y" positive "1" }
neuron softplus
loss logistic
network { shortcut = 3 softplus  hidden bias  output bias }
"""
# The place where the program waits for Ctrl-C, however fast the machine is: what it does there would take long.
PROGRAM = """
import sys, time
from pathlib import Path
import {module} as module

def wait(*arguments):
    Path({ready!r}).touch()
    time.sleep(600)

module.{function} = wait
sys.argv = ["theoremcheck", *{arguments!r}]
from theoremcheck.cli import main
main()
"""
READING = ("theoremcheck.language.table", "read_rows")
NEWTON = ("theoremcheck.decide.data.many", "_descend")


@pytest.fixture
def spec(tmp_path):
    """A spec with more than 50,000 entries, so that the methods for large data are taken."""
    draw = random.Random(1)
    rows = [",".join(str(draw.randrange(100)) for _ in range(20)) + f",{i % 2}" for i in range(2_600)]
    names = ",".join(f"x{j}" for j in range(20))
    (tmp_path / "d.csv").write_text("\n".join([f"{names},y", *rows]) + "\n")
    (tmp_path / "d.spec").write_text(SPEC)
    return tmp_path / "d.spec"


def interrupted(tmp_path, place, *arguments):
    """Standard output and error of a command that is interrupted once it is at ``place``."""
    ready = tmp_path / "ready"
    program = PROGRAM.format(module=place[0], function=place[1], ready=str(ready), arguments=list(map(str, arguments)))
    process = subprocess.Popen(
        [sys.executable, "-c", program], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    try:
        while not ready.exists():
            assert process.poll() is None, process.communicate()
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "\r" not in errors
    return out, errors


def test_what_was_found_before_is_shown_and_the_rest_is_open(spec, tmp_path):
    out, errors = interrupted(
        tmp_path, NEWTON, spec, "--no-search", "--certificate", "c.json", "-o", "text", "-o", "json=r.json"
    )
    assert errors == "interrupted: this is what is known so far\n"
    assert "UNDECIDED" in out
    assert "Search: the check was interrupted: what was not examined until then is open, and\nno search was" in out
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["interrupted"] is True
    assert report["verdict"] == "undecided"
    certificate = json.loads((tmp_path / "c.json").read_text())
    known = {claim["condition"] for claim in certificate["claims"]}
    assert "neuron.convex" in known
    assert not any(name.startswith("data.") for name in known)


def test_while_the_table_is_read_nothing_is_known(spec, tmp_path):
    out, errors = interrupted(tmp_path, READING, spec, "--no-search")
    assert errors == "interrupted\n"
    assert out == ""


def test_of_several_specs_the_next_one_is_not_begun(spec, tmp_path):
    (tmp_path / "e.spec").write_text(SPEC)
    out, errors = interrupted(tmp_path, NEWTON, spec, tmp_path / "e.spec", "--no-search", "--jobs", "1")
    assert "d.spec" in out
    assert "e.spec" not in out
    assert errors.splitlines()[-1] == "interrupted after 1 of 2 specs"


def test_a_point_of_the_user_was_not_examined_either(spec, tmp_path):
    spec.write_text(SPEC + "candidate { a0 = 1 }\n")
    interrupted(tmp_path, NEWTON, spec, "--no-search", "-o", "json=r.json")
    assert json.loads((tmp_path / "r.json").read_text())["candidate_note"].endswith("the check was interrupted")


@pytest.mark.parametrize("tenths", [3, 6, 10, 15])
def test_a_terminal_interrupts_all_processes_at_once(spec, tmp_path, tenths):
    """Also the one from which workers are forked, while it imports what they need: it says nothing."""
    (tmp_path / "e.spec").write_text(SPEC)
    process = subprocess.Popen(
        [sys.executable, "-m", "theoremcheck", str(tmp_path), "--jobs", "2"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    time.sleep(tenths / 10)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors


def decided_until(monkeypatch, spec, condition):
    """What is known where Ctrl-C comes when it is the turn of ``condition``."""

    def progress(done, total, stage):
        if stage == condition:
            raise KeyboardInterrupt

    with pytest.raises(judge.DecisionInterrupted) as caught:
        judge.decide(load(spec).spec, judge.Options(search=False), progress)
    return caught.value.verdict()


@pytest.mark.parametrize("condition", ["neuron.c1", "data.linearly_separable", "data.equal_means", "minimum.affine"])
def test_the_verdict_has_what_was_found_and_its_certificate_holds(monkeypatch, spec, condition):
    found = decided_until(monkeypatch, spec, condition)
    assert found.interrupted
    assert found.answer is Answer.UNDECIDED
    assert found.findings[condition].reason == INTERRUPTED
    assert sentence(INTERRUPTED) == "not examined: the check was interrupted"
    outcome = check(found.spec.problem, found.certificate)
    for name, fact in facts_of(found.findings).items():
        assert outcome.statuses[name] is fact.status is not Status.OPEN


def test_what_is_known_may_be_a_proof(monkeypatch, tmp_path):
    """One class on each side of 0: separable, and Ctrl-C comes later."""
    path = tmp_path / "s.spec"
    path.write_text(
        "dataset d { + (1) (2)  - (-1) (-3) }\nneuron softplus\nloss logistic\n"
        "network { shortcut = 3 softplus  hidden bias  output bias }\n"
    )
    found = decided_until(monkeypatch, path, "minimum.affine")
    assert found.answer is Answer.PROVED
    assert found.interrupted
    assert judge.accompany(found) is found


def test_what_is_cut_short_is_said_and_not_relaxed(spec, tmp_path):
    out, _ = interrupted(tmp_path, NEWTON, spec, "--no-search", "--relax", "-o", "html=r.html", "-o", "text")
    assert "Relax" not in out
    assert "The check was interrupted before all conditions were examined" in (tmp_path / "r.html").read_text()
