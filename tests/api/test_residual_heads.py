"""Points of networks with a residual head: L by the exact evaluators, and what a report says of the network."""

from fractions import Fraction

import numpy as np
import pytest

from theoremcheck.api.specs import loads
from theoremcheck.report.display.latex import problem_latex

TEXT = """dataset d { + (1, 2) - (-1, 1/3) } loss logistic
network { output bias deep = 3 tanh -> residual }"""
NUMBERS = [Fraction(k, 7) for k in range(-7, 8)]


def test_the_loss_at_a_point():
    cuts = (slice(0, 1), slice(1, 7), slice(7, 13), slice(13, 15))
    a0, below, head, output = (np.array(NUMBERS[own], float) for own in cuts)
    x = np.array([[1, 2], [-1, 1 / 3]])
    f = a0 + (x + np.tanh(x @ below.reshape(3, 2).T) @ head.reshape(2, 3).T) @ output
    expected = np.mean(np.log1p(np.exp(-np.array([1, -1]) * f)))
    assert float(loads(TEXT).loss(NUMBERS)) == pytest.approx(expected, rel=1e-12)


def test_latex_says_that_the_features_are_added():
    found = problem_latex(loads(TEXT).problem)
    assert r"f_D(x) = w \cdot (x + V h(x))" in found
    assert r"$h$ has the hidden layers $3$ \texttt{tanh} without biases." in found
