"""The rows of a family as a Parquet file."""

import io

import pytest

from theoremcheck.sweep.parquet import is_available, parquet
from theoremcheck.sweep.rows import Row

files = pytest.importorskip("pyarrow.parquet")

ROWS = (
    Row("k1", (("M", "1"), ("alpha", "1/10"), ("key", "a.csv")), "p1", "global", "refuted", ("rule.a",), wrong=(0, 2)),
    Row("", (("M", "-20"), ("alpha", "0"), ("key", "b.csv")), error="crashed: <ü>"),
)


def test_columns_and_their_types():
    found = files.read_table(io.BytesIO(parquet(ROWS)))
    kinds = {field.name: str(field.type) for field in found.schema}
    assert list(kinds)[:5] == ["M", "alpha", "at.key", "claim", "verdict"]
    assert (kinds["M"], kinds["alpha"], kinds["at.key"], kinds["wrong_least"]) == ("int64", "string", "string", "int64")
    assert kinds["by"].startswith("list<")
    columns = found.to_pydict()
    assert columns["M"] == [1, -20]
    assert columns["alpha"] == ["1/10", "0"]
    assert columns["verdict"] == ["refuted", None]
    assert columns["claim"] == ["global", None]
    assert columns["by"] == [["rule.a"], []]
    assert (columns["wrong_least"], columns["wrong_most"]) == ([0, None], [2, None])
    assert columns["error"] == [None, "crashed: <ü>"]
    assert columns["key"] == ["k1", None]


def test_the_same_rows_are_the_same_file():
    assert parquet(ROWS) == parquet(ROWS)
    assert is_available()


def test_no_rows():
    assert files.read_table(io.BytesIO(parquet(()))).num_rows == 0
