"""coqc says of a sample of the corpus what is expected: accepted, or exactly which leaves are left."""

import shutil

import pytest
from corpus_exports import Row, exporter, kinds_of, prove_spec, reached
from formal_page import PAGE, parse
from formal_sample import SAMPLE, SIZE, Entry, Found, chosen, read_sample, sample_with, unreached, usable

from theoremcheck.formal.coqc import compiled_library, find

ENTRIES = read_sample(SAMPLE.read_text(encoding="utf-8"))
WRITE = "run `python tests/formal/write_page.py --jobs 2`"
needs_coqc = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")


@pytest.fixture(scope="module")
def rows():
    return {row.spec: row for row in parse(PAGE.read_text(encoding="utf-8")).rows}


def test_the_sample_is_large_enough():
    assert len({entry.spec for entry in ENTRIES}) >= 60
    assert len({(entry.spec, entry.statement) for entry in ENTRIES}) == len(ENTRIES)


def test_what_is_expected_is_what_the_page_says(rows):
    own = [entry for entry in ENTRIES if entry.statement == rows[entry.spec].statement]
    assert [entry for entry in own if entry.result != rows[entry.spec].result] == [], WRITE
    assert len(own) >= SIZE
    missing = {row.statement for row in rows.values() if usable(row)} - {entry.statement for entry in own}
    assert missing == set(), WRITE


@pytest.mark.slow
@pytest.mark.thorough
def test_it_has_every_statement_and_every_kind_of_evidence(rows):
    """Statements: those that hold for a spec that can be exported; kinds: those of the file of each."""
    found = {}
    for spec in (row.spec for row in rows.values() if usable(row)):
        outcome, exporting = exporter(spec)
        found[spec] = reached(outcome), kinds_of(outcome, exporting())
    statements = {statement for held, _ in found.values() for statement in held}
    assert statements == {entry.statement for entry in ENTRIES}, WRITE
    kinds = {kind for _, own in found.values() for kind in own}
    assert kinds == {kind for entry in ENTRIES for kind in found[entry.spec][1]}, WRITE
    assert len([kind for kind in kinds if " by " in kind]) >= 50


@pytest.mark.slow
@needs_coqc
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.spec} {entry.statement}")
def test_coqc_says_what_is_expected(entry):
    coq = find()
    row = prove_spec(entry.spec, coq, compiled_library(coq, lambda stage: None), statement=entry.statement).row
    assert (row.statement, row.result) == (entry.statement, entry.result)


def test_a_sample_covers_with_few_and_prefers_what_is_accepted():
    def found(spec, statement, result, *kinds, reached=()):
        return Found(Row(spec, "proved", statement, result, "1.0"), frozenset(kinds), 100, frozenset(reached))

    both = found("c", "thm.c", "accepted", "k1", "k2", "k3", reached={"thm.c", "thm.e"})
    left = found("b", "thm.c", "left: data.even", "k1", "k2", "k3", "k4")
    refused = found("a", "thm.c", "refused: leaf_x", "k5")
    assert chosen([refused, left, both])[0] == left
    assert set(chosen([refused, left, both])) == {left, both}
    assert unreached([refused, left, both]) == {"thm.e": "c"}


def test_a_spec_is_added_to_a_sample_for_a_statement_that_it_lacks():
    def found(spec, statement, result):
        return Found(Row(spec, "proved", statement, result, "1.0"), frozenset(), 100, frozenset())

    known = (Entry("a", "thm.a", "accepted"), Entry("gone", "thm.b", "accepted"))
    new = [found("d", "thm.b", "left: data.even"), found("c", "thm.b", "accepted"), found("e", "thm.a", "accepted")]
    assert sample_with(known, {"a", "c", "d", "e"}, new) == "a thm.a accepted\nc thm.b accepted\n"
    assert sample_with(known, {"a", "f"}, [found("f", "thm.b", "refused: leaf_x")]) == "a thm.a accepted\n"
