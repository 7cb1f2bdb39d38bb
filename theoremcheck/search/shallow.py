"""Gradient and Hessian of L for a small network of one hidden layer, through the gradients of f at the samples.

With phi and c the first and second derivative of the loss in f at each sample, the Hessian of the data term is the sum
of c (grad f) (grad f)^T + phi (Hess f), and the Hessian of one hidden layer is sparse: a unit's own weights, and those
with its output weight. What :mod:`theoremcheck.search.curvature` does for any network takes several times as many array
operations, which for a small problem is what a step costs; for a large one it takes fewer multiplications.

Shapes as in ``search.branches``; K is what a unit receives, a one for the bias last, Q the number of all parameters.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.branches import Branch, BranchState, Pass, against
from theoremcheck.search.layout import Index, SearchLayout
from theoremcheck.trusted.records import dataclass

_MULTIPLICATIONS: Final = 20_000
"""Up to so many for the products of the gradients of f it takes less time than ``curvature``."""
_INPUTS: Final = 4
"""For so few features it does, whatever the other sizes are."""
_DOUBLES: Final = 1_000_000
"""Entries of the gradients of f that are held at once."""


@dataclass(frozen=True, eq=False)
class Shallow:
    """How derivatives are put together for the one branch of a network; ``features`` (n, d)."""

    layout: SearchLayout
    branch: Branch
    features: Array

    @cached_property
    def below(self) -> Array:
        """What each unit receives, (K, n)."""
        turned = self.features.T
        ones = np.ones((int(self.branch.layers[0].biased), turned.shape[1]))
        return np.concatenate([turned, ones])

    @cached_property
    def squares(self) -> Array:
        """The products of all pairs of it, (K K, n)."""
        return np.asarray((self.below[:, None] * self.below).reshape(-1, self.below.shape[1]), dtype=np.float64)

    @cached_property
    def places(self) -> Index:
        """Where each trained parameter stands among a0, the output weights, and all that each unit multiplies, (P,)."""
        bias = np.arange(int(self.layout.network.output_bias), dtype=np.intp)
        own = np.concatenate([bias, self.branch.output, self.branch.layers[0].rows.ravel()])
        order = np.empty_like(own)
        order[own] = np.arange(len(own))
        return order[self.layout.positions]

    @cached_property
    def entries(self) -> Index:
        """Where each entry of a Hessian stands, (P, P)."""
        return self.places[:, None] * self.layout.size + self.places

    def differentiated(self, state: BranchState, factors: Array, second: Array) -> tuple[Array, Array]:
        """Gradient (S, P) and Hessian (S, P, P) of the data term in the trained parameters, from phi and c, (S, n)."""
        count, batch = len(factors), max(1, _DOUBLES // (self.layout.size * len(self.features)))
        if count <= batch:
            return self._differentiated(state.passes[0], state.output, factors, second)
        parts = [np.arange(first, min(first + batch, count)) for first in range(0, count, batch)]
        found = [self._differentiated(state.passes[0].take(k), state.output[k], factors[k], second[k]) for k in parts]
        gradients, hessians = map(np.concatenate, zip(*found, strict=True))
        return gradients, hessians

    def _differentiated(self, entry: Pass, weights: Array, factors: Array, second: Array) -> tuple[Array, Array]:
        count, width, samples = entry.value.shape
        first = int(self.layout.network.output_bias)
        inner = first + width  # where what the units multiply begins
        gradients = np.empty((count, self.layout.size, samples))  # of f
        gradients[:, :first] = 1.0
        gradients[:, first:inner] = entry.value
        output = weights[:, :, None]
        received = gradients[:, inner:].reshape(count, width, -1, samples)
        np.multiply((output * entry.slope)[:, :, None], self.below, out=received)
        found = np.matmul(gradients * second[:, None], np.swapaxes(gradients, 1, 2))
        mixed = against(factors[:, None] * entry.slope, self.below)
        blocks = found[:, inner:, inner:].reshape(count, width, -1, width, received.shape[2])
        own = np.einsum("suiuk->suik", blocks)
        own += against(factors[:, None] * output * entry.bend, self.squares).reshape(own.shape)
        upper = np.einsum("suuk->suk", found[:, first:inner, inner:].reshape(count, width, width, -1))
        upper += mixed
        lower = np.einsum("suku->suk", found[:, inner:, first:inner].reshape(count, width, -1, width))
        lower += mixed
        slopes = np.matmul(gradients, factors[:, :, None])[:, :, 0]
        return slopes.take(self.places, axis=1), found.reshape(count, -1).take(self.entries, axis=1)


def make_shallow(layout: SearchLayout, branches: tuple[Branch, ...], features: Array) -> Shallow | None:
    """That of a network, or None where it has another shape, or ``curvature`` takes less time."""
    if len(branches) != 1 or len(branches[0].layers) != 1:
        return None
    samples, inputs = features.shape
    small = inputs <= _INPUTS or layout.size**2 * samples <= _MULTIPLICATIONS
    return Shallow(layout, branches[0], features) if small else None
