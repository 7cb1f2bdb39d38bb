"""Rays on which the loss keeps falling: an end of a descent on such a ray is an escape to infinity, not a minimum.

A float heuristic: it only steers the search.
"""

from __future__ import annotations

from typing import Final

import numpy.typing as npt

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.landscape import Landscape

_STRETCHES: Final = (1.01, 1.1, 1.5, 3.0, 10.0, 100.0)
_LARGE: Final = 12.0
"""Only points with a pre-activation beyond this are tested: nearer ones are no tail."""


@np.errstate(all="ignore")
def falls_along_ray(landscape: Landscape, points: Array) -> npt.NDArray[np.bool_]:
    """Which points, shape (S, P), have a large pre-activation and a loss that falls on and on as all weights grow.

    The loss may stop falling once it is the least one to rounding.
    """
    received = [layer for branch in landscape.preactivations(points) for layer in branch]
    largest = np.max([np.abs(layer).max(axis=(1, 2)) for layer in received], axis=0, initial=0.0)
    last = landscape.value(points)
    falling = np.asarray(np.isfinite(last) & (largest > _LARGE), dtype=np.bool_)
    for stretch in _STRETCHES:
        found = landscape.value(points * stretch)
        falling &= (found < last) | (found < landscape.least + 1e-300)
        last = found
    return falling
