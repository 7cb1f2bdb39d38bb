"""The reference is what the entries of the program say, and every link in it leads somewhere."""

import re

import pytest
from reference_pages import FOLDER, pages

from theoremcheck.language.codes import CODES
from theoremcheck.theory.lookup import identifiers

PAGES = pages()


def test_the_pages_are_what_their_generator_writes():
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(name for name in {*found, *PAGES} if found.get(name) != PAGES.get(name))
    assert not stale, "run `python tests/reference/write_reference.py`"


def test_every_entry_has_its_place():
    headings = [line for text in PAGES.values() for line in re.findall(r"^### `(.*)`$", text, re.MULTILINE)]
    assert sorted(headings) == sorted(identifiers())
    assert all(f"| {code} |" in PAGES["codes.md"] for code in CODES)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)]+)\)", PAGES[name]):
        page, _, anchor = target.partition("#")
        assert (FOLDER / page).exists(), target
        if anchor:
            anchors = {head.replace(".", "") for head in re.findall(r"^### `(.*)`$", PAGES[page], re.MULTILINE)}
            assert anchor in anchors, target


def test_the_language_page_has_every_rule_of_the_grammar():
    grammar = (FOLDER.parents[1] / "grammar" / "spec.lark").read_text(encoding="utf-8")
    rules = re.findall(r"^\??([a-z_]+):", grammar, re.MULTILINE)
    assert rules
    assert all(re.search(rf"^\??{rule}:", PAGES["language.md"], re.MULTILINE) for rule in rules)
