"""Blocks of parameters: their names, their shapes in a network, and values written for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from theoremcheck.language.diagnostics import Collector, Help, closest, excerpt, meant
from theoremcheck.language.tree import Broken, Constant, Tuple, Value, Word
from theoremcheck.language.values import Numbers, read_vector
from theoremcheck.trusted.frozen import FrozenDict
from theoremcheck.trusted.problem.model import BRANCHES, AnyBlock, Block, Kind, Network, Piece, Vector, overlap
from theoremcheck.trusted.records import dataclass

BLOCKS: Final = MappingProxyType({block.value: block for block in Block})
"""The blocks by the names that a spec uses."""

ABSENT: Final = MappingProxyType(
    {
        Block.OUTPUT_BIAS: "the network has no output bias",
        Block.OUTPUT_WEIGHTS: "the network has no shortcut",
        Block.HIDDEN_WEIGHTS: "the network has no shortcut",
        Block.HIDDEN_BIAS: "the shortcut has no hidden bias",
        Block.DEEP: "the network has no deep part",
        Block.BESIDE: "the network has no branch beside",
    }
)
"""Why a block can be missing."""

_PART: Final = r"(deep|beside)(?:\.([1-9][0-9]*))?(?:\.(weights|biases|output))?"
_PARTS: Final = "parts of it are deep.1, deep.1.weights, deep.1.biases, deep.weights, deep.biases, deep.output"


@dataclass(frozen=True)
class Shapes:
    """Which blocks a network has, and of which size. ``dimension`` is None for abstract data of unknown dimension.

    What the network freezes does not count. ``renamed``: the only layer of the network was written as deep, and is read
    as the shortcut (its units of other kinds than the first as the branch beside): the names of deep stand for these.
    """

    network: Network
    dimension: int | None
    renamed: bool = False

    @property
    def present(self) -> tuple[Block, ...]:
        """The blocks that the network has, in order."""
        sizes = self.network.sizes(1)
        return tuple(block for block in Block if sizes[block])

    @property
    def ordered(self) -> tuple[AnyBlock, ...]:
        """All blocks and pieces of blocks, in the order of the list of all parameters."""
        found: list[AnyBlock] = []
        for block in Block:
            found += [block, *(self.pieces(block) if block in BRANCHES else ())]
        return tuple(found)

    def pieces(self, branch: Block) -> tuple[Piece, ...]:
        """The pieces of a branch, in order."""
        return tuple(self.network.pieces(branch, 1))

    @property
    def renamed_pieces(self) -> Mapping[Piece, tuple[AnyBlock, ...]]:
        """What the pieces of deep are, in order, in a network whose only layer was written as deep; else empty."""
        if not self.renamed:
            return FrozenDict()
        named = (
            (1, Kind.WEIGHTS, Block.HIDDEN_WEIGHTS),
            (1, Kind.BIASES, Block.HIDDEN_BIAS),
            (0, Kind.OUTPUT, Block.OUTPUT_WEIGHTS),
        )
        found: dict[Piece, tuple[AnyBlock, ...]] = {}
        for layer, kind, own in named:
            others = (piece for piece in self.pieces(Block.BESIDE) if piece.kind is kind)
            if own in self.present:
                found[Piece(Block.DEEP, layer, kind)] = (own, *others)
        return FrozenDict(found)

    def size(self, block: AnyBlock) -> int | None:
        """The number of entries of a block, or None if the dimension is not known."""
        counts = [self.network.count(block, dimension) or 0 for dimension in (1, 2)]
        if self.dimension is None:
            return counts[0] if counts[0] == counts[1] else None
        return counts[0] + (self.dimension - 1) * (counts[1] - counts[0])

    def sizes(self, blocks: Sequence[AnyBlock], total: int) -> list[int] | None:
        """The numbers of entries of blocks that have ``total`` together, in some dimension if it is not known.

        None if they cannot have so many.
        """
        first, second = ([self.network.count(block, dimension) or 0 for block in blocks] for dimension in (1, 2))
        more = sum(second) - sum(first)
        dimension = self.dimension if self.dimension is not None else 1
        if self.dimension is None and more:
            dimension += (total - sum(first)) // more
        found = [one + (dimension - 1) * (two - one) for one, two in zip(first, second, strict=True)]
        return found if dimension >= 1 and sum(found) == total else None

    def describe(self, block: AnyBlock) -> str:
        """The shape of a block in words."""
        width = self.network.width
        match block:
            case Block.OUTPUT_BIAS:
                return "a0 is one number"
            case Block.OUTPUT_WEIGHTS | Block.HIDDEN_BIAS:
                return f"{block.value} has {_count(width, 'entry', 'entries')}: ({_dots(width)})"
            case Block.HIDDEN_WEIGHTS:
                size = "d" if self.dimension is None else str(self.dimension)
                entries = f"{size} entr{'y' if size == '1' else 'ies'}"
                return f"w has {_count(width, 'vector', 'vectors')} of {entries}"
            case _:
                return self.describe_parts(block.value, (block,))

    def describe_parts(self, name: str, blocks: Sequence[AnyBlock]) -> str:
        """The shape of what has that name, in words."""
        sizes = [size for block in blocks if (size := self.size(block)) is not None]
        if len(sizes) < len(blocks):
            return f"{name} is a list of numbers"
        return f"{name} has {_count(sum(sizes), 'entry', 'entries')}"


def read_blocks(collector: Collector, word: Word, shapes: Shapes | None, *more: str) -> tuple[AnyBlock, ...] | None:
    """What has that name: a block, or pieces of one, in order.

    None with the error reported if the name is unknown, or absent from ``shapes``.
    """
    block = BLOCKS.get(word.text)
    if block is not None and not (block is Block.DEEP and shapes is not None and shapes.renamed):
        if shapes is not None and block not in shapes.present:
            collector.error("E091", f"{word.text}: {ABSENT[block]}", word)
            return None
        return (block,)
    found = re.fullmatch(_PART, word.text, re.ASCII)
    if found is None:
        _unknown(collector, word, more)
        return None
    branch = BLOCKS[found[1]]
    if shapes is None:
        return ()
    renamed = shapes.renamed_pieces if branch is Block.DEEP else {}
    if branch not in shapes.present and not renamed:
        collector.error("E091", f"{word.text}: {ABSENT[branch]}", word)
        return None
    chosen = _parts(collector, word, tuple(renamed) or shapes.pieces(branch), branch, (found[2], found[3]))
    if chosen is None or not renamed:
        return chosen
    return tuple(block for piece in chosen for block in renamed[piece])


def _unknown(collector: Collector, word: Word, more: Sequence[str]) -> None:
    head, dot, _ = word.text.partition(".")
    near = closest(word.text, (*BLOCKS, *more))
    help: Help | str
    if dot and BLOCKS.get(head) in BRANCHES:
        help = _PARTS.replace("deep", head)
    elif dot and head in BLOCKS:
        help = f"{head} has no parts"
    else:
        help = meant(near) if near else f"the blocks are {', '.join((*BLOCKS, *more))}"
    collector.error("E094", f"no block of parameters is named {excerpt(word.text)!r}", word, help=help)


def _parts(
    collector: Collector,
    word: Word,
    pieces: tuple[Piece, ...],
    branch: Block,
    named: tuple[str | None, str | None],
) -> tuple[Piece, ...] | None:
    """The pieces of a branch that a layer's number and a kind choose."""
    number, kind = named
    count = max(piece.layer for piece in pieces)
    if number is not None and (len(number) > len(str(count)) or int(number) > count):
        message = f"{excerpt(word.text)}: {branch.value} has {_count(count, 'layer', 'layers')}"
        help = f"layers are counted from 1: {branch.value}.1{f' to {branch.value}.{count}' if count > 1 else ''}"
        collector.error("E091", message, word, help=help)
        return None
    if number is not None and kind == "output":
        message = f"{word.text}: output weights belong to the branch, not to a layer"
        collector.error("E094", message, word, help=Help(f"write {branch.value}.output", f"{branch.value}.output"))
        return None
    # Output weights are weights: deep.weights names them, too.
    kinds = {None: set(Kind), "weights": {Kind.WEIGHTS, Kind.OUTPUT}}.get(kind) or {Kind(kind)}
    chosen = tuple(piece for piece in pieces if piece.kind in kinds and (number is None or piece.layer == int(number)))
    if not chosen:
        collector.error(
            "E091", f"{word.text}: there are no biases", word, help="a layer has them if it is written with bias"
        )
        return None
    return chosen


def short_names(network: Network, blocks: Sequence[AnyBlock]) -> list[str]:
    """The names of blocks and pieces, those pieces together that have a name together."""
    found: dict[AnyBlock, str] = {block: block.value for block in blocks}
    for branch in BRANCHES:
        pieces = tuple(network.pieces(branch, 1))
        layers = {f"{branch.value}.{piece.layer}" for piece in pieces if piece.layer}
        groups = {name: [piece for piece in pieces if piece.value.startswith(f"{name}.")] for name in sorted(layers)}
        groups[f"{branch.value}.biases"] = [piece for piece in pieces if piece.kind is Kind.BIASES]
        groups[f"{branch.value}.weights"] = [piece for piece in pieces if piece.kind is not Kind.BIASES]
        for name, group in reversed(groups.items()):
            if len(group) > 1 and all(found.get(piece) == piece.value for piece in group):
                found.update(dict.fromkeys(group, name))
    return list(dict.fromkeys(found.values()))


def overlapping(blocks: Sequence[AnyBlock], others: Sequence[AnyBlock]) -> bool:
    """True if they have parameters in common."""
    return any(overlap(first, second) for first in blocks for second in others)


def whole_branches(shapes: Shapes, found: Mapping[AnyBlock, Vector | None]) -> dict[AnyBlock, Vector | None]:
    """The blocks in order, the pieces of a branch that are all there, all with values or none, put together."""
    ordered = {block: found[block] for block in shapes.ordered if block in found}
    for branch in BRANCHES:
        values = [ordered.get(piece, ()) for piece in shapes.pieces(branch)]
        given = [value for value in values if value is not None]
        there = all(piece in ordered for piece in shapes.pieces(branch))
        if values and there and len(given) in (0, len(values)):
            joined = tuple(entry for value in given for entry in value) if given else None
            ordered = {
                (branch if block == shapes.pieces(branch)[0] else block): (
                    joined if block == shapes.pieces(branch)[0] else value
                )
                for block, value in ordered.items()
                if block not in shapes.pieces(branch)[1:]
            }
    return ordered


def read_value(
    collector: Collector, numbers: Numbers, named: tuple[str, Sequence[AnyBlock]], value: Value, shapes: Shapes
) -> dict[AnyBlock, Vector] | None:
    """The entries row by row of the blocks that a name stands for, or None with the error reported."""
    name, blocks = named
    if len(blocks) == 1 and isinstance(blocks[0], Block) and name == blocks[0].value:
        entries = _of_block(collector, numbers, blocks[0], value, shapes)
        return None if entries is None else {blocks[0]: entries}
    entries = read_vector(numbers, value, name)
    if entries is None:
        return None
    sizes = shapes.sizes(blocks, len(entries))
    if sizes is None:
        collector.error("E092", f"{shapes.describe_parts(name, blocks)}, not {len(entries)}", value)
        return None
    found: dict[AnyBlock, Vector] = {}
    start = 0
    for block, size in zip(blocks, sizes, strict=True):
        stop = start + size
        found[block] = entries[start:stop]
        start = stop
    return found


def _of_block(collector: Collector, numbers: Numbers, block: Block, value: Value, shapes: Shapes) -> Vector | None:
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
    if len(rows) != shapes.network.width or (isinstance(value, Constant) and shapes.dimension != 1):
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
