"""Keras models against the loss and the gradient that Keras and its backend compute."""

import os

import numpy as np
import pytest
from pace import slow_and_thorough

pytest.importorskip("torch")
os.environ.setdefault("KERAS_BACKEND", "torch")
pytest.importorskip("keras")

import keras
from keras import layers
from library_numbers import by_block, gradient_of, outputs_of, value_of
from random_keras import Drawn

from theoremcheck.doors.keras.door import from_keras
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.problem.model import Block

pytestmark = [
    pytest.mark.skipif(keras.backend.backend() != "torch", reason="gradients are taken by the torch backend"),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


@pytest.fixture
def double(monkeypatch):
    """Keras computes in double precision, which it does of its own accord with TensorFlow below it only."""
    from keras.src.backend.common import dtypes

    monkeypatch.setitem(dtypes.BIT64_TO_BIT32_DTYPE, "float64", "float64")
    before = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(before[0])
    keras.config.set_dtype_policy(before[1])


def check(seed, dtype, tolerance):
    drawn = Drawn(seed, dtype)
    if drawn.activations & {"hard_sigmoid", "hard_silu"}:
        tolerance = max(tolerance, 1e-7)  # PyTorch's derivatives of these two have 1/6 in single precision
    found = from_keras(drawn.model, drawn.X, drawn.y, sample_weight=drawn.weights, numbers="exact")
    value, gradients = drawn.numbers()
    scale = 1 + abs(value)
    shift = 0.0
    dense = [layer for layer in drawn.model.layers if isinstance(layer, layers.Dense)]
    if drawn.two:
        # Of the two rows of the last layer L sees the difference; a penalty sees their sum as well.
        decay = drawn.decays[0]
        rows = keras.ops.convert_to_numpy(dense[-1].kernel)
        shift = decay / 2 * float(((rows[:, 0] + rows[:, 1]) ** 2).sum())
    assert abs(value_of(found) - (value - shift)) <= tolerance * scale
    derivatives = dict(zip([id(v) for v in drawn.model.trainable_variables], gradients, strict=True))
    chain = [
        (derivatives[id(layer.kernel)].T, derivatives[id(layer.bias)] if layer.use_bias else None) for layer in dense
    ]
    if drawn.two:
        rows, biases = chain[-1]
        chain[-1] = (rows[1:] - rows[:1]) / 2, (biases[1:] - biases[:1]) / 2
    own = gradient_of(found)
    expected = {} if len(chain[-1][0]) != 1 or any(not layer.use_bias for layer in dense) else by_block(chain)
    for block, entries in expected.items():
        np.testing.assert_allclose(own[block], entries, rtol=tolerance, atol=tolerance * scale, err_msg=block.value)


@pytest.mark.parametrize("seed", range(24))
def test_the_spec_has_the_loss_and_the_gradient_of_keras(double, seed):
    check(seed, np.float64, 1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", slow_and_thorough(range(24, 200), 3))
def test_two_hundred_models_have_the_loss_and_the_gradient_of_keras(double, seed):
    check(seed, np.float64, 1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_single_precision(seed):
    check(seed, np.float32, 1e-5)


# --- what is what ---------------------------------------------------------------------------------------------------

RNG = np.random.default_rng(2)
X = RNG.normal(size=(8, 2))
Y = np.array([0, 1] * 4)


def model(*own, loss="binary_crossentropy", inputs=2, **settings):
    found = keras.Sequential([keras.Input((inputs,) if isinstance(inputs, int) else inputs), *own])
    found.compile(loss=loss, **{"optimizer": "sgd", **settings})
    return found


def functional(build, loss="hinge"):
    given = keras.Input((2,))
    found = keras.Model(given, build(given))
    found.compile("sgd", loss)
    return found


def test_a_layer_that_is_not_trainable_is_frozen_and_not_penalised():
    first = layers.Dense(3, "tanh", kernel_regularizer="l2")
    first.trainable = False
    found = from_keras(model(first, layers.Dense(1, "sigmoid", kernel_regularizer="l2")), X, Y)
    network, objective = found.spec.problem.network, found.spec.problem.objective
    assert not network.trains(Block.HIDDEN_WEIGHTS)
    assert not network.trains(Block.HIDDEN_BIAS)
    assert network.trains(Block.OUTPUT_WEIGHTS)
    assert not objective.coefficient(Block.HIDDEN_WEIGHTS)
    assert objective.coefficient(Block.OUTPUT_WEIGHTS) * 100 == 1


def test_layers_without_parameters_move_the_data():
    flat = from_keras(model(layers.Flatten(), layers.Rescaling(0.5, 1.0), layers.Dense(1), loss="mse", inputs=(2, 1)),
                      X[:, :, None], 2 * Y - 1)  # fmt: skip
    points = [[float(v) for v in point] for point in flat.spec.problem.samples.points]
    np.testing.assert_allclose(points, X * 0.5 + 1, rtol=1e-6)
    assert any("Rescaling" in note for note in flat.notes)


def test_a_difference_of_two_branches_is_a_sum():
    def build(given):
        return layers.Subtract()([layers.Dense(1)(layers.Dense(3, "relu")(given)), layers.Dense(1)(given)])

    own = functional(build)
    found = from_keras(own, X, Y)
    np.testing.assert_allclose(outputs_of(found), keras.ops.convert_to_numpy(own(X)).ravel(), atol=1e-5)
    assert found.spec.problem.samples.labels == tuple(2 * Y - 1)


def test_a_model_inside_a_model_is_read():
    inner = keras.Sequential([keras.Input((2,)), layers.Dense(3), layers.LeakyReLU(0.25)])
    found = from_keras(model(inner, layers.Dense(1), loss="hinge"), X, Y)
    assert found.spec.problem.neuron.name == "leaky_relu(1/4)"


def test_operations_on_tensors_are_read():
    own = functional(lambda given: layers.Dense(1)(2 * keras.ops.relu(layers.Dense(3)(given)) - 1))
    found = from_keras(own, X, Y)
    np.testing.assert_allclose(outputs_of(found), keras.ops.convert_to_numpy(own(X)).ravel(), atol=1e-5)


def test_classes_may_be_strings():
    found = from_keras(model(layers.Dense(1, "sigmoid")), X, np.where(Y == 1, "yes", "no"))
    assert found.spec.problem.samples.labels == tuple(2 * Y - 1)


def test_a_loss_may_be_given_as_a_formula():
    own = functional(layers.Dense(1))
    assert from_keras(own, X, Y, loss="polynomial_hinge(3)").spec.problem.loss.name == "polynomial_hinge(3)"
    assert any("not compared" in note for note in from_keras(own, X, Y, loss="log(1 + exp(z))").notes)


# --- refusals -------------------------------------------------------------------------------------------------------


class Own(layers.Layer):
    def call(self, inputs):
        return inputs


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(1)

    def call(self, inputs):
        return self.dense(inputs)


def twice(given):
    layer = layers.Dense(2, "relu")
    return layers.Dense(1)(layer(layer(given)))


def trunk(given):
    hidden = layers.Dense(3, "relu")(given)
    return layers.Add()([layers.Dense(1)(hidden), layers.Dense(1)(hidden)])


def residual(given):
    hidden = layers.Dense(2, "relu")(given)
    return layers.Dense(1)(layers.Add()([layers.Dense(2)(hidden), hidden]))


def gated(given):
    return layers.Dense(1)(layers.Multiply()([layers.Dense(3)(given), layers.Dense(3)(given)]))


def two_outputs():
    given = keras.Input((2,))
    found = keras.Model(given, [layers.Dense(1)(given), layers.Dense(1)(given)])
    found.compile("sgd", "mse")
    return found


def subclassed():
    found = Subclassed()
    found.compile("sgd", "hinge")
    found(X)
    return found


def inside(layer):
    return lambda: model(layers.Dense(3), layer, layers.Dense(1), loss="hinge")


REFUSED = {
    "dropout": (inside(layers.Dropout(0.2)), "dropout[_0-9]*: Dropout is random"),
    "noise": (inside(layers.GaussianNoise(0.2)), "is random"),
    "batch normalisation": (inside(layers.BatchNormalization()), "batch_normalization[_0-9]*: .*other samples"),
    "layer normalisation": (inside(layers.LayerNormalization()), "mixes the units"),
    "a trained slope": (inside(layers.PReLU()), "trains its slope"),
    "softmax inside": (inside(layers.Softmax()), "mixes the units|softmax"),
    "a layer of its own": (inside(Own()), "Own is a layer of its own"),
    "a lambda": (inside(layers.Lambda(lambda x: x)), "Lambda is a function"),
    "activity": (inside(layers.ActivityRegularization(0.1)), "penalises outputs|a loss of its own"),
    "a jump": (lambda: model(layers.Dense(3, "hard_shrink"), layers.Dense(1), loss="hinge"), "jumps"),
    "a function of its own": (lambda: model(layers.Dense(3, lambda u: u), layers.Dense(1)), "cannot be read"),
    "an absolute penalty": (lambda: model(layers.Dense(1, kernel_regularizer="l1"), loss="hinge"), "L1 is no sum"),
    "a constraint": (lambda: model(layers.Dense(1, kernel_constraint="non_neg"), loss="hinge"), "kernel_constraint"),
    "decay": (lambda: model(layers.Dense(1), optimizer=keras.optimizers.AdamW()), "weight_decay"),
    "a layer used twice": (lambda: functional(twice), "used in two places"),
    "a trunk": (lambda: functional(trunk), "lead into two branches"),
    "a residual block": (lambda: functional(residual), "residual|different layers"),
    "a product": (lambda: functional(gated), "multiplies"),
    "an embedding": (
        lambda: model(layers.Embedding(5, 3), layers.Flatten(), layers.Dense(1), loss="hinge"),
        "Embedding looks its input up",
    ),
    "two outputs": (two_outputs, "2 outputs"),
    "three classes": (lambda: model(layers.Dense(3), loss="hinge"), "3 outputs"),
    "a subclass": (subclassed, "no graph of layers"),
    "not built": (lambda: keras.Sequential([layers.Dense(1)]), "not built"),
    "not compiled": (lambda: keras.Sequential([keras.Input((2,)), layers.Dense(1)]), "not compiled"),
    "no model": (lambda: 3, "no keras.Model"),
    "logits for probabilities": (lambda: model(layers.Dense(1)), "it takes probabilities"),
    "a loss of its own": (lambda: model(layers.Dense(1), loss=lambda y, f: f), "a function of its own"),
    "a likelihood": (lambda: model(layers.Dense(1), loss="poisson"), "counts"),
    "hinge of a sigmoid": (lambda: model(layers.Dense(1, "sigmoid"), loss="hinge"), "goes through sigmoid"),
    "bits as targets": (lambda: model(layers.Dense(1), loss="mse"), "takes the targets -1 and 1"),
    "half precision": (lambda: model(layers.Dense(1, dtype="mixed_float16"), loss="hinge"), "computes in float16"),
    "other data": (lambda: model(layers.Dense(1), loss="hinge", inputs=3), "is given 2|takes 3"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.filterwarnings("ignore")
def test_what_no_spec_states_is_refused(name):
    build, said = REFUSED[name]
    own = build()
    with pytest.raises(ImportRefused, match=said):
        from_keras(own, X, Y)


def test_wrong_data_are_refused():
    own = model(layers.Dense(1), loss="hinge")
    for features, labels, said in (
        (X, Y[:5], "5 labels"),
        (X, np.arange(8), "two classes"),
        (np.where(X > 1, np.nan, X), Y, "finite"),
        (X[:, 0], Y, "shape"),
        (X, np.ones((8, 2)), "one-hot"),
    ):
        with pytest.raises(ImportRefused, match=said):
            from_keras(own, features, labels)
