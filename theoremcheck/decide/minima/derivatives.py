"""Gradient and Hessian of L, all units of a layer and all samples at a time. Untrusted.

What :mod:`theoremcheck.trusted.minima.expansion` encloses unit by unit and sample by sample is evaluated here layer by
layer: the gradient in balls goes back through the layers once, and both are made in floats (``hessians``). Newton's
method asks for them at many points; nothing is concluded from what they give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import chain, groupby
from operator import add, mul
from typing import Final

import flint

from theoremcheck.decide.minima.hessians import Floats, Index, LayerFloats, Stack, differentiated
from theoremcheck.decide.minima.programs import Jets, Numbers
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import Jet, to_float
from theoremcheck.trusted.functions.balls import ball
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.minima.reach import layer_pieces
from theoremcheck.trusted.problem.layout import BranchPlaces, Layout
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass

_BITS: Final = 256
_ZERO: Final = flint.arb(0)
_ONE: Final = flint.arb(1)


@dataclass(frozen=True)
class _Rounded:
    """What the lowest layers receive, without and with a one for the bias, (K, n), and the factors of the losses.

    ``factors`` are those of the squares, ``base`` has the frozen parameters among zeros.
    """

    received: dict[bool, flint.arb_mat]
    shares: Numbers
    factors: Numbers
    base: Numbers


@dataclass(frozen=True, eq=False)
class _InFloats:
    """The frozen parameters among zeros, (p,), labels (n,), signed shares (n,), and the squares with their factors."""

    base: Floats
    labels: Floats
    shares: Floats
    squares: Index
    factors: Floats


@dataclass(frozen=True)
class _Layer:
    """The places of the weights into each unit and of its bias, (w, K) one after the other; runs of units of a neuron.

    Unit k of a ``residual`` layer receives feature k as well.
    """

    receiving: tuple[int, ...]
    width: int
    inputs: int  # K, the bias among them
    biased: bool
    residual: bool
    units: tuple[tuple[int, Jets], ...]

    def jets(self, before: Numbers) -> list[Numbers] | None:
        """Values and derivatives, (w n) each, of what the units receive; None at a break."""
        if len(self.units) == 1:
            return self.units[0][1].at(before, 1)
        found: list[Numbers] = [[], []]
        count, start = len(before) // self.width, 0
        for width, neuron in self.units:
            own = neuron.at(before[start : start + width * count], 1)
            if own is None:
                return None
            for entries, values in zip(found, own, strict=True):
                entries.extend(values)
            start += width * count
        return found

    def in_floats(self, before: Floats) -> Jet | None:
        """Values, derivatives and second ones, (w, n) each; None at a break or close to one."""
        if len(self.units) == 1:
            return self.units[0][1].in_floats(before)
        start, found = 0, list[Jet]()
        for width, neuron in self.units:
            jet = neuron.in_floats(before[start : start + width])
            if jet is None:
                return None
            found.append(jet)
            start += width
        value, slope, bend = map(np.concatenate, zip(*found, strict=True))
        return value, slope, bend


@dataclass(frozen=True)
class _Branch:
    """A stack of layers, upwards, and the places of its output weights."""

    layers: tuple[_Layer, ...]
    output: slice

    @cached_property
    def tops(self) -> Index:
        """The places of the output weights, (w,)."""
        return np.arange(self.output.start, self.output.stop)

    @cached_property
    def places(self) -> tuple[Index, ...]:
        """Those of the weights into the units of each layer and of their biases, (w, K)."""
        return tuple(np.array(layer.receiving).reshape(layer.width, layer.inputs) for layer in self.layers)


@dataclass(frozen=True)
class _Pass:
    """What a layer received at each sample, (K, n), and what its neurons make of it: (w n), value and derivatives."""

    below: flint.arb_mat
    jets: list[Numbers]


class Derivatives:
    """The gradient and the Hessian of L, for a network whose neurons and losses are formulas."""

    def __init__(self, problem: Problem, layout: Layout) -> None:
        """See :func:`derivatives`."""
        data = samples(problem)
        self.losses = [Jets(split(loss.expr)) for loss in problem.losses]  # type: ignore[union-attr]
        self.labels, self.count = data.labels, len(data.labels)
        one = len(self.losses) == 1
        self.classes = [list(range(self.count))] if one else [list(data.members(label)) for label in (1, -1)]
        """The samples of each loss."""
        known: dict[int, Jets] = {}
        self.branches = tuple(
            _Branch(tuple(_layers(problem, places, known)), places.output) for places in layout.branches
        )
        self.points = flint.fmpq_mat([_exact(column) for column in zip(*data.points, strict=True)])
        rough = np.array([list(map(to_float, point)) for point in data.points]).T
        self.rough = {False: rough, True: np.vstack([rough, np.ones(self.count)])}
        self.shares = flint.fmpq_mat([_exact(data.margins(data.shares))])
        squares = {k: 2 * factor for k, factor in layout.squares(problem.objective).items()}
        self.squares, self.factors = list(squares), flint.fmpq_mat([_exact(squares.values())])
        self.layout, self.trained, self.all = layout, list(layout.trained), not layout.frozen
        self.biased = problem.network.output_bias
        loose = set(self.trained) - set(squares) - {0 if self.biased else -1}
        self.held_down = not problem.network.branches and not loose
        """True for a network of one hidden layer with a penalty on every trained parameter but a0."""
        self._rounded: dict[int, _Rounded] = {}

    def gradient(self, at: Sequence[Fraction], radius: Fraction = Fraction(0)) -> Numbers | None:
        """The gradient in the trained parameters, (P,), at the current precision; None where it is not told.

        With a ``radius``, balls that hold it on the box of that radius around the point.
        """
        own = list(map(ball, at))
        if radius:
            spread = ball(radius).union(-ball(radius))
            own = [entry + spread for entry in own]
        return self.slopes(own)

    def slopes(self, at: Numbers) -> Numbers | None:
        """As :meth:`gradient`, at balls."""
        full, data = at, self._data()
        if not self.all:
            full = [*data.base]
            for k, entry in zip(self.trained, at, strict=True):
                full[k] = entry
        outputs = [full[0] if self.biased else _ZERO] * self.count
        passes: list[list[_Pass]] = []
        for branch in self.branches:
            found = self._forward(branch.layers, full)
            if found is None:
                return None
            passes.append(found)
            weights = full[branch.output]
            top = flint.arb_mat(len(weights), self.count, found[-1].jets[0])
            outputs = list(map(add, outputs, (flint.arb_mat(1, len(weights), weights) * top).entries()))
        losses = self._losses([-f if y > 0 else f for f, y in zip(outputs, self.labels, strict=True)])
        if losses is None:
            return None
        first = list(map(mul, data.shares, losses))
        gradient = [_ZERO] * len(full)
        if self.biased:
            gradient[0] = sum(first, _ZERO)
        for branch, found in zip(self.branches, passes, strict=True):
            self._backward(branch, full, found, first, gradient)
        for k, factor in zip(self.squares, data.factors, strict=True):
            gradient[k] += factor * full[k]
        if not self.all:
            gradient = [gradient[k] for k in self.trained]
        return gradient if all(map(flint.arb.is_finite, gradient)) else None

    def in_floats(self, at: Floats) -> tuple[Floats, Floats] | None:
        """Gradient (P,) and Hessian (P, P) in floats at the trained parameters; None where they are not told."""
        floats = self._floats
        full = at
        if not self.all:
            full = floats.base.copy()
            full[self.trained] = at
        # Of what leaves the floats the caller has no use.
        with np.errstate(all="ignore"):
            outputs, stacks = np.full(self.count, full[0] if self.biased else 0.0), list[Stack]()
            for branch in self.branches:
                layers = self._layers_in_floats(branch, full)
                if layers is None:
                    return None
                stacks.append(Stack(branch.tops, layers))
                outputs += full[branch.output] @ layers[-1].value
            losses = self._losses_in_floats(outputs * -floats.labels)
            if losses is None:
                return None
            first, second = floats.shares * losses[0], np.abs(floats.shares) * losses[1]
            gradient, hessian = differentiated(stacks, full, first, second, biased=self.biased)
            gradient[floats.squares] += floats.factors * full[floats.squares]
            hessian[floats.squares, floats.squares] += floats.factors
        if not self.all:
            gradient, hessian = gradient[self.trained], hessian[np.ix_(self.trained, self.trained)]
        return (gradient, hessian) if np.isfinite(gradient).all() and np.isfinite(hessian).all() else None

    @cached_property
    def _floats(self) -> _InFloats:
        base = np.array([to_float(self.layout.frozen.get(k) or Fraction(0)) for k in range(self.layout.size)])
        labels = np.array(self.labels, dtype=np.float64)
        data = self._data()
        squares = np.array(self.squares, dtype=np.intp)
        return _InFloats(base, labels, _floats(data.shares), squares, _floats(data.factors))

    def _data(self) -> _Rounded:
        """The data to at least the current precision; each step of Newton's method has one of its own."""
        bits = -(-flint.ctx.prec // _BITS) * _BITS
        if bits not in self._rounded:
            with flint.ctx.workprec(bits):
                plain = flint.arb_mat(self.points)
                with_one = flint.arb_mat(plain.nrows() + 1, self.count, [*plain.entries(), *[_ONE] * self.count])
                shares, factors = (flint.arb_mat(row).entries() for row in (self.shares, self.factors))
                base = [ball(self.layout.frozen.get(k) or Fraction(0)) for k in range(self.layout.size)]
                self._rounded[bits] = _Rounded({False: plain, True: with_one}, shares, factors, base)
        return self._rounded[bits]

    def _forward(self, layers: tuple[_Layer, ...], full: Numbers) -> list[_Pass] | None:
        """The passes through the layers of a branch; None where a unit is at a break."""
        received, found = self._data().received, list[_Pass]()
        for number, layer in enumerate(layers):
            if not number:
                below = received[layer.biased]
            else:
                ones = [_ONE] * (self.count if layer.biased else 0)
                below = flint.arb_mat(layer.inputs, self.count, found[-1].jets[0] + ones)
            before = (flint.arb_mat(layer.width, layer.inputs, [full[k] for k in layer.receiving]) * below).entries()
            if layer.residual:
                before = list(map(add, before, received[False].entries()))
            jets = layer.jets(before)
            if jets is None:
                return None
            found.append(_Pass(below, jets))
        return found

    def _backward(self, branch: _Branch, full: Numbers, passes: list[_Pass], first: Numbers, gradient: Numbers) -> None:
        """Put what a branch has in the gradient, from the derivatives of L in f at the samples, (n,)."""
        weights, layers = full[branch.output], branch.layers
        top = flint.arb_mat(len(weights), self.count, passes[-1].jets[0])
        gradient[branch.output] = (top * flint.arb_mat(self.count, 1, first)).entries()
        adjoint = [weight * factor for weight in weights for factor in first]
        for number in range(len(layers) - 1, -1, -1):
            layer, own = layers[number], passes[number]
            deltas = flint.arb_mat(layer.width, self.count, list(map(mul, adjoint, own.jets[1])))
            for k, entry in zip(layer.receiving, (deltas * own.below.transpose()).entries(), strict=True):
                gradient[k] = entry
            if number:
                lower = layers[number - 1].width
                turned = [full[layer.receiving[u * layer.inputs + k]] for k in range(lower) for u in range(layer.width)]
                adjoint = (flint.arb_mat(lower, layer.width, turned) * deltas).entries()

    def _losses(self, margins: Numbers) -> Numbers | None:
        """The derivatives of the losses at the margins, (n,)."""
        slopes = [*margins]
        for members, loss in zip(self.classes, self.losses, strict=True):
            found = loss.at([margins[k] for k in members], 1)
            if found is None:
                return None
            for k, value in zip(members, found[1], strict=True):
                slopes[k] = value
        return slopes

    def _losses_in_floats(self, margins: Floats) -> tuple[Floats, Floats] | None:
        """The first and second derivatives of the losses at the margins, (n,) each."""
        if len(self.losses) == 1:
            jet = self.losses[0].in_floats(margins)
            return None if jet is None else jet[1:]
        slopes, bends = np.empty_like(margins), np.empty_like(margins)
        for members, loss in zip(self.classes, self.losses, strict=True):
            jet = loss.in_floats(margins[members])
            if jet is None:
                return None
            _, slopes[members], bends[members] = jet
        return slopes, bends

    def _layers_in_floats(self, branch: _Branch, full: Floats) -> tuple[LayerFloats, ...] | None:
        """A pass through a branch in floats; None where a unit is at a break."""
        received, found = self.rough, list[LayerFloats]()
        for layer, places in zip(branch.layers, branch.places, strict=True):
            if not found:
                below = received[layer.biased]
            else:
                below = np.vstack([found[-1].value, np.ones((int(layer.biased), self.count))])
            weights = full[places]
            jets = layer.in_floats(weights @ below + received[False] if layer.residual else weights @ below)
            if jets is None:
                return None
            found.append(LayerFloats(places, weights[:, : layer.inputs - layer.biased], below, *jets))
        return tuple(found)


@lru_cache(maxsize=8)
def derivatives(problem: Problem) -> Derivatives | None:
    """Those of L, or None where a neuron or loss is no formula, or a frozen value is not known."""
    network = problem.network
    functions = (*((problem.neuron,) if network.width else ()), *network.neurons, *problem.losses)
    if not all(isinstance(function, Function) for function in functions):
        return None
    layout = Layout.of(problem)
    return None if None in layout.frozen.values() else Derivatives(problem, layout)


def _layers(problem: Problem, branch: BranchPlaces, known: dict[int, Jets]) -> Iterator[_Layer]:
    for number, places in zip(branch.numbers, branch.layers, strict=True):
        rows = [
            [*range(start, start + places.inputs), *([places.bias.start + unit] if places.biased else [])]
            for unit, start in enumerate(range(places.weights.start, places.weights.stop, places.inputs))
        ]
        units = []
        for key, group in groupby(layer_pieces(problem, number), id):
            pieces = list(group)
            units.append((len(pieces), known.setdefault(key, Jets(pieces[0]))))
        inputs = places.inputs + places.biased
        yield _Layer(
            tuple(chain.from_iterable(rows)), places.width, inputs, places.biased, places.residual, tuple(units)
        )


def _exact(values: Iterable[Fraction]) -> list[flint.fmpq]:
    return [flint.fmpq(value.numerator, value.denominator) for value in values]


def _floats(entries: Sequence[flint.arb]) -> Floats:
    return np.array(list(map(float, entries)))
