"""The constant that the samples favour, as it is approached before anything is proved of it."""

import math
from fractions import Fraction

import pytest
from small_problems import read_problem

from theoremcheck.decide.minima.ground import bisected

NEAR = Fraction(1, 10**50)


def problem(loss, data="+ (1), (2)  - (0)"):
    return read_problem("shortcut = 1 tanh  output bias", "0 * l2(a)", loss, data)


@pytest.mark.parametrize(
    "loss, expected",
    [
        ("square", Fraction(1, 3)),  # 2 (c - 1)^2 + (c + 1)^2
        ("squared_hinge", Fraction(1, 3)),
        ("hinge", Fraction(1)),  # falls up to the break at c = 1
        ("exponential", None),  # (log 2) / 2
    ],
)
def test_a_minimiser_to_many_digits(loss, expected):
    found = bisected(problem(loss), Fraction(-3), Fraction(4), 60)
    if expected is None:
        assert abs(float(found) - math.log(2) / 2) < 1e-15
    else:
        assert abs(found - expected) < NEAR


def test_classes_of_one_weight_favour_0():
    assert abs(bisected(problem("logistic", "+ (1)  - (0)"), Fraction(-1), Fraction(2), 60)) < NEAR


def test_where_all_constants_are_alike_the_right_end_stays():
    """What is 0 about is no sign: sigmoid(c) + sigmoid(-c) = 1 for each c."""
    assert bisected(problem("sigmoid_loss", "+ (1)  - (0)"), Fraction(0), Fraction(3), 60) > 3 - NEAR
