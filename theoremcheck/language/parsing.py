"""Parsing: every item on its own; syntax errors become diagnostics (``mistakes.py``) and the parser goes on."""

from __future__ import annotations

from typing import cast

from theoremcheck.language.automaton import automaton
from theoremcheck.language.blocks import Block, split
from theoremcheck.language.diagnostics import Collector
from theoremcheck.language.tree import Item
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Parsed:
    """The items that parse, in order, and the blocks that do not (of which only keyword and name are known)."""

    items: tuple[Item, ...]
    broken: tuple[Block, ...]


def parse(collector: Collector) -> Parsed:
    """The items of the collector's source. Syntax errors are put into ``collector``."""
    items: list[Item] = []
    broken: list[Block] = []
    for block in split(collector):
        item, lost = _parse_block(collector, block) if block.whole else (None, (block,))
        items.extend(() if item is None else (item,))
        broken.extend(lost)
    return Parsed(tuple(items), tuple(broken))


def _parse_block(collector: Collector, block: Block) -> tuple[Item | None, tuple[Block, ...]]:
    """The item, if it parses, and what is lost, with the errors reported."""
    text = collector.source.text
    item = _item(text, block.start, block.end)
    if item is not None:
        return item, ()
    from theoremcheck.language.mistakes import diagnose, foreign  # which most specs have none of

    lost = foreign(collector, block)
    if lost is None:
        diagnose(collector, block, text[block.start : block.end])
        return None, (block,)
    item = _item(text, block.start, lost.start)
    if item is not None:
        return item, (lost,)
    diagnose(collector, block, text[block.start : lost.start])
    return None, (block, lost)


def _item(text: str, start: int, end: int) -> Item | None:
    return cast("Item | None", automaton().parse(text, start, end))
