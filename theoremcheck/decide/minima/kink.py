"""Points for rule.kink: all a_j = 0, one class on a kink of the loss, hidden weights along uninformative directions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from theoremcheck.decide.data.lp import maximise_slack
from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.points import NOTHING, dead_deep
from theoremcheck.functions.floats import compile_float, finite_float, finite_floats
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.constants import class_weights, subgradients
from theoremcheck.trusted.minima.kink import KinkMinimum
from theoremcheck.trusted.minima.point import Neurons, Point, Units
from theoremcheck.trusted.minima.reach import exactly, formula
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Row: TypeAlias = tuple[Vector, Fraction]
"""(w_j, b_j)."""

_SEED = 1
_TRIES = 60
_BITS = 256
_SCALES = (1.0, 0.25, 2.0)
_GRAIN = 2**10
_GRAINS = (1, 2, 4, 16)
_SHARES = (4, 10, 100, 10**6)
_Rows: TypeAlias = tuple[tuple[tuple[Fraction, ...], Fraction], ...]
"""Hidden weights and bias of every neuron."""
MAX_KINK_WIDTH = 64
"""Neurons up to which rule.kink is tried."""
MAX_KINK_SAMPLES = 2_000
"""Samples up to which rule.kink is tried."""


def kink(ground: Ground) -> Iterator[KinkMinimum]:
    """rule.kink."""
    problem, network = ground.problem, ground.problem.network
    if ground.losses is None or network.frozen or not 0 < network.width <= MAX_KINK_WIDTH:
        return
    if len(samples(problem).points) > MAX_KINK_SAMPLES:
        return
    free = network.trains(Block.OUTPUT_BIAS)
    breaks = ground.loss_points
    for place in dict.fromkeys((*(-b for b in breaks), *breaks)) if free else (Fraction(0),):
        for setting in _settings(problem, place):
            for rows in _drawn(setting):
                yield from _with_rows(setting, rows, tuple(dead_deep(problem)))


def through(
    ground: Ground, place: Fraction, rows: Sequence[tuple[Vector, Fraction]], deep: tuple[Units, ...]
) -> Iterator[KinkMinimum]:
    """Evidence for the point with all a_j = 0, the output ``place``, and these (w_j, b_j) and deep units."""
    problem, network = ground.problem, ground.problem.network
    if ground.losses is None or network.frozen or not 0 < network.width <= MAX_KINK_WIDTH:
        return
    if len(samples(problem).points) <= MAX_KINK_SAMPLES:
        for setting in _settings(problem, place):
            yield from _with_rows(setting, tuple(rows), (deep,))


def _slopes(problem: Problem, label: int, margin: Fraction) -> tuple[Fraction, Fraction] | None:
    """The left and the right slope of the loss of a class, if they are rational."""
    try:
        low, high = map(rational_value, subgradients(problem, label, Num(margin)))
    except Refusal:
        return None
    return None if low is None or high is None else (low, high)


@dataclass(frozen=True)
class _Setting:
    """Class ``label`` on a kink of l where f = ``place``: its slopes there, and the one of the other class."""

    problem: Problem
    place: Fraction
    label: int
    ends: tuple[Fraction, Fraction]
    steep: Fraction

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """The samples, (n, d)."""
        return finite_floats(samples(self.problem).points)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """(n,)."""
        (found,) = finite_floats([samples(self.problem).weights])
        return np.asarray(found, dtype=np.float64)

    @cached_property
    def members(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The samples of the class on the kink, and the others."""
        own, others = (np.array(samples(self.problem).members(y)) for y in (self.label, -self.label))
        return own, others


def _settings(problem: Problem, place: Fraction) -> Iterator[_Setting]:
    """The classes that stand on a kink where f = ``place`` and can balance the other one."""
    plus, minus = class_weights(problem)
    slopes = {label: ends for label in (1, -1) if (ends := _slopes(problem, label, -label * place)) is not None}
    for label in (1, -1) if len(slopes) == 2 else ():
        (low, high), (steep, other_end) = slopes[label], slopes[-label]
        own, other = (plus, minus) if label > 0 else (minus, plus)
        if steep == other_end and low < high and low * own < steep * other < high * own:
            yield _Setting(problem, place, label, (low, high), steep)


def _drawn(setting: _Setting) -> Iterator[_Rows]:
    """Hidden weights drawn at random from the directions in which the class means can be made to agree."""
    points, weights = setting.points, setting.weights
    means = [np.average(points[k], axis=0, weights=weights[k]) for k in setting.members]
    generator = np.random.default_rng(_SEED)
    for scale in _SCALES:
        for attempt in range(_TRIES):
            simple, orthogonal = attempt < 4, attempt % 2 == 0
            drawn = _draw(generator, setting.problem, points, means, scale, simple=simple, orthogonal=orthogonal)
            if _balanced(setting, drawn) is not None:
                yield from dict.fromkeys((*(_rounded(drawn, grain) for grain in _GRAINS), drawn))


def _balanced(setting: _Setting, rows: _Rows) -> NDArray[np.float64] | None:
    """Subgradients well inside the kink for these hidden weights and biases, if there are any."""
    function = compile_float(formula(setting.problem.neuron, "neuron"))
    columns = [function.value(setting.points @ finite_floats([row])[0] + finite_float(bias)) for row, bias in rows]
    features = np.column_stack([np.ones(len(setting.points)), *columns])
    members, others = setting.members
    weighted = features * setting.weights[:, None]
    return _multipliers(weighted, members, others, finite_float(setting.steep), setting.ends)


def _with_rows(setting: _Setting, rows: _Rows, deep_parts: Sequence[tuple[Units, ...]]) -> Iterator[KinkMinimum]:
    """Evidence for these hidden weights and biases."""
    found = _balanced(setting, rows)
    if found is not None:
        yield from _build(setting, rows, found, deep_parts)


def _draw(
    generator: np.random.Generator,
    problem: Problem,
    points: NDArray[np.float64],
    means: list[NDArray[np.float64]],
    scale: float,
    *,
    simple: bool,
    orthogonal: bool,
) -> _Rows:
    """Hidden weights (and biases) for every neuron, ``orthogonal`` to the difference of the means, or free."""
    difference = means[0] - means[1]
    size = points.shape[1]
    spread = float(np.max(np.abs(points))) or 1.0
    axes = [k for k in range(size) if abs(difference[k]) < 1e-12]
    rows = []
    for j in range(problem.network.width):
        row = np.asarray(generator.normal(size=size), dtype=np.float64) * (scale / spread)
        if simple and axes:
            row *= 0
            row[axes[j % len(axes)]] = 1.0 + j // len(axes)
        elif orthogonal and size > 1 and float(difference @ difference) > 0:
            row -= difference * (row @ difference) / (difference @ difference)
        bias = generator.normal() if problem.network.hidden_bias and not simple else 0.0
        exact = tuple(Fraction(round(float(entry) * _GRAIN), _GRAIN) for entry in row)
        rows.append((exact, Fraction(round(float(bias) * _GRAIN), _GRAIN)))
    return tuple(rows)


def _rounded(rows: _Rows, grain: int) -> _Rows:
    """The weights as multiples of 1 / ``grain``."""

    def short(value: Fraction) -> Fraction:
        return Fraction(round(value * grain), grain)

    return tuple((tuple(map(short, row)), short(bias)) for row, bias in rows)


def _multipliers(
    features: NDArray[np.float64],
    members: NDArray[np.intp],
    others: NDArray[np.intp],
    steep: float,
    ends: tuple[Fraction, Fraction],
) -> NDArray[np.float64] | None:
    """Subgradients well inside the kink that balance the other class; the features are weighted by the samples."""
    if not np.all(np.isfinite(features)):
        return None
    matrix = features[members].T
    right = features[others].sum(axis=0) * steep
    low, high = (finite_float(end) for end in ends)
    found = maximise_slack(matrix, right, low, high)
    return None if found is None or found[1] < 1e-7 * (high - low) else found[0]


def _build(
    setting: _Setting, rows: _Rows, multipliers: NDArray[np.float64], deep_parts: Sequence[tuple[Units, ...]]
) -> Iterator[KinkMinimum]:
    """The point, and a choice of basis: the samples with the best conditioned features."""
    problem, members = setting.problem, setting.members[0]
    function = compile_float(formula(problem.neuron, "neuron"))
    points = setting.points[members]
    columns = [function.value(points @ finite_floats([row])[0] + finite_float(bias)) for row, bias in rows]
    constant = problem.network.output_bias or bool(problem.network.deep)
    features = np.column_stack(([np.ones(len(points))] if constant else []) + columns)
    basis = _independent_rows(features)
    if len(basis) < features.shape[1]:
        return
    chosen = tuple(int(members[k]) for k in basis)
    rest = [k for k in range(len(members)) if k not in basis]
    groups = tuple(Neurons(1, NOTHING, row, bias) for row, bias in rows)
    for grain in _SHARES:
        entries = tuple(Fraction(round(float(multipliers[k]) * grain), grain) for k in rest)
        fixed = Sparse(tuple(int(members[k]) for k in rest), entries)
        for deep in deep_parts:
            offset = exactly(setting.place) if problem.network.output_bias else None
            yield KinkMinimum(Point(offset, groups, deep, NOTHING if deep else None), chosen, fixed, _BITS)


def _independent_rows(features: NDArray[np.float64]) -> list[int]:
    """As many rows as columns, chosen greedily by the largest part orthogonal to those chosen before."""
    rest = features.copy()
    chosen: list[int] = []
    for _ in range(features.shape[1]):
        lengths = np.linalg.norm(rest, axis=1)
        best = int(np.argmax(lengths))
        if lengths[best] < 1e-9:
            return chosen
        chosen.append(best)
        direction = rest[best] / lengths[best]
        rest = rest - np.outer(rest @ direction, direction)
    return chosen


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.kink": kink})
