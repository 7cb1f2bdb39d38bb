"""The empirical loss up to second order in balls, on a box of parameters (in the order of ``layout``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import flint

from theoremcheck.trusted.bounds import MAX_STRICT_PARAMETERS
from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.functions.jets import Jets
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.constants import loss_jets
from theoremcheck.trusted.minima.curvature import Level, bent
from theoremcheck.trusted.minima.reach import layer_pieces, neuron_pieces
from theoremcheck.trusted.problem.layout import BranchPlaces, Layout, Unit
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, require


@dataclass(frozen=True)
class Box:
    """A ball for every parameter, trained or frozen; ``trained`` are the places of the former, in a ``centre``.

    The trained ones fill at least a cube of that radius: a box of positive radius is a neighbourhood of its centre, one
    of radius 0 is a point, and what is read there says nothing of what is near it.
    """

    full: tuple[flint.arb, ...]
    trained: tuple[int, ...]
    radius: Fraction
    centre: tuple[Fraction, ...]


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

    def places(self, entries: Sequence[int]) -> list[int]:
        """The places of entries of the centre. Refuses one that it does not have, and one that is named twice."""
        require(len(set(entries)) == len(entries), "expansion.repeated")
        require(all(0 <= k < len(self.trained) for k in entries), "expansion.no_parameter")
        return [self.trained[k] for k in entries]


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


def box(problem: Problem, centre: Sequence[Fraction], radius: Fraction) -> Box:
    """The box of that radius around the trained parameters ``centre``, the frozen ones at their values."""
    layout = Layout.of(problem)
    require(layout.size <= MAX_STRICT_PARAMETERS, "expansion.size", limit=MAX_STRICT_PARAMETERS)
    values, trained = layout.full(centre), layout.trained
    require(radius >= 0, "expansion.negative_radius")
    spread, still = ball(radius).union(-ball(radius)), frozenset(range(len(values))).difference(trained)
    full = tuple(ball(v) if k in still else ball(v) + spread for k, v in enumerate(values))
    return Box(full, trained, radius, tuple(centre))


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


def height(problem: Problem, centre: Sequence[Fraction], radius: Fraction) -> tuple[flint.arb, list[flint.arb]]:
    """L and f on the samples, (n,), on the box of that radius around the centre."""
    place, data, loss = box(problem, centre, radius), samples(problem), loss_jets(problem, 0)
    outputs = Forward(problem, place.full, 0).outputs
    total = sum((factor / 2 * place.full[k] * place.full[k] for k, factor in ridge(problem)), flint.arb(0))
    for i, (margin, share) in enumerate(zip(data.margins(outputs), data.shares, strict=True)):
        total += ball(share) * loss[data.labels[i]].at(margin, margin_of, i)[0]
    return total, outputs


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


def margin_of(sample: int) -> Reason:
    """The margin of a sample, as reasons name it."""
    return Reason.of("samples.margin", sample=sample)


def margins(
    problem: Problem,
    outputs: Sequence[flint.arb],
    order: int,
    replaced: Mapping[int, tuple[flint.arb, flint.arb]] | None = None,
) -> tuple[list[flint.arb], list[flint.arb]]:
    """The first and, from order 2 on, second derivatives of L in the outputs f(x_i), each (n,).

    For the samples in ``replaced`` the two derivatives given there stand for (l', l'').
    """
    data, jets = samples(problem), loss_jets(problem, order)
    first, second = [], []
    for i, (margin, share) in enumerate(zip(data.margins(outputs), data.shares, strict=True)):
        own = replaced.get(i) if replaced else None
        slope, *bend = own or jets[data.labels[i]].at(margin, margin_of, i)[1:]
        factor = ball(share)
        first.append(data.margin(i, factor * slope))
        second += [factor * entry for entry in bend]
    return first, second


def ridge(problem: Problem) -> list[tuple[int, flint.arb]]:
    """The places of the penalised parameters, with twice the coefficient of their squares."""
    return [(place, ball(2 * factor)) for place, factor in Layout.of(problem).squares(problem.objective).items()]


class Forward:
    """f and its Jacobian, (n, p), in all p parameters, frozen ones included, on a box of them.

    With ``order`` 0 f alone, with 2 also what :meth:`curvature` needs.
    """

    def __init__(self, problem: Problem, full: Sequence[flint.arb], order: int) -> None:
        self.full, self.order, self.layout = full, order, Layout.of(problem)
        network = problem.network
        self.points = [list(map(ball, point)) for point in samples(problem).points]
        zero = flint.arb(0)
        self.outputs = [full[0] if network.output_bias else zero for _ in self.points]
        self.jacobian = [[zero] * (len(full) if order else 0) for _ in self.points]
        self.slopes: list[list[flint.arb]] = []
        self.bends: list[list[flint.arb]] = []
        self.parts: list[_Part] = []
        self.weights: int = self.layout.blocks[Block.OUTPUT_WEIGHTS].start
        self.inputs = flint.arb_mat([[*row, flint.arb(1)] if network.hidden_bias else row for row in self.points])
        if network.output_bias and order:
            for row in self.jacobian:
                row[0] = flint.arb(1)
        if network.width:
            self._shortcut(Jets(neuron_pieces(problem), order))
        for branch in self.layout.parts.values():
            units = [_jets(layer_pieces(problem, number), order) for number in branch.numbers]
            part = _Part(full, branch, order)
            for index, point in enumerate(self.points):
                self._enter(index, part, part.passed(index, point, units))
            self.parts.append(part)

    def places(self, neuron: int) -> tuple[int, ...]:
        """The places of w_j and b_j."""
        return self.layout.wiring(Unit(0, neuron)).receiving

    def pulled(self, factors: Sequence[flint.arb]) -> list[flint.arb]:
        """sum_i factors_i grad f(x_i), (p,)."""
        return list((flint.arb_mat([list(factors)]) * flint.arb_mat(self.jacobian)).entries())

    def squared(self, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """sum_i factors_i grad f(x_i) grad f(x_i)^T, (p, p)."""
        scaled = flint.arb_mat([[q * x for x in row] for q, row in zip(factors, self.jacobian, strict=True)])
        return scaled.transpose() * flint.arb_mat(self.jacobian)

    def _shortcut(self, jets: Jets) -> None:
        rows = self.inputs.tolist()
        for j in range(self.layout.network.width):
            unit, own, weight = Unit(0, j), self.places(j), self.output_weight(j)
            before = (self.inputs * flint.arb_mat([[self.full[k]] for k in own])).entries()
            first, second = [], []
            for i, (place, row) in enumerate(zip(before, rows, strict=True)):
                look = jets.at if any(not x.is_zero() for x in row) else jets.fixed
                value, *slopes = look(place, unit.at, i)
                self.outputs[i] += weight * value
                first += slopes[:1]
                second += slopes[1:]
                if slopes:
                    found, moved = self.jacobian[i], weight * slopes[0]
                    found[self.weights + j] = value
                    for k, x in zip(own, row, strict=True):
                        found[k] = moved * x
            self.slopes.append(first)
            self.bends.append(second)

    def _enter(self, index: int, part: _Part, top: _Expanded) -> None:
        """Add what a branch gives at a sample; it shares no parameter with any other part of f."""
        self.outputs[index] += top.value
        if top.gradient is not None:
            self.jacobian[index][part.branch.places] = top.gradient.entries()

    def output_weight(self, neuron: int) -> flint.arb:
        """a_j."""
        return self.full[self.weights + neuron]

    def deep_output_weight(self, unit: int) -> flint.arb:
        """v_u of the last layer of the branch deep."""
        place: int = self.layout.deep_output.start + unit
        return self.full[place]

    def bent(self, neuron: int, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """a_j sum_i factors_i s''(w_j . X_i) X_i X_i^T, (D, D)."""
        weight = self.output_weight(neuron)
        rows = [[weight * q * s * x for x in row]
                for q, s, row in zip(factors, self.bends[neuron], self.inputs.tolist(), strict=True)]  # fmt: skip
        return flint.arb_mat(rows).transpose() * self.inputs

    def deep_bent(self, unit: int, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """v_u sum_i factors_i s''(z_i) H_i H_i^T for a unit of the last layer of deep.

        H_i are its inputs, and 1 for a bias.
        """
        weight = self.deep_output_weight(unit)
        tops = self.parts[0].tops
        rows = [[weight * q * top.bends[unit] * x for x in top.inputs]
                for q, top in zip(factors, tops, strict=True)]  # fmt: skip
        return flint.arb_mat(rows).transpose() * flint.arb_mat([top.inputs for top in tops])

    def curvature(self, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """sum_i factors_i Hess f(x_i), (p, p)."""
        count = len(self.full)
        found = flint.arb_mat(count, count)
        for j in range(self.layout.network.width):
            places, own = self.places(j), self.weights + j
            once = flint.arb_mat([[q * s for q, s in zip(factors, self.slopes[j], strict=True)]]) * self.inputs
            twice = self.bent(j, factors)
            for a, row in enumerate(places):
                found[own, row] = found[row, own] = once[0, a]
                for b, column in enumerate(places):
                    found[row, column] = twice[a, b]
        for part in self.parts:
            if self.order == 2:
                total = bent(self.full, part.branch, part.levels, factors)
                for a in range(part.size):
                    for b in range(part.size):
                        found[part.start + a, part.start + b] = total[a, b]
        return found


def _jets(pieces: Sequence[Pieces], order: int) -> list[Jets]:
    """The jets of every unit of a layer; those of one neuron are made once."""
    known = {id(own): Jets(own, order) for own in pieces}
    return [known[id(own)] for own in pieces]


class _Part:
    """A branch of f_D: its propagation of (value, gradient) in its own parameters, which are ``size``.

    ``levels`` has what its layers do at each sample.
    """

    def __init__(self, full: Sequence[flint.arb], branch: BranchPlaces, order: int) -> None:
        self.full, self.branch, self.order = full, branch, order
        self.start: int = branch.places.start
        self.size: int = branch.places.stop - branch.places.start
        self.levels: list[list[Level]] = []

    @property
    def tops(self) -> list[Level]:
        """The last layer at each sample."""
        return [levels[-1] for levels in self.levels]

    def passed(self, index: int, point: Sequence[flint.arb], neurons: Sequence[Sequence[Jets]]) -> _Expanded:
        """What the branch gives at a sample; each unit has its own neuron, each layer biases or none."""
        units = [_Expanded(value, self._no_gradient(), still=True) for value in point]
        levels: list[Level] = []
        for number, layer, jets in zip(self.branch.numbers, self.branch.layers, neurons, strict=True):
            new, level = [], Level([unit.value for unit in units] + [flint.arb(1)] * layer.biased, [], [])
            for unit, own in enumerate(jets):
                z, g, _ = self._combined(layer.weights.start + unit * layer.inputs, units)
                if layer.residual:
                    z += point[unit]
                if layer.biased:
                    k = layer.bias.start + unit
                    z += self.full[k]
                    if g is not None:
                        g[0, k - self.start] = g[0, k - self.start] + 1
                # 0 whatever the parameters are: that the gradient is 0 at a point would not do for the Hessian there.
                added = layer.biased or layer.residual
                nothing = not added and all(entry.still and entry.value.is_zero() for entry in units)
                value, *slopes = (own.fixed if nothing else own.at)(z, Unit(number, unit).at, index)
                level.slopes.extend(slopes[:1])
                level.bends.extend(slopes[1:])
                still = nothing or own.flat(z)
                new.append(_Expanded(value, None if g is None else g * slopes[0], still))
            units = new
            levels.append(level)
        self.levels.append(levels)
        return self._combined(self.branch.output.start, units)

    def _no_gradient(self) -> flint.arb_mat | None:
        """The gradient of a constant in the branch's parameters; None where it is not asked for."""
        return flint.arb_mat(1, self.size) if self.order else None

    def _combined(self, place: int, units: Sequence[_Expanded]) -> _Expanded:
        """sum_v W_v h_v, where W_v is the parameter at ``place`` + v."""
        z, g = flint.arb(0), self._no_gradient()
        for k, unit in enumerate(units, place):
            weight, own = self.full[k], k - self.start
            z += weight * unit.value
            if g is not None and unit.gradient is not None:
                g += unit.gradient * weight
                g[0, own] = g[0, own] + unit.value
        return _Expanded(z, g, still=False)


class _Expanded(NamedTuple):
    """A unit of a branch at one sample, with its gradient in the branch's parameters, (1, size).

    ``still`` says that it is one number for all parameters nearby.
    """

    value: flint.arb
    gradient: flint.arb_mat | None
    still: bool
