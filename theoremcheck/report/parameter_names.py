"""Names of single parameters in reports: a0, a[2], w[2][1], b[2], deep.1 w[3][2], deep.output[1]; indices from 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from theoremcheck.trusted.problem.layout import LayerPlaces, Layout
from theoremcheck.trusted.problem.model import Block, Problem

_MOST: Final = 8


def parameter_names(problem: Problem) -> tuple[str, ...]:
    """The names of the trained parameters in the order of a centre, (P,)."""
    layout = Layout.of(problem)
    names = tuple(_all(layout))
    return tuple(names[place] for place in layout.trained)


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


def _all(layout: Layout) -> Iterator[str]:
    """The names of all parameters, (p,), in order."""
    found: dict[int, str] = {}
    if layout.network.output_bias:
        found[0] = "a0"
    found.update({place: f"a[{j}]" for j, place in enumerate(_range(layout.blocks[Block.OUTPUT_WEIGHTS]), 1)})
    found.update(_layer("", layout.shortcut))
    for block, branch in layout.parts.items():
        for depth, layer in enumerate(branch.layers, 1):
            found.update(_layer(f"{block.value}.{depth} ", layer))
        found.update({place: f"{block.value}.output[{k}]" for k, place in enumerate(_range(branch.output), 1)})
    return (found[place] for place in range(layout.size))


def _layer(prefix: str, layer: LayerPlaces) -> dict[int, str]:
    weights = {
        place: f"{prefix}w[{k // layer.inputs + 1}][{k % layer.inputs + 1}]"
        for k, place in enumerate(_range(layer.weights))
    }
    return {**weights, **{place: f"{prefix}b[{k}]" for k, place in enumerate(_range(layer.bias), 1)}}


def _range(places: slice) -> range:
    return range(places.start, places.stop)
