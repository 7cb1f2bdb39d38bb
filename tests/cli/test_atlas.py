"""The atlas: every link leads somewhere, every spec is there, and nothing is written over an input."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

import theoremcheck.cli.atlas as command
from theoremcheck.cli.interface import app
from theoremcheck.cli.workers import Crew
from theoremcheck.sweep.crashes import Crash
from theoremcheck.theory.lookup import identifiers

SPECS = Path(__file__).parents[2] / "specs"
CHOSEN = ("counterexamples/flat_relu", "theorems/separable_softplus", "theorems/abstract_separable", "open/xor")


class Links(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.cards = set(), set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids |= {found["id"]} if "id" in found else set()
        self.links |= {found[name] for name in ("href", "src") if name in found}
        if tag == "li":
            self.cards.append(found)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "my specs"
    for name in CHOSEN:
        own = folder / f"{name} & more.spec"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text((SPECS / f"{name}.spec").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_every_spec_is_there_and_every_link_leads_somewhere(tmp_path, corpus):
    (corpus / "wrong.spec").write_text("loss hing\n")
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "theoremcheck", "atlas", str(corpus), "-o", str(site)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2  # one input is wrong
    assert done.stdout == f"{site / 'index.html'}: 4 specs\n"
    pages = {path: Links(path) for path in site.rglob("*.html")}
    assert len(pages) == len(CHOSEN) + 2
    for path, found in pages.items():
        for link in found.links:
            place, _, fragment = link.partition("#")
            target = (path.parent / unquote(place)).resolve() if place else path
            assert target.is_file(), (path, link)
            assert not fragment or fragment in pages[target].ids, (path, link)
    index = pages[site / "index.html"]
    assert sorted(card["data-verdict"] for card in index.cards) == ["conditional", "proved", "refuted", "undecided"]
    assert {card["data-by"] for card in index.cards} >= {"rule.flat", "thm.separable", ""}
    assert "wrong.spec" in (site / "index.html").read_text(encoding="utf-8")
    assert {f"id-{name}" for name in identifiers()} <= pages[site / "theory.html"].ids


def test_what_is_done_stays_when_it_is_interrupted(tmp_path, corpus, monkeypatch):
    once = []

    def stopped(*arguments):
        if once:
            raise KeyboardInterrupt
        once.append(1)
        return decide(*arguments)

    decide = command.decide
    monkeypatch.setattr(command, "decide", stopped)
    done = CliRunner().invoke(app, ["atlas", str(corpus), "-o", str(tmp_path / "site")])
    assert done.exit_code == 130
    assert "interrupted after 1 of 4 specs" in done.output
    assert len(Links(tmp_path / "site" / "index.html").cards) == 1


def test_a_site_is_not_written_where_a_file_is(tmp_path, corpus):
    (tmp_path / "site").write_text("mine")
    done = CliRunner().invoke(app, ["atlas", str(corpus), "-o", str(tmp_path / "site")])
    assert done.exit_code == 2
    assert "is not a folder" in done.output
    assert (tmp_path / "site").read_text() == "mine"


def test_pages_of_specs_that_went_are_removed(tmp_path, corpus):
    site = tmp_path / "site"
    assert CliRunner().invoke(app, ["atlas", str(corpus / "open"), "-o", str(site)]).exit_code == 0
    (site / "mine.txt").write_text("mine")
    done = CliRunner().invoke(app, ["atlas", str(corpus / "counterexamples"), "-o", str(site)])
    assert done.exit_code == 0, done.output
    assert {path.stem for path in site.rglob("*.html")} == {"index", "theory", "flat_relu & more"}
    assert (site / "mine.txt").read_text() == "mine"


def test_specs_of_one_name_have_pages_of_their_own(tmp_path):
    for folder, name in (("one", "open/xor"), ("two", "counterexamples/flat_relu")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.spec").write_text((SPECS / f"{name}.spec").read_text(encoding="utf-8"))
    done = CliRunner().invoke(
        app, ["atlas", str(tmp_path / "one"), str(tmp_path / "two"), "-o", str(tmp_path / "site")]
    )
    assert done.exit_code == 0, done.output
    assert "UNDECIDED" in (tmp_path / "site" / "specs" / "same.html").read_text(encoding="utf-8")
    assert "REFUTED" in (tmp_path / "site" / "specs" / "same-2.html").read_text(encoding="utf-8")


def test_the_site_does_not_depend_on_the_number_of_jobs(tmp_path, corpus, run):
    (corpus / "wrong.spec").write_text("loss hing\n")
    sites = []
    for jobs in (1, 3):
        done = run("atlas", corpus, "-o", tmp_path / str(jobs), "--jobs", jobs)
        assert done.returncode == 2, done.stderr
        assert "wrong.spec" in done.stderr
        sites.append({path.name: path.read_bytes() for path in (tmp_path / str(jobs)).rglob("*.*") if path.is_file()})
        assert done.stdout == f"{tmp_path / str(jobs) / 'index.html'}: {len(CHOSEN)} specs\n"
    assert sites[0] == sites[1]
    assert len(sites[0]) >= 2 * len(CHOSEN)


def test_a_spec_whose_worker_dies_costs_no_other(tmp_path, corpus, monkeypatch):
    crash = Crash("ended by signal 9")

    def results(self, waiting):
        for index, brought in enumerate(received(self, waiting)):
            yield crash if "flat_relu" in str(self.items[index][0]) else brought

    received = Crew.results
    monkeypatch.setattr(Crew, "results", results)
    done = CliRunner().invoke(app, ["atlas", str(corpus), "-o", str(tmp_path / "site"), "--jobs", "2"])
    assert done.exit_code == 70, done.output
    assert "flat_relu & more.spec: error: ended by signal 9" in done.output
    assert len(Links(tmp_path / "site" / "index.html").cards) == len(CHOSEN) - 1
