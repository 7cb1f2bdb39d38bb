"""The empirical loss to first or second order in balls, on a box of parameters.

Parameters are listed in the order a0, a, w (neuron by neuron), b, deep; the deep block runs layer by layer, the
weights of a layer unit by unit, then its biases, and last the output weights. A centre lists the trained ones only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import flint

from theoremcheck.trusted.balls import ball
from theoremcheck.trusted.bounds import MAX_STRICT_PARAMETERS
from theoremcheck.trusted.constants import loss_pieces
from theoremcheck.trusted.jets import Jets
from theoremcheck.trusted.model import Block, Network, Problem, Vector
from theoremcheck.trusted.pieces import Pieces, split
from theoremcheck.trusted.reach import formula, neuron_pieces, samples
from theoremcheck.trusted.refusal import Refusal, require


@dataclass(frozen=True)
class Box:
    """A ball for every parameter, trained or frozen; ``trained`` are the places of the former.

    The trained ones fill at least a cube of that radius: a box of positive radius is a neighbourhood of its centre, one
    of radius 0 is a point, and what is read there says nothing of what is near it.
    """

    full: tuple[flint.arb, ...]
    trained: tuple[int, ...]
    radius: Fraction


@dataclass(frozen=True)
class Slopes:
    """f on the samples, (n,), the gradient of L in the trained parameters, (P,), and what they come from.

    ``first`` has the derivatives of L in f on the samples, (n,), ``jacobian`` those of f in all parameters, (n, p).
    """

    outputs: tuple[flint.arb, ...]
    gradient: tuple[flint.arb, ...]
    box: Box
    first: tuple[flint.arb, ...]
    jacobian: tuple[list[flint.arb], ...]

    @property
    def full(self) -> tuple[flint.arb, ...]:
        """All p parameters."""
        return self.box.full

    @property
    def trained(self) -> tuple[int, ...]:
        """The places of those that the gradient lists."""
        return self.box.trained


@dataclass(frozen=True)
class Expansion:
    """L to second order: ``hessian`` is in the trained parameters, (P, P)."""

    slopes: Slopes
    hessian: flint.arb_mat

    @property
    def outputs(self) -> tuple[flint.arb, ...]:
        """F on the samples, (n,)."""
        return self.slopes.outputs

    @property
    def gradient(self) -> tuple[flint.arb, ...]:
        """The gradient of L in the trained parameters, (P,)."""
        return self.slopes.gradient


def sizes(network: Network, dimension: int) -> dict[Block, int]:
    """The number of parameters of every block, trained or frozen, in the order of the full list."""
    return network.sizes(dimension)


def box(problem: Problem, centre: Sequence[Fraction], radius: Fraction) -> Box:
    """The box of that radius around the trained parameters ``centre``, the frozen ones at their values."""
    values, trained = all_parameters(problem, centre)
    require(radius >= 0, "a box of negative radius")
    spread, still = ball(radius).union(-ball(radius)), frozenset(range(len(values))).difference(trained)
    return Box(tuple(ball(v) if k in still else ball(v) + spread for k, v in enumerate(values)), trained, radius)


def all_parameters(problem: Problem, centre: Sequence[Fraction]) -> tuple[Vector, tuple[int, ...]]:
    """The full list of parameters, (p,), and the places of the trained ones, which have the values ``centre``."""
    data, network = samples(problem), problem.network
    counts = sizes(network, data.dimension)
    require(sum(counts.values()) <= MAX_STRICT_PARAMETERS, f"above MAX_STRICT_PARAMETERS = {MAX_STRICT_PARAMETERS}")
    wanted = sum(count for block, count in counts.items() if network.trains(block))
    require(wanted > 0, "the network has no trained parameters")
    require(len(centre) == wanted, f"the centre needs {wanted} entries, not {len(centre)}")
    full: list[Fraction] = []
    trained: list[int] = []
    used = 0
    for block, count in counts.items():
        frozen = network.frozen_block(block)
        if frozen is None:
            trained += range(len(full), len(full) + count)
            full += centre[used : used + count]
            used += count
        else:
            if frozen.value is None:
                raise Refusal(f"the spec does not say at which value {block.value} is frozen")
            require(len(frozen.value) == count, f"the frozen {block.value} have another number of entries")
            full += frozen.value
    return tuple(full), tuple(trained)


def slopes(
    problem: Problem,
    centre: Sequence[Fraction],
    radius: Fraction = Fraction(0),
    replaced: Mapping[int, tuple[flint.arb, flint.arb]] | None = None,
) -> Slopes:
    """L to first order on the box of that radius around the centre, at the current precision (see ``margins``)."""
    place = box(problem, centre, radius)
    forward = Forward(problem, place.full, 1)
    first, _ = margins(problem, forward.outputs, 1, replaced)
    return pulled(problem, place, forward, first)


def expand(problem: Problem, centre: Sequence[Fraction], radius: Fraction) -> Expansion:
    """L to second order on the box of that radius around the centre, at the current precision."""
    place = box(problem, centre, radius)
    forward = Forward(problem, place.full, 2)
    first, second = margins(problem, forward.outputs, 2)
    return assemble(problem, place, forward, first, second)


def assemble(
    problem: Problem, place: Box, forward: Forward, first: Sequence[flint.arb], second: Sequence[flint.arb]
) -> Expansion:
    """The expansion of a function of the outputs with these derivatives in each, (n,), plus the penalties."""
    hessian = forward.squared(second) + forward.curvature(first)
    for k, factor in ridge(problem):
        hessian[k, k] = hessian[k, k] + factor
    if len(place.trained) < len(place.full):
        hessian = flint.arb_mat([[hessian[i, j] for j in place.trained] for i in place.trained])
    return Expansion(pulled(problem, place, forward, first), hessian)


def pulled(problem: Problem, place: Box, forward: Forward, first: Sequence[flint.arb]) -> Slopes:
    """The slopes of a function of the outputs with these derivatives in each, (n,), plus the penalties."""
    gradient = forward.pulled(first)
    for k, factor in ridge(problem):
        gradient[k] += factor * place.full[k]
    trained = tuple(gradient[k] for k in place.trained)
    return Slopes(tuple(forward.outputs), trained, place, tuple(first), tuple(forward.jacobian))


def margins(
    problem: Problem,
    outputs: Sequence[flint.arb],
    order: int,
    replaced: Mapping[int, tuple[flint.arb, flint.arb]] | None = None,
) -> tuple[list[flint.arb], list[flint.arb]]:
    """The first and, from order 2 on, second derivatives of L in the outputs f(x_i), each (n,).

    For the samples in ``replaced`` the two derivatives given there stand for (l', l'').
    """
    data = samples(problem)
    total = sum(data.weights, Fraction(0))
    jets = Jets(loss_pieces(problem), order)
    first, second = [], []
    for index, (f, label, weight) in enumerate(zip(outputs, data.labels, data.weights, strict=True)):
        own = replaced.get(index) if replaced else None
        found = own or tuple(jets.at(-label * f, f"the margin of sample {index + 1}")[1:])
        first.append(ball(-label * weight / total) * found[0])
        second.append(ball(weight / total) * found[-1])
    return first, second


def ridge(problem: Problem) -> list[tuple[int, flint.arb]]:
    """The places of the penalised parameters, with twice the coefficient of their squares."""
    found, start = [], 0
    for block, number in sizes(problem.network, samples(problem).dimension).items():
        factor = 2 * sum((t.coefficient for t in problem.objective.penalties if block in t.blocks), Fraction(0))
        if factor:
            found += [(k, ball(factor)) for k in range(start, start + number)]
        start += number
    return found


class Forward:
    """f and its Jacobian, (n, p), in all p parameters, frozen ones included, on a box of them.

    With ``order`` 2 also what :meth:`curvature` needs.
    """

    def __init__(self, problem: Problem, full: Sequence[flint.arb], order: int) -> None:
        data, network = samples(problem), problem.network
        self.full, self.network, self.dimension, self.order = full, network, data.dimension, order
        self.points = [list(map(ball, point)) for point in data.points]
        zero = flint.arb(0)
        self.outputs = [full[0] if network.output_bias else zero for _ in self.points]
        self.jacobian = [[zero] * len(full) for _ in self.points]
        self.slopes: list[list[flint.arb]] = []
        self.bends: list[list[flint.arb]] = []
        self.deep: list[flint.arb_mat] = []
        self.tops: list[_Top] = []
        self.weights = int(network.output_bias)
        self.hidden = self.weights + network.width
        self.biases = self.hidden + network.width * self.dimension
        self.start = self.biases + network.width * int(network.hidden_bias)
        self.inputs = flint.arb_mat([[*row, flint.arb(1)] if network.hidden_bias else row for row in self.points])
        if network.output_bias:
            for row in self.jacobian:
                row[0] = flint.arb(1)
        if network.width:
            self._shortcut(neuron_pieces(problem))
        if network.deep:
            columns = [Jets(split(formula(layer.neuron, "deep neuron")), order) for layer in network.deep]
            for index in range(len(self.points)):
                self._deep(index, columns)

    def places(self, neuron: int) -> list[int]:
        """The places of w_j and b_j."""
        d = self.dimension
        own = list(range(self.hidden + neuron * d, self.hidden + (neuron + 1) * d))
        return [*own, self.biases + neuron] if self.network.hidden_bias else own

    def pulled(self, factors: Sequence[flint.arb]) -> list[flint.arb]:
        """sum_i factors_i grad f(x_i), (p,)."""
        return list((flint.arb_mat([list(factors)]) * flint.arb_mat(self.jacobian)).entries())

    def squared(self, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """sum_i factors_i grad f(x_i) grad f(x_i)^T, (p, p)."""
        scaled = flint.arb_mat([[q * x for x in row] for q, row in zip(factors, self.jacobian, strict=True)])
        return scaled.transpose() * flint.arb_mat(self.jacobian)

    def _shortcut(self, pieces: Pieces) -> None:
        jets, rows = Jets(pieces, self.order), self.inputs.tolist()
        for j in range(self.network.width):
            own, weight = self.places(j), self.full[self.weights + j]
            before = (self.inputs * flint.arb_mat([[self.full[k]] for k in own])).entries()
            first, second = [], []
            for i, (place, row) in enumerate(zip(before, rows, strict=True)):
                look = jets.at if any(not x.is_zero() for x in row) else jets.still
                value, slope, *bend = look(place, f"neuron {j + 1} at sample {i + 1}")
                first.append(slope)
                second += bend
                self.outputs[i] += weight * value
                found, moved = self.jacobian[i], weight * slope
                found[self.weights + j] = value
                for k, x in zip(own, row, strict=True):
                    found[k] = moved * x
            self.slopes.append(first)
            self.bends.append(second)

    def _deep(self, index: int, columns: Sequence[Jets]) -> None:
        """Forward propagation of (value, gradient, Hessian) in the deep parameters."""
        size = len(self.full) - self.start
        units = [_Unit(value, flint.arb_mat(1, size), self._no_hessian(size)) for value in self.points[index]]
        position = 0
        bends: list[flint.arb] = []
        below = units
        for depth, (layer, jets) in enumerate(zip(self.network.deep, columns, strict=True)):
            inputs, new, bends, below = len(units), [], [], units
            for unit in range(layer.width):
                before = self._combined(position + unit * inputs, units)
                z, g, h = before.value, before.gradient, before.hessian
                if self.network.hidden_bias:
                    k = position + layer.width * inputs + unit
                    z += self.full[self.start + k]
                    g[0, k] = g[0, k] + 1
                look = jets.still if all(entry.is_zero() for entry in g.entries()) else jets.at
                value, slope, *bend = look(z, f"deep layer {depth + 1} unit {unit + 1} at sample {index + 1}")
                bends += bend
                curved = None if h is None else (g.transpose() * g) * bend[0] + h * slope
                new.append(_Unit(value, g * slope, curved))
            position += layer.width * (inputs + int(self.network.hidden_bias))
            units = new
        top = self._combined(position, units)
        self.outputs[index] += top.value
        self.jacobian[index][self.start :] = top.gradient.entries()
        if top.hessian is not None:
            self.deep.append(top.hessian)
        one = [flint.arb(1)] if self.network.hidden_bias else []
        self.tops.append(_Top([*(unit.value for unit in below), *one], bends))

    def _no_hessian(self, size: int) -> flint.arb_mat | None:
        return flint.arb_mat(size, size) if self.order == 2 else None

    def _combined(self, position: int, units: Sequence[_Unit]) -> _Unit:
        """sum_v W_v h_v, where W_v is the deep parameter ``position`` + v."""
        size = len(self.full) - self.start
        z, g, h = flint.arb(0), flint.arb_mat(1, size), self._no_hessian(size)
        for k, unit in enumerate(units, position):
            weight = self.full[self.start + k]
            z += weight * unit.value
            g += unit.gradient * weight
            g[0, k] = g[0, k] + unit.value
            if h is not None and unit.hessian is not None:
                h += unit.hessian * weight
                for m, slope in enumerate(unit.gradient.entries()):
                    h[k, m] = h[k, m] + slope
                    h[m, k] = h[m, k] + slope
        return _Unit(z, g, h)

    def output_weight(self, neuron: int) -> flint.arb:
        """a_j."""
        return self.full[self.weights + neuron]

    def deep_output_weight(self, unit: int) -> flint.arb:
        """v_u of the last deep layer."""
        return self.full[len(self.full) - self.network.deep[-1].width + unit]

    def bent(self, neuron: int, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """a_j sum_i factors_i s''(w_j . X_i) X_i X_i^T, (D, D)."""
        weight = self.output_weight(neuron)
        rows = [[weight * q * s * x for x in row]
                for q, s, row in zip(factors, self.bends[neuron], self.inputs.tolist(), strict=True)]  # fmt: skip
        return flint.arb_mat(rows).transpose() * self.inputs

    def deep_bent(self, unit: int, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """v_u sum_i factors_i s''(z_i) H_i H_i^T for a unit of the last layer, H_i its inputs and 1 for a bias."""
        weight = self.deep_output_weight(unit)
        rows = [[weight * q * top.bends[unit] * x for x in top.inputs]
                for q, top in zip(factors, self.tops, strict=True)]  # fmt: skip
        return flint.arb_mat(rows).transpose() * flint.arb_mat([top.inputs for top in self.tops])

    def curvature(self, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """sum_i factors_i Hess f(x_i), (p, p)."""
        count = len(self.full)
        found = flint.arb_mat(count, count)
        for j in range(self.network.width):
            places, own = self.places(j), self.weights + j
            once = flint.arb_mat([[q * s for q, s in zip(factors, self.slopes[j], strict=True)]]) * self.inputs
            twice = self.bent(j, factors)
            for a, row in enumerate(places):
                found[own, row] = found[row, own] = once[0, a]
                for b, column in enumerate(places):
                    found[row, column] = twice[a, b]
        if self.deep:
            total = sum((h * q for h, q in zip(self.deep[1:], factors[1:], strict=True)), self.deep[0] * factors[0])
            for a in range(count - self.start):
                for b in range(count - self.start):
                    found[self.start + a, self.start + b] = total[a, b]
        return found


@dataclass(frozen=True)
class _Unit:
    """A unit of the deep part at one sample, with its derivatives in the deep parameters, (1, size), (size, size)."""

    value: flint.arb
    gradient: flint.arb_mat
    hessian: flint.arb_mat | None


@dataclass(frozen=True)
class _Top:
    """The last layer at one sample: what its units receive, with 1 for a bias, and their s''."""

    inputs: list[flint.arb]
    bends: list[flint.arb]
