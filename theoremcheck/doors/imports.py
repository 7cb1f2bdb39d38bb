"""From a stack of layers and data to a spec and a point, compared with what the library itself computes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from theoremcheck.api.arrays import as_array, read_table
from theoremcheck.api.exact import Reader
from theoremcheck.api.points import AnyPoint, Point
from theoremcheck.api.specs import Spec
from theoremcheck.doors.activations import in_library
from theoremcheck.doors.evaluate import SLACK, Evaluated, evaluated, steepest
from theoremcheck.doors.numbers import POLICIES, Array, Policy, rational
from theoremcheck.doors.refusals import ImportMismatch, ImportRefused
from theoremcheck.doors.stack import Floats, Reference, Stack
from theoremcheck.doors.statement import Statement, state
from theoremcheck.functions.floats import compile_float
from theoremcheck.language import loads
from theoremcheck.report.display.contents import import_card
from theoremcheck.report.display.html import html
from theoremcheck.report.display.latex import problem_latex
from theoremcheck.report.display.markdown import markdown
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import BRANCHES, Block, Dataset, Function, remembered
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    import torch
    from sklearn.neural_network import MLPClassifier

_DOUBLE: Final = 2.0**-52
_SINGLE: Final = 2.0**-23
_WORDS: Final = {
    "shortest": "every float is read as the shortest decimal that gives the same float (0.1 is 1/10)",
    "exact": "every float is read as its exact binary value",
}


@dataclass(frozen=True)
class Import:
    """A network of another library as a spec, with the point that its parameters are.

    ``notes`` are sentences on what the import idealises, what +1 means, how floats were read, and how close the spec
    comes to the library's own numbers.
    """

    spec: Spec
    point: Point
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """One line."""
        problem = self.spec.problem
        network = problem.network
        parts = [f"width={network.width}"] if network.width else []
        parts += [f"{b.value}={tuple(layer.width for layer in own)}" for b, own in network.branches.items()]
        sizes = f"{len(problem.samples.points)} samples, {len(self.point.full)} parameters"
        return f"<Import of {', '.join(parts)}, loss={problem.loss.name}: {sizes}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return html(import_card(self.spec, self.point.full, self.notes))

    def _repr_markdown_(self) -> str:
        return markdown(import_card(self.spec, self.point.full, self.notes))

    def _repr_latex_(self) -> str:
        """The problem in sentences for a paper."""
        return problem_latex(self.spec.problem)

    def to_torch(self, P: AnyPoint | None = None) -> torch.nn.Module:
        """The network as a PyTorch module in double precision, at the point P (the imported one if none is given)."""
        from theoremcheck.doors.pytorch.module import to_torch

        return to_torch(self.spec, self.point if P is None else P)

    def to_sklearn(self, P: AnyPoint | None = None) -> MLPClassifier:
        """The network as a fitted scikit-learn classifier, at the point P (the imported one if none is given)."""
        from theoremcheck.doors.scikit_learn.classifier import to_sklearn

        return to_sklearn(self.spec, self.point if P is None else P)


def build(
    stack: Stack, X: Any, labels: Sequence[int], *, numbers: Policy = "shortest", notes: Sequence[str] = ()
) -> Import:
    """The import of a stack with samples X, (n, d), and labels, (n,), +1 or -1.

    Compares with ``stack.reference``, where there is one. Raises ``ImportRefused`` for what cannot be stated,
    ``ImportMismatch`` where the spec does not compute what the library does, and ``SpecError`` for wrong data.
    """
    if numbers not in POLICIES:
        raise ImportRefused(f"numbers={numbers!r}: the policies are 'shortest' and 'exact'")
    statement = state(stack, numbers)
    dataset = _dataset(X, labels, stack, numbers)
    spec = _spec(statement, dataset)
    found = Import(spec, _point(spec, statement))
    said = [*notes, *stack.notes, *statement.notes, f"Numbers: {_WORDS[numbers]}."]
    if stack.reference is not None:
        said.append(_compared(found, stack, stack.reference))
    said = list(dict.fromkeys(said))
    return replace(found, spec=replace(spec, notes=(*spec.notes, *said)), notes=tuple(said))


def _point(spec: Spec, statement: Statement) -> Point:
    layout, values = Layout.of(spec.problem), dict(statement.values)
    branches = [piece for block in BRANCHES for piece in layout.network.pieces(block, layout.dimension)]
    present = [*(block for block in Block if block not in BRANCHES and layout.count(block)), *branches]
    wanted = {block.value: layout.count(block) for block in present}
    if wanted != {name: len(entries) for name, entries in values.items()}:
        raise ImportMismatch("the blocks of the point are not those of the spec")
    return Point(layout, tuple(entry for name in wanted for entry in values[name]))


def _dataset(X: Any, labels: Sequence[int], stack: Stack, numbers: Policy) -> Dataset:
    points = read_table(Reader(numbers), X, "X")
    count, dimension = len(points), len(points[0])
    if len(labels) != count:
        raise ImportRefused(f"X has {count} samples, y has {len(labels)} labels")
    if dimension != stack.dimension:
        layer = stack.branches[0][0]
        raise ImportRefused(f"the network takes {stack.dimension} features, X has {dimension}", layer.path)
    if set(labels) != {1, -1}:
        raise ImportRefused("both classes need at least one sample")
    weights = stack.weights if stack.weights is not None else (Fraction(1),) * count
    if len(weights) != count:
        raise ImportRefused(f"X has {count} samples, {len(weights)} sample weights are given")
    if any(weight <= 0 for weight in weights):
        raise ImportRefused("a sample weight is not positive; leave such samples out of X and y")
    return Dataset(remembered(points), tuple(labels), tuple(weights), "data")


def feature_matrix(X: Any) -> Array:
    """X as an array, (n, d), of numbers; a data frame is taken by its values. Raises ``ImportRefused``."""
    found = as_array(X, "X")
    array: Array = np.asarray(X) if found is None else found
    if array.ndim != 2 or not array.size:
        raise ImportRefused(f"X has the shape {array.shape}; (n, d) is expected, one row for each sample")
    if array.dtype.kind not in "biufO":
        raise ImportRefused(f"X holds values of the type {array.dtype}; numbers are expected")
    return array


def _spec(statement: Statement, dataset: Dataset) -> Spec:
    """The spec: the text is read as any other, then the data take the place of a dataset of their dimension."""
    loaded = loads(statement.text, "<import>")
    if loaded.spec is None:
        # The text is the importer's own, so what is wrong in it comes from the numbers or the formulas of the model.
        first = loaded.diagnostics[0]
        raise ImportRefused(f"the language does not state this network: {first.message} [{first.code}]")
    found = replace(loaded.spec, path=Path("<import>"), problem=replace(loaded.spec.problem, dataset=dataset))
    return Spec.of(found)


def _compared(found: Import, stack: Stack, reference: Reference) -> str:
    """The note on the largest deviation. Raises ``ImportMismatch`` where rounding does not explain it."""
    eps = _SINGLE if reference.single else _DOUBLE
    own = evaluated(found.spec.problem, found.point.full, eps, reference.neuron_error)
    outputs, error = (own.outputs, own.outputs_error) if reference.head is None else _through(reference.head, own, eps)
    if outputs.shape != reference.outputs.shape:
        raise ImportMismatch(f"outputs of shape {reference.outputs.shape}, {outputs.shape} expected")
    deviation = np.abs(outputs - reference.outputs)
    if not np.all(np.isfinite(deviation)):
        raise ImportMismatch("an output is no finite number")
    if np.any(deviation > SLACK * error):
        worst = int(np.argmax(deviation - SLACK * error))
        there = f"f = {reference.outputs[worst]:.12g} in {stack.library}, {outputs[worst]:.12g} in the spec"
        raise ImportMismatch(f"the spec does not compute what {stack.library} does: at sample {worst + 1} {there}")
    said = f"At the imported point f deviates from {stack.library} by at most {deviation.max():.1e}"
    if reference.value is None:
        return f"{said}."
    off = abs(own.value - reference.value)
    if not off <= SLACK * (own.value_error + reference.value_error + eps * abs(own.value)):
        there = f"{reference.value:.12g} in {stack.library}, {own.value:.12g} in the spec"
        raise ImportMismatch(f"the spec does not have the objective of {stack.library}: L = {there}")
    return f"{said}, and L = {own.value:.9g} by {off:.1e}."


def _through(head: str, own: Evaluated, eps: float) -> tuple[Floats, Floats]:
    """The outputs and their errors after the activation that the library applies to f."""
    value, slope = steepest(compile_float(neuron_expr(head)), own.outputs, own.outputs_error)
    return value, slope * own.outputs_error + 4 * eps * (np.abs(value) + slope * np.abs(own.outputs))


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
