"""Hessians of branches in balls: what holds on a box holds at its points, and batches of samples change nothing."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from branched_networks import drawn

from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima import curvature
from theoremcheck.trusted.minima.expansion import expand
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.refusal import Refusal

RADIUS = Fraction(1, 2**14)


@pytest.mark.parametrize("seed", range(30))
def test_on_a_box_the_hessian_holds_that_at_its_points(seed):
    network, full = drawn(seed)
    problem, source = network.problem, random.Random(seed)
    centre = Layout.of(problem).centre(full)
    try:
        with precision(128):
            around = expand(problem, centre, RADIUS).hessian
    except Refusal:
        pytest.skip("a unit may be at a break on the box")
    for _ in range(4):
        point = [value + source.choice((-1, 1, Fraction(1, 3))) * RADIUS for value in centre]
        with precision(400):
            there = expand(problem, point, Fraction(0)).hessian
        for row in range(there.nrows()):
            for column in range(there.nrows()):
                assert around[row, column].overlaps(there[row, column])
                assert there[row, column].rad() < around[row, column].rad() or around[row, column].is_exact()


@pytest.mark.parametrize("seed", range(12))
def test_few_samples_at_a_time_give_the_same(seed, monkeypatch):
    network, full = drawn(seed)
    problem = network.problem
    centre = Layout.of(problem).centre(full)
    with precision(160):
        whole = expand(problem, centre, Fraction(0)).hessian
        monkeypatch.setattr(curvature, "_BALLS", 1)
        single = expand(problem, centre, Fraction(0)).hessian
    for row in range(whole.nrows()):
        for column in range(whole.nrows()):
            assert whole[row, column].overlaps(single[row, column])
            assert whole[row, column].rad() < 2.0**-120
            assert whole[row, column] == whole[column, row] or whole[row, column].overlaps(whole[column, row])
