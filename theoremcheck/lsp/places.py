"""Where a name is declared, and the outline of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from theoremcheck.language.tree import (
    BiasLine,
    DatasetItem,
    ExpectItem,
    FromLine,
    FunctionItem,
    Item,
    LayersLine,
    LetItem,
    NetworkItem,
)
from theoremcheck.lsp.analysis import Analysis
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A place: in a file of its own, else in the text from ``start`` to ``end``."""

    start: int = 0
    end: int = 0
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """An item of the outline."""

    keyword: str
    name: str
    start: int
    end: int


def definition(analysis: Analysis, offset: int) -> Target | None:
    """Where what is named at an offset is declared; None for what no file declares."""
    table = next((line for line in _tables(analysis) if line.path.start <= offset <= line.path.end), None)
    if table is not None:
        try:
            path = analysis.folder / table.path.text
            return Target(file=path) if path.is_file() else None
        except (OSError, ValueError):
            return None
    found = analysis.word(offset)
    if found is None:
        return None
    name = found[0]
    item = analysis.item(offset)
    targets = (*_parameters(item, name), *_declared(analysis, item, name), *_blocks(analysis, name))
    return targets[0] if targets else None


def symbols(analysis: Analysis) -> Iterator[Symbol]:
    """The items of a file."""
    for item in analysis.items:
        keyword = item.kind if isinstance(item, FunctionItem) else type(item).__name__.removesuffix("Item").lower()
        yield Symbol(keyword, _name(item), item.start, item.end)


def _name(item: Item) -> str:
    match item:
        case DatasetItem(name) | FunctionItem(_, name) | LetItem(name) | ExpectItem(name):
            return name.text
        case _:
            return ""


def _tables(analysis: Analysis) -> Iterator[FromLine]:
    for item in analysis.items:
        if isinstance(item, DatasetItem):
            yield from (line for line in item.lines if isinstance(line, FromLine))


def _parameters(item: Item | None, name: str) -> Iterator[Target]:
    """The variable of a formula, or a symbolic parameter, inside its function."""
    if not isinstance(item, FunctionItem):
        return
    for argument in item.arguments or () if item.formula is not None else ():
        if argument.named and argument.head == name:
            yield Target(argument.start, argument.end)
    for bound in (bound for node in item.ranges for bound in node.bounds):
        if bound.named and bound.head == name:
            yield Target(bound.start, bound.end)


def _declared(analysis: Analysis, inside: Item | None, name: str) -> Iterator[Target]:
    """Numbers and functions of the file; in a function those of its own kind first."""
    kind = inside.kind if isinstance(inside, FunctionItem) else "neuron"
    found = [item for item in analysis.items if isinstance(item, FunctionItem | LetItem) and item.name.text == name]
    found.sort(key=lambda item: isinstance(item, FunctionItem) and item.kind != kind)
    yield from (Target(item.name.start, item.name.end) for item in found)


def _blocks(analysis: Analysis, name: str) -> Iterator[Target]:
    """The line of the network that has a block of parameters."""
    head = name.partition(".")[0]
    wanted = {"a": "shortcut", "w": "shortcut", "b": "hidden", "a0": "output"}.get(head, head)
    for item in analysis.items:
        for line in item.lines if isinstance(item, NetworkItem) else ():
            own = line.keyword.text if isinstance(line, LayersLine) else ""
            own = line.which.text if isinstance(line, BiasLine) else own
            if own == wanted:
                yield Target(line.start, line.end)
