"""The arrays of a file, grouped into layers by the names that libraries give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

from theoremcheck.doors.numbers import Array
from theoremcheck.trusted.records import dataclass


class Order(Enum):
    """How a matrix lists its entries."""

    UNITS = "one row for each unit"
    INPUTS = "one column for each unit"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Named:
    """An array with its name in the file."""

    name: str
    array: Array

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return tuple(self.array.shape)


@dataclass(frozen=True, eq=False)
class Group:
    """The matrix of a layer and its biases, if the names tell which."""

    weights: Named
    order: Order
    bias: Named | None = None


@dataclass(frozen=True, eq=False)
class Arrays:
    """What a file holds: layers in order, and vectors and others of which the names do not tell the layer."""

    groups: tuple[Group, ...]
    vectors: tuple[Named, ...]
    others: tuple[Named, ...]


_WRAPPERS: Final = re.compile(r"^(?:(?:module|_orig_mod)\.)+")
"""What DataParallel and torch.compile put before every name."""
_STYLES: Final = (
    (re.compile(r"(?P<layer>.*?)\.?(?P<part>weight|bias)"), "weight", Order.UNITS),
    (re.compile(r"(?P<layer>.*?)[/.]?(?P<part>kernel|bias)(?::0)?"), "kernel", Order.INPUTS),
    (re.compile(r"(?P<part>coefs|intercepts)_+(?P<layer>[0-9]+)"), "coefs", Order.INPUTS),
)
"""PyTorch, Keras and Flax, scikit-learn: the names of a layer's parts, that of its weights, and their order."""


def grouped(arrays: Mapping[str, Array]) -> Arrays:
    """The arrays in the order of the file; matrices with the biases that belong to them."""
    style = next((style for style in _STYLES if _speaks(style[0], style[1], arrays)), None)
    matrices: dict[str, tuple[Named, Order]] = {}
    biases: dict[str, Named] = {}
    vectors: list[Named] = []
    others: list[Named] = []
    for name, array in arrays.items():
        own = Named(name, array)
        match = None if style is None else style[0].fullmatch(_WRAPPERS.sub("", name))
        if match is not None and style is not None and match["part"] == style[1] and array.ndim == 2:
            matrices[match["layer"]] = own, style[2]
        elif match is not None and style is not None and match["part"] != style[1] and array.ndim == 1:
            biases[match["layer"]] = own
        elif array.ndim == 2:
            matrices[name] = own, Order.UNKNOWN
        elif array.ndim <= 1:
            vectors.append(own)
        else:
            others.append(own)
    groups = tuple(Group(own, order, biases.pop(layer, None)) for layer, (own, order) in matrices.items())
    return Arrays(groups, (*vectors, *biases.values()), tuple(others))


def _speaks(pattern: re.Pattern[str], weights: str, arrays: Mapping[str, Array]) -> bool:
    """True if a matrix of the file has a name of this style."""
    for name, array in arrays.items():
        match = pattern.fullmatch(_WRAPPERS.sub("", name))
        if match is not None and match["part"] == weights and array.ndim == 2:
            return True
    return False
