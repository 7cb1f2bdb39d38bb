"""That a point is no local minimum: L falls along a direction from it, to first or to second order.

The converse of the nine kinds of minimum. These checks speak of the point itself, exactly as it is given: a derivative
at the point decides, so no neighbourhood is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import flint

from theoremcheck.trusted.functions.balls import ball, evaluate
from theoremcheck.trusted.functions.breaks import compare
from theoremcheck.trusted.functions.jets import Jets, Where
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_evident, closed_interval, jump
from theoremcheck.trusted.minima.constants import loss_pieces
from theoremcheck.trusted.minima.expansion import expand, height, margin_of, ridge
from theoremcheck.trusted.minima.patterns import affine_on
from theoremcheck.trusted.minima.reach import layer_pieces
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.refusal import require

_Value: TypeAlias = Fraction | flint.arb


@dataclass(frozen=True, slots=True)
class _Ray:
    """A quantity at the point and its one-sided derivative along the direction: rational where that is known."""

    value: _Value
    slope: _Value


def slope_along(problem: Problem, centre: Sequence[Fraction], direction: Sequence[Fraction]) -> flint.arb:
    """A ball that holds the one-sided derivative of L at ``centre`` along ``direction``, both (P,).

    A negative one proves that the point is no local minimum: L(t + h d) < L(t) for all small h > 0. Units and margins
    may stand on breaks where s and l are continuous: along the ray each then moves to one side, or, if its own
    derivative is 0, by o(h), and s, whose one-sided slopes are finite, changes by o(h) as well. Refuses where a sign
    that matters is not decided, and where a function is not shown to be defined and C^1 on that side.
    """
    layout = Layout.of(problem)
    full = layout.full(centre)
    require(len(direction) == len(layout.trained), "descent.entries", wanted=len(layout.trained), given=len(direction))
    moved = dict(zip(layout.trained, direction, strict=True))
    rays = [_Ray(value, moved.get(place, Fraction(0))) for place, value in enumerate(full)]
    data, loss, total = samples(problem), loss_pieces(problem), flint.arb(0)
    for i, (point, share) in enumerate(zip(data.points, data.shares, strict=True)):
        output = _output(problem, layout, rays, point, i)
        margin = _Ray(data.margin(i, output.value), data.margin(i, output.slope))
        total += ball(share) * _ball(_through(loss, margin, margin_of, i).slope)
    for place, factor in ridge(problem):
        total += factor * _ball(_times(rays[place].value, rays[place].slope))
    return total


def _output(problem: Problem, layout: Layout, rays: list[_Ray], point: Vector, sample: int) -> _Ray:
    """F at one sample along the ray."""
    total = rays[0] if problem.network.output_bias else _Ray(Fraction(0), Fraction(0))
    for branch in layout.branches:
        inputs = [_Ray(entry, Fraction(0)) for entry in point]
        for number, layer in zip(branch.numbers, branch.layers, strict=True):
            units = layer_pieces(problem, number)
            weights, biases = rays[layer.weights], rays[layer.bias]
            rows = [weights[k * layer.inputs : (k + 1) * layer.inputs] for k in range(layer.width)]
            before = [_sum(row, inputs, biases[k] if biases else None) for k, row in enumerate(rows)]
            inputs = [_through(units[k], z, Unit(number, k).at, sample) for k, z in enumerate(before)]
        total = _sum(rays[branch.output], inputs, total)
    return total


def _sum(weights: Sequence[_Ray], inputs: Sequence[_Ray], start: _Ray | None) -> _Ray:
    """sum_k w_k h_k + the start."""
    value: _Value = Fraction(0) if start is None else start.value
    slope: _Value = Fraction(0) if start is None else start.slope
    for w, h in zip(weights, inputs, strict=True):
        value = _plus(value, _times(w.value, h.value))
        slope = _plus(slope, _plus(_times(w.slope, h.value), _times(w.value, h.slope)))
    return _Ray(value, slope)


def _through(pieces: Pieces, z: _Ray, where: Where, sample: int) -> _Ray:
    """S(z) along the ray: on a break of s by the piece on the side to which z moves."""
    if not isinstance(z.value, Fraction):
        value, slope = Jets(pieces, 1).at(z.value, where, sample)
        return _Ray(value, Fraction(0) if _is_zero(z.slope) else slope * _ball(z.slope))
    signs = [compare(point, z.value) for point in pieces.breaks]
    index = sum(1 for sign in signs if sign < 0)
    if 0 in signs:
        continuous = not pieces.owner[index] and is_zero(jump(pieces, index, 0))
        require(continuous, "descent.jump", where=where(sample))
        if not _is_zero(z.slope):
            above, below = bool(z.slope > 0), bool(z.slope < 0)
            require(above or below, "descent.side", where=where(sample))
            index += int(above)
        else:
            check_evident(pieces, 1, index + 1, closed_interval(pieces, index + 1))
    check_evident(pieces, 1, index, closed_interval(pieces, index))
    form = affine_on(pieces, index)
    if form is not None:
        return _Ray(form[0] * z.value + form[1], _times(form[0], z.slope))
    place = ball(z.value)
    value, slope = (evaluate(nth_derivative(pieces.pieces[index], order), place) for order in (0, 1))
    require(value.is_finite() and slope.is_finite(), "jets.no_derivative", where=where(sample))
    return _Ray(value, Fraction(0) if _is_zero(z.slope) else slope * _ball(z.slope))


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


def curvature_along(problem: Problem, centre: Sequence[Fraction], direction: Sequence[Fraction]) -> flint.arb:
    """A ball that holds d^T Hess L(t) d at ``centre`` along ``direction``, both (P,).

    A negative one proves that the point is no local minimum: with phi(h) = L(t + h d) one of the two rays h > 0, h < 0
    has a slope <= 0, and phi'' < 0, so L falls along it. Refuses where L is not shown to be C^2 at the point.
    """
    local = expand(problem, centre, Fraction(0))
    require(len(direction) == len(local.gradient), "descent.entries", wanted=len(local.gradient), given=len(direction))
    column = flint.arb_mat([[ball(entry)] for entry in direction])
    (found,) = (column.transpose() * local.hessian * column).entries()
    return found


def check_lower(problem: Problem, centre: Sequence[Fraction], other: Sequence[Fraction]) -> tuple[flint.arb, flint.arb]:
    """Accept if L is lower at ``other`` than at ``centre``, both (P,); L at the two, in balls."""
    (here, _), (there, _) = (height(problem, place, Fraction(0)) for place in (centre, other))
    require(bool(there < here), "descent.not_lower")
    return here, there
