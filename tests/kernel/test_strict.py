"""Strict minima: accepted with their box, refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.trusted.expr import Abs, Add, Mul, Num, Pow, Var
from theoremcheck.trusted.minima import StrictMinimum
from theoremcheck.trusted.model import Dataset, Function, Network, Objective, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.strict import check_strict

SQUARE = Function(Pow(Add((Num(Fraction(1)), Var())), Fraction(2)))
LINEAR = Function(Var())
RELU = Function(Mul((Num(Fraction(1, 2)), Add((Var(), Abs(Var()))))))
DATA = Dataset(((Fraction(0),), (Fraction(0),), (Fraction(0),)), (1, 1, -1), (Fraction(1),) * 3)
# L = mean of (1 - y a0)^2: the minimum is a0 = 1/3, its second derivative 2, and the third sample is wrong.
PROBLEM = Problem(DATA, LINEAR, SQUARE, Network(0, hidden_bias=False, output_bias=True), Objective())
GOOD = StrictMinimum((Fraction(1, 3),), Fraction(1, 100), Fraction(1), 128)


def test_a_strict_minimum_is_accepted() -> None:
    assert check_strict(PROBLEM, GOOD) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"centre": (Fraction(4, 3),)}, "gradient at the centre"),
        ({"centre": (Fraction(1, 3), Fraction(0))}, "the centre needs 1 entries, not 2"),
        ({"radius": Fraction(0)}, "radius and mu must be positive"),
        ({"mu": Fraction(-1)}, "radius and mu must be positive"),
        ({"mu": Fraction(2) + Fraction(1, 10**20)}, "not shown to be positive definite"),
        ({"radius": Fraction(1)}, "the sign of f at sample 1 is not known"),
        ({"precision": 10**6}, "MAX_PRECISION"),
        ({"mu": Fraction(2**30_000)}, "MAX_STRICT_BITS"),
    ],
)
def test_a_tampered_box_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        check_strict(PROBLEM, replace(GOOD, **changes))  # type: ignore[arg-type]


def test_nothing_wrong_is_refused() -> None:
    data = replace(DATA, labels=(1, 1, 1))
    with pytest.raises(Refusal, match="no sample is shown to be wrong"):
        check_strict(replace(PROBLEM, dataset=data), replace(GOOD, centre=(Fraction(1),)))


def test_a_relu_at_its_kink_is_refused() -> None:
    network = Network(1, hidden_bias=False, output_bias=True)
    with pytest.raises(Refusal, match="neuron 1 at sample 1 touches the break point 0"):
        check_strict(
            replace(PROBLEM, neuron=RELU, network=network),
            replace(GOOD, centre=(Fraction(1, 3), Fraction(1), Fraction(1))),
        )
