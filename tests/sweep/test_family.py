"""The problem at a point of a family: its numbers, its seed, its table; and the key of its row."""

import pytest

from theoremcheck.options import Options
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.rows import key_of

REST = "neuron relu\nloss hinge\nlet s = 1\nnetwork { shortcut = 2 relu }\n"
TABLE = 'dataset t { from "own.csv" label "y" positive "a" }\n'


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A spec in a folder below the working folder, and three tables, two of them beside the spec."""
    below = tmp_path / "specs"
    below.mkdir()
    (below / "f.spec").write_text(TABLE + REST)
    (below / "own.csv").write_text("x,y\n1,a\n2,b\n")
    (below / "other.csv").write_text("x,y\n3,a\n4,b\n")
    (tmp_path / "other.csv").write_text("x,y\n5,a\n6,b\n")
    monkeypatch.chdir(tmp_path)
    return Family(below / "f.spec", {})


def at(**values):
    return Point(tuple(values.items()))


def key(family, **values):
    spec, _ = family.spec(at(**values))
    return key_of(spec, Options(search=False))


def test_a_table_takes_the_place_of_the_own_one(tables, tmp_path):
    spec, inputs = tables.spec(at(data="other.csv"))
    assert spec.problem.dataset.points == ((5,), (6,))
    assert [path.resolve() for path in inputs] == [tmp_path / "other.csv"]
    assert spec.csv.path == str(tmp_path / "other.csv")
    assert tables.spec(at(data="specs/other.csv"))[0].problem.dataset.points == ((3,), (4,))
    assert tables.spec(at(s="2"))[0].problem.dataset.points == ((1,), (2,))


def test_other_content_of_the_same_name_is_another_row(tables, tmp_path):
    before = key(tables, data="other.csv")
    assert before == key(tables, data="./other.csv") != key(tables, data="specs/other.csv")
    (tmp_path / "other.csv").write_text("x,y\n5,a\n7,b\n")
    assert key(tables, data="other.csv") != before


@pytest.mark.parametrize(
    "data, words",
    [
        ("none.csv", "line 1: cannot read none.csv: No such file"),
        ("specs", "line 1: specs is a folder"),
        ("bad.csv", "line 1: bad.csv, row 3, column 1 ('x'): 'many' is not a number"),
    ],
)
def test_a_wrong_table_is_named_as_it_was_given(tables, tmp_path, data, words):
    (tmp_path / "bad.csv").write_text("x,y\n1,a\nmany,b\n")
    said, _ = tables.spec(at(data=data))
    assert said.startswith(words)


def test_a_dataset_without_a_table_takes_none(tables, tmp_path):
    (tmp_path / "f.spec").write_text("dataset d { samples 4 dimension 1 seed s }\n" + REST)
    said, _ = Family(tmp_path / "f.spec", {}).spec(at(data="other.csv"))
    assert said == "line 1: other.csv would take the place of a table, and this dataset has none"


def test_each_seed_is_a_problem_of_its_own(tmp_path):
    (tmp_path / "f.spec").write_text("dataset d { samples 4 dimension 1 seed s }\n" + REST)
    family = Family(tmp_path / "f.spec", {})
    keys = [key(family, s=str(seed)) for seed in range(5)]
    assert len(set(keys)) == 5
    assert key(family, s="3") == keys[3]
