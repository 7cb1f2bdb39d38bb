"""``theoremcheck sweep``: the rows of a family, for any number of workers, and none decided twice."""

import json
import os
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree

import pytest

FAMILY = """
dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }
neuron softplus
loss polynomial_hinge(3)
let M = 3
network { shortcut = M softplus  hidden bias  output bias }
"""
OVER = ("--over", "M=0..3", "--over", "neuron=relu,softplus")


@pytest.fixture
def family(tmp_path):
    path = tmp_path / "f.spec"
    path.write_text(FAMILY)
    return path


def rows(path):
    return [json.loads(entry) for entry in path.read_text().splitlines()]


def test_all_files_and_a_point_whose_input_is_wrong(run, family, tmp_path):
    outputs = ("-o", "r.jsonl", "-o", "r.csv", "-o", "r.svg", "-o", "r.html")
    done = run("sweep", "f.spec", "--over", "M=1..2", "--over", "neuron=softplus,relu", *outputs)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "4 problems: 1 proved, 2 refuted, 1 undecided.\n"
    found = rows(tmp_path / "r.jsonl")
    assert [(row["at"]["M"], row["at"]["neuron"]) for row in found] == [
        ("1", "softplus"), ("1", "relu"), ("2", "softplus"), ("2", "relu"),
    ]  # fmt: skip
    assert [row["verdict"] for row in found] == ["undecided", "refuted", "proved", "refuted"]
    assert (tmp_path / "r.csv").read_text().count("\n") == 5
    picture = (tmp_path / "r.svg").read_text()
    assert ElementTree.fromstring(picture) is not None
    assert "thm.circuit: proved (1)" in picture
    assert "M=2 neuron=softplus: proved by thm.circuit" in (tmp_path / "r.html").read_text()
    again = run("sweep", "f.spec", "--over", "M=2,x", "-o", "r.jsonl")
    assert again.returncode == 2
    assert again.stdout == "2 problems: 1 proved, 1 wrong input; 1 were known before.\n"
    assert again.stderr.startswith("at M=x: ")
    assert len(rows(tmp_path / "r.jsonl")) == 5  # those of the earlier run are kept


DRAWN = """
dataset random { samples n  dimension 1  seed s }
let n = 4
let s = 0
neuron leaky_relu
loss hinge
network { shortcut = 2 leaky_relu  hidden bias  output bias }
"""


def test_a_random_family(run, tmp_path):
    """Seeds of which some draw separable classes; the table is all that standard output has."""
    (tmp_path / "f.spec").write_text(DRAWN)
    outputs = ("-o", "r.jsonl", "-o", "csv=/dev/stdout", "-o", "html")
    done = run("sweep", "f.spec", "--over", "n=2,5", "--over", "s=0..1", "--pool", "s", *outputs)
    assert done.returncode == 0
    assert done.stderr == "4 problems: 3 proved, 1 refuted.\n"
    lines = [entry.split(",")[:5] for entry in done.stdout.splitlines()]
    assert lines[0] == ["n", "s", "claim", "verdict", "by"]
    assert [entry[:4] for entry in lines[1:]] == [
        ["2", "0", "no_bad", "proved"], ["2", "1", "no_bad", "proved"],
        ["5", "0", "no_bad", "proved"], ["5", "1", "no_bad", "refuted"],
    ]  # fmt: skip
    assert "n=5: 1 of 2 refuted, 1 proved" in (tmp_path / "r.html").read_text()
    done = run("replay", "f.spec", "r.jsonl")
    assert done.stdout == "4 rows: 4 confirmed.\n"


def test_tables_of_a_family(run, tmp_path):
    """The rows of a table that has changed are decided again, and no table is written over."""
    text = 'dataset t { from "a.csv" label "y" positive "p" }\n' + DRAWN[DRAWN.index("let") :]
    (tmp_path / "f.spec").write_text(text.replace("let n = 4\nlet s = 0\n", ""))
    (tmp_path / "a.csv").write_text("x,y\n1,p\n2,q\n")
    (tmp_path / "b.csv").write_text("x,y\n1,p\n2,q\n3,p\n")
    command = ("sweep", "f.spec", "--over", "data=a.csv,b.csv", "-o", "r.jsonl")
    assert run(*command).stdout == "2 problems: 1 proved, 1 refuted.\n"
    (tmp_path / "a.csv").write_text("x,y\n1,p\n2,q\n4,p\n")
    assert run(*command).stdout == "2 problems: 2 refuted; 1 were known before.\n"
    for table, axis in (("b.csv", "data=a.csv,b.csv"), ("a.csv", "data=b.csv")):  # the second one is the spec's own
        done = run("sweep", "f.spec", "--over", axis, "-o", "s.jsonl", "-o", f"csv={table}")
        assert (done.returncode, "it is an input of this run" in done.stderr) == (2, True)
        assert (tmp_path / table).read_text().startswith("x,y")


@pytest.mark.slow
def test_rows_do_not_depend_on_the_jobs(run, family, tmp_path):
    for jobs in ("1", "2"):
        run("sweep", "f.spec", *OVER, "-o", f"{jobs}.jsonl", "--jobs", jobs)
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


@pytest.mark.slow
def test_what_is_killed_goes_on(run, family, tmp_path):
    """Rows that were there are not decided again: marks made in them are still there at the end."""
    place = tmp_path / "k.jsonl"
    command = [sys.executable, "-m", "theoremcheck", "sweep", "f.spec", *OVER, "-o", "k.jsonl"]
    with subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "OMP_NUM_THREADS": "1"}) as process:
        while not (place.exists() and place.read_text().count("\n") >= 2):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    kept = place.read_text()
    complete = [json.loads(entry) for entry in kept[: kept.rfind("\n") + 1].splitlines()]
    marked = [row for row in complete if row["verdict"]]
    for row in marked:
        row["certificate"]["claims"].reverse()
    assert 1 <= len(marked) < 8
    place.write_text("".join(json.dumps(row) + "\n" for row in marked) + '{"format": "theorem')
    done = run("sweep", "f.spec", *OVER, "-o", "k.jsonl")
    assert f"{len(marked)} were known before" in done.stdout
    found = rows(place)
    assert len(found) == 8
    assert sum(row in marked for row in found) == len(marked)


def test_what_is_kept_is_checked_and_not_believed(run, family, tmp_path):
    run("sweep", "f.spec", "--over", "M=1..2", "-o", "r.jsonl")
    place = tmp_path / "r.jsonl"
    kept = place.read_text()
    place.write_text(kept.replace('"verdict": "undecided"', '"verdict": "proved"'))
    assert place.read_text() != kept
    done = run("sweep", "f.spec", "--over", "M=1..2", "-o", "r.jsonl")
    assert done.stdout == "2 problems: 1 proved, 1 undecided; 1 were known before.\n"
    words = "at M=1: the kept row is not borne out, and is decided again: the certificate says undecided\n"
    assert done.stderr == words
    assert place.read_text() == kept


def test_a_problem_that_takes_too_long_is_taken_up_again(run, family, tmp_path):
    done = run("sweep", "f.spec", "--over", "M=2", "-o", "r.jsonl", "--timeout", "0.001")
    assert done.returncode == 70
    assert "1 crashed" in done.stdout
    (row,) = rows(tmp_path / "r.jsonl")
    assert row["verdict"] is None
    assert row["error"] == "crashed: timed out after 0.001 seconds (--timeout)"
    done = run("sweep", "f.spec", "--over", "M=2", "-o", "r.jsonl")
    assert (done.returncode, done.stdout) == (0, "1 problems: 1 proved.\n")


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("--over", "M=3..1", "-o", "r.jsonl"), "write 1..3"),
        (("--over", "M=1", "-o", "r.csv"), "give one file that ends in .jsonl"),
        (("--over", "M=1", "-o", "r.jsonl", "-o", "r.txt"), "r.txt: the file ends in"),
        (("--over", "M=1", "--set", "M=2", "-o", "r.jsonl"), "both give M"),
        (("--over", "zz=1..3", "-o", "r.jsonl"), "--over zz: f.spec has no number of that name; declare it there"),
        (("--over", "Mm=1..3", "-o", "r.jsonl"), "--over Mm: f.spec has no number of that name; did you mean M"),
        (("--over", "data=a.csv", "-o", "r.jsonl"), "--over data: the dataset of f.spec has no table to be replaced"),
        (("--over", "M=1", "-o", "r.jsonl", "--pool", "N"), "--pool N: the axes are M"),
        (("--over", "M=1", "-o", "r.jsonl", "--pool", "M"), "leaves no axis to draw"),
        (("--over", "M=1", "-o", "other.jsonl"), "a sweep goes on in its own file alone"),
    ],
)
def test_what_is_wrong_is_said_before_any_work(family, tmp_path, monkeypatch, capsys, arguments, words):
    from click import UsageError

    from theoremcheck.cli.families import sweep

    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.jsonl").write_text("notes\n")
    with pytest.raises(UsageError, match=words):
        sweep.main(["f.spec", *arguments], standalone_mode=False)
    assert (tmp_path / "other.jsonl").read_text() == "notes\n"
    assert not (tmp_path / "r.jsonl").exists()


@pytest.mark.parametrize(
    "text, arguments, words",
    [
        (None, (), "f.spec: error[E001]: cannot read the file"),
        (FAMILY.replace("loss", "lss"), (), "f.spec:4:1: error[E014]"),
        (FAMILY.replace("let M = 3", "let M = 3 4"), (), "error[E010]"),
        (FAMILY, ("--set", "N=2"), "error[E120]: --set N: the file has no number of that name"),
    ],
)
def test_what_is_wrong_at_every_point_is_said_once(tmp_path, monkeypatch, capsys, text, arguments, words):
    from theoremcheck.cli.families import sweep

    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / "f.spec").write_text(text)
    with pytest.raises(SystemExit) as stop:
        sweep.main(["f.spec", "--over", "M=1..3", "-o", "r.jsonl", *arguments], standalone_mode=False)
    said = capsys.readouterr()
    assert (stop.value.code, said.out) == (2, "")
    assert said.err.count(words) == 1
    assert not (tmp_path / "r.jsonl").exists()
