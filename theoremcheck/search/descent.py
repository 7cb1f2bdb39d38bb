"""Batched descent: a damped Newton method with full Hessians, monotone in the loss.

Each step solves (H + lambda I) p = -g for all running points at once. A step that does not lower the loss is undone
and lambda grows; otherwise lambda shrinks. Where rounding hides whether the loss is lower, the gradient has to be.
Points stop on their own when the gradient or the loss is small, when no step is left, or when the steps run out.
"""

from __future__ import annotations

from typing import Final

import numpy.typing as npt

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.landscape import Evaluated, Landscape
from theoremcheck.search.layout import Index
from theoremcheck.trusted.records import dataclass

Flags = npt.NDArray[np.bool_]

ZERO_LOSS: Final = 1e-13
"""Below this loss a descent stops."""
_SMALL_GRADIENT: Final = 1e-11
_LARGEST_DAMPING: Final = 1e14
_ROUNDING: Final = 1e-13
"""Losses whose difference is below this share of them are not told apart."""
_HOPELESS: Final = 1e4
"""By what damping grows where neither the loss nor the gradient can be lowered beyond rounding."""
_LONGEST_STEP: Final = 4.0


@dataclass(frozen=True)
class Ends:
    """Where descents ended: points (S, P), losses (S,) and gradients (S, P)."""

    points: Array
    losses: Array
    gradients: Array

    def put(self, rows: Index, running: _Running, chosen: Flags) -> None:
        """Replace these rows by the chosen ones of the points that descend, in place."""
        self.points[rows], self.losses[rows] = running.points[chosen], running.losses[chosen]
        self.gradients[rows] = running.gradients[chosen]


@np.errstate(all="ignore")
def newton(landscape: Landscape, points: Array, steps: int, *, scaled: bool = False) -> Ends:
    """Descend from ``points``, shape (S, P), for at most ``steps`` steps each.

    ``scaled`` damps each coordinate in proportion to its own curvature, and goes on however small the gradient is.
    """
    points = points.copy()
    losses, gradients, hessians = landscape.hessian(points)
    small = 1e-200 if scaled else _SMALL_GRADIENT
    running = np.flatnonzero(unfinished(landscape, losses, gradients, small))
    now = _Running(points[running], losses[running], gradients[running], hessians[running])
    ends = Ends(points, losses, gradients)
    damping = np.full(len(running), 1e-2)
    for _ in range(steps):
        if not len(running) or landscape.meter.spent():
            break
        landscape.meter.charge(landscape.prices.solve(len(running)))
        step = solve_damped(now.hessians, now.gradients, damping[:, None] * _sizes(now.hessians, scaled=scaled))
        step *= _shorten(now.points, step)[:, None]
        slope = np.matmul(now.gradients[:, None, :], step[:, :, None])[:, 0, 0]
        bend = np.matmul(step[:, None, :], np.matmul(now.hessians, step[:, :, None]))[:, 0, 0]
        trial = now.points + step
        found = landscape.evaluate(trial)
        promised = -(slope + 0.5 * bend)
        gained = now.losses - found.values
        better = (slope < 0) & (gained > 0) & (gained >= 1e-4 * promised)
        good = better & (gained >= 0.5 * promised)
        worse = np.full(len(running), 8.0)
        if not scaled:
            rounding = _ROUNDING * np.abs(now.losses)
            same = np.flatnonzero((slope < 0) & (promised <= rounding) & (np.abs(gained) <= rounding))
            if len(same):
                calmer = _calmer(landscape, found.take(same), now.gradients[same])
                better[same] = good[same] = calmer
                worse[same] = _HOPELESS
        damping = np.maximum(np.where(good, damping * 0.15, np.where(better, damping, damping * worse)), 1e-15)
        moved = np.flatnonzero(better)
        if len(moved) == len(running):
            now = _Running(trial, *landscape.derivatives(found))
        elif len(moved):
            now.put(moved, trial[moved], *landscape.derivatives(found.take(moved)))
        alive = unfinished(landscape, now.losses, now.gradients, small) & (damping < _LARGEST_DAMPING)
        if not alive.all():
            ends.put(running[~alive], now, ~alive)
            running, damping, now = running[alive], damping[alive], now.take(alive)
    ends.put(running, now, np.ones(len(running), dtype=np.bool_))
    return ends


def _calmer(landscape: Landscape, found: Evaluated, gradients: Array) -> Flags:
    """Which points have a gradient at most half as long as ``gradients``, (S, P): near a minimum Newton steps do so."""
    return np.asarray((landscape.slopes(found) ** 2).sum(axis=1) <= (gradients**2).sum(axis=1) / 4, dtype=np.bool_)


@dataclass(frozen=True)
class _Running:
    """The points that still descend: (S, P), their losses (S,), gradients (S, P) and Hessians (S, P, P)."""

    points: Array
    losses: Array
    gradients: Array
    hessians: Array

    def put(self, rows: Index, points: Array, losses: Array, gradients: Array, hessians: Array) -> None:
        """Replace some of them, in place."""
        self.points[rows], self.losses[rows] = points, losses
        self.gradients[rows], self.hessians[rows] = gradients, hessians

    def take(self, chosen: Flags) -> _Running:
        """Some of them."""
        return _Running(self.points[chosen], self.losses[chosen], self.gradients[chosen], self.hessians[chosen])


def _sizes(hessians: Array, *, scaled: bool) -> Array:
    """What damping is a multiple of: the size of each Hessian, (S, 1), or its diagonal's, (S, P)."""
    highest, lowest = hessians.max(axis=(1, 2)), hessians.min(axis=(1, 2))
    size = np.asarray(np.maximum(np.maximum(highest, -lowest), 1e-12)[:, None], dtype=np.float64)
    if scaled:
        size = np.maximum(np.abs(np.diagonal(hessians, axis1=1, axis2=2)), 1e-30 * size)
    return size


def solve_damped(hessians: Array, gradients: Array, damping: Array) -> Array:
    """-(H + D)^{-1} g for each point, D diagonal; shapes (S, P, P), (S, P), (S, P or 1). A singular system gives -g."""
    matrices = hessians.copy()
    np.einsum("sii->si", matrices)[...] += damping
    if not np.isfinite(matrices).all():
        matrices = np.where(np.isfinite(matrices), matrices, 0.0)
    try:
        step = np.asarray(-np.linalg.solve(matrices, gradients[:, :, None])[:, :, 0], dtype=np.float64)
    except np.linalg.LinAlgError:
        step = np.stack([_solve_one(a, b) for a, b in zip(matrices, gradients, strict=True)])
    finite = np.asarray(np.isfinite(step).all(axis=1), dtype=np.bool_)
    step[~finite] = -gradients[~finite]
    return step


def _solve_one(matrix: Array, gradient: Array) -> Array:
    try:
        return np.asarray(-np.linalg.solve(matrix, gradient), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(-gradient, dtype=np.float64)


def _shorten(points: Array, step: Array) -> Array:
    """Factors, shape (S,), that keep a step within a multiple of the size of the point."""
    bound = _LONGEST_STEP * (1.0 + np.abs(points).max(axis=1))
    length = np.abs(step).max(axis=1)
    return np.asarray(np.minimum(1.0, bound / np.maximum(length, 1e-300)), dtype=np.float64)


def unfinished(landscape: Landscape, losses: Array, gradients: Array, small: float) -> Flags:
    """Which descents go on: a finite loss above the least one, and a gradient (S, P) with an entry above ``small``."""
    sharp = np.abs(gradients).max(axis=1, initial=0.0) > small
    return np.asarray(np.isfinite(losses) & (losses > landscape.least + ZERO_LOSS) & sharp, dtype=np.bool_)
