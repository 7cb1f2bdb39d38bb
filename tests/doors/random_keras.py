"""Random Keras models with data, and the loss and gradient that Keras and its backend compute."""

from __future__ import annotations

import keras
import numpy as np
import torch
from keras import layers

ACTIVATIONS = (
    "relu", "elu", "selu", "softplus", "sigmoid", "tanh", "softsign", "silu", "gelu", "mish", "leaky_relu", "celu",
    "hard_sigmoid", "exponential", "linear", "squareplus", "hard_silu", "tanh_shrink", "relu6", "log_sigmoid",
)  # fmt: skip
ONE = (
    ("bce of logits", None, lambda: keras.losses.BinaryCrossentropy(from_logits=True), (0, 1)),
    ("bce of a sigmoid", "sigmoid", lambda: "binary_crossentropy", (0, 1)),
    ("smoothed", None, lambda: keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.2), (0, 1)),
    ("hinge", None, lambda: "hinge", (-1, 1)),
    ("hinge of bits", None, keras.losses.Hinge, (0, 1)),
    ("hinge of tanh", "tanh", lambda: "hinge", (-1, 1)),
    ("squared hinge", None, keras.losses.SquaredHinge, (-1, 1)),
    ("mse", None, lambda: "mse", (-1, 1)),
    ("mse of a sigmoid", "sigmoid", lambda: "mean_squared_error", (0, 1)),
    ("mse of tanh", "tanh", lambda: keras.losses.MeanSquaredError(reduction="sum"), (-1, 1)),
    ("mae", None, keras.losses.MeanAbsoluteError, (-1, 1)),
    ("huber", None, lambda: keras.losses.Huber(delta=0.5), (-1, 1)),
    ("log cosh", None, lambda: "log_cosh", (-1, 1)),
    ("focal", None, lambda: keras.losses.BinaryFocalCrossentropy(from_logits=True, gamma=2.0), (0, 1)),
    (
        "balanced focal",
        "sigmoid",
        lambda: keras.losses.BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, gamma=1.0),
        (0, 1),
    ),
)
TWO = (
    ("two logits", None, lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True)),
    ("softmax", "softmax", lambda: "sparse_categorical_crossentropy"),
    ("one-hot", "softmax", keras.losses.CategoricalCrossentropy),
    ("one-hot smoothed", None, lambda: keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)),
)


class Drawn:
    """A compiled model with rectangular layers, in one branch or two, and its samples."""

    def __init__(self, seed, dtype):
        self.rng = rng = np.random.default_rng(seed)
        keras.utils.set_random_seed(seed)
        count, dimension = int(rng.integers(4, 10)), int(rng.integers(1, 5))
        self.two = seed % 4 == 3
        _, self.head, make, *targets = (TWO if self.two else ONE)[seed // 4 % (len(TWO) if self.two else len(ONE))]
        low, high = (0, 1) if self.two else targets[0]
        self.X = rng.normal(size=(count, dimension)).astype(dtype)
        self.labels = rng.permutation(np.arange(count) % 2)
        self.y = np.where(self.labels == 1, high, low)
        self.decays = float(rng.choice([0, 0.01])), float(rng.choice([0, 0.02]))
        self.activations = set()
        self.model = self.built(dimension)
        loss = make()
        if isinstance(loss, keras.losses.CategoricalCrossentropy):
            self.y = np.eye(2)[self.y]
        self.weights = rng.choice([1.0, 2.0, 0.5], size=count) if rng.integers(2) else None
        self.model.compile("sgd", loss)
        for variable in self.model.variables:  # biases start at 0
            variable.assign(rng.normal(scale=0.7, size=tuple(variable.shape)))

    def built(self, dimension):
        """One or two hidden layers, and sometimes an affine skip."""
        rng = self.rng
        given = keras.Input((dimension,))
        below = given
        depth = int(rng.choice([1, 1, 2]))
        for _ in range(depth):
            below = self.dense(int(rng.integers(1, 5)), str(rng.choice(ACTIVATIONS)))(below)
        head = None if self.branched(depth) else self.head
        outputs = 2 if self.two else 1
        top = layers.Dense(outputs, head, kernel_regularizer=self.l2(0), bias_regularizer=None)(below)
        if self.branched(depth):
            other = layers.Dense(outputs, use_bias=False, kernel_regularizer=self.l2(0))(given)
            top = layers.Add()([top, other])
            top = layers.Activation(self.head)(top) if self.head else top
        return keras.Model(given, top)

    def branched(self, depth):
        return depth == 1 and not self.two and self.head is None and len(self.X) % 3 == 0

    def dense(self, units, activation):
        self.activations.add(activation)
        return layers.Dense(units, activation, kernel_regularizer=self.l2(0), bias_regularizer=self.l2(1))

    def l2(self, which):
        return keras.regularizers.L2(self.decays[which]) if self.decays[which] else None

    def numbers(self):
        """L, and its derivatives by the trained variables, in the order of the model."""
        loss = keras.losses.get(self.model.loss)
        if not isinstance(loss, keras.losses.Loss):
            loss = keras.losses.deserialize({"class_name": _CLASSES[self.model.loss], "config": {}})
        y = self.y if self.y.ndim == 2 else self.y[:, None]
        value = loss(y, self.model(self.X), sample_weight=self.weights) + sum(self.model.losses)
        variables = self.model.trainable_variables
        gradients = torch.autograd.grad(value, [variable.value for variable in variables], allow_unused=True)
        return float(value.detach()), [g.detach().numpy() for g in gradients]


_CLASSES = {
    "binary_crossentropy": "BinaryCrossentropy",
    "hinge": "Hinge",
    "mse": "MeanSquaredError",
    "mean_squared_error": "MeanSquaredError",
    "log_cosh": "LogCosh",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
}
