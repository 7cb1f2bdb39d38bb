"""Weights that decay, and samples that pull them the same way: objective.gram_decay and thm.decay_gram."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.gram_decay import gram_decay
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

DATA = "+ (2, 1), (1, 2), (3, 1)  - (-1, -1), (-2, -1)"
CONDITION = "objective.gram_decay"


def problem_of(
    network: str = "shortcut = 2 tanh", *, data: str = DATA, loss: str = "loss logistic",
    decay: str = "1/100 * l2(a, w)",
) -> Problem:  # fmt: skip
    penalty = f"objective {{ regularizer = {decay} }}" if decay else ""
    loaded = loads(f"dataset d {{ {data} }}\n{loss}\nnetwork {{ {network} }}\n{penalty}")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


@pytest.mark.parametrize(
    ("network", "decay"),
    [
        ("shortcut = 2 tanh", "1/100 * l2(a, w)"),
        ("shortcut = 2 tanh", "100 * l2(w)"),  # A = 0: however large B is
        ("shortcut = 3 leaky_relu(1/10)", "1/100 * l2(a, w)"),
        ("shortcut = 1 linear  frozen a = (1)", "100 * l2(w)"),
        ("shortcut = 1 linear  frozen a = (1)", "100 * l2(a, w)"),
        ("shortcut = 2 tanh  frozen a = (0, -2)", "100 * l2(w)"),
        ("shortcut = 2 tanh  hidden bias  output bias  frozen b = (0, 0)  frozen a0 = 0", "1/100 * l2(a, w)"),
    ],
)
def test_where_the_samples_pull_the_weights(network: str, decay: str) -> None:
    problem = problem_of(network, decay=decay)
    assert gram_decay(problem)
    assert establish(problem, CONDITION, True, Structure()).status is Status.HOLDS


@pytest.mark.parametrize(
    ("network", "data", "decay"),
    [
        ("shortcut = 2 tanh", DATA, ""),
        ("shortcut = 2 tanh", DATA, "1/100 * l2(a)"),  # B = 0
        ("shortcut = 2 tanh  output bias", DATA, "1/100 * l2(a, w)"),
        ("shortcut = 2 tanh  hidden bias", DATA, "1/100 * l2(a, w)"),
        ("shortcut = 1 tanh  hidden bias  frozen b = (1)", DATA, "1/100 * l2(a, w)"),
        ("shortcut = 1 tanh  output bias  frozen a0 = 1", DATA, "1/100 * l2(a, w)"),
        ("shortcut = 1 tanh  frozen a = (0)", DATA, "1/100 * l2(w)"),
        ("shortcut = 1 tanh  frozen w = ((1, 0))", DATA, "1/100 * l2(a, w)"),
        ("shortcut = 2 softplus", DATA, "1/100 * l2(a, w)"),  # s(0) > 0
        ("shortcut = 2 tanh  deep = 1 tanh", DATA, "1/100 * l2(a, w)"),
        ("shortcut = 2 tanh", "+ (1, 0), (-1, 1)  - (0, -1)", "1/100 * l2(a, w)"),  # two of + pull apart
        ("shortcut = 2 tanh", "+ (1, 0)  - (1, 1)", "1/100 * l2(a, w)"),
        ("shortcut = 2 tanh", "+ (1, 0), (0, 0)  - (-1, 0)", "1/100 * l2(a, w)"),  # f(0) is 0 whatever w is
    ],
)
def test_where_something_stands_in_the_way(network: str, data: str, decay: str) -> None:
    problem = problem_of(network, data=data, decay=decay)
    assert not gram_decay(problem)
    with pytest.raises(Refusal):
        establish(problem, CONDITION, True, Structure())


def test_the_origin_is_a_minimum_where_the_penalties_outweigh_the_pull() -> None:
    """One sample of each class at 1 and -1: v = 1, W = 2, A = B: so A < 1/4 with the slope 1 of tanh at 0."""
    for decay, large in (("249/1000", False), ("1/4", True), ("1", True)):
        problem = problem_of("shortcut = 1 tanh", data="+ 1  - -1", decay=f"{decay} * l2(a, w)")
        if large:
            with pytest.raises(Refusal) as refusal:
                gram_decay(problem)
            assert refusal.value.reason.code == "gram.small"
        else:
            assert gram_decay(problem)


def test_the_smaller_slope_of_a_kink_counts() -> None:
    kinked = "shortcut = 1 leaky_relu(1/10)"
    assert gram_decay(problem_of(kinked, data="+ 1  - -1", decay="24/1000 * l2(a, w)"))
    with pytest.raises(Refusal):
        gram_decay(problem_of(kinked, data="+ 1  - -1", decay="26/1000 * l2(a, w)"))


def test_each_class_has_its_own_loss() -> None:
    """v = 1/2 of class + and 2 of class -: c v = 5/2."""
    two = "loss + logistic\nloss - squared_hinge"
    assert gram_decay(problem_of("shortcut = 1 tanh", data="+ 1  - -1", loss=two, decay="62/100 * l2(a, w)"))
    with pytest.raises(Refusal):
        gram_decay(problem_of("shortcut = 1 tanh", data="+ 1  - -1", loss=two, decay="63/100 * l2(a, w)"))


@pytest.mark.parametrize("loss", ["logistic", "savage", "hinge", "sigmoid_loss", "squared_hinge"])
@pytest.mark.parametrize("neuron", ["tanh", "leaky_relu(1/10)", "fall"])
def test_the_theorem_takes_kinks_and_losses_that_level_off(loss: str, neuron: str) -> None:
    text = f"dataset d {{ {DATA} }}\nneuron fall(z) = -arctan(z)\nloss {loss}\nnetwork {{ shortcut = 2 {neuron} }}\n"
    found = theoremcheck.check(text + "objective { regularizer = 1/1000 * l2(a, w) }", search=False)
    assert "thm.decay_gram" in {entry.theorem for entry in found.derivations}


@settings(max_examples=30)
@given(
    points=st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=5),
    labels=st.lists(st.sampled_from((1, -1)), min_size=5, max_size=5),
)
def test_the_products_are_those_of_the_samples(points: list[tuple[int, int]], labels: list[int]) -> None:
    signed = list(zip(points, labels, strict=False))
    by_class = {y: ", ".join(str(point) for point, label in signed if label == y) for y in (1, -1)}
    if not all(by_class.values()):
        return
    problem = problem_of(data=f"+ {by_class[1]}  - {by_class[-1]}", decay="100 * l2(w)")
    products = [y * z * (p[0] * q[0] + p[1] * q[1]) for p, y in signed for q, z in signed]
    lengths = [p[0] ** 2 + p[1] ** 2 for p in points]
    assert gram_decay(problem) is (min(products) >= 0 and min(lengths) > 0)


def test_free_parameters_are_refused() -> None:
    text = f"dataset d {{ {DATA} }}\nloss l(z) = log(1 + exp(p * z))\n  assume p > 0\nnetwork {{ shortcut = 1 tanh }}\n"
    loaded = loads(text + "objective { regularizer = 1/100 * l2(a, w) }")
    assert loaded.spec is not None, loaded.diagnostics
    with pytest.raises(Refusal) as refusal:
        gram_decay(loaded.spec.problem)
    assert refusal.value.reason.code == "facts.free_parameters"
