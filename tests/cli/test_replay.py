"""``theoremcheck replay``: rows are borne out by their certificates, and changed ones are not."""

import json

import pytest

from theoremcheck.cli.replay import run as replay
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.rows import key_of, line, row_of, without_verdict
from theoremcheck.verdict.judge import judge

FAMILY = """
dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }
neuron softplus
loss polynomial_hinge(3)
let M = 1
network { shortcut = M softplus  output bias }
"""
OPTIONS = Options(search=False)


@pytest.fixture(scope="module")
def lines():
    """A row that is refuted, one that is proved, and one without a verdict."""
    found = []
    for width in ("1", "2"):
        spec = loads(FAMILY, settings={"M": width}).spec
        found.append(line(row_of(judge(spec, OPTIONS), key_of(spec, OPTIONS), Point((("M", width),)))))
    return [*found, line(without_verdict(Point((("M", "x"),)), "line 5: no"))]


@pytest.fixture
def places(tmp_path, lines):
    (tmp_path / "f.spec").write_text(FAMILY)
    (tmp_path / "r.jsonl").write_text("".join(lines))
    return tmp_path / "f.spec", tmp_path / "r.jsonl"


def test_all_is_borne_out(places, capsys):
    assert replay(*places, ()) == 0
    assert capsys.readouterr().out == "3 rows: 2 confirmed, 1 without a verdict.\n"


def changed(**changes):
    """What is done to a row, with the certificate in it."""

    def change(row):
        for name, value in changes.items():
            target = row["certificate"] if name in row["certificate"] else row
            target[name] = value

    return change


def without_claims(row):
    row["certificate"]["claims"] = row["certificate"]["claims"][1:]


def aimless(row):
    row["certificate"]["goal"] = None
    row["certificate"].pop("proof")


def lacking(row):
    row["certificate"] = None


@pytest.mark.parametrize(
    "change, words",
    [
        (changed(verdict="proved"), "the certificate says refuted"),
        (changed(by=["rule.flat"]), "the certificate is one of rule.narrow"),
        (changed(by=["rule.narrow", "rule.flat"]), "other theorems or rules apply"),
        (changed(wrong=[0, 4]), "other samples are wrong"),
        (changed(wrong=None), "other samples are wrong"),
        (changed(failing=[]), "other conditions fail or are open"),
        (changed(open=["loss.c1"]), "other conditions fail or are open"),
        (changed(error="soundness alarm"), "it was kept with an error"),
        (changed(at={"M": "2"}), "another problem"),
        (changed(at={"M": "2", "N": "1"}), "the spec is wrong there"),
        (changed(at={"neuron": "nothing"}), "no such neuron"),
        (aimless, "the certificate names no theorem or rule"),
        (changed(goal="thm.subspaces"), "not borne out: "),
        (without_claims, "not borne out: "),
        (lacking, "no certificate is kept"),
    ],
)
def test_a_changed_row_is_not_borne_out(places, lines, capsys, change, words):
    spec, runs = places
    row = json.loads(lines[0])
    change(row)
    runs.write_text(json.dumps(row) + "\n" + lines[1])
    assert replay(spec, runs, ()) == 1
    out = capsys.readouterr().out
    assert words in out
    assert out.endswith("2 rows: 1 confirmed, 1 not borne out.\n")


def test_what_a_row_says_of_itself_stays_on_its_line(places, lines, capsys):
    spec, runs = places
    runs.write_text(json.dumps({**json.loads(lines[0]), "verdict": "proved\n\x1b[31m3 rows: 3 confirmed."}) + "\n")
    assert replay(spec, runs, ()) == 1
    out = capsys.readouterr().out
    assert out.startswith("at M=1: proved??[31m3 rows: 3 confirmed. by rule.narrow is not borne out: ")
    assert out.count("\n") == 2


def test_another_spec_and_other_files(places, tmp_path, capsys):
    spec, runs = places
    spec.write_text(FAMILY.replace("(1, 0)", "(2, 0)"))
    assert replay(spec, runs, ()) == 1
    assert "2 not borne out" in capsys.readouterr().out
    assert replay(spec, spec, ()) == 2
    assert replay(spec, tmp_path / "none.jsonl", ()) == 2


LINEAR = """
dataset d { + (0), (3)  - (1), (5) }
neuron root2(z) = sqrt(2)*z
loss squared_hinge
network { deep = 2 root2 -> 1 root2  output bias }
"""
MIRROR = """
dataset d { + (1), (2)  - (-1), (-2) }
neuron hard_tanh
loss polynomial_hinge(3)
network { shortcut = 2 hard_tanh  hidden bias }
claim global
"""


@pytest.mark.parametrize("text, rule", [(LINEAR, "rule.linear"), (MIRROR, "rule.spurious_bad")])
def test_a_rule_without_a_point_of_its_own_is_borne_out(tmp_path, capsys, text, rule):
    (tmp_path / "f.spec").write_text(text)
    spec = loads(text).spec
    row = row_of(judge(spec, OPTIONS), key_of(spec, OPTIONS), Point(()))
    assert row.by[0] == rule
    (tmp_path / "r.jsonl").write_text(line(row))
    assert replay(tmp_path / "f.spec", tmp_path / "r.jsonl", ()) == 0
    assert capsys.readouterr().out == "1 rows: 1 confirmed.\n"


DEAD = """
dataset mixed { + (1), (2)  - (2), (-1) }
neuron relu
loss square
network { shortcut = 1 relu  hidden bias  output bias }
candidate { a0 = 0  a = (1)  w = ((1))  b = (-3) }
claim global
"""


def test_the_wrong_samples_are_those_of_the_minimum_of_the_rule(tmp_path, capsys):
    """Facts of other minima, with other samples wrong, stand in the same certificate."""
    (tmp_path / "f.spec").write_text(DEAD)
    spec = loads(DEAD).spec
    own = json.loads(line(row_of(judge(spec, OPTIONS), key_of(spec, OPTIONS), Point(()))))
    assert (own["by"], own["wrong"]) == (["rule.spurious"], [0, 4])
    rows = [{**own, "wrong": wrong} for wrong in ([0, 4], [1, 1], [2, 2], None)]
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert replay(tmp_path / "f.spec", tmp_path / "r.jsonl", ()) == 1
    assert capsys.readouterr().out.endswith("4 rows: 1 confirmed, 3 not borne out.\n")


TABLE = 'dataset t { from "a.csv" label "y" positive "p" }\n' + FAMILY[FAMILY.index("neuron") :]
ROWS = "x,y\n1,p\n2,q\n"


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A sweep over tables that was made in the folder ``there``, and replayed in another one."""
    there, elsewhere = tmp_path / "there", tmp_path / "elsewhere"
    for folder in (there / "specs", there / "tables", elsewhere):
        folder.mkdir(parents=True)
    spec, runs = there / "specs" / "f.spec", there / "r.jsonl"
    spec.write_text(TABLE)
    (there / "specs" / "a.csv").write_text(ROWS)
    (there / "tables" / "b.csv").write_text(ROWS + "4,p\n")
    found = []
    monkeypatch.chdir(there)
    for at in ((), (("data", "tables/b.csv"),)):
        read, _ = Family(spec, {}).spec(Point(at))
        found.append(line(row_of(judge(read, OPTIONS), key_of(read, OPTIONS), Point(at))))
    runs.write_text("".join(found))
    monkeypatch.chdir(elsewhere)
    return spec, runs, there / "tables" / "b.csv"


def test_tables_are_found_from_anywhere(tables, capsys):
    spec, runs, table = tables
    (spec.parent / "tables").mkdir()
    (spec.parent / "tables" / "b.csv").write_text(ROWS + "5,p\n")  # another one, of the same name
    assert replay(spec, runs, ()) == 0
    assert "not borne out" not in capsys.readouterr().out
    table.unlink()
    (spec.parent / "tables" / "b.csv").unlink()
    assert replay(spec, runs, ()) == 1
    assert "not borne out: the spec is wrong there: " in capsys.readouterr().out


def test_a_row_whose_table_has_changed_is_stale(tables, capsys):
    spec, runs, table = tables
    table.write_text(ROWS + "5,p\n")
    assert replay(spec, runs, ()) == 1
    out = capsys.readouterr().out
    assert "is stale: its table has other data now; the same sweep decides it again\n" in out
    assert "2 rows: 1 stale, 1 " in out
    (spec.parent / "a.csv").write_text(ROWS + "5,p\n")
    assert replay(spec, runs, ()) == 1
    assert capsys.readouterr().out.endswith("2 rows: 2 stale.\n")
    spec.write_text(TABLE.replace("polynomial_hinge(3)", "logistic"))
    assert replay(spec, runs, ()) == 1
    assert capsys.readouterr().out.endswith("2 rows: 2 not borne out.\n")
