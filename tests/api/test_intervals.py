"""Intervals: exact ends, and the arrays that NumPy takes."""

import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.api.intervals import Intervals, rounded
from theoremcheck.functions.enclosure import Enclosure

THIRD = Enclosure(Fraction(333, 1000), Fraction(334, 1000))


def test_an_interval():
    assert Fraction(1, 3) in THIRD
    assert 0.3335 in THIRD
    assert 0.3 not in THIRD
    assert THIRD in Enclosure(Fraction(0), Fraction(1))
    assert Enclosure(Fraction(0), Fraction(1)) not in THIRD
    assert float(THIRD) == 0.3335
    assert THIRD.radius == Fraction(1, 2000)
    assert repr(THIRD) == "0.3335 +- 5e-4"
    assert repr(Enclosure(Fraction(1, 3), Fraction(1, 3))) == "1/3"
    assert abs(Enclosure(Fraction(-2), Fraction(1))) == Enclosure(Fraction(0), Fraction(2))
    assert abs(Enclosure(Fraction(-2), Fraction(-1))) == Enclosure(Fraction(1), Fraction(2))
    assert pickle.loads(pickle.dumps(THIRD)) == THIRD


@given(st.fractions(), st.sampled_from([-1, 1]))
def test_ends_are_rounded_outward(value, way):
    found = rounded(value, way)
    assert (Fraction(found) - value) * way >= 0
    assert (Fraction(math.nextafter(found, -way * math.inf)) - value) * way < 0


def test_ends_beyond_doubles():
    huge = Fraction(10) ** 400
    assert rounded(huge, 1) == math.inf
    assert rounded(huge, -1) == rounded(-huge, 1) * -1 == np.finfo(float).max
    assert rounded(-huge, -1) == -math.inf


def test_an_array():
    found = Intervals.of([THIRD, Enclosure(Fraction(1), Fraction(2)), THIRD, THIRD], 2, 2)
    assert np.asarray(found).tolist() == [[0.3335, 1.5], [0.3335, 0.3335]]
    assert np.array(found, dtype=np.float32).dtype == np.float32
    assert found[0, 1] == found[0][1] == found[-2, -1] == Enclosure(Fraction(1), Fraction(2))
    assert found[1].shape == (2,)
    assert (found.lower <= np.asarray(found)).all()
    assert (found.upper >= np.asarray(found)).all()
    assert [len(row) for row in found] == [2, 2]
    assert (found.ndim, found.size, len(found)) == (2, 4, 2)
    assert pickle.loads(pickle.dumps(found)) == found
    assert repr(found) == "<Intervals (2, 2): 0.3335 +- 5e-4, 1.5 +- 5e-1, 0.3335 +- 5e-4, ...>"
    with pytest.raises(IndexError):
        found[2]
    with pytest.raises(ValueError, match="do not fill"):
        Intervals.of([THIRD], 2)
