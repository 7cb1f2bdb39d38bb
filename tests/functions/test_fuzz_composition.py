"""What composition rules say of random formulas, against jets evaluated on their own."""

import os
from fractions import Fraction

import pytest
from function_oracle import Undefined, jet, mp
from random_formulas import formula

from theoremcheck.trusted.functions.composition import REALS, facts
from theoremcheck.trusted.refusal import Refusal

COUNT = 200
GRID = [Fraction(k, 16) + Fraction(1, 1000) for k in range(-128, 129, 3)]


def _matches(sign, value, tolerance):
    below, zero, over = sign.value
    return (value <= tolerance or over) and (value >= -tolerance or below) and (zero or tolerance > 0 or value != 0)


@pytest.mark.parametrize("batch", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in range(1, 4))])
def test_no_fact_is_contradicted(batch):
    count = int(os.environ.get("THEOREMCHECK_FUZZ", COUNT))
    told = 0
    for seed in range(batch, count, 4):
        expr = formula(seed)
        try:
            known = facts(expr, REALS)
        except Refusal:
            continue
        told += known.settled
        for point in GRID:
            z = mp.mpf(point.numerator) / point.denominator
            try:
                found = jet(expr, z)
            except Undefined as undefined:
                raise AssertionError((seed, point)) from undefined
            if found is None:
                continue
            (value, slope, bend), tolerance = found
            lower, upper = known.values.lower, known.values.upper
            assert lower is None or value >= mp.mpf(lower.numerator) / lower.denominator - tolerance, (seed, point)
            assert upper is None or value <= mp.mpf(upper.numerator) / upper.denominator + tolerance, (seed, point)
            assert _matches(known.slope, slope, tolerance), (seed, point, known.slope, slope)
            assert _matches(known.bend, bend, tolerance), (seed, point, known.bend, bend)
    assert told >= count // 100
