"""Points of networks with frozen layers: a minimum of the layers above them is one of the network stated."""

from __future__ import annotations

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

import theoremcheck
from theoremcheck.api import certifying
from theoremcheck.language import loads
from theoremcheck.options import DEFAULTS
from theoremcheck.report.pointwise.claim import claim_status
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.verdict.above import above_frozen, stated_places
from theoremcheck.verdict.pointwise import behind
from theoremcheck.verdict.pointwise.behind import report_through
from theoremcheck.verdict.pointwise.certify import report_on
from theoremcheck.verdict.pointwise.values import Standing

DOUBLED = """
dataset line {{ + 0  - -1, 1 }}
loss {loss}
network {{ deep = 1 linear -> 2 softplus with bias  output bias  frozen deep.1.weights = (2) }}
claim {claim}
"""


def spec_of(text: str):
    found = loads(text)
    assert found.spec is not None, found.render()
    return found.spec


def doubled(claim: str = "no_bad"):
    """The spec, and the point of its minimum: in the order of the layers, w, b, output."""
    spec = spec_of(DOUBLED.format(loss="logistic", claim=claim))
    a0 = Fraction(-3 * 693147180559945, 10**15)  # f = -log 2 = a0 + 2 log 2
    return spec, (a0, Fraction(0), Fraction(0), Fraction(0), Fraction(0), Fraction(1), Fraction(1))


def test_a_minimum_of_the_layers_above_is_certified():
    spec, point = doubled()
    assert report_on(spec, point).standing is not Standing.CERTIFIED
    report = report_through(spec, point)
    assert report.standing is Standing.CERTIFIED
    assert report.minimum is not None
    assert report.rule == "rule.order"
    assert report.minimum.wrong == (1, 1)
    assert report.minimum.distance < Fraction(1, 10**10)
    # In the order of the problem stated: the output weights come last.
    assert report.minimum.centre[-2:] == (1, 1)
    assert max(abs(a - b) for a, b in zip(report.minimum.centre, point, strict=True)) < Fraction(1, 10**10)
    outcome = check(spec.problem, report.minimum.certificate)
    assert outcome.goal == "rule.order"


def test_places_that_are_held_are_those_of_the_problem_stated():
    spec, point = doubled()
    own, options = above_frozen(spec, point, DEFAULTS)
    assert stated_places(own) == (0, 5, 6, 1, 2, 3, 4)  # a0, a, w, b there; a0, w, b, output here
    found = report_on(own, options.at, whole=False).minimum
    stated = behind._stated(own, replace(found, held=(1, 3), centre=tuple(map(Fraction, range(7)))))
    assert stated.held == (1, 5)
    assert stated.centre == (0, 3, 4, 5, 6, 1, 2)


def test_what_is_said_of_the_claim():
    for claim, status in (("no_bad", Status.FAILS), ("no_bad_smooth", Status.OPEN), ("global", Status.OPEN)):
        spec, point = doubled(claim)
        report = report_through(spec, point)
        assert report.certified
        assert claim_status(report) is status


def test_the_report_of_the_api():
    spec, point = doubled()
    text = DOUBLED.format(loss="logistic", claim="no_bad")
    full = Layout.of(spec.problem).full(point)
    report = theoremcheck.certify(text, theoremcheck.loads(text).point([str(v) for v in point]))
    assert len(full) == len(point) + 1
    assert report.certified
    again = pickle.loads(pickle.dumps(report))
    assert again.minimum == report.minimum
    assert "Read as the problem of the layers above those that are frozen" in " ".join(report.report.split())
    assert "w = (0)" in report.report
    assert report.to_json()["minimum"]["rule"] == "rule.order"


@pytest.mark.parametrize("shift", [Fraction(1), Fraction(-1)])
def test_a_point_far_away_is_refused_as_before(shift):
    spec, point = doubled()
    moved = (point[0] + shift, *point[1:])
    assert report_through(spec, moved) == report_on(spec, moved)


def test_nothing_changes_where_no_layer_is_frozen():
    spec = spec_of("dataset line { + 0  - -1, 1 }\nloss logistic\nnetwork { shortcut = 1 tanh  output bias }\n")
    point = (Fraction(1), Fraction(1), Fraction(1))
    assert report_through(spec, point) == report_on(spec, point)


def test_a_report_of_another_problem_is_no_report():
    """What is read from a pickle has its facts about the problem, or that without its frozen layers."""
    spec, point = doubled()
    report = report_through(spec, point)
    other = spec_of(DOUBLED.format(loss="square", claim="no_bad"))
    with pytest.raises(ValueError, match="follows from its facts"):
        certifying._restored(other, *(getattr(report, name) for name in list(report.__dataclass_fields__)[1:]))
