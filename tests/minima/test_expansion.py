"""The expansion of L in networks of every form, against an evaluator that shares nothing with it."""

from __future__ import annotations

import random
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
from branched_networks import Described, Wide, bend, drawn, gradient

from theoremcheck.functions.precise import context
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import box, expand, height, slopes
from theoremcheck.trusted.minima.patterns import Patterns
from theoremcheck.trusted.problem.layout import Layout

SEEDS = range(16)


def middle(ball: object) -> mpmath.mpf:
    return mpmath.mpf(ball.mid().str(40, radius=False))  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", SEEDS)
def test_values_gradients_and_hessians(seed: int) -> None:
    network, full = drawn(seed)
    problem = network.problem
    layout = Layout.of(problem)
    assert layout.size == network.size
    frozen = {place for name in network.frozen for place in network.places(name)}
    assert layout.trained == tuple(k for k in range(network.size) if k not in frozen)
    centre = layout.centre(full)
    assert layout.full(centre) == tuple(full)
    with precision(256), mpmath.workdps(60):
        found = expand(problem, centre, Fraction(0))
        value, _ = height(problem, centre, Fraction(0))
        exact = [mpmath.mpf(v.numerator) / v.denominator for v in full]
        assert abs(middle(value) - network.loss_at(exact)) < mpmath.mpf(10) ** -30
        slope = gradient(network, full)
        for j, place in enumerate(layout.trained):
            assert abs(middle(found.gradient[j]) - slope[place]) < mpmath.mpf(10) ** -15
        rng, size = random.Random(seed), len(layout.trained)
        for _ in range(8):
            along = dict.fromkeys(range(network.size), 0) | {k: rng.randint(-3, 3) for k in layout.trained}
            own = flint.arb_mat([[along[k] for k in layout.trained]])
            assert found.hessian.nrows() == size
            expected = bend(network, full, list(along.values()))
            assert abs(middle((own * found.hessian * own.transpose())[0, 0]) - expected) < mpmath.mpf(10) ** -12


@pytest.mark.parametrize("seed", SEEDS)
def test_the_search_sees_the_same(seed: int) -> None:
    network, full = drawn(seed)
    problem = network.problem
    landscape = make_landscape(problem)
    layout = Layout.of(problem)
    point = landscape.layout.shrink(np.array([[float(v) for v in full]]))
    value, slope, second = landscape.hessian(point)
    scale = landscape.layout.scale
    with precision(128):
        found = expand(problem, layout.centre(full), Fraction(0))
        top, _ = height(problem, layout.centre(full), Fraction(0))
    assert value[0] == pytest.approx(float(top.mid()), rel=1e-10)
    assert slope[0] == pytest.approx([float(g.mid()) * s for g, s in zip(found.gradient, scale, strict=True)], abs=1e-9)
    for j, row in enumerate(second[0]):
        expected = [float(found.hessian[j, k].mid()) * scale[j] * scale[k] for k in range(len(row))]
        assert row == pytest.approx(expected, abs=1e-8)
    ctx = context(40)
    precise = PreciseLandscape(problem, layout, ctx)
    evaluation = precise.evaluate([ctx.mpf(v.numerator) / v.denominator for v in full])
    with precision(256), mpmath.workdps(60):
        exact = slopes(problem, layout.centre(full))
        for place, entry in zip(layout.trained, exact.gradient, strict=True):
            assert abs(evaluation.gradient[place] - middle(entry)) < 1e-30


def test_patterns_are_those_of_each_unit_s_own_neuron() -> None:
    network = Described((1, "relu"), True, True, beside=[Wide([(1, "linear"), (1, "leaky_relu(1/10)")], False)])
    problem = network.problem
    full = [Fraction(v) for v in (0, 1, 1, 1, 8, 2, 1, -9, 8, 1, 1)]
    with precision(128):
        patterns = Patterns(problem, box(problem, tuple(full), Fraction(1, 2**40)))
    assert [unit.layer for unit in patterns.units()] == [0, 1, 1]
    slopes_of = [[slope for slope, _ in patterns.affine(unit, range(5))] for unit in patterns.units()]
    assert slopes_of[0] == [1] * 5
    assert slopes_of[1] == [1] * 5
    low = Fraction(1, 10)
    assert slopes_of[2] == [1 if -9 * x + 8 * y > 0 else low for x, y in ((1, 0), (-1, 1), (0, -1), (2, 1), (-1, -2))]
