"""The units next to the output and their columns: what each gives at the distinct x_i, in floats and exact names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

import flint

from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import compile_float, finite_float, finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.expansion import height
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.layout import BranchPlaces, Layout
from theoremcheck.trusted.problem.model import AnyFunction, Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.path.neurons import Known, branch_neurons
from theoremcheck.verdict.path.targets import Target
from theoremcheck.verdict.path.values import Move, Piece

_INDEPENDENT: Final = 1e-7
"""Columns of length 1 whose least singular value is below this look dependent."""
_TINY: Final = 1e-12
_SHARE: Final = 1e-6
"""The least share in a relation of columns that counts."""
_BITS: Final = 128
_ZERO = Fraction(0)


@dataclass(frozen=True)
class Place:
    """A unit of the last layer of a branch, with trained weights in and out of it: its places in the whole list."""

    neuron: AnyFunction
    branch: int
    """Its branch, as ``Layout.branches`` counts them."""
    weights: slice
    bias: int | None
    biased: bool
    """True if its bias is trained."""
    output: int

    def at(self, full: Vector) -> tuple[Vector, Fraction]:
        """Its weights and its bias, 0 without one, among all parameters, (p,)."""
        return full[self.weights], _ZERO if self.bias is None else full[self.bias]

    def moved(self, full: Vector, row: Vector, bias: Fraction) -> Vector:
        """All parameters, with other weights, and another bias if there is one."""
        found = list(full)
        found[self.weights] = row
        if self.bias is not None:
            found[self.bias] = bias
        return tuple(found)


def last_units(problem: Problem) -> tuple[Place, ...]:
    """The units of the last layers whose weights in and out of them are trained, of the shortcut first."""
    layout = Layout.of(problem)
    frozen = layout.frozen
    found: list[Place] = []
    for number, (branch, neurons) in enumerate(zip(layout.branches, branch_neurons(problem), strict=True)):
        last = branch.layers[-1]
        if last.residual or branch.output.start in frozen or last.weights.start in frozen:
            continue
        for k, neuron in enumerate(neurons[-1]):
            start = last.weights.start + k * last.inputs
            bias = last.bias.start + k if last.biased else None
            own = slice(start, start + last.inputs)
            found.append(Place(neuron, number, own, bias, last.biased and bias not in frozen, branch.output.start + k))
    return tuple(found)


@dataclass(frozen=True)
class Ground:
    """What stays the same while the units next to the output move: everything else, as it is at ``point``, (p,)."""

    problem: Problem
    units: tuple[Place, ...]
    point: Vector

    @cached_property
    def layout(self) -> Layout:
        """The layout."""
        return Layout.of(self.problem)

    @cached_property
    def known(self) -> Known:
        """The values of neurons that are exact."""
        return Known()

    @cached_property
    def target(self) -> Target:
        """L as a function of the outputs."""
        return Target(self.problem)

    @cached_property
    def points(self) -> tuple[Vector, ...]:
        """The distinct x_i, (N, d)."""
        return tuple(dict.fromkeys(samples(self.problem).points))

    @cached_property
    def groups(self) -> list[list[int]]:
        """The samples at each of them."""
        found: dict[Vector, list[int]] = {point: [] for point in self.points}
        for index, point in enumerate(samples(self.problem).points):
            found[point].append(index)
        return list(found.values())

    @cached_property
    def level(self) -> bool:
        """True if a_0 is trained."""
        return self.problem.network.trains(Block.OUTPUT_BIAS)

    @property
    def most(self) -> int:
        """The greatest rank that columns can have."""
        return len(self.points) - int(self.level)

    @cached_property
    def beside(self) -> Array:
        """What all else but a_0 adds at the samples, (n,)."""
        if not self.problem.network.layers:
            return np.zeros(len(samples(self.problem).points))
        silent = list(self.point)
        for unit in self.units:
            silent[unit.output] = _ZERO
        with precision(_BITS):
            found = height(self.problem, self.layout.centre(silent), _ZERO)[1]
        level = silent[0] if self.problem.network.output_bias else _ZERO
        return np.asarray([finite_float(entry) for entry in found]) - finite_float(level)

    @cached_property
    def lower(self) -> tuple[int, ...]:
        """The branches of the units with layers below the last."""
        own = dict.fromkeys(unit.branch for unit in self.units)
        return tuple(number for number in own if len(self.layout.branches[number].layers) > 1)

    @cached_property
    def exact(self) -> dict[int, list[Vector | None]]:
        """By branch what its last layer receives at the distinct x_i, as far as that is seen to be rational."""
        named, neurons = self.layout.named(self.point).branches, branch_neurons(self.problem)
        return {
            k: [self.known.inputs(named[k].layers[:-1], neurons[k], point) for point in self.points]
            for k in dict.fromkeys(unit.branch for unit in self.units)
        }

    @cached_property
    def inputs(self) -> dict[int, Array]:
        """The same in floats, (N, inputs)."""
        neurons, features = branch_neurons(self.problem), finite_floats(self.points)
        branches = self.layout.branches
        return {k: passed(branches[k], neurons[k], self.point, features) for k in self.exact}

    def coincide(self, number: int) -> bool:
        """True if the last layer of a branch receives the same, to the accuracy, at different x_i."""
        return least_distance(self.inputs[number]) < _INDEPENDENT

    def places(self, unit: Place, row: Vector, bias: Fraction) -> list[Fraction | None]:
        """What a unit receives at the distinct x_i, (N,), where that is seen to be rational."""
        return [None if inputs is None else dot(row, inputs) + bias for inputs in self.exact[unit.branch]]

    @cached_property
    def seen(self) -> dict[int, list[list[flint.arb] | None]]:
        """By branch what its last layer receives at the distinct x_i, in balls."""
        named, neurons = self.layout.named(self.point).branches, branch_neurons(self.problem)
        with precision(_BITS):
            return {
                k: [self.known.balls(named[k].layers[:-1], neurons[k], point) for point in self.points]
                for k in dict.fromkeys(unit.branch for unit in self.units)
            }

    def line(self, unit: Place, full: Vector, index: int) -> tuple[Fraction, Vector] | None:
        """(c, v): a unit gives v . h + c of its inputs h at a distinct x_i; None where that is not seen."""
        with precision(_BITS):
            return self.known.line(unit.neuron, *unit.at(full), self.seen[unit.branch][index])

    def column(self, unit: Place, row: Vector, bias: Fraction) -> Array:
        """The column of a unit in floats, (N,)."""
        neuron = compile_float(formula(unit.neuron, "neuron"))
        seen = self.inputs[unit.branch] @ finite_floats([row])[0] + finite_float(bias)
        received = [
            finite_float(near if place is None else place)
            for near, place in zip(seen, self.places(unit, row, bias), strict=True)
        ]
        return neuron.value(np.asarray(received))

    def columns(self, full: Vector) -> Array:
        """All columns, (N, k)."""
        return np.stack([self.column(unit, *unit.at(full)) for unit in self.units], axis=1)

    def _scaled(self, columns: Array) -> Array:
        """The columns, modulo constants if a_0 is trained, with length 1; those that are 0 stay so."""
        if self.level:
            columns = columns - columns.mean(axis=0)
        lengths = np.sqrt((columns**2).sum(axis=0))
        return np.asarray(np.where(lengths > _TINY, columns / np.maximum(lengths, _TINY), 0.0))

    def rank(self, columns: Array) -> tuple[int, float]:
        """The rank as it looks in floats, and the least singular value that counts."""
        found = np.linalg.svd(self._scaled(columns), compute_uv=False)
        count = int((found > _INDEPENDENT).sum())
        return count, float(found[count - 1]) if count else 0.0

    def spare(self, columns: Array) -> list[int]:
        """The units whose columns look like combinations of the others."""
        _, found, vectors = np.linalg.svd(self._scaled(columns))
        related = vectors[int((found > _INDEPENDENT).sum()) :]
        shares = np.abs(related).max(axis=0, initial=0.0)
        return [j for j, share in enumerate(shares) if share > _SHARE]

    def piece(self, move: Move, start: Vector, end: Vector) -> Piece:
        """The segment."""
        return Piece.straight(move, self.layout.centre(start), self.layout.centre(end))

    def names(self, full: Vector, among: Sequence[int]) -> Iterator[list[list[Fraction]]]:
        """For each distinct x_i rows, (.., len(among) + 1), that annul (e, c) only if sum e_j s(z_ij) = c there.

        They are one for what is rational, and one for each name (see ``Values``), by the units ``among``. Units that
        receive what is not seen to be rational have one name if their neurons, weights, biases and branches are equal;
        where their neuron is affine, each of their inputs has a name.
        """
        count = len(among)
        received = [self.places(self.units[j], *self.units[j].at(full)) for j in among]
        for i in range(len(self.points)):
            named: dict[object, list[Fraction]] = {}
            rational = [_ZERO] * count + [Fraction(-1) if self.level else _ZERO]
            for k, j in enumerate(among):
                unit, place = self.units[j], received[k][i]
                line = None if place is not None else self.line(unit, full, i)
                if line is not None:
                    rational[k] = line[0]
                    for m, entry in enumerate(line[1]):
                        named.setdefault((unit.branch, m), [_ZERO] * (count + 1))[k] = entry
                    continue
                if place is None:
                    named.setdefault((unit.branch, unit.neuron, unit.at(full)), [_ZERO] * (count + 1))[k] = Fraction(1)
                    continue
                values = self.known.of(unit.neuron)
                value = values.rational(place)
                if value is not None:
                    rational[k] = value
                    continue
                sign, name = values.named(place)
                named.setdefault((unit.neuron, name), [_ZERO] * (count + 1))[k] = Fraction(sign)
            yield [rational, *named.values()]


def passed(branch: BranchPlaces, neurons: Sequence[Sequence[AnyFunction]], full: Vector, features: Array) -> Array:
    """What the last layer of a branch receives at points, (N, d), in floats, (N, inputs)."""
    inputs = features
    for layer, own in zip(branch.layers[:-1], neurons, strict=False):
        weights = finite_floats([full[layer.weights]])[0].reshape(layer.width, layer.inputs)
        received = inputs @ weights.T
        if layer.biased:
            received = received + finite_floats([full[layer.bias]])[0]
        units = [compile_float(formula(neuron, "neuron")).value(received[:, k]) for k, neuron in enumerate(own)]
        inputs = np.stack(units, axis=1)
    return inputs


def least_distance(rows: Array) -> float:
    """The least distance of two rows, as a share of 1 + the largest entry; infinite for one row."""
    distances = np.abs(rows[:, None, :] - rows[None, :, :]).max(axis=2) + np.diag(np.full(len(rows), np.inf))
    return float(distances.min() / (1 + np.abs(rows).max(initial=0.0)))
