"""The names of single parameters, as a report calls them: a0, a_2, w_2,1 (neuron 2, feature 1), b_2, deep_7."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block, Problem

_MOST: Final = 8


def parameter_names(problem: Problem) -> tuple[str, ...]:
    """The names of the trained parameters in the order of a centre, (P,), counted from 1; deep ones in their order."""
    layout = Layout.of(problem)
    return tuple(name for block in layout.trained_blocks for name in _of_block(layout, block))


def _of_block(layout: Layout, block: Block) -> Iterator[str]:
    if block is Block.OUTPUT_BIAS:
        yield block.value
        return
    for k in range(layout.count(block)):
        if block is Block.HIDDEN_WEIGHTS and layout.dimension > 1:
            j, i = divmod(k, layout.dimension)
            yield f"{block.value}_{j + 1},{i + 1}"
        else:
            yield f"{block.value}_{k + 1}"


def named(problem: Problem, places: Sequence[int]) -> str:
    """Trained parameters by their places in a centre: blocks that are all there by their name, the first of others."""
    layout = Layout.of(problem)
    names, wanted = parameter_names(problem), set(places)
    found, start = list[str](), 0
    for block in layout.trained_blocks:
        own = range(start, start + layout.count(block))
        start = own.stop
        if len(own) > 1 and wanted.issuperset(own):
            found.append(f"all of {block.value}")
        else:
            found += [names[k] for k in own if k in wanted]
    return ", ".join(found[:_MOST]) + (f", and {len(found) - _MOST} more" if len(found) > _MOST else "")
