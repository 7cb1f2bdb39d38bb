"""The Hessian of L by layers: sums over the samples of small tensors, each one product of matrices for all points.

Let z be what a unit p receives at a sample, and d_p the derivative of f in it. The parameters of p act through z only,
so that the second derivative of the data term in a parameter of p and one of q is, summed over the samples,

    (c d_p d_q + phi F_pq) r_p r_q + phi d_p (derivative of r_p in what q receives) r_q,

where phi and c are the first and second derivative of the loss in f over all samples, r what the parameter multiplies,
F the second derivative of f in what p and q receive, and p is the upper one of the two. f itself counts as a unit: what
it receives are the tops of the branches, and a one for a0.

Shapes as in ``search.branches``. A Hessian has (S, P, P) entries, P the trained parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.branches import Branch, BranchState, against
from theoremcheck.search.layout import Index, SearchLayout
from theoremcheck.trusted.records import dataclass

_DOUBLES: Final = 2_000_000
_PRODUCTS: Final = 8_000_000
_FEWER: Final = 2
"""By what factor a layer has to receive less than there are pairs of units for it to matter."""


@dataclass(frozen=True)
class _Pair:
    """Two layers, the upper one first, by branch and number; f is layer -1 of branch -1. ``own``: twice the same."""

    upper: tuple[int, int]
    lower: tuple[int, int]

    @property
    def own(self) -> bool:
        return self.upper == self.lower


_F: Final = (-1, -1)


@dataclass(frozen=True, eq=False)
class Curvature:
    """How Hessians are put together for the branches of a network; ``features`` (n, d)."""

    layout: SearchLayout
    branches: tuple[Branch, ...]
    features: Array

    @cached_property
    def top_rows(self) -> Index:
        """The places of what f multiplies, (1, K): a0 if there is one, and the output weights."""
        bias = np.arange(1 if self.layout.network.output_bias else 0, dtype=np.intp)
        return np.concatenate([bias, *(branch.output for branch in self.branches)])[None]

    def rows(self, layer: tuple[int, int]) -> Index:
        """The places of the parameters of a layer, (w, K)."""
        return self.top_rows if layer == _F else self.branches[layer[0]].layers[layer[1]].rows

    @cached_property
    def pairs(self) -> tuple[_Pair, ...]:
        """All pairs of layers with a trained parameter in each."""
        trained = np.zeros(self.layout.size, dtype=np.bool_)
        trained[self.layout.positions] = True
        hidden = [(b, k) for b, branch in enumerate(self.branches) for k in range(len(branch.layers) - 1, -1, -1)]
        layers = [layer for layer in (_F, *hidden) if trained[self.rows(layer)].any()]
        return tuple(_Pair(upper, lower) for i, upper in enumerate(layers) for lower in layers[i:])

    @cached_property
    def order(self) -> Index:
        """Where each entry of a Hessian stands among the sums, (P, P)."""
        place = np.full(self.layout.size, -1, dtype=np.intp)
        place[self.layout.positions] = np.arange(len(self.layout.positions))
        found = np.zeros((len(self.layout.positions),) * 2, dtype=np.intp)
        start = 0
        for pair in self.pairs:
            left, right = self._entries(pair)
            left, right = place[left], place[right]
            number = np.broadcast_to(start + np.arange(left.shape[-1]), left.shape)
            known = (left >= 0) & (right >= 0)
            found[left[known], right[known]] = number[known]
            found[right[known], left[known]] = number[known]
            start += left.shape[-1]
        return found

    def _entries(self, pair: _Pair) -> tuple[Index, Index]:
        """The places of the two parameters that each sum of a pair is about, (C, sums), C ways that are equal."""
        upper, lower = self.rows(pair.upper), self.rows(pair.lower)
        if not pair.own or pair.upper == _F:
            left, right = np.broadcast_arrays(upper[:, :, None, None], lower[None, None])
            return left.reshape(1, -1), right.reshape(1, -1)
        (u, p), (i, k) = triangle(upper.shape[0]), triangle(upper.shape[1])
        ways = [(upper[u][:, i], upper[p][:, k]), (upper[u][:, k], upper[p][:, i])]
        return np.stack([way[0].ravel() for way in ways]), np.stack([way[1].ravel() for way in ways])

    @cached_property
    def _products(self) -> dict[bool, Array | None]:
        """The products of features, (sums, n), without and with a one; None where they would take too much memory."""
        n, d = self.features.shape
        turned = np.ascontiguousarray(self.features.T)
        found: dict[bool, Array | None] = {}
        for biased in {branch.layers[0].biased for branch in self.branches}:
            below = np.concatenate([turned, np.ones((1, n))]) if biased else turned
            found[biased] = None if n * (d + 1) * (d + 2) // 2 > _PRODUCTS else _squares(below)
        return found

    @cached_property
    def _batch(self) -> int:
        """How many points are handled at once."""
        widths = [(self.rows(pair.upper), len(self.rows(pair.lower))) for pair in self.pairs if not pair.own]
        largest = max((rows.size * width for rows, width in widths), default=1)
        return max(1, _DOUBLES // (len(self.features) * max(largest, self.layout.size)))

    def hessian(self, states: Sequence[BranchState], factors: Array, second: Array) -> Array:
        """The Hessian of the data term in the trained parameters, (S, P, P), from phi and c, each (S, n)."""
        count, size = len(factors), len(self.layout.positions)
        found = np.empty((count, size, size))
        for first in range(0, count, self._batch):
            chosen = np.arange(first, min(first + self._batch, count))
            whole = len(chosen) == count
            parts = states if whole else [state.take(chosen) for state in states]
            sums = _Sums(self, tuple(parts), factors[chosen], second[chosen])
            columns = np.concatenate([sums.of(pair).reshape(len(chosen), -1) for pair in self.pairs], axis=1)
            np.take(columns, self.order, axis=1, out=found[first : first + len(chosen)], mode="clip")
        return found


@dataclass(frozen=True, eq=False)
class _Sums:
    """The sums of all pairs for a batch of points."""

    plan: Curvature
    states: tuple[BranchState, ...]
    factors: Array  # phi, (S, n)
    second: Array  # c, (S, n)

    def of(self, pair: _Pair) -> Array:
        """The sums of a pair, (S, ...)."""
        if pair.own and pair.upper != _F:
            return self._own(*pair.upper)
        upper, lower = self._below(pair.upper), self._below(pair.lower)
        delta = self._delta(pair.upper)
        strength = (self.second[:, None] * delta)[:, :, None] * self._delta(pair.lower)[:, None]
        if same := pair.upper[0] == pair.lower[0] != -1:
            strength += self._bends[pair.lower[0]][pair.upper[1], pair.lower[1]]
        start, weights, slopes = 0, self.factors[:, None], None
        if same:
            weights, slopes = weights * delta, self._slopes[pair.lower[0]][pair.upper[1] - 1, pair.lower[1]]
        elif pair.upper == _F != pair.lower:
            branch, number = pair.lower
            start = self.plan.top_rows.shape[1] - sum(len(entry.output) for entry in self.plan.branches[branch:])
            slopes = self._slopes[branch][len(self.states[branch].passes) - 1, number]
        if _FEWER * lower.shape[-2] < strength.shape[1] * strength.shape[2]:
            sums = _by_products(strength, upper, lower)
            if slopes is not None:
                _add_chain_sums(sums[:, :, start:], weights, slopes, lower)
            return sums
        table = strength[:, :, None] * upper[..., None, :, None, :]
        if slopes is not None:
            _add_chain(table[:, :, start:], weights, slopes)
        return against(table.reshape(len(table), -1, table.shape[-1]), lower)

    def _own(self, branch: int, number: int) -> Array:
        """The sums of a layer with itself: pairs of units, and for each pairs of what they receive."""
        delta = self._delta((branch, number))
        u, p = triangle(delta.shape[1])
        strength = (self.second[:, None] * delta)[:, u] * delta[:, p]
        bends = self._bends[branch][number, number]
        if bends.ndim == 3:
            strength[:, u == p] += bends
        else:
            strength += bends[:, u, p]
        below = self._below((branch, number))
        if number:
            return against(strength, _squares(below))
        products = self.plan._products[self.plan.branches[branch].layers[0].biased]
        if products is not None:
            return against(strength, products)
        i, k = triangle(len(below))
        rows = [against(strength[:, r, None] * below, below)[:, i, k] for r in range(strength.shape[1])]
        return np.stack(rows, axis=1)

    def _below(self, layer: tuple[int, int]) -> Array:
        return self._top if layer == _F else self.states[layer[0]].passes[layer[1]].below

    def _delta(self, layer: tuple[int, int]) -> Array:
        """The derivatives of f in what the units receive, (S, w, n)."""
        return self._ones if layer == _F else self.states[layer[0]].deltas[layer[1]]

    @cached_property
    def _ones(self) -> Array:
        return np.ones((1, 1, 1))

    @cached_property
    def _top(self) -> Array:
        """What f receives, (S, K, n)."""
        bias = np.ones((len(self.factors), 1 if self.plan.layout.network.output_bias else 0, self.factors.shape[1]))
        return np.concatenate([bias, *(state.top for state in self.states)], axis=1)

    @cached_property
    def _slopes(self) -> tuple[dict[tuple[int, int], Array], ...]:
        """For each branch the derivatives of the values of a layer in what a lower one receives, (S, w, w', n).

        In what it receives itself that is diagonal: (S, w, n).
        """
        return tuple(dict(_slopes(state)) for state in self.states)

    @cached_property
    def _bends(self) -> tuple[dict[tuple[int, int], Array], ...]:
        """For each branch phi F for two layers, the upper one first, (S, w, w', n); (S, w, n) where it is diagonal."""
        return tuple(dict(self._second(*both)) for both in zip(self.states, self._slopes, strict=True))

    def _second(
        self, state: BranchState, slopes: dict[tuple[int, int], Array]
    ) -> Iterator[tuple[tuple[int, int], Array]]:
        above: Array | None = None  # the second derivative of phi f in the values of the layer
        for k in range(len(state.passes) - 1, -1, -1):
            entry = state.passes[k]
            own = self.factors[:, None] * state.adjoints[k] * entry.bend
            if above is not None:
                dense = entry.slope[:, :, None] * above * entry.slope[:, None]
                each = np.arange(own.shape[1])
                dense[:, each, each] += own
                own = dense
            yield (k, k), own
            for lower in range(k):
                received = _through(entry.inner, slopes[k - 1, lower])
                dense = own[:, :, None] * received if own.ndim == 3 else np.einsum("supn,spqn->suqn", own, received)
                yield (k, lower), dense
            if k:
                turned = np.swapaxes(entry.inner, 1, 2)
                above = _through(turned, np.swapaxes(_through(turned, own), 1, 2))


def _slopes(state: BranchState) -> Iterator[tuple[tuple[int, int], Array]]:
    below: dict[int, Array] = {}
    for k, entry in enumerate(state.passes):
        below = {lower: entry.slope[:, :, None] * _through(entry.inner, slopes) for lower, slopes in below.items()}
        below[k] = entry.slope
        for lower, slopes in below.items():
            yield (k, lower), slopes


def _add_chain(table: Array, weights: Array, slopes: Array) -> None:
    """Add weights (S, u, n) times slopes, (S, k, p, n) or (S, k, n), to a table (S, u, .., p, n), in place."""
    width = slopes.shape[1]
    if slopes.ndim == 4:
        table[:, :, :width] += weights[:, :, None, None] * slopes[:, None]
    else:
        each = np.arange(width)
        table[:, :, each, each] += weights[:, :, None] * slopes[:, None]


def _by_products(strength: Array, upper: Array, lower: Array) -> Array:
    """The sums of a pair of layers but for the chain, (S, u, k, p, i), where the lower one receives little.

    ``strength`` (S, u, p, n) goes with the products of ``upper`` (S, k, n) and ``lower`` (S, i, n).
    """
    count, samples = len(strength), strength.shape[-1]
    products = upper[..., :, None, :] * lower[..., None, :, :]
    below = products.reshape(*products.shape[:-3], -1, samples)
    sums = against(strength.reshape(count, -1, samples), below)
    return sums.reshape(*strength.shape[:3], *products.shape[-3:-1]).transpose(0, 1, 3, 2, 4)


def _add_chain_sums(sums: Array, weights: Array, slopes: Array, lower: Array) -> None:
    """Add what ``_add_chain`` adds to a table, multiplied by ``lower``, to (S, u, .., p, i), in place."""
    (count, units, samples), width = weights.shape, slopes.shape[1]
    if slopes.ndim == 4:
        weighed = (weights[:, :, None] * lower[..., None, :, :]).reshape(count, -1, samples)
        chain = against(weighed, slopes.reshape(count, -1, samples))
        sums[:, :, :width] += chain.reshape(count, units, -1, *slopes.shape[1:3]).transpose(0, 1, 3, 4, 2)
    else:
        each = np.arange(width)
        chain = against((weights[:, :, None] * slopes[:, None]).reshape(count, -1, samples), lower)
        sums[:, :, each, each] += chain.reshape(count, units, width, -1)


def _through(matrix: Array, tensor: Array) -> Array:
    """The product of matrices (S, a, b) with tensors (S, b, c, n), or diagonal ones (S, b, n): (S, a, c, n)."""
    if tensor.ndim == 3:
        return np.asarray(matrix[:, :, :, None] * tensor[:, None], dtype=np.float64)
    count, _, width, samples = tensor.shape
    flat = np.matmul(matrix, tensor.reshape(count, tensor.shape[1], -1))
    return np.asarray(flat.reshape(count, -1, width, samples), dtype=np.float64)


@lru_cache(maxsize=64)
def triangle(size: int) -> tuple[Index, Index]:
    """The pairs (i, k) with i <= k, to be read only."""
    i, k = np.triu_indices(size)
    i.setflags(write=False)
    k.setflags(write=False)
    return i, k


def _squares(below: Array) -> Array:
    """The products of all pairs of what a layer receives, (.., K (K + 1) / 2, n)."""
    i, k = triangle(below.shape[-2])
    return np.asarray(below[..., i, :] * below[..., k, :], dtype=np.float64)
