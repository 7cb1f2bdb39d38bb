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
from theoremcheck.search.landscape import Landscape
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
_SHRINKING: Final = 0.15
_GROWTH: Final = 10.0
"""By what damping is multiplied after a good step, and after one that is undone."""
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
    losses, gradients, hessians = landscape.hessian(points)
    ends = Ends(points.copy(), losses.copy(), gradients)
    small = 1e-200 if scaled else _SMALL_GRADIENT
    running = np.flatnonzero(unfinished(landscape, losses, gradients, small))
    damping = np.full(len(running), 1e-2)
    for _ in range(steps):
        if not len(running) or landscape.meter.spent():
            break
        landscape.meter.charge(landscape.prices.solve(len(running)))
        here, losses, slopes = ends.points[running], ends.losses[running], ends.gradients[running]
        model = _damped(hessians[running], slopes, damping, here, scaled=scaled)
        trial = here + model.step
        found = landscape.evaluate(trial)
        gained = losses - found.values
        better = model.falls & (gained > 0) & (gained >= 1e-4 * model.promised)
        good = better & (gained >= 0.5 * model.promised)
        rounding = 0.0 if scaled else _ROUNDING * np.abs(losses)
        same = model.falls & (model.promised < rounding) & (np.abs(gained) <= rounding)
        rows = np.flatnonzero(better | same)
        alive = np.ones(len(running), dtype=np.bool_)
        if len(rows):
            values, gradients, curved = landscape.derivatives(found if len(rows) == len(running) else found.take(rows))
            if same[rows].any():
                kept = ~same[rows] | _calmer(gradients, slopes[rows])
                better[rows], good[rows] = kept, kept & (good | same)[rows]
                rows, values, gradients, curved = rows[kept], values[kept], gradients[kept], curved[kept]
            moved = running[rows]
            ends.points[moved], ends.losses[moved], ends.gradients[moved] = trial[rows], values, gradients
            hessians[moved] = curved
            alive[rows] = unfinished(landscape, values, gradients, small)
        larger = np.where(same, _HOPELESS, _GROWTH) * damping
        damping = np.where(good, _SHRINKING * damping, np.where(better, damping, larger))
        damping = np.maximum(np.fmax(damping, np.where(better, 1.1, 2.0) * model.lift), 1e-15)
        alive &= damping < _LARGEST_DAMPING
        running, damping = running[alive], damping[alive]
    return ends


def _calmer(gradients: Array, before: Array) -> Flags:
    """Which gradients, (S, P), are at most half as long as those before: near a minimum Newton steps make them so."""
    return np.asarray((gradients**2).sum(axis=1) <= (before**2).sum(axis=1) / 4, dtype=np.bool_)


@dataclass(frozen=True)
class _Model:
    """Steps (S, P), by how much the quadratic models fall (S,), and whether the steps lead downwards at first (S,).

    ``lift`` is the damping that makes the curvature along the step 0, (S,): where it is positive, less damping leaves
    a matrix that is not positive definite.
    """

    step: Array
    promised: Array
    falls: Flags
    lift: Array


def _damped(hessians: Array, gradients: Array, damping: Array, points: Array, *, scaled: bool) -> _Model:
    """The steps p with (H + damping D) p = -g, where D is the size of H, or its diagonal; ``hessians`` are changed.

    Where that has no solution in floats, p is -g, and nothing is promised (NaN).
    """
    diagonal = np.einsum("sii->si", hessians)
    sizes = np.abs(diagonal)
    largest = np.maximum(sizes.max(axis=1, keepdims=True), 1e-12)
    sizes = np.maximum(sizes, 1e-30 * largest) if scaled else largest
    diagonal += damping[:, None] * sizes
    step = -_solved(hessians, gradients)
    finite = np.isfinite(step).all(axis=1)
    if not finite.all():
        step[~finite] = -gradients[~finite]
    slope = np.matmul(gradients[:, None, :], step[:, :, None])[:, 0, 0]
    weight = (sizes * step * step).sum(axis=1)
    bend = np.where(finite, -slope - damping * weight, np.nan)  # p^T H p
    share = _shorten(points, step)
    step *= share[:, None]
    return _Model(step, -(share * slope + 0.5 * share * share * bend), slope < 0, -bend / weight)


def _solved(matrices: Array, vectors: Array) -> Array:
    """The solutions of the systems of shapes (S, P, P) and (S, P); NaN where one has none."""
    if not np.isfinite(matrices).all():
        matrices = np.where(np.isfinite(matrices), matrices, np.nan)
    try:
        return np.asarray(np.linalg.solve(matrices, vectors[:, :, None])[:, :, 0], dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.stack([_solve_one(a, b) for a, b in zip(matrices, vectors, strict=True)])


def _solve_one(matrix: Array, vector: Array) -> Array:
    try:
        return np.asarray(np.linalg.solve(matrix, vector), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(vector, np.nan)


def _shorten(points: Array, step: Array) -> Array:
    """Factors, shape (S,), that keep a step within a multiple of the size of the point."""
    bound = _LONGEST_STEP * (1.0 + np.abs(points).max(axis=1))
    length = np.abs(step).max(axis=1)
    return np.asarray(np.minimum(1.0, bound / np.maximum(length, 1e-300)), dtype=np.float64)


def unfinished(landscape: Landscape, losses: Array, gradients: Array, small: float) -> Flags:
    """Which descents go on: a finite loss above the least one, and a gradient (S, P) with an entry above ``small``."""
    sharp = np.abs(gradients).max(axis=1, initial=0.0) > small
    return np.asarray(np.isfinite(losses) & (losses > landscape.least + ZERO_LOSS) & sharp, dtype=np.bool_)
