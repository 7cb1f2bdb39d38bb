"""ONNX: the network of a file becomes a spec.

A file holds the network, and neither its loss nor what was trained: every weight and bias of a layer is taken as
trained, and the loss is given as a spec writes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from theoremcheck.doors.activations import in_library
from theoremcheck.doors.imports import Import, build, feature_matrix, sample_weights
from theoremcheck.doors.numbers import POLICIES, Array, Policy, rational, rationals
from theoremcheck.doors.onnx.files import File, computed, load
from theoremcheck.doors.onnx.graph import Above, Features, Known, Reader, Unread
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Branch, Reference, Stack, binary_labels
from theoremcheck.doors.values import TWO_LOGITS, Sum, Units, Value, difference, head_of, width

_HEADS: Final = {"Sigmoid": 1, "Softmax": 2, "LogSoftmax": 2}
"""Operators that turn f, or two logits, into probabilities, and how many numbers they take."""
_LABELLING: Final = frozenset(
    {
        *("Sub", "Concat", "ArgMax", "ZipMap", "ArrayFeatureExtractor", "LabelEncoder", "Binarizer", "TopK", "Where"),
        *("Reshape", "Cast", "Identity", "Flatten", "Squeeze", "Unsqueeze", "Greater", "GreaterOrEqual", "Less", "Not"),
    }
)
"""What exporters put behind the probabilities of a classifier."""


def from_onnx(
    path: str | Path,
    X: Any,
    y: Any,
    loss: str,
    *,
    output: str | None = None,
    weights_l2: float | Fraction = 0,
    biases_l2: float | Fraction = 0,
    sample_weight: Any = None,
    numbers: Policy = "shortest",
) -> Import:
    """The network of an ONNX file, with data and a loss, as a spec with a point.

    ``X``, (n, d), and ``y``, (n,), are the samples with two labels. ``loss`` is l(z) at z = -y f(x) as a spec writes
    it: "logistic", "polynomial_hinge(3)", or a formula in z. f is the tensor ``output``; by default that of the model,
    or what goes into its final Sigmoid; of two logits f is their difference. ``weights_l2`` and ``biases_l2`` are the
    coefficients of the sums of squares in the objective. Raises ``ImportRefused`` for anything that is no sum of
    branches of dense layers.
    """
    if numbers not in POLICIES:
        raise ImportRefused(f"numbers={numbers!r}: the policies are 'shortest' and 'exact'")
    file = load(path)
    features = feature_matrix(X)
    labels, said = binary_labels(y)
    decays = (rational(weights_l2, "shortest", "weights_l2"), rational(biases_l2, "shortest", "biases_l2"))
    name = output
    if name is None:
        draft = Reader(file, features.shape[1], decays, numbers, strict=False)
        name = _output(file, draft.read(file.nodes), features.shape[1])
    reader = Reader(file, features.shape[1], decays, numbers, strict=True)
    value = _required(reader.read(file.below(name)), name, output)
    branches, head = head_of(value)
    count = width(value, features.shape[1])
    notes = [said, *_notes(file, name), *reader.folded]
    single = reader.coarse or _is_single(file, branches)
    outputs = computed(file, name, np.asarray(features, dtype=np.float64), single=_input_is_single(file))
    notes += [TWO_LOGITS] if count == 2 else []
    stack = Stack(
        _one_output(branches, count, numbers),
        _loss(loss, head, count),
        weights=None if sample_weight is None else sample_weights(sample_weight, len(labels), numbers),
        library="the reference implementation of ONNX",
        reference=Reference(_flat(outputs, count, head), single=single),
    )
    maps = reader.features or Features()
    moved = _moved(features, maps, numbers) if maps.steps else features
    if maps.steps:
        kinds = ", ".join(dict.fromkeys(maps.kinds))
        notes.append(f"The problem is about the data as {kinds} of the model left them, computed exactly.")
    return build(stack, moved, labels, numbers=numbers, notes=notes)


def _notes(file: File, name: str) -> list[str]:
    trained = "An ONNX file does not say what was trained: every weight and bias of a layer is taken as trained."
    return [f"f is the tensor {name!r}.", trained] if name not in file.outputs else [trained]


# --- which tensor is f ----------------------------------------------------------------------------------------------


def _required(known: Mapping[str, Known], name: str, asked: str | None) -> Value:
    found = known.get(name)
    if found is None:
        raise ImportRefused(f"the model has no tensor {asked!r}" if asked else "the model has no output")
    if isinstance(found, Unread):
        raise found.refusal
    if isinstance(found, Features | Above | np.ndarray):
        raise ImportRefused(f"{name!r} is no function of layers")
    return found


def _output(file: File, known: Mapping[str, Known], inputs: int) -> str:
    """The output of the model, or what goes into its Sigmoid or Softmax, after which there are no more layers."""
    for node in file.nodes:
        own = known.get(node.input[0]) if node.op_type in _HEADS else None
        fits = isinstance(own, Units | Sum) and width(own, inputs) == _HEADS[node.op_type]
        if fits and _is_last(file, node.input[0]):
            return str(node.input[0])
    readable = [name for name in file.outputs if not isinstance(known.get(name), Unread)]
    if len(file.outputs) > 1 and len(readable) > 1:
        names = ", ".join(map(repr, file.outputs))
        raise ImportRefused(f"the model has the outputs {names}; choose one by output=")
    return (readable or list(file.outputs))[0]


def _is_last(file: File, name: str) -> bool:
    """True if the outputs depend on the input through this tensor only, and it is made to probabilities and labels."""
    around, after = {file.input}, {name}
    for node in file.nodes:
        if after & set(node.input):
            if node.op_type not in {*_HEADS, *_LABELLING} or around & set(node.input):
                return False
            after |= set(node.output)
        elif around & set(node.input):
            around |= set(node.output) - {name}
    return not around & set(file.outputs)


def _one_output(branches: tuple[Branch, ...], count: int, numbers: Policy) -> tuple[Branch, ...]:
    if count == 2:
        return difference(branches, numbers)
    return branches


def _flat(outputs: Array, count: int, head: str | None) -> Array:
    """f(x_i), (n,), from what the library computes; through an odd function it is undone in doubles."""
    found = np.asarray(outputs, dtype=np.float64)
    found = found.reshape(len(found), -1)
    if found.shape[1] != count:
        raise ImportRefused(f"the output has the shape {outputs.shape}; {count} for each sample was expected")
    if count == 2:
        return np.asarray(found[:, 1] - found[:, 0])
    return found[:, 0]


def _loss(loss: str, head: str | None, count: int) -> str:
    """The loss of f, the sum of the branches; of a head that is odd, the loss at the head of z."""
    if not isinstance(loss, str):
        raise ImportRefused("the loss is given as a text: 'logistic', or a formula in z = -y f(x)")
    if not in_library("loss", loss) and "z" not in loss:
        raise ImportRefused(f"no loss is named {loss!r:.60}; a formula in z = -y f(x) is also taken")
    if count > 2:
        raise ImportRefused(f"the model has {count} outputs; a spec has one, f(x), or the difference of two")
    if head is None:
        return loss
    raise ImportRefused(
        f"the output goes through {head}; choose the tensor before it by output=, with the loss at that f"
    )


# --- numbers --------------------------------------------------------------------------------------------------------


def _is_single(file: File, branches: Sequence[Branch]) -> bool:
    arrays = [array for branch in branches for layer in branch for array in (layer.weights, layer.bias)]
    types = {array.dtype for array in arrays if array is not None}
    return types != {np.dtype(np.float64)} or _input_is_single(file)


def _input_is_single(file: File) -> bool:
    entry = next(own for own in file.model.graph.input if own.name == file.input)
    return bool(entry.type.tensor_type.elem_type == 1)


def _moved(X: Array, features: Features, numbers: Policy) -> Array:
    """X after the maps of the model, exactly, (n, d)."""
    rows = np.array([rationals(row, numbers, f"X[{index}]") for index, row in enumerate(X)], dtype=object)
    for scale, shift in features.steps:
        if {scale.size, shift.size} - {1, X.shape[1]}:
            raise ImportRefused(f"{max(scale.size, shift.size)} numbers for {X.shape[1]} features")
        rows = rows * scale + shift
    return rows
