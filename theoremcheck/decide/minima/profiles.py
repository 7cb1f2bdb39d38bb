"""Points near minima of one neuron without a hidden bias on data of one feature. Untrusted.

What is trained in the output, a and a_0, enters a convex loss linearly: floats find the best for each weight w of a
grid, which is refined around the places where the best L is lower than beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.minima.ground import Ground, valleys
from theoremcheck.functions.arrays import np
from theoremcheck.trusted.problem.model import Dataset, Function
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from theoremcheck.functions.floats import FloatFunction
    from theoremcheck.functions.special import Array
    from theoremcheck.trusted.problem.model import Vector

_MOST_SAMPLES: Final = 60
_OCTAVES: Final = 6
_PER_OCTAVE: Final = 16
_STEPS: Final = 30
_HALVINGS: Final = 12
_LARGEST: Final = 300.0
_ZOOM: Final = 17
_ZOOMS: Final = 5
_MOST: Final = 6
_DECIMALS: Final = 6


def near_profiles(ground: Ground) -> Iterator[Vector]:
    """Trained parameters a_0, a, w of one neuron without breaks, for a convex loss that is C^1; the highest L first.

    None where something is frozen or penalised, for more features than one, with a hidden bias, or for many samples.
    """
    problem, data, network = ground.problem, ground.problem.dataset, ground.problem.network
    if network.width != 1 or network.layers or network.frozen or network.hidden_bias or problem.objective.penalties:
        return
    if not isinstance(data, Dataset) or data.dimension != 1 or len(data.points) > _MOST_SAMPLES:
        return
    smooth = ground.neuron is not None and not ground.neuron.breaks and ground.smooth
    if not smooth or ground.convexity is None or not isinstance(problem.neuron, Function):
        return
    from theoremcheck.functions.floats import compile_float, compile_losses, finite_floats

    setting = _Setting(
        finite_floats(data.points)[:, 0],
        np.array(data.labels, float),
        finite_floats([data.weights])[0],
        compile_float(problem.neuron.expr),
        compile_losses([loss.expr for loss in problem.losses if isinstance(loss, Function)], data.labels),
        network.output_bias,
    )
    spread = float(np.abs(setting.points).max()) or 1.0
    sizes = 2.0 ** np.linspace(-_OCTAVES, _OCTAVES, 2 * _OCTAVES * _PER_OCTAVE + 1) / spread
    found = []
    for grid in (sizes, -sizes[::-1]):
        heights = setting.best(grid)[0]
        lowest = [first for first, last in valleys(heights) if first == last]
        for first in sorted(lowest, key=lambda k: -float(heights[k]))[:_MOST]:
            found.append(_refined(setting, float(grid[first - 1]), float(grid[first + 1])))
    # Of points with one L, as (a, w) and (-a, -w) have for an odd neuron, one is enough.
    by_level = {round(level, _DECIMALS): values for level, values in found if all(map(isfinite, (level, *values)))}
    for level in sorted(by_level, reverse=True)[:_MOST]:
        yield tuple(map(Fraction, by_level[level]))


@dataclass(frozen=True)
class _Setting:
    """The samples in floats: x_i, y_i and weights, (n,), s and l; ``constant`` says that there is an a_0."""

    points: Array
    labels: Array
    weights: Array
    neuron: FloatFunction
    loss: FloatFunction
    constant: bool

    def best(self, slopes: Array) -> tuple[Array, Array]:
        """For each w, (m,): the least L over a and a_0, (m,), infinite where it runs away; a and a_0, (m, p)."""
        received = slopes[:, None] * self.points
        columns = [self.neuron.value(received), *([np.ones_like(received)] if self.constant else [])]
        features = np.stack(columns, axis=-1)
        signed = np.nan_to_num(features * self.labels[:, None])
        theta = np.zeros((len(slopes), len(columns)))
        value = self._height(signed, theta)
        for _ in range(_STEPS):
            _, first, second = self.loss.jet(-(signed @ theta[..., None])[..., 0])
            gradient = -np.einsum("...n,...np->...p", self.weights * first, signed)
            bent = (self.weights * np.maximum(second, 0.0))[..., None] * signed
            hessian = np.einsum("...np,...nq->...pq", bent, signed)
            trace = np.einsum("...pp->...", hessian)
            hessian = hessian + (1e-12 * (1e-6 + trace))[..., None, None] * np.eye(len(columns))
            with np.errstate(all="ignore"):
                step = -np.linalg.solve(hessian, gradient[..., None])[..., 0]
            step = np.clip(np.nan_to_num(step), -_LARGEST, _LARGEST)
            for _ in range(_HALVINGS):
                trial = self._height(signed, theta + step)
                worse = ~(trial <= value)
                if not worse.any():
                    break
                step = np.where(worse[..., None], step / 2, step)
            better = self._height(signed, theta + step) <= value
            theta = np.where(better[..., None], theta + step, theta)
            value = self._height(signed, theta)
            if float(np.abs(step).max()) < 1e-12:
                break
        lost = ~np.isfinite(features).all(axis=(-1, -2)) | (np.abs(theta).max(axis=-1) > _LARGEST) | ~np.isfinite(value)
        return np.where(lost, np.inf, value), theta

    def _height(self, signed: Array, theta: Array) -> Array:
        with np.errstate(all="ignore"):
            found = (self.loss.value(-(signed @ theta[..., None])[..., 0]) * self.weights).sum(axis=-1)
        return np.asarray(found, dtype=np.float64)


def _refined(setting: _Setting, left: float, right: float) -> tuple[float, tuple[float, ...]]:
    """L and (a_0,) a, w at the lowest point between the ends, from finer and finer grids."""
    level = float("inf")
    values: tuple[float, ...] = (level,)
    for _ in range(_ZOOMS):
        grid = np.linspace(left, right, _ZOOM)
        heights, theta = setting.best(grid)
        k = int(heights.argmin())
        a, *constant = (float(value) for value in theta[k])
        level, values = float(heights[k]), (*constant, a, float(grid[k]))
        left, right = float(grid[max(k - 1, 0)]), float(grid[min(k + 1, _ZOOM - 1)])
    return level, values
