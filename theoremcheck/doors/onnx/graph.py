"""A graph of ONNX as branches of dense layers: what each tensor is, node by node."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np

from theoremcheck.doors.activations import IDEALISED
from theoremcheck.doors.numbers import Array, Policy, rational, rationals
from theoremcheck.doors.onnx.files import File, place, tensor
from theoremcheck.doors.onnx.operators import ACTIVATIONS, COARSE, REASONS, Node
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Dense
from theoremcheck.doors.values import Units, Value, activated, affine, combined, negated, total
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, eq=False)
class Features:
    """The input after maps of each feature by itself: x_k -> scale_k x_k + shift_k, exact, (d,) or one for all."""

    steps: tuple[tuple[Array, Array], ...] = ()
    kinds: tuple[str, ...] = ()

    def moved(self, scale: Array, shift: Array, kind: str) -> Features:
        """One more map."""
        return Features((*self.steps, (scale, shift)), (*self.kinds, kind))


@dataclass(frozen=True, eq=False)
class Above:
    """Whether units are above a number, which exporters of softplus ask."""

    value: Value
    bound: Fraction


@dataclass(frozen=True, eq=False)
class Unread:
    """A tensor that is none that a spec states, and why."""

    refusal: ImportRefused


Known: TypeAlias = Value | Features | Array | Above | Unread
Treatment: TypeAlias = tuple[Fraction, Fraction]
"""The coefficients of the squares of weights and of biases in the objective."""

_SAME: Final = frozenset({"Identity", "Cast", "Flatten", "Reshape", "Squeeze", "Unsqueeze"})
"""Operators that leave the numbers as they are; the comparison with the library watches over the shapes."""
_FLOATS: Final = frozenset({1, 11})
"""Single and double precision, as ONNX numbers its types."""
_ARITHMETIC: Final = MappingProxyType({"Add": "{} + {}", "Sub": "{} - {}", "Mul": "{} * {}", "Div": "{} / {}"})
_DOMAINS: Final = frozenset({"", "ai.onnx", "ai.onnx.ml"})


@dataclass
class Reader:
    """What every tensor of the graph is. ``inputs`` is d, ``decays`` of the objective, ``policy`` that of floats.

    Unless it is ``strict`` parameters may be used in two places, as by two outputs.
    """

    file: File
    inputs: int
    decays: Treatment
    policy: Policy
    strict: bool
    values: dict[str, Known] = field(default_factory=dict)
    features: Features | None = None
    trained: set[str] = field(default_factory=set)
    folded: list[str] = field(default_factory=list)
    coarse: bool = False

    def read(self, nodes: Sequence[Any]) -> Mapping[str, Known]:
        """The tensors of these nodes by name; one that is not read says why."""
        self.values.update(self.file.constants)
        self.values[self.file.input] = Features()
        for node in nodes:
            try:
                found = self._node(node)
            except ImportRefused as refused:
                where = refused if refused.path else ImportRefused(refused.reason, place(node))
                found = Unread(where)
            for name in node.output:
                self.values[name] = found
        return self.values

    def _node(self, node: Any) -> Known:
        given = [self.values.get(name) for name in node.input]
        for own in given:
            if isinstance(own, Unread):
                return own
        if node.domain not in _DOMAINS:
            raise ImportRefused(f"{node.op_type} belongs to {node.domain}, whose operators are not known")
        attributes = {entry.name: _attribute(entry) for entry in node.attribute}
        if node.op_type == "Constant":
            return _constant(attributes)
        if all(isinstance(own, np.ndarray) or own is None for own in given) and given:
            return _folded(node.op_type, given, attributes)
        operator = _OPERATORS.get(node.op_type)
        if operator is not None:
            return operator(self, node, given, attributes)
        if node.op_type in _SAME:
            if node.op_type == "Cast" and attributes.get("to") not in _FLOATS:
                raise ImportRefused("Cast to a type that is neither single nor double precision rounds its input")
            first = _first(given)
            return first if isinstance(first, Features) else self.value(first)
        if node.op_type in ACTIVATIONS:
            constants = tuple(entry if isinstance(entry, np.ndarray) else None for entry in given)
            self.coarse = self.coarse or node.op_type in COARSE
            text = ACTIVATIONS[node.op_type](Node(node.op_type, attributes, constants, self.policy))
            return activated(self.value(_first(given)), text)
        reason = REASONS.get(node.op_type, "is none of the operators that the importer knows")
        raise ImportRefused(f"{node.op_type} {reason}")

    def value(self, known: Known) -> Value:
        """A tensor as units, or sums of them."""
        if isinstance(known, Features):
            return Units()
        if isinstance(known, np.ndarray | Unread | Above):
            raise ImportRefused("an operation on something that are no units of a layer")
        return known

    def layer(self, node: Any, below: Known, weights: Array, bias: Array | None, factor: Fraction) -> Value:
        """A dense layer with these weights, (out, in), times a number."""
        if weights.ndim != 2:
            raise ImportRefused(f"weights of shape {weights.shape}; a matrix is expected")
        if isinstance(below, Features):
            if self.features is not None and self.features is not below:
                raise ImportRefused("two layers see the input moved in two ways")
            self.features = below
        value = self.value(below)
        own = place(node)
        decay = self.decays[0]
        if factor != 1:
            weights, decay = self.times(weights, factor), decay / factor**2
            self.folded.append(f"The weights of {own} stand for those of the file times {rational_text(factor)}.")
        moved = affine(value, weights, Dense(weights, None, None, weights_decay=decay, path=own), self.inputs)
        return moved if bias is None else self.biased(moved, bias)

    def biased(self, value: Value, bias: Array, factor: Fraction = Fraction(1)) -> Value:
        """Layers with a bias, (out,) or (1, out)."""
        if not isinstance(value, Units) or value.layer is None or value.neuron is not None:
            raise ImportRefused("a constant is added to something that is no dense layer")
        if value.layer.bias is not None:
            raise ImportRefused("a second bias is added to a layer")
        flat = bias.reshape(-1)
        if flat.shape != (value.layer.width,):
            raise ImportRefused(f"{value.layer.width} units and biases of shape {bias.shape}; one for each is expected")
        decay = self.decays[1]
        if factor != 1:
            flat, decay = self.times(flat, factor), decay / factor**2
        return replace(value, layer=replace(value.layer, bias=flat, bias_decay=decay))

    def times(self, numbers: Array, factor: Fraction) -> Array:
        """Exact products."""
        entries = [entry * factor for entry in rationals(numbers, self.policy, "a parameter")]
        return _exact(entries).reshape(numbers.shape)

    def taken(self, name: str) -> Array:
        """A constant of the file as trained parameters, which only one layer may have."""
        found = self.values[name]
        if not isinstance(found, np.ndarray):
            raise ImportRefused("weights that are no constants of the file")
        if found.dtype not in (np.float32, np.float64):
            raise ImportRefused(f"parameters of the type {found.dtype}; single and double precision are read")
        if self.strict and name in self.trained:
            raise ImportRefused(f"the parameters {name!r} are used in two places")
        self.trained.add(name)
        return found


Given: TypeAlias = Sequence[Any]
Attributes: TypeAlias = Mapping[str, Any]


def _gemm(reader: Reader, node: Any, given: Given, attributes: Attributes) -> Known:
    """Y = alpha A' B' + beta C."""
    if attributes.get("transA"):
        raise ImportRefused("Gemm with transA mixes the samples")
    weights = reader.taken(node.input[1])
    rows = weights if attributes.get("transB") else weights.T
    alpha = rational(np.float32(attributes.get("alpha", 1.0)), reader.policy, "alpha")
    beta = rational(np.float32(attributes.get("beta", 1.0)), reader.policy, "beta")
    if alpha == 0:
        raise ImportRefused("Gemm with alpha = 0 has no weights")
    found = reader.layer(node, _first(given), rows, None, alpha)
    if len(given) < 3 or given[2] is None or beta == 0:
        return found
    return reader.biased(found, reader.taken(node.input[2]), beta)


def _matmul(reader: Reader, node: Any, given: Given, _: Attributes) -> Known:
    if isinstance(given[0], np.ndarray):
        raise ImportRefused("MatMul with the constant on the left mixes the samples")
    if not isinstance(given[1], np.ndarray):
        raise ImportRefused("MatMul multiplies functions of the input with each other")
    return reader.layer(node, given[0], reader.taken(node.input[1]).T, None, Fraction(1))


def _arithmetic(reader: Reader, node: Any, given: Given, _: Attributes) -> Known:
    kind = node.op_type
    first, second = given
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        return _with_constant(reader, node, first, second)
    left, right = reader.value(first), reader.value(second)
    if kind == "Add":
        return total(left, right)
    found = combined((left, right), _ARITHMETIC[kind])
    if found is not None:
        return found
    if kind == "Sub":
        return total(left, negated(right))
    raise ImportRefused(f"{kind} of values of different layers; only sums of branches can be stated")


def _with_constant(reader: Reader, node: Any, first: Any, second: Any) -> Known:
    """The sum, or another combination, of a tensor and a constant: a map of features, a bias, or part of a formula."""
    kind = node.op_type
    on_left = isinstance(first, np.ndarray)
    constant, known = (first, second) if on_left else (second, first)
    if isinstance(known, Features):
        return _feature_map(known, kind, rationals(constant, reader.policy, "a constant"), on_left=on_left)
    value = reader.value(known)
    open_layer = isinstance(value, Units) and value.layer is not None and value.neuron is None
    if (
        kind == "Add"
        and open_layer
        and isinstance(value, Units)
        and value.layer is not None
        and value.layer.bias is None
    ):
        return reader.biased(value, reader.taken(node.input[0 if on_left else 1]))
    if constant.size != 1:
        raise ImportRefused(f"{kind} with a constant of shape {constant.shape}; one number for all units can be stated")
    text = f"({rational_text(rational(constant.reshape(-1)[0], reader.policy, 'a constant'))})"
    pattern = _ARITHMETIC[kind].format(*((text, "z") if on_left else ("z", text)))
    return activated(value, pattern)


def _feature_map(known: Features, kind: str, constant: Sequence[Fraction], *, on_left: bool) -> Features:
    numbers, one, zero = _exact(constant), _exact([Fraction(1)]), _exact([Fraction(0)])
    if kind == "Add":
        return known.moved(one, numbers, kind)
    if kind == "Sub":
        return known.moved(-one, numbers, kind) if on_left else known.moved(one, -numbers, kind)
    if kind == "Mul":
        return known.moved(numbers, zero, kind)
    if on_left or any(entry == 0 for entry in numbers):
        raise ImportRefused("Div by the features, or by zero")
    return known.moved(one / numbers, zero, kind)


def _scaler(reader: Reader, node: Any, given: Given, attributes: Attributes) -> Known:
    """(x - offset) * scale."""
    known = _first(given)
    if not isinstance(known, Features):
        raise ImportRefused("Scaler inside the network")
    offset, scale = (
        _exact(rationals(np.asarray(attributes.get(name, ()), dtype=np.float32), reader.policy, name))
        for name in ("offset", "scale")
    )
    if len({offset.size, scale.size} - {1}) > 1:
        raise ImportRefused(f"{offset.size} offsets and {scale.size} scales")
    return known.moved(scale, -offset * scale, "Scaler")


def _neg(reader: Reader, node: Any, given: Given, _: Attributes) -> Known:
    return negated(reader.value(_first(given)))


def _greater(reader: Reader, node: Any, given: Given, _: Attributes) -> Known:
    first, second = given
    if not isinstance(second, np.ndarray) or second.size != 1:
        raise ImportRefused("Greater of anything but units and one number")
    return Above(reader.value(first), rational(second.reshape(-1)[0], reader.policy, "a bound"))


def _where(reader: Reader, node: Any, given: Given, _: Attributes) -> Known:
    """Softplus as exporters write it: u itself where u is above a threshold, log(1 + exp(u)) elsewhere."""
    condition, above, below = given
    units = (condition.value, above, below) if isinstance(condition, Above) else ()
    same = units and combined([reader.value(own) for own in units], "{} {} {}") is not None
    if not same or (above.neuron, below.neuron) != (None, "softplus") or condition.bound < _THRESHOLD:
        raise ImportRefused("Where joins two formulas, which is known of softplus only")
    reader.folded.append(IDEALISED["softplus"])
    return reader.value(below)


_THRESHOLD: Final = 16
"""log(1 + exp(u)) - u is below the rounding unit of single precision above this."""

_OPERATORS: Final[Mapping[str, Callable[[Reader, Any, Given, Attributes], Known]]] = MappingProxyType(
    {
        "Gemm": _gemm,
        "MatMul": _matmul,
        "Add": _arithmetic,
        "Sub": _arithmetic,
        "Mul": _arithmetic,
        "Div": _arithmetic,
        "Neg": _neg,
        "Greater": _greater,
        "Where": _where,
        "Scaler": _scaler,
    }
)


# --- constants ------------------------------------------------------------------------------------------------------


def _exact(entries: Sequence[Fraction]) -> Array:
    """An array of rationals."""
    return np.array(entries, dtype=object)


def _first(given: Given) -> Any:
    if not given or given[0] is None:
        raise ImportRefused("the first input of the node is missing")
    return given[0]


def _attribute(entry: Any) -> Any:
    from onnx import helper

    return helper.get_attribute_value(entry)


def _constant(attributes: Attributes) -> Array:
    if "value" in attributes:
        return tensor(attributes["value"])
    for name, kind in (("value_float", np.float32), ("value_floats", np.float32), ("value_int", np.int64)):
        if name in attributes:
            return np.asarray(attributes[name], dtype=kind)
    return np.asarray(attributes.get("value_ints", ()), dtype=np.int64)


def _folded(kind: str, given: Given, attributes: Attributes) -> Array:
    """A constant made of a constant: only what moves its numbers."""
    own = _first(given)
    if kind == "Transpose":
        order = attributes.get("perm")
        return np.transpose(own, None if order is None else tuple(order))
    if kind in {"Identity", "Cast"}:
        return np.asarray(own)
    if kind in {"Reshape", "Squeeze", "Unsqueeze", "Flatten"}:
        return np.asarray(own.reshape(-1))
    raise ImportRefused(f"{kind} of constants; fold them before the import")
