"""docs/formal.md is about the corpus as it is, and is what its generator writes."""

import pytest
from corpus_exports import ACCEPTED, LEFT, NOT_COVERED, REFUSED, SPECS, Row, expected, name_of, read
from formal_page import PAGE, Page, parse, render, totals

from theoremcheck.formal.kernel_file import machine_checked
from theoremcheck.trusted.kernel.conditions import CONDITIONS

WRITE = "run `python tests/formal/write_page.py --jobs 2`"


@pytest.fixture(scope="module")
def page():
    return parse(PAGE.read_text(encoding="utf-8"))


def test_it_lists_exactly_the_specs_that_expect_a_decision(page):
    verdicts = {name: expected(read(name)) for name in map(name_of, sorted(SPECS.rglob("*.spec")))}
    decided = {name: verdict for name, verdict in verdicts.items() if verdict != "undecided"}
    assert len(decided) < len(verdicts)
    assert {row.spec: row.verdict for row in page.rows} == decided, WRITE


def test_its_totals_are_those_of_its_table(page):
    assert render(page) == PAGE.read_text(encoding="utf-8"), WRITE


def test_nothing_is_refused_and_what_is_left_is_named(page):
    for row in page.rows:
        assert machine_checked(row.statement) or row.result.startswith(NOT_COVERED), row
        assert row.result == ACCEPTED or row.result.startswith((LEFT, NOT_COVERED)), row
        assert set(row.left) <= set(CONDITIONS), row


def test_a_page_is_read_as_it_was_written():
    rows = (
        Row("a/b", "proved", "thm.core", ACCEPTED, "1.5"),
        Row("a/c", "refuted", "rule.flat", f"{LEFT}minimum.flat, data.even", "12.0"),
        Row("a/d", "refuted", "rule.flat", f"{NOT_COVERED}the formula |z| is not translated", "-"),
        Row("a/e", "proved", "thm.core", f"{REFUSED}leaf_loss_c1", "0.7"),
    )
    assert parse(render(Page(rows, "8.16.1", "2 cores, some (R) processor"))).rows == rows
    assert list(totals(rows)) == [
        "- proved: accepted 1 of 2; 0 with leaves left, 0 not covered, 1 refused",
        "- refuted: accepted 0 of 2; 1 with leaves left, 1 not covered, 0 refused",
    ]
