"""The common form of all imported networks: sums of stacks of dense layers, with the loss as the language writes it.

A door reads a model of its library and makes a :class:`Stack` of it; ``doors.build`` makes the spec, the point and the
check against the library's own numbers. What no stack can hold is refused by the door, with the path in the model; what
the language cannot state is refused in ``doors.statement``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction
from math import isnan
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from theoremcheck.doors.numbers import Array
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.records import dataclass

Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Dense:
    """h -> s(W h + b). ``weights`` are W, (out, in), ``bias`` b, (out,) or None, of floats or of ``Fraction``.

    ``neuron`` is s as the language writes it: a name of the library with its parameters, "leaky_relu(1/100)", or a
    formula in z; None in the last layer, which is affine. ``*_decay`` is the coefficient of the sum of squares of the
    entries in the objective. ``path`` is where the layer is in the model.
    """

    weights: Array
    bias: Array | None = None
    neuron: str | None = None
    trains_weights: bool = True
    trains_bias: bool = True
    weights_decay: Fraction = Fraction(0)
    bias_decay: Fraction = Fraction(0)
    path: str = ""

    @property
    def width(self) -> int:
        """The number of its units."""
        return int(self.weights.shape[0])

    @property
    def inputs(self) -> int:
        """The number of entries it takes."""
        return int(self.weights.shape[1])


Branch: TypeAlias = tuple[Dense, ...]
"""Dense layers one after another; the last one has one unit and no neuron."""


@dataclass(frozen=True, eq=False)
class Reference:
    """What the library itself computes at the imported point: ``outputs`` f(x_i), (n,), and ``value``, its objective.

    ``single`` if it holds its weights in single precision. ``head`` is a neuron that its outputs went through, if any;
    ``neuron_error`` bounds how far an activation of the library is from the neuron that it is taken for, and
    ``value_error`` how far the library's own rounding may have moved ``value``.
    """

    outputs: Floats
    value: float | None = None
    single: bool = False
    head: str | None = None
    neuron_error: float = 0.0
    value_error: float = 0.0


@dataclass(frozen=True, eq=False)
class Stack:
    """The network f = the sum of ``branches``, and the objective that the library minimises.

    L = ``scale`` * (sum_i w_i l(-y_i f(x_i))) / (sum_i w_i) + the decays of the layers, with the sample weights w,
    (n,) or None for equal ones. ``loss`` is l as the language writes it: a name, "polynomial_hinge(3)", or a formula
    in z. ``notes`` are sentences for the user: idealisations, and what the imported point stands for.
    """

    branches: tuple[Branch, ...]
    loss: str
    scale: Fraction = Fraction(1)
    weights: tuple[Fraction, ...] | None = None
    notes: tuple[str, ...] = ()
    library: str = "the library"
    reference: Reference | None = field(default=None)

    @property
    def dimension(self) -> int:
        """The number of features."""
        return self.branches[0][0].inputs

    def require_consistent(self) -> None:
        """Raises ``ImportRefused`` where the shapes do not fit together or a layer is none that a stack may hold."""
        if not self.branches or not all(self.branches):
            raise ImportRefused("the model has no layer")
        for branch in self.branches:
            _require_chain(branch, self.dimension)


def _require_chain(branch: Branch, inputs: int) -> None:
    for index, layer in enumerate(branch):
        last = index == len(branch) - 1
        if layer.weights.ndim != 2:
            raise ImportRefused(f"weights of shape {layer.weights.shape}, a matrix is expected", layer.path)
        if layer.inputs != inputs:
            raise ImportRefused(f"the layer takes {layer.inputs} numbers and is given {inputs}", layer.path)
        if layer.bias is not None and layer.bias.shape != (layer.width,):
            raise ImportRefused(f"{layer.width} units and biases of shape {layer.bias.shape}", layer.path)
        if last and layer.width != 1:
            raise ImportRefused(f"{layer.width} outputs; a spec has one, f(x), whose sign is the class", layer.path)
        if last != (layer.neuron is None):
            raise ImportRefused("the last layer, and no other, is affine", layer.path)
        inputs = layer.width


def binary_labels(y: Any, positive: Any = None) -> tuple[tuple[int, ...], str]:
    """Labels as +1 and -1, (n,), and the note that says what +1 means.

    0/1, -1/1, True/False, or any two values: the greater one is +1 unless ``positive`` names it. Raises
    ``ImportRefused`` where there are not exactly two.
    """
    values = _column(y)
    kinds = set(values)
    if any(isinstance(value, float) and isnan(value) for value in kinds):
        raise ImportRefused("a label is NaN")
    texts = sum(isinstance(value, str) for value in kinds)
    if 0 < texts < len(kinds) or not all(isinstance(value, str | int | float) for value in kinds):
        raise ImportRefused("the labels are of mixed types; use 0/1, -1/1 or two strings")
    ordered = sorted(kinds)
    if len(ordered) != 2:
        shown = ", ".join(map(repr, ordered[:5])) + (", ..." if len(ordered) > 5 else "")
        raise ImportRefused(f"labels of two classes are needed; here they are {shown or 'none'}")
    chosen = ordered[1] if positive is None else positive
    if chosen not in ordered:
        raise ImportRefused(f"no label is {chosen!r}; the labels are {ordered[0]!r} and {ordered[1]!r}")
    other = ordered[0] if chosen == ordered[1] else ordered[1]
    note = f"+1 is the label {chosen!r}, -1 the label {other!r}."
    return tuple(1 if value == chosen else -1 for value in values), note


def _column(y: Any) -> Sequence[Any]:
    """The labels as Python values; a column (n, 1) counts as a list."""
    array = np.asarray(y)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise ImportRefused(f"labels of shape {array.shape}; one for each sample is expected, (n,)")
    if array.dtype.kind not in "biufUO":
        raise ImportRefused(f"labels of the type {array.dtype}; use 0/1, -1/1 or two strings")
    return [int(value) if isinstance(value, float) and value.is_integer() else value for value in array.tolist()]
