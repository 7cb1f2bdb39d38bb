"""Points in all the forms in which a notebook has them: one and the same exact point."""

import pickle
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

import theoremcheck as tc

W = np.array([[0.5, -1.5], [2.0, 0.1], [0.0, 3.0]])
LAYERS = [
    {"weights": np.arange(8.0).reshape(4, 2), "biases": [0.1, 0.2, 0.3, 0.4]},
    {"weights": np.ones((2, 4)), "biases": [0, -1]},
]
GIVEN = {"a0": 0.25, "a": [1, -2, "1/3"], "w": W, "b": [0, 0.5, 1], "deep": {"layers": LAYERS, "output": [1, -1]}}


def spec(**changed):
    asked = {"neuron": "tanh", "width": 3, "deep": [4, 2], "hidden_bias": True, "output_bias": True, **changed}
    return tc.problem([[1, 0], [0, 1]], [1, -1], loss="logistic", **asked)


SPEC = spec()
POINT = SPEC.point(GIVEN)


def refused(given, spec=SPEC):
    with pytest.raises(tc.SpecError) as caught:
        spec.point(given)
    (found,) = caught.value.diagnostics
    return found.message


@pytest.mark.parametrize(
    "given",
    [
        POINT,
        POINT.full,
        list(map(float, POINT.full)),
        np.array(POINT.full, dtype=float),
        POINT.blocks,
        POINT.parameters,
        POINT.to_json(),
        {"format": "theoremcheck-minimum", "parameters": POINT.to_json()},
        POINT.arrays(),
        SimpleNamespace(point=GIVEN),
        {**GIVEN, "deep": POINT.full[-24:]},
        {**GIVEN, "a": np.array([[1, -2, Fraction(1, 3)]], dtype=object), "a0": [0.25]},
    ],
)
def test_the_same_point(given):
    exact = {**POINT.blocks, **dict(SPEC.point(given))}
    assert exact["a0"] == Fraction(1, 4)
    found = [float(value) for value in SPEC.point(given).full]
    assert found == [float(value) for value in POINT.full]


def test_what_a_point_has():
    assert POINT["a0"] == Fraction(1, 4)
    assert POINT["a"] == (1, -2, Fraction(1, 3))
    assert POINT["w"][1] == (2, Fraction(1, 10))
    assert POINT["deep"]["layers"][1]["biases"] == (0, -1)
    assert POINT["deep"]["output"] == (1, -1)
    assert list(POINT) == ["a0", "a", "w", "b", "deep"]
    assert POINT.to_json()["a"] == ["1", "-2", "1/3"]
    assert POINT.arrays()["deep_w0"].shape == (4, 2)
    assert repr(POINT) == "<Point of 37 parameters: a0 (), a (3,), w (3, 2), b (3,), deep (24,)>"


def test_points_are_values():
    assert pickle.loads(pickle.dumps(POINT)) == POINT == SPEC.point(dict(GIVEN))
    assert hash(SPEC.point(GIVEN)) == hash(POINT)
    assert SPEC.point({**GIVEN, "a0": 0}) != POINT
    assert POINT != 3


def test_floats_follow_the_policy():
    assert SPEC.point({**GIVEN, "a0": 0.1})["a0"] == Fraction(1, 10)
    assert SPEC.point({**GIVEN, "a0": 0.1}, numbers="exact")["a0"] == Fraction(0.1)
    assert SPEC.point({**GIVEN, "a0": np.float32(0.1)})["a0"] == Fraction(1, 10)


@pytest.mark.parametrize(
    "given, words",
    [
        ({**GIVEN, "w": W.T}, "w has shape (2, 3), the network has (3, 2): is it transposed?"),
        ({**GIVEN, "w": W.ravel()}, "w has shape (6,), the network has (3, 2)"),
        ({**GIVEN, "w": [[1, 2], [3], [4, 5]]}, "the rows of w are not of one length"),
        ({**GIVEN, "a": [1, 2]}, "a has shape (2,), the network has (3,)"),
        ({**GIVEN, "a": 1}, "a has shape (), the network has (3,)"),
        ({**GIVEN, "a0": [1, 2]}, "a0 has shape (2,), the network has ()"),
        ({**GIVEN, "a0": np.nan}, "a0 is nan; only finite numbers are accepted"),
        ({**GIVEN, "b": [0, "x", 1]}, "b is a text that is not read: 'x' is not a number"),
        ({**GIVEN, "c": 1}, "no block of parameters is named 'c'"),
        ({"a0": 1}, "the point has no a: a has the shape (3,)"),
        ({**GIVEN, "deep": {"layers": LAYERS[:1], "output": [1, -1]}}, "deep has 1 layers, the network has 2"),
        ({**GIVEN, "deep": {"layers": LAYERS, "output": [1]}}, "deep.output has shape (1,), the network has (2,)"),
        ({**GIVEN, "deep": {"layer": 1}}, "deep is a list of numbers, or has layers"),
        ({**GIVEN, "deep": [1, 2]}, "deep has shape (2,), the network has (24,)"),
        ([1, 2, 3], "the point has 3 numbers, the network has 37 parameters"),
        (np.ones((37, 1)), "the list of parameters has shape (37, 1), not (p,)"),
        ("nowhere.json", "cannot read the file: No such file or directory"),
    ],
)
def test_what_is_no_point(given, words):
    assert words in refused(given)


def test_a_point_is_one_of_few_things():
    with pytest.raises(TypeError, match="a point is a mapping"):
        SPEC.point(7)


def test_a_layer_that_is_transposed_is_named():
    deep = {"layers": [{**LAYERS[0], "weights": np.ones((2, 4))}, LAYERS[1]], "output": [1, -1]}
    words = "deep.layers[0].weights has shape (2, 4), the network has (4, 2): is it transposed?"
    assert refused({**GIVEN, "deep": deep}) == words


def test_frozen_blocks_have_their_values():
    frozen = spec(frozen={"b": [0, 0.5, 1]})
    without = {name: value for name, value in GIVEN.items() if name != "b"}
    assert frozen.point(without) == frozen.point(GIVEN)
    assert len(frozen.point(GIVEN).trained) == 34
    assert frozen.point(frozen.point(GIVEN).trained).full == POINT.full
    assert refused({**GIVEN, "b": [0, 0, 0]}, frozen) == "b is frozen at other values than the point has"


def test_the_candidate_of_a_spec():
    text = """
    dataset d { + (1, 0) - (0, 1) } loss logistic network { shortcut = 2 tanh  output bias  deep = 1 relu -> 1 relu }
    candidate { a0 = 1/2  a = (1, 2)  w = ((1, 2), (3, 4))  deep = (1, 2, 3, 4) }
    """
    own = tc.loads(text)
    assert own.point(own.candidate)["w"] == ((1, 2), (3, 4))
    assert own.point(own.candidate).full == (Fraction(1, 2), 1, 2, 1, 2, 3, 4, 1, 2, 3, 4)


def test_branches_and_pieces():
    asked = {"neuron": {"tanh": 2, "linear": 1}, "width": 3, "deep": [(2, "relu", False), (1, "tanh")]}
    mixed = spec(**asked)
    layers = [{"weights": [[1, 2], [3, 4]], "biases": None}, {"weights": [[5, 6]], "biases": [7]}]
    beside = {"layers": [{"weights": [[8, 9]], "biases": [0.1]}], "output": [-1]}
    parts = {"a0": 0, "a": [1, 2], "w": W[:2], "b": [0, 0]}
    point = mixed.point({**parts, "deep": {"layers": layers, "output": [-2]}, "beside": beside})
    assert point["beside"]["layers"][0]["biases"] == (Fraction(1, 10),)
    for form in (point.full, point.arrays(), point.to_json(), point.blocks):
        assert mixed.point(form) == point
    assert mixed.parameters[-1] == "beside.output[0]"
    named = {"deep.1.weights": [[1, 2], [3, 4]], "deep.2.weights": [[5, 6]], "deep.2.biases": [7], "deep.output": [-2]}
    assert mixed.point({**parts, **named, "beside": beside}) == point
    frozen = spec(**asked, frozen={"deep.1.weights": [[1, 2], [3, 4]], "deep.output": None})
    rest = {name: value for name, value in named.items() if name != "deep.1.weights"}
    given = {**parts, **rest, "beside": beside}
    assert frozen.point(given).full == point.full
    assert len(frozen.parameters) == len(mixed.parameters) - 5
    assert float(frozen.loss(given)) == float(mixed.loss(point))
    gradient = frozen.gradient(given)
    assert gradient["deep"]["layers"][0]["weights"] is None
    assert gradient["deep"]["layers"][1]["biases"].shape == (1,)
    words = "the point has no deep.2.weights: deep.2.weights has the shape (1, 2)"
    assert refused({**parts, "beside": beside}, frozen) == words
    assert "no block of parameters is named 'deep.3.weights'" in refused({**parts, "deep.3.weights": 1}, mixed)


def test_blocks_that_the_network_does_not_have():
    plain = spec(deep=(), hidden_bias=False)
    assert plain.point({"a0": 0, "a": [1, 2, 3], "w": W, "b": None, "deep": []})["w"] == POINT["w"]
    assert refused({"a0": 0, "a": [1, 2, 3], "w": W, "b": [1, 2, 3]}, plain) == "the network has no b"


def test_a_problem_without_samples_has_no_points():
    text = "dataset d { dimension 2 } loss logistic network { shortcut = 1 relu }"
    with pytest.raises(tc.SpecError):
        tc.loads(text).point({"a": [1], "w": [[1, 2]]})
