"""Blocks that are not trained: which, and at which values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from theoremcheck.api.arrays import as_array, entries_of
from theoremcheck.api.errors import shown, wrong
from theoremcheck.api.exact import NotExact, Reader
from theoremcheck.api.formulas import one_line
from theoremcheck.api.points import BlockReader
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import AnyBlock, Block, Problem

_NESTING: Final = 8


def frozen_values(frozen: Any) -> dict[str, Any]:
    """The names of blocks and pieces, each with an array or None. Raises ``TypeError`` and ``SpecError``."""
    if frozen is None:
        return {}
    if isinstance(frozen, str):
        frozen = (frozen,)
    if not isinstance(frozen, Mapping):
        frozen = dict.fromkeys(frozen)
    found: dict[str, Any] = {}
    for name, value in frozen.items():
        if not isinstance(name, str):
            raise TypeError(f"frozen names blocks by texts, not {shown(name)}")
        found[one_line(name, "frozen")] = value
    return found


def frozen_lines(reader: Reader, values: Mapping[str, Any]) -> list[str]:
    """A line of the language for each, with its value."""
    return [f"frozen {name}{_value(reader, name, value)}" for name, value in values.items()]


def require_shapes(reader: Reader, problem: Problem, values: Mapping[str, Any]) -> None:
    """Refuse an array that has as many entries as its block, and another shape: it may be transposed."""
    layout = Layout.of(problem)
    blocks: dict[str, AnyBlock] = {block.value: block for block in (*Block, *layout.pieces)}
    for name, value in values.items():
        if value is not None and name in blocks:
            BlockReader(layout, reader, where_of(name)).block(blocks[name], value)


def where_of(name: str) -> str:
    """What messages call the value of a frozen block."""
    return f"frozen[{name!r}]"


def _value(reader: Reader, name: str, value: Any) -> str:
    """The value as the language writes it: w by its rows, every other array as one list."""
    if value is None:
        return ""
    if name == Block.OUTPUT_BIAS.value and _is_number(value):
        return f" = {_number(reader, value, name)}"
    if name == Block.HIDDEN_WEIGHTS.value:
        return f" = {_nested(reader, value, name, 0)}"
    return f" = ({', '.join(_number(reader, entry, name) for entry in _leaves(value, name, 0))})"


def _is_number(value: Any) -> bool:
    return isinstance(value, str) or not (isinstance(value, Sequence) or getattr(value, "shape", ()) != ())


def _nested(reader: Reader, value: Any, name: str, depth: int) -> str:
    own = _listed(value, name, depth)
    if own is None:
        return _number(reader, value, name)
    return f"({', '.join(_nested(reader, entry, name, depth + 1) for entry in own)})"


def _leaves(value: Any, name: str, depth: int) -> Iterator[Any]:
    """All entries in order; of a branch as layers those of the weights and biases of each, then the output weights."""
    if isinstance(value, Mapping):
        layers = [layer.get(key) for layer in value.get("layers", ()) for key in ("weights", "biases")]
        for part in (*layers, value.get("output")):
            if part is not None:
                yield from _leaves(part, name, depth + 1)
        return
    own = _listed(value, name, depth)
    if own is None:
        yield value
    else:
        for entry in own:
            yield from _leaves(entry, name, depth + 1)


def _listed(value: Any, name: str, depth: int) -> Sequence[Any] | None:
    """The entries of a list or an array; None for a number."""
    if depth > _NESTING:
        raise wrong("E092", where_of(name), "the lists are nested too deep")
    array = as_array(value, where_of(name))
    if array is not None:
        return list(entries_of(array, where_of(name))) if array.ndim else None
    return value if isinstance(value, Sequence) and not isinstance(value, str | bytes) else None


def _number(reader: Reader, value: Any, name: str) -> str:
    try:
        return rational_text(reader.read(value))
    except NotExact as error:
        raise wrong(error.code, where_of(name), f"{shown(value)} is {error.message}") from None
