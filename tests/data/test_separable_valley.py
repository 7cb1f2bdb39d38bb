"""thm.monotone_valley and thm.separable_valley: where they hold, near misses, and the paths of their proof."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoremcheck import check

TEXT = """
dataset d {{ {data} }}
neuron s(z) = {neuron}
{loss}
network {{ {network} }}
{rest}
claim no_valley
"""
BASE = {
    "data": "+ (1, 0), (2, 1)  - (-1, 1), (0, -2)",
    "neuron": "max(0, z)",
    "loss": "loss savage",
    "network": "shortcut = 1 s  hidden bias  output bias",
    "rest": "",
}
AND = {"data": "+ (1, 1)  - (0, 0), (0, 1), (1, 0)"}
TANH = {"neuron": "tanh(z)", "network": "shortcut = 1 s"}
PAIR = {"network": "shortcut = 2 s"}
FROZEN = {"network": "shortcut = 3 s  frozen a = (1, -1/2, 0)"}
LINEAR = {"neuron": "e^(-z^2)", "network": "shortcut = 1 s  deep = 1 linear"}
MONOTONE, SEPARABLE = "thm.monotone_valley", "thm.separable_valley"


def verdict(**changes):
    return check(TEXT.format(**{**BASE, **changes}), search=False)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        AND,
        {"neuron": "min(max(0, z), 1)"},
        {"neuron": "-z^3"},
        {"loss": "loss hinge"},
        {"loss": "loss + savage  loss - hinge"},
        {"loss": "loss l(z) = min(max(z, -1), 1)"},
        {"network": "shortcut = 1 s  output bias  deep = 2 tanh -> 1 relu"},
        {"network": "shortcut = 2 s  hidden bias  output bias  frozen b = (1, 0)"},
        TANH,
        {**TANH, "neuron": "max(z, z / 10)"},
        {**TANH, "network": "shortcut = 2 s  hidden bias  frozen b = (1, 0)"},
        PAIR,
        {**PAIR, "neuron": "-log(1 + e^z)"},
        {"network": "shortcut = 2 s  hidden bias  frozen b = (1, 1)"},
        FROZEN,
        {**FROZEN, "neuron": "sigmoid(z)"},
        {**FROZEN, "network": "shortcut = 2 s  hidden bias  output bias  frozen a = (1, 2)  frozen a0 = 1  frozen b"},
        {**FROZEN, "loss": "loss hinge", "network": "shortcut = 2 s  output bias  frozen a = (1, -1/2)"},
        {**FROZEN, "network": "shortcut = 2 s  deep = 1 tanh  frozen a = (1, 2)  frozen deep = (1, 0, 2)"},
    ],
)
def test_a_monotone_neuron_leads_down(changes):
    found = verdict(**changes)
    assert found.verdict == "proved"
    assert found.statuses[MONOTONE].name == "HOLDS"


@pytest.mark.parametrize(
    "changes",
    [
        {"data": "+ (1, 0), (0, 1)  - (0, 0), (1, 1)"},
        {"data": "+ (1, 1)  - (0, 0), (0, 1), (1, 0)", "network": "shortcut = 1 s  output bias"},
        {"neuron": "z^2"},
        {"neuron": "z - z"},
        {"neuron": "max(0, z) - max(0, z)"},
        {"loss": "loss square"},
        {"loss": "loss + savage  loss - square"},
        {"rest": "objective { regularizer = 1/10 * l2(w) }"},
        {"rest": "objective { regularizer = 1/10 * l2(a0) }"},
        {"network": "shortcut = 1 s  hidden bias"},
        {**TANH, "neuron": "sigmoid(z)"},
        {**PAIR, "network": "shortcut = 2 s  hidden bias  frozen b = (1, 0)"},
        {"network": "shortcut = 2 s  output bias  frozen w"},
        {"network": "shortcut = 3 s  output bias  frozen a = (1, -1/2, 0)"},
        {"network": "shortcut = 3 s  deep = 1 tanh  frozen a = (1, -1/2, 0)"},
        {"network": "deep = 2 s -> 1 s"},
    ],
)
def test_near_misses(changes):
    assert verdict(**changes).statuses[MONOTONE].name in ("FAILS", "OPEN")


@pytest.mark.parametrize(
    "changes",
    [
        LINEAR,
        {**LINEAR, **AND, "network": "shortcut = 1 s  output bias  deep = 2 linear -> 1 linear"},
        {**LINEAR, **AND, "network": "shortcut = 1 s  deep = 2 linear -> 1 linear with bias"},
        {**LINEAR, "network": "shortcut = 1 s  deep = 2 linear with bias  frozen deep.1.biases = (2, 3)"},
        {**LINEAR, "network": "shortcut = 1 s  deep = 2 linear with bias -> 2 linear  frozen deep.1.biases"},
        {**AND, "neuron": "1 - z", "network": "shortcut = 2 s  output bias"},
        {**AND, "neuron": "1 - z", "network": "shortcut = 2 s  output bias  deep = 2 tanh  frozen a = (1, 0)"},
    ],
)
def test_a_linear_part_leads_down(changes):
    found = verdict(**changes)
    assert found.verdict == "proved"
    assert found.statuses[SEPARABLE].name == "HOLDS"


@pytest.mark.parametrize(
    "changes",
    [
        {**LINEAR, **AND},
        {**LINEAR, "network": "shortcut = 1 s  deep = 2 linear -> 1 linear  frozen deep.output"},
        {**LINEAR, "network": "deep = 2 linear -> residual"},
        {**LINEAR, "data": "+ (1, 0), (0, 1)  - (0, 0), (1, 1)"},
        {**LINEAR, "loss": "loss square"},
        {**LINEAR, "rest": "objective { regularizer = 1/10 * l2(deep) }"},
    ],
)
def test_near_misses_of_a_linear_part(changes):
    assert verdict(**changes).statuses[SEPARABLE].name in ("FAILS", "OPEN")


# --- the paths of the proof ---------------------------------------------------------------------------------------

RELU, SIGMOID, TANH_ = (lambda v: np.maximum(v, 0)), (lambda v: (1 + np.tanh(v / 2)) / 2), np.tanh
STEPS = np.linspace(0, 1, 9)
FAR = 1e3


def margins(data, s, a0, a, w):
    points, labels = data
    return labels * (a0 + s(points @ w.T) @ a)


def walk(data, s, path):
    """Along the points of a path the margins fall nowhere, but for rounding: those at its end."""
    seen = [margins(data, s, *point) for point in path]
    for before, after in pairwise(seen):
        assert np.all(after >= before - 1e-9 * (1 + np.abs(before)))
    return seen[-1]


def line(start, end):
    return [tuple(p + v * (q - p) for p, q in zip(start, end, strict=True)) for v in STEPS]


@st.composite
def problems(draw):
    size, count = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    entry = st.integers(-3, 3)
    u = np.array(draw(st.lists(entry, min_size=size, max_size=size).filter(any)), float)
    rows = draw(st.lists(st.lists(entry, min_size=size, max_size=size), min_size=count, max_size=count))
    points = np.array([row for row in rows if np.dot(row, u)], float)
    points = points if len(points) else u[None, :]
    return (points, np.sign(points @ u)), u


def weights(draw, *shape):
    entries = draw(st.lists(st.integers(-3, 3), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    return np.array(entries, float).reshape(shape)


@given(problems(), st.sampled_from([(RELU, 0, 1), (SIGMOID, 0, 1), (TANH_, -1, 1)]), st.data())
def test_one_neuron_and_the_output_bias(problem, neuron, data):
    (samples, u), (s, low, high) = problem, neuron
    a, w = weights(data.draw, 2), weights(data.draw, 2, len(u))
    e = 1.0 if a[0] >= 0 else -1.0
    turned = w + np.outer([FAR * e, 0], u)
    middle, size = (low + high) / 2, 100.0
    first = (np.array(0.0), a, w)
    second = (np.array(0.0), a, turned)
    third = (np.array(-size * e * middle), a + size * np.array([e, 0]), turned)
    end = walk(samples, s, [*line(first, second), *line(second, third)])
    assert np.all(end - margins(samples, s, *second) >= size * (high - low) / 4)


@given(problems(), st.sampled_from([RELU, SIGMOID, TANH_]), st.data())
def test_two_neurons_with_one_hidden_bias(problem, s, data):
    (samples, u) = problem
    a, w = weights(data.draw, 2), weights(data.draw, 2, len(u))
    none, path = np.array(0.0), []
    here = (none, a, w)
    if a[0] * a[1] > 0:
        e = np.sign(a[0])
        one = w[1] + FAR * e * u
        path += line(here, (none, a, np.array([one, one])))
        path += line(path[-1], (none, np.array([a.sum(), 0.0]), path[-1][2]))
        here = path[-1]
    order = 1.0 if here[1][0] >= 0 >= here[1][1] else -1.0
    path += line(here, (none, here[1], here[2] + 3 * FAR * np.outer([order, -order], u)))
    turned = path[-1]
    path += line(turned, (none, turned[1] + 100 * np.array([order, -order]), turned[2]))
    end = walk(samples, s, path)
    assert np.all(end - margins(samples, s, *turned) >= 50)


@given(problems(), st.sampled_from([RELU, SIGMOID, TANH_]), st.data())
def test_frozen_output_weights(problem, s, data):
    (samples, u) = problem
    a = weights(data.draw, 3)
    w, other = weights(data.draw, 3, len(u)), weights(data.draw, 3, len(u))
    none = np.array(0.0)
    end = walk(samples, s, line((none, a, w), (none, a, w + FAR * np.outer(np.sign(a), u))))
    assert np.all(end >= margins(samples, s, none, a, other) - 1e-9)
