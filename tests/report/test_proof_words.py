"""How the statement behind a verdict is founded, in a sentence."""

from pathlib import Path

import pytest

import theoremcheck as tc
from theoremcheck.report.claims import proof_words
from theoremcheck.theory.lookup import prose
from theoremcheck.trusted.checked import CORNERS

SPECS = Path(__file__).resolve().parents[2] / "specs"


@pytest.mark.parametrize(
    "spec, said",
    [
        ("counterexamples/flat_relu", "machine-checked."),
        (
            "counterexamples/split_squareplus",
            "machine-checked, but for the cases that `theoremcheck explain rule.split` names.",
        ),
        ("theorems/valley_quadratic", "proved on paper."),
    ],
)
def test_what_is_said(spec, said):
    assert proof_words(tc.check(SPECS / f"{spec}.spec", search=False)) == f"The statement behind it is {said}"


def test_the_cases_are_named():
    assert all("The formal library" in prose(rule).why for rule in CORNERS)
