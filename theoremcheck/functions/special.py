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


def sigmoid(u: Array) -> Array:
    """1 / (1 + exp(-u)), without overflow."""
    e = np.exp(-np.abs(u))
    return np.where(u >= 0, 1.0, e) / (1.0 + e)


def softplus(u: Array) -> Array:
    """log(1 + exp(u)), without overflow."""
    return np.maximum(u, 0.0) + np.log1p(np.exp(-np.abs(u)))


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
