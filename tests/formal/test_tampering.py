"""An exported file that is changed in one place is refused, and in the lemma that the change makes false."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from corpus_exports import exporter
from pace import slow_and_thorough
from tamperings import EVIDENCE, INSTANTIATED, PROBLEM, TERM

from theoremcheck.formal.proving import Proved, refused_at

ALL = (*PROBLEM, *TERM, *EVIDENCE)
SPECS = tuple(dict.fromkeys(entry.spec for entry in ALL))
in_coq = (
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
)


def slow(test):
    for mark in in_coq:
        test = mark(test)
    return test


@cache
def exported(spec):
    return exporter(spec, statement=INSTANTIATED.get(spec))[1]()


def test_there_are_enough_and_no_two_are_one():
    assert len({(entry.spec, entry.what) for entry in ALL}) == len(ALL) >= 30
    assert len({entry.where for entry in ALL}) >= 25


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: f"{Path(entry.spec).name}: {entry.what}")
def test_each_changes_a_file_in_which_the_refusing_lemma_stands(entry):
    text = exported(entry.spec).text
    assert entry.old in text
    assert entry.old != entry.new
    assert re.search(rf"^(Lemma|Theorem) {entry.where} ", text, re.MULTILINE)


@slow
@pytest.mark.parametrize("spec", slow_and_thorough(SPECS, 3))
def test_unchanged_it_is_accepted(coqc, spec):
    answer = coqc(exported(spec).text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


@slow
@pytest.mark.parametrize("entry", slow_and_thorough(ALL, 3), ids=lambda entry: f"{Path(entry.spec).name}: {entry.what}")
def test_changed_it_is_refused_for_the_right_reason(coqc, entry):
    text = exported(entry.spec).text.replace(entry.old, entry.new, 1)
    answer = coqc(text)
    assert not answer.accepted
    assert refused_at(text, answer.message) == entry.where, answer.message
    assert entry.by in answer.message


@slow
@pytest.mark.parametrize("condition", ["network_width", "data_span_exclusion"])
def test_what_is_no_longer_proved_is_an_axiom_that_is_not_allowed(coqc, condition):
    """A proof that is taken out leaves a file that coqc accepts; what the theorem then rests on gives it away."""
    own = exported("theorems/rotated_xor_softplus")
    head = rf"Lemma (leaf_{condition} : [^\n]*\.)\nProof\.\n.*?\nQed\."
    for taken in (r"Axiom \1", r"Lemma \1\nAdmitted."):
        text, count = re.subn(head, taken, own.text, flags=re.DOTALL)
        assert count == 1
        answer = coqc(text)
        assert answer.accepted
        assert Proved(own, answer).foreign == (f"leaf_{condition}",)


def test_the_place_of_an_error_is_read_off():
    text = (
        "Definition d : nat := 0.\n\nLemma leaf_a : T.\nProof.\n  tac.\nQed.\n\nTheorem verdict : T.\nProof. x. Qed.\n"
    )
    places = {1: "d", 3: "leaf_a", 5: "leaf_a", 6: "leaf_a", 7: None, 8: "verdict", 9: "verdict"}
    for line, name in places.items():
        assert refused_at(text, f'File "./verdict.v", line {line}, characters 0-4:\nError: no.') == name
    assert refused_at(text, "coqc took longer than SECONDS = 600") is None
    assert refused_at("Import A.\n", 'File "./verdict.v", line 1, characters 0-4:\nError: no.') is None
