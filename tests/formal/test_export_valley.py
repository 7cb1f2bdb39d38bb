"""Spurious valleys of one unit as Coq files: nothing of them is left to the Python kernel."""

from pathlib import Path

import pytest

from theoremcheck.formal.export import export
from theoremcheck.language import load
from theoremcheck.options import Options
from theoremcheck.theory.lookup import identifiers
from theoremcheck.verdict.judge import decide, outcome_of

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "counterexamples"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("valley_no_minimum", "shortcut_times_one_sign"),
        ("valley_quadratic_frozen_bias", "shortcut_times_one_sign"),
        ("valley_one_sign_deep", "deep_times_one_sign"),
        ("valley_one_sign_square", "shortcut_times_one_sign"),
    ],
)
def test_the_file_of_a_valley(name, place):
    spec = load(FOLDER / f"{name}.spec", known_ids=frozenset(identifiers())).spec
    verdict = decide(spec, Options(search=False))
    found = export(spec.problem, outcome_of(verdict), name)
    assert (found.goal, found.left) == ("rule.valley", ())
    assert place in found.text
    assert "objective_valley_by the_problem" in found.text


def test_branches_with_output_weights_0_are_left():
    spec = load(FOLDER / "kink_two_layers.spec", known_ids=frozenset(identifiers())).spec
    verdict = decide(spec, Options(search=False))
    assert export(spec.problem, outcome_of(verdict), "kink").left == ("minimum.kink",)
