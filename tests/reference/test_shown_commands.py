"""What the pages show is what the commands print."""

import re

import pytest
from pace import quick_and_slow
from shown_commands import ROOT, agrees, play

PAGES = ("README.md", "docs/tutorial.md", "docs/howto/researcher.md", "docs/howto/lecturer.md", "docs/howto/referee.md")


@pytest.mark.parametrize("name", quick_and_slow(PAGES, len(PAGES)))
def test_every_output_is_real(name, tmp_path):
    played = list(play((ROOT / name).read_text(encoding="utf-8"), tmp_path))
    assert len(played) >= 3
    for shown, real in played:
        assert agrees(shown.output, real), f"{shown.command}\n{real}"


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    page = ROOT / name
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_what_is_not_real_is_seen():
    assert agrees("a  b\nc\n", "a b c")
    assert agrees("a\n...\nd\n", "a\nb\nc\nd\n")
    assert not agrees("a\n...\nd\n", "a\nb\nc\n")
    assert not agrees("holds 3", "holds 4")
    assert agrees("Search: 12 starts", "Search: 13 starts")
