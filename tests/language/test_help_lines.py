"""Help lines of mistakes in tables, files and numbers: they say what stands there, and what to write."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.language import load, loads

REST = "loss logistic\nnetwork { shortcut = 1 relu  hidden bias }\n"


def read(folder, content, clauses, name="t.csv"):
    """A spec on a table with this content."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return loads(f'dataset d {{ from "{name}" {clauses} }}\n{REST}', base=folder)


ARRAY = io.BytesIO()
np.save(ARRAY, np.ones((3, 2)))
TABLES = [
    (
        "u,v,y\n1,2,no\n2,3,yes\n",
        'label "y"',
        "E026",
        "write positive \"yes\" behind the path; the labels are 'no', 'yes'",
    ),
    ("u,y\n1,a\n2,b\n3,c\n", 'label "y"', "E026", 'positive "c" negative "a"'),
    ("u,v,y\n1,2,no\n2,3,yes\n", 'positive "yes"', "E026", "the columns are u, v, y"),
    ("u,y\n1,a\n2,b\n", 'label "x"', "E026", 'positive "M"'),
    ("secret\nroot\n", 'label "secret"', "E026", 'positive "M"'),
    ("u,v,y\n1,1,a\n2,2,b\n", 'label "y" positive "a" features "v".."u"', "E073", 'write "u".."v"'),
    ("u,v,y\n1,1,a\n2,2\n", 'label "y" positive "a"', "E072", "stands in quotes"),
    ("u,v,y\n1,red,a\n2,blue,b\n", 'label "y" positive "a"', "E074", 'without it: features "u"'),
    ("u,v,y\n1,red,a\n2,3,b\n", 'label "y" positive "a"', "E074", "mend the cell"),
    ("u,v,y\n1,red,a\n2,blue,b\n", 'label "y" positive "a" features "v"', "E074", "leave it out behind features"),
    ('u,v,y\n1,"2,5",a\n2,3,b\n', 'label "y" positive "a"', "E074", "2.5"),
    ("", 'label "y" positive "a"', "E076", "names of the columns"),
    (ARRAY.getvalue(), 'label "y" positive "a"', "E077", "numpy.savez"),
    ("u,y\n1,a\n".encode("utf-16"), 'label "y" positive "a"', "E077", "as UTF-8"),
]


@pytest.mark.parametrize(("content", "clauses", "code", "help"), TABLES)
def test_a_table_that_is_wrong(tmp_path, content, clauses, code, help):
    found = read(tmp_path, content, clauses).diagnostics[0]
    assert found.code == code
    assert help in found.help


def test_the_label_that_is_written_removes_the_mistake(tmp_path):
    loaded = read(tmp_path, "u,y\n1,no\n2,yes\n3,maybe\n", 'label "y"')
    text = loaded.diagnostics[0].repair.apply(loaded.source)
    assert loads(text, base=tmp_path).spec is not None


def test_of_a_file_that_is_no_table_nothing_is_shown(tmp_path):
    loaded = read(tmp_path, "root:x:0\nme:x:1\nyou:x:2\n", 'label "root:x:0"')
    assert "me" not in loaded.render().replace("network", "")
    assert "you" not in loaded.render()


def test_a_spec_of_another_name_is_named(tmp_path):
    (tmp_path / "width.spec").write_text("")
    (found,) = load(tmp_path / "widht.spec").diagnostics
    assert (found.code, found.help) == ("E001", "did you mean width.spec?")
    assert load(tmp_path / "other.txt").diagnostics[0].help is None
    assert load(tmp_path / "none" / "width.spec").diagnostics[0].help is None


def test_each_misspelt_item_is_named_and_none_is_called_missing():
    loaded = loads("data d { + (1)\n - (2) }\nneurons relu\nlosses logistic\nnetwork { shortcut = 1 relu }\n")
    assert [(entry.code, entry.span.line) for entry in loaded.diagnostics] == [("E014", 1), ("E014", 3), ("E014", 4)]


SPEC = f"dataset d {{ + (1, 0)  - (0, 1) }}\n{REST}"
NAMES = st.from_regex(r"[A-Z][A-Za-z0-9_]{0,8}", fullmatch=True)


@given(NAMES)
def test_a_number_that_nothing_uses_is_warned_of_and_one_that_is_used_is_not(name):
    unused = loads(f'{SPEC}let {name} = 1  # {name} "\n')
    assert unused.spec is not None
    assert [entry.code for entry in unused.diagnostics] == ["W008"]
    assert loads(f"{SPEC.replace('= 1', f'= {name}')}let {name} = 1\n").diagnostics == ()
    assert loads(f"{SPEC.replace('(1, 0)', f'(-{name}, 0)')}let {name} = 1\n").diagnostics == ()
    assert loads(f"{SPEC}let {name} = 1\nneuron s(z) = z*{name}\n").diagnostics == ()


def test_functions_that_are_not_there_and_parameters_that_are_not_taken():
    spec = f"dataset d {{ + (1)  - (2) }}\n{REST}"
    unknown, taken = loads(f"{spec.replace('logistic', 'logistic(2)')}neuron s(z) = qwxy(z)\n").diagnostics[::-1]
    assert (unknown.code, taken.code) == ("E023", "E042")
    assert "log1p, max, min" in unknown.help
    assert taken.help == "write the name alone"
    (more,) = loads(spec.replace("logistic", "polynomial_hinge(2, 3)")).diagnostics
    assert more.help == "leave the others out"


def test_a_table_of_another_name_is_named(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "heart.csv").write_text("u,y\n1,a\n2,b\n")
    loaded = loads(f'dataset d {{ from "data/haert.csv" label "y" positive "a" }}\n{REST}', base=tmp_path)
    assert loaded.diagnostics[0].help == 'did you mean "data/heart.csv"?'
    assert loads(loaded.diagnostics[0].repair.apply(loaded.source), base=tmp_path).spec is not None
    for name in ("none/heart.csv", "other.csv", "a\\\\0", "/etc/pass.csv", ""):
        found = loads(f'dataset d {{ from "{name}" label "y" positive "a" }}\n{REST}', base=tmp_path)
        assert "did you mean" not in found.render()
