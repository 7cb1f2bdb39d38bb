"""Exact points with multipliers where network and loss are piecewise affine (rule.support).

Margins close to kinks of the loss are put on them exactly, by the least change of parameters in which f is affine; then
multipliers between the slopes are sought that annihilate all that the outputs can do nearby.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.decide.data.lp import maximise_slack
from theoremcheck.decide.data.rational import balanced, least_change, sparse_change
from theoremcheck.decide.minima.ground import Constructions, Ground
from theoremcheck.decide.minima.heads import head_fits
from theoremcheck.decide.minima.hull import frozen_fit, hull
from theoremcheck.decide.minima.mixed import mixed_hull
from theoremcheck.decide.minima.zero_outputs import zero_outputs
from theoremcheck.functions.floats import finite_floats
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.cells import output_columns
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.expansion import ridge
from theoremcheck.trusted.minima.multipliers import Enclosed, MultiplierMinimum, exact_outputs, patterns_near
from theoremcheck.trusted.minima.patterns import Patterns, affine_on
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.minima.squares import Quadrics, square_columns, squares_alone
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason, Refusal

SUPPORT: Final = "minimum.support"
_SHORT: Final = 2**20
_EXACTLY: Final = 1e-60
_GIVEN_BITS: Final = 64
_PLAIN: Final = 10**4
_NEAR_GRIDS: Final = (10**3, 10**4, 10**5, 10**6)
_FREE_GRIDS: Final = (1, 2, 4, 10, 20, 50, 100, *_NEAR_GRIDS)


def certify(problem: Problem, point: Sequence[Fraction], near: float = 1e-3) -> Fact | Reason:
    """An exact minimum close to ``point`` with multipliers, or why there is none.

    Margins within ``near`` of a kink are put on it.
    """
    if ridge(problem):
        return Reason("multipliers.penalty")
    given = all(value.denominator.bit_length() <= _GIVEN_BITS for value in point)
    start = tuple(point) if given else tuple(Fraction(round(value * _SHORT), _SHORT) for value in point)
    try:
        return _certified(problem, start, near)
    except Refusal as refusal:
        return refusal.reason


def best_squares(problem: Problem, centre: Vector) -> MultiplierMinimum | None:
    """The point itself as a best quadric with margins on kinks of a piecewise affine loss (minimum.hull)."""
    if not squares_alone(problem):
        return None
    try:
        outputs = Quadrics(problem, centre).exact_outputs()
        margins = _margins(problem, outputs, _EXACTLY)
        columns = sorted(square_columns(problem, range(len(outputs))))
    except Refusal:
        return None
    found = _multipliers(problem, columns, margins.slopes) if margins is not None and margins.wanted else None
    if margins is None or found is None:
        return None
    kinks = tuple(sorted(margins.wanted))
    return MultiplierMinimum(centre, (), Sparse(kinks, tuple(found[i] for i in kinks)))


def simpler(problem: Problem, evidence: MultiplierMinimum, *, free: bool) -> Iterator[MultiplierMinimum]:
    """The same minimum at simpler points of the same cell, the simplest first: short numbers, but for some that put
    margins on kinks. Points that are not ``free`` stay within 1e-3 or so, and where they are if that is short.
    """
    found = evidence.multipliers
    if evidence.copies or isinstance(found, Enclosed):
        return
    if not free and all(value.limit_denominator(_PLAIN) == value for value in evidence.centre):
        return
    patterns = patterns_near(problem, evidence.centre)
    outputs = _outputs(problem, evidence.centre, patterns)
    wanted = {i: outputs[i] for i in found.indices}
    for grid in _FREE_GRIDS if free else _NEAR_GRIDS:
        start = tuple(Fraction(round(value * grid), grid) for value in evidence.centre)
        for places in _affine_blocks(problem, start, patterns):
            centre = _moved(problem, start, patterns, wanted, places, solve=sparse_change)
            if centre is not None:
                yield MultiplierMinimum(centre, (), found)


@dataclass(frozen=True)
class _Margins:
    """The break points of the loss that margins are to lie on, by sample, and the slopes that every sample allows."""

    wanted: dict[int, Fraction]
    slopes: tuple[tuple[Fraction, Fraction], ...]


def _certified(problem: Problem, point: Vector, near: float) -> Fact | Reason:
    patterns = patterns_near(problem, point)
    margins = _margins(problem, _outputs(problem, point, patterns), near)
    if margins is None:
        return Reason("multipliers.loss_curved")
    columns = sorted(output_columns(problem, patterns, range(len(margins.slopes))))
    multipliers = _multipliers(problem, columns, margins.slopes)
    if multipliers is None:
        return Reason("multipliers.none")
    kinks = tuple(sorted(margins.wanted))
    labels = samples(problem).labels
    wanted = {i: -labels[i] * margins.wanted[i] for i in kinks}
    for places in _affine_blocks(problem, point, patterns):
        centre = _moved(problem, point, patterns, wanted, places)
        if centre is not None:
            found = Sparse(kinks, tuple(multipliers[i] for i in kinks))
            return establish(problem, SUPPORT, True, MultiplierMinimum(centre, (), found))
    return Reason("multipliers.kinks_missed")


def _outputs(problem: Problem, centre: Sequence[Fraction], patterns: Patterns) -> Vector:
    return exact_outputs(problem, Layout.of(problem).full(centre), patterns)


def _lines(pieces: Pieces) -> tuple[list[tuple[Fraction, Fraction] | None], list[Fraction]] | None:
    """The affine form of each piece, None for others, and the breaks; None where one is not rational."""
    heights = [point for point in pieces.breaks if isinstance(point, Fraction)]
    forms = [affine_on(pieces, index) for index in range(len(pieces.pieces))]
    return (forms, heights) if len(heights) == len(pieces.breaks) else None


def _margins(problem: Problem, outputs: Vector, near: float) -> _Margins | None:
    known = {label: _lines(loss_pieces(problem, label)) for label in (1, -1)}
    wanted, slopes = {}, []
    for i, (label, f) in enumerate(zip(samples(problem).labels, outputs, strict=True)):
        own, margin = known[label], -label * f
        if own is None:
            return None
        forms, heights = own
        place = next((k for k, height in enumerate(heights) if abs(margin - height) < Fraction(near)), None)
        if place is None:
            low = high = forms[sum(1 for height in heights if height < margin)]
        else:
            wanted[i], low, high = heights[place], forms[place], forms[place + 1]
        if low is None or high is None or low[0] > high[0]:
            return None
        slopes.append((low[0], high[0]))
    return _Margins(wanted, tuple(slopes))


def _multipliers(
    problem: Problem, columns: Sequence[Vector], slopes: Sequence[tuple[Fraction, Fraction]]
) -> Vector | None:
    """Exact multipliers between the slopes with sum_i weight_i y_i g_i phi_i = 0 for all columns phi, all samples."""
    data = samples(problem)
    factors = [weight * label for weight, label in zip(data.weights, data.labels, strict=True)]
    rows = [[factor * entry for factor, entry in zip(factors, column, strict=True)] for column in columns]
    free = [i for i, (low, high) in enumerate(slopes) if low < high]
    shares = [0.0] * len(slopes)
    if free:
        # g_i = low_i + (high_i - low_i) h_i with h between 0 and 1.
        lowest = [low for low, _ in slopes]
        table = [[row[i] * (slopes[i][1] - slopes[i][0]) for i in free] for row in rows]
        right = [-dot(row, lowest) for row in rows]
        proposed = maximise_slack(finite_floats(table), finite_floats([right])[0], 0.0, 1.0)
        if proposed is None:
            return None
        for i, h in zip(free, proposed[0], strict=True):
            shares[i] = float(h)
    return balanced(rows, slopes, shares)


def _affine_blocks(problem: Problem, point: Vector, patterns: Patterns) -> list[list[int]]:
    """Places in the centre of parameters in which f is affine: a0 with the first layer's inputs, or output weights."""
    layout = Layout.of(problem)
    wiring, trained = layout.wiring, layout.trained
    column = {place: k for k, place in enumerate(trained)}
    first = [place for unit in patterns.units() if layout.is_first(unit.layer) for place in wiring(unit).receiving]
    outputs = [place for branch in layout.branches for place in range(branch.output.start, branch.output.stop)]
    bias = [0] if problem.network.output_bias else []
    return [[column[place] for place in (*bias, *block) if place in column] for block in (first, outputs)]


def _moved(
    problem: Problem,
    point: Vector,
    patterns: Patterns,
    wanted: Mapping[int, Fraction],
    places: Sequence[int],
    *,
    solve: Callable[[Sequence[Sequence[Fraction]], Sequence[Fraction]], Vector | None] = least_change,
) -> Vector | None:
    """The point with f = ``wanted`` at some samples, by a change at ``places``, where f is affine: the least one."""
    if not wanted:
        return point
    start = _outputs(problem, point, patterns)
    rows: list[list[Fraction]] = [[] for _ in wanted]
    for place in places:
        stepped = (*point[:place], point[place] + 1, *point[place + 1 :])
        after = _outputs(problem, stepped, patterns)
        for row, i in zip(rows, wanted, strict=True):
            row.append(after[i] - start[i])
    change = solve(rows, [value - start[i] for i, value in wanted.items()])
    if change is None:
        return None
    moved = list(point)
    for place, step in zip(places, change, strict=True):
        moved[place] += step
    return tuple(moved)


def _affine_fits(ground: Ground) -> Iterator[MultiplierMinimum]:
    return head_fits(ground) if ground.problem.network.residual else mixed_hull(ground)


CONSTRUCTIONS: Final[Constructions] = MappingProxyType({"minimum.hull": hull, "minimum.frozen_fit": frozen_fit})
"""Candidates for each condition, from the best fits of ``hull``."""

MIXED: Final[Constructions] = MappingProxyType({"minimum.hull": _affine_fits, SUPPORT: zero_outputs})
"""The same for networks that are not plain."""
