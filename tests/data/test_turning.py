"""thm.independent and its funnel for losses that fall somewhere: where they hold, near misses, descents."""

import numpy as np
import pytest

from theoremcheck import check

TEXT = """
dataset d {{ {data} }}
neuron s(z) = {neuron}
{loss}
network {{ {network} }}
objective {{ regularizer = {penalty} }}
"""
BASE = {
    "data": "+ (1, 0), (0, 1)  - (-1, -1)",
    "neuron": "z * sigmoid(z)",
    "loss": "loss l(z) = (1 + z)^2",
    "network": "shortcut = 2 s  hidden bias  output bias",
    "penalty": "0 * l2(w)",
}
XOR = {
    "data": "+ (1, 0), (-1, 0)  - (0, 1), (0, -1)",
    "neuron": "abs(z)",
    "network": "shortcut = 1 s  output bias",
}
FUNNEL = {
    "data": "+ (1, 0, 2), (0, 1, 1)  - (1, 1, 0)",
    "network": "deep = 2 s -> 1 tanh  output bias",
    "penalty": "0 * l2(deep)",
}
SIGNS = {"network": "shortcut = 2 s  hidden bias  frozen a = (1, -1)"}
OPPOSITE = [
    SIGNS,
    {**SIGNS, "neuron": "z^2"},
    {**SIGNS, "neuron": "-cosh(z)"},
    {**SIGNS, "penalty": "1/10 * l2(a)"},
    {**SIGNS, "loss": "loss + l(z) = (1 + z)^2  loss - m(z) = max(0, 1 + z)^2"},
    {**SIGNS, "data": "+ 3 * (1, 0), (1, 0), (0, 1)  - (-1, -1)"},
    {"network": "shortcut = 3 s  hidden bias  frozen a = (0, 2, -1/7)  deep = 2 relu -> 1 relu"},
    {"network": "shortcut = 2 s  hidden bias  output bias  frozen a = (1, -1)", "penalty": "1/10 * l2(a0)"},
    {"network": "shortcut = 2 s  hidden bias  output bias  frozen a = (1, -1)  frozen a0 = 3"},
    {"data": "+ (1, 0)  - (0, 1)", "network": "shortcut = 2 s  hidden bias  frozen a = (1, -1)  frozen b = (1, -2)"},
    {**XOR, "network": "shortcut = 2 s  frozen a = (1, -1)"},
    {
        **XOR,
        "network": "shortcut = 2 s  frozen a = (1, -1)  deep = 2 tanh",
        "loss": "loss l(z) = max(0, 1 + z)^2",
    },
]
"""Frozen output weights of both signs, in place of any balance."""
TURNING, NARROWING = "thm.independent", "thm.independent_funnel"


def verdict(**changes):
    return check(TEXT.format(**{**BASE, **changes}), search=False)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"neuron": "z^2"},
        {"neuron": "-cosh(z)"},
        {"neuron": "abs(z) - z/2"},
        {"neuron": "e^(-z^2)"},
        {"loss": "loss l(z) = (sigmoid(z) - 1/10)^2"},
        {"loss": "loss l(z) = log(cosh(1 + z))"},
        {"loss": "loss l(z) = cases { z < -2: -2*z - 3; z < 0: (1 + z)^2; else: 2*z + 1 }"},
        {"loss": "loss + l(z) = (1 + z)^2  loss - m(z) = max(0, 1 + z)^2"},
        {"loss": "loss + l(z) = max(0, 1 + z)^3  loss - m(z) = (2 + z)^2"},
        {"network": "shortcut = 2 s  hidden bias  output bias  frozen a = (0, -1/7)"},
        {"network": "shortcut = 2 s  hidden bias  output bias  deep = 2 relu -> 1 relu"},
        {"network": "shortcut = 1 s + 2 relu + 1 linear  hidden bias  output bias"},
        {"network": "shortcut = 2 s  hidden bias"},
        {"neuron": "e^(-z^2)", "network": "shortcut = 1 s  hidden bias  output bias  frozen a0 = 3"},
        {"data": "+ 3 * (1, 0), (1, 0), (0, 1)  - (-1, -1)"},
        {"data": "+ (1, 0)  - (0, 1)", "network": "shortcut = 2 s  hidden bias  output bias  frozen b = (1, -2)"},
        {"penalty": "1/10 * l2(a)"},
        {"penalty": "1/10 * l2(a0)"},
        {"penalty": "1/10 * l2(deep)", "network": "shortcut = 2 s  hidden bias  output bias  deep = 1 relu"},
        XOR,
        {**XOR, "network": "shortcut = 1 s  hidden bias  output bias  frozen b = (0)"},
        {**XOR, "network": "shortcut = 1 s  output bias  deep = 2 tanh", "loss": "loss l(z) = max(0, 1 + z)^2"},
        {**XOR, "neuron": "z^2 + 1", "network": "shortcut = 3 s"},
        *OPPOSITE,
        {"neuron": "sin(z)"},
        {"neuron": "sin(30 * z)", "network": "shortcut = 1 s  hidden bias"},
        {"neuron": "cos(pi * z) / 3 + 2"},
        {"neuron": "z^3 - z"},
        {"neuron": "(z^2 - 1)^2"},
        {"neuron": "z * e^(-z^2)", "network": "shortcut = 2 s  hidden bias  deep = 2 relu -> 1 tanh"},
        {"neuron": "e^(-z) * sin(z)", "penalty": "1/10 * l2(a0)"},
        {"neuron": "abs(abs(z) - 1)"},
        {"neuron": "sin(z)", "loss": "loss + l(z) = (1 + z)^2  loss - m(z) = max(0, 1 + z)^2"},
        {
            "neuron": "sin(z)",
            "network": "shortcut = 2 s  hidden bias  frozen b = (1, -2)",
            "data": "+ (1, 0)  - (0, 1)",
        },
        {**XOR, "neuron": "cos(z)"},
        {**XOR, "neuron": "cos(z)", "network": "shortcut = 1 s  deep = 2 tanh", "loss": "loss l(z) = max(0, 1 + z)^2"},
        {"neuron": "sin(z)", "network": "shortcut = 2 s", "data": "+ (1, 0)  - (-1, 0), (0, 1)"},
    ],
)
def test_it_holds(changes):
    found = verdict(**changes)
    assert found.statuses[TURNING].name == "HOLDS"
    assert found.verdict == "proved"


# The condition that fails, or is open, where everything else holds.
NEAR_MISSES = [
    ({"loss": "loss l(z) = (1/2 - z)^2"}, "loss.active"),
    ({"loss": "loss l(z) = abs(1 + z) + (1 + z)^2"}, "loss.c1"),
    ({"neuron": "max(0, z)"}, "neuron.no_local_maximum"),
    ({"neuron": "max(0, abs(z) - 1)"}, "neuron.no_local_maximum"),
    ({"neuron": "cases { z < 0: -z; else: z + 1 }"}, "neuron.no_local_maximum"),
    ({"neuron": "z + 2 * sin(z)"}, "neuron.extrema_separated"),
    ({"neuron": "z^3 - z", "network": "shortcut = 2 s  output bias  frozen a = (1, -1)"}, "neuron.no_local_maximum"),
    ({"neuron": "z^3 - z + 1", "network": "shortcut = 2 s  hidden bias"}, "neuron.extrema_signed"),
    ({"neuron": "sin(z) + 2", "penalty": "1/10 * l2(a0)"}, "neuron.extrema_signed"),
    ({"neuron": "sin(z)", "penalty": "1/10 * l2(a)"}, "objective.output_unpenalised"),
    ({"neuron": "sin(z)", "network": "shortcut = 2 s  hidden bias  frozen a = (1, -1)"}, "network.neurons_trainable"),
    ({"neuron": "sin(z)", "network": "shortcut = 2 s  output bias"}, "data.independent"),
    ({"neuron": "z^2", "network": "shortcut = 2 s  hidden bias"}, "neuron.minima_signed"),
    ({"network": "shortcut = 2 s  hidden bias  frozen a = (1, 2)"}, "network.opposite_outputs"),
    ({"network": "shortcut = 3 s  hidden bias  frozen a = (0, -1, -1)"}, "network.opposite_outputs"),
    ({"network": "shortcut = 2 s  hidden bias  frozen a"}, "network.opposite_outputs"),
    ({"network": "shortcut = 2 s  hidden bias", "penalty": "1/10 * l2(a)"}, "network.opposite_outputs"),
    ({**SIGNS, "neuron": "max(0, z)"}, "neuron.no_local_maximum"),
    ({**SIGNS, "neuron": "sin(z)"}, "neuron.no_local_maximum"),
    ({**SIGNS, "penalty": "1/10 * l2(b)"}, "objective.hidden_unpenalised"),
    ({**SIGNS, "data": "+ (1, 0), (0, 1)  - (-1, -1), (2, 3)"}, "data.independent"),
    ({**XOR, "network": "shortcut = 2 s  hidden bias  frozen a = (1, -1)  frozen b = (1, 1)"}, "data.independent"),
    ({**XOR, "network": "shortcut = 2 s  frozen a = (1, -1)  deep = 1 tanh"}, "network.shortcut_only"),
    ({"network": "shortcut = 2 s  hidden bias", "penalty": "1/10 * l2(a)"}, "objective.output_unpenalised"),
    ({"neuron": "z^2", "penalty": "1/10 * l2(a0)"}, "objective.output_bias_unpenalised"),
    ({"data": "+ (1, 0), (0, 1)  - (-1, -1), (2, 3)"}, "data.independent"),
    ({"data": "+ (1, 0), (0, 1)  - (1, 0)"}, "data.consistent"),
    ({"network": "shortcut = 2 s  output bias"}, "data.independent"),
    ({"network": "shortcut = 2 s  hidden bias  output bias  frozen a = (0, 0)"}, "network.hidden_trainable"),
    ({"network": "shortcut = 2 s  hidden bias  output bias  frozen w"}, "network.trainable"),
    ({"network": "deep = 2 s -> 2 tanh  output bias", "penalty": "0 * l2(deep)"}, "network.shortcut"),
    ({"penalty": "1/10 * l2(w)"}, "objective.hidden_unpenalised"),
    ({"penalty": "1/10 * l2(b)"}, "objective.hidden_unpenalised"),
    ({**XOR, "network": "shortcut = 1 s  output bias  deep = 2 tanh"}, "network.shortcut_only"),
    ({**XOR, "network": "shortcut = 1 s + 1 linear  output bias"}, "network.shortcut_only"),
    ({**XOR, "network": "shortcut = 1 s  hidden bias  output bias  frozen b = (1)"}, "network.hidden_bias_or_none"),
    ({**XOR, "neuron": "abs(z) - z/2"}, "neuron.even"),
    ({**XOR, "data": "+ (1, 0), (0, -1)  - (0, 1), (-1, 0)"}, "data.consistent_up_to_sign"),
    ({**XOR, "data": "+ (1, 0), (1, 1)  - (0, 1)"}, "data.independent_up_to_sign"),
]


@pytest.mark.parametrize("changes, missing", NEAR_MISSES)
def test_each_hypothesis_is_asked_for(changes, missing):
    found = verdict(**changes)
    assert found.statuses[TURNING].name != "HOLDS"
    assert found.statuses[missing].name in ("FAILS", "OPEN")
    assert found.verdict != "proved" or found.derivations[0].theorem != TURNING


@pytest.mark.parametrize("loss", ["loss l(z) = (1 + z)^2", "loss + l(z) = (1 + z)^2  loss - m(z) = max(0, 1 + z)^2"])
def test_a_branch_that_narrows_turns_as_well(loss):
    assert verdict(**FUNNEL, loss=loss).statuses[NARROWING].name == "HOLDS"


@pytest.mark.parametrize(
    "changes, failing",
    [
        ({"loss": "loss l(z) = (1/2 - z)^2"}, "loss.active"),
        ({"neuron": "max(0, z)"}, "network.valley_funnel"),
        ({"neuron": "cases { z < 0: -z; else: z + 1 }"}, "network.valley_funnel"),
        ({"network": "deep = 2 s -> 1 tanh"}, "network.output_bias"),
        ({"network": "deep = 2 s -> 2 tanh  output bias"}, "network.valley_funnel"),
        ({"penalty": "1/10 * l2(deep)"}, "network.valley_funnel"),
        ({"penalty": "1/10 * l2(a0)"}, "objective.output_bias_unpenalised"),
        ({"data": "+ (1, 0, 2), (0, 1, 1)  - (1, 1, 0), (2, 2, 5)"}, "data.independent"),
    ],
)
def test_each_hypothesis_of_the_branch_is_asked_for(changes, failing):
    found = verdict(**{**FUNNEL, **changes})
    assert found.statuses[NARROWING].name != "HOLDS"
    assert found.statuses[failing].name in ("FAILS", "OPEN")


def second_order(loss, t):
    """The gradient and the Hessian by central differences."""
    h, unit = 1e-4, np.eye(len(t))
    gradient = np.array([(loss(t + h * e) - loss(t - h * e)) / (2 * h) for e in unit])
    hessian = [
        [(loss(t + h * (d + e)) - loss(t + h * (d - e)) - loss(t - h * (d - e)) + loss(t - h * (d + e))) / (4 * h * h)
         for d in unit] for e in unit
    ]  # fmt: skip
    return gradient, np.array(hessian)


def test_every_minimum_at_the_end_of_a_descent_fits():
    """An own evaluator, s = z^2 on rotated XOR: where L is at rest and does not bend down, it is 0."""
    x = np.array([(1, 0), (-1, 0), (0, 1), (0, -1)], float)
    y = np.array([1.0, 1, -1, -1])

    def loss(t):
        return float(np.mean((t[0] + t[1] * (x @ t[2:]) ** 2 - y) ** 2))

    ends, rested = np.random.default_rng(5).normal(size=(30, 4)), 0
    for _ in range(4000):
        a0, a, u = ends[:, :1], ends[:, 1:2], ends[:, 2:] @ x.T
        residual = a0 + a * u**2 - y
        steps = residual.mean(1, keepdims=True), (residual * u**2).mean(1, keepdims=True), a * (residual * u) @ x / 2
        ends = ends - 0.05 * np.hstack(steps)
    for t in ends:
        gradient, hessian = second_order(loss, t)
        if np.linalg.norm(gradient) < 1e-6 and np.linalg.eigvalsh(hessian)[0] > -1e-3:
            rested += 1
            assert loss(t) < 1e-6
    assert rested >= 20
