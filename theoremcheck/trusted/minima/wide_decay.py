"""Positively homogeneous neurons, more of them than their columns have dimensions (theory: thm.wide.decay).

The column of a neuron (a, w) is the vector of a s(w . X_i) over the samples. D is a bound of the dimension of the span
of all columns, modulo constants where a_0 is trained without a penalty.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from fractions import Fraction
from math import gcd
from typing import Final, TypeAlias

from theoremcheck.trusted.data.exact import clear
from theoremcheck.trusted.data.frozen_signs import input_rank
from theoremcheck.trusted.data.linear import every
from theoremcheck.trusted.data.trained import free_constant, moving_neurons
from theoremcheck.trusted.functions.affine import is_affine
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.shape import require_defined
from theoremcheck.trusted.minima.dominance import homogeneous_slopes
from theoremcheck.trusted.minima.gauges import homogeneous_degree
from theoremcheck.trusted.minima.reach import formula
from theoremcheck.trusted.problem.expr import Num, add, mul, parameters, substitute
from theoremcheck.trusted.problem.model import AbstractDataset, Problem, Vector
from theoremcheck.trusted.refusal import Refusal, require

Direction: TypeAlias = tuple[int, ...]

_PLACES: Final = tuple(Fraction(place) for place in (1, -1, 4, -4))


def positively_homogeneous(problem: Problem) -> bool:
    """network.positively_homogeneous: s(r z) = r s(z) for all r > 0.

    True by Euler's z s' = s on each side of 0, s(0) = 0. False by that identity of another degree, as s is not 0 then,
    or where s(2 z) is not 2 s(z) for some z. Raises ``Refusal`` where neither is seen.
    """
    expr = formula(problem.neuron, "neuron")
    require(not parameters(expr), "facts.free_parameters")
    pieces = split(expr)
    try:
        return homogeneous_degree(pieces) == 1
    except Refusal:
        if any(_scales_otherwise(pieces, side) for side in _PLACES):
            return False
        raise


def _scales_otherwise(pieces: Pieces, point: Fraction) -> bool:
    """True if s is shown to be real at z and 2 z, and s(2 z) - 2 s(z) not to be 0."""
    near, far = Num(point), Num(2 * point)
    try:
        for place in (near, far):
            require_defined(pieces, pieces.index_at(place.value), place)
        low, high = (substitute(pieces.piece_at(place.value), place) for place in (near, far))
        return sign_of(add((high, mul((Num(Fraction(-2)), low))))) != 0
    except Refusal:
        return False


def affine_beside(problem: Problem) -> bool:
    """network.affine_beside: f_D is affine in what is trained of it, and so f in all but the a_j, w_j and b_j.

    No two trained factors of f_D meet, and the neurons of its layers that move are affine (``moving_neurons``).
    """
    moving = moving_neurons(problem, branches_only=True)
    return moving is not None and every(moving, is_affine)


def width_dimension(problem: Problem) -> bool:
    """network.width_dimension: M >= D + 1, for some bound D of those that hold, the cheaper ones first.

    N, the number of distinct X_i, or N - 1 modulo constants: equal X_i have equal entries. For a positively homogeneous
    s: the number of rays of the X_i, as entries on one ray are multiples of each other, and 0 at X_i = 0; and for s(z)
    = alpha z + beta |z| the rank of the X_i, if alpha != 0, plus the number of their lines, if beta != 0.
    """
    spare = problem.network.width - 1
    if spare < 0:
        return False
    free = int(free_constant(problem))
    data = problem.dataset
    if isinstance(data, AbstractDataset):
        # Some of the samples may be the same, or lie on one ray.
        if data.positives is None or data.negatives is None:
            raise Refusal("structure.sizes_unknown")
        if spare >= data.positives + data.negatives - free:
            return True
        raise Refusal("structure.sizes_count_samples")
    return _few(map(clear, data.points), spare + free) or _few_directions(problem, spare)


def _few_directions(problem: Problem, spare: int) -> bool:
    """One of the bounds by directions is at most ``spare``. Raises ``Refusal`` where that depends on what s is."""
    if not positively_homogeneous(problem):
        return False
    slopes = homogeneous_slopes(problem)
    if slopes is not None and slopes[0] == slopes[1]:
        return spare >= input_rank(problem)  # nor are there fewer rays
    if _few(directions(problem, ray), spare):
        return True
    if slopes is None:
        raise Refusal("structure.irrational_slopes")
    if not _few(directions(problem, line), spare):
        return False
    rest = spare - len(set(directions(problem, line)))
    return slopes[0] == -slopes[1] or rest >= input_rank(problem)


def directions(problem: Problem, key: Callable[[Vector], Direction]) -> Iterator[Direction]:
    """The keys of the X_i that are not 0."""
    return (key(point) for point in problem.inputs if any(point))


def _few(values: Iterable[Hashable], most: int) -> bool:
    """At most that many are different."""
    found: set[Hashable] = set()
    for value in values:
        found.add(value)
        if len(found) > most:
            return False
    return True


def ray(point: Vector) -> Direction:
    """The primitive integer vector on the ray of a point that is not 0."""
    numerators, _ = clear(point)
    common = gcd(*numerators)
    return tuple(entry // common for entry in numerators)


def line(point: Vector) -> Direction:
    """The same for the line, whose first entry that is not 0 is positive."""
    onward = ray(point)
    return max(onward, tuple(-entry for entry in onward))
