"""Activations of Keras, as functions, names and layers, as the language writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.doors import activations as texts
from theoremcheck.doors.numbers import rational
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.digits import rational_text

SOFTMAX: Final = "softmax"
"""The head of two probabilities, which is left to the loss."""

_FUNCTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "linear": "linear",
        "relu": "relu",
        "relu6": "relu6",
        "leaky_relu": texts.leaky_relu(Fraction(1, 5)),
        "elu": "elu",
        "celu": "celu",
        "selu": "selu",
        "gelu": "gelu",
        "softplus": "softplus",
        "squareplus": "squareplus",
        "sigmoid": "sigmoid",
        "hard_sigmoid": "hard_sigmoid",
        "log_sigmoid": texts.LOG_SIGMOID,
        "tanh": "tanh",
        "hard_tanh": "hard_tanh",
        "tanh_shrink": "z - tanh(z)",
        "soft_shrink": "soft_shrink",
        "softsign": "softsign",
        "silu": "silu",
        "swish": "silu",
        "hard_silu": "hard_swish",
        "hard_swish": "hard_swish",
        "mish": "mish",
        "exponential": "exp",
        "sparse_plus": "cases { z <= -1: 0; z < 1: (z + 1)^2 / 4; else: z }",
        "sparse_sigmoid": "max(0, min(1, z/2 + 1/2))",
        "softmax": SOFTMAX,
    }
)
"""By the name of the function, with its defaults."""

_JUMPS: Final = frozenset({"hard_shrink", "threshold"})
_MIXES: Final = frozenset({"log_softmax", "sparsemax", "glu"})


def of_function(function: Any) -> str:
    """The text of an activation of a layer, a function of Keras, or a layer itself. Raises ``ImportRefused``."""
    if function is None:
        return "linear"
    found = of_layer(function)
    if found is not None:
        return found
    name = getattr(function, "__name__", type(function).__name__)
    if not getattr(function, "__module__", "").startswith("keras."):
        raise ImportRefused(f"the activation {name} is a function of its own and cannot be read")
    if name in _JUMPS:
        raise ImportRefused(f"the activation {name} jumps, and no gradient sees that")
    if name in _MIXES:
        raise ImportRefused(f"the activation {name} mixes the units of a layer")
    if name not in _FUNCTIONS:
        raise ImportRefused(f"the activation {name} is none that the importer knows")
    return _FUNCTIONS[name]


def of_operation(name: str) -> str | None:
    """The text of an operation of keras.ops by the name of its class, None if it is no activation."""
    plain = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
    return {"re_lu": "relu", "abs": "abs", "exp": "exp", "square": "quadratic", "sin": "sin", "erf": "erf"}.get(
        plain, _FUNCTIONS.get(plain)
    )


def of_layer(layer: Any) -> str | None:
    """The text of a layer that is an activation, None if it is none."""
    if not type(layer).__module__.startswith("keras."):
        return None
    build = _LAYERS.get(type(layer).__name__)
    return None if build is None else build(layer)


def _number(layer: Any, name: str) -> Fraction:
    value = getattr(layer, name)
    if not isinstance(value, int | float):
        raise ImportRefused(f"{name} is no number")
    return rational(value, "shortest", name)


def _relu(layer: Any) -> str:
    """Keras: max_value for z >= max_value, z from the threshold on, negative_slope (z - threshold) below."""
    slope, threshold = _number(layer, "negative_slope"), _number(layer, "threshold")
    top = layer.max_value
    if top is None and threshold == 0:
        return texts.leaky_relu(slope)
    if threshold:
        raise ImportRefused(f"ReLU with the threshold {rational_text(threshold)} jumps, and no gradient sees that")
    upper = rational(top, "shortest", "max_value")
    if slope == 0:
        return texts.clipped(Fraction(0), upper)
    return f"cases {{ z < 0: {rational_text(slope)} * z; z < {rational_text(upper)}: z; else: {rational_text(upper)} }}"


def _elu(layer: Any) -> str:
    return texts.with_parameter("elu", _positive(_number(layer, "alpha"), "alpha"))


def _positive(value: Fraction, name: str) -> Fraction:
    if value <= 0:
        raise ImportRefused(f"{name} = {rational_text(value)}; a number > 0 is expected")
    return value


def _prelu(layer: Any) -> str:
    import numpy as np
    from keras import ops

    if layer.trainable:
        raise ImportRefused("PReLU trains its slope, and a spec has no such parameter; freeze it, or use LeakyReLU")
    slopes = np.unique(ops.convert_to_numpy(layer.alpha))
    if len(slopes) != 1:
        raise ImportRefused("PReLU with a slope for each unit; a layer of a spec has one neuron")
    return texts.leaky_relu(rational(slopes[0], "shortest", "alpha"))


def _softmax(_: Any) -> str:
    return SOFTMAX


_LAYERS: Final[Mapping[str, Callable[[Any], str]]] = MappingProxyType(
    {
        "Activation": lambda layer: of_function(layer.activation),
        "ReLU": _relu,
        "LeakyReLU": lambda layer: texts.leaky_relu(_number(layer, "negative_slope")),
        "ELU": _elu,
        "PReLU": _prelu,
        "Softmax": _softmax,
    }
)
