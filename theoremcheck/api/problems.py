"""``theoremcheck.problem``: a spec from arrays, names and functions, exact from the first number on.

The samples become a dataset directly. Everything else is written in the language and read by it, so that names, shapes
and bounds mean the same, and mistakes read the same, as in a file.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from theoremcheck.api.arrays import as_array, entries_of, read_samples
from theoremcheck.api.errors import SpecError, shown, wrong
from theoremcheck.api.exact import NotExact, Policy, Reader
from theoremcheck.api.formulas import AnyNeuron, Declarations, is_formula, one_line, penalties
from theoremcheck.api.specs import Spec
from theoremcheck.language import loads
from theoremcheck.language.diagnostics import Diagnostic, excerpt
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.model import Dataset

NAME: Final = "<problem>"
"""What messages and reports call a spec that comes from no file."""

_NESTING: Final = 8


def problem(
    X: Any,
    y: Any,
    *,
    neuron: AnyNeuron,
    width: int = 0,
    deep: Any = (),
    loss: AnyNeuron,
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
    called once with a symbol. ``deep``: the layers of f_D, each a width (then with ``neuron``), a pair (width, neuron)
    or a text ("16 relu"). ``loss``: as a neuron; a function of z = -y f(x), so that it increases.

    ``regularizer``: a text ("1/10 * l2(w, a)"), a number c for c * l2(all), or a number for each block. ``frozen``:
    the blocks that are not trained, with their values or None. ``numbers``: how floats are read, see
    ``theoremcheck.api.exact``; the notes of the spec say so.

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
    source = None
    try:
        text = _text(
            reader,
            dimension=1 if dataset is None else dataset.dimension,
            declarations=Declarations(reader),
            neuron=neuron,
            width=_count(width, "width", 0),
            deep=deep,
            loss=loss,
            biases=(_flag(hidden_bias, "hidden_bias"), _flag(output_bias, "output_bias")),
            regularizer=regularizer,
            frozen=frozen,
        )
    except SpecError as error:
        raise SpecError.of((*mistakes, *error.diagnostics)) from None
    loaded = loads(text, NAME)
    source = loaded.source
    if loaded.spec is None and not (dataset is None and frozen):
        mistakes.extend(loaded.diagnostics)
    if mistakes or loaded.spec is None or dataset is None:
        raise SpecError.of(mistakes, source)
    found = loaded.spec
    return Spec.of(
        replace(
            found,
            path=Path(NAME),
            problem=replace(found.problem, dataset=dataset),
            notes=(*reader.notes, *notes, *found.notes),
        )
    )


def _text(
    reader: Reader,
    *,
    dimension: int,
    declarations: Declarations,
    neuron: AnyNeuron,
    width: int,
    deep: Any,
    loss: AnyNeuron,
    biases: tuple[bool, bool],
    regularizer: Any,
    frozen: Any,
) -> str:
    """The spec without its samples, of which it has the dimension alone."""
    network: list[str] = []
    if width:
        network.append(f"shortcut = {width} {declarations.neuron(neuron, 'neuron')}")
    layers = _layers(declarations, deep, neuron)
    if layers:
        network.append(f"deep = {' -> '.join(layers)}")
    network += [line for line, present in zip(("hidden bias", "output bias"), biases, strict=True) if present]
    network += _frozen(reader, frozen)
    declared = declarations.loss(loss)
    added = penalties(regularizer, lambda value: rational_text(_number(reader, value, "regularizer")))
    parts = [f"dataset data {{ dimension {dimension} }}", *declarations.lines, declared]
    parts.append(_braced("network", network))
    if added is not None:
        parts.append(_braced("objective", [f"regularizer = {added}"]))
    return "\n".join(parts) + "\n"


def _braced(head: str, lines: Sequence[str]) -> str:
    return "\n".join((f"{head} {{", *(f"  {line}" for line in lines), "}"))


def _count(value: Any, name: str, least: int) -> int:
    """A whole number >= ``least``. Raises ``TypeError`` or ``ValueError``."""
    if isinstance(value, bool):
        raise TypeError(f"{name} is a whole number, not {value}")
    try:
        found = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is a whole number, not {shown(value)}") from None
    if found < least:
        raise wrong("E034", name, f"{name} is at least {least}, not {found}")
    return found


def _flag(value: Any, name: str) -> bool:
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise TypeError(f"{name} is True or False, not {shown(value)}")


def _number(reader: Reader, value: Any, name: str) -> Fraction:
    try:
        return reader.read(value)
    except NotExact as error:
        raise wrong(error.code, name, f"{shown(value)} is {error.message}") from None


# ---- the deep part ----


def _layers(declarations: Declarations, deep: Any, neuron: AnyNeuron) -> list[str]:
    """The layers of the deep part, each as the language writes it."""
    if deep is None:
        return []
    if isinstance(deep, str):
        entries: Sequence[Any] = deep.split("->")
    elif isinstance(deep, Sequence) and not (len(deep) == 2 and _is_width(deep[0]) and not _is_layer(deep[1])):
        entries = deep
    elif isinstance(deep, Sequence) or _is_width(deep):
        entries = (deep,)  # one layer, written without the list around it
    else:
        raise TypeError(f'deep is a list of layers, [(16, "relu"), "8 tanh", 4], not {shown(deep)}')
    return [_layer(declarations, entry, neuron, index) for index, entry in enumerate(entries)]


def _is_width(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def _is_layer(value: Any) -> bool:
    """True for what is a layer of its own and no neuron: 8, "8 relu", (8, "relu")."""
    return (
        _is_width(value) or isinstance(value, list | tuple) or (isinstance(value, str) and value.strip()[:1].isdigit())
    )


def _layer(declarations: Declarations, entry: Any, neuron: AnyNeuron, index: int) -> str:
    name = f"deep[{index}]"
    if _is_width(entry):
        return f"{_count(entry, name, 1)} {declarations.neuron(neuron, 'neuron')}"
    if isinstance(entry, str):
        return _layer_text(declarations, entry, neuron, name)
    if isinstance(entry, list | tuple) and len(entry) == 2:
        return f"{_count(entry[0], name, 1)} {declarations.neuron(entry[1], name)}"
    raise TypeError(f'{name} is a width, a pair (16, "relu") or a text "16 relu", not {shown(entry)}')


def _layer_text(declarations: Declarations, entry: str, neuron: AnyNeuron, name: str) -> str:
    """A layer that is written: a width, "16 relu", "16 max(z, z/10)", or whatever else the language takes there."""
    number, _, rest = one_line(entry, name).partition(" ")
    if not number.isdigit():
        raise wrong("E010", name, f"{excerpt(entry)!r} is no layer", 'write its width and its neuron: "16 relu"')
    if not rest:
        return f"{number} {declarations.neuron(neuron, 'neuron')}"
    return f"{number} {declarations.neuron(rest, name) if is_formula(rest) else rest}"


# ---- frozen blocks ----


def _frozen(reader: Reader, frozen: Any) -> list[str]:
    """One line for each frozen block, with its value if there is one."""
    if frozen is None:
        return []
    if isinstance(frozen, str):
        frozen = (frozen,)
    if not isinstance(frozen, Mapping):
        frozen = dict.fromkeys(frozen)
    lines = []
    for block, value in frozen.items():
        if not isinstance(block, str):
            raise TypeError(f"frozen names blocks by texts, not {shown(block)}")
        text = "" if value is None else f" = {_value(reader, value, f'frozen[{block!r}]', 0)}"
        lines.append(f"frozen {block}{text}")
    return lines


def _value(reader: Reader, value: Any, name: str, depth: int) -> str:
    """A number, or a list of numbers or of lists of numbers, as the language writes it."""
    array = as_array(value, name)
    if array is not None:
        value = entries_of(array, name) if array.ndim else array[()]
    if depth > _NESTING:
        raise wrong("E092", name, "the lists are nested too deep")
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return f"({', '.join(_value(reader, entry, name, depth + 1) for entry in value)})"
    return rational_text(_number(reader, value, name))
