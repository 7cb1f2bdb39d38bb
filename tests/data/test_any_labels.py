"""Circuits and independent samples whatever their labels: where the theorems hold, and near misses."""

from itertools import product

import pytest

from theoremcheck import check
from theoremcheck.trusted.kernel.logic import Status

CORNERS = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")
TEXT = """
dataset d {{ {data} }}
neuron {neuron}
loss + {plus}
loss - {minus}
network {{ {network} }}
{objective}
claim {claim}
"""
BASE = {
    "data": "+ (1, 1)  - (0, 0), (0, 1), (1, 0)",
    "neuron": "tanh",
    "plus": "square",
    "minus": "square",
    "network": "shortcut = 2 tanh  hidden bias  output bias",
    "objective": "",
    "claim": "no_bad",
}
RIGHT, LEAST = ("thm.circuit", "thm.circuit_global")
ZERO = "l(z) = z^2"
NOISY = "+ 2 * (1, 1), (0, 1)  - (0, 0), (0, 1), (1, 0), (1, 1)"
DECAY = "objective { regularizer = 1/10 * l2(a) }"
SOFTPLUS = {"neuron": "softplus", "network": "shortcut = 2 softplus  hidden bias  output bias"}
SKIP = {
    "neuron": "sigmoid",
    "network": "shortcut = 1 sigmoid + 1 linear  hidden bias  output bias  frozen beside.output = (1)",
}


def verdict(**changes):
    return check(TEXT.format(**{**BASE, **changes}), search=False)


def labelled(labels):
    parts = {sign: [p for p, own in zip(CORNERS, labels, strict=True) if own == sign] for sign in "+-"}
    return "  ".join(f"{sign} {', '.join(points)}" for sign, points in parts.items() if points)


@pytest.mark.parametrize("labels", [labels for labels in product("+-", repeat=4) if len(set(labels)) == 2])
def test_two_tanh_have_no_bad_minimum_on_a_square_whatever_its_labels(labels):
    assert RIGHT in verdict(data=labelled(labels)).theorems


@pytest.mark.parametrize(
    "changes",
    [
        SOFTPLUS,
        SKIP,
        {"data": "+ 3 * (0, 0), (5, 4), (5, 4)  - (3, 0), 2 * (1, 4)"},
        {"plus": "p(z) = (sigmoid(z) - 1/10)^2", "minus": "m(z) = (sigmoid(z) - 1/5)^2"},
    ],
)
def test_other_networks_losses_and_quadrilaterals(changes):
    assert RIGHT in verdict(**changes).theorems


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"data": "+ (0, 0), (4, 0), (0, 4)  - (1, 1)"}, "data.square"),
        ({"data": "+ (0, 0), (1, 0)  - (2, 0), (0, 1)"}, "data.circuit"),
        ({"data": NOISY}, "data.consistent"),
        ({"minus": ZERO}, "loss.active"),
        ({"minus": "l(z) = abs(1 + z)"}, "loss.c1"),
        ({"network": "shortcut = 1 tanh  hidden bias  output bias"}, "network.width_two"),
        ({"network": "shortcut = 2 tanh  hidden bias"}, "network.output_bias"),
        ({"objective": DECAY}, "objective.unregularised"),
        ({"neuron": "arctan", "network": "shortcut = 2 arctan  hidden bias  output bias"}, "neuron.sigmoidal"),
    ],
)
def test_near_misses(changes, failing):
    found = verdict(**changes)
    assert RIGHT not in found.theorems
    assert found.statuses[failing] is Status.FAILS


@pytest.mark.parametrize(
    ("changes", "theorem"),
    [
        ({"minus": ZERO}, LEAST),
        ({"data": NOISY}, LEAST),
        ({"data": NOISY, **SOFTPLUS}, LEAST),
        ({"data": NOISY, "minus": ZERO, **SKIP}, LEAST),
        ({"data": "+ 2 * (1, 0), (0, 1)  - (1, 0)"}, "thm.independent_global"),
        ({"data": "+ (1, 0)  - (0, 1), (1, 0)", "network": "shortcut = 1 tanh"}, "thm.independent_global"),
        ({"data": "+ 2 * (1, 0), (0, 1)  - (1, 0)", "network": "deep = 2 tanh  beside = 1 linear"},
         "thm.independent_global"),
        ({"data": "+ 2 * (1, 0), (0, 1)  - (1, 0)", "minus": ZERO, "network": "deep = 2 gelu -> 1 tanh  output bias"},
         "thm.independent_global"),
    ],
)  # fmt: skip
def test_every_minimum_is_global_where_the_losses_are_convex(changes, theorem):
    assert theorem in verdict(claim="global", **changes).theorems


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"data": NOISY, "plus": "savage", "minus": "savage"}, "loss.convex"),
        ({"data": NOISY, "objective": DECAY}, "objective.unregularised"),
        ({"data": "+ 2 * (1, 0), (0, 1)  - (1, 0), (1, 1)", "network": "shortcut = 2 tanh"}, "data.independent"),
    ],
)
def test_near_misses_of_global(changes, failing):
    found = verdict(claim="global", **changes)
    assert not {LEAST, "thm.independent_global", "thm.global"} & set(found.theorems)
    assert found.statuses[failing] is Status.FAILS
