"""How close a report says that a minimum is, and how strict: never closer or stricter than it is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.language import loads
from theoremcheck.report.enclosures import bound
from theoremcheck.report.pointwise.json import report_json
from theoremcheck.report.pointwise.words import at_least, at_most, standing_sentence, why
from theoremcheck.verdict.pointwise.certify import report_on
from theoremcheck.verdict.pointwise.values import PointReport

CONTEXT = mpmath.mp.clone()
CONTEXT.dps = 400
DATA = "dataset d { + (1), (2), (3), (5) - (-1) }"
DEAD = (Fraction(0),) * 4 + (Fraction(-1),) * 2
# The loss, h'(c) for four samples of + and one of -, with c between 1 and 2, and whether c is known by a formula.
LOSSES = {
    "logistic": lambda c: -4 / (1 + CONTEXT.exp(c)) + 1 / (1 + CONTEXT.exp(-c)),
    "l(z) = exp(z)": lambda c: -4 * CONTEXT.exp(-c) + CONTEXT.exp(c),
    "l(z) = exp(z) + exp(z/3)": lambda c: (
        -4 * (CONTEXT.exp(-c) + CONTEXT.exp(-c / 3) / 3) + CONTEXT.exp(c) + CONTEXT.exp(c / 3) / 3
    ),
    "l(z) = exp(z) + z^4/100 + exp(z/3)": lambda c: (
        -4 * (CONTEXT.exp(-c) + CONTEXT.exp(-c / 3) / 3 - c**3 / 25)
        + CONTEXT.exp(c)
        + CONTEXT.exp(c / 3) / 3
        + c**3 / 25
    ),
}


def spec_of(loss: str) -> str:
    return f"{DATA}\nloss {loss}\nnetwork {{ shortcut = 2 relu  hidden bias  output bias }}"


def report_at(loss: str, c: Fraction) -> PointReport:
    spec = loads(spec_of(loss)).spec
    assert spec is not None
    return report_on(spec, (c, *DEAD))


def minimiser(loss: str) -> mpmath.mpf:
    """C to 400 digits, by bisection on h'."""
    low, high = CONTEXT.mpf(0), CONTEXT.mpf(2)
    for _ in range(1400):
        middle = (low + high) / 2
        low, high = (low, middle) if LOSSES[loss](middle) > 0 else (middle, high)
    return (low + high) / 2


def wide(value: Fraction) -> mpmath.mpf:
    return CONTEXT.mpf(value.numerator) / value.denominator


def places(exact: mpmath.mpf, first: PointReport) -> Iterator[Fraction]:
    """Points closer and closer to c, and where the report itself puts the minimum."""
    for digits in (3, 17, 59, 60, 61, 150, 192, 193, 194, 250, 380):
        yield Fraction(int(CONTEXT.nint(exact * CONTEXT.mpf(10) ** digits)), 10**digits)
    assert first.minimum is not None
    yield first.minimum.centre[0]


@pytest.mark.parametrize("loss", LOSSES)
def test_no_rational_point_is_an_irrational_minimum(loss: str) -> None:
    """The minimum has f = c with an irrational c: the point itself is none, and the distance is no less than it is."""
    exact = minimiser(loss)
    first = report_at(loss, Fraction(int(exact * 1000), 1000))
    assert first.certified
    for c in places(exact, first):
        report = report_at(loss, c)
        assert report.minimum is not None
        off = abs(wide(c) - exact)
        assert 0 < off <= wide(report.minimum.distance), (loss, c, report)
        assert abs(wide(report.minimum.centre[0]) - exact) <= wide(report.minimum.blur)
        assert standing_sentence(report).startswith("a bad local minimum lies within ")
        shown = report_json(report)["minimum"]
        assert isinstance(shown, dict)
        assert Fraction(str(shown["distance"])) >= report.minimum.distance


def test_a_rational_minimum_is_the_point_itself() -> None:
    report = report_at("l(z) = (1 + z)^2", Fraction(3, 5))
    assert report.minimum is not None
    assert (report.minimum.distance, report.minimum.blur) == (0, 0)
    assert standing_sentence(report) == "the point itself is a bad local minimum"


SPLIT = """
dataset d { + (3), (2), (0) - (0), (1) }
neuron n = squareplus
loss polynomial_hinge(3)
network { shortcut = 4 n  output bias  DEEP }
"""
OWN = tuple(map(Fraction, ("-0.452821066683", *("0.0699565857",) * 4, *("1.32983771159",) * 4)))


@pytest.mark.parametrize(("deep", "more", "sentence"), [
    ("", (), "It is strict in the narrower network; the copies of a neuron leave flat directions."),
    ("deep = 1 relu", (Fraction(-1), Fraction(0)),
     "It is strict in the narrower network but for 2 flat directions; the copies of a neuron leave flat directions."),
])  # fmt: skip
def test_a_narrower_network_with_flat_directions_is_not_called_strict(
    deep: str, more: tuple[Fraction, ...], sentence: str
) -> None:
    """A dead unit beside copies: what it receives and what leads out of it have no influence in either network."""
    spec = loads(SPLIT.replace("DEEP", deep)).spec
    assert spec is not None
    report = report_on(spec, (*OWN, *more))
    assert report.rule == "rule.split"
    assert sentence in why(report)


@given(st.integers(1, 10**30), st.integers(1, 10**40))
def test_a_distance_is_rounded_to_its_safe_side(top: int, bottom: int) -> None:
    value = Fraction(top, bottom)
    assert Fraction(at_least(value)) <= value <= Fraction(bound(value)) <= Fraction(at_most(value))
