"""Batched truncated Newton for problems with too many parameters for full Hessians; monotone in the loss.

Each step minimises the quadratic model of L within a trust region, by conjugate gradients on products with the Hessian
(Steihaug 1983, SIAM J. Numer. Anal. 20, "The conjugate gradient method and trust regions in large scale optimization"):
a direction of negative curvature is followed to the border, so that descents leave saddles. Where the loss no longer
tells two points apart, a step counts if the gradient gets smaller.
"""

from __future__ import annotations

from typing import Final

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.descent import Ends, Flags, unfinished
from theoremcheck.search.landscape import Evaluated, Landscape
from theoremcheck.trusted.records import dataclass

_SMALL_GRADIENT: Final = 1e-11
_PRODUCTS: Final = 200
_LEAST_RADIUS: Final = 1e-14
_ROUNDING: Final = 1e-13


@np.errstate(all="ignore")
def truncated_newton(landscape: Landscape, points: Array, steps: int) -> Ends:
    """Descend from ``points``, shape (S, P), for at most ``steps`` steps each."""
    found = landscape.evaluate(points)
    ends = Ends(points.copy(), found.values.copy(), landscape.slopes(found))
    radius = 1.0 + _length(points)
    running = np.flatnonzero(unfinished(landscape, ends.losses, ends.gradients, _SMALL_GRADIENT))
    for number in range(steps):
        if not len(running) or landscape.meter.spent():
            break
        here, losses, gradients = ends.points[running], ends.losses[running], ends.gradients[running]
        found = landscape.evaluate(here) if number else found.take(running)
        model = _minimised(landscape, found, gradients, radius[running])
        trial = here + model.step
        after = landscape.evaluate(trial)
        slopes = landscape.slopes(after)
        gained = losses - after.values
        same = (model.promised <= _ROUNDING * np.abs(losses)) & (np.abs(gained) <= _ROUNDING * np.abs(losses))
        calmer = _length(slopes) < _length(gradients)
        better = np.where(same, calmer, (gained > 0) & (gained >= 1e-4 * model.promised))
        good = np.where(same, calmer, gained >= 0.75 * model.promised)
        poor = np.where(same, ~calmer, ~(gained >= 0.25 * model.promised))
        wider = np.where(good & model.at_border, 2.0 * radius[running], radius[running])
        radius[running] = np.where(poor, 0.25 * np.minimum(_length(model.step), radius[running]), wider)
        moved = running[better]
        ends.points[moved], ends.losses[moved] = trial[better], after.values[better]
        ends.gradients[moved] = slopes[better]
        alive = unfinished(landscape, ends.losses[running], ends.gradients[running], _SMALL_GRADIENT)
        running = running[alive & (radius[running] > _LEAST_RADIUS * (1.0 + _length(ends.points[running])))]
    return ends


@dataclass(frozen=True)
class _Model:
    """Steps (S, P), how much the quadratic model falls by them (S,), and whether they end at the border (S,)."""

    step: Array
    promised: Array
    at_border: Flags


def _minimised(landscape: Landscape, found: Evaluated, gradients: Array, radius: Array) -> _Model:
    """Conjugate gradients for the model at the points, until each is solved well enough, or at the border."""
    step, image, at_border = np.zeros_like(gradients), np.zeros_like(gradients), np.zeros(len(radius), dtype=np.bool_)
    residual, direction = gradients.copy(), -gradients
    squares = _dot(residual, residual)
    enough = squares * np.minimum(0.01, np.sqrt(squares))
    rows = np.arange(len(radius))
    for _ in range(min(_PRODUCTS, gradients.shape[1])):
        d = direction[rows]
        turned = landscape.along(found, d)
        bend, square, here = _dot(d, turned), squares[rows], step[rows]
        length = square / np.where(bend > 0, bend, 1.0)
        leaving = ~(bend > 0) | ~(_length(here + length[:, None] * d) < radius[rows])
        length = np.where(leaving, _to_border(here, d, radius[rows]), length)
        step[rows] += length[:, None] * d
        image[rows] += length[:, None] * turned
        residual[rows] += length[:, None] * turned
        at_border[rows] = leaving
        squares[rows] = _dot(residual[rows], residual[rows])
        direction[rows] = -residual[rows] + (squares[rows] / square)[:, None] * d
        going = ~leaving & (squares[rows] > enough[rows])
        if not going.any() or landscape.meter.spent():
            break
        if not going.all():
            rows, found = rows[going], found.take(np.flatnonzero(going))
    promised = -(_dot(gradients, step) + 0.5 * _dot(step, image))
    return _Model(step, promised, at_border)


def _to_border(here: Array, direction: Array, radius: Array) -> Array:
    """The positive multiple of a direction that leads from within a ball of that radius to its border."""
    a, b = _dot(direction, direction), _dot(here, direction)
    c = radius**2 - _dot(here, here)
    return np.asarray(c / (b + np.sqrt(np.maximum(b * b + a * c, 0.0))), dtype=np.float64)


def _dot(left: Array, right: Array) -> Array:
    return np.asarray(np.matmul(left[:, None, :], right[:, :, None])[:, 0, 0], dtype=np.float64)


def _length(rows: Array) -> Array:
    return np.asarray(np.sqrt(_dot(rows, rows)), dtype=np.float64)
