"""Points for rule.hull and rule.outlier where neurons bend at 0: all w_j on one side, so each sample has its own piece.

Without hidden biases s(w . x) is p w . x on one side of the plane w . x = 0 and m w . x on the other. While all w_j
stay near one direction u, f runs through the span of the columns of slope_i x_i, slope_i being p where u . x_i > 0 and
m where u . x_i < 0; with ReLU, samples on one side see nothing. Untrusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor, lcm
from typing import Final

from theoremcheck.decide.minima.fits import Fit, fits
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.problem.model import Dataset, Problem, Vector

_ZERO, _ONE = Fraction(0), Fraction(1)
_MAX_PATTERNS: Final = 12
"""Directions with different samples on their sides that are tried."""
_MAX_BARREN: Final = 6
"""Of these, those without a bad fit, after which no more are tried."""
_MAX_ENTRIES: Final = 20_000
"""Samples times features times neurons."""
_TILTS: Final = tuple(Fraction(1, 2**k) for k in (0, 1, 2, 4, 5, 7, 10, 13, 17))


def fans(ground: Ground) -> Iterator[MultiplierMinimum]:
    """The best fits with all neurons on one side, for a convex loss; nothing frozen, no penalties and no deep part."""
    problem, data = ground.problem, ground.problem.dataset
    network, slopes = problem.network, None if ground.neuron is None else _slopes(ground.neuron)
    if slopes is None or ground.convexity is None or not isinstance(data, Dataset) or problem.objective.penalties:
        return
    if not network.width or network.layers or network.frozen or network.hidden_bias:
        return
    if len(data.points) * data.dimension * network.width > _MAX_ENTRIES:
        return
    barren = 0
    for direction, sides in _patterns(data):
        found = [slopes[side > 0] if side else _ZERO for side in sides]
        best = list(_best(problem, data, found))
        for fit in best:
            yield from _points(problem, data, direction, fit)
        barren += not best
        if barren == _MAX_BARREN:
            return


def _slopes(pieces: Pieces) -> tuple[Fraction, Fraction] | None:
    """The slopes of s below 0 and above it, where it is a multiple of z on either side, and bends at 0."""
    if pieces.points != (_ZERO,) or len(pieces.pieces) != 2:
        return None
    below, above = affine_on(pieces, 0), affine_on(pieces, 1)
    if below is None or above is None or below[1] or above[1] or below[0] == above[0]:
        return None
    return below[0], above[0]


def _patterns(data: Dataset) -> Iterator[tuple[Vector, tuple[int, ...]]]:
    """Directions u with the signs of u . x_i, different ones, none 0 but at x_i = 0, and not all alike."""
    seen = set[tuple[int, ...]]()
    for direction in _directions(data):
        values = [dot(direction, point) for point in data.points]
        if any(not value and any(point) for value, point in zip(values, data.points, strict=True)):
            continue
        sides = tuple((value > 0) - (value < 0) for value in values)
        if sides in seen or not {1, -1} <= set(sides):
            continue
        seen.add(sides)
        common = lcm(*(entry.denominator for entry in direction))
        yield tuple(common * entry for entry in direction), sides
        if len(seen) == _MAX_PATTERNS:
            return


def _directions(data: Dataset) -> Iterator[Vector]:
    """The difference of the means of the classes, features, and samples, with both signs: as they are, and tilted."""
    means = {label: _mean([data.points[i] for i in data.members(label)], data.dimension) for label in (1, -1)}
    units = (tuple(Fraction(k == j) for k in range(data.dimension)) for j in range(data.dimension))
    apart = tuple(a - b for a, b in zip(means[1], means[-1], strict=True))
    plain = dict.fromkeys((apart, means[1], means[-1], *units, *data.points))
    for row in (row for row in plain if any(row)):
        for sign in (1, -1):
            yield tuple(sign * entry for entry in row)
            size = max(map(abs, row))
            for tilt in _TILTS if data.dimension > 1 else ():
                yield tuple(sign * entry + size * tilt ** (k + 1) for k, entry in enumerate(row))


def _mean(points: Sequence[Vector], dimension: int) -> Vector:
    count = max(len(points), 1)
    return tuple(sum((point[k] for point in points), _ZERO) / count for k in range(dimension))


def _best(problem: Problem, data: Dataset, slopes: Sequence[Fraction]) -> Iterator[Fit]:
    """The best fits of slope_i x_i . theta, of one constant as well where a_0 is trained, wrong on some sample.

    Samples that no fit moves are left out where it is sought.
    """
    constant = (_ONE,) if problem.network.output_bias else ()
    rows = [(*(slope * x for x in point), *constant) for slope, point in zip(slopes, data.points, strict=True)]
    seen = [i for i, row in enumerate(rows) if any(row)]
    part = replace(
        data,
        points=tuple(data.points[i] for i in seen),
        labels=tuple(data.labels[i] for i in seen),
        weights=tuple(data.weights[i] for i in seen),
    )
    for fit in fits(replace(problem, dataset=part), [rows[i] for i in seen], separated=True):
        outputs = [dot(row, fit.coefficients) for row in rows]
        if any((label > 0) != (f >= 0) for f, label in zip(outputs, data.labels, strict=True)):
            found = fit.found
            indices = () if isinstance(found, Enclosed) else tuple(seen[i] for i in found.indices)
            yield fit if isinstance(found, Enclosed) else replace(fit, found=Sparse(indices, found.entries))


def _points(problem: Problem, data: Dataset, direction: Vector, fit: Fit) -> Iterator[MultiplierMinimum]:
    """The fit as one neuron beside another that takes away what keeps it on its side; or as the one neuron there is."""
    network, size = problem.network, data.dimension
    level = len(fit.coefficients) - size
    theta, constant = fit.coefficients[:size], fit.coefficients[size:]
    sides = [dot(direction, point) for point in data.points]
    if network.width == 1:
        for sign in (1, -1):
            own = tuple(sign * entry for entry in theta)
            if all(dot(own, point) * side > 0 for point, side in zip(data.points, sides, strict=True) if any(point)):
                centre = (*constant, Fraction(sign), *own)
                yield MultiplierMinimum(centre, (), _moved(fit, level, level + 1, Fraction(sign)))
        return
    pulls = (abs(dot(theta, x) / side) for x, side in zip(data.points, sides, strict=True) if any(x))
    reach = Fraction(floor(max(pulls, default=_ZERO)) + 1)
    resting = tuple(reach * entry for entry in direction)
    outputs = (_ONE, -_ONE, *(_ZERO,) * (network.width - 2))
    own = tuple(a + b for a, b in zip(resting, theta, strict=True))
    centre = (*constant, *outputs, *own, *resting * (network.width - 1))
    yield MultiplierMinimum(centre, (), _moved(fit, level, level + network.width, _ONE))


def _moved(fit: Fit, level: int, first: int, sign: Fraction) -> Sparse | Enclosed:
    """A box over theta and the constant as one over the weights of the first neuron, from ``first`` on, and a_0."""
    found, size = fit.found, len(fit.coefficients) - level
    if not isinstance(found, Enclosed):
        return found
    places = (*range(first, first + size), *range(level))
    basis = tuple((*(sign * entry for entry in vector[:size]), *vector[size:]) for vector in found.basis)
    return Enclosed(places, basis, found.radius, found.curvature, found.precision)
