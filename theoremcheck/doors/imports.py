"""From a stack of layers and data to a spec and a point, compared with what the library itself computes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from theoremcheck.doors.activations import in_library
from theoremcheck.doors.evaluate import Evaluated, evaluated
from theoremcheck.doors.numbers import POLICIES, Array, Policy, rational, rationals
from theoremcheck.doors.refusals import ImportMismatch, ImportRefused
from theoremcheck.doors.stack import Floats, Reference, Stack
from theoremcheck.doors.statement import Statement, state
from theoremcheck.functions.floats import compile_float
from theoremcheck.language import loads
from theoremcheck.language.spec import Candidate, Spec
from theoremcheck.trusted.bounds import MAX_DIMENSION, MAX_ROWS
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Dataset, Function, Vector

if TYPE_CHECKING:
    import torch

_DOUBLE: Final = 2.0**-52
_SINGLE: Final = 2.0**-23
_SLACK: Final = 16.0
"""How many times the first-order bound on rounding a deviation may be."""
_WORDS: Final = {
    "shortest": "every float is read as the shortest decimal that gives the same float (0.1 is 1/10)",
    "exact": "every float is read as its exact binary value",
}


@dataclass(frozen=True)
class Import:
    """A network of another library as a spec, with the point that its parameters are.

    ``point`` holds the entries of every block row by row, as exact rationals. ``notes`` are sentences on what the
    import idealises, what +1 means, how floats were read, and how close the spec comes to the library's own numbers.
    """

    spec: Spec
    point: Candidate
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """One line."""
        problem = self.spec.problem
        network = problem.network
        size = sum(network.sizes(problem.dataset.dimension or 0).values())
        parts = [f"width={network.width}"] if network.width else []
        parts += [f"deep={tuple(layer.width for layer in network.deep)}"] if network.deep else []
        samples = len(problem.samples.points)
        return f"Import({', '.join(parts)}, loss={problem.loss.name}, {samples} samples, {size} parameters)"

    @property
    def full(self) -> Vector:
        """All parameters in one list, (p,), in the order of ``Layout``."""
        return tuple(entry for _, entries in self.point.values for entry in entries)

    def to_torch(self, point: Candidate | None = None) -> torch.nn.Module:
        """The network as a PyTorch module in double precision, at the point (its own if none is given)."""
        from theoremcheck.doors.pytorch.module import to_torch

        return to_torch(self.spec, self.point if point is None else point)


def build(
    stack: Stack, X: Any, labels: Sequence[int], *, numbers: Policy = "shortest", notes: Sequence[str] = ()
) -> Import:
    """The import of a stack with samples X, (n, d), and labels, (n,), +1 or -1.

    Compares with ``stack.reference``, where there is one. Raises ``ImportRefused`` for what cannot be stated, and
    ``ImportMismatch`` where the spec does not compute what the library does.
    """
    if numbers not in POLICIES:
        raise ImportRefused(f"numbers={numbers!r}: the policies are 'shortest' and 'exact'")
    statement = state(stack, numbers)
    dataset = _dataset(X, labels, stack, numbers)
    spec = _spec(statement, dataset)
    point = Candidate(statement.values)
    layout = Layout.of(spec.problem)
    if tuple(block for block in layout.blocks if layout.count(block)) != tuple(block for block, _ in point.values):
        raise ImportMismatch("the blocks of the point are not those of the spec")
    found = Import(spec, point)
    said = [*notes, *stack.notes, *statement.notes, f"Numbers: {_WORDS[numbers]}."]
    if stack.reference is not None:
        said.append(_compared(found, stack, stack.reference))
    return replace(found, notes=tuple(dict.fromkeys(said)))


def _dataset(X: Any, labels: Sequence[int], stack: Stack, numbers: Policy) -> Dataset:
    points = feature_matrix(X)
    count, dimension = points.shape
    if len(labels) != count:
        raise ImportRefused(f"X has {count} samples, y has {len(labels)} labels")
    if dimension != stack.dimension:
        layer = stack.branches[0][0]
        message = f"the network takes {stack.dimension} features, X has {dimension}"
        raise ImportRefused(message, layer.path)
    if count > MAX_ROWS or dimension > MAX_DIMENSION:
        bounds = f"MAX_ROWS = {MAX_ROWS} samples of MAX_DIMENSION = {MAX_DIMENSION} features"
        raise ImportRefused(f"X has the shape ({count}, {dimension}): more than {bounds}")
    if set(labels) != {1, -1}:
        raise ImportRefused("both classes need at least one sample")
    weights = stack.weights if stack.weights is not None else (Fraction(1),) * count
    if len(weights) != count:
        raise ImportRefused(f"X has {count} samples, {len(weights)} sample weights are given")
    if any(weight <= 0 for weight in weights):
        raise ImportRefused("a sample weight is not positive; leave such samples out of X and y")
    rows = tuple(rationals(row, numbers, f"X[{index}]") for index, row in enumerate(points))
    return Dataset(rows, tuple(labels), tuple(weights), "data")


def feature_matrix(X: Any) -> Array:
    """X as an array, (n, d), of numbers; a data frame is taken by its values. Raises ``ImportRefused``."""
    array = np.asarray(X)
    if array.ndim != 2 or not array.size:
        raise ImportRefused(f"X has the shape {array.shape}; (n, d) is expected, one row for each sample")
    if array.dtype.kind not in "biufO":
        raise ImportRefused(f"X holds values of the type {array.dtype}; numbers are expected")
    if array.dtype.kind == "f":
        wrong = np.argwhere(~np.isfinite(array))
        if len(wrong):
            row, column = wrong[0]
            raise ImportRefused(f"X[{row}, {column}] is {array[row, column]}, which is no finite number")
    return array


def _spec(statement: Statement, dataset: Dataset) -> Spec:
    """The spec: the text is read as any other, then the data take the place of a dataset of their dimension."""
    loaded = loads(statement.text, "<import>")
    if loaded.spec is None:
        # The text is the importer's own, so what is wrong in it comes from the numbers or the formulas of the model.
        first = loaded.diagnostics[0]
        raise ImportRefused(f"the language does not state this network: {first.message} [{first.code}]")
    return replace(loaded.spec, path=Path("<import>"), problem=replace(loaded.spec.problem, dataset=dataset))


def _compared(found: Import, stack: Stack, reference: Reference) -> str:
    """The note on the largest deviation. Raises ``ImportMismatch`` where rounding does not explain it."""
    eps = _SINGLE if reference.single else _DOUBLE
    own = evaluated(found.spec.problem, found.full, eps, reference.neuron_error)
    outputs, error = (own.outputs, own.outputs_error) if reference.head is None else _through(reference.head, own, eps)
    if outputs.shape != reference.outputs.shape:
        raise ImportMismatch(f"outputs of shape {reference.outputs.shape}, {outputs.shape} expected")
    deviation = np.abs(outputs - reference.outputs)
    if not np.all(np.isfinite(deviation)):
        raise ImportMismatch("an output is no finite number")
    if np.any(deviation > _SLACK * error):
        worst = int(np.argmax(deviation - _SLACK * error))
        there = f"f = {reference.outputs[worst]:.12g} in {stack.library}, {outputs[worst]:.12g} in the spec"
        raise ImportMismatch(f"the spec does not compute what {stack.library} does: at sample {worst + 1} {there}")
    said = f"At the imported point f deviates from {stack.library} by at most {deviation.max():.1e}"
    if reference.value is None:
        return f"{said}."
    off = abs(own.value - reference.value)
    if not off <= _SLACK * (own.value_error + eps * abs(own.value)):
        there = f"{reference.value:.12g} in {stack.library}, {own.value:.12g} in the spec"
        raise ImportMismatch(f"the spec does not have the objective of {stack.library}: L = {there}")
    return f"{said}, and L = {own.value:.9g} by {off:.1e}."


def _through(head: str, own: Evaluated, eps: float) -> tuple[Floats, Floats]:
    """The outputs and their errors after the activation that the library applies to f."""
    value, slope, _ = compile_float(neuron_expr(head)).jet(own.outputs)
    return value, np.abs(slope) * own.outputs_error + 4 * eps * (np.abs(value) + np.abs(slope * own.outputs))


def neuron_expr(text: str) -> Expr:
    """The expression of a neuron that is written as the language does. Raises ``ImportRefused``."""
    declared = "" if in_library("neuron", text) else f"neuron s(z) = {text}\n"
    name = "s" if declared else text
    network = f"network {{ shortcut = 1 {name} }}"
    loaded = loads(f"{declared}dataset data {{ dimension 1 }}\nloss square\n{network}", "<import>")
    neuron = None if loaded.spec is None else loaded.spec.problem.neuron
    if not isinstance(neuron, Function):
        raise ImportRefused(f"the language does not state the activation {text}")
    return neuron.expr


def sample_weights(weights: Any, count: int, numbers: Policy) -> tuple[Fraction, ...]:
    """Sample weights, (n,), as rationals. Raises ``ImportRefused``."""
    array = np.asarray(weights)
    if array.shape != (count,):
        raise ImportRefused(f"sample weights of shape {array.shape}; one for each of {count} samples is expected")
    return tuple(rational(value, numbers, "a sample weight") for value in array)
