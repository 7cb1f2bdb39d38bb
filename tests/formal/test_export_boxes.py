"""Strict minima of the corpus as Coq files: coqc encloses L on the box once more, and refuses another one."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from corpus_exports import export_with_search

from theoremcheck.formal import points_box
from theoremcheck.language import load
from theoremcheck.options import Options
from theoremcheck.trusted import certificate
from theoremcheck.verdict.judge import decide

SPECS = Path(__file__).parents[2] / "specs" / "counterexamples"
BOXES = (
    *("strict_rep_tanh_hinge3_d1", "strict_rep_sigmoid_hinge3_d1", "strict_rep_softplus_hinge3_d1"),
    *("strict_rep_exp_hinge3_d2", "strict_rep_zgauss_hinge3_d2"),
    *("strict_exp_hinge3_m1_d1", "strict_sigmoid_square_m1_d1_ob0", "strict_decay_softplus", "strict_savage_loss"),
    *("strict_softsign_logistic", "strict_user_formula", "strict_weights", "strict_gelu_separable"),
    *("strict_sin_both_parts", "strict_frozen_layer"),
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="there is no coqc on the search path"),
]


def exported(name):
    return export_with_search(SPECS / f"{name}.spec")


@pytest.fixture(scope="module")
def weighted():
    return exported("strict_weights")


@pytest.fixture(scope="module")
def copied():
    return exported("split_squareplus")


@pytest.mark.parametrize("name", BOXES)
def test_the_box_is_proved(coqc, name):
    found = exported(name)
    assert (found.goal, found.left) == ("rule.strict", ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


@pytest.mark.parametrize(("name", "goal"), [("basin_sin", "rule.basin"), ("spurious_sin", "rule.spurious")])
def test_a_lower_point_is_proved(coqc, name, goal):
    found = exported(name)
    assert (found.goal, found.left) == (goal, ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


def test_a_point_that_is_not_lower_is_refused(coqc):
    """The lower point is the last table of the certificate's numbers: here it is the centre itself."""
    text = exported("basin_sin").text
    lower = "[(A 0, (1%Z, 1%positive)); (W 0 0, ((-4)%Z, 1%positive))]"
    assert text.count(lower) == 1
    assert not coqc(text.replace(lower, lower.replace("(-4)%Z", "(-8)%Z"))).accepted


@pytest.mark.parametrize("name", ["split_sigmoid_square", "split_squareplus"])
def test_copies_are_proved(coqc, name):
    found = exported(name)
    assert (found.goal, found.left) == ("rule.split", ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[0; 0; 0; 0; 0; 0; 0; 0]%nat\n    [0]%nat", "[0; 0; 0; 0; 0; 0; 0; 1]%nat\n    [0]%nat"),
        ("\n    1000000000%positive", "\n    1000000001%positive"),
        ("a_trained := true", "a_trained := false"),
        ("width := 8%nat", "width := 9%nat"),
    ],
)
def test_other_copies_are_refused(coqc, copied, old, new):
    assert old in copied.text
    assert not coqc(copied.text.replace(old, new, 1)).accepted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight := 1%positive", "weight := 200%positive"),
        ("positive_label := false", "positive_label := true"),
        ("row := [0; 3]", "row := [0; 4]"),
        ("^ 3)", "^ 4)"),
        ("b_trained := true", "b_trained := false"),
        ("minimum_strict_by the_problem\n    96", "minimum_strict_by the_problem\n    12"),
        ("(A0, (", "(A0, (1"),
        ("(19, 16384)%positive", "(19, 16)%positive"),
        ("0%nat\n    1%nat", "1%nat\n    0%nat"),
    ],
)
def test_another_problem_or_box_is_refused(coqc, weighted, old, new):
    assert old in weighted.text
    assert not coqc(weighted.text.replace(old, new, 1)).accepted


def test_the_centre_is_refined():
    spec = load(SPECS / "strict_rep_tanh_hinge3_d1.spec").spec
    verdict = decide(spec, Options(search=True))
    outcome = certificate.check(spec.problem, verdict.certificate)
    (box,) = [fact.evidence for fact in outcome.facts.values() if fact.condition == "minimum.strict"]
    script = points_box.strict_point(spec.problem, box)
    coarse = max(entry.denominator for entry in box.centre)
    assert coarse < Fraction(10) ** 6
    assert any(str(2**k) in script for k in range(80, 97))
