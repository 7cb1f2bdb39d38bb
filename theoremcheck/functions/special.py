"""Vectorised special functions on float64 arrays that NumPy lacks: the logistic sigmoid, softplus and erfc.

Every function takes and returns arrays of one shape, is accurate to a few units in the last place (relative, in the
tails too), and expects its caller to silence NumPy's overflow and underflow warnings.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]


def sigmoid(u: Array) -> Array:
    """1 / (1 + exp(-u)), without overflow."""
    e = np.exp(-np.abs(u))
    return np.where(u >= 0, 1.0, e) / (1.0 + e)


def softplus(u: Array) -> Array:
    """log(1 + exp(u)), without overflow."""
    return np.maximum(u, 0.0) + np.log1p(np.exp(-np.abs(u)))


_ERFC = np.frompyfunc(math.erfc, 1, 1)
_ERF = np.frompyfunc(math.erf, 1, 1)


def erf(u: Array) -> Array:
    """The error function, by the C library's own."""
    return np.asarray(_ERF(u), dtype=np.float64)


def erfc(u: Array) -> Array:
    """1 - erf(u), accurate for large u too."""
    return np.asarray(_ERFC(u), dtype=np.float64)
