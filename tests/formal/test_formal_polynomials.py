"""Signs of polynomials: cuts, and forms in which the sign is in view."""

import re
from fractions import Fraction as Q

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck.formal.polynomials import _between, _half_line, _value, sign_proof

SMALL = st.integers(-5, 5).map(Q)


def exact(form, v):
    """The exact value of a form at v."""
    powered = form.replace("^", "**")
    return eval(re.sub(r"(?<!\*\* )\b(\d+)\b", r"Q(\1)", powered), {"v": v, "Q": Q})  # the text is our own


@given(st.lists(SMALL, min_size=3, max_size=6), SMALL, st.integers(1, 4))
def test_forms_are_the_polynomial(coefficients, start, length):
    """On each part the form has the value of the polynomial, whatever the point."""
    for found in (
        _half_line(coefficients, start, right=True),
        _half_line(coefficients, start, right=False),
        _between(coefficients, start, start + length, 6),
    ):
        if found is None:
            continue
        forms, cuts = found
        assert len(forms) == len(cuts) + 1
        assert cuts == sorted(cuts)
        for form in forms:
            for v in (Q(-3), Q(1, 2), Q(7)):
                assert exact(form, v) == _value(coefficients, v)


@pytest.mark.parametrize(
    ("coefficients", "lower", "upper"),
    [
        ((1, 0, 1), None, None),
        ((-1, 0, 1), Q(2), None),
        ((-1, 0, 1), Q(-1, 2), Q(1, 2)),
        ((3, 1, -2, 0, 1), None, None),
    ],
)
def test_signs_are_found(coefficients, lower, upper):
    proof = sign_proof("p", tuple(map(Q, coefficients)), lower, upper)
    negative = coefficients == (-1, 0, 1) and upper is not None
    assert proof is not None
    assert proof.startswith("assert (p < 0) by (" if negative else "assert (0 < p) by (")


@pytest.mark.parametrize(
    ("coefficients", "lower", "upper"),
    [((-1, 0, 1), None, None), ((-1, 0, 1), Q(0), None), ((1, 1), Q(0), None), ((1, *[0] * 12, 1), Q(0), None)],
)
def test_no_sign_is_claimed(coefficients, lower, upper):
    """Of a polynomial with a root there, a linear one, or one beyond MAX_DEGREE."""
    assert sign_proof("p", tuple(map(Q, coefficients)), lower, upper) is None
