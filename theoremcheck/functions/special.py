"""Vectorised special functions on float64 arrays that NumPy lacks: the logistic sigmoid, softplus and erfc.

Every function takes and returns arrays of one shape, is accurate to a few units in the last place (relative, in the
tails too), and expects its caller to silence NumPy's overflow and underflow warnings.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from theoremcheck.functions.arrays import np

if TYPE_CHECKING:
    import numpy.typing as npt

Array: TypeAlias = "npt.NDArray[np.float64]"


def sigmoids(u: Array) -> tuple[Array, Array]:
    """1 / (1 + exp(-u)) and 1 / (1 + exp(u)), from one exponential and without overflow."""
    return _sigmoids(u, np.exp(-np.abs(u)))


def softplus_jet(u: Array) -> tuple[Array, Array, Array]:
    """log(1 + exp(u)), without overflow, and its first two derivatives, from one exponential."""
    e = np.exp(-np.abs(u))
    s, t = _sigmoids(u, e)
    return np.maximum(u, 0.0) + np.log1p(e), s, s * t


def _sigmoids(u: Array, e: Array) -> tuple[Array, Array]:
    positive, total = u >= 0, 1.0 + e
    larger, smaller = 1.0 / total, e / total
    return np.where(positive, larger, smaller), np.where(positive, smaller, larger)


@lru_cache(maxsize=1)
def _entrywise() -> tuple[np.ufunc, np.ufunc]:
    """Erf and erfc of each entry of an array."""
    return np.frompyfunc(math.erf, 1, 1), np.frompyfunc(math.erfc, 1, 1)


def erf(u: Array) -> Array:
    """The error function, by the C library's own."""
    return np.asarray(_entrywise()[0](u), dtype=np.float64)


def erfc(u: Array) -> Array:
    """1 - erf(u), accurate for large u too."""
    return np.asarray(_entrywise()[1](u), dtype=np.float64)
