"""Numbers and arrays of other libraries as exact rationals, by the policies of ``api.exact``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from theoremcheck.api.exact import POLICIES, NotExact, Policy, Reader
from theoremcheck.doors.refusals import ImportRefused

__all__ = ["POLICIES", "Array", "Policy", "rational", "rationals"]

Array: TypeAlias = npt.NDArray[Any]


def rational(value: Any, policy: Policy = "shortest", what: str = "a number") -> Fraction:
    """One number as a rational, in its own precision. Raises ``ImportRefused``; ``what`` names it there."""
    return _read(Reader(policy), value, what)


def rationals(values: Array, policy: Policy, what: str) -> tuple[Fraction, ...]:
    """The entries of an array row by row, as rationals."""
    reader = Reader(policy)
    flat = np.asarray(values).ravel()
    entries = flat.tolist() if flat.dtype in {np.dtype(object), np.dtype(np.float64)} else list(flat)
    return tuple(_read(reader, value, what) for value in entries)


def _read(reader: Reader, value: Any, what: str) -> Fraction:
    try:
        return reader.read(value)
    except NotExact as error:
        raise ImportRefused(f"{what} is {error.message}") from None
