"""Residual heads in the language: what they mean, how they are written, and what is wrong with one."""

import pytest

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.language.printer import print_spec
from theoremcheck.trusted.problem.model import Block, Kind, Piece

DATA = "dataset d { + (1, 2), (2, 1) - (-1, 0) } loss logistic "
REST = {"loss": "logistic", "hidden_bias": False, "output_bias": True}


def read(network, data=DATA):
    loaded = loads(f"{data}\nnetwork {{ {network} }}", "head")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec


def test_a_head_has_a_unit_without_bias_for_each_feature():
    network = read("hidden bias output bias deep = 4 tanh -> 3 relu -> residual").problem.network
    assert network.residual
    assert [(layer.width, layer.residual) for layer in network.deep] == [(4, False), (3, False), (2, True)]
    sizes = network.pieces(Block.DEEP, 2)
    assert sizes[Piece(Block.DEEP, 3, Kind.WEIGHTS)] == 6
    assert sizes[Piece(Block.DEEP, 0, Kind.OUTPUT)] == 2
    assert Piece(Block.DEEP, 3, Kind.BIASES) not in sizes


@pytest.mark.parametrize(
    "network",
    [
        "deep = 1 relu -> residual",
        "hidden bias output bias deep = 2 tanh + 1 relu -> 3 softplus without bias -> residual frozen deep.3.weights",
    ],
)
def test_what_is_printed_is_read_as_the_same(network):
    spec = read(network)
    text = print_spec(spec)
    again = loads(text, "again").spec
    assert "-> residual" in text
    assert again is not None
    assert again.problem.digests == spec.problem.digests
    assert print_spec(again) == text


@pytest.mark.parametrize(
    ("line", "layers"),
    [
        ("2 tanh -> residual relu", [(2, "tanh", False), (3, "relu", False)]),
        ("2 tanh -> residual relu + 1 sin -> residual", [(2, "tanh", False), (4, "relu", False), (2, "linear", True)]),
        ("2 tanh -> residual", [(2, "tanh", False), (2, "linear", True)]),
        ("residual tanh -> 2 relu", [(3, "tanh", False), (2, "relu", False)]),
    ],
)
@pytest.mark.parametrize("after", ["", "hidden bias", "frozen deep"])
def test_the_word_still_names_a_number(line, layers, after):
    network = read(f"deep = {line} {after}", f"{DATA} let residual = 3").problem.network
    assert [(layer.width, layer.neuron.name, layer.residual) for layer in network.deep] == layers


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("deep = 1 relu -> relu", "as in 3 softplus"),
        ("beside = 1 relu -> M", "as in 3 softplus"),
        ("deep = 1 relu -> relu -> 2 tanh", "as in 3 softplus"),
        ("deep = 1 relu -> residul output bias", "did you mean residual?"),
        ("deep = 1 relu -> residual -> 1 relu", "a residual head ends the deep part"),
        ("deep = residual", "a residual head stands above at least one layer"),
        ("deep = residual -> 4 tanh", "write a layer below it, as in deep = 4 tanh -> residual"),
        ("deep = 4 tanh -> 2 residual", "a residual head has no width of its own"),
        ("deep = 4 tanh -> 2 relu + 1 residual", "write residual alone, at the end of deep"),
    ],
)
def test_another_name_alone_is_no_layer(network, words):
    (entry,) = loads(f"{DATA}\nnetwork {{ {network} }}", "head").diagnostics
    assert entry.code == "E010"
    assert words in f"{entry.message}; {entry.help}"


def test_the_head_is_part_of_what_the_problem_is():
    plain = read("deep = 1 relu -> 2 linear without bias").problem
    assert plain.digests != read("deep = 1 relu -> residual").problem.digests


@pytest.mark.parametrize(
    ("network", "code"),
    [
        ("shortcut = 1 relu deep = 1 relu -> residual", "E025"),
        ("deep = 1 relu -> residual beside = 1 linear", "E025"),
        ("beside = 1 relu -> residual", "E025"),
        ("deep = 1 relu -> residual -> 1 relu", "E010"),
        ("deep = residual", "E010"),
        ("deep = 1 relu -> residual frozen deep.2.biases", "E091"),
    ],
)
def test_where_there_is_no_head(network, code):
    loaded = loads(f"{DATA}\nnetwork {{ {network} }}", "head")
    assert loaded.spec is None
    assert code in {entry.code for entry in loaded.diagnostics}


def test_the_dimension_has_to_be_known():
    head = "loss logistic network { deep = 1 relu -> residual }"
    unknown = loads(f"dataset d {{ positives 2 negatives 2 }} {head}", "head")
    assert [entry.code for entry in unknown.diagnostics] == ["E025"]
    mistaken = loads(f"dataset d {{ + (1, 2), (1) - (0, 0) }} {head}", "head")
    assert mistaken.spec is None
    assert "E025" not in {entry.code for entry in mistaken.diagnostics}


def test_a_problem_of_arrays_has_a_head():
    spec = theoremcheck.problem([[1, 2], [-1, 0]], [1, -1], neuron="tanh", deep="2 tanh -> residual", **REST)
    assert spec.problem.network.residual
