"""Batched descent: a damped Newton method with full Hessians, monotone in the loss.

Each step solves (H + lambda I) p = -g for all running points at once. A step that does not lower the loss is undone
and lambda grows; otherwise lambda shrinks. Points stop on their own when the gradient or the loss is small, when no
step is left that lowers the loss, or when the steps run out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from theoremcheck.functions.special import Array
from theoremcheck.search.landscape import Landscape

ZERO_LOSS: Final = 1e-13
"""Below this loss a descent stops."""
_SMALL_GRADIENT: Final = 1e-11
_LARGEST_DAMPING: Final = 1e14
_LONGEST_STEP: Final = 4.0


@dataclass(frozen=True)
class Ends:
    """Where descents ended: points (S, P), losses (S,) and gradients (S, P)."""

    points: Array
    losses: Array
    gradients: Array


@np.errstate(all="ignore")
def newton(landscape: Landscape, points: Array, steps: int, *, scaled: bool = False) -> Ends:
    """Descend from ``points``, shape (S, P), for at most ``steps`` steps each.

    ``scaled`` damps each coordinate in proportion to its own curvature, and goes on however small the gradient is.
    """
    points = points.copy()
    losses, gradients, hessians = landscape.hessian(points)
    damping = np.full(len(points), 1e-2)
    small = 1e-200 if scaled else _SMALL_GRADIENT
    running = np.flatnonzero(_unfinished(losses, gradients, small))
    for _ in range(steps):
        if not len(running) or landscape.meter.spent():
            break
        g, h = gradients[running], hessians[running]
        size = np.maximum(np.abs(h).max(axis=(1, 2)), 1e-12)[:, None]
        if scaled:
            size = np.maximum(np.abs(np.diagonal(h, axis1=1, axis2=2)), 1e-30 * size)
        step = solve_damped(h, g, damping[running][:, None] * size)
        step *= _shorten(points[running], step)[:, None]
        slope = np.matmul(g[:, None, :], step[:, :, None])[:, 0, 0]
        bend = np.matmul(step[:, None, :], np.matmul(h, step[:, :, None]))[:, 0, 0]
        trial = points[running] + step
        evaluated = landscape.evaluate(trial)
        found = evaluated.values
        promised = -(slope + 0.5 * bend)
        gained = losses[running] - found
        better = (slope < 0) & (gained > 0) & (gained >= 1e-4 * promised)
        good = better & (gained >= 0.5 * promised)
        damping[running] = np.where(
            good, damping[running] * 0.15, np.where(better, damping[running], damping[running] * 8.0)
        )
        damping[running] = np.maximum(damping[running], 1e-15)
        moved = running[better]
        if len(moved):
            points[moved] = trial[better]
            kept = evaluated if len(moved) == len(running) else evaluated.take(np.flatnonzero(better))
            losses[moved], gradients[moved], hessians[moved] = landscape.derivatives(kept)
        alive = _unfinished(losses[running], gradients[running], small) & (damping[running] < _LARGEST_DAMPING)
        running = running[alive]
    return Ends(points, losses, gradients)


def solve_damped(hessians: Array, gradients: Array, damping: Array) -> Array:
    """-(H + D)^{-1} g for each point, D diagonal; shapes (S, P, P), (S, P), (S, P or 1). A singular system gives -g."""
    matrices = hessians + damping[:, :, None] * np.eye(gradients.shape[1])
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


def _unfinished(losses: Array, gradients: Array, small: float) -> npt.NDArray[np.bool_]:
    sharp = np.abs(gradients).max(axis=1, initial=0.0) > small
    return np.asarray(np.isfinite(losses) & (losses > ZERO_LOSS) & sharp, dtype=np.bool_)
