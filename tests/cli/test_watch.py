"""``theoremcheck watch``: a line for each change, and none for what is as it was."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from theoremcheck.cli.codes import INTERRUPTED
from theoremcheck.cli.request import Request
from theoremcheck.cli.say import UsageError
from theoremcheck.cli.watch import run as watch
from theoremcheck.options import Options

SPEC = """
dataset d { from "t.csv" label "y" positive "p" negative "n" }
neuron softplus
loss polynomial_hinge(3)
network { shortcut = 3 softplus  hidden bias  output bias }
"""
PROVED = "ok     specs/a.spec: proved by thm.subspaces, thm.circuit"
TABLE = "u,v,y\n1,0,p\n-2,0,p\n0,1,n\n0,-3,n\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    Path("specs/t.csv").write_text(TABLE)
    Path("specs/a.spec").write_text(SPEC)
    Path("specs/b.spec").write_text(
        "dataset d { + (1)  - (2) }\nneuron relu\nloss hinge\nnetwork { shortcut = 1 relu }\n"
    )
    return tmp_path


def seen(capsys, *changes):
    """What is printed at the first look and after each of the changes; then Ctrl-C."""
    said, left = [], list(changes)

    def pause(seconds):
        said.append(capsys.readouterr().out.splitlines())
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    request = Request((Path("specs"),), options=Options(search=False))
    assert watch(request, pause) == INTERRUPTED
    assert capsys.readouterr().err.endswith("interrupted\n")
    return said


def test_a_line_for_each_change(folder, capsys):
    first, second = Path("specs/a.spec"), Path("specs/b.spec")
    found = seen(
        capsys,
        lambda: None,
        lambda: first.write_text(SPEC + "# more\n"),
        lambda: Path("specs/t.csv").write_text(TABLE + "5,0,p\n"),
        lambda: first.write_text("dataset d {"),
        lambda: first.write_text(SPEC),
        second.unlink,
        lambda: Path("specs/n.spec").write_text(SPEC.replace("= 3", "= 4")),
    )
    assert [len(lines) for lines in found] == [2, 0, 1, 1, 1, 1, 1, 1]
    assert found[0][0] == found[2][0] == PROVED
    assert found[3][0] == found[5][0] == "ok     specs/a.spec: proved by thm.subspaces"
    assert found[4] == ["ERROR  specs/a.spec: the input is wrong"]
    assert found[6] == ["gone   specs/b.spec"]
    assert found[7][0].startswith("ok     specs/n.spec: proved")


def test_a_table_that_comes_back_is_seen(folder, capsys):
    table = Path("specs/t.csv")
    found = seen(capsys, table.unlink, lambda: table.write_text(TABLE))
    assert found[1] == ["ERROR  specs/a.spec: the input is wrong"]
    assert found[2] == [PROVED]


def test_what_is_not_there_is_said(folder):
    with pytest.raises(UsageError, match=r"no\.spec: there is no such file or folder"):
        watch(Request((Path("no.spec"),)))


def test_too_many_specs_are_not_watched(folder, monkeypatch):
    monkeypatch.setattr("theoremcheck.cli.watch.MAX_WATCHED", 1)
    with pytest.raises(UsageError, match="more than MAX_WATCHED = 1 specs"):
        watch(Request((Path("specs"),)))


@pytest.mark.slow
def test_ctrl_c_ends_it(folder):
    command = [sys.executable, "-m", "theoremcheck", "watch", "specs", "--no-search"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert "a.spec" in process.stdout.readline()
        assert "b.spec" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "interrupted\n")
