"""Activations as the language writes them, for all doors: a name of the library, or a formula in z."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.functions.library import find
from theoremcheck.trusted.digits import rational_text

GELU_TANH: Final = "z/2 * (1 + tanh(sqrt(2/pi) * (z + 0.044715 * z^3)))"
LOG_SIGMOID: Final = "-log(1 + exp(-z))"

_NAMED: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\([-+0-9/., eE]*\))?")
_VARIABLE: Final = re.compile(r"\bz\b")

IDEALISED: Final[Mapping[str, str]] = MappingProxyType(
    {"softplus": "Softplus is log(1 + exp(beta z))/beta everywhere here; beyond its threshold the library returns z."}
)
"""What the notes say of an activation that a library computes by another formula somewhere."""


def in_library(kind: str, text: str) -> bool:
    """True if the text is a neuron (or a loss) of the language's own library, with parameters or without."""
    match = _NAMED.fullmatch(text)
    return match is not None and find("neuron" if kind == "neuron" else "loss", match[1]) is not None


def with_parameter(name: str, value: Fraction) -> str:
    """``leaky_relu(1/100)``."""
    return f"{name}({rational_text(value)})"


def leaky_relu(slope: Fraction) -> str:
    """Max(0, z) + slope min(0, z); for slope 0 it is ReLU."""
    return with_parameter("leaky_relu", slope) if slope else "relu"


def clipped(lower: Fraction, upper: Fraction) -> str:
    """Min(upper, max(lower, z))."""
    if lower >= upper:
        raise ImportRefused("the bounds of the activation are in the wrong order")
    bounds = rational_text(lower), rational_text(upper)
    if bounds == ("0", "6"):
        return "relu6"
    return "hard_tanh" if bounds == ("-1", "1") else f"min({bounds[1]}, max({bounds[0]}, z))"


def applied(text: str, argument: str) -> str:
    """The formula of an activation at an argument, itself a formula in z."""
    if in_library("neuron", text):
        return f"{text}({argument})"
    return f"({_VARIABLE.sub(lambda _: f'({argument})', text)})"


def composed(outer: str, inner: str | None) -> str:
    """``outer`` after ``inner``; None is the identity."""
    return outer if inner is None else applied(outer, formula(inner))


def formula(text: str | None) -> str:
    """An activation as a formula in z."""
    return "z" if text is None else applied(text, "z") if in_library("neuron", text) else f"({text})"
