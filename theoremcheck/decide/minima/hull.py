"""Points for rule.hull, rule.outlier, rule.quadric and rule.frozen: networks that output the best fit of a family."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import TypeAlias

from theoremcheck.decide.minima.columns import approximate_rows, columns_of
from theoremcheck.decide.minima.fans import fans
from theoremcheck.decide.minima.fits import Fit, fits
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.mixed import mixed_hull
from theoremcheck.decide.minima.points import affine_deep, dead_deep, slab, zeros
from theoremcheck.decide.minima.quadric import quadrics
from theoremcheck.decide.minima.zeros import without_zeros
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.minima.features import features_are_fixed
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.patterns import Affine, affine_on
from theoremcheck.trusted.minima.point import Units
from theoremcheck.trusted.minima.reach import dot, formula
from theoremcheck.trusted.problem.model import Block, Dataset, Problem, Vector
from theoremcheck.trusted.records import dataclass

_ZERO, _ONE = Fraction(0), Fraction(1)
_AffinePiece: TypeAlias = tuple[tuple[Fraction | None, Fraction | None], Affine]
"""An open interval, and (slope, intercept) on it."""
_POWERS = tuple(sign * Fraction(2) ** k for k in (0, 1, -1, 2, -2, 3, -3, 5, -5, 8, -8, 12, -12) for sign in (1, -1))


def frozen_fit(ground: Ground) -> Iterator[MultiplierMinimum]:
    """rule.frozen: the output layer alone is trained, a convex problem."""
    problem = ground.problem
    if not ground.concrete or ground.convexity is None or not features_are_fixed(problem.network):
        return
    columns = columns_of(problem)
    for fit in fits(problem, approximate_rows(columns)) if columns else ():
        yield MultiplierMinimum(fit.coefficients, (), fit.found)


def _straight(problem: Problem) -> Iterator[MultiplierMinimum]:
    """The best fit of a network that is affine in what is trained, in hidden parameters among them."""
    columns = None if features_are_fixed(problem.network) else columns_of(problem)
    for fit in fits(problem, approximate_rows(columns)) if columns else ():
        yield MultiplierMinimum(fit.coefficients, (), fit.found)


def hull(ground: Ground) -> Iterator[MultiplierMinimum]:
    """rule.hull (and rule.outlier): the best affine (or linear) fit, in an affine piece; rule.quadric: a quadric."""
    problem, data, pieces = ground.problem, ground.problem.dataset, ground.neuron
    if not ground.concrete or ground.convexity is None or not isinstance(data, Dataset) or pieces is None:
        return
    network = problem.network
    if problem.objective.penalties:
        return
    if network.frozen:
        yield from _straight(problem)
        absent = without_zeros(problem)
        yield from () if absent.network.frozen else quadrics(ground.of(absent))
        return
    yield from quadrics(ground)
    known: dict[bool, list[Fit]] = {}
    for piece in _sloped(pieces):
        affine = network.output_bias or network.hidden_bias or piece[1][1] != 0
        rows = data.lifted if affine else data.points
        if affine not in known:
            known[affine] = list(fits(problem, rows))
        for fit in known[affine]:
            theta = fit.coefficients
            outputs = [dot(row, theta) for row in rows]
            constant = theta[-1] if affine else _ZERO
            builder = _Builder(problem, piece, outputs, constant)
            for design in builder.shortcut() if network.width else builder.deep_only():
                yield design.evidence(problem, fit, affine=affine)
    yield from fans(ground)
    yield from mixed_hull(ground)


@dataclass(frozen=True)
class _Group:
    """``count`` neurons whose parameters depend on a fit A . x + B.

    a_j = output_weight + output_scale B, w_j = hidden_weights + hidden_scale A, b_j = hidden_bias + bias_scale B.
    """

    count: int
    output_weight: Fraction
    output_scale: Fraction
    hidden_weights: Vector
    hidden_scale: Fraction
    hidden_bias: Fraction
    bias_scale: Fraction


@dataclass(frozen=True)
class _Design:
    """A network that outputs A . x + B: a_0 = output_bias + output_bias_scale B, neurons, and a deep part.

    ``deep_scale`` is the factor of A in the weights of the first deep layer, whose units are all alike.
    """

    output_bias: Fraction
    output_bias_scale: Fraction
    neurons: tuple[_Group, ...]
    deep: tuple[Units, ...]
    deep_scale: Fraction
    deep_output: Fraction

    def evidence(self, problem: Problem, fit: Fit, *, affine: bool) -> MultiplierMinimum:
        """The point at the fit; its parameters are affine in the coefficients, so a box goes over to a box."""
        theta, found = fit.coefficients, fit.found
        copies = (tuple(group.count for group in self.neurons), *((layer.width,) for layer in problem.network.deep))
        if isinstance(found, Enclosed):
            start = self._centre(problem, (_ZERO,) * len(theta), affine=affine)
            ends = [self._centre(problem, vector, affine=affine) for vector in found.basis]
            steps = [[b - a for a, b in zip(start, end, strict=True)] for end in ends]
            moving = tuple(k for k, entries in enumerate(zip(*steps, strict=True)) if any(entries))
            basis = tuple(tuple(step[k] for k in moving) for step in steps)
            found = Enclosed(moving, basis, found.radius, found.curvature, found.precision)
        return MultiplierMinimum(self._centre(problem, theta, affine=affine), copies, found)

    def _centre(self, problem: Problem, theta: Vector, *, affine: bool) -> Vector:
        """The parameters with one neuron for each group, and one unit for each deep layer, in the order of a centre."""
        network = problem.network
        slope, level = (theta[:-1], theta[-1]) if affine else (theta, _ZERO)
        found = [self.output_bias + self.output_bias_scale * level] if network.output_bias else []
        found += [group.count * (group.output_weight + group.output_scale * level) for group in self.neurons]
        for group in self.neurons:
            found += [w + group.hidden_scale * a for w, a in zip(group.hidden_weights, slope, strict=True)]
        if network.hidden_bias:
            found += [group.hidden_bias + group.bias_scale * level for group in self.neurons]
        below = 1
        for depth, (layer, units) in enumerate(zip(network.deep, self.deep, strict=True)):
            moved = slope if depth == 0 else (_ZERO,)
            found += [below * w + self.deep_scale * a for w, a in zip(units.weights, moved, strict=True)]
            found += [units.bias] if network.biased(layer) else []
            below = layer.width
        return (*found, *([below * self.deep_output] if network.deep else []))


def _sloped(pieces: Pieces) -> Iterator[_AffinePiece]:
    """The affine pieces that are not constant."""
    for index in range(len(pieces.pieces)):
        form = affine_on(pieces, index)
        if form is not None and form[0]:
            yield pieces.span(index), form


class _Builder:
    """Networks that output a given fit with all pre-activations inside one piece, s(z) = slope z + intercept there."""

    def __init__(self, problem: Problem, piece: _AffinePiece, outputs: list[Fraction], constant: Fraction) -> None:
        self._problem, self._outputs = problem, outputs
        self._interval, (self._slope, self._intercept) = piece
        self._products = [value - constant for value in outputs]
        self._zero = zeros(problem)

    def shortcut(self) -> Iterator[_Design]:
        """The shortcut carries the fit; a deep part is quiet."""
        for deep in chain(dead_deep(self._problem), affine_deep(self._problem)):
            yield from self._around(deep)
            yield from self._alone(deep)

    def _around(self, deep: tuple[Units, ...]) -> Iterator[_Design]:
        """One neuron moves a little around a base pre-activation; a bias or a second neuron sets the constant."""
        network = self._problem.network
        resting = self._resting()
        if resting is None:
            return
        weights, bias = resting
        small = self._small_factor(weights, bias)
        output = 1 / (self._slope * small)
        level = self._slope * bias + self._intercept
        first = _Group(1, output, _ZERO, weights, small, bias, _ZERO)
        if any(weights):
            if network.width >= 2:
                second = _Group(1, -output, _ZERO, weights, _ZERO, bias, _ZERO)
                scale = _ONE if network.output_bias else _ZERO
                yield self._network((_ZERO, scale), (first, second), (weights, bias), deep)
            return
        if network.output_bias:
            yield self._network((-output * level, _ONE), (first,), (weights, bias), deep)
        elif level == 0 and not network.hidden_bias:
            yield self._network((_ZERO, _ZERO), (first,), (weights, bias), deep)
        elif network.width >= 2 and level != 0:
            second = _Group(1, -output, 1 / level, weights, _ZERO, bias, _ZERO)
            yield self._network((_ZERO, _ZERO), (first, second), (weights, bias), deep)

    def _alone(self, deep: tuple[Units, ...]) -> Iterator[_Design]:
        """One neuron is the fit itself, w = A / (slope a); the others rest with output weight 0."""
        network = self._problem.network
        resting = self._resting()
        if network.width > 1 and resting is None:
            return
        weights, bias = resting or (self._zero, _ZERO)
        for output in _POWERS:
            factor = 1 / (self._slope * output)
            shift = factor if network.hidden_bias else _ZERO
            own_bias = -self._intercept / self._slope if network.hidden_bias else _ZERO
            own = _Group(1, output, _ZERO, self._zero, factor, own_bias, shift)
            constant = _ZERO if network.hidden_bias else -output * self._intercept
            scale = _ONE if network.output_bias and not network.hidden_bias else _ZERO
            if not self._stays(own):
                continue
            yield self._network((constant, scale), (own,), (weights, bias), deep)

    def _stays(self, own: _Group) -> bool:
        """True if all pre-activations of that neuron lie inside the piece."""
        lower, upper = self._interval
        values = self._outputs if own.bias_scale else self._products
        places = [own.hidden_scale * value + own.hidden_bias for value in values]
        return (lower is None or lower < min(places)) and (upper is None or max(places) < upper)

    def _resting(self) -> tuple[Vector, Fraction] | None:
        """Hidden parameters with all pre-activations inside the piece, the weights 0 if possible."""
        lower, upper = self._interval
        if self._problem.network.hidden_bias:
            return self._zero, between(lower, upper)
        if (lower is None or lower < 0) and (upper is None or upper > 0):
            return self._zero, _ZERO
        found = slab(self._problem, lower, upper)
        return None if found is None else (found, _ZERO)

    def _small_factor(self, weights: Vector, bias: Fraction) -> Fraction:
        """A power of two by which the fit may move the pre-activations inside the piece."""
        data = self._problem.dataset
        points = data.points if isinstance(data, Dataset) else ()
        places = [dot(weights, point) + bias for point in points]
        lower, upper = self._interval
        room = [Fraction(1)]
        room += [] if lower is None else [min(places) - lower]
        room += [] if upper is None else [upper - max(places)]
        reach = max(*map(abs, self._products), Fraction(1, 2**20))
        factor = Fraction(1)
        while factor * reach * 2 > min(room):
            factor /= 2
        return factor

    def _network(
        self,
        offset: tuple[Fraction, Fraction],
        own: tuple[_Group, ...],
        resting: tuple[Vector, Fraction],
        deep: tuple[Units, ...],
    ) -> _Design:
        """The network with a_0 = offset[0] + offset[1] B, the neurons that count, and resting ones for the others."""
        weights, bias = resting
        rest = self._problem.network.width - len(own)
        if rest:
            own = (*own, _Group(rest, _ZERO, _ZERO, weights, _ZERO, bias, _ZERO))
        return _Design(*offset, own, deep, _ZERO, _ZERO)

    def deep_only(self) -> Iterator[_Design]:
        """The deep part carries the fit through affine pieces; the output bias sets the constant."""
        network = self._problem.network
        if not network.trains(Block.OUTPUT_BIAS) or not all(map(network.biased, network.deep)):
            return
        lower, upper = self._interval
        bias = between(lower, upper)
        small = self._small_factor(self._zero, bias)
        layers = [Units(self._zero, bias)]
        values = [self._slope * (small * value + bias) + self._intercept for value in self._products]
        gain, constant = self._slope * small, self._slope * bias + self._intercept
        for below, layer in zip(network.deep, network.deep[1:], strict=False):
            found = next(_sloped(split(formula(layer.neuron, "deep neuron"))), None)
            if found is None:
                return
            (low, high), (slope, intercept) = found
            target, reach = between(low, high), max(max(values) - min(values), Fraction(1, 2**20))
            ends = [abs(target - end) for end in (low, high) if end is not None]
            room = min([Fraction(1), *ends])
            factor = Fraction(1)
            while factor * reach * 2 > room:
                factor /= 2
            shift = target - factor * values[0]
            layers.append(Units((factor / below.width,), shift))
            values = [slope * (factor * value + shift) + intercept for value in values]
            gain, constant = slope * factor * gain, slope * (factor * constant + shift) + intercept
        output = 1 / (gain * network.deep[-1].width)
        total = output * network.deep[-1].width * constant
        yield _Design(-total, _ONE, (), tuple(layers), small, output)
