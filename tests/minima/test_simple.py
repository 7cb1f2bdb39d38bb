"""Points that the tool prints are as simple as it can make them, and the kernel accepts what is printed."""

from __future__ import annotations

import io
import json
import re
from fractions import Fraction
from itertools import pairwise
from math import gcd, log10
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.cli.new import STARTER
from theoremcheck.decide.data.rational import balanced, sparse_change
from theoremcheck.decide.minima.parameters import parameters
from theoremcheck.decide.minima.simple import Freedom, complexity, recognised, sharpened, simplified, to_decimals
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.report.minimum import minimum_json, minimum_npz
from theoremcheck.report.refutation import point_words, title
from theoremcheck.trusted.data.order import ConvexTest
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.expansion import slopes
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.problem.layout import Layout, flat
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.points import candidate_point, certify

SPECS = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"


def size(value: Fraction) -> int:
    """The larger of numerator and denominator."""
    return max(abs(value.numerator), value.denominator)


def with_neuron(name: str) -> str:
    """The starter with a neuron of the library."""
    lines = [line for line in STARTER.splitlines() if not line.startswith(("neuron", "expect"))]
    return "\n".join([f"neuron {name}", *lines]).replace("M s ", f"M {name} ")


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> theoremcheck.Verdict:
    """The verdict on the starter with ReLU, after its search."""
    path = tmp_path_factory.mktemp("starter") / "relu.spec"
    path.write_text(with_neuron("relu"), encoding="utf-8")
    return theoremcheck.check(path)


def test_the_starter_with_relu_has_small_integers(starter: theoremcheck.Verdict) -> None:
    problem, (found, *_) = starter.spec.problem, starter.minima
    entries = flat(parameters(problem, found.evidence))
    assert len(entries) == 10
    assert all(size(value) <= 20 for value in entries), entries
    assert "~" not in point_words(problem, found)
    written = minimum_json(starter)
    assert written is not None
    assert max(map(len, re.findall(r'"(-?[0-9./]+)"', json.dumps(written["parameters"])))) <= 4


def test_what_is_held_is_counted_and_named() -> None:
    found = theoremcheck.check(SPECS / "fibre_relu_deep_silent.spec", search=False)
    assert title(found.minima[0]) == "a minimum in a box, strict but for 10 flat directions"
    assert "10 of the 11 parameters (all of deep) are held" in point_words(found.spec.problem, found.minima[0])


BOXES = ["strict_sin_m1_d2", "strict_exp_hinge3_m1_d1", "strict_weights", "strict_frozen_biases_differ", "sharp_tanh",
         "sharp_exp_hidden_bias", "split_sin", "split_tanh_five", "fibre_abs_mixed", "fibre_leaky_relu_deep_cell",
         "fibre_hard_tanh_flat"]  # fmt: skip


@pytest.mark.parametrize("name", BOXES)
def test_a_box_has_as_many_digits_as_its_radius_justifies(name: str) -> None:
    """Twice the digits of the radius where margins lie on kinks, whose offsets count against the square of it."""
    verdict = theoremcheck.check(SPECS / f"{name}.spec", search=False)
    box = verdict.minima[0].evidence
    assert isinstance(box, Box)
    enough = (2 if box.kinks else 1) * -log10(box.radius) + 6
    for value in (*box.centre, *(kink.multiplier for kink in box.kinks)):
        places = next(k for k in range(100) if value * 10**k == int(value * 10**k) or value.denominator < 1000)
        assert places <= enough
    assert size(box.mu) < 2**60


@pytest.mark.parametrize("name", BOXES)
def test_a_written_box_is_certified_again_as_the_same_point(name: str) -> None:
    verdict = theoremcheck.check(SPECS / f"{name}.spec", search=False)
    problem, evidence = verdict.spec.problem, verdict.minima[0].evidence
    entries = flat(parameters(problem, evidence))
    again = decide(verdict.spec, Options(search=False, at=Layout.of(problem).centre(entries)))
    assert again.candidate.certified
    assert flat(parameters(problem, again.minima[0].evidence)) == entries


def test_numpy_arrays_hold_the_minimum_itself() -> None:
    verdict = theoremcheck.check(SPECS / "strict_sin_m1_d2.spec", search=False)
    problem, box = verdict.spec.problem, verdict.minima[0].evidence
    with precision(128):
        steep = [max(abs(float(g.mid())) for g in slopes(problem, at, Fraction(0)).gradient)
                 for at in (box.centre, sharpened(problem, box))]  # fmt: skip
    assert steep[0] > 1e-10
    assert steep[1] < 1e-30
    written = minimum_json(verdict, sharp=True)
    assert written is not None
    arrays = np.load(io.BytesIO(minimum_npz(written)))
    exact = parameters(problem, box, sharp=True)
    assert arrays["a"].tolist() == [float(value) for value in exact.output_weights]
    assert arrays["w"].tolist() == [[float(value) for value in row] for row in exact.hidden_weights]


def test_an_exact_minimum_is_written_exactly() -> None:
    verdict = theoremcheck.check(SPECS / "flat_relu.spec", search=False)
    written = minimum_json(verdict)
    assert written is not None
    assert written["parameters"] == {"a0": "1/3", "a": ["0", "0"], "w": [["0"], ["0"]], "b": ["-1", "-1"], "deep": None}
    assert float(np.load(io.BytesIO(minimum_npz(written)))["a0"]) == 1 / 3


@pytest.mark.parametrize("name", ["support_abs_hinge", "support_abs_two_kinks"])
def test_points_on_kinks_are_short(name: str) -> None:
    verdict = theoremcheck.check(SPECS / f"{name}.spec", search=False)
    fact = verdict.findings["minimum.support"].fact
    assert fact is not None
    evidence = fact.evidence
    assert isinstance(evidence, MultiplierMinimum)
    assert max(map(size, evidence.centre)) < 10**7
    free = simplified(verdict.spec.problem, fact, Freedom.FREE).evidence
    assert max(map(size, free.centre)) <= 64
    assert simplified(verdict.spec.problem, fact, Freedom.KEPT) is fact


# --- freedom ------------------------------------------------------------------------------------------------------


def test_only_a_free_point_leaves_its_place() -> None:
    """a exp(w x + b): a and exp(b) may be scaled against each other, and a is held."""
    spec = loads((SPECS / "sharp_exp_hidden_bias.spec").read_text(encoding="utf-8")).spec
    point = candidate_point(spec)
    assert isinstance(point, tuple)
    found = certify(spec.problem, point)
    assert isinstance(found, Fact)
    (held,) = found.evidence.slice.held
    kept, near, free = (simplified(spec.problem, found, freedom).evidence for freedom in Freedom)
    assert kept.centre[held] == point[held]
    assert 0 < abs(near.centre[held] - point[held]) < near.radius / 2
    assert free.centre[held] == -1
    assert free.kinks[0].sample == kept.kinks[0].sample


def test_a_short_point_that_is_given_is_the_centre_itself() -> None:
    spec = loads((SPECS / "strict_exp_hinge3_m1_d1.spec").read_text(encoding="utf-8")).spec
    given = tuple(Fraction(text) for text in ("-0.19262", "0.04457", "-0.31257"))
    verdict = decide(spec, Options(search=False, at=given))
    assert verdict.minima[0].evidence.centre == given
    far = (given[0] + Fraction(1, 50), *given[1:])
    verdict = decide(spec, Options(search=False, at=far))
    assert verdict.candidate.certified or verdict.candidate.nearby
    found = verdict.candidate.minimum or verdict.candidate.nearby
    assert found.fact.evidence.centre != far


def test_other_evidence_stays_as_it_is() -> None:
    fact = theoremcheck.check(SPECS / "flat_relu.spec", search=False).findings["minimum.flat"].fact
    assert fact is not None
    assert simplified(fact.problem, fact, Freedom.FREE) is fact


# --- evidence about data ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nobias_space", "parity_sigmoid_no_output_bias", "strict_frozen_biases_differ"])
def test_convex_tests_are_small_coprime_integers(name: str) -> None:
    evidence = theoremcheck.check(SPECS / f"{name}.spec", search=False).findings["data.convex_order"].evidence
    assert isinstance(evidence, ConvexTest)
    for pieces in (evidence.positive, evidence.negative):
        entries = [entry for piece in pieces for entry in (*piece.slope, piece.constant)]
        assert all(entry.denominator == 1 and abs(entry) <= 16 for entry in entries)
        assert gcd(*(entry.numerator for entry in entries)) == 1
        assert len(pieces) <= 2


@pytest.mark.parametrize("name", ["flat_relu", "hull_iris", "order_circles", "split_sin", "support_abs_hinge"])
def test_normals_and_multipliers_of_samples_are_coprime_integers(name: str) -> None:
    findings = theoremcheck.check(SPECS / f"{name}.spec", search=False).findings
    for condition in ("data.linearly_separable", "data.affinely_separable"):
        evidence = findings[condition].evidence
        assert isinstance(evidence, (Farkas, Separation))
        entries = evidence.normal if isinstance(evidence, Separation) else evidence.multipliers.entries
        assert all(entry.denominator == 1 for entry in entries)
        assert gcd(*(entry.numerator for entry in entries)) == 1


# --- numbers ------------------------------------------------------------------------------------------------------


@given(st.fractions(max_denominator=999), st.integers(-1000, 1000))
def test_a_short_fraction_is_recognised_beside_itself(value: Fraction, change: int) -> None:
    assert recognised(value + Fraction(change, 2**110)) == value


@given(st.fractions(), st.integers(0, 30))
def test_decimals_are_the_nearest(value: Fraction, digits: int) -> None:
    rounded = to_decimals(value, digits)
    assert (rounded * 10**digits).denominator == 1
    assert abs(rounded - value) <= Fraction(1, 2 * 10**digits)


def test_simplicity_is_an_order_of_numbers() -> None:
    ordered = [Fraction(text) for text in ("0", "1", "-1", "2", "-2", "7", "1/2", "-1/2", "3/2", "1/3")]
    assert all(complexity(a) < complexity(b) for a, b in pairwise(ordered))


def test_a_sparse_change_solves_the_system_in_few_places() -> None:
    rows = [[Fraction(1), Fraction(2), Fraction(3), Fraction(4)], [Fraction(0), Fraction(1), Fraction(1), Fraction(2)]]
    change = sparse_change(rows, [Fraction(5), Fraction(1)])
    assert change is not None
    assert [sum(a * x for a, x in zip(row, change, strict=True)) for row in rows] == [5, 1]
    assert sum(1 for x in change if x) <= 2
    assert sparse_change([[Fraction(0)]], [Fraction(1)]) is None


def test_balanced_multipliers_are_short() -> None:
    """g_1 + g_2 = g_3 between 0 and 1, near proposals of any length: the least change from 1/6, 2/6, ..."""
    span = (Fraction(0), Fraction(1))
    found = balanced([[Fraction(1), Fraction(1), Fraction(-1)]], [span] * 3, [0.3141592, 0.3581321, 0.6722913])
    assert found == (Fraction(1, 3), Fraction(1, 3), Fraction(2, 3))
