"""The library's entries: names, parameters, formulas, and what it may not import."""

import subprocess
import sys
from fractions import Fraction

import pytest

from theoremcheck.functions.library import find, losses, neurons
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.problem.expr import Fn, Max, Z, add, call, num, power

NEURONS = """linear relu leaky_relu prelu relu6 requ elu selu celu softplus squareplus exp expm1 sigmoid hard_sigmoid
tanh hard_tanh arctan softsign erf silu hard_swish gelu mish quadratic cubic cosh sinh gaussian sin abs step
soft_shrink"""
LOSSES = """polynomial_hinge hinge squared_hinge logistic exponential square perceptron smooth_perceptron sigmoid_loss
ramp smooth_ramp savage modified_huber"""


def test_names():
    assert list(neurons()) == NEURONS.split()
    assert list(losses()) == LOSSES.split()


@pytest.mark.parametrize("kind, table", [("neuron", neurons()), ("loss", losses())])
def test_names_and_aliases_are_distinct_and_found(kind, table):
    names = [name for entry in table.values() for name in (entry.name, *entry.aliases)]
    assert len(names) == len(set(names))
    for entry in table.values():
        assert entry.kind == kind
        assert all(find(kind, name) is entry for name in (entry.name, *entry.aliases))
        assert entry.doc
        assert "\n" not in entry.doc


@pytest.mark.parametrize("entry", [*neurons().values(), *losses().values()], ids=lambda e: e.name)
def test_every_entry_builds_and_splits(entry):
    arguments = [Fraction(3) if p.default is None else p.default for p in entry.parameters]
    assert all(p.accepts(value) for p, value in zip(entry.parameters, arguments, strict=True))
    assert split(entry.build(*arguments)).pieces


def test_aliases():
    assert find("neuron", "swish") is neurons()["silu"]
    assert find("neuron", "atan") is neurons()["arctan"]
    assert find("loss", "swish") is None


def test_formulas():
    assert losses()["polynomial_hinge"].build(Fraction(3)) == power(Max((num(0), add((num(1), Z)))), 3)
    assert neurons()["softplus"].build(Fraction(1)) == call(Fn.LOG, add((num(1), call(Fn.EXP, Z))))


@pytest.mark.parametrize(
    "value, fine", [("1", True), ("3/2", True), ("1/2", False), ("101", False), ("201/200", False)]
)
def test_exponent_check(value, fine):
    (parameter,) = losses()["polynomial_hinge"].parameters
    assert parameter.accepts(Fraction(value)) is fine


def test_smooth_ramp_is_twice_differentiable():
    from theoremcheck.functions.precise import compile_precise, context

    ctx, pieces = context(30), split(losses()["smooth_ramp"].build())
    for i, point in enumerate(pieces.breaks):
        left, right = (compile_precise(pieces.pieces[k]).jet(ctx, int(point)) for k in (i, i + 1))
        assert left == right


def test_library_stays_light():
    code = "import sys, theoremcheck.functions.library; assert not {'numpy', 'mpmath'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
