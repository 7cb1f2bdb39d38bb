"""Points for the rules that compare class averages at a constant output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from itertools import chain, islice, product
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.decide.asking import answer
from theoremcheck.decide.data.rational import matrix, solution
from theoremcheck.decide.minima.curved_layers import curved_points
from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.moment_layers import moment_points, moment_stacks
from theoremcheck.decide.minima.points import (
    NOTHING,
    affine_deep,
    biases,
    curve,
    dead_deep,
    fixed_bias,
    neurons,
    regime_neurons,
    resting,
    target,
    with_output,
    zero_deep,
)
from theoremcheck.trusted.data.moments import definite_moments, semidefinite_moments
from theoremcheck.trusted.data.order import Coupling
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.average import (
    AffinePart,
    AverageMinimum,
    CurvedPart,
    DeadPart,
    EqualClassesPart,
    FrozenPart,
    MomentPart,
    ParityPart,
    Part,
    StationaryPart,
)
from theoremcheck.trusted.minima.point import Constant, Neurons, Units
from theoremcheck.trusted.minima.reach import exactly
from theoremcheck.trusted.minima.regimes import smooth_piece
from theoremcheck.trusted.problem.expr import Num, substitute
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples

_CURVED: Final = 4
"""How many kinds of neurons of the shortcut are tried beside curved layers."""
_Deep: TypeAlias = tuple[tuple[Units, ...], Part]
"""A deep part, and why its class averages agree."""


Constants: TypeAlias = Callable[[Ground], tuple[Constant, ...]]
"""The outputs c that a rule takes: the minimiser of h, or those near which l lies above its tangents."""


def best(ground: Ground) -> tuple[Constant, ...]:
    """The minimiser of h, if one is known."""
    return () if ground.constant is None else (ground.constant,)


def _candidates(
    problem: Problem,
    constants: Iterable[Constant],
    groups: Iterable[tuple[Neurons, ...]],
    part: Part,
    deep: Iterable[_Deep],
) -> Iterator[AverageMinimum]:
    """Points with the output c for all neurons and all deep parts."""
    layers, neurons_ = list(deep), list(groups)
    for constant in constants:
        for group in neurons_:
            for units, reason in layers:
                parts = (part, reason) if problem.network.deep else (part,)
                for point in with_output(problem, group, units, target(constant)):
                    yield AverageMinimum(point, constant, parts)


def _dead(problem: Problem) -> Iterator[_Deep]:
    return ((units, DeadPart()) for units in dead_deep(problem))


def _quiet(problem: Problem) -> Iterator[_Deep]:
    """Dead or affine."""
    return chain(_dead(problem), ((units, AffinePart()) for units in affine_deep(problem)))


def affine(constants: Constants, ground: Ground) -> Iterator[AverageMinimum]:
    """rule.affine, rule.affine_local."""
    found = constants(ground)
    if found:
        yield from _candidates(ground.problem, found, regime_neurons(ground, 2), AffinePart(), _quiet(ground.problem))


# --- any neuron ---------------------------------------------------------------------------------------------------


def _anywhere(problem: Problem) -> Iterator[tuple[Neurons, ...]]:
    """Neurons with w = 0 at several biases, and with all |w . x_i| = 1."""
    yield from resting(problem, biases(problem))
    level = unit_products(problem)
    found = None if level is None else neurons(problem, level, Fraction(0), NOTHING)
    if found is not None:
        yield found


def unit_products(problem: Problem) -> Vector | None:
    """W with |w . x_i| = 1 for all samples, if the samples, mirrored to one side, lie on a hyperplane."""
    rows = []
    for point in dict.fromkeys(samples(problem).points):
        lead = next((entry for entry in point if entry), Fraction(0))
        rows.append(tuple(entry * (1 if lead > 0 else -1) for entry in point))
    rows = list(dict.fromkeys(rows))
    return solution(matrix(rows, len(rows[0])), [Fraction(1)] * len(rows))


def parity(ground: Ground) -> Iterator[AverageMinimum]:
    """rule.parity."""
    reason = ParityPart()
    problem = ground.problem
    return _candidates(problem, best(ground), _anywhere(problem), reason, [(zero_deep(problem), reason)])


def duplicate(ground: Ground) -> Iterator[AverageMinimum]:
    """rule.duplicate: a deep part with weights 0, and trained biases 1 where one is needed to output a constant."""
    problem, reason = ground.problem, EqualClassesPart()
    zero = zero_deep(problem)
    shifted = tuple(
        Units(units.weights, Fraction(1)) if fixed_bias(problem, index) is None else units
        for index, units in enumerate(zero)
    )
    layers = list(dict.fromkeys((zero, shifted)))
    return _candidates(problem, best(ground), _anywhere(problem), reason, [(units, reason) for units in layers])


def frozen_features(ground: Ground) -> Iterator[AverageMinimum]:
    """rule.frozen by features that do not tell the classes apart."""
    problem = ground.problem
    if problem.network.frozen_block(Block.HIDDEN_WEIGHTS) is not None:
        yield from _candidates(problem, best(ground), _anywhere(problem), FrozenPart(), _dead(problem))


# --- curved neurons -----------------------------------------------------------------------------------------------


def order(constants: Constants, ground: Ground) -> Iterator[AverageMinimum]:
    """rule.order, rule.order_local: the coupling, one bias, and signs of the output weights; last curved layers."""
    problem, taken = ground.problem, constants(ground)
    if not taken or not isinstance(ground.order, Coupling):
        return
    for groups, part in _curved(ground, ground.order):
        yield from _candidates(problem, taken, [groups], part, _quiet(problem))
    for groups, part in islice(_curved(ground, ground.order), _CURVED) if problem.network.deep else ():
        for constant in taken:
            for point, reason in curved_points(problem, groups, ground.order.inner, target(constant)):
                yield AverageMinimum(point, constant, (part, reason))


def _curved(ground: Ground, coupling: Coupling) -> Iterator[tuple[tuple[Neurons, ...], CurvedPart]]:
    """Neurons with w = 0 that are curved to the advantage of the inner class; none without a shortcut."""
    problem = ground.problem
    if not problem.network.width:
        yield (), CurvedPart(coupling, ())
        return
    for bias in biases(problem):
        for bend in (1, -1):
            found = None if ground.neuron is None else curve(ground.neuron, bias, bend)
            if found is not None:
                for groups in resting(problem, (bias,), exactly(Fraction(coupling.inner * bend))):
                    yield groups, CurvedPart(coupling, (found,) * len(groups))


def moment(constants: Constants, ground: Ground) -> Iterator[AverageMinimum]:
    """rule.moment, rule.moment_local: one bias with curvature, and output weights of the sign that climbs."""
    yield from _bent(ground, constants, MomentPart(), centred=True)
    problem = ground.problem
    direction = (answer(definite_moments, problem) or 0) if problem.network.deep else 0
    taken = constants(ground) if direction else ()
    for stacks in moment_stacks(problem) if taken else ():
        for constant, groups in product(taken, islice(_against(ground, direction), _CURVED)):
            for point, reason in moment_points(problem, stacks, groups, direction, target(constant)):
                yield AverageMinimum(point, constant, (MomentPart(), reason))


def _against(ground: Ground, direction: int) -> Iterator[tuple[Neurons, ...]]:
    """Neurons with w = 0 that are curved against moments of this sign; none without a shortcut."""
    problem = ground.problem
    if not problem.network.width:
        yield ()
        return
    for bias in biases(problem):
        curvature = None if ground.neuron is None else answer(_curvature, ground.neuron, bias)
        if curvature:
            yield from resting(problem, (bias,), exactly(Fraction(-direction * curvature)))


def _curvature(pieces: Pieces, bias: Fraction) -> int:
    return sign_of(substitute(nth_derivative(smooth_piece(pieces, bias, 2), 2), Num(bias)))


def stationary(constants: Constants, ground: Ground) -> Iterator[AverageMinimum]:
    """rule.stationary, rule.stationary_local: as rule.moment, where no hidden bias is trained."""
    if not ground.problem.network.trains(Block.HIDDEN_BIAS):
        yield from _bent(ground, constants, StationaryPart(), centred=False)


def _bent(ground: Ground, constants: Constants, part: Part, *, centred: bool) -> Iterator[AverageMinimum]:
    problem, taken = ground.problem, constants(ground)
    if not taken or ground.neuron is None:
        return
    direction = definite_moments(problem, centred=centred) or semidefinite_moments(problem, centred=centred)
    for bias in biases(problem) if direction else ():
        curvature = answer(_curvature, ground.neuron, bias)
        if curvature is None:
            continue
        weight = exactly(Fraction(-direction * curvature))
        deep = _quiet(problem) if centred else _dead(problem)
        yield from _candidates(problem, taken, resting(problem, (bias,), weight), part, deep)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType(
    {
        "minimum.affine": partial(affine, best),
        "minimum.order": partial(order, best),
        "minimum.moment": partial(moment, best),
        "minimum.stationary": partial(stationary, best),
        "minimum.parity": parity,
        "minimum.duplicate": duplicate,
        "minimum.frozen_features": frozen_features,
    }
)
