"""The page of a verdict: it needs nothing else, says what the report says, and no text breaks it."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from theoremcheck import check
from theoremcheck.language.showing import shown
from theoremcheck.report.formats.json import to_json
from theoremcheck.report.formats.page import page
from theoremcheck.report.pictures.gallery import pictures

SPECS = Path(__file__).parents[2] / "specs"


class Page(HTMLParser):
    """What a page is made of: whether tags close, the ids, the links, the data."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.data, self.words, self.marked = [], [], [], "", "", ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[name] for name in ("href", "src") if name in found]
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "script" in self.open:
            self.data += data
        self.words += data
        if "mark" in self.open:
            self.marked += data


def page_of(name):
    verdict = check(SPECS / name, search=False)
    return page(verdict, pictures(verdict))


@pytest.mark.parametrize(
    "name", ["counterexamples/flat_iris", "theorems/separable_softplus", "open/xor", "theorems/abstract_separable"]
)
def test_a_page_is_whole_and_small(name):
    verdict = check(SPECS / f"{name}.spec", search=False)
    text = page(verdict, pictures(verdict))
    found = Page(text)
    assert len(text) < 300_000
    assert len(set(found.ids)) == len(found.ids)
    assert {f"#{name}" for name in found.ids} >= set(found.links)  # every link stays on the page and leads somewhere
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    expected = {key: value for key, value in to_json(verdict).items() if key != "timings"}
    assert json.loads(found.data) == json.loads(json.dumps(expected))
    assert verdict.verdict.upper() in found.words
    for digest in verdict.spec.problem.digests.values():
        assert digest in found.words


def test_equal_runs_make_equal_pages():
    path = SPECS / "counterexamples" / "strict_decay_softplus.spec"
    first, again = (check(path, starts=4) for _ in range(2))
    assert first.to_json()["timings"] != again.to_json()["timings"]
    assert first.page() == again.page()
    assert first.pictures() == again.pictures()


def test_pictures_and_page_of_python():
    verdict = check(SPECS / "counterexamples" / "strict_decay_softplus.spec", search=False)
    drawn = verdict.pictures()
    assert {"data", "slice", "spectrum", "neuron", "loss", "derivation"} <= drawn.keys()
    assert all(text.startswith("<?xml") and text.rstrip().endswith("</svg>") for text in drawn.values())
    assert verdict.page().startswith("<!DOCTYPE html>")


def test_what_keeps_the_theorem_away_is_marked():
    found = Page(page_of("counterexamples/strict_decay_softplus.spec"))
    assert found.marked.startswith("objective {")
    assert "dataset" not in found.marked
    proved = Page(page_of("theorems/separable_softplus.spec"))
    assert proved.marked == ""


def test_the_spec_is_shown_as_it_was_written(tmp_path):
    text = (SPECS / "open/xor.spec").read_text(encoding="utf-8") + "# my own <remark>\n"
    (tmp_path / "own.spec").write_text(text, encoding="utf-8")
    verdict = check(tmp_path / "own.spec", search=False)
    words = Page(page(verdict, ())).words
    assert "".join(text.split()) in "".join(words.split())  # a line that is marked is a block, without a line end
    # A spec that was changed is printed as it is now.
    problem = verdict.spec.problem
    wider = replace(verdict.spec, problem=replace(problem, network=replace(problem.network, width=5)))
    printed = shown(wider)
    assert not printed.own
    assert "remark" not in printed.text
    assert "5 softplus" in printed.text


def test_names_cannot_break_the_page(tmp_path):
    path = tmp_path / "</script><b>&.spec".replace("/", "\N{FRACTION SLASH}")
    path.write_text((SPECS / "open/xor.spec").read_text(encoding="utf-8"), encoding="utf-8")
    verdict = check(path, search=False)
    found = Page(page(verdict, pictures(verdict)))
    assert json.loads(found.data)["spec"] == str(path)
    assert path.name in found.words
