"""Points for rule.kink: all a_j = 0, one class on a kink of the loss, hidden weights along uninformative directions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from theoremcheck.decide.minima.balancing import (
    BITS,
    MAX_KINK_SAMPLES,
    MAX_KINK_WIDTH,
    Setting,
    balanced,
    given,
    settings,
)
from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.idle import idle
from theoremcheck.decide.minima.points import NOTHING, dead_deep
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import compile_float, finite_float, finite_floats
from theoremcheck.trusted.minima.kink import KinkMinimum
from theoremcheck.trusted.minima.point import Neurons, Point, Units
from theoremcheck.trusted.minima.reach import exactly, formula
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Row: TypeAlias = tuple[Vector, Fraction]
"""(w_j, b_j)."""

_SEED = 1
_TRIES = 60
_SCALES = (1.0, 0.25, 2.0)
_GRAIN = 2**10
_GRAINS = (1, 2, 4, 16)
_Rows: TypeAlias = tuple[tuple[tuple[Fraction, ...], Fraction], ...]
"""Hidden weights and bias of every neuron."""


def kink(ground: Ground) -> Iterator[KinkMinimum]:
    """rule.kink."""
    problem, network = ground.problem, ground.problem.network
    if ground.losses is None or network.frozen or not 0 < network.width <= MAX_KINK_WIDTH:
        return
    if len(samples(problem).points) > MAX_KINK_SAMPLES:
        return
    free = network.trains(Block.OUTPUT_BIAS)
    breaks = ground.loss_points
    for place in ground.worst_first(dict.fromkeys((*(-b for b in breaks), *breaks))) if free else (Fraction(0),):
        for setting in settings(problem, place):
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
        for setting in settings(problem, place):
            yield from _with_rows(setting, tuple(rows), (deep,))


def _drawn(setting: Setting) -> Iterator[_Rows]:
    """Hidden weights drawn at random from the directions in which the class means can be made to agree."""
    points, means = setting.points, setting.means
    generator = np.random.default_rng(_SEED)
    for scale in _SCALES:
        for attempt in range(_TRIES):
            simple, orthogonal = attempt < 4, attempt % 2 == 0
            drawn = _draw(generator, setting.problem, points, means, scale, simple=simple, orthogonal=orthogonal)
            if _balanced(setting, drawn) is not None:
                yield from dict.fromkeys((*(_rounded(drawn, grain) for grain in _GRAINS), drawn))


def _balanced(setting: Setting, rows: _Rows) -> NDArray[np.float64] | None:
    """Subgradients well inside the kink for these hidden weights and biases, if there are any."""
    return balanced(setting, np.column_stack([np.ones(len(setting.points)), _columns(setting, rows)]))


def _columns(setting: Setting, rows: _Rows) -> NDArray[np.float64]:
    """The features of the neurons, (n, M)."""
    function = compile_float(formula(setting.problem.neuron, "neuron"))
    return np.column_stack([
        function.value(setting.points @ finite_floats([row])[0] + finite_float(bias)) for row, bias in rows
    ])  # fmt: skip


def _with_rows(setting: Setting, rows: _Rows, deep_parts: Sequence[tuple[Units, ...]]) -> Iterator[KinkMinimum]:
    """Evidence for these hidden weights and biases."""
    found = _balanced(setting, rows)
    if found is not None:
        yield from _build(setting, rows, found, deep_parts)


def _draw(
    generator: np.random.Generator,
    problem: Problem,
    points: NDArray[np.float64],
    means: NDArray[np.float64],
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


def _build(
    setting: Setting, rows: _Rows, multipliers: NDArray[np.float64], deep_parts: Sequence[tuple[Units, ...]]
) -> Iterator[KinkMinimum]:
    """The point, and a choice of basis: the samples with the best conditioned features."""
    problem = setting.problem
    constant = problem.network.output_bias or bool(problem.network.deep)
    ones = [np.ones(len(setting.points))] if constant else []
    groups = tuple(Neurons(1, NOTHING, row, bias) for row, bias in rows)
    for basis, fixed in given(setting, np.column_stack([*ones, _columns(setting, rows)]), multipliers):
        for deep in deep_parts:
            offset = exactly(setting.place) if problem.network.output_bias else None
            yield KinkMinimum(Point(offset, groups, deep, NOTHING if deep else None), basis, fixed, BITS)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.kink": kink})

MIXED: Final[Constructions] = MappingProxyType({"minimum.kink": idle})
