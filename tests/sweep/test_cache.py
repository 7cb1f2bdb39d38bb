"""What is known of earlier runs is checked again; a file that cannot be used is said, and costs no verdict."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

import theoremcheck
from theoremcheck.options import Options
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.cache import NAME, Cache, CacheError
from theoremcheck.sweep.reasons import written
from theoremcheck.sweep.rows import key_of, line, row_of, without_verdict
from theoremcheck.verdict.values import Verdict

TEXT = "dataset d { + (1), (2)  - (-1) }\nneuron gelu\nloss hinge\nnetwork { shortcut = 2 gelu }\n"
OPTIONS = Options(search=False)


@pytest.fixture(scope="module")
def verdict():
    return theoremcheck.check(TEXT, search=False)


@pytest.fixture(scope="module")
def row(verdict):
    return row_of(verdict, key_of(verdict.spec, OPTIONS), Point(()))


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "c")


def test_a_verdict_is_found_again_and_shown_by_its_certificate(cache, verdict, row):
    assert cache.verdict(verdict.spec, OPTIONS) is None
    cache.keep(row, written(verdict.findings))
    found = cache.verdict(verdict.spec, OPTIONS)
    assert isinstance(found, Verdict)
    assert (found.answer, found.statuses, found.rules) == (verdict.answer, verdict.statuses, verdict.rules)
    reasons = {name: entry.reason for name, entry in verdict.findings.items() if entry.fact is None}
    assert {name: found.findings[name].reason for name in reasons} == reasons
    assert found.blockers == verdict.blockers
    assert cache.verdict(verdict.spec, Options(search=True)) is None  # another search is another question
    assert cache.row(row.key) == row


@pytest.mark.parametrize(
    "change, words",
    [({"verdict": "proved"}, "the certificate says"), ({"open": ()}, "other conditions fail or are open")],
)
def test_what_is_kept_is_not_believed(cache, verdict, row, change, words):
    cache.keep(replace(row, **change), written(verdict.findings))
    assert words in cache.verdict(verdict.spec, OPTIONS)
    cache.keep(row, written(verdict.findings))
    assert isinstance(cache.verdict(verdict.spec, OPTIONS), Verdict)


def test_an_undecided_verdict_without_its_reasons_is_not_known(cache, verdict, row):
    """A sweep keeps the row alone, and an older program had no table of reasons."""
    cache.keep(row)
    assert cache.verdict(verdict.spec, OPTIONS) is None
    with sqlite3.connect(cache.place) as file:
        file.execute("DROP TABLE reasons")
    file.close()
    assert cache.verdict(verdict.spec, OPTIONS) is None
    cache.keep(row, written(verdict.findings))
    with sqlite3.connect(cache.place) as file:
        file.execute("UPDATE reasons SET text = replace(text, 'finding.', 'nothing.')")
    file.close()
    assert cache.verdict(verdict.spec, OPTIONS) is None


def test_what_is_no_verdict_is_not_kept(cache, row):
    for other in (
        without_verdict(Point(()), "crashed: so", row.key),
        replace(row, error="soundness alarm"),
        replace(row, certificate=None),
    ):
        cache.keep(other)
        assert cache.row(row.key) is None


@pytest.mark.parametrize("text", [b"x", 1, "x", "", "{}\n", None])
def test_a_row_that_cannot_be_read_is_none(cache, row, text):
    cache.keep(row)
    with sqlite3.connect(cache.place) as file:
        file.execute("UPDATE OR IGNORE rows SET row = ?", (text,))
        file.execute("UPDATE rows SET row = ? WHERE ? IS NULL", ("\n", text))
    file.close()
    assert cache.row(row.key) is None
    cache.keep(row)
    assert cache.row(row.key) == row


def test_a_row_of_another_key_is_none(cache, row):
    cache.keep(row)
    with sqlite3.connect(cache.place) as file:
        file.execute("UPDATE rows SET key = 'k'")
    file.close()
    assert cache.row("k") is None


def test_a_folder_has_a_file_of_one_name(tmp_path, row):
    Cache(tmp_path).keep(row)
    assert (tmp_path / NAME).exists()
    assert Cache(tmp_path / NAME).row(row.key) == row


def test_what_is_no_cache_is_left_as_it_is(tmp_path):
    notes = tmp_path / "notes"
    notes.write_text("notes, and more of them than a header of SQLite has bytes\n" * 20)
    other = tmp_path / "other"
    with sqlite3.connect(other) as file:
        file.execute("CREATE TABLE rows (a)")
    file.close()
    for path in (notes, other):
        before = path.read_bytes()
        with pytest.raises(CacheError, match="it is no cache of theoremcheck; name another file"):
            Cache(path).require()
        assert path.read_bytes() == before
    with pytest.raises(CacheError, match="it cannot be used"):
        Cache(tmp_path / "no" / "folder").require()


def test_a_damaged_file_is_said(cache, row):
    cache.keep(row)
    data = bytearray(cache.place.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    cache.place.write_bytes(data)
    with pytest.raises(CacheError, match="it is damaged; remove it"):
        cache.row(row.key)


def test_a_file_that_somebody_holds_is_said(cache, row, monkeypatch):
    cache.keep(row)
    monkeypatch.setattr("theoremcheck.sweep.cache._PATIENCE", 0.01)
    holder = sqlite3.connect(cache.place, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(CacheError, match="another program holds it"):
            cache.keep(row)
    finally:
        holder.close()
    assert cache.row(row.key) == row


def test_several_write_at_a_time(cache, row):
    keys = [f"{index:03}" for index in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: cache.keep(replace(row, key=key)), keys))
    assert all(line(cache.row(key)) == line(replace(row, key=key)) for key in keys)
