"""Initial points of several kinds and scales.

Each start has its own random stream, drawn from the seed and its number: a start is the same whatever the others are.
"""

from __future__ import annotations

from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.landscape import Landscape
from theoremcheck.trusted.problem.model import Block
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Recipe:
    """Scales of the inner weights, the hidden biases and the output weights; ``sign`` fixes that of the latter."""

    inner: float
    bias: float
    outer: float
    sign: int = 0


RECIPES: Final = (
    Recipe(1.0, 1.0, 1.0),
    Recipe(0.1, 0.1, 0.1),
    Recipe(3.0, 3.0, 1.0),
    Recipe(0.01, 0.01, 0.01),
    Recipe(1.0, 1.0, 1.0, sign=1),
    Recipe(1.0, 1.0, 1.0, sign=-1),
    Recipe(8.0, 8.0, 0.5),
    Recipe(0.01, 3.0, 3.0),
    Recipe(2.0, 2.0, 5.0),
    Recipe(0.3, 2.0, 1.0),
)
"""Start i uses recipe i modulo their number."""


def initial_points(landscape: Landscape, seed: int, first: int, count: int) -> Array:
    """Starts ``first`` to ``first + count - 1`` in search coordinates, shape (count, P)."""
    layout = landscape.layout
    full = np.empty((count, layout.size))
    for row, number in enumerate(range(first, first + count)):
        stream = np.random.default_rng(np.random.SeedSequence([abs(seed), int(seed < 0), number]))
        full[row] = _draw(landscape, RECIPES[number % len(RECIPES)], stream)
    return np.asarray(full[:, layout.positions], dtype=np.float64)


def _draw(landscape: Landscape, recipe: Recipe, stream: np.random.Generator) -> Array:
    layout = landscape.layout
    point = stream.standard_normal(layout.size)
    blocks = layout.blocks
    dimension = landscape.features.shape[1]
    point[blocks[Block.OUTPUT_BIAS]] *= recipe.outer
    point[blocks[Block.HIDDEN_WEIGHTS]] *= recipe.inner / np.sqrt(dimension)
    point[blocks[Block.HIDDEN_BIAS]] *= recipe.bias
    for place in (blocks[Block.OUTPUT_WEIGHTS], *(part.output for part in layout.parts.values())):
        width = max(1, place.stop - place.start)
        point[place] *= recipe.outer / np.sqrt(width)
        if recipe.sign:
            point[place] = recipe.sign * np.abs(point[place])
    for layer in layout.layers:
        point[layer.weights] *= recipe.inner / np.sqrt(layer.inputs)
        point[layer.bias] *= recipe.bias
    return point
