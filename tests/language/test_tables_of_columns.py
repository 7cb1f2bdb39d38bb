"""Tables that are Parquet files: numbers are exact, and what is no table of numbers or texts is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from theoremcheck.language import loads

REST = "loss logistic\nnetwork { shortcut = 3 softplus }\n"


def table(tmp_path, **columns):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table(columns), tmp_path / "t.parquet", row_group_size=2)
    return read(tmp_path)


def read(tmp_path):
    return loads('dataset d { from "t.parquet" label "y" positive "1" }\n' + REST, base=tmp_path)


def test_numbers_are_exact(tmp_path):
    made = table(
        tmp_path, a=[0.1, 2.0, -3.5], b=[Decimal("0.1"), Decimal(7), Decimal(0)], c=["1/3", "2", "4"], y=[1, 0, 1]
    )
    assert made.spec.problem.dataset.points == (
        (Fraction(0.1), Fraction(1, 10), Fraction(1, 3)),
        (Fraction(2), Fraction(7), Fraction(2)),
        (Fraction(-7, 2), Fraction(0), Fraction(4)),
    )
    assert made.spec.problem.dataset.labels == (1, -1, 1)
    assert made.spec.csv.rows == (2, 3, 4)


@pytest.mark.parametrize(
    "column, code",
    [
        ([1, None], "E074"),
        ([0.5, float("nan")], "E074"),
        ([[1], [2]], "E077"),
        ([datetime.date(2000, 1, 1)] * 2, "E077"),
    ],
)
def test_what_is_no_table_of_numbers(tmp_path, column, code):
    (found,) = table(tmp_path, a=column, y=[1, 0]).diagnostics
    assert found.code == code


def test_bytes_that_are_no_parquet_file(tmp_path):
    (tmp_path / "t.parquet").write_bytes(b"PAR1 nothing PAR1")
    (found,) = read(tmp_path).diagnostics
    assert found.code == "E077"


def test_the_cells_are_counted_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("theoremcheck.language.rows.MAX_CELLS_READ", 7)
    (found,) = table(tmp_path, a=[1, 2, 3], y=[1, 0, 1]).diagnostics
    assert "more than MAX_CELLS_READ = 7 cells" in found.message


def test_without_pyarrow_a_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("theoremcheck.language.columnar.find_spec", lambda name: None)
    (tmp_path / "t.parquet").write_bytes(b"")
    (found,) = read(tmp_path).diagnostics
    assert "theoremcheck[parquet]" in found.message
