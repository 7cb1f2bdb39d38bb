"""A Keras model as branches of dense layers, read from the history of its output tensor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np

from theoremcheck.doors.activations import IDEALISED
from theoremcheck.doors.keras import activations
from theoremcheck.doors.numbers import Array, rational
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Dense
from theoremcheck.doors.values import Units, Value, activated, affine, beside, combined, negated, total
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, eq=False)
class Features:
    """The samples after layers that have nothing to train; ``kinds`` are their names."""

    data: Array
    kinds: tuple[str, ...] = ()


Known: TypeAlias = Value | Features

_SHAPES: Final = frozenset({"Flatten", "Reshape", "Identity", "Squeeze"})
_ON_FEATURES: Final = frozenset({"Rescaling", "Normalization"})
_REASONS: Final = (
    ("Dropout", "is random while the network is trained"),
    ("GaussianNoise", "is random while the network is trained"),
    ("Random", "is random while the network is trained"),
    ("BatchNormalization", "makes f(x) depend on the other samples of the batch"),
    ("SpectralNormalization", "reparametrises a layer"),
    ("Normalization", "mixes the units of a layer; a spec has dense layers and neurons only"),
    ("Conv", "shares its weights between places; a spec has dense layers only"),
    ("Pool", "is no dense layer"),
    ("Embedding", "looks its input up in a table; a spec has dense layers only"),
    ("RNN", "is recurrent"),
    ("LSTM", "is recurrent"),
    ("GRU", "is recurrent"),
    ("Attention", "multiplies functions of the input with each other"),
    ("Multiply", "multiplies functions of the input with each other"),
    ("Dot", "multiplies functions of the input with each other"),
    ("EinsumDense", "is no dense layer with one bias for each unit"),
    ("ActivityRegularization", "penalises outputs; a spec penalises parameters"),
    ("Lambda", "is a function of its own and cannot be read"),
    ("Maximum", "is no sum of branches"),
    ("Minimum", "is no sum of branches"),
    ("Average", "is no sum of branches; use Add"),
)
"""Why a layer is refused, by a part of the name of its class."""


@dataclass
class Reader:
    """What every tensor of a model is, for samples X, (n, d, ..)."""

    X: Array
    trainable: frozenset[int]
    values: dict[int, Known] = field(default_factory=dict)
    layers: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    features: Features | None = None

    @property
    def inputs(self) -> int:
        """The number of features that the layers see."""
        return int(np.prod((self.features or Features(self.X)).data.shape[1:]))

    def model(self, model: Any, given: Known) -> Known:
        """The output of a model with one input and one output."""
        if len(model.inputs) != 1:
            raise ImportRefused(f"the model has {len(model.inputs)} inputs; a spec has one, x", model.name)
        if len(model.outputs) != 1:
            raise ImportRefused(f"the model has {len(model.outputs)} outputs; a spec has one, f(x)", model.name)
        self.values[id(model.inputs[0])] = given
        return self._tensor(model.outputs[0])

    def value(self, known: Known, *, path: str) -> Value:
        """A tensor as units of layers, or sums of them; the samples are those of one form only."""
        if not isinstance(known, Features):
            return known
        if self.features is not None and self.features.data is not known.data:
            raise ImportRefused("two layers see the input moved in two ways", path)
        if known.data.ndim != 2:
            raise ImportRefused(f"samples of shape {known.data.shape[1:]}; put Flatten before the first layer", path)
        self.features = known
        return Units()

    def _tensor(self, tensor: Any) -> Known:
        # The history is followed without recursion: a model may be deep.
        pending = [tensor]
        while pending:
            own = pending[-1]
            if id(own) in self.values:
                pending.pop()
                continue
            operation, index, _ = own._keras_history
            node = operation._inbound_nodes[index]
            missing = [entry for entry in node.input_tensors if id(entry) not in self.values]
            if missing:
                pending += missing
                continue
            given = [self.values[id(entry)] for entry in node.input_tensors]
            if len(node.output_tensors) != 1:
                raise ImportRefused("a layer with several outputs", operation.name)
            self.values[id(own)] = self._operation(operation, given, node)
        return self.values[id(tensor)]

    def _operation(self, operation: Any, given: Sequence[Known], node: Any) -> Known:
        path = str(operation.name)
        try:
            return self._layer(operation, given, node, path)
        except ImportRefused as refused:
            if refused.path:
                raise
            raise ImportRefused(refused.reason, path) from None

    def _layer(self, operation: Any, given: Sequence[Known], node: Any, path: str) -> Known:
        kind = type(operation).__name__
        if not type(operation).__module__.startswith("keras."):
            raise ImportRefused(f"{kind} is a layer of its own and cannot be read")
        if hasattr(operation, "outputs") and hasattr(operation, "layers"):
            return self._nested(operation, given)
        if len(given) == 1 and isinstance(given[0], Features) and kind in _SHAPES | _ON_FEATURES:
            return _moved(operation, kind, given[0])
        if len(given) == 1 and (kind in _SHAPES or getattr(operation, "rate", None) == 0):
            return given[0]
        values = [self.value(own, path=path) for own in given]
        if kind == "Dense":
            return self._dense(operation, _only(values), path)
        if kind in _SUMS:
            return self._sum(kind, operation, values, node)
        if kind == "Concatenate":
            return beside(values, self.inputs)
        text = activations.of_layer(operation)
        if text is None and ".ops." in type(operation).__module__:
            text = activations.of_operation(kind)
        if text is None:
            why = next((words for part, words in _REASONS if part in kind), "is none that the importer knows")
            raise ImportRefused(f"{kind} {why}")
        return self._activated(_only(values), text)

    def _nested(self, model: Any, given: Sequence[Known]) -> Known:
        if not hasattr(model, "inputs") or model.inputs is None:
            raise ImportRefused("the model is not built; call it once, or give it an Input", model.name)
        if id(model) in self.layers:
            raise ImportRefused("the model is used in two places")
        self.layers.add(id(model))
        if len(given) != 1:
            raise ImportRefused(f"the model has {len(given)} inputs; a spec has one, x", model.name)
        return self.model(model, given[0])

    def _activated(self, value: Value, text: str) -> Value:
        if text == "linear":
            return value
        if text == "softplus":
            self.notes.append(IDEALISED["softplus"])
        return activated(value, text)

    def _sum(self, kind: str, operation: Any, values: Sequence[Value], node: Any) -> Value:
        if len(values) == 1:
            return self._with_number(kind, values[0], node)
        if kind not in {"Add", "Subtract"}:
            same = combined(values, f"{{}} {_SUMS[kind]} {{}}") if len(values) == 2 else None
            if same is None:
                raise ImportRefused(f"{type(operation).__name__} multiplies functions of the input with each other")
            return same
        found = values[0]
        for own in values[1:]:
            found = total(found, own if kind == "Add" else negated(own))
        return found

    def _with_number(self, kind: str, value: Value, node: Any) -> Value:
        """An operation with one constant, on either side."""
        arguments = node.arguments.args
        constants = [entry for entry in arguments if isinstance(entry, int | float)]
        if len(arguments) != 2 or len(constants) != 1:
            raise ImportRefused(f"{kind} with a tensor of the model's own")
        number = f"({rational_text(rational(constants[0]))})"
        first, second = (number, "z") if arguments[0] is constants[0] else ("z", number)
        return activated(value, f"{first} {_SUMS[kind]} {second}")

    def _dense(self, layer: Any, value: Value, path: str) -> Value:
        if id(layer) in self.layers:
            raise ImportRefused("the layer is used in two places")
        self.layers.add(id(layer))
        for name in ("activity_regularizer", "kernel_constraint", "bias_constraint", "lora_rank", "quantization_mode"):
            if getattr(layer, name, None) is not None:
                raise ImportRefused(f"the layer has {name}, which no spec states")
        if layer.compute_dtype not in {"float32", "float64"}:
            raise ImportRefused(f"the layer computes in {layer.compute_dtype}; single and double precision are read")
        weights = array(layer.kernel).T
        bias = array(layer.bias) if layer.use_bias else None
        trains, decay = self._treated(layer.kernel)
        trains_bias, bias_decay = self._treated(layer.bias) if bias is not None else (True, Fraction(0))
        own = Dense(weights, bias, None, trains, trains_bias, decay, bias_decay, path)
        return self._activated(affine(value, weights, own, self.inputs), activations.of_function(layer.activation))

    def _treated(self, variable: Any) -> tuple[bool, Fraction]:
        """Whether a variable is trained, and the coefficient of its squares; Keras penalises what it trains."""
        if id(variable) not in self.trainable:
            return False, Fraction(0)
        own = variable.regularizer
        if own is None:
            return True, Fraction(0)
        settings = own.get_config() if type(own).__module__.startswith("keras.") else {}
        if type(own).__name__ not in {"L2", "L1L2"} or float(settings.get("l1", 0)):
            raise ImportRefused(f"the regularizer {type(own).__name__} is no sum of squares; use L2")
        # Keras keeps the coefficient as a double; the user wrote a decimal.
        return True, rational(float(settings["l2"]), "shortest", "l2")


_SUMS: Final = MappingProxyType({"Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/", "TrueDivide": "/"})


def _only(values: Sequence[Value]) -> Value:
    if len(values) != 1:
        raise ImportRefused("a layer with several inputs")
    return values[0]


def _moved(layer: Any, kind: str, known: Features) -> Features:
    """The samples after a layer, as Keras computes them."""
    found = array(layer(known.data))
    return Features(found, known.kinds if kind in _SHAPES else (*known.kinds, kind))


def array(tensor: Any) -> Array:
    """A tensor or a variable as an array of its own precision. Raises ``ImportRefused`` for coarser ones."""
    from keras import ops

    found: Array = ops.convert_to_numpy(tensor)
    if found.dtype not in (np.float32, np.float64):
        raise ImportRefused(f"numbers of the type {found.dtype}; single and double precision are read")
    return found
