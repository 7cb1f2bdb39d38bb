"""Gradient and Hessian of L for a small network of one hidden layer, in search coordinates, by three products.

Let phi and c be the first and second derivative of the loss in f at each sample, V what the output weights receive (a
one for a0 first), D = a s' the derivatives of f in the pre-activations, X what a unit receives (a one for the bias
last), over the scales of the search. All derivatives of the data term are entries of

    sum (c D_u D_p + [u = p] phi a_u s''_u) X_i X_k,  sum (c V_j D_u + [j = u] phi s'_u) X_k,  sum c V_j V_k,
    sum phi D_u X_k,  sum phi V_j.

What :mod:`theoremcheck.search.curvature` does for any network takes several times as many array operations, which for a
small problem is what a step costs; for a large one it takes fewer multiplications.

Shapes as in ``search.branches``; K is what a unit receives, J what f does, Q the number of all parameters.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.branches import Branch, BranchState, Pass
from theoremcheck.search.curvature import triangle
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
        """What each unit receives for parameters in search coordinates, (n, K)."""
        layer, scale = self.branch.layers[0], np.ones(self.layout.size)
        scale[self.layout.positions] = self.layout.scale
        ones = np.ones((len(self.features), int(layer.biased)))
        return np.asarray(np.concatenate([self.features, ones], axis=1) * scale[layer.rows[0]], dtype=np.float64)

    @cached_property
    def squares(self) -> Array:
        """The products of all pairs of it, (n, K (K + 1) / 2)."""
        i, k = triangle(self.below.shape[1])
        return np.asarray(self.below[:, i] * self.below[:, k], dtype=np.float64)

    @cached_property
    def places(self) -> tuple[Index, Index]:
        """Where each entry of a gradient, (P,), and of a Hessian, (P, P), stands among the sums of all products."""
        layer, first = self.branch.layers[0], int(self.layout.network.output_bias)
        (width, inputs), received = layer.rows.shape, first + len(self.branch.output)
        units, top = layer.rows.ravel(), np.concatenate([np.arange(first, dtype=np.intp), self.branch.output])
        (u, p), (i, k) = triangle(width), triangle(inputs)
        inner = np.arange(len(u) * len(i)).reshape(len(u), len(i))
        mixed = inner.size + np.arange((received + 1) * units.size).reshape(received + 1, units.size)
        outer = inner.size + mixed.size + np.arange(received * (received + 1)).reshape(received, received + 1)
        slopes, bends = np.empty(self.layout.size, dtype=np.intp), np.empty((self.layout.size,) * 2, dtype=np.intp)
        slopes[units], slopes[top] = mixed[-1], outer[:, -1]
        for left, right in ((u, p), (p, u)):
            bends[layer.rows[left][:, i], layer.rows[right][:, k]] = inner
            bends[layer.rows[left][:, k], layer.rows[right][:, i]] = inner
        bends[top[:, None], units], bends[units[:, None], top] = mixed[:-1], mixed[:-1].T
        bends[top[:, None], top] = outer[:, :-1]
        chosen = self.layout.positions
        return slopes[chosen], bends[chosen[:, None], chosen]

    def differentiated(self, state: BranchState, factors: Array, second: Array) -> tuple[Array, Array]:
        """Gradient (S, P) and Hessian (S, P, P) of the data term in the search coordinates, from phi and c, (S, n)."""
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
        delta, bend = entry.slope * weights[:, :, None], entry.bend * weights[:, :, None]
        phi, curved = factors[:, None], delta * second[:, None]
        u, p = triangle(width)
        inner = curved[:, u] * delta[:, p]
        inner[:, u == p] += phi * bend
        top = np.empty((count, first + width + 1, samples))
        top[:, :first], top[:, first:-1], top[:, -1] = 1.0, entry.value, factors
        mixed = np.empty((count, first + width + 1, width, samples))
        np.multiply(top[:, :-1, None], curved[:, None], out=mixed[:, :-1])
        np.multiply(phi, delta, out=mixed[:, -1])
        own = np.einsum("suun->sun", mixed[:, first:-1])
        own += phi * entry.slope
        weighed = top * second[:, None]
        weighed[:, -1] = factors
        outer = np.matmul(top[:, :-1], np.swapaxes(weighed, 1, 2))
        sums = [
            np.matmul(inner.reshape(-1, samples), self.squares).reshape(count, -1),
            np.matmul(mixed.reshape(-1, samples), self.below).reshape(count, -1),
            outer.reshape(count, -1),
        ]
        slopes, bends = self.places
        columns = np.concatenate(sums, axis=1)
        return columns.take(slopes, axis=1), columns.take(bends, axis=1)


def make_shallow(layout: SearchLayout, branches: tuple[Branch, ...], features: Array) -> Shallow | None:
    """That of a network, or None where it has another shape, or ``curvature`` takes less time."""
    if len(branches) != 1 or len(branches[0].layers) != 1:
        return None
    samples, inputs = features.shape
    small = inputs <= _INPUTS or layout.size**2 * samples <= _MULTIPLICATIONS
    return Shallow(layout, branches[0], features) if small else None
