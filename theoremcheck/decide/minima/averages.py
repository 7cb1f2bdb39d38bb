"""Points for the rules that compare class averages at a constant output, and for dead networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import TypeVar

from flint import fmpq, fmpq_mat

from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.plateaus import plateaus, saturated_values
from theoremcheck.decide.minima.points import (
    NOTHING,
    biases,
    curve,
    in_regime,
    neurons,
    quiet_deep,
    special_pieces,
    target,
    with_output,
    zero_deep,
    zeros,
)
from theoremcheck.trusted import averages, flatness
from theoremcheck.trusted.comparison import sign_of
from theoremcheck.trusted.expr import Num, substitute
from theoremcheck.trusted.minima import ConstantMinimum, FlatMinimum, Level, OrderMinimum
from theoremcheck.trusted.model import Block, Dataset, Problem, Vector
from theoremcheck.trusted.moments import definite_moments, semidefinite_moments
from theoremcheck.trusted.order import Coupling
from theoremcheck.trusted.point import Curve, Exact, Neurons, Point, Units
from theoremcheck.trusted.reach import exactly
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.regimes import smooth_piece
from theoremcheck.trusted.slopes import nth_derivative

_E = TypeVar("_E")


def first_accepted(
    problem: Problem, candidates: Iterable[_E], check: Callable[[Problem, _E], tuple[int, int]]
) -> _E | None:
    """The first candidate that the kernel's check accepts."""
    for candidate in candidates:
        try:
            if check(problem, candidate)[0] > 0:
                return candidate
        except Refusal:
            continue
    return None


# --- dead networks ------------------------------------------------------------------------------------------------


def flat(ground: Ground, *, shortcut: bool) -> FlatMinimum | None:
    """A point with all units dead: rule.flat with a shortcut, rule.deep without."""
    if not ground.concrete or (ground.problem.network.width > 0) != shortcut:
        return None

    def check(problem: Problem, evidence: FlatMinimum) -> tuple[int, int]:
        return flatness.check_flat(problem, evidence, shortcut=shortcut)

    return first_accepted(ground.problem, _flat_candidates(ground), check)


def _flat_candidates(ground: Ground) -> Iterator[FlatMinimum]:
    problem = ground.problem
    groups = list(_regime_neurons(ground, 1)) if problem.network.width else [()]
    for group in groups:
        for deep in quiet_deep(problem, dead=True, affine=False):
            if not problem.network.trains(Block.OUTPUT_BIAS):
                for point in with_output(problem, group, deep, NOTHING):
                    yield FlatMinimum(point, None, None, ())
            if ground.constant is not None:
                for point in with_output(problem, group, deep, target(ground.constant)):
                    yield FlatMinimum(point, ground.constant, ground.convexity, ())
            for value, *levels in _flat_ends(ground):
                for point in with_output(problem, group, deep, exactly(value)):
                    yield FlatMinimum(point, Exact(Num(value)), None, tuple(levels))


def _flat_ends(ground: Ground) -> Iterator[tuple[Fraction, Level, Level]]:
    """Constants at which a loss that is not convex is flat on both sides."""
    if ground.loss is not None and ground.convexity is None:
        yield from plateaus(ground, saturated_values(ground.loss))


def _regime_neurons(ground: Ground, order: int) -> Iterator[tuple[Neurons, ...]]:
    """Neurons with all pre-activations inside one flat (affine) piece and output weight 0."""
    if ground.neuron is None:
        return
    for interval in special_pieces(ground.neuron, order):
        place = in_regime(ground.problem, *interval)
        found = None if place is None else neurons(ground.problem, *place, NOTHING)
        if found is not None:
            yield found


# --- averages -----------------------------------------------------------------------------------------------------


def affine(ground: Ground) -> ConstantMinimum | None:
    """rule.affine."""
    if ground.constant is None:
        return None
    groups = list(_regime_neurons(ground, 2)) if ground.problem.network.width else [()]
    found = _constants(ground, groups, quiet_deep(ground.problem, dead=True, affine=True))
    return first_accepted(ground.problem, found, averages.check_affine_average)


def _constants(
    ground: Ground, groups: Iterable[tuple[Neurons, ...]], deep: Iterable[tuple[Units, ...]]
) -> Iterator[ConstantMinimum]:
    layers = list(deep)
    if ground.constant is None:
        return
    for group in groups:
        for units in layers:
            for point in with_output(ground.problem, group, units, target(ground.constant)):
                yield ConstantMinimum(point, ground.constant)


def _resting(ground: Ground) -> Iterator[tuple[Neurons, ...]]:
    """Neurons with w = 0 at several biases, and with all |w . x_i| = 1."""
    problem = ground.problem
    for bias in biases(problem):
        found = neurons(problem, zeros(problem), bias, NOTHING)
        if found is not None:
            yield found
    level = unit_products(problem)
    found = None if level is None else neurons(problem, level, Fraction(0), NOTHING)
    if found is not None:
        yield found


def unit_products(problem: Problem) -> Vector | None:
    """W with |w . x_i| = 1 for all samples, if the samples, mirrored to one side, lie on a hyperplane."""
    if not isinstance(problem.dataset, Dataset):
        return None
    rows = []
    for point in dict.fromkeys(problem.dataset.points):
        lead = next((entry for entry in point if entry), Fraction(0))
        rows.append(tuple(entry * (1 if lead > 0 else -1) for entry in point))
    rows = list(dict.fromkeys(rows))
    size = len(rows[0])
    table = [[fmpq(e.numerator, e.denominator) for e in (*row, Fraction(1))] for row in rows]
    reduced, rank = fmpq_mat(len(rows), size + 1, [entry for row in table for entry in row]).rref()
    solution = [Fraction(0)] * size
    for i in range(rank):
        pivot = next(j for j in range(size + 1) if reduced[i, j] != 0)
        if pivot == size:
            return None
        value = reduced[i, size]
        solution[pivot] = Fraction(int(value.p), int(value.q))
    return tuple(solution)


def parity(ground: Ground) -> ConstantMinimum | None:
    """rule.parity."""
    if ground.constant is None:
        return None
    found = _constants(ground, _resting(ground), [zero_deep(ground.problem)])
    return first_accepted(ground.problem, found, averages.check_parity_average)


def duplicate(ground: Ground) -> ConstantMinimum | None:
    """rule.duplicate."""
    if ground.constant is None:
        return None
    layers = [zero_deep(ground.problem), *_shifted_deep(ground.problem)]
    return first_accepted(
        ground.problem, _constants(ground, _resting(ground), layers), averages.check_duplicate_average
    )


def _shifted_deep(problem: Problem) -> Iterator[tuple[Units, ...]]:
    """The deep part with weights 0 and biases 1, where a bias is needed to output a constant."""
    if problem.network.hidden_bias and problem.network.deep:
        yield tuple(Units(units.weights, Fraction(1)) for units in zero_deep(problem))


def frozen_features(ground: Ground) -> ConstantMinimum | None:
    """rule.frozen by features that do not tell the classes apart."""
    network = ground.problem.network
    if ground.constant is None or network.frozen_block(Block.HIDDEN_WEIGHTS) is None:
        return None
    found = _constants(ground, _resting(ground), quiet_deep(ground.problem, dead=True, affine=False))
    return first_accepted(ground.problem, found, averages.check_frozen_features)


# --- curved neurons -----------------------------------------------------------------------------------------------


def order(ground: Ground) -> OrderMinimum | None:
    """rule.order: the coupling, one bias, and output weights of the right sign."""
    if ground.constant is None or not isinstance(ground.order, Coupling):
        return None
    return first_accepted(ground.problem, _order_candidates(ground, ground.order), averages.check_order_average)


def _order_candidates(ground: Ground, coupling: Coupling) -> Iterator[OrderMinimum]:
    if ground.constant is None:
        return
    for bias in biases(ground.problem):
        for bend in (1, -1):
            found = None if ground.neuron is None else curve(ground.neuron, bias, bend)
            if found is None and ground.problem.network.width:
                continue
            for point in _weighted(ground, bias, coupling.inner * bend):
                yield OrderMinimum(point, ground.constant, coupling, _repeat(found, point))


def _repeat(found: Curve | None, point: Point) -> tuple[Curve, ...]:
    return () if found is None else (found,) * len(point.neurons)


def _weighted(ground: Ground, bias: Fraction, sign: int) -> Iterator[Point]:
    """Points with w = 0 and output weights of one sign; without an output bias the sign follows from c."""
    problem = ground.problem
    found = neurons(problem, zeros(problem), bias, exactly(Fraction(sign)))
    if found is None or ground.constant is None:
        return
    for deep in quiet_deep(problem, dead=True, affine=True):
        yield from with_output(problem, found, deep, target(ground.constant))


def moment(ground: Ground, *, centred: bool) -> ConstantMinimum | None:
    """One bias with curvature, and output weights of the sign that climbs: rule.moment, or rule.stationary."""
    problem = ground.problem
    if ground.constant is None or ground.neuron is None or (not centred and problem.network.trains(Block.HIDDEN_BIAS)):
        return None
    try:
        direction = definite_moments(problem, centred=centred) or semidefinite_moments(problem, centred=centred)
    except Refusal:
        return None
    if direction == 0:
        return None
    check = averages.check_moment_average if centred else averages.check_stationary_average
    return first_accepted(problem, _moment_candidates(ground, direction), check)


def _moment_candidates(ground: Ground, direction: int) -> Iterator[ConstantMinimum]:
    if ground.constant is None or ground.neuron is None:
        return
    for bias in biases(ground.problem):
        try:
            piece = smooth_piece(ground.neuron, bias, 2)
            curvature = sign_of(substitute(nth_derivative(piece, 2), Num(bias)))
        except Refusal:
            continue
        for point in _weighted(ground, bias, -direction * curvature):
            yield ConstantMinimum(point, ground.constant)
