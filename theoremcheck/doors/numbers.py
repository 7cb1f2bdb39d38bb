"""From arrays of floats to exact rationals, by one of two policies."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from theoremcheck.doors.refusals import ImportRefused

Policy: TypeAlias = Literal["shortest", "exact"]
Array: TypeAlias = npt.NDArray[Any]
POLICIES: Final = ("shortest", "exact")


def rational(value: Any, policy: Policy = "shortest", what: str = "a number") -> Fraction:
    """One number as a rational.

    ``shortest`` takes the shortest decimal that reads back as the same float of its own precision: 0.1 becomes 1/10, in
    double and in single precision. ``exact`` takes the binary value. Integers and rationals are taken as they are.
    Raises ``ImportRefused`` for what is no finite number; ``what`` names it there.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool | int | np.integer | np.bool_):
        return Fraction(int(value))
    if not isinstance(value, float | np.floating) or not math.isfinite(value):
        raise ImportRefused(f"{what} is {value!s:.40}, which is no finite number")
    return Fraction(str(value)) if policy == "shortest" else Fraction(*value.as_integer_ratio())


def rationals(values: Array, policy: Policy, what: str) -> tuple[Fraction, ...]:
    """The entries of an array row by row, as rationals."""
    flat = np.asarray(values).ravel()
    return tuple(rational(value, policy, what) for value in (flat if flat.dtype == object else list(flat)))
