"""Points for rule.kink in networks with branches: output weights 0, what is below them drawn at random. Untrusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.minima.balancing import (
    BITS,
    MAX_KINK_SAMPLES,
    MAX_KINK_WIDTH,
    Setting,
    balanced,
    given,
    settings,
)
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import compile_float, to_float
from theoremcheck.trusted.functions.balls import evaluate, precision
from theoremcheck.trusted.minima.idle import IdleOutputs, idle_columns
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.layout import BranchPlaces, LayerPlaces, Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples

if TYPE_CHECKING:
    import flint
    from numpy.typing import NDArray

_SEED: Final = 2
_TRIES: Final = 60
_SCALES: Final = (1.0, 0.25, 2.0)
_GRAINS: Final = (1, 2, 4, 16, 2**10)
_LEVEL: Final = 1e-12


def idle(ground: Ground) -> Iterator[IdleOutputs]:
    """rule.kink, for any branches."""
    problem = ground.problem
    layout = Layout.of(problem)
    known = all(value is not None for value in layout.frozen.values())
    units = problem.network.width + sum(layer.width for layer in layout.layers)
    if ground.losses is None or not known or not 0 < units <= MAX_KINK_WIDTH:
        return
    outputs = [place for branch in layout.branches for place in range(branch.output.start, branch.output.stop)]
    if len(samples(problem).points) > MAX_KINK_SAMPLES or any(layout.frozen.get(place) for place in outputs):
        return
    breaks = ground.loss_points
    places: tuple[Fraction, ...] = (layout.frozen.get(0) or Fraction(0),)
    if problem.network.output_bias and 0 not in layout.frozen:
        places = ground.worst_first(dict.fromkeys((*(-b for b in breaks), *breaks)))
    for place in places:
        for setting in settings(problem, place):
            yield from _drawn(setting, layout)


def at_idle(ground: Ground, centre: Vector) -> Iterator[IdleOutputs]:
    """Evidence for a point of all trained parameters, (P,), if all of its output weights are 0."""
    problem = ground.problem
    if ground.losses is None or len(samples(problem).points) > MAX_KINK_SAMPLES:
        return
    found = answer(idle_columns, problem, centre)
    for setting in settings(problem, found[1]) if found is not None else ():
        yield from _at(setting, centre)


def _at(setting: Setting, centre: Vector) -> Iterator[IdleOutputs]:
    """Evidence for a point, by the columns that the check reads."""
    found = answer(idle_columns, setting.problem, centre)
    if found is None or not found[0]:
        return
    with precision(BITS):
        features = np.array([[_float(evaluate(entry, _zero())) for entry in column] for column in found[0]]).T
    multipliers = balanced(setting, features)
    if multipliers is not None:
        for basis, fixed in given(setting, features, multipliers):
            yield IdleOutputs(centre, basis, fixed, BITS)


def _zero() -> flint.arb:
    import flint

    return flint.arb(0)


def _float(value: flint.arb) -> float:
    return float(value.mid())


def _drawn(setting: Setting, layout: Layout) -> Iterator[IdleOutputs]:
    """Points with hidden parameters drawn at random, for which floats see a balance."""
    problem = setting.problem
    generator, rough = np.random.default_rng(_SEED), _Rough(problem, layout)
    difference = setting.means[0] - setting.means[1]
    spread = float(np.max(np.abs(setting.points))) or 1.0
    for scale in _SCALES:
        for attempt in range(_TRIES):
            values = _draw(generator, layout, difference, scale / spread, attempt)
            for grain in _GRAINS:
                full = [Fraction(round(value * grain), grain) for value in values]
                full[0] = setting.place if problem.network.output_bias else full[0]
                for place, value in layout.frozen.items():
                    full[place] = Fraction(0) if value is None else value
                if balanced(setting, rough.features(setting.points, full)) is not None:
                    yield from _at(setting, layout.centre(full))


def _draw(
    generator: np.random.Generator, layout: Layout, difference: NDArray[np.float64], scale: float, attempt: int
) -> list[float]:
    """All parameters, (p,): output weights 0, first layers at random or orthogonal to the difference of the means."""
    values = np.zeros(layout.size)
    for branch in layout.branches:
        for index, layer in enumerate(branch.layers):
            rows = generator.normal(size=(layer.width, layer.inputs))
            if index == 0:
                if attempt % 2 == 0 and difference @ difference > 0 and layer.inputs > 1:
                    rows -= np.outer(rows @ difference, difference) / (difference @ difference)
                rows *= scale
            values[layer.weights] = rows.ravel()
            if layer.biased and attempt % 3:
                values[layer.bias] = generator.normal(size=layer.width)
    return [float(value) for value in values]


class _Rough:
    """The columns of a point in floats: those of its last hidden units that differ between samples, and 1."""

    def __init__(self, problem: Problem, layout: Layout) -> None:
        self._problem, self._layout = problem, layout
        own = (problem.neuron,) * problem.network.width
        layers = [own, *(layer.neurons for layer in problem.network.layers)]
        self._functions = [[compile_float(formula(neuron, "neuron")) for neuron in neurons] for neurons in layers]
        self._one = problem.network.output_bias and 0 not in layout.frozen

    def features(self, points: NDArray[np.float64], full: Sequence[Fraction]) -> NDArray[np.float64]:
        """(n, m)."""
        values = np.array([to_float(entry) for entry in full])
        trained = (branch for branch in self._layout.branches if branch.output.start not in self._layout.frozen)
        columns = [column for branch in trained for column in self._last(branch, points, values).T]
        moving = [column for column in columns if np.ptp(column) > _LEVEL]
        one = self._one or any(np.ptp(column) <= _LEVEL and abs(column[0]) > _LEVEL for column in columns)
        return np.column_stack([*([np.ones(len(points))] if one else []), *moving, np.zeros((len(points), 0))])

    def _last(
        self, branch: BranchPlaces, points: NDArray[np.float64], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        passed = points
        for number, layer in zip(branch.numbers, branch.layers, strict=True):
            received = self._received(layer, passed, values)
            passed = np.column_stack([
                function.value(received[:, unit]) for unit, function in enumerate(self._functions[number])
            ])  # fmt: skip
        return passed

    def _received(
        self, layer: LayerPlaces, passed: NDArray[np.float64], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        found = passed @ values[layer.weights].reshape(layer.width, layer.inputs).T
        return np.asarray(found + values[layer.bias] if layer.biased else found, dtype=np.float64)
