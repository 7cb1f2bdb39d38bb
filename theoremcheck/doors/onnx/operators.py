"""The operators of ONNX that are activations, with their attributes, as the language writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np

from theoremcheck.doors import activations as texts
from theoremcheck.doors.numbers import Array, Policy, rational
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.records import dataclass

Constants: TypeAlias = Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Node:
    """A node with its attributes by name, and the constants among its inputs (None: not given, or no constant)."""

    kind: str
    attributes: Mapping[str, Any]
    constants: tuple[Array | None, ...]
    policy: Policy

    def number(self, name: str, default: str) -> Fraction:
        """An attribute that is a number, a single as all attributes are; ``default`` is its shortest decimal."""
        return rational(np.float32(self.attributes.get(name, default)), self.policy, name)

    def constant(self, index: int) -> Fraction | None:
        """An input that is one number, None if it is not given."""
        if index >= len(self.constants):
            return None
        value = self.constants[index]
        if value is None:
            return None
        if value.size != 1:
            raise ImportRefused(f"{self.kind} with {value.size} numbers; one for all units can be stated")
        return rational(value.reshape(-1)[0], self.policy, "a number")


def _clip(node: Node) -> str:
    lower, upper = node.constant(1), node.constant(2)
    if "min" in node.attributes:
        lower = node.number("min", "0")
    if "max" in node.attributes:
        upper = node.number("max", "0")
    if lower is not None and upper is not None:
        return texts.clipped(lower, upper)
    if lower is not None:
        return "relu" if lower == 0 else f"max({rational_text(lower)}, z)"
    return "linear" if upper is None else f"min({rational_text(upper)}, z)"


def _hard_sigmoid(node: Node) -> str:
    slope, shift = node.number("alpha", "0.2"), node.number("beta", "0.5")
    # 1/6 in single precision
    exact = Fraction(1, 6) if abs(slope - Fraction(1, 6)) < Fraction(1, 10**7) else slope
    if (exact, shift) == (Fraction(1, 6), Fraction(1, 2)):
        return "hard_sigmoid"
    return f"max(0, min(1, {rational_text(slope)} * z + {rational_text(shift)}))"


def _selu(node: Node) -> str:
    """The attributes are singles; those of the paper, rounded, are meant by the library's selu."""
    alpha, gamma = node.number("alpha", "1.6732632"), node.number("gamma", "1.050701")
    if (alpha, gamma) == (Fraction("1.6732632"), Fraction("1.050701")):
        return "selu"
    return f"cases {{ z < 0: {rational_text(alpha * gamma)} * (exp(z) - 1); else: {rational_text(gamma)} * z }}"


def _gelu(node: Node) -> str:
    form = node.attributes.get("approximate", b"none")
    return texts.GELU_TANH if form in (b"tanh", "tanh") else "gelu"


def _shrink(node: Node) -> str:
    bias, end = node.number("bias", "0"), node.number("lambd", "0.5")
    if bias != end or end <= 0:
        raise ImportRefused("Shrink jumps unless its bias is lambd > 0, and no gradient sees that")
    return texts.with_parameter("soft_shrink", end)


def _power(node: Node) -> str:
    exponent = node.constant(1)
    if exponent is None or exponent.denominator != 1 or not 1 <= exponent <= 100:
        raise ImportRefused("Pow: whole constant exponents from 1 to 100 can be stated")
    return f"z^{exponent}"


def _swish(node: Node) -> str:
    factor = node.number("alpha", "1")
    return "silu" if factor == 1 else f"z * sigmoid({rational_text(factor)} * z)"


def _positive(name: str) -> Callable[[Node], str]:
    def build(node: Node) -> str:
        alpha = node.number("alpha", "1")
        if alpha <= 0:
            raise ImportRefused(f"{node.kind} with alpha = {rational_text(alpha)}; a number > 0 is expected")
        return texts.with_parameter(name, alpha)

    return build


def _plain(text: str) -> Callable[[Node], str]:
    return lambda _: text


ACTIVATIONS: Final[Mapping[str, Callable[[Node], str]]] = MappingProxyType(
    {
        "Relu": _plain("relu"),
        "LeakyRelu": lambda node: texts.leaky_relu(node.number("alpha", "0.01")),
        "Elu": _positive("elu"),
        "Celu": _positive("celu"),
        "Selu": _selu,
        "Softplus": _plain("softplus"),
        "Sigmoid": _plain("sigmoid"),
        "Tanh": _plain("tanh"),
        "Softsign": _plain("softsign"),
        "Gelu": _gelu,
        "Mish": _plain("mish"),
        "Swish": _swish,
        "HardSigmoid": _hard_sigmoid,
        "HardSwish": _plain("hard_swish"),
        "Clip": _clip,
        "Shrink": _shrink,
        "Pow": _power,
        "Exp": _plain("exp"),
        "Erf": _plain("erf"),
        "Abs": _plain("abs"),
        "Atan": _plain("arctan"),
        "Sin": _plain("sin"),
        "Sinh": _plain("sinh"),
        "Cosh": _plain("cosh"),
    }
)
"""By operator: the activation, from the attributes and the constant inputs of a node."""

COARSE: Final = frozenset({"HardSwish", "Gelu", "Erf", "Swish"})
"""What the reference implementation of ONNX computes in single precision, whatever it is given."""

REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "BatchNormalization": "makes f(x) depend on the other samples of the batch while the network is trained",
        "LayerNormalization": "mixes the units of a layer; a spec has dense layers and neurons only",
        "InstanceNormalization": "mixes the units of a layer; a spec has dense layers and neurons only",
        "Normalizer": "mixes the features of a sample; normalise X before the import",
        "Dropout": "is random while the network is trained",
        "Conv": "shares its weights between places; a spec has dense layers only",
        "ConvTranspose": "shares its weights between places; a spec has dense layers only",
        "MaxPool": "is no dense layer",
        "AveragePool": "is no dense layer",
        "Gather": "looks its input up in a table (an embedding); a spec has dense layers only",
        "LSTM": "is recurrent",
        "GRU": "is recurrent",
        "RNN": "is recurrent",
        "PRelu": "trains its slope, and a spec has no such parameter; use LeakyRelu",
        "ThresholdedRelu": "jumps, and no gradient sees that",
        "Softmax": "mixes the units of a layer; only at the output of two logits it is left to the loss",
        "LogSoftmax": "mixes the units of a layer; only at the output of two logits it is left to the loss",
        "QLinearMatMul": "computes with rounded integers",
        "QuantizeLinear": "computes with rounded integers",
        "DequantizeLinear": "computes with rounded integers",
        "Concat": "puts layers side by side; only sums of branches can be stated",
        "TreeEnsembleClassifier": "is a forest and no network",
        "TreeEnsembleRegressor": "is a forest and no network",
        "SVMClassifier": "is a kernel machine and no network",
        "LinearClassifier": "holds the classes in a form of its own; import the scikit-learn estimator itself",
    }
)
"""Why an operator is refused; the others are not known."""
