"""Every spec of the corpus is a test, and the corpus is what it claims to be."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from pace import quick_and_slow

import theoremcheck
from theoremcheck.cli.points import read_point
from theoremcheck.decide.case import Case
from theoremcheck.report.formats.markdown import render, row
from theoremcheck.report.minimum import minimum_json, minimum_npz
from theoremcheck.trusted.certificate import check, dumps, loads
from theoremcheck.trusted.kernel.conditions import POINTS
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.refutations import RULES
from theoremcheck.verdict.answering import excludes_bad
from theoremcheck.verdict.findings import find
from theoremcheck.verdict.pointwise.certify import report_on
from theoremcheck.verdict.pointwise.values import Standing

FOLDER = Path(__file__).resolve().parent.parent / "specs"
SPECS = sorted(FOLDER.rglob("*.spec"))
GALLERY = (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", quick_and_slow(SPECS, 3), ids=lambda path: str(path.relative_to(path.parents[1])))
def test_spec(path, tmp_path):
    verdict = theoremcheck.check(path, search=False)
    assert verdict.alarm is None
    assert verdict.expectations, "a spec of the corpus states what it expects"
    assert not [result.departures for result in verdict.expectations if not result.met]
    shown = render([row(verdict, FOLDER)], "theoremcheck").splitlines()[-1]
    assert shown in GALLERY.splitlines(), "run `theoremcheck specs/ --no-search -o markdown=specs/README.md`"
    # What the kernel accepted it accepts again after a round trip through the file format.
    outcome = check(verdict.spec.problem, loads(dumps(verdict.certificate)))
    assert outcome.goal == next(iter((*verdict.theorems, *verdict.rules)), None)
    # A minimum that is written is certified again when it is given back, as text and as doubles.
    written = minimum_json(verdict)
    if written is not None:
        (tmp_path / "minimum.json").write_text(json.dumps(written), encoding="utf-8")
        (tmp_path / "minimum.npz").write_bytes(minimum_npz(minimum_json(verdict, sharp=True)))
        for name in ("minimum.json", "minimum.npz"):
            given = read_point(tmp_path / name, verdict.spec.pointed)
            if verdict.spec.stated is None or verdict.spec.instance is not None:
                report = report_on(verdict.spec, given)
            else:  # a point of the problem that the file states, which only the whole way reads without frozen layers
                report = theoremcheck.check(path, at=given, search=False).candidate
            if not written["wrong"]:  # of a minimum that is not global: no sample is shown to be wrong
                assert report.standing is Standing.CERTIFIED or report.without_errors is not None, name
                continue
            assert report.standing is Standing.CERTIFIED, (name, report.reason)
            assert check(verdict.spec.problem, report.minimum.certificate).goal == report.rule
            assert report.minimum.distance < Fraction(written["radius"] or "1e-6") + Fraction(1, 10**6)
    # Nothing is both proved and refuted, also where the constructions would not have been asked.
    if any(map(excludes_bad, verdict.theorems)):
        case = Case(verdict.spec.problem)
        found = {name: find(case, name).status for name in (*POINTS, "data.convex_order")}
        statuses = {**{name: finding.status for name, finding in verdict.findings.items()}, **found}
        assert not [rule for rule in RULES if evaluate(rule, statuses) is Status.HOLDS]


def test_the_gallery_has_a_row_for_each_spec():
    """What the rows say is looked at where the specs are decided."""
    sections = re.findall(r"^## (.*) \((\d+)\)\n\n.*\n.*\n((?:\|.*\n)+)", GALLERY, re.MULTILINE)
    links = []
    for title, count, body in sections:
        rows = [(line.split(" | ")[0], *re.findall(r"\]\((\S+\.spec)\)", line)) for line in body.splitlines()]
        assert len(rows) == int(count)
        keys = [(first if title.startswith("Refuted") else "", link) for first, link in rows]
        assert keys == sorted(keys)
        links += [link for _, link in rows]
    assert sorted(links) == sorted(path.relative_to(FOLDER).as_posix() for path in SPECS)


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
