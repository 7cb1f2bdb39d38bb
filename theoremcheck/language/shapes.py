"""Blocks of parameters: their names, their shapes in a network, and values written for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from theoremcheck.language.diagnostics import Collector, closest, excerpt
from theoremcheck.language.tree import Broken, Constant, Tuple, Value, Word
from theoremcheck.language.values import Numbers, read_vector
from theoremcheck.trusted.problem.model import Block, Layer, Vector

BLOCKS: Final = MappingProxyType({block.value: block for block in Block})
"""The blocks by the names that a spec uses."""

ABSENT: Final = MappingProxyType(
    {
        Block.OUTPUT_BIAS: "the network has no output bias",
        Block.OUTPUT_WEIGHTS: "the network has no shortcut",
        Block.HIDDEN_WEIGHTS: "the network has no shortcut",
        Block.HIDDEN_BIAS: "the shortcut has no hidden bias",
        Block.DEEP: "the network has no deep part",
    }
)
"""Why a block can be missing."""


@dataclass(frozen=True)
class Shapes:
    """Which blocks a network has, and of which size. ``dimension`` is None for abstract data of unknown dimension."""

    width: int
    hidden_bias: bool
    output_bias: bool
    deep: tuple[Layer, ...]
    dimension: int | None

    @property
    def present(self) -> tuple[Block, ...]:
        """The blocks that the network has, in order."""
        has = {
            Block.OUTPUT_BIAS: self.output_bias,
            Block.OUTPUT_WEIGHTS: self.width > 0,
            Block.HIDDEN_WEIGHTS: self.width > 0,
            Block.HIDDEN_BIAS: self.hidden_bias and self.width > 0,
            Block.DEEP: bool(self.deep),
        }
        return tuple(block for block in Block if has[block])

    def size(self, block: Block) -> int | None:
        """The number of entries of a block, or None if the dimension is not known."""
        match block:
            case Block.OUTPUT_BIAS:
                return int(self.output_bias)
            case Block.OUTPUT_WEIGHTS:
                return self.width
            case Block.HIDDEN_WEIGHTS:
                return None if self.dimension is None else self.width * self.dimension
            case Block.HIDDEN_BIAS:
                return self.width if self.hidden_bias else 0
            case Block.DEEP:
                return self._deep()

    def _deep(self) -> int | None:
        if not self.deep:
            return 0
        if self.dimension is None:
            return None
        total, inputs = 0, self.dimension
        for layer in self.deep:
            total += layer.width * (inputs + int(self.hidden_bias))
            inputs = layer.width
        return total + inputs

    def describe(self, block: Block) -> str:
        """The shape of a block in words."""
        match block:
            case Block.OUTPUT_BIAS:
                return "a0 is one number"
            case Block.OUTPUT_WEIGHTS | Block.HIDDEN_BIAS:
                return f"{block.value} has {_count(self.width, 'entry', 'entries')}: ({_dots(self.width)})"
            case Block.HIDDEN_WEIGHTS:
                size = "d" if self.dimension is None else str(self.dimension)
                entries = f"{size} entr{'y' if size == '1' else 'ies'}"
                return f"w has {_count(self.width, 'vector', 'vectors')} of {entries}"
            case Block.DEEP:
                return f"deep has {self._deep()} entries" if self._deep() else "deep is a list of numbers"


def read_block(collector: Collector, word: Word, shapes: Shapes | None, *more: str) -> Block | None:
    """The block of that name, or None with the error reported if it is unknown or absent from ``shapes``."""
    block = BLOCKS.get(word.text)
    if block is None:
        near = closest(word.text, (*BLOCKS, *more))
        help = f"did you mean {near}?" if near else f"the blocks are {', '.join((*BLOCKS, *more))}"
        collector.error("E094", f"no block of parameters is named {excerpt(word.text)!r}", word, help=help)
        return None
    if shapes is not None and block not in shapes.present:
        collector.error("E091", f"{word.text}: {ABSENT[block]}", word)
        return None
    return block


def read_value(collector: Collector, numbers: Numbers, block: Block, value: Value, shapes: Shapes) -> Vector | None:
    """The entries of a block row by row, or None with the error reported."""
    if block is Block.HIDDEN_WEIGHTS:
        return _vectors(collector, numbers, value, shapes)
    if block is Block.OUTPUT_BIAS and not isinstance(value, Constant | Broken):
        collector.error("E092", shapes.describe(block), value)
        return None
    entries = read_vector(numbers, value, block.value)
    size = shapes.size(block)
    if entries is not None and size is not None and len(entries) != size:
        collector.error("E092", f"{shapes.describe(block)}, not {len(entries)}", value)
        return None
    return entries


def _vectors(collector: Collector, numbers: Numbers, value: Value, shapes: Shapes) -> Vector | None:
    rows: Sequence[Value] = value.entries if isinstance(value, Tuple) else (value,)
    if len(rows) != shapes.width or (isinstance(value, Constant) and shapes.dimension != 1):
        collector.error("E092", f"{shapes.describe(Block.HIDDEN_WEIGHTS)}, not {len(rows)}", value)
        return None
    found: list[Vector] = []
    for row in rows:
        entries = read_vector(numbers, row, "a vector")
        if entries is None:
            return None
        wanted = shapes.dimension if shapes.dimension is not None else len(found[0]) if found else len(entries)
        if len(entries) != wanted:
            message = f"this vector has {_count(len(entries), 'entry', 'entries')}, not {wanted}"
            collector.error("E092", message, row, help=shapes.describe(Block.HIDDEN_WEIGHTS))
            return None
        found.append(entries)
    return tuple(entry for row in found for entry in row)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _dots(number: int) -> str:
    return ", ".join(["..."] * number) if number <= 3 else "..., ..."
