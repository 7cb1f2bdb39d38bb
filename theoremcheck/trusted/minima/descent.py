"""That a point is no local minimum: L falls along a direction from it, to first or to second order.

The converse of the twelve kinds of minimum. These checks speak of the point itself, exactly as it is given: a
derivative at the point decides, so no neighbourhood is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

import flint

from theoremcheck.trusted.data.exact import check_bits
from theoremcheck.trusted.functions.balls import ball, evaluate, rational_bounds
from theoremcheck.trusted.functions.breaks import compare
from theoremcheck.trusted.functions.jets import Jets, Where
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval, jump
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.expansion import height, margin_of, ridge
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import layer_pieces
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import require

_Value: TypeAlias = Fraction | flint.arb


@dataclass(frozen=True, slots=True)
class _Ray:
    """A quantity z(h) = value + slope h + bend h^2 / 2 + .. on a ray t + h d: rational numbers where they are known.

    To first order the rest is o(h) for h > 0, and nothing is said of the bend. To second order it is o(h^2) for h of
    both signs.
    """

    value: _Value
    slope: _Value = Fraction(0)
    bend: _Value = Fraction(0)


def slope_along(problem: Problem, centre: Sequence[Fraction], direction: Sequence[Fraction]) -> flint.arb:
    """A ball that holds the one-sided derivative of L at ``centre`` along ``direction``, both (P,).

    A negative one proves that the point is no local minimum: L(t + h d) < L(t) for all small h > 0. Units and margins
    may stand on breaks where s and l are continuous: along the ray each then moves to one side, or, if its own
    derivative is 0, by o(h), and s, whose one-sided slopes are finite, changes by o(h) as well. Refuses where a sign
    that matters is not decided, and where a function is not shown to be defined and C^1 on that side.
    """
    return _along(problem, centre, direction, 1).slope


def curvature_along(problem: Problem, centre: Sequence[Fraction], direction: Sequence[Fraction]) -> flint.arb:
    """A ball that holds c in L(t + h d) = L(t) + b h + c h^2 / 2 + o(h^2), t the ``centre``, d the ``direction``, (P,).

    That is d^T Hess L(t) d where L is C^2. A negative one proves that the point is no local minimum: for h > 0 or for
    h < 0 the sum b h + c h^2 / 2 <= c h^2 / 2, and so L(t + h d) < L(t) for all such small h. A unit or margin that
    stands on a break and has the slope 0 moves by its bend to one side for h of both signs, or, if that is 0 as well,
    by o(h^2), and s, whose one-sided slopes are finite, changes by o(h^2) as well. Refuses where one with another slope
    stands on a break at which s, s' or s'' jumps, and as ``slope_along`` does.
    """
    return _along(problem, centre, direction, 2).bend


def _along(problem: Problem, centre: Sequence[Fraction], direction: Sequence[Fraction], order: int) -> _Course:
    """L along the ray to the given order, 1 or 2."""
    layout = Layout.of(problem)
    check_entries(centre)
    check_entries(direction)
    full = layout.full(centre)
    require(len(direction) == len(layout.trained), "descent.entries", wanted=len(layout.trained), given=len(direction))
    moved = dict(zip(layout.trained, direction, strict=True))
    rays = tuple(_Ray(value, moved.get(place, Fraction(0))) for place, value in enumerate(full))
    line, data = _Line(problem, layout, rays, order), samples(problem)
    slope, bend = flint.arb(0), flint.arb(0)
    for i, share in enumerate(data.shares):
        output = line.output(i)
        margin = _Ray(*(data.margin(i, entry) for entry in (output.value, output.slope, output.bend)))
        lost = _through(loss_pieces(problem, data.labels[i]), margin, margin_of, i, order)
        slope += ball(share) * _ball(lost.slope)
        bend += ball(share) * _ball(lost.bend)
    for place, factor in ridge(problem):
        step = rays[place].slope
        slope += factor * _ball(_times(rays[place].value, step))
        bend += factor * _ball(_times(step, step))
    return _Course(slope, bend)


@dataclass(frozen=True, slots=True)
class _Course:
    """L along a ray, as ``_Ray`` has it."""

    slope: flint.arb
    bend: flint.arb


def check_entries(entries: Sequence[Fraction]) -> None:
    """Accept rational numbers of bounded length: anything else would be computed with as if it were exact."""
    require(all(type(entry) is Fraction for entry in entries), "descent.not_exact")
    check_bits(entries)


@dataclass(frozen=True, slots=True)
class _Line:
    """All parameters along a ray, (p,), and the order, 1 or 2, to which the network is followed."""

    problem: Problem
    layout: Layout
    rays: tuple[_Ray, ...]
    order: int

    def output(self, sample: int) -> _Ray:
        """F at one sample."""
        network, rays = self.problem.network, self.rays
        total = rays[0] if network.output_bias else _Ray(Fraction(0))
        for branch in self.layout.branches:
            inputs = features = [_Ray(entry) for entry in samples(self.problem).points[sample]]
            for number, layer in zip(branch.numbers, branch.layers, strict=True):
                units = layer_pieces(self.problem, number)
                weights, biases = rays[layer.weights], rays[layer.bias]
                rows = [weights[k * layer.inputs : (k + 1) * layer.inputs] for k in range(layer.width)]
                added = [*(biases or (_Ray(Fraction(0)),) * layer.width)] if not layer.residual else features
                before = [_sum(row, inputs, own) for row, own in zip(rows, added, strict=True)]
                inputs = [_through(units[k], z, Unit(number, k).at, sample, self.order) for k, z in enumerate(before)]
            total = _sum(rays[branch.output], inputs, total)
        return total


def _sum(weights: Sequence[_Ray], inputs: Sequence[_Ray], start: _Ray) -> _Ray:
    """sum_k w_k h_k + the start; the weights are affine in h."""
    value, slope, bend = start.value, start.slope, start.bend
    for w, h in zip(weights, inputs, strict=True):
        value = _plus(value, _times(w.value, h.value))
        slope = _plus(slope, _plus(_times(w.slope, h.value), _times(w.value, h.slope)))
        bend = _plus(bend, _plus(_times(2 * w.slope, h.slope), _times(w.value, h.bend)))
    return _Ray(value, slope, bend)


def _through(pieces: Pieces, z: _Ray, where: Where, sample: int, order: int) -> _Ray:
    """S(z) along the ray: on a break of s by the piece on the side to which z moves."""
    if not isinstance(z.value, Fraction):
        return _composed(Jets(pieces, order).at(z.value, where, sample), z)
    index = _side(pieces, z.value, (z.slope, z.bend)[:order], where, sample)
    form = affine_on(pieces, index)
    if form is not None:
        return _Ray(form[0] * z.value + form[1], _times(form[0], z.slope), _times(form[0], z.bend))
    place = ball(z.value)
    jet = [evaluate(nth_derivative(pieces.pieces[index], k), place) for k in range(order + 1)]
    require(all(entry.is_finite() for entry in jet), "jets.no_derivative", where=where(sample))
    return _composed(jet, z)


def _side(pieces: Pieces, place: Fraction, moves: Sequence[_Value], where: Where, sample: int) -> int:
    """The piece by which s goes on from ``place``, C^order there: ``moves`` has the derivatives of z up to the order.

    On a break the other piece has to be as smooth where z may enter it, and is else shown to be defined at the break,
    where the value of s may be its own.
    """
    order, signs = len(moves), [compare(point, place) for point in pieces.breaks]
    left = sum(1 for sign in signs if sign < 0)
    if 0 not in signs:
        check_evident(pieces, order, left, closed_interval(pieces, left))
        return left
    require(not pieces.owner[left] and is_zero(jump(pieces, left, 0)), "descent.jump", where=where(sample))
    first = next((k for k, move in enumerate(moves) if not _is_zero(move)), None)
    right = first is not None and bool(moves[first] > 0)
    require(first is None or right or bool(moves[first] < 0), "descent.side", where=where(sample))
    crossing = first == 0 and order > 1  # to the other side for h < 0
    matched = not crossing or all(is_zero(jump(pieces, left, k)) for k in range(1, order + 1))
    require(matched, "jets.at_break", where=where(sample), place=place)
    index, other = (left + 1, left) if right else (left, left + 1)
    check_evident(pieces, order, index, closed_interval(pieces, index))
    check_evident(pieces, order if crossing or first is None else 0, other, closed_interval(pieces, other))
    return index


def _composed(jet: Sequence[flint.arb], z: _Ray) -> _Ray:
    """s(z) from (s, s', ..) at the value of z: (s z)'' = s'' z'^2 + s' z''."""
    value, slope, *bends = jet
    curved = _times(bends[0], _times(z.slope, z.slope)) if bends else Fraction(0)
    return _Ray(_known(value), _times(slope, z.slope), _plus(curved, _times(slope, z.bend)) if bends else Fraction(0))


def _known(value: flint.arb) -> _Value:
    """The number in the ball if it holds one only, as that of tanh(0) does: it may stand on a break of what follows."""
    bounds = rational_bounds(value) if value.is_exact() else None
    return value if bounds is None else bounds[0]


def _is_zero(value: _Value) -> bool:
    return value == 0 if isinstance(value, Fraction) else value.is_zero()


def _times(left: _Value, right: _Value) -> _Value:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    return Fraction(0) if _is_zero(left) or _is_zero(right) else _ball(left) * _ball(right)


def _plus(left: _Value, right: _Value) -> _Value:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + right
    return _ball(left) + _ball(right)


def _ball(value: _Value) -> flint.arb:
    return ball(value) if isinstance(value, Fraction) else value


def check_lower(problem: Problem, centre: Sequence[Fraction], other: Sequence[Fraction]) -> tuple[flint.arb, flint.arb]:
    """Accept if L is lower at ``other`` than at ``centre``, both (P,); L at the two, in balls."""
    check_entries(centre)
    check_entries(other)
    (here, _), (there, _) = (height(problem, place, Fraction(0)) for place in (centre, other))
    require(bool(there < here), "descent.not_lower")
    return here, there
