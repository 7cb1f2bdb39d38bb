"""The outputs of a sweep: which file has which format, and what is refused before any work."""

from pathlib import Path

import pytest

from theoremcheck.cli import family_outputs
from theoremcheck.cli.family_outputs import Drawn, parse_outputs
from theoremcheck.cli.files import Files
from theoremcheck.cli.say import UsageError
from theoremcheck.sweep.axes import parse_axes, points
from theoremcheck.sweep.rows import Row, rows_in


@pytest.fixture(autouse=True)
def with_pyarrow(monkeypatch):
    monkeypatch.setattr(family_outputs, "is_available", lambda: True)


def test_endings_formats_and_files():
    found = parse_outputs(["out/runs.jsonl", "csv", "a.svg", "html=phase.htm", "parquet", "csv=a=b"])
    assert found.place == Path("out/runs.jsonl")
    assert [(kind, str(path)) for kind, path in found.drawn] == [
        ("csv", "out/runs.csv"), ("svg", "a.svg"), ("html", "phase.htm"), ("parquet", "out/runs.parquet"),
        ("csv", "a=b"),
    ]  # fmt: skip
    assert parse_outputs(["jsonl=runs"]).place == Path("runs")
    assert not found.takes_stdout
    assert parse_outputs(["r.jsonl", "csv=/dev/stdout"]).takes_stdout
    assert parse_outputs(["r.jsonl", "csv=-"]).takes_stdout


@pytest.mark.parametrize(
    "entries, words",
    [
        (["a.csv"], "give one file that ends in .jsonl"),
        (["jsonl"], "give one file that ends in .jsonl"),
        (["jsonl=/dev/stdout"], "give one file that ends in .jsonl"),
        (["jsonl=-"], "give one file that ends in .jsonl"),
        (["a.jsonl", "b.jsonl"], "give one file that ends in .jsonl"),
        (["a.jsonl", "b.txt"], "b.txt: the file ends in .jsonl, .csv, .parquet, .svg, .html, or write FORMAT=FILE"),
        (["a.jsonl", "csv="], "csv=: the file ends in"),
        (["a.jsonl", "csv=/dev/stdout", "svg=/dev/fd/1"], "only one -o can write to standard output"),
    ],
)
def test_what_is_wrong(entries, words):
    with pytest.raises(UsageError) as raised:
        parse_outputs(entries)
    assert words in str(raised.value)


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch):
    monkeypatch.setattr(family_outputs, "is_available", lambda: False)
    with pytest.raises(UsageError, match=r"pip install 'theoremcheck\[parquet\]'"):
        parse_outputs(["a.jsonl", "parquet"])
    assert parse_outputs(["a.jsonl", "csv"]).drawn


def test_all_files_are_written(tmp_path):
    axes = parse_axes(["M=1..2", "s=0..1"])
    rows = [Row(str(point), point.at, verdict="refuted") for point in points(axes)]
    outputs = parse_outputs([str(tmp_path / "r.jsonl"), "csv", "svg", "html"])
    old = (Row("old", (("M", "9"),), verdict="proved"), Row("crashed", (("M", "8"),)), rows[0])
    outputs.write(Files(outputs.paths, ()), Drawn(axes, rows, "t", ("s",)), old)
    assert [row.key for row in rows_in(tmp_path / "r.jsonl")] == [*(row.key for row in rows), "old"]
    assert (tmp_path / "r.csv").read_text().count("\n") == 5
    assert "M=1: 2 of 2 refuted" in (tmp_path / "r.svg").read_text()
    assert "Shares over s" in (tmp_path / "r.html").read_text()
