"""Condition of thm.movable: wherever the weights of a unit are, it can be moved so that every sample gains.

A unit with weights w gives s(w . X_i). With e = 1 or -1 a sample *gains* along u if e y_i (s((w + t u) . X_i) -
s(w . X_i)) > 0 for all small t > 0, and loses if it is < 0; the unit gains if no sample loses, and one gains. For a
neuron that is constant or strictly monotone on either side of 0, that depends on the signs of w . X_i and u . X_i
alone. So the space of all w is cut into regions by signs, as by ReLU without bias, and each region has its u.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, TypeAlias

from theoremcheck.trusted.bounds import MAX_REGION_SIGNS
from theoremcheck.trusted.data.exact import product_signs
from theoremcheck.trusted.data.frozen_signs import frozen_outputs
from theoremcheck.trusted.data.sparse import Sparse, check_sparse, relates
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.evident import evident
from theoremcheck.trusted.functions.intervals import NONNEGATIVE, NONPOSITIVE
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations, jump, parts_within
from theoremcheck.trusted.problem.expr import Num, substitute
from theoremcheck.trusted.problem.model import Dataset, Function, Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

ANY: Final = (-1, 0, 1)
"""The signs that w . X_i may have where nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Two regions instead of one: first where w . X_i < 0, then where it is > 0, for i = ``sample``.

    Where it is 0 belongs to the first with ``low``, else to the second.
    """

    sample: int
    low: bool


@dataclass(frozen=True, slots=True)
class Along:
    """At every w of the region a unit gains along ``direction``, a vector like the X_i."""

    direction: Vector


@dataclass(frozen=True, slots=True)
class Nowhere:
    """The region is empty: sum m_i X_i = 0, where every m_i (w . X_i) >= 0 in it, and one is > 0."""

    multipliers: Sparse


Region: TypeAlias = Cut | Along | Nowhere


@dataclass(frozen=True, slots=True)
class Moves:
    """The regions for e = 1 and for e = -1, each a tree: after a cut come its first part, then its second, to the end.

    Where all output weights are frozen, regions for the sign of one that is not 0 are enough; the others are empty.
    """

    up: tuple[Region, ...]
    down: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Stuck:
    """At ``weights`` no unit gains, with e = 1 if ``up``, else with e = -1.

    Where sample i could gain, by u . X_i > 0 or by u . X_i < 0, it would have to lose elsewhere: for each such i and
    sign, in order of i, the negative one first, ``multipliers`` m have sum m_k X_k = 0 (see ``check_stuck``).
    """

    weights: Vector
    up: bool
    multipliers: tuple[Sparse, ...]


# --- the neuron -------------------------------------------------------------------------------------------------------


def slope_signs(problem: Problem) -> tuple[int, int]:
    """The sign of the slope of s on (-inf, 0) and on (0, inf): 0 where s is constant, else it is strictly monotone.

    s is continuous, so that is so on (-inf, 0] and on [0, inf). Raises ``Refusal`` for any other neuron.
    """
    if not isinstance(problem.neuron, Function):
        raise Refusal("ascents.opaque")
    pieces = split(problem.neuron.expr)
    # Each piece is analytic inside, and continuous up to its ends, where it joins the next one.
    check_obligations(pieces, None, (), inner=True)
    joined = all(is_zero(jump(pieces, at_break, 0)) for at_break in range(len(pieces.points)))
    require(joined, "ascents.not_continuous")
    return _slope_sign(pieces, None, Fraction(0)), _slope_sign(pieces, Fraction(0), None)


def _slope_sign(pieces: Pieces, lower: Fraction | None, upper: Fraction | None) -> int:
    """The sign of the slope on the open interval: weak on every piece, and not 0 at a point of each.

    As the piece is analytic, its slope is 0 at isolated points only.
    """
    slopes = [
        (nth_derivative(pieces.pieces[index]), replace(part, lower_open=True, upper_open=True))
        for index, part in parts_within(pieces, lower, upper)
    ]
    if all(is_zero(slope) for slope, _ in slopes):
        return 0
    for sign, relation in ((1, NONNEGATIVE), (-1, NONPOSITIVE)):
        if all(evident(slope, relation, part) for slope, part in slopes):
            inside = [substitute(slope, Num(between(part.lower, part.upper))) for slope, part in slopes]
            require(all(sign_of(value) == sign for value in inside), "ascents.slopes")
            return sign
    raise Refusal("ascents.slopes")


def change(place: int, move: int, slopes: tuple[int, int]) -> int:
    """The sign of s(v + t m) - s(v) for small t > 0, by the signs of v and m."""
    if move == 0:
        return 0
    side = place or move
    return move * slopes[side > 0]


# --- the regions ------------------------------------------------------------------------------------------------------


def factors(problem: Problem) -> tuple[tuple[int, ...], bool]:
    """The e that there may be, and True if regions are needed for all of them: the signs of the a_j, or any sign."""
    values = frozen_outputs(problem)
    if values is None:
        return (1, -1), True
    return tuple(e for e in (1, -1) if any(e * value > 0 for value in values)), False


def check_movable(problem: Problem, evidence: Moves) -> None:
    """Accept network.movable: the regions of each tree cover all w, and each is empty or has a direction."""
    require(isinstance(problem.dataset, Dataset), "data.abstract")
    signs, all_needed = factors(problem)
    given = [e for e, regions in ((1, evidence.up), (-1, evidence.down)) if regions]
    shown = set(signs) <= set(given) if all_needed else any(e in signs for e in given)
    require(shown, "ascents.no_regions")
    slopes = slope_signs(problem)
    count = len(problem.inputs) * (len(evidence.up) + len(evidence.down))
    require(count <= MAX_REGION_SIGNS, "ascents.too_many", bound=f"MAX_REGION_SIGNS = {MAX_REGION_SIGNS}")
    for e, regions in ((1, evidence.up), (-1, evidence.down)):
        if regions:
            _check_regions(problem, regions, slopes, e)


def _check_regions(problem: Problem, regions: Sequence[Region], slopes: tuple[int, int], e: int) -> None:
    """The regions are one tree, and at every leaf the region is empty or has a direction."""
    points, open_regions = problem.inputs, [dict[int, tuple[int, ...]]()]
    for region in regions:
        require(bool(open_regions), "ascents.tree")
        signs = open_regions.pop()
        match region:
            case Cut(sample, low):
                require(0 <= sample < len(points), "sparse.out_of_range", name="the cuts")
                known = signs.get(sample, ANY)
                first = tuple(sign for sign in known if sign < 0 or (low and sign == 0))
                second = tuple(sign for sign in known if sign not in first)
                open_regions += [{**signs, sample: second}, {**signs, sample: first}]
            case Along(direction):
                moves = product_signs(points, direction)
                gains = gained(signs, moves, problem.samples.labels, slopes, e)
                require(min(map(min, gains)) >= 0, "ascents.loses")
                require(max(map(min, gains)) > 0, "ascents.no_gain")
            case Nowhere(multipliers):
                _check_empty(points, signs, multipliers)
    require(not open_regions, "ascents.tree")


def gained(
    signs: Mapping[int, tuple[int, ...]],
    moves: Sequence[int],
    labels: Sequence[int],
    slopes: tuple[int, int],
    e: int,
) -> list[list[int]]:
    """For each sample the signs of its gain, at each sign that w . X_i may have; none for a sign that none has."""
    return [
        [e * y * change(place, move, slopes) for place in signs.get(i, ANY)] or [0]
        for i, (move, y) in enumerate(zip(moves, labels, strict=True))
    ]


def _check_empty(points: Sequence[Vector], signs: Mapping[int, tuple[int, ...]], multipliers: Sparse) -> None:
    """Sum m_i X_i = 0, while m_i (w . X_i) >= 0 for all i and > 0 for some: no w has these signs."""
    check_sparse(multipliers, len(points), "the multipliers")
    pairs = zip(multipliers.indices, multipliers.entries, strict=True)
    least = [min((entry * sign for sign in signs.get(i, ANY)), default=Fraction(1)) for i, entry in pairs]
    require(bool(least) and min(least) >= 0 and max(least) > 0, "ascents.not_empty")
    require(relates(points, [1] * len(points), multipliers), "sparse.no_relation")


def choices(place: int, label: int, slopes: tuple[int, int], e: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The signs of u . X_i by which a sample with this sign of w . X_i does not lose, and those by which it gains."""
    found = {move: e * label * change(place, move, slopes) for move in ANY}
    return tuple(m for m, gain in found.items() if gain >= 0), tuple(m for m, gain in found.items() if gain > 0)


def check_stuck(problem: Problem, evidence: Stuck) -> None:
    """Accept that network.movable fails: near the weights no others are a gain, for an e that is needed.

    The signs of the w . X_i that are not 0 stay near w, so what is near w is w + u with the changes of a small u. For
    each sample i that could gain, and each sign of u . X_i by which it would, no u has that sign there, and at the
    others signs by which none loses.
    """
    require(isinstance(problem.dataset, Dataset), "data.abstract")
    signs, all_needed = factors(problem)
    e = 1 if evidence.up else -1
    require(e in signs and (all_needed or len(signs) == 1), "ascents.other_sign")
    slopes, points = slope_signs(problem), problem.inputs
    places = product_signs(points, evidence.weights)
    found = [choices(*one, slopes, e) for one in zip(places, problem.samples.labels, strict=True)]
    kept = {i: own for i, (own, _) in enumerate(found)}
    wanted = [(i, sign) for i, (_, gains) in enumerate(found) for sign in gains]
    require(len(wanted) == len(evidence.multipliers), "ascents.stuck_parts")
    signs_asked = len(points) * len(wanted)
    require(signs_asked <= MAX_REGION_SIGNS, "ascents.too_many", bound=f"MAX_REGION_SIGNS = {MAX_REGION_SIGNS}")
    for (i, sign), multipliers in zip(wanted, evidence.multipliers, strict=True):
        _check_empty(points, {**kept, i: (sign,)}, multipliers)
