"""The parameters that a search moves: the trained ones of the layout, over their scales, in floats."""

from __future__ import annotations

import numpy.typing as npt

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import to_float
from theoremcheck.functions.special import Array
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import BRANCHES, Block, Network
from theoremcheck.trusted.records import dataclass

Index = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class SearchLayout(Layout):
    """The layout with what a search needs of it.

    ``positions`` are the places of the trained parameters, (P,). ``base`` (full length) holds the frozen values and
    zeros; ``scale`` (P,) turns search coordinates into parameters: weights on a feature are divided by its root mean
    square, so that features of any unit look alike.
    """

    positions: Index
    base: Array
    scale: Array

    @property
    def deep_size(self) -> int:
        """The number of parameters of the branches of f_D."""
        return int(sum(self.blocks[branch].stop - self.blocks[branch].start for branch in BRANCHES))

    def expand(self, points: Array) -> Array:
        """Full parameter vectors, shape (S, size), from search coordinates, shape (S, P)."""
        full = self.spread(points)
        return full if len(self.positions) == self.size else full + self.base

    def spread(self, directions: Array) -> Array:
        """Directions in the full parameter vectors, shape (S, size), from those in search coordinates, shape (S, P)."""
        if len(self.positions) == self.size:  # none is frozen
            return np.asarray(directions * self.scale, dtype=np.float64)
        full = np.zeros((len(directions), self.size))
        full[:, self.positions] = directions * self.scale
        return full

    def shrink(self, full: Array) -> Array:
        """Search coordinates, shape (S, P), of full parameter vectors, shape (S, size)."""
        return np.asarray(full[:, self.positions] / self.scale, dtype=np.float64)


def make_layout(network: Network, features: Array) -> SearchLayout:
    """The layout of ``network`` for ``features`` of shape (n, d)."""
    layout = Layout(network, features.shape[1])
    size_of = np.sqrt(np.mean(features**2, axis=0))
    unit = np.where((size_of > 0) & np.isfinite(size_of), 1.0 / np.where(size_of > 0, size_of, 1.0), 1.0)
    scale, base = np.ones(layout.size), np.zeros(layout.size)
    scale[layout.blocks[Block.HIDDEN_WEIGHTS]] = np.tile(unit, network.width)
    for part in layout.parts.values():
        first = part.layers[0]
        scale[first.weights] = np.tile(unit, first.width)
    for frozen in network.frozen:
        base[layout.places(frozen.block)] = [to_float(value) for value in frozen.value or ()]
    positions = np.array(layout.trained, dtype=np.intp)
    return SearchLayout(network, layout.dimension, positions, base, scale[positions])
