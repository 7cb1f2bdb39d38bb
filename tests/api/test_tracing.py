"""Python functions as formulas: what is traced means the same, and what branches is refused."""

import math

import numpy as np
import pytest

from theoremcheck.api.exact import Reader
from theoremcheck.api.tracing import Untraceable, trace
from theoremcheck.functions.floats import compile_float
from theoremcheck.language.formula import show

PLACES = np.array([-3.0, -1.0, -0.3, 0.2, 1.0, 2.7])

TRACED = {
    "softplus": (lambda z: np.log(1 + np.exp(z)), "log(1 + exp(z))"),
    "log1p": (lambda z: np.log1p(np.exp(z)), "log(1 + exp(z))"),
    "logaddexp": (lambda z: np.logaddexp(0, z), "log(1 + exp(z))"),
    "relu": (lambda z: np.maximum(z, 0), "max(0, z)"),
    "relu6": (lambda z: np.clip(z, 0, 6), "min(6, max(0, z))"),
    "method": (lambda z: z.clip(-1, 1), "min(1, max(-1, z))"),
    "half": (lambda z: np.clip(z, None, 2.5), "min(5/2, z)"),
    "where": (lambda z: np.where(z > 0, z, 0.1 * z), "cases { z <= 0: 1/10 * z; else: z }"),
    "not": (lambda z: np.where(~(z <= 0), z, 0), "cases { z <= 0: 0; else: z }"),
    "less": (lambda z: np.where(np.less(z, 1), z, 2 - z), "cases { z < 1: z; else: 2 - z }"),
    "product": (lambda z: (z > 0) * z, None),
    "reflected": (lambda z: 1 / (1 + 2**-z) - (3 - z) * -z, None),
    "powers": (lambda z: z**2 + abs(z) ** 1.5 + np.square(z) - np.sqrt(4 + z * z), None),
    "silu": (lambda z: z / (1 + np.exp(-z)), "z / (1 + exp(-z))"),
    "tanh": (np.tanh, "tanh(z)"),
    "step": (lambda z: np.heaviside(z, 1), "cases { z < 0: 0; else: 1 }"),
    "array": (lambda z: np.array(2.0) * z + np.float32(0.5), "1/2 + 2 * z"),
    "constant": (lambda z: 3, "3"),
    "two sides": (lambda z: np.where(z + 1 < 2 * z, z, 1), None),
    "arctan": (lambda z: np.arctan(np.sinh(z)) + np.cosh(z) - np.expm1(z) * np.sin(z) / np.cos(z), None),
    "reciprocal": (lambda z: +np.reciprocal(3 + np.fabs(z)) + np.exp2(z) + np.minimum(z, 1), None),
}


@pytest.mark.parametrize("name", TRACED)
def test_a_formula_means_what_the_function_does(name):
    function, text = TRACED[name]
    found = trace(function, Reader("shortest"))
    if text is not None:
        assert show(found) == text
    expected = [float(function(np.float64(place))) for place in PLACES]
    assert compile_float(found).value(PLACES) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda z: max(0, z), "truth value"),
        (lambda z: z if z > 0 else 0, "truth value"),
        (lambda z: z > 0 and z, "truth value"),
        (math.exp, "use NumPy's functions"),
        (int, "use NumPy's functions"),
        (float, "use NumPy's functions"),
        (round, "use NumPy's functions"),
        (lambda z: z % 2, "raises TypeError"),
        (lambda z: z // 2, "raises TypeError"),
        (np.floor, "np.floor is no function of the language"),
        (np.sum, "np.sum is no function of the language"),
        (lambda z: np.where(z == 0, 1, z), "single point"),
        (lambda z: np.where(True, 1, z), "one comparison"),
        (lambda z: np.heaviside(z, 0.5), "0 or 1"),
        (lambda z: np.add(z, 1, dtype=float), "in a way that has no formula"),
        (lambda z: z**z, "constant exponent"),
        (lambda z: np.array([1.0, 2.0]) * z, "no number"),
        (lambda z: None, "it returns a missing value"),
        (lambda z: "z", "it returns a text that is not read: 'z' is not a number"),
        (lambda z: [z], "it returns no number"),
        (lambda z: z / 0, "division by zero"),
        (lambda z: np.nan * z, "nan"),
        (lambda: 0, "raises TypeError"),
        (lambda z: 0 if isinstance(z, float) else z, "and the formula read off it"),
    ],
)
def test_what_has_no_formula(function, words):
    with pytest.raises(Untraceable, match=words):
        trace(function, Reader("shortest"))


def test_a_function_without_end_is_refused():
    def endless(z):
        return endless(z + 1)

    def deep(z):
        for _ in range(500):
            z = np.tanh(z)
        return z

    for function in (endless, deep):
        with pytest.raises(Untraceable, match=r"nested|deep|large|nodes"):
            trace(function, Reader("shortest"))


def test_numbers_in_a_function_follow_the_policy():
    exact = Reader("exact")
    assert "/" in show(trace(lambda z: 0.1 * z, exact))
    assert show(trace(lambda z: 0.1 * z, exact)) != show(trace(lambda z: 0.1 * z, Reader("shortest")))
    assert exact.notes
