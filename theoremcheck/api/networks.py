"""The layers of a network as the language writes them."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from theoremcheck.api.errors import shown, wrong
from theoremcheck.api.exact import Reader
from theoremcheck.api.formulas import AnyNeuron, Declarations, is_formula, one_line
from theoremcheck.language import loads
from theoremcheck.language.diagnostics import Diagnostic, Severity
from theoremcheck.language.tree import HEAD

_Kinds: TypeAlias = list[tuple[int, AnyNeuron]] | tuple[tuple[int, AnyNeuron], ...]
AnyNeurons: TypeAlias = AnyNeuron | Mapping[AnyNeuron, int] | _Kinds
"""One neuron for all units of a layer, or several with the number of units of each."""

_LAYERS: Final = '[(16, "relu"), "8 tanh", 4]'


def shortcut(declarations: Declarations, neuron: AnyNeurons, width: int) -> str | None:
    """The units of the shortcut, of one kind or of several; None without any."""
    if isinstance(neuron, Mapping | list | tuple):
        units, total = _kinds(declarations, neuron, "neuron")
        if width not in (0, total):
            raise wrong("E092", "width", f"width is {width}, and neuron has {total} units")
        return units
    return f"{width} {declarations.neuron(neuron, 'neuron')}" if width else None


def branch(declarations: Declarations, layers: Any, neuron: AnyNeurons, name: str) -> list[str]:
    """The layers of a branch, upwards; a width alone has the neuron of the shortcut."""
    entries = enumerate(_entries(layers, name))
    return [_layer(declarations, entry, neuron, f"{name}[{index}]") for index, entry in entries]


def mistakes(reader: Reader, neuron: AnyNeurons, branches: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    """Those of the neuron and of each layer, read on its own: ``file`` is the argument that they are in."""
    found: dict[tuple[str, str], Diagnostic] = {}

    def read(line: str, declarations: Declarations, name: str) -> None:
        lines = ("dataset data { dimension 1 }", *declarations.lines, "loss hinge", "network {", line, "}")
        for entry in loads("\n".join(lines), name).diagnostics:
            if entry.severity is Severity.ERROR:
                ended = entry.span is not None and entry.span.line == len(lines)
                message = f"{shown(line.partition(' = ')[2])} ends too early" if ended else entry.message
                own = Diagnostic(entry.code, entry.severity, message, name, notes=entry.notes, help=entry.help)
                found.setdefault((own.code, own.message), own)

    if neuron is not None:
        alone = Declarations(reader)
        units = shortcut(alone, neuron, 0 if isinstance(neuron, Mapping | list | tuple) else 1)
        read(f"shortcut = {units}", alone, "neuron")
    for branch, layers in branches.items():
        for index, entry in enumerate(_entries(layers, branch)):
            alone, name = Declarations(reader), f"{branch}[{index}]"
            written = _layer(alone, entry, neuron, name)
            if written != HEAD:
                read(f"deep = {written}", alone, name)
    return tuple(found.values())


def _entries(layers: Any, name: str) -> Sequence[Any]:
    """The layers of a branch as they are given. Raises ``TypeError``."""
    if layers is None:
        return ()
    if isinstance(layers, str):
        return layers.split("->") if layers.strip() else ()
    if isinstance(layers, list | tuple) and layers and is_width(layers[0]) and not all(map(_is_layer, layers)):
        return (layers,)  # one layer, written without the list around it
    if is_width(layers):
        return (layers,)
    if isinstance(layers, Sequence) and not isinstance(layers, bytes):
        return layers
    raise TypeError(f"{name} is a list of layers, {_LAYERS}, not {shown(layers)}")


def is_width(value: Any) -> bool:
    """True for a whole number of any library, truth values aside."""
    return hasattr(value, "__index__") and not isinstance(value, bool) and getattr(value, "shape", ()) == ()


def count(value: Any, name: str, least: int) -> int:
    """A whole number >= ``least``. Raises ``TypeError`` and ``SpecError``."""
    if not is_width(value):
        raise TypeError(f"{name} is a whole number, not {shown(value)}")
    found = operator.index(value)
    if found < least:
        raise wrong("E034", name, f"{name} is at least {least}, not {found}")
    if found.bit_length() > 100:
        raise wrong("E034", name, f"{name} is a number of {found.bit_length()} bits: more than MAX_WIDTH")
    return found


def flag(value: Any, name: str) -> bool:
    """A truth value, also of NumPy. Raises ``TypeError``."""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise TypeError(f"{name} is True or False, not {shown(value)}")


def _is_layer(value: Any) -> bool:
    """True for what is a layer of its own and no neuron: 8, "8 relu", (8, "relu")."""
    if isinstance(value, str):
        return value.strip()[:1].isdigit()
    return is_width(value) or isinstance(value, Mapping | list | tuple)


def _layer(declarations: Declarations, entry: Any, neuron: AnyNeurons, name: str) -> str:
    if is_width(entry):
        return _units(declarations, count(entry, name, 1), neuron, name)
    if isinstance(entry, str):
        return _written(declarations, entry, neuron, name)
    if isinstance(entry, Mapping):
        return _kinds(declarations, entry, name)[0]
    if isinstance(entry, list | tuple) and len(entry) in (2, 3) and is_width(entry[0]):
        units = _units(declarations, count(entry[0], name, 1), entry[1], name)
        if len(entry) == 2:
            return units
        return f"{units} {'with' if flag(entry[2], f'the bias of {name}') else 'without'} bias"
    raise TypeError(f'{name} is a width, a pair (16, "relu") or a text "16 relu", not {shown(entry)}')


def _units(declarations: Declarations, width: int, neuron: AnyNeurons, name: str) -> str:
    """So many units of one neuron, or of several, which have to be as many."""
    if not isinstance(neuron, Mapping | list | tuple):
        return f"{width} {declarations.neuron(neuron, name)}"
    units, total = _kinds(declarations, neuron, name)
    if total != width:
        raise wrong("E092", name, f"the layer has {width} units, and its neurons are {total}")
    return units


def _kinds(declarations: Declarations, neurons: Any, name: str) -> tuple[str, int]:
    """Units of several kinds, 2 softplus + 1 linear, and how many there are."""
    pairs = [(number, own) for own, number in neurons.items()] if isinstance(neurons, Mapping) else neurons
    if not pairs or not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs):
        raise TypeError(f'several neurons are {{"softplus": 2, "linear": 1}}, not {shown(neurons)}')
    counted = [(count(number, f"a number of units of {name}", 1), own) for number, own in pairs]
    units = " + ".join(f"{number} {declarations.neuron(own, name)}" for number, own in counted)
    return units, sum(number for number, _ in counted)


def _written(declarations: Declarations, entry: str, neuron: AnyNeurons, name: str) -> str:
    """A layer that is written: a width, "16 relu", "16 max(z, z/10)", or whatever else the language takes there."""
    number, _, rest = one_line(entry, name).partition(" ")
    if entry.strip() == HEAD:
        return HEAD
    if not (number.isascii() and number.isdigit()):
        raise wrong("E010", name, f"{shown(entry)} is no layer", 'write its width and its neuron: "16 relu"')
    if not rest:
        return _units(declarations, int(number[:9]), neuron, name)
    return f"{number} {declarations.neuron(rest, name) if is_formula(rest) else rest}"
