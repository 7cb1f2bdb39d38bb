"""Level lines of values on a grid, by marching squares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from theoremcheck.functions.special import Array
from theoremcheck.report.pictures.axes import Frame
from theoremcheck.report.pictures.svg import line

Point: TypeAlias = tuple[float, float]
_Edge: TypeAlias = tuple[int, int, int]
"""From a node of the grid to the next one: row, column, and 0 (along the row) or 1 (along the column)."""


def levels(frame: Frame, values: Array, level: float, kind: str) -> Iterator[str]:
    """The level lines of values on an even grid over the rectangle, (rows, columns), the first row below."""
    rows, columns = values.shape
    across, up = frame.x.end - frame.x.start, frame.y.end - frame.y.start
    for found in level_lines(values, level):
        yield line(
            ((frame.x.start + u / (columns - 1) * across, frame.y.start + v / (rows - 1) * up) for u, v in found), kind
        )


def level_lines(values: Array, level: float) -> Iterator[list[Point]]:
    """The lines on which the values, (rows, columns), are ``level``, as points (column, row) between the nodes.

    Nodes without a finite value count as above every level.
    """
    above = ~(np.isfinite(values) & (values < level))
    links: defaultdict[_Edge, list[_Edge]] = defaultdict(list)
    for row, column in zip(*np.nonzero(_mixed(above)), strict=True):
        for one, other in _segments(values, above, level, int(row), int(column)):
            links[one].append(other)
            links[other].append(one)
    while links:
        start = next((edge for edge, others in links.items() if len(others) == 1), next(iter(links)))
        yield [_place(values, level, edge) for edge in _walk(links, start)]


def _mixed(above: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """The cells with corners on both sides of the level."""
    corners = (above[:-1, :-1], above[:-1, 1:], above[1:, :-1], above[1:, 1:])
    return np.asarray(np.logical_or.reduce(corners) & ~np.logical_and.reduce(corners))


def _segments(
    values: Array, above: np.ndarray[tuple[int, int], np.dtype[np.bool_]], level: float, row: int, column: int
) -> Iterator[tuple[_Edge, _Edge]]:
    """The pieces of the line through one cell: from an edge of the cell to another one."""
    around: tuple[tuple[_Edge, bool], ...] = (
        ((row, column, 0), bool(above[row, column] != above[row, column + 1])),
        ((row, column + 1, 1), bool(above[row, column + 1] != above[row + 1, column + 1])),
        ((row + 1, column, 0), bool(above[row + 1, column] != above[row + 1, column + 1])),
        ((row, column, 1), bool(above[row, column] != above[row + 1, column])),
    )
    crossed = [edge for edge, crosses in around if crosses]
    if len(crossed) == 4:  # a saddle: the middle of the cell says which corners belong together
        middle = float(np.mean(values[row : row + 2, column : column + 2]))
        joined = bool(above[row, column]) == (not middle < level)
        crossed = crossed if joined else [*crossed[1:], crossed[0]]
    yield from zip(crossed[::2], crossed[1::2], strict=True)


def _walk(links: defaultdict[_Edge, list[_Edge]], start: _Edge) -> Iterator[_Edge]:
    """From link to link, each used once."""
    yield start
    while links.get(start):
        following = links[start].pop()
        links[following].remove(start)
        for edge in (start, following):
            if not links[edge]:
                del links[edge]
        yield following
        start = following


def _place(values: Array, level: float, edge: _Edge) -> Point:
    row, column, along = edge
    first = float(values[row, column])
    second = float(values[(row + 1, column) if along else (row, column + 1)])
    share = (level - first) / (second - first) if np.isfinite([first, second]).all() and second != first else 0.5
    return (column, row + share) if along else (column + share, row)
