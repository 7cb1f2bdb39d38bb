"""Neurons and losses by name, as formulas and as functions: what a network line calls them."""

import math

import numpy as np
import pytest

import theoremcheck as tc
from theoremcheck.language.folding import same
from theoremcheck.trusted.problem.expr import parameters


def neuron(value):
    found = tc.problem(
        [[1], [2]], [0, 1], neuron=value, width=2, loss="logistic", hidden_bias=True, output_bias=True
    ).problem.neuron
    return found


@pytest.mark.parametrize(
    "value, name",
    [
        ("relu", "relu"),
        (" leaky_relu( 1/10 ) ", "leaky_relu(1/10)"),
        ("swish", "swish"),
        (np.tanh, "tanh"),
        (math.tanh, "tanh"),
        (math.erf, "erf"),
        (np.exp, "exp"),
        (np.square, "quadratic"),
        (np.abs, "abs"),
        (np.arctan, "arctan"),
        (lambda z: np.maximum(0, z), "relu"),
        (lambda z: np.maximum(z, 0) ** 2, "requ"),
        (lambda z: np.log1p(np.exp(z)), "softplus"),
        (lambda z: np.clip(z, -1, 1), "hard_tanh"),
        (lambda z: z, "linear"),
        ("log(1 + exp(z)) + z/3", "s"),
        (lambda z: z + np.tanh(z), "s"),
    ],
)
def test_names(value, name):
    found = neuron(value)
    assert found.name == name
    if name != "s":
        assert same(found.expr, neuron(name).expr)


def test_a_formula_and_a_function_are_the_same_neuron():
    assert neuron("log(1 + exp(z)) + z/3") == neuron(lambda z: np.log(1 + np.exp(z)) + z / 3)


def test_formulas_with_parameters_and_assumptions():
    for text in ("log(1 + exp(beta*z)) / beta assume beta > 0", "softplus(beta) assume beta > 0"):
        assert {param.name for param in parameters(neuron(text).expr)} == {"beta"}
    opaque = neuron("{ assume c1, increasing }")
    assert {entry.condition for entry in opaque.assumptions} >= {"neuron.c1", "neuron.increasing"}


def test_equal_formulas_are_declared_once():
    spec = tc.problem(
        [[1], [2]], [0, 1], neuron="z + tanh(z)", width=2, deep=[(3, lambda z: z + np.tanh(z)), (2, "z^3 + z")],
        loss=lambda z: np.exp(z) + z**2, hidden_bias=True, output_bias=True,
    )  # fmt: skip
    assert [layer.neuron.name for layer in spec.problem.network.deep] == ["s", "s1"]
    assert spec.problem.neuron.name == "s"
    assert tc.loads(spec.text) == spec


@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "leaky_relu", "silu", "gelu"])
def test_functions_of_torch_by_name(name):
    """They take nothing but tensors, so that they are known by where they come from."""

    def function(value):
        raise TypeError("a tensor is expected")

    function.__module__, function.__name__ = "torch.nn.functional", name
    assert neuron(function).name == name
    function.__name__ = "dropout"
    with pytest.raises(tc.SpecError, match="the function dropout has no formula: it raises TypeError"):
        neuron(function)


def test_the_loss_is_a_function_of_the_margin():
    asked = {"neuron": "relu", "width": 2, "hidden_bias": True, "output_bias": True}
    spec = tc.problem([[1], [2]], [0, 1], loss=lambda z: np.logaddexp(0, z), **asked)
    assert spec.problem.loss.name == "logistic"
    assert tc.problem([[1], [2]], [0, 1], loss="(1 + z)^2", **asked).problem.loss.name == "l"
