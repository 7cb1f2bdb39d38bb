"""Formulas and numbers in LaTeX: what is written means what was meant."""

import math
from fractions import Fraction

import numpy as np
import pytest
from formula_answers import specification
from formula_table import TRIPLES
from latex_values import value
from random_formulas import formula as random_formula

from theoremcheck.functions.floats import compile_float
from theoremcheck.report.display.formulas import escaped, formula, number, radius, symbol, vector
from theoremcheck.trusted.problem.expr import Param, Root, Z, add, mul, num, power

PLACES = (-2.3, -0.7, 0.4, 1.9)


def agree(expr):
    """At how many places the LaTeX of the expression has the value of the expression."""
    text = formula(expr)
    with np.errstate(all="ignore"):
        exact = compile_float(expr).value(np.array(PLACES))
    told = 0
    for z, wanted in zip(PLACES, exact, strict=True):
        if not math.isfinite(wanted) or abs(wanted) > 1e12:
            continue
        try:
            found = value(text, z)
        except (ValueError, OverflowError, ZeroDivisionError):
            continue  # floats meet infinity on the way
        assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9), (text, z)
        told += 1
    return told


def test_the_formulas_of_the_table_keep_their_values():
    told = 0
    for text in sorted({entry for entry, _, _ in TRIPLES}):
        loaded = specification(text)
        expr = loaded.problem.neuron.expr
        if not loaded.problem.parameters:
            told += agree(expr)
    assert told > 1000


def test_random_formulas_keep_their_values():
    assert sum(agree(random_formula(seed)) for seed in range(400)) > 800


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (mul((num(-1), add((num(1), Z)))), r"-\left(1 + z\right)"),
        (power(add((num(1), Z)), -2), r"\frac{1}{\left(1 + z\right)^{2}}"),
        (mul((num(2), num(Fraction(1, 3)), Z)), r"\frac{2}{3} z"),
        (mul((num(3), power(num(2), Fraction(1, 2)), Z)), r"3 \sqrt{2} z"),
        (power(Z, Fraction(1, 3)), "z^{1/3}"),
        (mul((Param("alpha", None, None, True, True), Param("x_1", None, None, True, True))), r"\alpha \mathrm{x\_1}"),
        (Root(add((Z, num(-1))), Fraction(0), Fraction(1)), r"0.5\ldots"),
    ],
)
def test_single_formulas(expr, text):
    assert formula(expr) == text


def test_numbers_are_marked_where_they_are_rounded():
    assert number(Fraction(-1, 3)) == (r"-\frac{1}{3}", True)
    assert number(Fraction(3, 8192)) == (r"\frac{3}{8192}", True)
    assert number(Fraction(1, 2**20)) == ("0.00000095367431640625", True)
    assert number(Fraction(1, 10**30 + 39)) == (r"1.00000 \cdot 10^{-30}", False)
    assert vector((Fraction(1), Fraction(1, 10**30 + 7)))[1] is False
    assert radius(Fraction(1, 2**14)) == "2^{-14}"


def test_names_cannot_leave_their_place():
    assert escaped("\\input{x} $y$ #1 a_b~^&%") == (
        r"\textbackslash{}input\{x\} \$y\$ \#1 a\_b\textasciitilde{}\textasciicircum{}\&\%"
    )
    assert symbol("a") == "a"
    assert symbol("deep.1") == r"\mathrm{deep.1}"
