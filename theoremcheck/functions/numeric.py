"""Numeric evaluation of expressions: the one place from which other layers import it.

:func:`compile_float` gives vectorised float64 jets, :func:`compile_precise` mpmath jets. Both only ever serve
proposals; nothing computed here is a proof.
"""

from __future__ import annotations

from theoremcheck.functions.floats import FloatFunction, compile_float, to_float
from theoremcheck.functions.precise import PreciseFunction, Real, compile_precise, context, exact

__all__ = [
    "FloatFunction",
    "PreciseFunction",
    "Real",
    "compile_float",
    "compile_precise",
    "context",
    "exact",
    "to_float",
]
