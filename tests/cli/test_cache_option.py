"""``--cache``: the second run says what the first one said, by certificates alone."""

import json
import sqlite3
from pathlib import Path

import click
import pytest

from theoremcheck.cli.check import run as check
from theoremcheck.cli.request import Request
from theoremcheck.cli.say import UsageError
from theoremcheck.options import Options
from theoremcheck.sweep.cache import Cache

XOR = """
dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }
neuron softplus
loss polynomial_hinge(3)
network { shortcut = 3 softplus  hidden bias  output bias }
"""
SPECS = {
    "a.spec": XOR + "expect proved by thm.circuit\n",
    "b.spec": XOR.replace("= 3", "= 1"),
    "c.spec": XOR.replace("softplus", "relu") + "expect refuted\n",
    "d.spec": XOR + "candidate { a0 = 0  a = (1, 1, 1)  w = ((1, 0), (0, 1), (1, 1))  b = (0, 0, 0) }\n",
}
OUTPUTS = ("text", "json=r.json", "markdown=r.md", "junit=r.xml", "github=r.github", "sarif=r.sarif", "text=r.txt")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    for name, text in SPECS.items():
        Path("specs", name).write_text(text)
    return tmp_path


def ask(outputs=("text",), **more):
    return check(Request((Path("specs"),), outputs=outputs, cache=Path("c"), options=Options(search=False), **more))


def leave(name):
    for path in Path("specs").glob("*.spec"):
        if path.name != name:
            path.unlink()


def marked():
    """A mark in every row that is kept: its claims in another order. Returns how many there are."""
    with sqlite3.connect("c") as file:
        rows = file.execute("SELECT key, row FROM rows").fetchall()
        for key, text in rows:
            row = json.loads(text)
            row["certificate"]["claims"].reverse()
            file.execute("UPDATE rows SET row = ? WHERE key = ?", (json.dumps(row) + "\n", key))
    file.close()
    return len(rows)


def kept():
    with sqlite3.connect("c") as file:
        rows = dict(file.execute("SELECT key, row FROM rows"))
    file.close()
    return rows


def test_the_second_run_says_what_the_first_one_said(folder, capsys):
    code = ask(OUTPUTS)
    first = capsys.readouterr(), json.loads(Path("r.json").read_text())["results"]
    assert marked() == 3  # what has a candidate is decided each time
    before = kept()
    assert ask(OUTPUTS) == code
    second = capsys.readouterr(), json.loads(Path("r.json").read_text())["results"]
    assert second[0] == first[0]
    names = ("verdict", "theorems", "expectations", "conditions", "statements", "failing", "open", "blockers", "widths")
    for entry, again in zip(first[1], second[1], strict=True):
        assert {name: entry[name] for name in names} == {name: again[name] for name in names}
    assert kept() == before  # none was decided again


def test_what_is_kept_is_checked_and_not_believed(folder, capsys):
    leave("b.spec")
    ask()
    out = capsys.readouterr().out
    with sqlite3.connect("c") as file:
        file.execute("""UPDATE rows SET row = replace(row, '"verdict": "undecided"', '"verdict": "proved"')""")
    file.close()
    ask()
    again = capsys.readouterr()
    assert again.out == out
    words = "specs/b.spec: the kept verdict is not borne out, and is found again: the certificate says undecided\n"
    assert again.err == words


@pytest.mark.parametrize("name", ["a.spec", "b.spec", "c.spec"])
def test_one_spec_is_not_found_again(folder, capsys, monkeypatch, name):
    written = ("text", "json=r.json", "certificate=c.json")

    def one(outputs=written, **more):
        asked = {"cache": Path("c"), "options": Options(search=False), **more}
        return check(Request((Path("specs", name),), outputs=outputs, **asked)), capsys.readouterr().out

    first = one()
    report, certificate = json.loads(Path("r.json").read_text()), Path("c.json").read_text()
    relaxed, why = one(("text",), relax=True), one(("text",), why="neuron.c1")
    monkeypatch.setattr("theoremcheck.cli.one.decide", None)  # nothing is decided again
    assert one() == first
    again = json.loads(Path("r.json").read_text())
    assert (again["verdict"], again["failing"]) == (report["verdict"], report["failing"])
    assert Path("c.json").read_text() == certificate
    assert one(("text",), relax=True) == relaxed
    assert one(("text",), why="neuron.c1") == why


def test_a_point_is_looked_at_each_time(folder, capsys):
    Path("p.json").write_text(json.dumps({"a0": 0, "a": [0], "w": [[0, 0]], "b": [0]}))
    asked = {"cache": Path("c"), "at": Path("p.json"), "options": Options(search=False)}
    said = []
    for _ in range(2):
        check(Request((Path("specs/b.spec"),), **asked))
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "\nCandidate: no local minimum" in said[0]
    assert not kept()


def test_a_file_that_is_no_cache_is_said_before_any_work(folder, capsys):
    Path("c").write_text("notes\n" * 99)
    with pytest.raises(UsageError, match="--cache c: it is no cache of theoremcheck"):
        ask()
    assert capsys.readouterr().out == ""
    with pytest.raises(UsageError, match="cannot write y"):
        check(Request((Path("specs"),), outputs=("json=y",), cache=Path("y")))


def test_an_empty_path_is_no_cache(folder):
    from theoremcheck.cli.interface import app

    for command in (["check", "specs", "--cache", ""], ["sweep", "specs/b.spec", "--over", "M=1", "--cache", ""]):
        with pytest.raises(click.UsageError, match="no path is given; name a file, or a folder"):
            app.main(command, standalone_mode=False)
    assert [path.name for path in folder.iterdir()] == ["specs"]


def test_a_cache_that_is_damaged_meanwhile_costs_no_verdict(folder, capsys, monkeypatch):
    leave("b.spec")
    code = ask()
    out = capsys.readouterr().out
    Path("c").write_text("notes\n" * 99)
    monkeypatch.setattr(Cache, "require", lambda self: None)
    assert ask() == code
    again = capsys.readouterr()
    assert again.out == out
    assert set(again.err.splitlines()) == {
        "warning: --cache c: it is no cache of theoremcheck; name another file, or remove this one"
    }


def test_a_search_that_was_not_made_again_is_said(folder, capsys):
    options = Options(starts=2)
    request = Request((Path("specs"),), outputs=("text=r.txt",), cache=Path("c"), options=options)
    leave("a.spec")
    assert check(request) == check(request) == 0
    assert "the verdict of an earlier run was checked again" in Path("r.txt").read_text()


@pytest.mark.slow
def test_a_sweep_knows_what_a_corpus_has_found_and_workers_share_it(run, folder, tmp_path):
    (tmp_path / "specs" / "f.spec").write_text(XOR.replace("= 3", "= M") + "let M = 4\n")
    done = run("specs", "--no-search", "--jobs", "2", "--cache", "c")
    assert done.stderr == ""
    assert len(kept()) == 4
    done = run("sweep", "specs/f.spec", "--over", "M=3..5", "-o", "r.jsonl", "--cache", "c")
    assert done.stdout == "3 problems: 3 proved; 1 were known before.\n"
