"""How a minimum stands: whether L is smaller elsewhere, in numbers that are known."""

import pytest

import theoremcheck
from theoremcheck.report.standing import standing, standing_words

ELUS = """
dataset line { + 0, 3, 5  - 1, 2 }
neuron elu
loss + up(z) = (1 + z)^2
loss - down(z) = z^2
network { shortcut = 3 elu  hidden bias  output bias }
claim global
"""
FIT = {"a0": "-1081/74", "a": ["1", "1", "1"], "w": [["7/222"], ["7/222"], ["7/222"]], "b": ["5", "5", "5"]}


@pytest.mark.parametrize("at", [None, FIT])
def test_the_best_affine_fit_is_no_global_minimum_and_its_height_is_known(at):
    """A given point has a box with parameters that are large, over which L has hardly a digit."""
    verdict = theoremcheck.check(ELUS, at=at, search=False)
    assert verdict.rules == ("rule.spurious",)
    assert "L is 0.213514 there, and 0." in standing_words(verdict, standing(verdict))
