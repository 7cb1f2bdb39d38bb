"""Numbers of Python as rationals: each type, and both policies for floats."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.api.exact import NotExact, Reader


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_both_policies_print_the_same_float(value):
    shortest, exact = Reader("shortest").read(value), Reader("exact").read(value)
    assert exact == Fraction(value)
    assert shortest == Fraction(repr(value))
    assert float(shortest) == float(exact) == value


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_single_precision(value):
    number = np.float32(value)
    assert np.float32(float(Reader("shortest").read(number))) == number
    assert Reader("exact").read(number) == Fraction(value)


@given(st.fractions(), st.integers())
def test_exact_numbers_stay_what_they_are(fraction, integer):
    reader = Reader("shortest")
    assert reader.read(fraction) == fraction
    assert reader.read(integer) == integer
    assert reader.notes == ()


@pytest.mark.parametrize(
    "value, expected",
    [
        (True, 1),
        (np.bool_(False), 0),
        (np.int64(-3), -3),
        (np.array(5), 5),
        (np.array(0.5), Fraction(1, 2)),
        (Decimal("0.1"), Fraction(1, 10)),
        (" 1/3 ", Fraction(1, 3)),
        ("-2.5e-3", Fraction(-1, 400)),
        (-0.0, 0),
    ],
)
def test_other_types(value, expected):
    assert Reader("shortest").read(value) == expected


@pytest.mark.parametrize("value", [None, float("nan"), -np.inf, Decimal("NaN"), 1j, "x", b"1", [1], object(), "1/0"])
def test_what_is_no_number(value):
    with pytest.raises(NotExact):
        Reader("exact").read(value)


@pytest.mark.parametrize("value", [10**1000, Fraction(1, 10**1000), Decimal("1e5000"), "1" * 1001])
def test_sizes_are_bounded(value):
    with pytest.raises(NotExact, match="MAX_"):
        Reader("exact").read(value)


@pytest.mark.parametrize("policy, said", [("shortest", "shortest decimals"), ("exact", "exact binary values")])
def test_the_policy_is_said_where_floats_are_read(policy, said):
    reader = Reader(policy)
    reader.read("0.1")
    assert reader.notes == ()
    reader.read(np.float32(0.1))
    assert said in reader.notes[0]


def test_there_are_two_policies():
    with pytest.raises(ValueError, match="'shortest' or 'exact', not 'binary'"):
        Reader("binary")
