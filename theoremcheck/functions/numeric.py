"""Numeric evaluation of expressions: the one place from which other layers import it.

:func:`compile_float` gives vectorised float64 jets, :func:`compile_precise` mpmath jets. Both only ever serve
proposals; nothing computed here is a proof.
"""

from __future__ import annotations

from theoremcheck.functions.floats import (
    BeyondFloats,
    FloatFunction,
    compile_float,
    finite_float,
    finite_floats,
    floats_propose,
    to_float,
)
from theoremcheck.functions.precise import PreciseFunction, Real, compile_precise, context, exact

__all__ = [
    "BeyondFloats",
    "FloatFunction",
    "PreciseFunction",
    "Real",
    "compile_float",
    "compile_precise",
    "context",
    "exact",
    "finite_float",
    "finite_floats",
    "floats_propose",
    "to_float",
]
