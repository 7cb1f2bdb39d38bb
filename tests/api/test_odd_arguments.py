"""Whatever is passed for whatever argument: a problem that is read back, or an error in words, never a traceback."""

import decimal
import json
import warnings
from fractions import Fraction

import numpy as np
import pytest

import theoremcheck as tc

GOOD = {
    "X": [[1, 0], [0, 1], [2, 2]],
    "y": [0, 1, 1],
    "neuron": "relu",
    "width": 2,
    "loss": "logistic",
    "hidden_bias": True,
    "output_bias": True,
}
POINT = {"a0": 0, "a": [1, 2], "w": [[1, 2], [3, 4]], "b": [0, 1]}
ODD = (
    *(None, 0, 1, -1, 3.5, float("nan"), 1e308, 1j, True, 10**5000, Fraction(1, 3), decimal.Decimal("NaN")),
    *("", "x", "{", "}", "a\nb", "#", "z", "relu", "l2(w)", "∞", "１", "\x00", "1e400", "1" * 5000, b"x", "\ud800"),
    *("relu " * 1000, "(" * 3000, "z+" * 3000 + "z", "2 relu -> 3 tanh", "assume", "{ assume c1 }"),
    *(
        [],
        [[]],
        [None],
        [[None]],
        [1, [2]],
        [[1, 2], 3],
        [[1, 2], [3, 4], [[5], 6]],
        [("relu", 2)],
        [(2, "relu"), (3,)],
    ),
    *({}, {"w": None}, {"w": [[1]]}, {"w": "x"}, {1: 2}, {"a0": {"x": 1}}, set(), object(), int, np, json),
    *(lambda: 0, lambda z: z, lambda z: [z], range(3), iter([1]), np.ma.masked, np.datetime64("2020"), np.float32(1)),
    *(np.array([]), np.array(1.0), np.ones((2, 2)), np.array([[1, 2]], dtype=object), np.array(["a"]), np.array([1j])),
)


def words(call, *errors):
    """What a call says that is refused; None if it is not."""
    try:
        call()
    except errors as error:
        return str(error)
    return None


@pytest.mark.parametrize("name", [*GOOD, "deep", "weights", "regularizer", "frozen", "numbers"])
def test_a_problem_or_words(name):
    made = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for odd in ODD:
            asked = {**GOOD, name: odd}
            said = words(lambda asked=asked: made.append(tc.problem(**asked)), tc.SpecError, TypeError, ValueError)
            assert said != ""
    for spec in made:
        assert tc.loads(spec.text) == spec
        assert len(repr(spec)) <= 160


@pytest.mark.parametrize("name", [None, *POINT])
def test_a_point_or_words(name):
    spec = tc.problem(**GOOD)
    for odd in ODD:
        given = odd if name is None else {**POINT, name: odd}
        assert words(lambda given=given: spec.loss(given), tc.SpecError, TypeError) != ""


@pytest.mark.parametrize("read", [tc.check, tc.load, tc.loads, lambda odd: tc.verify(tc.problem(**GOOD), odd)])
def test_a_spec_or_words(read):
    for odd in ODD:
        assert words(lambda odd=odd: read(odd), tc.SpecError, tc.CertificateError, TypeError)
