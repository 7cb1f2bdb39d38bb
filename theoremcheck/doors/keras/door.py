"""Keras: a Sequential or Functional model of dense layers, with its loss and its regularizers, becomes a spec."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np

from theoremcheck.doors.imports import Import, build, sample_weights
from theoremcheck.doors.keras.activations import SOFTMAX
from theoremcheck.doors.keras.graph import Features, Reader, array
from theoremcheck.doors.keras.losses import Reading, read_loss, shown
from theoremcheck.doors.numbers import POLICIES, Array, Policy
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Reference, Stack, binary_labels
from theoremcheck.doors.values import TWO_LOGITS, difference, head_of, width

_ONE: Final = Fraction(1)


def from_keras(
    model: Any,
    X: Any,
    y: Any,
    *,
    loss: Any = None,
    sample_weight: Any = None,
    numbers: Policy = "shortest",
) -> Import:
    """A Keras model with its data as a spec with a point.

    ``X``, (n, d) or what the model takes, and ``y``, (n,) with two labels or one-hot (n, 2), are the samples. The loss
    is that of ``compile``, or ``loss``: one of Keras, or l(z) at z = -y f(x) as a spec writes it. ``sample_weight``,
    (n,), is that of ``fit``. Layers that are not trainable are frozen, L2 regularizers become the penalty. Raises
    ``ImportRefused`` for anything that is no sum of branches of dense layers.
    """
    if numbers not in POLICIES:
        raise ImportRefused(f"numbers={numbers!r}: the policies are 'shortest' and 'exact'")
    _require_known(model)
    chosen = _loss_of(model, loss)
    data = _samples(X)
    labels, said = binary_labels(_labels(y))
    if len(labels) != len(data):
        raise ImportRefused(f"X has {len(data)} samples, y has {len(labels)} labels")
    reader = Reader(data, frozenset(map(id, model.trainable_variables)))
    value = reader.value(reader.model(model, Features(data)), path=model.name)
    branches, head = head_of(value)
    count = width(value, reader.inputs)
    if count > 2:
        raise ImportRefused(f"{count} outputs; a spec has one, f(x), or two logits", branches[0][-1].path)
    reading = read_loss(chosen, head, count)
    _require_targets(reading, y, labels)
    weights = (_ONE,) * len(labels)
    if sample_weight is not None:
        weights = sample_weights(sample_weight, len(labels), numbers)
    stack = Stack(
        difference(branches, numbers) if count == 2 else branches,
        reading.text,
        *_weighed(reading, labels, weights),
        (*reader.notes, *reading.notes, *_said(reader, reading, count)),
        "Keras",
        _reference(model, data, head, count),
    )
    features = (reader.features or Features(data)).data
    return build(stack, features.reshape(len(features), -1), labels, numbers=numbers, notes=[said])


# --- the model ------------------------------------------------------------------------------------------------------


def _require_known(model: Any) -> None:
    """Refuses what is no graph of layers, or has terms of its own in the objective."""
    import keras

    if not isinstance(model, keras.Model):
        raise ImportRefused(f"{type(model).__name__} is no keras.Model")
    if not model.built or not getattr(model, "outputs", None):
        why = "it is no graph of layers; use keras.Sequential, or keras.Model(inputs, outputs)"
        if isinstance(model, keras.Sequential):
            why = "it is not built; give it an Input, or fit it first"
        raise ImportRefused(f"the {type(model).__name__} cannot be read: {why}", model.name)
    for layer in model._flatten_layers():
        if getattr(layer, "_losses", None) or getattr(layer, "_loss_ids", None):
            raise ImportRefused("the layer adds a loss of its own", layer.name)
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and getattr(optimizer, "weight_decay", None):
        message = "shrinks the parameters beside the gradient, and belongs to no objective; use kernel_regularizer"
        raise ImportRefused(f"weight_decay={optimizer.weight_decay} {message}", f"{model.name}.optimizer")


def _loss_of(model: Any, loss: Any) -> Any:
    if loss is not None:
        return loss
    own = getattr(model, "loss", None)
    if own is None or not getattr(model, "compiled", False):
        raise ImportRefused("the model is not compiled with a loss; give one by loss=", model.name)
    if isinstance(own, list | tuple | dict) and len(own) == 1:
        own = next(iter(own.values() if isinstance(own, dict) else own))
    if isinstance(own, list | tuple | dict):
        raise ImportRefused("several losses; a spec has one", model.name)
    weights = getattr(getattr(model, "_compile_loss", None), "_user_loss_weights", None)
    if weights is not None:
        raise ImportRefused("compile(loss_weights=...) changes the weight of the regularizers", model.name)
    return own


def _said(reader: Reader, reading: Reading, count: int) -> list[str]:
    notes = [TWO_LOGITS] if count == 2 else []
    kinds = reader.features.kinds if reader.features is not None else ()
    if kinds:
        notes.append(f"The problem is about the data as {', '.join(kinds)} left them, in the floats of Keras.")
    if reading.reduction == "sum":
        notes.append("L is the sum over the samples, as Keras reduces it over one batch of all.")
    return notes


# --- samples --------------------------------------------------------------------------------------------------------


def _samples(X: Any) -> Array:
    """The samples as an array, (n, ..), of floats as Keras sees them or of whole numbers."""
    found = np.asarray(X.toarray() if hasattr(X, "toarray") else X)
    if found.dtype.kind not in "biuf" or found.ndim < 2 or not found.size:
        raise ImportRefused(f"X has the shape {found.shape} and the type {found.dtype}; numbers, (n, d), are expected")
    if found.dtype.kind == "f" and not np.isfinite(found).all():
        raise ImportRefused("X holds a value that is no finite number")
    return found.astype(np.float64) if found.dtype.kind != "f" else found


def _labels(y: Any) -> Any:
    """Labels of one-hot rows, (n, 2), as 0 and 1; others as they are."""
    found = np.asarray(y)
    if found.ndim == 2 and found.shape[1] == 2:
        if not np.isin(found, (0, 1)).all() or not (found.sum(axis=1) == 1).all():
            raise ImportRefused("y has two columns that are not one-hot")
        return found[:, 1].astype(int)
    return found


def _require_targets(reading: Reading, y: Any, labels: Sequence[int]) -> None:
    values = np.asarray(_labels(y)).ravel().tolist()
    if not reading.targets or any(isinstance(value, str) for value in values):
        return
    given = tuple(float(next(v for v, sign in zip(values, labels, strict=True) if sign == s)) for s in (-1, 1))
    if given not in [tuple(map(float, targets)) for targets in reading.targets]:
        message = f"the loss takes the targets {shown(reading.targets)} here; y has {given[0]:g} and {given[1]:g}"
        raise ImportRefused(message, "loss")


def _weighed(
    reading: Reading, labels: Sequence[int], weights: Sequence[Fraction]
) -> tuple[Fraction, tuple[Fraction, ...] | None]:
    """The factor of the weighted mean, and the weights of the samples, (n,), None for equal ones.

    Keras divides the weighted sum by the number of samples, or does not divide it, or by the sum of the weights.
    """
    negative, positive = reading.classes
    if reading.reduction == "mean_with_sample_weight" and negative != positive:
        raise ImportRefused("class balancing with the reduction 'mean_with_sample_weight'", "loss")
    factors = tuple(w * (positive if sign > 0 else negative) for w, sign in zip(weights, labels, strict=True))
    total = sum(factors, Fraction(0))
    scale = {"sum": total, "mean_with_sample_weight": _ONE}.get(reading.reduction, total / len(factors))
    return scale, None if len(set(factors)) == 1 else factors


# --- Keras' own numbers ---------------------------------------------------------------------------------------------


def _reference(model: Any, data: Array, head: str | None, count: int) -> Reference:
    """What the model computes: its output, or the probability of the class +."""
    import keras

    outputs = np.asarray(array(model(data, training=False)), dtype=np.float64).reshape(len(data), -1)
    types = {str(variable.dtype) for variable in model.variables} | {model.compute_dtype}
    # With another library than TensorFlow below it Keras multiplies matrices of doubles in single precision.
    single = types != {"float64"} or data.dtype != np.float64 or keras.backend.result_type(*types) != "float64"
    if count == 2 and head is None:
        return Reference(outputs[:, 1] - outputs[:, 0], single=single)
    if head == SOFTMAX:
        return Reference(outputs[:, 1], single=single, head="sigmoid")
    return Reference(outputs[:, 0], single=single, head=head)
