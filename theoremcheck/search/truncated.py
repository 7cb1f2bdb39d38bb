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
    steps, images, at_border = np.zeros_like(gradients), np.zeros_like(gradients), np.zeros(len(radius), dtype=np.bool_)
    rows = np.arange(len(radius))  # those that go on; of these are the arrays that follow
    step, image, residual, direction = steps, images, gradients.copy(), -gradients
    squares = _dot(residual, residual)
    enough = squares * np.minimum(0.01, np.sqrt(squares))
    for _ in range(min(_PRODUCTS, gradients.shape[1])):
        turned = landscape.along(found, direction)
        bend = _dot(direction, turned)
        length = squares / np.where(bend > 0, bend, 1.0)
        onward = step + length[:, None] * direction
        leaving = ~(bend > 0) | ~(_length(onward) < radius)
        if leaving.any():
            length = np.where(leaving, _to_border(step, direction, radius), length)
            onward = step + length[:, None] * direction
        step, change = onward, length[:, None] * turned
        image, residual = image + change, residual + change
        before, squares = squares, _dot(residual, residual)
        direction = -residual + (squares / before)[:, None] * direction
        going = ~leaving & (squares > enough)
        over = not going.any() or landscape.meter.spent()
        if over or not going.all():
            steps[rows], images[rows], at_border[rows] = step, image, leaving
        if over:
            break
        if not going.all():
            rows, found, radius = rows[going], found.take(np.flatnonzero(going)), radius[going]
            step, image, residual, direction = step[going], image[going], residual[going], direction[going]
            squares, enough = squares[going], enough[going]
    else:
        steps[rows], images[rows] = step, image
    promised = -(_dot(gradients, steps) + 0.5 * _dot(steps, images))
    return _Model(steps, promised, at_border)


def _to_border(here: Array, direction: Array, radius: Array) -> Array:
    """The positive multiple of a direction that leads from within a ball of that radius to its border."""
    a, b = _dot(direction, direction), _dot(here, direction)
    c = radius**2 - _dot(here, here)
    return np.asarray(c / (b + np.sqrt(np.maximum(b * b + a * c, 0.0))), dtype=np.float64)


def _dot(left: Array, right: Array) -> Array:
    return np.asarray(np.matmul(left[:, None, :], right[:, :, None])[:, 0, 0], dtype=np.float64)


def _length(rows: Array) -> Array:
    return np.asarray(np.sqrt(_dot(rows, rows)), dtype=np.float64)
