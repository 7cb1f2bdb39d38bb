"""Stacks of layers become specs that compute the same, or are refused."""

from fractions import Fraction

import numpy as np
import pytest

from theoremcheck.api.specs import loads
from theoremcheck.doors.evaluate import evaluated
from theoremcheck.doors.imports import build
from theoremcheck.doors.refusals import ImportMismatch, ImportRefused
from theoremcheck.doors.stack import Dense, Reference, Stack, binary_labels
from theoremcheck.trusted.problem.model import Block

RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 3))
LABELS = (1, -1, 1, -1, 1, 1)


def dense(out, inputs, neuron=None, *, bias=True, **rest):
    own = np.random.default_rng(out * 100 + inputs)
    return Dense(own.normal(size=(out, inputs)), own.normal(size=out) if bias else None, neuron, **rest)


def forward(branch, h):
    for layer in branch:
        h = h @ layer.weights.T + (0 if layer.bias is None else layer.bias)
        h = {None: h, "relu": np.maximum(h, 0), "tanh": np.tanh(h), "2*z": 2 * h}[layer.neuron]
    return h[:, 0]


def outputs(stack):
    return sum(forward(branch, X) for branch in stack.branches)


BRANCHES = {
    "one hidden layer": ((dense(4, 3, "relu"), dense(1, 4)),),
    "no biases": ((dense(4, 3, "relu", bias=False), dense(1, 4, bias=False)),),
    "two hidden layers": ((dense(4, 3, "relu"), dense(5, 4, "tanh"), dense(1, 5)),),
    "a formula": ((dense(4, 3, "2*z"), dense(1, 4)),),
    "affine": ((dense(1, 3),),),
    "affine skip": ((dense(4, 3, "tanh"), dense(1, 4)), (dense(1, 3, bias=False),)),
    "deep with affine skip": ((dense(4, 3, "tanh"), dense(2, 4, "relu"), dense(1, 2)), (dense(1, 3),)),
    "two branches": ((dense(4, 3, "tanh"), dense(1, 4)), (dense(2, 3, "relu"), dense(1, 2))),
    "biases in some layers": ((dense(4, 3, "relu"), dense(5, 4, "tanh", bias=False), dense(1, 5)),),
    "biases in the shortcut only": (
        (dense(4, 3, "relu"), dense(1, 4)),
        (dense(2, 3, "tanh", bias=False), dense(3, 2, "relu"), dense(1, 3)),
    ),
    "three branches": (
        (dense(4, 3, "tanh"), dense(1, 4)),
        (dense(2, 3, "relu"), dense(5, 2, "tanh"), dense(1, 5)),
        (dense(1, 3, bias=False),),
    ),
    "two deep branches": (
        (dense(4, 3, "tanh"), dense(2, 4, "relu", bias=False), dense(1, 2)),
        (dense(2, 3, "relu"), dense(5, 2, "tanh"), dense(1, 5)),
    ),
    "two deep branches and an affine one": (
        (dense(4, 3, "tanh"), dense(2, 4, "relu", bias=False), dense(1, 2)),
        (dense(2, 3, "relu"), dense(5, 2, "tanh"), dense(1, 5)),
        (dense(1, 3),),
    ),
    "two like branches": ((dense(4, 3, "relu"), dense(1, 4)), (dense(2, 3, "relu"), dense(1, 2, bias=False))),
}


@pytest.mark.parametrize("name", BRANCHES)
@pytest.mark.parametrize("numbers", ["shortest", "exact"])
def test_the_spec_computes_what_the_layers_do(name, numbers):
    stack = Stack(BRANCHES[name], "square")
    found = build(stack, X, LABELS, numbers=numbers)
    own = evaluated(found.spec.problem, found.point.full, 2.0**-52)
    np.testing.assert_allclose(own.outputs, outputs(stack), rtol=0, atol=1e-12)
    assert own.value == pytest.approx(np.mean((np.array(LABELS) - outputs(stack)) ** 2), abs=1e-12)
    assert loads(found.spec.text) == found.spec


def test_a_factor_and_sample_weights_are_those_of_the_library():
    stack = Stack(BRANCHES["one hidden layer"], "logistic", Fraction(3), tuple(map(Fraction, (1, 2, 3, 4, 5, 6))))
    found = build(stack, X, LABELS)
    own = evaluated(found.spec.problem, found.point.full, 2.0**-52)
    loss = np.logaddexp(0, -np.array(LABELS) * outputs(stack))
    assert own.value == pytest.approx(3 * np.average(loss, weights=[1, 2, 3, 4, 5, 6]), abs=1e-12)


def test_decays_are_penalties_of_their_blocks():
    half = Fraction(1, 2)
    branch = (dense(4, 3, "relu", weights_decay=half), dense(1, 4, weights_decay=half, bias_decay=Fraction(2)))
    objective = build(Stack((branch,), "square"), X, LABELS).spec.problem.objective
    found = {block: objective.coefficient(block) for block in Block}
    wanted = dict.fromkeys(Block, Fraction(0))
    assert found == wanted | {Block.OUTPUT_WEIGHTS: half, Block.HIDDEN_WEIGHTS: half, Block.OUTPUT_BIAS: Fraction(2)}


def test_frozen_layers_are_frozen_blocks_with_their_values():
    branch = (dense(4, 3, "relu", trains_weights=False), dense(1, 4, trains_bias=False))
    network = build(Stack((branch,), "square"), X, LABELS, numbers="exact").spec.problem.network
    assert {entry.block for entry in network.frozen} == {Block.HIDDEN_WEIGHTS, Block.OUTPUT_BIAS}
    entry = network.frozen_block(Block.HIDDEN_WEIGHTS)
    assert entry.value == tuple(map(Fraction, branch[0].weights.ravel()))


def test_an_affine_skip_is_a_linear_neuron_beside_the_shortcut():
    network = build(Stack(BRANCHES["affine skip"], "square"), X, LABELS).spec.problem.network
    assert network.width == 4
    assert [layer.neuron.name for layer in network.beside] == ["linear"]
    assert [(entry.block.value, entry.value) for entry in network.frozen] == [("beside.output", (1,))]


def test_layers_of_a_deep_network_are_frozen_and_penalised_one_by_one():
    tenth = Fraction(1, 10)
    branch = (
        dense(4, 3, "relu", trains_weights=False),
        dense(5, 4, "tanh", weights_decay=tenth, trains_bias=False),
        dense(1, 5, weights_decay=tenth / 2),
    )
    problem = build(Stack((branch,), "square"), X, LABELS).spec.problem
    assert [entry.block.value for entry in problem.network.frozen] == ["deep.1.weights", "deep.2.biases"]
    found = {block.value: term.coefficient for term in problem.objective.penalties for block in term.blocks}
    assert found == {"deep.2.weights": tenth, "deep.output": tenth / 2}


def test_a_deep_network_that_is_treated_as_a_whole_is_stated_as_a_whole():
    kept = {"weights_decay": Fraction(1), "bias_decay": Fraction(1)}
    branch = (dense(4, 3, "relu", **kept), dense(5, 4, "tanh", **kept), dense(1, 5, **kept))
    problem = build(Stack((branch,), "square"), X, LABELS).spec.problem
    assert problem.plain
    assert {block.value for term in problem.objective.penalties for block in term.blocks} == {"a0", "deep"}
    still = {"trains_weights": False, "trains_bias": False}
    frozen = tuple(
        dense(out, inputs, neuron, **still) for out, inputs, neuron in ((4, 3, "relu"), (5, 4, "tanh"), (1, 5, None))
    )
    assert [
        e.block.value
        for e in build(
            Stack((frozen, BRANCHES["one hidden layer"][0]), "square"), X, LABELS
        ).spec.problem.network.frozen
    ] == ["deep"]


def test_a_spec_that_computes_something_else_is_an_error():
    stack = Stack(BRANCHES["one hidden layer"], "square")
    wrong = outputs(stack) + 1e-9
    with pytest.raises(ImportMismatch, match="does not compute"):
        build(Stack(stack.branches, "square", reference=Reference(wrong)), X, LABELS)
    with pytest.raises(ImportMismatch, match="objective"):
        build(Stack(stack.branches, "square", reference=Reference(outputs(stack), 1.0)), X, LABELS)


def test_rounding_over_a_kink_is_no_mismatch():
    """w . x + b is 0, and some libraries get 6e-17 for it."""
    point = np.array([[0.1, 0.2, 0.3], [1, 1, 1]])
    branch = (Dense(np.array([[1.0, 1.0, -1.0]]), np.array([0.0]), "relu"), Dense(np.array([[1.0]]), np.array([-1.0])))
    reference = Reference(np.array([5.6e-17 - 1, 0.0]))
    build(Stack((branch,), "hinge", reference=reference), point, (1, -1))
    build(Stack((branch,), "hinge", reference=Reference(np.array([-1.0, 0.0]), 1.5)), point, (1, -1))
    with pytest.raises(ImportMismatch):
        build(Stack((branch,), "hinge", reference=Reference(np.array([1e-12 - 1, 0.0]))), point, (1, -1))


@pytest.mark.parametrize(
    ("branches", "path"),
    [
        (((dense(2, 3, path="last"),),), "last"),
        (((dense(4, 3, "relu"), dense(1, 5, path="1")),), "1"),
        (((dense(1, 3),), (dense(1, 3, path="b"),)), "b"),
        (
            (
                (dense(4, 3, "relu"), dense(1, 4)),
                *(((dense(4, 3, n, path=n), dense(1, 4))) for n in ("tanh", "elu", "gelu")),
            ),
            "gelu",
        ),
    ],
)
def test_what_cannot_be_stated_is_refused_with_its_path(branches, path):
    with pytest.raises(ImportRefused) as refused:
        build(Stack(branches, "square"), X, LABELS)
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("X", "labels", "words"),
    [
        (np.zeros(3), (1,), "shape"),
        (np.zeros((2, 2)), (1, -1), "takes 3 features"),
        (np.full((2, 3), np.nan), (1, -1), "only finite numbers"),
        (np.zeros((2, 3)), (1, 1), "both classes"),
        (np.zeros((2, 3)), (1, -1, 1), "labels"),
        (np.array([["a", "b", "c"]]), (1,), "not a number"),
    ],
)
def test_wrong_data_are_refused(X, labels, words):
    with pytest.raises(ValueError, match=words):
        build(Stack(BRANCHES["one hidden layer"], "square"), X, labels)


@pytest.mark.parametrize(
    ("y", "positive", "labels"),
    [
        ([0, 1, 1], None, (-1, 1, 1)),
        ([-1.0, 1.0], None, (-1, 1)),
        (["no", "yes"], "no", (1, -1)),
        (np.array([[True], [False]]), None, (1, -1)),
    ],
)
def test_labels_of_two_classes(y, positive, labels):
    assert binary_labels(y, positive)[0] == labels


@pytest.mark.parametrize("y", [[0, 0], [0, 1, 2], [0.0, float("nan")], [None, 1], ["a", 1], [[0, 1], [1, 0]]])
def test_other_labels_are_refused(y):
    with pytest.raises(ImportRefused):
        binary_labels(np.array(y, dtype=object) if None in y or "a" in y else y)
