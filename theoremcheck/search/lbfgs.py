"""Batched L-BFGS for problems with too many parameters for full Hessians; monotone in the loss."""

from __future__ import annotations

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.descent import ZERO_LOSS, Ends
from theoremcheck.search.landscape import Landscape

_MEMORY = 10
_HALVINGS = 25


@np.errstate(all="ignore")
def lbfgs(landscape: Landscape, points: Array, steps: int) -> Ends:
    """Descend from ``points``, shape (S, P), for at most ``steps`` steps each."""
    ends = [_one(landscape, point[None, :], steps) for point in points]
    return Ends(
        np.concatenate([end.points for end in ends]),
        np.concatenate([end.losses for end in ends]),
        np.concatenate([end.gradients for end in ends]),
    )


def _one(landscape: Landscape, point: Array, steps: int) -> Ends:
    loss, gradient = landscape.gradient(point)
    history: list[tuple[Array, Array]] = []
    for _ in range(steps):
        if landscape.meter.spent():
            break
        if not np.isfinite(loss[0]) or loss[0] < landscape.least + ZERO_LOSS or np.abs(gradient).max() < 1e-11:
            break
        direction = _direction(gradient[0], history)
        slope = float(direction @ gradient[0])
        if not slope < 0:
            history.clear()
            direction, slope = -gradient[0], -float(gradient[0] @ gradient[0])
        length = 1.0 if history else min(1.0, 1.0 / float(np.abs(gradient).max()))
        for _ in range(_HALVINGS):
            trial = point + length * direction
            found, slopes = landscape.gradient(trial)
            if found[0] <= loss[0] + 1e-4 * length * slope and found[0] < loss[0]:
                break
            length *= 0.5
        else:
            if not history:
                break
            history.clear()
            continue
        change, difference = (trial - point)[0], (slopes - gradient)[0]
        if float(change @ difference) > 1e-12 * float(np.abs(change).max() * np.abs(difference).max()):
            history.append((change, difference))
            del history[:-_MEMORY]
        point, loss, gradient = trial, found, slopes
    return Ends(point, loss, gradient)


def _direction(gradient: Array, history: list[tuple[Array, Array]]) -> Array:
    vector, shares = gradient.copy(), []
    for change, difference in reversed(history):
        share = (change @ vector) / (change @ difference)
        shares.append(share)
        vector -= share * difference
    if history:
        change, difference = history[-1]
        vector *= (change @ difference) / (difference @ difference)
    for (change, difference), share in zip(history, reversed(shares), strict=True):
        vector += (share - (difference @ vector) / (change @ difference)) * change
    return np.asarray(-vector, dtype=np.float64)
