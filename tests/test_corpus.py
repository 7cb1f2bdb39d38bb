"""Every spec of the corpus is a test, and the corpus is what it claims to be."""

import re
from pathlib import Path

import pytest

import theoremcheck
from theoremcheck.trusted.certificate import dumps, loads
from theoremcheck.trusted.kernel import check

SPECS = sorted((Path(__file__).resolve().parent.parent / "specs").rglob("*.spec"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: str(path.relative_to(path.parents[1])))
def test_spec(path):
    verdict = theoremcheck.check(path, search=False)
    assert verdict.alarm is None
    assert verdict.expectations, "a spec of the corpus states what it expects"
    assert not [result.reason for result in verdict.expectations if not result.met]
    # What the kernel accepted it accepts again after a round trip through the file format.
    outcome = check(verdict.spec.problem, loads(dumps(verdict.certificate)))
    assert outcome.goal == next(iter((*verdict.theorems, *verdict.rules)), None)


def test_every_spec_teaches_something():
    for path in SPECS:
        assert re.match(r"# \w", path.read_text(encoding="utf-8")), f"{path} has no opening comment"


def test_size_of_the_corpus():
    """At least 30 specs, and 60 counterexamples, that differ in more than numbers."""
    shapes = set()
    for path in SPECS:
        text = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
        shapes.add((path.parent.name, re.sub(r"[-+]?[\d./]+(e[-+]?\d+)?", "N", text)))
    assert len(shapes) >= 90
    assert len([shape for folder, shape in shapes if folder == "counterexamples"]) >= 60
