"""thm.independent_monotone: losses that fall somewhere, near misses of each hypothesis, descents."""

import numpy as np
import pytest

from theoremcheck import check

TEXT = """
dataset d {{ {data} }}
neuron s(z) = {neuron}
loss l(z) = {loss}
network {{ {network} }}
objective {{ regularizer = {penalty} }}
"""
BASE = {
    "data": "+ (1, 0), (0, 1)  - (-1, -1)",
    "neuron": "tanh(z)",
    "loss": "(1 + z)^2",
    "network": "shortcut = 2 s  hidden bias  output bias",
    "penalty": "0 * l2(w)",
}
HOLDS = "thm.independent_monotone"


def verdict(**changes):
    return check(TEXT.format(**{**BASE, **changes}), search=False)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"loss": "(sigmoid(z) - 1/10)^2"},
        {"loss": "cases { z < -1: -1 - z; else: (1 + z)^2 - (1 + z) }"},
        {"neuron": "cases { z < 0: z/3; else: 2*z }"},
        {"neuron": "-log(1 + exp(z))"},
        {"network": "shortcut = 1 s  hidden bias"},
        {"network": "shortcut = 2 s  hidden bias  frozen a = (0, -1/7)"},
        {"network": "shortcut = 2 s  hidden bias  output bias  frozen a0 = 3  deep = 2 relu -> 1 relu"},
        {"network": "shortcut = 2 s + 2 relu  hidden bias"},
        {"data": "+ 3 * (1, 0), (1, 0), (0, 1)  - (-1, -1)"},
        {"data": "+ (1, 0)  - (0, 1)", "network": "shortcut = 2 s  hidden bias  frozen b = (1, -2)"},
        {"penalty": "1/10 * l2(a, a0)"},
    ],
)
def test_it_holds(changes):
    found = verdict(**changes)
    assert found.statuses[HOLDS].name == "HOLDS"


@pytest.mark.parametrize(
    "changes, failing",
    [
        ({"loss": "(1/2 - z)^2"}, "loss.active"),
        ({"loss": "max(0, 1 + z) + (1 + z)^2/9"}, "loss.c1"),
        ({"neuron": "max(0, z)"}, "neuron.monotone"),
        ({"neuron": "z^3"}, "neuron.monotone"),
        ({"neuron": "z * sigmoid(z)"}, "neuron.monotone"),
        ({"data": "+ (1, 0), (0, 1)  - (-1, -1), (2, 3)"}, "data.independent"),
        ({"data": "+ (1, 0), (0, 1)  - (1, 0)"}, "data.consistent"),
        ({"data": "+ (1, 0), (0, 1)  - (-1, -1)", "network": "shortcut = 2 s  output bias"}, "data.independent"),
        ({"network": "shortcut = 2 s  hidden bias  frozen a = (0, 0)"}, "network.hidden_trainable"),
        ({"network": "shortcut = 2 s  hidden bias  frozen w"}, "network.trainable"),
        ({"network": "deep = 2 s -> 1 s", "penalty": "0 * l2(deep)"}, "network.shortcut"),
        ({"penalty": "1/10 * l2(w)"}, "objective.hidden_unpenalised"),
        ({"penalty": "1/10 * l2(b)"}, "objective.hidden_unpenalised"),
    ],
)
def test_each_hypothesis_is_asked_for(changes, failing):
    found = verdict(**changes)
    assert found.statuses[HOLDS].name != "HOLDS"
    assert found.statuses[failing].name == "FAILS"


def test_every_stationary_end_of_descents_has_loss_zero():
    """An own evaluator: 40 descents fit all targets."""
    x = np.array([(1, 0, 1), (0, 1, 1), (-1, -1, 1)], float)
    y = np.array([1.0, 1, -1])
    random = np.random.default_rng(5)
    ends = []
    for _ in range(40):
        a, w = random.normal(size=2), random.normal(size=(2, 3))
        for _ in range(6000):
            h = np.tanh(x @ w.T)
            residual = h @ a - y
            gradient_a = h.T @ residual
            gradient_w = (residual[:, None] * (1 - h**2) * a).T @ x
            a, w = a - 0.1 * gradient_a, w - 0.1 * gradient_w
        ends.append(float(residual @ residual))
    assert max(ends) < 1e-3
