"""Numbers as written, against Python's decimals; the texts of entries of arrays, whichever are kept."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.language import arrays
from theoremcheck.language.arrays import cells_of, text_of
from theoremcheck.language.numerals import NumeralError, parse_number

DIGITS = st.text("0123456789", max_size=30)
EXPONENTS = st.just("") | st.builds(
    "{}{}{:d}".format, st.sampled_from("eE"), st.sampled_from(["", "+", "-"]), st.integers(0, 1_000)
)


@given(st.sampled_from(["", "+", "-"]), DIGITS, st.just("") | DIGITS.map(".{}".format), EXPONENTS)
@settings(max_examples=500, deadline=None)
def test_every_numeral_is_the_number_that_it_writes(sign, whole, part, exponent):
    text = f"{sign}{whole}{part}{exponent}"
    if not whole and len(part) < 2:
        with pytest.raises(NumeralError):
            parse_number(text)
        return
    value = parse_number(text)
    assert value == Fraction(Context(prec=2_000).create_decimal(text))
    assert type(value) is Fraction
    assert value.denominator > 0
    assert Fraction(value.numerator, value.denominator) == value


@pytest.mark.parametrize(
    "text, value",
    [("-0", 0), ("5.", 5), (".5", Fraction(1, 2)), ("-.50", Fraction(-1, 2)), ("1e-2", Fraction(1, 100)),
     ("-12.5e1", -125), ("-12.5e0", Fraction(-25, 2)), ("1e3", 1000), (" 2/4 ", Fraction(1, 2)), ("+7", 7)],
)  # fmt: skip
def test_numerals(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize("text",
    ["", ".", "-", "e5", "1e", "1_0", "--1", "1 2", "\u0663", "1/", "0x1", "1.2.3", "1.\u0663", "\u0663.1", "--1.5",
     "1_0.5", "1.5_0", "1.-5", "-.", "1 .5"],
)  # fmt: skip
def test_what_is_no_numeral(text):
    with pytest.raises(NumeralError):
        parse_number(text)


@pytest.mark.parametrize("kept", [0, 1, 1_000])
@pytest.mark.parametrize(
    "array",
    [
        np.array([[0, 255, 0], [7, 7, 0]], dtype=np.uint8),
        np.array([[0.1, -0.0, 0.0], [np.nan, np.inf, np.nan]]),
        np.array([True, False, True]),
        np.array(["1", "1.0", "1"]),
    ],
)
def test_entries_are_written_alike_whichever_are_kept(array, kept, monkeypatch):
    monkeypatch.setattr(arrays, "_WRITTEN", kept)
    flat = array.reshape(len(array), -1)
    found = list(cells_of({"a": array, "b": np.arange(len(array))}))[1:]
    assert found == [[*map(text_of, row), str(i)] for i, row in enumerate(flat.tolist())]


def test_not_a_number_is_not_kept():
    """It is equal to nothing, so a million of them would be a million texts."""
    written = arrays.Written()
    assert [written[float("nan")] for _ in range(3)] == ["nan"] * 3
    assert not dict(written)
    assert written[Decimal(7)] == "7"
    assert dict(written)
