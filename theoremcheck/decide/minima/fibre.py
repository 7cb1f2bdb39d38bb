"""Points for rule.narrow and rule.fibre: one neuron at w = 0 with a large output weight; neurons that see one sample.

At a point of rule.fibre neuron j receives p_j from every sample, by its bias, or, where that is not trained, by weights
w_j = (p_j - b) u, u . x_i = 1 for all i. Where no bias moves f, the output weights have to add up to c: all neurons
alike; or one whose curvature is of the wrong sign, and the others alike against it. Floats tell which are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.data.rational import matrix, solution
from theoremcheck.decide.minima.ground import Constructions, Ground, rough_losses
from theoremcheck.decide.minima.parameters import constant_value
from theoremcheck.decide.minima.points import (
    BIASES,
    NOTHING,
    biases,
    dead_deep,
    minus,
    neurons,
    resting,
    target,
    total,
    with_output,
    zeros,
)
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import compile_float, finite_float, finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.trusted.data.exact import dot, row_basis
from theoremcheck.trusted.data.measures import equal_means
from theoremcheck.trusted.data.moments import centred_points
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.minima.fibre import FibreMinimum
from theoremcheck.trusted.minima.point import Constant, Neurons, Number, Point
from theoremcheck.trusted.minima.reach import exactly, formula, neuron_pieces, times, value_at
from theoremcheck.trusted.problem.expr import ONE, div, mul, num
from theoremcheck.trusted.problem.model import Block, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass

_WEIGHTS: Final = tuple(Fraction(a) for a in (1, -1, 2, -2, 4, -4, 8, -8, 16, -16, 64, -64, 256, -256, 1024))
_AGAINST: Final = tuple(Fraction(a) for a in ("1", "-1", "2", "-2", "4", "-4", "1/2", "-1/2", "8", "-8", "16", "-16"))
_TRIED: Final = 4
_CLEAR: Final = 1e-6
_FEATURES: Final = 200
BITS: Final = 192
"""Bits of the check of the Hessian."""


def narrow(ground: Ground) -> Iterator[FibreMinimum]:
    """rule.narrow."""
    problem, constant = ground.problem, ground.constant
    if constant is None or problem.network.width != 1:
        return
    for weight in _WEIGHTS:
        for groups in resting(problem, biases(problem), exactly(weight)):
            for units in dead_deep(problem):
                for point in with_output(problem, groups, units, target(constant)):
                    yield FibreMinimum(point, constant, BITS)


# --- neurons that see one sample ----------------------------------------------------------------------------------


def fibre(ground: Ground) -> Iterator[FibreMinimum]:
    """rule.fibre: those points first whose output weights are as they come, without one against the others."""
    problem, network = ground.problem, ground.problem.network
    frozen = {entry.block for entry in network.frozen} & {Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS}
    if not network.width or frozen or ground.losses is None or ground.neuron is None or not equal_means(problem):
        return
    if samples(problem).dimension > _FEATURES:
        return
    places, layers = tuple(_places(problem)), next(dead_deep(problem), None)
    for constant in dict.fromkeys((ground.constant, *ground.tangent_constants)) if layers is not None else ():
        forms = None if constant is None else answer(_forms, problem, constant)
        if constant is None or forms is None or layers is None:
            continue
        if network.width > 1 and len(forms.pulled) and not forms.sign:
            continue
        for groups, offset in islice(_designs(problem, constant, places, forms), _TRIED):
            point = Point(offset, groups, layers, NOTHING if network.deep else None)
            yield FibreMinimum(point, constant, BITS)


def _places(problem: Problem) -> Iterator[Neurons]:
    """Neurons that receive one number from every sample, all of them with these parameters; output weights 0."""
    network = problem.network
    if network.trains(Block.HIDDEN_BIAS):
        shifted = [(zeros(problem), bias) for bias in BIASES]
    else:
        (bias,) = biases(problem)
        one = _one(problem)
        shifted = [(zeros(problem), bias)]
        if one is not None:
            shifted = [(tuple((place - bias) * entry for entry in one), bias) for place in BIASES]
    for weights, bias in shifted:
        found = neurons(problem, weights, bias, NOTHING)
        if found is not None and len({(group.hidden_weights, group.hidden_bias) for group in found}) == 1:
            yield Neurons(network.width, NOTHING, weights, found[0].hidden_bias)


def _one(problem: Problem) -> Vector | None:
    """Some u with u . x_i = 1 for all samples."""
    points = tuple(dict.fromkeys(samples(problem).points))
    return solution(matrix(points, len(points[0])), [Fraction(1)] * len(points))


@dataclass(frozen=True)
class _Forms:
    """H and G in a basis of the centred samples, (r, r) each; the sign of G, 0 if it has none.

    ``least`` is the least eigenvalue of H against +-G > 0: where it is not 0, the forms fall apart along common axes.
    """

    bent: Array
    pulled: Array
    sign: int
    least: float

    def clear(self, jets: Sequence[tuple[int, float, float]]) -> bool:
        """True if the form looks positive definite for groups of n neurons with a s' and a s''."""
        if not len(self.pulled):
            return True
        if not all(np.isfinite(entry) for jet in jets for entry in jet):
            return False
        if self.sign:
            slopes = np.array([count * slope for count, slope, _ in jets])
            whole = self.least * np.outer(slopes, slopes) + np.diag([self.sign * n * bend for n, _, bend in jets])
            return _positive(whole) and all(self.sign * bend > 0 for count, _, bend in jets if count > 1)
        if len(jets) > 1 or jets[0][0] > 1:  # neurons that move against each other leave G alone
            return False
        ((_, slope, bend),) = jets
        return _positive(slope * slope * self.bent + bend * self.pulled)


def _positive(form: Array) -> bool:
    scale = np.abs(form).max()
    return bool(np.isfinite(scale) and scale > 0 and np.linalg.eigvalsh(form)[0] > _CLEAR * scale)


def _compared(bent: Array, pulled: Array) -> tuple[int, float]:
    """The sign of G, and the least eigenvalue of H against it; (0, 0) where G is not definite."""
    for sign in (1, -1) if len(pulled) else ():
        if _positive(sign * pulled):
            inverse = np.linalg.inv(np.linalg.cholesky(sign * pulled))
            return sign, float(np.linalg.eigvalsh(inverse @ bent @ inverse.T)[0])
    return 0, 0.0


def _forms(problem: Problem, constant: Constant) -> _Forms:
    """The forms at f = c, in floats."""
    data, centred = samples(problem), centred_points(problem.samples)
    basis = row_basis(centred)
    rows = finite_floats([[dot(vector, xi) for vector in basis] for xi in centred])
    rows = rows / max(1e-300, float(np.abs(rows).max(initial=0.0)))
    place, losses = finite_float(constant_value(problem, constant)), rough_losses(problem)
    bent, pulled = (np.zeros((len(basis), len(basis))) for _ in range(2))
    for row, label, weight in zip(rows, data.labels, data.weights, strict=True):
        _, slope, bend = (float(entry[0]) for entry in losses[label].jet(np.array([-label * place])))
        bent += finite_float(weight) * bend * np.outer(row, row)
        pulled -= finite_float(weight) * label * slope * np.outer(row, row)
    return _Forms(bent, pulled, *_compared(bent, pulled))


def _designs(
    problem: Problem, constant: Constant, places: Sequence[Neurons], forms: _Forms
) -> Iterator[tuple[tuple[Neurons, ...], Number | None]]:
    """Groups of neurons with the output c, and a_0: their forms look positive definite."""
    width, wanted = problem.network.width, target(constant)
    near = finite_float(constant_value(problem, constant))
    neuron = compile_float(formula(problem.neuron, "neuron"))
    received = [group.hidden_bias + _received(problem, group) for group in places]
    values, slopes, bends = neuron.jet(np.array([finite_float(place) for place in received]))
    jets = list(zip(map(float, values), map(float, slopes), map(float, bends), strict=True))
    if problem.network.trains(Block.OUTPUT_BIAS):
        for weight, (group, (_, slope, bend)) in product(_WEIGHTS, zip(places, jets, strict=True)):
            a = finite_float(weight)
            if forms.clear([(width, a * slope, a * bend)]):
                own = (_weighted(group, width, exactly(weight)),)
                inner = answer(total, problem, own)
                if inner is not None:
                    yield own, minus(wanted, inner)
        return
    entry = problem.network.frozen_block(Block.OUTPUT_BIAS)
    given = None if entry is None or entry.value is None else entry.value[0]
    if problem.network.output_bias and given is None:
        return
    offset = None if given is None else exactly(given)
    rest, left = (wanted, near) if offset is None else (minus(wanted, offset), near - finite_float(given or 0))
    for group, (value, slope, bend) in zip(places, jets, strict=True):
        a = left / (width * value) if value else float("nan")
        found = _solved(problem, group, width, rest) if forms.clear([(width, a * slope, a * bend)]) else None
        if found is not None:
            yield (found,), offset
    numbered = tuple(zip(places, jets, strict=True)) if width > 1 else ()
    for weight, (one, first), (other, second) in product(_AGAINST, numbered, numbered):
        a = finite_float(weight)
        b = (left - a * first[0]) / ((width - 1) * second[0]) if second[0] else float("nan")
        if one != other and forms.clear([(1, a * first[1], a * first[2]), (width - 1, b * second[1], b * second[2])]):
            alone = _weighted(one, 1, exactly(weight))
            inner = answer(total, problem, (alone,))
            found = None if inner is None else _solved(problem, other, width - 1, minus(rest, inner))
            if found is not None:
                yield (alone, found), offset


def _received(problem: Problem, group: Neurons) -> Fraction:
    return dot(group.hidden_weights, samples(problem).points[0])


def _weighted(group: Neurons, count: int, weight: Number) -> Neurons:
    return Neurons(count, weight, group.hidden_weights, group.hidden_bias)


def _solved(problem: Problem, group: Neurons, count: int, rest: Number) -> Neurons | None:
    """So many neurons with the one output weight that makes them add up to ``rest``; None if they give 0."""
    place = group.hidden_bias + _received(problem, group)
    level = answer(value_at, neuron_pieces(problem), place)
    if level is None or is_zero(level):
        return None
    return _weighted(group, count, times(rest, div(ONE, mul((num(count), level)))))


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.narrow": narrow, "minimum.fibre": fibre})
