"""Networks for rule.tied: hidden parameters from a list, and output parameters with the signs that its forms ask for.

The groups are few points of a quotient. A neuron there has a sign, that of the output weight with which its form is
positive definite; so the output parameters solve a linear program: f has its outputs on the groups, and is beyond the
margin on the samples of no group. Where a vertex of it has more neurons than the network, small systems of equations
are tried, with samples of no group at outputs beyond the margin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from math import frexp, log2
from random import Random
from typing import Final

from numpy.typing import NDArray

from theoremcheck.decide.data.lp import linear_program, minimise
from theoremcheck.functions.arrays import np
from theoremcheck.functions.floats import FloatFunction, finite_float, finite_floats
from theoremcheck.functions.special import Array
from theoremcheck.trusted.data.exact import dot
from theoremcheck.trusted.problem.model import Vector
from theoremcheck.trusted.records import dataclass

_SEED: Final = 1
_RANGES: Final = tuple(Fraction(2) ** k for k in (2, 1, 3, 0, 4, -1))
_PLACES: Final = tuple(Fraction(k, 2) for k in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 8, -8))
_ANCHORS: Final = 4
_DIRECTIONS: Final = 24
_ENTRIES: Final = 3
_MOST: Final = 480
_SYSTEMS: Final = 3000
_BEYOND: Final = (0.25, 1.0, 3.0)
_SLACK: Final = 0.125
_NOTHING: Final = 1e-7
_INDEFINITE: Final = 1e-9
_CONDITION: Final = 1e8
_LARGEST: Final = 1e7
_BITS: Final = 12
_TRIES: Final = 3
_EACH: Final = 2


@dataclass(frozen=True)
class Neuron:
    """w, as a combination of the coordinates of the quotient, and b."""

    weights: Vector
    bias: Fraction


@dataclass(frozen=True)
class Design:
    """Neurons with their output weights; ``free`` are places among (a_0, a_1, ..) that the groups determine."""

    neurons: tuple[Neuron, ...]
    bias: Fraction
    weights: tuple[Fraction, ...]
    free: tuple[int, ...]


@dataclass(frozen=True)
class Wanted:
    """The groups and the samples of no group as points of the quotient, and what f has to be there.

    ``heads`` are the groups, (g, q), with outputs ``outputs``, slopes ``slopes`` (0: of one class) and matrices
    ``spreads``, (g, r, r). At the points ``idle``, (m, q), sides_k f > edges_k, both (m,). ``width`` is M;
    ``hidden_bias`` is the number that all b_j have, or None if they are trained; ``output_bias`` says that a_0 is.
    """

    heads: tuple[Vector, ...]
    outputs: Array
    slopes: Array
    spreads: Array
    idle: tuple[Vector, ...]
    sides: Array
    edges: Array
    width: int
    hidden_bias: Fraction | None
    output_bias: bool


@dataclass(frozen=True)
class _Listed:
    """Neurons that may be used: their features at groups, (g, k), and at the samples of no group, and their signs."""

    neurons: tuple[Neuron, ...]
    heads: Array
    idle: Array
    signs: Array

    def those(self, chosen: NDArray[np.integer]) -> _Listed:
        """Some of them, by their places."""
        own = tuple(self.neurons[k] for k in chosen)
        return _Listed(own, self.heads[:, chosen], self.idle[:, chosen], self.signs[chosen])


def designs(wanted: Wanted, neuron: FloatFunction) -> Iterator[Design]:
    """Designs on which floats see no fault, those of few neurons first."""
    if len(wanted.heads) > wanted.width + wanted.output_bias:
        return
    listed = _listed(wanted, neuron)
    if not listed.neurons:
        return
    random = np.random.default_rng(_SEED)
    found = [design for _ in range(_TRIES) if (design := _vertex(wanted, listed, random)) is not None]
    yield from islice(found, _EACH)
    if not found:
        yield from islice(_solved(wanted, listed, random), _EACH)


# --- the neurons ----------------------------------------------------------------------------------------------------


def _listed(wanted: Wanted, neuron: FloatFunction) -> _Listed:
    """The neurons whose form is definite, and which one of two signs makes positive."""
    rows = _rows(wanted)
    points = finite_floats([*wanted.heads, *wanted.idle])
    weights = finite_floats([row.weights for row in rows])
    received = points @ weights.T + np.array([finite_float(row.bias) for row in rows])
    values, _, bends = neuron.jet(received)
    count = len(wanted.heads)
    forms = np.einsum("g,gk,gpq->kpq", wanted.slopes, bends[:count], wanted.spreads)
    finite = np.isfinite(values).all(axis=0) & np.isfinite(forms).all(axis=(1, 2))
    signs = _signs(np.where(finite[:, None, None], forms, 0.0))
    listed = _Listed(tuple(rows), values[:count], values[count:], signs)
    if not wanted.spreads.shape[1]:
        # Nothing is untied: each neuron may have either sign.
        both = np.concatenate([np.flatnonzero(finite)] * 2)
        halves = np.repeat([1.0, -1.0], len(both) // 2)
        return _Listed(tuple(rows[k] for k in both), values[:count, both], values[count:, both], halves)
    return listed.those(np.flatnonzero(finite & (signs != 0)))


def _signs(forms: Array) -> Array:
    """1 for positive, -1 for negative definite forms, 0 for others, (k,)."""
    if not forms.shape[1]:
        return np.ones(len(forms))
    roots = np.linalg.eigvalsh(forms)
    least = _INDEFINITE * (1 + np.abs(forms).max(axis=(1, 2)))
    return np.where(roots[:, 0] > least, 1.0, np.where(roots[:, -1] < -least, -1.0, 0.0))


def _rows(wanted: Wanted) -> list[Neuron]:
    """Directions, so scaled that the points spread over a length, and shifts to a number that a group receives."""
    points = [*wanted.heads, *wanted.idle]
    anchors = [head for head, slope in zip(wanted.heads, wanted.slopes, strict=True) if slope][:_ANCHORS]
    still, fixed = (Fraction(0),) * len(points[0]), wanted.hidden_bias
    found = dict.fromkeys(Neuron(still, place) for place in (_PLACES if fixed is None else (fixed,)))
    for direction in _directions(points):
        places = [dot(direction, point) for point in points]
        spread = max(places) - min(places) or max(map(abs, places))
        if not spread:
            continue
        unit = Fraction(2) ** -_exponent(spread)
        for reach, sign in product(_RANGES, (1, -1)):
            weights = tuple(sign * reach * unit * entry for entry in direction)
            if fixed is not None:
                found[Neuron(weights, fixed)] = None
                continue
            for anchor, place in product(anchors, _PLACES):
                found[Neuron(weights, place - dot(weights, anchor))] = None
    rows = list(found)
    return rows if len(rows) <= _MOST else Random(_SEED).sample(rows, _MOST)


def _exponent(length: Fraction) -> int:
    """That of the nearest power of 2 to a positive number, however small or large it is."""
    whole = length.numerator.bit_length() - length.denominator.bit_length()
    return whole + round(log2(length / Fraction(2) ** whole))


def _directions(points: Sequence[Vector]) -> list[Vector]:
    """Directions of the quotient: the axes, differences of points, and small integers."""
    size = len(points[0])
    found = [tuple(Fraction(int(k == j)) for k in range(size)) for j in range(size)]
    if size > 1:
        pairs = ((a, b) for k, a in enumerate(points) for b in points[:k])
        found += [tuple(p - q for p, q in zip(a, b, strict=True)) for a, b in islice(pairs, _DIRECTIONS // 2)]
        random = Random(_SEED)
        found += [tuple(Fraction(random.randint(-_ENTRIES, _ENTRIES)) for _ in range(size)) for _ in range(_DIRECTIONS)]
    return list(dict.fromkeys(row for row in found if any(row)))[:_DIRECTIONS]


# --- the output parameters ------------------------------------------------------------------------------------------


def _vertex(wanted: Wanted, listed: _Listed, random: np.random.Generator) -> Design | None:
    """A vertex of the linear program in (a_0, a), if it has no more neurons than the network."""
    size = len(listed.neurons)
    cost = np.concatenate([np.zeros(2), 1 + random.random(size)])
    bias = np.array([[1.0, -1.0]]) * wanted.output_bias
    top = np.hstack([np.repeat(bias, len(wanted.heads), axis=0), listed.heads * listed.signs])
    low = wanted.sides[:, None] * np.hstack([np.repeat(bias, len(wanted.idle), axis=0), listed.idle * listed.signs])
    # Each column is scaled to its largest feature, so that a vertex of small cost has no huge numbers that cancel.
    scales = np.maximum(1.0, np.abs(np.vstack([top, low])).max(axis=0))
    some = np.concatenate([np.zeros(2), np.ones(size)])
    table = np.vstack([np.vstack([top, low]) / scales, some])
    above = np.concatenate([wanted.outputs, np.full(len(wanted.idle) + 1, np.inf)])
    for least in (0.0, 1.0):  # where a_0 alone would do, the neurons still need weights of their signs
        below = np.concatenate([wanted.outputs, wanted.edges + _SLACK, [least]])
        found = minimise(linear_program(cost, table, (below, above)))
        used = np.flatnonzero(found.values[2:] > _NOTHING) if found is not None else np.zeros(0, dtype=int)
        if found is not None and 0 < len(used) <= wanted.width:
            numbers, chosen = found.values / scales, listed.those(used)
            return _design(wanted, chosen, chosen.signs * numbers[2:][used], numbers[0] - numbers[1])
        if len(used):
            return None
    return None


def _solved(wanted: Wanted, listed: _Listed, random: np.random.Generator) -> Iterator[Design]:
    """Systems of as many equations as output parameters: the groups, and samples of no group beyond the margin."""
    groups, bias = len(wanted.heads), int(wanted.output_bias)
    more = min(wanted.width + bias - groups, len(wanted.idle))
    size = groups + more - bias
    if size < 1:
        return
    shape = (_SYSTEMS, size)
    chosen = random.integers(len(listed.neurons), size=shape)
    extra = np.argsort(random.random((_SYSTEMS, len(wanted.idle))), axis=1)[:, :more]
    beyond = wanted.edges[extra] + random.choice(_BEYOND, size=extra.shape)
    right = np.concatenate([np.tile(wanted.outputs, (_SYSTEMS, 1)), wanted.sides[extra] * beyond], axis=1)
    heads = np.moveaxis(listed.heads[:, chosen], 0, 1)
    idle = np.moveaxis(listed.idle[:, chosen], 0, 1)
    matrix = np.concatenate([heads, np.take_along_axis(idle, extra[:, :, None], axis=1)], axis=1)
    if bias:
        matrix = np.concatenate([np.ones((*matrix.shape[:2], 1)), matrix], axis=2)
    with np.errstate(all="ignore"):
        sound = np.flatnonzero(np.linalg.cond(matrix) < _CONDITION)
    numbers = np.linalg.solve(matrix[sound], right[sound][:, :, None])[:, :, 0]
    signed = numbers[:, bias:] * listed.signs[chosen[sound]]
    outputs = np.einsum("bmk,bk->bm", idle[sound], numbers[:, bias:]) + (numbers[:, :1] if bias else 0.0)
    good = (signed > _NOTHING).all(axis=1) & (wanted.sides * outputs > wanted.edges + _SLACK / 2).all(axis=1)
    places = np.flatnonzero(good)
    for k in places[np.argsort(np.abs(numbers[places]).max(axis=1), kind="stable")]:
        own = listed.those(chosen[sound[k]])
        design = _design(wanted, own, numbers[k, bias:], numbers[k, 0] if bias else 0.0)
        if design is not None:
            yield design


def _design(wanted: Wanted, chosen: _Listed, weights: Array, bias: float) -> Design | None:
    """The design with its free places: a_0, and columns of features that are as independent as they can be."""
    numbers = np.array([bias, *weights])
    if not np.isfinite(numbers).all() or np.abs(numbers).max() > _LARGEST:
        return None
    columns = np.hstack([np.full((len(wanted.heads), 1), float(wanted.output_bias)), chosen.heads])
    free: list[int] = []
    left = columns.copy()
    for _ in wanted.heads:
        lengths = np.linalg.norm(left, axis=0)
        lengths[free] = 0.0
        best = 0 if wanted.output_bias and not free else int(np.argmax(lengths))
        if lengths[best] < _NOTHING:
            return None
        free.append(best)
        axis = left[:, best] / lengths[best]
        left = left - np.outer(axis, axis @ left)
    first, *others = map(_short, map(float, numbers))
    return Design(chosen.neurons, first, tuple(others), tuple(sorted(free)))


def _short(number: float) -> Fraction:
    """A number of few bits close by: what is free is determined again."""
    unit = Fraction(2) ** (frexp(number)[1] - _BITS)
    return round(Fraction(number) / unit) * unit
