"""Reading files: specs and CSV tables, good and bad."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from theoremcheck.language import load, loads

REST = "loss logistic\nnetwork { shortcut = 3 softplus }\n"
PLAIN = "dataset d { + (1, 0) - (0, 1) }\n" + REST


def codes(loaded):
    return [d.code for d in loaded.diagnostics]


def table(tmp_path, content, clauses='label "y" positive "a"'):
    (tmp_path / "t.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return loads(f'dataset d {{ from "t.csv" {clauses} }}\n' + REST, base=tmp_path)


@pytest.mark.parametrize(
    "encode", [str.encode, lambda t: t.encode("utf-8-sig"), lambda t: t.replace("\n", "\r\n").encode()]
)
def test_encodings_of_a_spec(tmp_path, encode):
    path = tmp_path / "a.spec"
    path.write_bytes(encode(PLAIN))
    loaded = load(path)
    assert loaded.spec == loads(PLAIN).spec
    assert loaded.spec.path == path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E005"),
        (b"\x00\x01\x02\xff", "E004"),
        (b"# caf\xe9\n", "E004"),
        (PLAIN.encode("utf-16"), "E004"),
        (b"# \x00\n" + PLAIN.encode(), "E004"),
        (b"#" * 4_000_001, "E003"),
    ],
)
def test_files_that_are_no_specs(tmp_path, content, code):
    path = tmp_path / "a.spec"
    path.write_bytes(content)
    loaded = load(path)
    assert loaded.spec is None
    assert codes(loaded) == [code]
    assert str(path) in loaded.render()


def test_where_the_encoding_is_wrong(tmp_path):
    path = tmp_path / "a.spec"
    path.write_bytes(b"let M = 3\r\n# caf\xe9\r\n")
    (diagnostic,) = load(path).diagnostics
    assert (diagnostic.span.line, diagnostic.span.column) == (2, 6)
    assert "byte 17" in diagnostic.message


def test_missing_paths(tmp_path):
    assert codes(load(tmp_path / "none.spec")) == ["E001"]
    assert codes(load(tmp_path)) == ["E002"]
    assert codes(load("a\0b")) == ["E001"]


def test_exact_decimals(tmp_path):
    text = '\ufeff"x 1", x2 ,y\r\n0.1,-2e-3,a\r\n" 1/3 ",.5,"b"\r\n\r\n'
    loaded = table(tmp_path, text)
    assert loaded.spec is not None, loaded.render()
    dataset = loaded.spec.problem.dataset
    assert dataset.points == ((Fraction(1, 10), Fraction(-1, 500)), (Fraction(1, 3), Fraction(1, 2)))
    assert dataset.labels == (1, -1)
    assert loaded.spec.csv.features == ("x 1", "x2")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_delimiters(tmp_path, mark):
    loaded = table(tmp_path, f"u{mark}v{mark}y\n1{mark}2{mark}a\n3{mark}4{mark}b\n")
    assert loaded.spec.problem.dataset.points == ((1, 2), (3, 4))


def test_features_and_classes(tmp_path):
    text = "y,a,b,c,d\np,1,2,3,4\nq,5,6,7,8\nr,9,9,9,9\n"
    loaded = table(tmp_path, text, 'label "y" positive "q" negative "p" features "d", "a".."b"')
    assert loaded.spec.problem.dataset.points == ((4, 1, 2), (8, 5, 6))
    assert loaded.spec.problem.dataset.labels == (-1, 1)


BAD_TABLES = [
    ("u,y\n1,a\n2\n", None, "E072", "row 3: 1 cells where the header has 2"),
    ("u,y\n1,a\n2,b,c\n", None, "E072", "row 3: 3 cells"),
    ("u,y\n1,a\nx,b\n", None, "E074", "row 3, column 1 ('u'): 'x' is not a number"),
    ("u,y\n1,a\n,b\n", None, "E074", "row 3, column 1 ('u'): there is no number"),
    ("u,y\nnan,a\n1,b\n", None, "E074", "row 2, column 1"),
    ("u,y\n1e99999,a\n1,b\n", None, "E032", "row 2, column 1"),
    (f"u,y\n{'1' * 2000},a\n1,b\n", None, "E031", "row 2, column 1"),
    ("u,z\n1,a\n2,b\n", None, "E073", "no column 'y'"),
    ("y,y\n1,a\n2,b\n", None, "E073", "2 columns 'y'"),
    ("y\na\nb\n", None, "E073", "no column beside the label"),
    ("u,y\n1,a\n2,b\n", 'label "y" positive "a" features "v"', "E073", "no column 'v'"),
    ("u,v,y\n1,1,a\n2,2,b\n", 'label "y" positive "a" features "v".."u"', "E073", "before the first"),
    ("u,v,y\n1,1,a\n2,2,b\n", 'label "y" positive "a" features "u".."y"', "E073", "is the label"),
    ("u,v,y\n1,1,a\n2,2,b\n", 'label "y" positive "a" features "u", "u"', "E073", "named twice"),
    ("u,y\n1,a\n2,b\n3,c\n", None, "E075", "3 values: 'a', 'b', 'c'"),
    ("u,y\n1,a\n2,b\n", 'label "y" positive "a" negative "a"', "E075", "same label"),
    ("u,y\n1,b\n2,c\n", None, "E061", "no row has the label 'a'"),
    ("u,y\n1,a\n2,a\n", None, "E061", "1 values"),
    ("u,y\n1,a\n2,b\n", 'label "y" positive "a" negative "c"', "E061", "no row has the label 'c'"),
    ("u,y\n1,a\n2,b\n", 'label "y"', "E026", "needs positive"),
    ("u,y\n1,a\n2,b\n", 'label "y" label "y" positive "a"', "E021", "written twice"),
    ("", None, "E076", "no header row"),
    ("u,y\n", None, "E076", "no row of data"),
    ('u,y\n"1,a\n', None, "E077", "row"),
    (b"u,y\n\xff,a\n", None, "E077", "not UTF-8"),
    ("u,y\n1,a\0\n", None, "E077", "zero byte"),
]


@pytest.mark.parametrize(("content", "clauses", "code", "message"), BAD_TABLES)
def test_bad_tables(tmp_path, content, clauses, code, message):
    loaded = table(tmp_path, content, *([] if clauses is None else [clauses]))
    assert loaded.spec is None
    assert codes(loaded) == [code], loaded.render()
    assert message in loaded.diagnostics[0].message
    assert loaded.diagnostics[0].span.line == 1


def test_all_bad_cells_of_a_row_are_reported(tmp_path):
    loaded = table(tmp_path, "u,v,y\nx,y,a\n1,2,b\n")
    assert codes(loaded) == ["E074", "E074"]


def test_unreadable_tables(tmp_path):
    def source(name):
        return codes(loads(f'dataset d {{ from "{name}" label "y" positive "a" }}\n' + REST, base=tmp_path))

    assert source("none.csv") == ["E070"]
    assert source(".") == ["E002"]
    assert source("a\\\\0") == ["E070"]
    assert source("/dev/null") == ["E002"]


def test_a_large_table_is_read_quickly(tmp_path):
    rows = "\n".join(",".join([*(str((i * j) % 17) for j in range(64)), "ab"[i % 2]]) for i in range(1797))
    text = ",".join([*(f"p{j}" for j in range(64)), "y"]) + "\n" + rows + "\n"
    table(tmp_path, "u,y\n1,a\n2,b\n")
    started = time.perf_counter()
    loaded = table(tmp_path, text)
    assert loaded.spec.problem.dataset.dimension == 64
    assert time.perf_counter() - started < 2


def test_a_file_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("theoremcheck.language.table.MAX_CSV_BYTES", 10)
    assert codes(table(tmp_path, "u,y\n1,a\n2,b\n")) == ["E071"]


def test_too_many_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("theoremcheck.language.rows.MAX_ROWS", 1)
    assert codes(table(tmp_path, "u,y\n1,a\n2,b\n")) == ["E064"]


@pytest.mark.parametrize("bound, most", [("MAX_CELLS_READ", 5), ("MAX_TEXTS_READ", 4)])
def test_too_many_cells_or_different_ones(tmp_path, monkeypatch, bound, most):
    content = "u,y\n1,a\n1,b\n" if bound == "MAX_CELLS_READ" else "u,y\n1,a\n1,b\n1,a\n"
    monkeypatch.setattr(f"theoremcheck.language.rows.{bound}", most)
    (found,) = table(tmp_path, content).diagnostics
    assert (found.code, f"{bound} = {most}" in found.message) == ("E064", True)
    monkeypatch.setattr(f"theoremcheck.language.rows.{bound}", most + 1)
    assert table(tmp_path, content).spec is not None


@pytest.mark.parametrize("offset", range(8_180, 8_200, 3))
def test_a_file_is_decoded_in_parts_that_cut_cells_anywhere(tmp_path, offset):
    """Quoted fields with line ends, decimals and signs of several bytes lie across the border of the first part."""
    start = 'u,"t\nö;",y\n' + "1,2,a\n" * ((offset - 10) // 6)
    content = start.ljust(offset, "0") + '0.125,"-3.0625","b\n"\n' * 3 + "0.1,7,a\n"
    lines = start.count("\n1,2,a")
    points = loads_points(tmp_path, content)
    assert points[lines:][-3:] == ((Fraction(1, 8), Fraction(-49, 16)),) * 2 + ((Fraction(1, 10), Fraction(7)),)


def loads_points(tmp_path, content):
    (tmp_path / "t.csv").write_text(content, encoding="utf-8", newline="")
    text = 'dataset d { from "t.csv" label "y" positive "a" }\nloss logistic\nnetwork { shortcut = 3 softplus }\n'
    return loads(text, base=tmp_path).spec.problem.dataset.points
