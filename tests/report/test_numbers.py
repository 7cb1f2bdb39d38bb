"""How exact numbers are printed: never a factor off, never rounded without a mark."""

import os
import random
from fractions import Fraction

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.report.minimum import decimal
from theoremcheck.report.numbers import constant, coordinate, decimal_exponent, decimal_text, rational, scientific
from theoremcheck.trusted.digits import integer_text, rational_repr, rational_text
from theoremcheck.trusted.problem.expr import Num, Pi, Root, Z

TEN = Fraction(10)
EXPONENTS = [*range(-45, 46), -4301, -1000, -400, -309, -308, 308, 309, 400, 1000, 4299, 4300, 4301, 20_000]
NEAR = [Fraction(1, 10**k) for k in (3, 5, 6, 7, 8, 30, 70)]
CASES = int(os.environ.get("THEOREMCHECK_FUZZ", "300"))


def value_of(text):
    """The rational that a printed number denotes."""
    top, _, bottom = text.removeprefix("~").partition("/")
    return Fraction(top) / Fraction(bottom or 1)


def check_printed(value):
    text = rational(value)
    assert len(text) <= 24
    if text.startswith("~"):
        assert abs(value_of(text) - value) <= abs(value) * Fraction(1, 10**5), text
        mantissa, mark, exponent = text.removeprefix("~").lstrip("-").partition("e")
        if not mark:  # of moderate size: no exponent
            assert Fraction(1, 10**5) <= abs(value) < 10**9
            assert mantissa == "1" or len(mantissa.replace(".", "").strip("0")) <= 6 or abs(value) >= 10**5
            return
        assert len(mantissa) == 7
        assert "1" <= mantissa[0] <= "9"
        assert mantissa[1] == "."
        assert int(exponent) in (decimal_exponent(abs(value)), decimal_exponent(abs(value)) + 1)
    else:
        assert value_of(text) == value
        assert text == str(value)


@pytest.mark.parametrize("exponent", EXPONENTS)
def test_at_every_power_of_ten_and_just_beside_it(exponent):
    power = TEN**exponent
    for sign in (1, -1):
        check_printed(sign * power)
        for near in NEAR:
            check_printed(sign * power * (1 - near))
            check_printed(sign * power * (1 + near))
            check_printed(sign * power * (1 - near / 3))


def test_nines_are_rounded_up_to_the_next_power():
    assert rational(1 - Fraction(1, 10**30)) == "~1"
    assert rational(-(1 - Fraction(1, 10**30))) == "~-1"
    assert rational(TEN**40 - 1) == "~1.00000e40"
    assert rational(Fraction(9_999_994, 10**6) + Fraction(1, 10**30)) == "~9.99999"
    assert scientific(Fraction(95, 10), 1) == "1e1"


def test_a_rounded_number_of_moderate_size_has_no_exponent():
    half = Fraction(1, 3 * 10**24)
    texts = ("0.693147", "0.00012", "1234.5", "3000000")
    shown = [rational(sign * Fraction(text) + half) for text in texts for sign in (1, -1)]
    assert shown == [
        *("~0.693147", "~-0.693147", "~0.00012", "~-0.00012", "~1234.5", "~-1234.5", "~3000000", "~-3000000"),
    ]
    assert rational(Fraction("1e-7") + half) == "~1.00000e-7"


def test_random_numbers():
    stream = random.Random(20)
    for _ in range(CASES):
        bits, more = (stream.choice([3, 20, 80, 300, 2000, 15_000]) for _ in range(2))
        value = Fraction(stream.getrandbits(bits) + 1, stream.getrandbits(more) + 1) * stream.choice([1, -1])
        check_printed(value)
        size = abs(value)
        exponent = decimal_exponent(size)
        assert TEN**exponent <= size < TEN ** (exponent + 1)


def test_what_is_short_is_exact():
    assert [rational(Fraction(text)) for text in ("0", "-7", "1/3", "-22/7", "123456789012345678901234")] == [
        "0", "-7", "1/3", "-22/7", "123456789012345678901234",
    ]  # fmt: skip
    assert rational(Fraction(1234567890123456789012345)).startswith("~")


def test_a_long_constant_is_marked_and_a_short_one_is_not():
    assert constant(Num(Fraction(1, 3))) == "1/3"
    assert constant(Num(TEN**5000 + 1)) == "~1.00000e5000"
    assert constant(Pi()) == "pi"


@pytest.mark.parametrize("exponent", [*range(-70, 71, 7), -400, 400])
def test_the_sixty_digits_of_a_minimum(exponent):
    power = TEN**exponent
    for near in (Fraction(0), *NEAR):
        for value in (power * (1 - near), power * (1 + near)):
            assert abs(Fraction(decimal(value)) - value) <= value / 10**59


@given(st.fractions())
def test_a_coordinate_is_exact_or_marked(value):
    text = coordinate(value)
    assert len(text) <= 24
    assert text.startswith("~") or value_of(text) == value


@given(st.integers(-(10**12), 10**12), st.integers(0, 60))
def test_a_decimal_is_exact(top, places):
    value = Fraction(top, 10**places)
    text = decimal_text(value)
    assert Fraction(text) == value
    assert "." not in text or not text.endswith("0")
    assert decimal(value) == text


def test_what_is_no_short_decimal():
    assert decimal_text(Fraction(1, 3)) is None
    assert decimal_text(Fraction(1, 2**61)) is None
    assert decimal(Fraction(-22, 7)) == "-22/7"
    assert [coordinate(Fraction(text)) for text in ("1/8", "-169/125", "18931/50000", "1/3")] == [
        "1/8", "-1.352", "0.37862", "1/3",
    ]  # fmt: skip


# --- numbers of any length ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [1, 3999, 4000, 4001, 4214, 4215, 4216, 4299, 4300, 4301, 9000, 60_000])
def test_integers_of_any_length(digits):
    for change in (-1, 0, 1):
        for sign in (1, -1):
            value = sign * (10**digits + change)
            assert integer_text(value) == flint.fmpz(value).str()


def test_rationals_of_any_length():
    long = Fraction(10**5000 + 1, 3)
    assert rational_text(long) == flint.fmpq(long.numerator, 3).str()
    assert rational_text(Fraction(-1, 10**5000)) == "-1/1" + "0" * 5000
    assert rational_text(Fraction(2, 6)) == "1/3"
    assert rational_repr(long).startswith("Fraction(1000")
    assert repr(Num(Fraction(1, 3))) == "Num(value=Fraction(1, 3))"
    assert len(repr(Root(Z, Fraction(-1, 10**5000), long))) > 10_000
