"""The second derivatives of a branch of f_D in balls, summed over samples.

The gradient of f_D goes back through the layers: with A_u the derivative of f_D in the value of a unit u at a sample,
and D_u = A_u s'(z_u) that in what it receives, that in a weight w into u is D_u h_k, h_k the value below. For factors
phi_i and any parameter t of the branch, the derivative of sum_i phi_i df_D(x_i)/dw in t is then

    sum_i phi_i (dD_u/dt h_k + D_u dh_k/dt),   dD_u/dt = dA_u/dt s'(z_u) + A_u s''(z_u) dz_u/dt.

dz/dt and dh/dt = s' dz/dt are carried forward, dA/dt back, for all parameters t at once. Each operation encloses its
result at every point of a box, so the sum encloses the Hessian there. The factors are last: on a box they are wide, and
what they multiply may be small by cancellation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flint

from theoremcheck.trusted.problem.layout import BranchPlaces, LayerPlaces
from theoremcheck.trusted.records import dataclass

_BALLS: Final = 200_000
"""Derivatives of units that are held at once."""


@dataclass(frozen=True)
class Level:
    """A layer at one sample: what its units receive, with 1 for a bias, and the s' and s'' of each."""

    inputs: list[flint.arb]
    slopes: list[flint.arb]
    bends: list[flint.arb]


def bent(
    full: Sequence[flint.arb],
    branch: BranchPlaces,
    levels: Sequence[Sequence[Level]],
    factors: Sequence[flint.arb],
) -> flint.arb_mat:
    """sum_i factors_i Hess f_D(x_i), (size, size), in the parameters of the branch; ``levels`` are sample by sample."""
    size = branch.places.stop - branch.places.start
    found = flint.arb_mat(size, size)
    units = sum(layer.width for layer in branch.layers)
    batch = max(1, _BALLS // (size * units))
    for first in range(0, len(levels), batch):
        chosen = slice(first, first + batch)
        found += _Batch(full, branch, levels[chosen], factors[chosen]).rows()
    for a in range(size):
        for b in range(a):
            one, other = found[a, b], found[b, a]  # both hold the same number
            found[a, b] = found[b, a] = one if one.rad() <= other.rad() else other
    return found


class _Batch:
    """Some of the samples."""

    def __init__(
        self,
        full: Sequence[flint.arb],
        branch: BranchPlaces,
        levels: Sequence[Sequence[Level]],
        factors: Sequence[flint.arb],
    ) -> None:
        self.branch, self.levels, self.factors = branch, levels, factors
        self.start: int = branch.places.start
        self.size: int = branch.places.stop - branch.places.start
        self.output = list(full[branch.output])
        self.top: int = branch.output.start - self.start
        self.inner = [flint.arb_mat(own.width, own.inputs, list(full[own.weights])) for own in branch.layers]
        self.columns = [[self._columns(own, unit) for unit in range(own.width)] for own in branch.layers]
        # For each layer and unit, its value and what it turns to, moved by every parameter, sample after sample.
        self.values: list[list[list[flint.arb]]] = [[[] for _ in range(own.width)] for own in branch.layers]
        self.turned: list[list[list[flint.arb]]] = [[[] for _ in range(own.width)] for own in branch.layers]
        self.deltas: list[list[list[flint.arb]]] = [[[] for _ in range(own.width)] for own in branch.layers]

    def _columns(self, layer: LayerPlaces, unit: int) -> list[int]:
        """The columns of the weights into a unit, and of its bias."""
        first = layer.weights.start - self.start + unit * layer.inputs
        return [*range(first, first + layer.inputs), *([layer.bias.start - self.start + unit] if layer.biased else [])]

    def rows(self) -> flint.arb_mat:
        """The sum over the samples: row by row how the gradient moves with every parameter."""
        for levels in self.levels:
            self._back(levels, self._forward(levels))
        count, size = len(self.levels), self.size
        weighted = list(zip(self.factors, self.levels, strict=True))
        rows: list[list[flint.arb]] = [[] for _ in range(size)]
        for number, layer in enumerate(self.branch.layers):
            for unit, columns in enumerate(self.columns[number]):
                inputs = [[factor * entry for entry in levels[number].inputs] for factor, levels in weighted]
                received = flint.arb_mat(count, len(columns), [entry for own in inputs for entry in own]).transpose()
                table = (received * flint.arb_mat(count, size, self.turned[number][unit])).tolist()
                for column, row in zip(columns, table, strict=True):
                    rows[column] = row
            if number:
                products = [q * d for own in self.deltas[number] for q, d in zip(self.factors, own, strict=True)]
                deltas = flint.arb_mat(layer.width, count, products)
                for k, moved in enumerate(self.values[number - 1]):
                    table = (deltas * flint.arb_mat(count, size, moved)).tolist()
                    for columns, row in zip(self.columns[number], table, strict=True):
                        rows[columns[k]] = [a + b for a, b in zip(rows[columns[k]], row, strict=True)]
        weights = flint.arb_mat(1, count, list(self.factors))
        for unit, moved in enumerate(self.values[-1]):
            rows[self.top + unit] = (weights * flint.arb_mat(count, size, moved)).entries()
        return flint.arb_mat(rows)

    def _forward(self, levels: Sequence[Level]) -> list[list[list[flint.arb]]]:
        """For each layer and unit dz/dt for all t, (size,); dh/dt is kept."""
        found, below = [], None
        for number, (layer, own) in enumerate(zip(self.branch.layers, levels, strict=True)):
            moved = (flint.arb_mat(layer.width, self.size) if below is None else self.inner[number] * below).tolist()
            for row, columns in zip(moved, self.columns[number], strict=True):
                for column, entry in zip(columns, own.inputs, strict=True):
                    row[column] += entry
            values = [[slope * entry for entry in row] for slope, row in zip(own.slopes, moved, strict=True)]
            for kept, row in zip(self.values[number], values, strict=True):
                kept.extend(row)
            found.append(moved)
            below = flint.arb_mat(values)
        return found

    def _back(self, levels: Sequence[Level], moved: list[list[list[flint.arb]]]) -> None:
        """D and dD/dt for all t, for each layer and unit: they are kept."""
        above = self.output
        rows = flint.arb_mat(len(above), self.size).tolist()
        for unit, row in enumerate(rows):
            row[self.top + unit] = flint.arb(1)
        for number in range(len(levels) - 1, -1, -1):
            own = levels[number]
            deltas = [a * slope for a, slope in zip(above, own.slopes, strict=True)]
            bends = [a * bend for a, bend in zip(above, own.bends, strict=True)]
            turned = [
                [entry * slope + bend * z for entry, z in zip(row, before, strict=True)]
                for row, slope, bend, before in zip(rows, own.slopes, bends, moved[number], strict=True)
            ]
            for unit, (delta, row) in enumerate(zip(deltas, turned, strict=True)):
                self.deltas[number][unit].append(delta)
                self.turned[number][unit] += row
            if number:
                back = self.inner[number].transpose()
                above = (back * flint.arb_mat(len(deltas), 1, deltas)).entries()
                rows = (back * flint.arb_mat(turned)).tolist()
                for delta, columns in zip(deltas, self.columns[number], strict=True):
                    for row, column in zip(rows, columns, strict=False):  # a bias leads from no unit
                        row[column] += delta
