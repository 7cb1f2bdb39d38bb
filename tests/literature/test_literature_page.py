"""docs/literature.md is about the specs as they are, and no verdict contradicts what is known.

That each spec gets the verdict that it expects, ``tests/test_corpus.py`` holds for all of the corpus.
"""

import re

import pytest
from literature_page import FOLDER, KNOWN, PAGE, THEMES, TIMES, entries, header, read, render, times_of
from write_literature import expectation, time_class

import theoremcheck

ENTRIES = entries()
WRITE = "run `python tests/literature/write_literature.py`"


def test_the_page_is_what_its_generator_writes():
    page = PAGE.read_text(encoding="utf-8")
    times = times_of(page)
    assert set(times) == {entry.name for entry in ENTRIES}, WRITE
    assert set(times.values()) <= set(TIMES)
    assert render(ENTRIES, times) == page, WRITE


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_no_verdict_contradicts_what_is_known(entry):
    assert not entry.contradicts, (entry.known, entry.origin, entry.found)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_header_says_what_a_reader_needs(entry):
    assert re.search(r"\b(18|19|20)\d\d\b", entry.source) or entry.theme in ("XOR", "toy data"), "authors, year, title"
    assert entry.origin, "where what is known comes from; of an open case, what is missing"
    for text in (entry.claim, entry.stated, entry.differs, entry.otherwise):
        assert not text or text.endswith((".", "?"))


def test_the_folder_is_large_and_looks_at_both_sides():
    assert len(ENTRIES) >= 80
    assert {entry.theme for entry in ENTRIES} == set(THEMES)
    assert {entry.known for entry in ENTRIES} == set(KNOWN)
    for theme in THEMES:
        sides = {entry.known for entry in ENTRIES if entry.theme == theme}
        assert "bad minimum" in sides or theme == "skip connections"
        assert sides & {"none", "no minimum"} or theme == "wide smooth networks"


def test_what_contradicts_is_seen():
    """A refuted spec that is known to have no bad minimum, a proved one that is known to have one."""
    refuted = next(entry for entry in ENTRIES if entry.verdict == "refuted")
    proved = next(entry for entry in ENTRIES if entry.verdict == "proved")
    changed = {"none": refuted, "no minimum": refuted, "bad minimum": proved, "spurious": proved}
    for known, entry in changed.items():
        assert type(entry)(**{**vars(entry), "known": known}).contradicts
        assert not type(entry)(**{**vars(entry), "known": "open"}).contradicts


def test_headers_that_are_not_as_they_should_be_are_refused(tmp_path):
    text = (FOLDER / "baldi_hornik.spec").read_text(encoding="utf-8")
    for name, wrong in {
        "theme": text.replace("# theme: linear networks", "# theme: nothing"),
        "known": text.replace("# known: none", "# known: maybe"),
        "claim": re.sub("# claim: .*\n", "", text),
        "expect": text[: text.index("expect")],
    }.items():
        path = tmp_path / f"{name}.spec"
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(ValueError, match=name if name != "expect" else "expectation"):
            read(path)
    for wrong in ("# A source.\n# theme: a\n# theme: b\n", "# A source.\n# wrong: a\n"):
        with pytest.raises(ValueError, match="the key"):
            header(wrong)
    assert header("# A source,\n# of two lines.\n# claim: one\n#   two\n\n# later\n") == (
        "A source, of two lines",
        {"claim": "one two"},
    )


def test_the_generator_writes_an_expectation_that_is_met():
    for name in ("baldi_hornik", "gori_tesi_separable", "yun_leaky"):
        path = FOLDER / f"{name}.spec"
        assert path.read_text(encoding="utf-8").endswith(f"\n{expectation(theoremcheck.check(path, search=False))}\n")


def test_time_classes_leave_room():
    assert [time_class(seconds) for seconds in (0.1, 0.5, 10, 30)] == ["< 1 s", "< 10 s", "< 1 min", "> 1 min"]
