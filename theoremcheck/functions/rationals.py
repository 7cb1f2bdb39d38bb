"""From a ball to a rational that is not too long to be written: what a proposal is computed with."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.trusted.functions.balls import evaluate, precision
from theoremcheck.trusted.problem.expr import Root
from theoremcheck.trusted.refusal import Refusal

MAX_BINARY_EXPONENT: Final = 1_000_000
"""Absolute binary exponent of a midpoint that is written as a rational."""


def midpoint(value: flint.arb, least: int = MAX_BINARY_EXPONENT) -> Fraction:
    """The midpoint of a ball, exactly; 0 if its last bit stands below 2^-``least``.

    Refuses a value that is no number, as where a formula overflows or is undefined, and one such as exp(10^9), whose
    digits would fill the memory.
    """
    middle = value.mid()
    if not middle.is_finite():
        raise Refusal("rationals.not_finite")
    mantissa, exponent = middle.man_exp()
    if exponent > MAX_BINARY_EXPONENT:
        raise Refusal("rationals.too_large", most=MAX_BINARY_EXPONENT)
    if exponent < -least:
        return Fraction(0)
    return Fraction(int(mantissa)) * two(int(exponent))


def root_value(root: Root, bits: int) -> Fraction:
    """The root of a function, such as a break point that is not rational, to about ``bits`` bits."""
    with precision(bits):
        return midpoint(evaluate(root, flint.arb(0)))


def two(exponent: int) -> Fraction:
    """2^exponent."""
    return Fraction(2**exponent) if exponent >= 0 else Fraction(1, 2**-exponent)
