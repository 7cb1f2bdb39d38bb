"""Deep parts that are curved layer by layer as Coq files: which points have a proof, and which have only a name."""

from pathlib import Path

import pytest
from corpus_exports import export_with_search

SPECS = Path(__file__).parents[2] / "specs"


@pytest.mark.parametrize(
    ("name", "proved"),
    [
        ("counterexamples/order_deep_tanh", True),
        ("counterexamples/order_deep_no_hidden_bias", True),
        ("counterexamples/order_deep_falling", True),
        ("counterexamples/order_deep_first_decayed", True),
        ("counterexamples/order_local_deep_sigmoid", True),
        ("literature/petzka_deep_softplus", True),
        ("counterexamples/order_deep_mixed", False),  # gelu: there are no bounds of erf; elu has two pieces
        ("counterexamples/order_deep_beside_shortcut", False),
        ("counterexamples/order_deep_no_output_bias", False),  # the output weights are irrational
    ],
)
def test_what_is_covered(name, proved):
    text = export_with_search(SPECS / f"{name}.spec").text
    assert ("curved_start" in text) == proved
    assert ("by the Python kernel" in text) != proved


@pytest.mark.parametrize(
    ("name", "proved"),
    [
        ("counterexamples/moment_deep_tanh", True),
        ("counterexamples/moment_deep_softplus", True),
        ("counterexamples/moment_deep_frozen_layer", True),
        ("counterexamples/moment_deep_first_linear", True),
        ("counterexamples/moment_deep_one_unit", True),  # the sum of the two numbers only
        ("counterexamples/moment_local_deep_gelu", False),
        ("counterexamples/moment_deep_shortcut", False),
        ("counterexamples/moment_deep_no_output_bias", False),
    ],
)
def test_what_is_covered_of_second_moments(name, proved):
    text = export_with_search(SPECS / f"{name}.spec").text
    assert ("moment_at" in text) == proved
    assert ("by the Python kernel" in text) != proved
