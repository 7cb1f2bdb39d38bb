"""``read_state``: a point of a spec from a file of arrays, with the table that says which array is which block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from theoremcheck.api.errors import wrong
from theoremcheck.api.exact import NotExact, Policy, Reader
from theoremcheck.api.pointfiles import read_point_file
from theoremcheck.api.points import Point, read_point
from theoremcheck.doors.numbers import Array
from theoremcheck.doors.places import array_places, is_known
from theoremcheck.doors.states.arrays import Named, grouped
from theoremcheck.doors.states.matching import Placed, place, place_mapped
from theoremcheck.doors.states.slots import LayerSlots, stacks_of
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_ABOUT: Final = frozenset({"format", "schema_version", "spec", "rule", "loss", "wrong", "samples"})
"""What a point file says beside the numbers."""
_TORCH: Final = frozenset({".pt", ".pth"})


@dataclass(frozen=True)
class Row:
    """One line of the table: an array of the file, and what it is in the spec."""

    name: str
    shape: tuple[int, ...]
    block: str
    remark: str = ""


@dataclass(frozen=True)
class State:
    """A point, and the table of names; the table is empty where the file has the spec's own names."""

    point: Point
    rows: tuple[Row, ...] = ()

    @property
    def table(self) -> str:
        """The table as text, one line for each array."""
        lines = [("array", "shape", "block", ""), *((r.name, str(r.shape), r.block, r.remark) for r in self.rows)]
        sizes = [max(len(line[column]) for line in lines) for column in range(3)]
        return "\n".join(
            "  ".join((*(text.ljust(size) for text, size in zip(line, sizes, strict=False)), line[3])).rstrip()
            for line in lines
        )


def read_state(
    path: Path, problem: Problem, mapping: Mapping[str, str] = _NOTHING, numbers: Policy = "shortest"
) -> State:
    """The point that a file holds: .json, .npz, or the state of a PyTorch module (.pt, .pth).

    Arrays with other names than ``--minimum`` gives them are recognised by their names' style, their order and their
    shapes; ``mapping`` (array to block, as ``--map``) says what they do not tell. Weights of two logits become their
    difference. Raises ``SpecError`` with what is wrong and how to repair it.
    """
    try:
        layout = Layout.of(problem)
    except Refusal as refusal:
        raise wrong("E061", str(path), sentence(refusal)) from None
    content = _content(path)
    places = array_places(layout)
    if not mapping and content and set(content) <= {block.value for block in Block}:
        return State(read_point(problem, content, numbers))
    names = {name: place.shape for name, place in places.items()}
    every = {name: Named(name, _array(value, name, path)) for name, value in content.items()}
    arrays = {name: own for name, own in every.items() if own.array.size or name in mapping}  # the empty say nothing
    known = {name: name for name in arrays if name in names and name not in mapping}
    placed = place_mapped({**mapping, **known}, arrays, names, str(path))
    left = {name: own.array for name, own in arrays.items() if name not in mapping and name not in known}
    given = {entry.slot.name for entry in placed}
    stacks = [[_without(layer, given) for layer in stack] for stack in stacks_of(layout)]
    placed += place(stacks, grouped(left), str(path))
    point = Point(layout, _full(layout, _values(placed, Reader(numbers), str(path)), str(path)))
    rows = tuple(_row(entry) for entry in placed)
    return State(point, () if set(arrays) == set(known) else rows)


def _full(layout: Layout, values: Mapping[str, Vector], source: str) -> Vector:
    """All parameters in order; frozen arrays that are not given have the values of the spec. Raises ``SpecError``."""
    found: list[Fraction] = []
    for name, array in array_places(layout).items():
        frozen = [layout.frozen.get(index) for index in range(array.own.start, array.own.stop)]
        own = values.get(name, ())
        if is_known(layout, array) and own and list(own) != frozen:
            raise wrong("E092", source, f"{name} is frozen at other values than the file has", f"leave {name} out")
        if is_known(layout, array):
            own = tuple(entry for entry in frozen if entry is not None)
        if len(own) != array.own.stop - array.own.start:
            raise wrong("E026", source, f"the file has no {name} {array.shape}")
        found += own
    return tuple(found)


def _without(layer: LayerSlots, given: set[str]) -> LayerSlots:
    """The slots of a layer that are not given yet."""
    weights = None if layer.weights is None or layer.weights.name in given else layer.weights
    return replace(layer, weights=weights, bias=None if layer.bias is None or layer.bias.name in given else layer.bias)


def _content(path: Path) -> dict[str, Any]:
    if path.suffix in _TORCH:
        from theoremcheck.doors.pytorch.statefile import read_state_file

        return read_state_file(path)
    if path.suffix == ".npy":
        message = "an .npy file is one array, or a pickled object, which is never loaded"
        raise wrong("E002", str(path), message, "save the parameters by name with numpy.savez, as an .npz file")
    content = read_point_file(path)
    inner = content.get("parameters")
    content = dict(inner) if isinstance(inner, Mapping) else content
    return {name: value for name, value in content.items() if value is not None and name not in _ABOUT}


def _array(value: Any, name: str, path: Path) -> Array:
    """An array of numbers; those of a JSON file are texts in nested lists. Raises ``SpecError``."""
    array = np.array(value, dtype=object) if isinstance(value, list | str) else np.asarray(value)
    if array.dtype.kind not in "biuf" and not isinstance(value, list | str):
        raise wrong("E030", str(path), f"{name} holds entries of the type {array.dtype}, which are no numbers")
    return array


def _row(placed: Placed) -> Row:
    remarks = ["transposed"] if placed.transposed else []
    remarks += ["row 1 minus row 0: the difference of the two logits"] if placed.logits else []
    return Row(placed.own.name, placed.own.shape, placed.slot.name, ", ".join(remarks))


def _values(placed: Sequence[Placed], reader: Reader, source: str) -> dict[str, Vector]:
    """The arrays as exact numbers row by row; several biases of the output add up to a0."""
    found: dict[str, Vector] = {}
    for entry in placed:
        exact = _exact(entry.own, reader, source)
        exact = exact.T if entry.transposed else exact
        exact = exact[1:] - exact[:1] if entry.logits else exact
        name, values = entry.slot.name, tuple(exact.ravel().tolist())
        found[name] = (found[name][0] + values[0],) if name == "a0" and name in found else values
    return found


def _exact(own: Named, reader: Reader, source: str) -> Array:
    """The entries as rationals. Raises ``SpecError``."""
    exact = np.empty(own.array.shape, dtype=object)
    for index in np.ndindex(*own.array.shape):
        try:
            exact[index] = reader.read(own.array[index])
        except NotExact as error:
            where = f"{own.name}[{', '.join(map(str, index))}]" if index else own.name
            raise wrong(error.code, source, f"{where} is {error.message}") from None
    return exact
