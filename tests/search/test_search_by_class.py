"""The search and the precise evaluator with a loss for each class."""

from fractions import Fraction

import numpy as np
import pytest

import theoremcheck
from theoremcheck.functions.floats import compile_losses
from theoremcheck.functions.precise import context
from theoremcheck.language import loads
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.precise import PreciseLandscape
from theoremcheck.search.run import unsupported
from theoremcheck.trusted.problem.expr import Num, Z, mul, power

TEXT = """
dataset d { + (1, 2), 3 * (0, -1)  - (2, 1), 1/2 * (-1, 1), (0, 0) }
neuron tanh
loss + logistic
loss - late(z) = (z + 2)^2
network { shortcut = 2 tanh  hidden bias  output bias  deep = 2 softplus }
objective { regularizer = 1/10 * l2(w) }
"""


def by_hand(problem, point):
    """L in plain floats, the formulas of the two losses written out again."""
    data = problem.samples
    a0, a, w, b = point[0], point[1:3], point[3:7].reshape(2, 2), point[7:9]
    deep, c, v = point[9:13].reshape(2, 2), point[13:15], point[15:17]
    total, weights = 0.0, 0.0
    for row, y, weight in zip(data.points, data.labels, data.weights, strict=True):
        x = np.array([float(entry) for entry in row])
        f = a0 + a @ np.tanh(w @ x + b) + v @ np.log1p(np.exp(deep @ x + c))
        total += float(weight) * (np.log1p(np.exp(-f)) if y > 0 else (f + 2) ** 2)
        weights += float(weight)
    return total / weights + 0.1 * (w**2).sum()


def test_all_evaluators_agree():
    spec = theoremcheck.loads(TEXT)
    problem, rng = spec.problem, np.random.default_rng(3)
    landscape = make_landscape(problem)
    assert unsupported(problem) is None
    precise = PreciseLandscape(problem, landscape.layout, context(30))
    for _ in range(5):
        point = np.round(rng.normal(size=17), 3)
        wanted = by_hand(problem, point)
        inner = landscape.layout.shrink(point[None])
        assert landscape.value(inner)[0] == pytest.approx(wanted, rel=1e-12)
        found = precise.evaluate(precise.lift(list(map(float, point))))
        assert float(found.loss) == pytest.approx(wanted, rel=1e-12)
        exactly = {"a0": point[0], "a": point[1:3], "w": point[3:7].reshape(2, 2), "b": point[7:9], "deep": point[9:]}
        assert float(spec.loss(exactly).middle) == pytest.approx(wanted, rel=1e-12)
        step = 1e-6
        slopes = [
            (by_hand(problem, point + step * e) - by_hand(problem, point - step * e)) / 2 / step for e in np.eye(17)
        ]
        assert np.allclose([float(entry) for entry in found.gradient], slopes, atol=1e-7)


def test_each_sample_has_the_loss_of_its_class():
    losses = compile_losses((power(Z, 2), mul((Num(Fraction(3)), Z))), (1, -1, 1))
    value, slope, bend = losses.jet(np.array([[2.0, 2.0, -1.0], [0.0, 1.0, 1.0]]))
    assert value.tolist() == [[4, 6, 1], [0, 3, 1]]
    assert slope.tolist() == [[4, 3, -2], [0, 3, 2]]
    assert bend.tolist() == [[2, 0, 2], [2, 0, 2]]


def test_an_opaque_loss_of_one_class_is_not_searched():
    loaded = loads(TEXT.replace("loss + logistic", "loss + known { assume c1 }"), "x")
    assert unsupported(loaded.spec.problem).code == "search.opaque_loss"
