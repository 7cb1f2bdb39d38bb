"""Evidence of every exact kind for a point that somebody gives: the point itself, or one beside it. Untrusted.

A printed point is seldom exact: a0 = 0.6931 stands for log 2. So its hidden parameters are kept, or replaced by short
fractions very close to them, and what makes f the constant c is solved for: a0, one factor of the output weights, or
the output weight of the deep part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain, groupby
from typing import Final

from theoremcheck.decide.asking import accepts, answer
from theoremcheck.decide.minima.curved_layers import curved_part
from theoremcheck.decide.minima.fibre import BITS as FIBRE_BITS
from theoremcheck.decide.minima.ground import Ground, bisected, closed_forms
from theoremcheck.decide.minima.idle import at_idle
from theoremcheck.decide.minima.kink import through
from theoremcheck.decide.minima.levelled import levelled
from theoremcheck.decide.minima.multipliers import best_squares
from theoremcheck.decide.minima.parameters import evaluated
from theoremcheck.decide.minima.penalty import decaying_constants
from theoremcheck.decide.minima.plateaus import plateaus
from theoremcheck.decide.minima.points import curve, deep_value, minus, solved_weights, target, total
from theoremcheck.decide.minima.resting import SMALL, resting
from theoremcheck.decide.minima.tangent import local_constants
from theoremcheck.decide.minima.tied import at as tied_at
from theoremcheck.trusted.data.order import Coupling
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.average import (
    AffinePart,
    AverageMinimum,
    CurvedPart,
    DeadPart,
    EqualClassesPart,
    FrozenPart,
    MomentLayersPart,
    MomentPart,
    ParityPart,
    Part,
    StationaryPart,
)
from theoremcheck.trusted.minima.constants import check_minimiser
from theoremcheck.trusted.minima.features import features_are_fixed
from theoremcheck.trusted.minima.fibre import FibreMinimum
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.jensen import JensenMinimum
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.minima.level import LevelMinimum
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.penalty import OriginMinimum, PenaltyMinimum
from theoremcheck.trusted.minima.point import Between, Constant, Curve, Exact, Neurons, Number, Point, Units
from theoremcheck.trusted.minima.reach import exactly, outputs, times
from theoremcheck.trusted.problem.expr import ONE, Expr, div, mul, num
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.records import dataclass

Proposed = tuple[str, Minimum]
"""A condition (minimum.*) and its evidence."""

_CLOSE: Final = Fraction(1, 50)
"""How far an output may be from c to be taken for it."""
_TIGHT: Final = Fraction(1, 2**64)
_DIGITS: Final = 60
_GRAINS: Final = ((10**4, Fraction(1, 10**12)), (100, Fraction(1, 10**5)), (12, Fraction(1, 10**3)))
"""The largest denominator of a fraction that a printed number may stand for, and how close it has to be."""


def short(value: Fraction, denominator: int = _GRAINS[0][0], same: Fraction = _GRAINS[0][1]) -> Fraction:
    """The short fraction that a printed number stands for, if one is very close; else the number itself."""
    near = value.limit_denominator(denominator)
    return near if abs(near - value) <= same * (1 + abs(value)) else value


def exact_evidence(ground: Ground, point: Vector) -> Iterator[Proposed]:
    """Evidence at or beside the point (trained parameters, (P,)), the kinds that say most first."""
    problem = ground.problem
    layout = Layout.of(problem)
    shortened = (tuple(short(value, *grain) for value in point) for grain in _GRAINS)
    for centre in dict.fromkeys((point, *shortened, *_rested(problem, point))):
        if ground.convexity is not None:
            yield _stationary(problem, centre)
            squares = best_squares(problem, centre)
            if squares is not None:
                yield "minimum.hull", squares
        if problem.network.layers or problem.network.frozen:
            yield from (("minimum.kink", evidence) for evidence in at_idle(ground, centre))
        base = as_point(layout.named(layout.full(centre)))
        beside = None if base is None else levelled(problem, base)
        for point_of_groups in (base, beside):
            if point_of_groups is not None:
                yield from _Given(ground, point_of_groups).proposals()


def _rested(problem: Problem, point: Vector) -> Iterator[Vector]:
    """The point with a_j = 0, w_j = 0 for neurons that a penalty has made small, and for all neurons."""
    for small in (*SMALL, None) if problem.objective.penalties else ():
        gone = frozenset(chain.from_iterable(entry.weights for entry in resting(problem, point, small)))
        yield tuple(Fraction(0) if k in gone else value for k, value in enumerate(point))


def _stationary(problem: Problem, centre: Vector) -> Proposed:
    """The point as a best fit, exactly: every slope of the convex loss is that of its piece."""
    fixed = features_are_fixed(problem.network)
    evidence = MultiplierMinimum(centre, (), Sparse((), ()))
    return ("minimum.frozen_fit" if fixed else "minimum.hull"), evidence


def as_point(found: Parameters[Fraction]) -> Point | None:
    """The parameters as a point of groups; None where units of a deep layer differ, which such a point cannot say.

    Nor does it speak of a second branch.
    """
    if found.beside is not None:
        return None
    biases = found.hidden_bias or (Fraction(0),) * len(found.output_weights)
    rows = list(zip(found.output_weights, found.hidden_weights, biases, strict=True))
    # Only neighbours are put together, so that the numbers of the point stay in their order.
    neurons = tuple(
        Neurons(sum(1 for _ in same), exactly(weight), weights, bias) for (weight, weights, bias), same in groupby(rows)
    )
    bias = None if found.output_bias is None else exactly(found.output_bias)
    if found.deep is None:
        return Point(bias, neurons, (), None)
    layers, output = _alike(found.deep)
    return None if layers is None or output is None else Point(bias, neurons, layers, exactly(output))


def _alike(deep: Branch[Fraction]) -> tuple[tuple[Units, ...] | None, Fraction | None]:
    """The layers of a deep part in which all units of a layer are alike, and their output weight; else None."""
    found = []
    for depth, (rows, biases) in enumerate(deep.layers):
        shifts = set(biases or (Fraction(0),))
        entries = set(chain.from_iterable(rows))
        if len(shifts) > 1 or len(set(rows)) > 1 or (depth and len(entries) > 1):
            return None, None
        found.append(Units(rows[0] if depth == 0 else (entries.pop(),), shifts.pop()))
    output = set(deep.output)
    return (tuple(found), output.pop()) if len(output) == 1 else (None, None)


@dataclass(frozen=True)
class _Given:
    """A point whose evidence is sought."""

    ground: Ground
    point: Point

    def proposals(self) -> Iterator[Proposed]:
        """Evidence by condition; for rule.nobias, its like and rule.tied alone where f differs between samples."""
        level = self._level()
        if level is not None:
            constants = list(self._constants(level))
            yield from self._flat(level, constants)
            for constant in constants:
                for point in self._at(constant):
                    yield from self._average(point, constant)
                    yield from self._others(point, constant)
            yield from self._local(level)
            yield from self._levels(level)
            yield from self._kinks(level)
        yield from self._jensen()
        if self.ground.problem.objective.penalties:
            yield "minimum.decay_zero", OriginMinimum(self.point)
        yield from (("minimum.tied", evidence) for evidence in tied_at(self.ground, self.point))

    # --- the constant -----------------------------------------------------------------------------------------------

    def _level(self) -> Fraction | None:
        """A rational close to f, if f is one number on all samples as far as can be seen."""
        numbers = answer(outputs, self.ground.problem, self.point)
        if numbers is None:
            return None
        values = [_middle(number.base) for number in dict.fromkeys(numbers)]
        if None in values:
            return None
        known = [value for value in values if value is not None]
        return known[0] if max(known) - min(known) <= _CLOSE else None

    def _constants(self, level: Fraction) -> Iterator[Constant]:
        """What c may be, close to f: the minimiser that is known, an exact one, or one in a small interval."""
        ground, problem = self.ground, self.ground.problem
        if ground.constant is not None and _is_near(ground.constant, level):
            yield ground.constant
            return
        if ground.convexity is not None:
            for value in closed_forms(problem, level):
                middle = _middle(value)
                if middle is not None and abs(middle - level) <= _CLOSE and accepts(
                    check_minimiser, problem, Exact(value)
                ):  # fmt: skip
                    yield Exact(value)
                    return
        if ground.losses is not None:
            middle = bisected(problem, level - 2 * _CLOSE, level + 2 * _CLOSE, _DIGITS)
            grid = round(middle / _TIGHT) * _TIGHT
            found = Between(grid - 2 * _TIGHT, grid, grid + 2 * _TIGHT)
            if accepts(check_minimiser, problem, found):
                yield found

    def _at(self, constant: Constant) -> Iterator[Point]:
        """The point with f = c, by the least change of its outer parameters."""
        problem, point, wanted = self.ground.problem, self.point, target(constant)
        network = problem.network
        inner = answer(total, problem, point.neurons)
        outer = self._deep_output()
        if inner is None or outer is None:
            return
        if isinstance(constant, Exact) and rational_value(constant.value) is not None:
            yield point
        rest = minus(minus(wanted, inner), outer)
        if network.trains(Block.OUTPUT_BIAS):
            yield replace(point, output_bias=rest)
            return
        offset = point.output_bias or exactly(Fraction(0))
        if network.trains(Block.OUTPUT_WEIGHTS):
            groups = self._scaled(inner, minus(minus(wanted, offset), outer))
            if groups is not None:
                yield replace(point, neurons=groups)
        value = self._deep_value()
        if network.trains(Block.DEEP) and value is not None:
            share = div(ONE, mul((num(network.deep[-1].width), value)))
            yield replace(point, deep_output=times(minus(minus(wanted, offset), inner), share))

    def _scaled(self, inner: Number, wanted: Number) -> tuple[Neurons, ...] | None:
        """The neurons with one factor for all output weights; with one output weight for all where they give 0."""
        groups = self.point.neurons
        if rational_value(inner.base) == 0:
            return solved_weights(self.ground.problem, groups, wanted)
        return tuple(
            replace(group, output_weight=times(wanted, div(group.output_weight.base, inner.base))) for group in groups
        )

    def _deep_value(self) -> Expr | None:
        """What a unit of the last layer gives, if it is not 0."""
        problem, deep = self.ground.problem, self.point.deep
        value = deep_value(problem, deep) if deep else None
        return None if value is None or rational_value(value) == 0 else value

    def _deep_output(self) -> Number | None:
        """F_D at the first sample, None where it is not known."""
        point, value = self.point, self._deep_value()
        if point.deep_output is None:
            return exactly(Fraction(0))
        if value is None:
            return exactly(Fraction(0)) if deep_value(self.ground.problem, point.deep) is not None else None
        return times(point.deep_output, mul((num(self.ground.problem.network.deep[-1].width), value)))

    # --- evidence ---------------------------------------------------------------------------------------------------

    def _flat(self, level: Fraction, constants: list[Constant]) -> Iterator[Proposed]:
        ground = self.ground
        condition = "minimum.flat" if ground.problem.network.width else "minimum.deep"
        yield condition, FlatMinimum(self.point, None, None, ())
        for constant in constants:
            for point in self._at(constant):
                yield condition, FlatMinimum(point, constant, ground.convexity, ())
        if ground.convexity is None:
            for exact, levels in plateaus(ground, (short(level),)):
                for point in self._at(exact):
                    yield condition, FlatMinimum(point, exact, None, levels)

    def _levels(self, level: Fraction) -> Iterator[Proposed]:
        for exact, levels in plateaus(self.ground, (short(level),)):
            condition = "minimum.saturated" if short(level) else "minimum.margin"
            for point in self._at(exact):
                yield condition, LevelMinimum(point, exact, levels)

    def _average(self, point: Point, constant: Constant) -> Iterator[Proposed]:
        """Class averages: each rule with its reason for the neurons, and those for a deep part."""
        for condition, part, deep in self._reasons():
            for reason in deep if self.ground.problem.network.deep else (None,):
                parts = (part,) if reason is None else (part, reason)
                yield condition, AverageMinimum(point, constant, parts)

    def _local(self, level: Fraction) -> Iterator[Proposed]:
        """The same for outputs near which the loss has tangents only."""
        local = {f"minimum.{name}" for name in ("affine", "order", "moment", "stationary")}
        for constant in local_constants(self.ground):
            if _is_near(constant, level):
                for point in self._at(constant):
                    found = self._average(point, constant)
                    yield from ((f"{name}_local", evidence) for name, evidence in found if name in local)
        for constant in decaying_constants(self.ground) if self.ground.problem.objective.penalties else ():
            if _is_near(constant, level):
                yield from (("minimum.decay_local", PenaltyMinimum(point, constant)) for point in self._at(constant))

    def _reasons(self) -> Iterator[tuple[str, Part, tuple[Part, ...]]]:
        quiet: tuple[Part, ...] = (DeadPart(), AffinePart())
        yield "minimum.affine", AffinePart(), quiet
        yield "minimum.parity", ParityPart(), (ParityPart(),)
        yield "minimum.duplicate", EqualClassesPart(), (EqualClassesPart(),)
        if self.ground.problem.network.frozen_block(Block.HIDDEN_WEIGHTS) is not None:
            yield "minimum.frozen_features", FrozenPart(), (DeadPart(),)
        if any(any(group.hidden_weights) for group in self.point.neurons):
            return
        yield "minimum.moment", MomentPart(), (*quiet, MomentLayersPart())
        yield "minimum.stationary", StationaryPart(), (DeadPart(),)
        coupling = self.ground.order
        curves = self._curves(coupling.inner) if isinstance(coupling, Coupling) else None
        if curves is not None and isinstance(coupling, Coupling):
            bent = curved_part(self.ground.problem, self.point.deep) if self.point.deep else None
            yield "minimum.order", CurvedPart(coupling, curves), quiet if bent is None else (*quiet, bent)

    def _curves(self, side: int) -> tuple[Curve, ...] | None:
        """A proof for each group that sgn(a_j) side s is convex around its b_j; None where one is missing."""
        pieces, found = self.ground.neuron, []
        for group in self.point.neurons:
            weight = rational_value(group.output_weight.base)
            if not weight or pieces is None:
                return None
            own = curve(pieces, group.hidden_bias, side if weight > 0 else -side)
            if own is None:
                return None
            found.append(own)
        return tuple(found)

    def _others(self, point: Point, constant: Constant) -> Iterator[Proposed]:
        problem = self.ground.problem
        if problem.network.width == 1:
            yield "minimum.narrow", FibreMinimum(point, constant, FIBRE_BITS)
        yield "minimum.fibre", FibreMinimum(point, constant, FIBRE_BITS)
        if problem.objective.penalties:
            yield "minimum.decay", PenaltyMinimum(point, constant)

    def _jensen(self) -> Iterator[Proposed]:
        frozen = self.ground.problem.network.frozen_block(Block.OUTPUT_WEIGHTS) is not None
        condition = "minimum.frozen_output" if frozen else "minimum.nobias"
        for label in (1, -1):
            curves = self._curves(-label)
            if curves is not None:
                yield condition, JensenMinimum(self.point, curves)

    def _kinks(self, level: Fraction) -> Iterator[Proposed]:
        groups = self.point.neurons
        if any(rational_value(group.output_weight.base) != 0 for group in groups):
            return
        rows = [(group.hidden_weights, group.hidden_bias) for group in groups for _ in range(group.count)]
        for evidence in through(self.ground, short(level), rows, self.point.deep):
            yield "minimum.kink", evidence


def _middle(value: Expr) -> Fraction | None:
    """The number to many digits, None where it has no value."""
    return answer(evaluated, value)


def _is_near(constant: Constant, level: Fraction) -> bool:
    """True if c is close to an output."""
    found = _middle(constant.value) if isinstance(constant, Exact) else constant.middle
    return found is not None and abs(found - level) <= _CLOSE
