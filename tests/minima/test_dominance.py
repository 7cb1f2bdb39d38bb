"""Weight decay that outweighs all that a network without biases can gain: objective.decay_dominates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from theoremcheck.language import loads
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.dominance import decay_dominates
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

PLANE = "+ (1, 0), (1, 1)  - (0, 1)"  # E |x|^2 = 4/3


def read(
    network: str = "shortcut = 2 relu",
    penalty: str = "1/3 * l2(a) + l2(w)",
    loss: str = "hinge",
    data: str = PLANE,
    neuron: str = "",
) -> Problem:
    found = loads(
        f"dataset d {{ {data} }}\n{neuron}\nloss {loss}\nnetwork {{ {network} }}\n"
        f"objective {{ regularizer = {penalty} }}"
    )
    assert found.spec is not None, found.render()
    return found.spec.problem


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        # the bound is sharp in what it computes: 4 A B = 4/3
        ({"penalty": "33/100 * l2(a) + l2(w)"}, False),
        ({"penalty": "1/3 * l2(a, w) + 2/3 * l2(w)"}, True),
        ({"penalty": "l2(a) + 1/3 * l2(w)"}, True),
        ({"penalty": "100 * l2(a)"}, False),
        ({"penalty": "100 * l2(w)"}, False),
        # weights and features count
        ({"data": "+ (1, 0), 2 * (1, 1)  - (0, 1)"}, False),
        ({"data": "+ 2 * (1, 0), (1, 1)  - (0, 1)"}, True),
        ({"data": "+ (1, 0), (1, 1)  - (0, 2)"}, False),
        # K is the steeper side, from either
        ({"network": "shortcut = 1 linear"}, True),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = abs(z)"}, True),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = max(z, 2 * z)"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = min(z, 2 * z)"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = -max(0, z)"}, True),
        # not positively homogeneous, or not at 0
        ({"network": "shortcut = 1 softplus"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = max(0, z - 1)"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = max(0, z) + 1"}, False),
        ({"network": "shortcut = 1 n", "neuron": "neuron n(z) = min(max(0, z), 1)"}, False),
        # the slope of the loss at 0
        ({"loss": "squared_hinge"}, False),
        ({"loss": "squared_hinge", "penalty": "4/3 * l2(a) + l2(w)"}, True),
        ({"loss": "logistic"}, True),
        ({"loss": "logistic", "penalty": "1/3 * l2(a) + 1/4 * l2(w)"}, True),
        ({"loss": "logistic", "penalty": "1/3 * l2(a) + 24/100 * l2(w)"}, False),
        # biases, frozen parts, other parts
        ({"network": "shortcut = 2 relu  output bias"}, False),
        ({"network": "shortcut = 2 relu  hidden bias"}, False),
        ({"network": "shortcut = 2 relu  output bias  frozen a0 = 0"}, True),
        ({"network": "shortcut = 2 relu  output bias  frozen a0 = 1"}, False),
        ({"network": "shortcut = 2 relu  hidden bias  frozen b = (0, 0)"}, True),
        ({"network": "shortcut = 2 relu  hidden bias  frozen b = (0, 1)"}, False),
        ({"network": "shortcut = 2 relu  frozen a = (1, 1)"}, False),
        ({"network": "shortcut = 2 relu  frozen w"}, False),
        ({"network": "shortcut = 2 relu  deep = 1 relu"}, False),
        ({"network": "shortcut = 2 relu + 1 linear"}, False),
    ],
)
def test_what_dominates(changes: dict[str, Any], holds: bool) -> None:
    problem = read(**changes)
    assert decay_dominates(problem) is holds
    establish(problem, "objective.decay_dominates", holds, Structure())
    with pytest.raises(Refusal, match=r"^facts\.opposite"):
        establish(problem, "objective.decay_dominates", not holds, Structure())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"network": "shortcut = 2 relu  output bias  frozen a0"}, r"^linear\.frozen_unknown"),
        ({"network": "shortcut = 2 relu  hidden bias  frozen b"}, r"^linear\.frozen_unknown"),
        ({"loss": "l(z) = e^(z + 1)"}, r"^multipliers\.irrational_slope"),
    ],
)
def test_what_is_not_known(changes: dict[str, Any], reason: str) -> None:
    problem = read(**changes)
    with pytest.raises(Refusal, match=reason):
        decay_dominates(problem)


def test_a_kink_of_the_loss_at_0_has_the_slope_closest_to_0() -> None:
    assert decay_dominates(read(loss="l(z) = abs(z)", penalty="1/1000 * l2(a)"))
    assert decay_dominates(read(loss="l(z) = max(z, 2 * z)"))
    assert not decay_dominates(read(loss="l(z) = max(2 * z, 3 * z)"))


@pytest.mark.parametrize("neuron", ["relu", "linear", "leaky_relu(1/2)"])
def test_the_origin_is_the_least_of_many_points(neuron: str) -> None:
    """Of a penalty that is just large enough, by an evaluation of its own."""
    problem = read(f"shortcut = 2 {neuron}")
    assert decay_dominates(problem)
    slope = {"relu": 0.0, "linear": 1.0, "leaky_relu(1/2)": 0.5}[neuron]
    points, labels = np.array([(1, 0), (1, 1), (0, 1)], float), np.array([1, 1, -1], float)
    generator = np.random.default_rng(0)
    for _ in range(5000):
        scale = 10 ** generator.uniform(-3, 1)
        a, w = scale * generator.normal(size=2), scale * generator.normal(size=(2, 2))
        received = points @ w.T
        f = np.where(received > 0, received, slope * received) @ a
        height = np.mean(np.maximum(0, 1 - labels * f)) + a @ a / 3 + np.sum(w * w)
        assert height >= 1 - 1e-12
