"""``theoremcheck.problem``: a spec from arrays, names and functions, exact from the first number on.

The samples become a dataset directly. Everything else is written in the language and read by it, so that names, shapes
and bounds mean the same, and mistakes read the same, as in a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from theoremcheck.api.arrays import read_samples
from theoremcheck.api.errors import SpecError, shown, wrong
from theoremcheck.api.exact import NotExact, Policy, Reader
from theoremcheck.api.formulas import AnyLosses, Declarations, penalties
from theoremcheck.api.freezing import frozen_lines, frozen_values, require_shapes
from theoremcheck.api.networks import AnyNeurons, branch, count, flag, shortcut
from theoremcheck.api.networks import mistakes as of_layers
from theoremcheck.api.specs import Spec
from theoremcheck.language import loads
from theoremcheck.language.diagnostics import Diagnostic
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.model import Dataset

NAME: Final = "<problem>"
"""What messages and reports call a spec that comes from no file."""


def problem(
    X: Any,
    y: Any,
    *,
    neuron: AnyNeurons,
    width: int = 0,
    deep: Any = (),
    beside: Any = (),
    loss: AnyLosses,
    hidden_bias: bool,
    output_bias: bool,
    weights: Any = None,
    regularizer: str | float | Mapping[str, Any] | None = None,
    frozen: Mapping[str, Any] | Iterable[str] | None = None,
    numbers: Policy = "shortest",
) -> Spec:
    """The spec of a network f = f_S + f_D on n samples with d features.

    ``X``: rows of numbers, (n, d): lists, NumPy arrays, data frames, sparse matrices, tensors; entries may be integers,
    floats, fractions, decimals and texts such as "1/3". ``y``: n labels of two classes, numbers or texts; the class
    that is sorted second is +1, as in scikit-learn. ``weights``: n sample weights > 0.

    ``neuron``: the neuron s of the shortcut f_S(x) = a0 + sum_j a_j s(w_j . x + b_j) with ``width`` neurons: a name of
    the library ("relu", "leaky_relu(1/10)"), a formula in z ("log(1 + exp(z))"), or a function of one number, which is
    called once with a symbol; or several neurons with the number of units of each, {"softplus": 2, "linear": 1}.
    ``deep``: the layers of f_D, each a width (then with ``neuron``), a pair (width, neuron), with a third entry that
    says whether it has biases where ``hidden_bias`` does not, or a text ("16 relu without bias"). ``beside``: the
    layers of a second branch. ``loss``: as a neuron; a function of z = -y f(x), so that it increases;
    or one for each class, {"+": "square", "-": "hinge"}.

    ``regularizer``: a text ("1/10 * l2(w, a)"), a number c for c * l2(all), or a number for each block. ``frozen``: the
    blocks and pieces (a0, a, w, b, deep, deep.1.weights, ...) that are not trained, with their values or None.
    ``numbers``: how floats are read, see ``theoremcheck.api.exact``; the notes of the spec say so.

    Raises ``SpecError``, with all mistakes that were found, and ``TypeError`` for arguments of a wrong type.
    """
    reader = Reader(numbers)
    mistakes: list[Diagnostic] = []
    dataset: Dataset | None = None
    notes: tuple[str, ...] = ()
    try:
        samples = read_samples(reader, X, y, weights)
        dataset, notes = samples.dataset, samples.notes
    except SpecError as error:
        mistakes.extend(error.diagnostics)
    try:
        values = frozen_values(frozen)
        text, lines = _text(
            reader,
            dimension=1 if dataset is None else dataset.dimension,
            network=(neuron, count(width, "width", 0), deep, beside),
            loss=loss,
            biases=(flag(hidden_bias, "hidden_bias"), flag(output_bias, "output_bias")),
            regularizer=regularizer,
            frozen=values,
        )
    except SpecError as error:
        raise SpecError.of((*mistakes, *error.diagnostics)) from None
    loaded = loads(text, NAME)
    failed = loaded.spec is None
    looked = failed or (width == 0 and neuron is not None)  # a neuron that no layer has is looked at, too
    named = of_layers(reader, neuron, {"deep": deep, "beside": beside} if failed else {}) if looked else ()
    if named or (failed and not (dataset is None and values)):
        mistakes.extend(_placed(named, loaded.diagnostics if failed else (), lines))
    if mistakes or loaded.spec is None or dataset is None:
        raise SpecError.of(mistakes, loaded.source)
    made = replace(loaded.spec.problem, dataset=dataset)
    require_shapes(reader, made, values)
    said = (*reader.notes, *notes, *loaded.spec.notes)
    return Spec.of(replace(loaded.spec, path=Path(NAME), problem=made, notes=said))


def _placed(named: Sequence[Diagnostic], found: Sequence[Diagnostic], lines: Collection[int]) -> Iterator[Diagnostic]:
    """The mistakes of the text, those of neurons and layers with the argument that they are in.

    Where such are ``named``, the ``lines`` of the network say nothing else: what they seem to say may be a consequence.
    """
    known = {(entry.code, entry.message): entry for entry in found}
    for entry in named:
        same = known.get((entry.code, entry.message))
        yield entry if same is None else replace(same, notes=(*same.notes, f"in the argument {entry.file}"))
    for entry in found:
        if not named or entry.span is None or entry.span.line not in lines:
            yield entry


def _text(
    reader: Reader,
    *,
    dimension: int,
    network: tuple[AnyNeurons, int, Any, Any],
    loss: AnyLosses,
    biases: tuple[bool, bool],
    regularizer: Any,
    frozen: Mapping[str, Any],
) -> tuple[str, frozenset[int]]:
    """The spec without its samples, of which it has the dimension alone, and which of its lines are on the network."""
    declarations = Declarations(reader)
    neuron, width, deep, beside = network
    units = shortcut(declarations, neuron, width)
    lines = [] if units is None else [f"shortcut = {units}"]
    for name, layers in (("deep", deep), ("beside", beside)):
        written = branch(declarations, layers, neuron, name)
        lines += [f"{name} = {' -> '.join(written)}"] if written else []
    lines += [line for line, present in zip(("hidden bias", "output bias"), biases, strict=True) if present]
    lines += frozen_lines(reader, frozen)
    declared = declarations.losses(loss)
    added = penalties(regularizer, lambda value: rational_text(_number(reader, value, "regularizer")))
    parts = [f"dataset data {{ dimension {dimension} }}", *declarations.lines, declared]
    before = len("\n".join(parts).split("\n"))
    parts.append(_braced("network", lines))
    own = (*range(2, 2 + len(declarations.lines)), *range(before + 1, before + len(lines) + 3))
    if added is not None:
        parts.append(_braced("objective", [f"regularizer = {added}"]))
    return "\n".join(parts) + "\n", frozenset(own)


def _braced(head: str, lines: Sequence[str]) -> str:
    return "\n".join((f"{head} {{", *(f"  {line}" for line in lines), "}"))


def _number(reader: Reader, value: Any, name: str) -> Fraction:
    try:
        return reader.read(value)
    except NotExact as error:
        raise wrong(error.code, name, f"{shown(value)} is {error.message}") from None
