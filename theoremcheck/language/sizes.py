"""The numbers of a dataset that has no sample written out: its dimension, how many samples, from which seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from theoremcheck.language.diagnostics import Collector
from theoremcheck.language.tree import SettingLine
from theoremcheck.language.values import Numbers
from theoremcheck.trusted.bounds import MAX_DIMENSION, MAX_ROWS, MAX_SEED

MAX_RANGE: Final = 10**9
"""The largest coordinate of drawn samples."""

_SIZES: Final = MappingProxyType(
    {
        "dimension": ("the dimension", 1, MAX_DIMENSION, "MAX_DIMENSION"),
        "samples": ("the number of samples", 2, MAX_ROWS, "MAX_ROWS"),
        "positives": ("the number of positives", 1, MAX_ROWS, "MAX_ROWS"),
        "negatives": ("the number of negatives", 1, MAX_ROWS, "MAX_ROWS"),
        "seed": ("the seed", 0, MAX_SEED, "MAX_SEED"),
        "range": ("the range", 1, MAX_RANGE, "MAX_RANGE"),
    }
)
"""What each line counts, its least and its largest value, and the name of that bound."""
_CLASSES: Final = frozenset({"positives", "negatives"})

OF_DRAWN: Final = frozenset({"samples", "seed", "range"})
"""The lines that only drawn samples have."""


def read_sizes(collector: Collector, numbers: Numbers, lines: Sequence[SettingLine]) -> Mapping[str, int] | None:
    """The value of each line by its keyword, or None with the errors reported."""
    found: dict[str, int | None] = {}
    twice = False
    for line in lines:
        key = line.keyword.text
        if key in found:
            collector.error("E021", f"{key} is written twice", line.keyword)
            twice = True
        elif key in _CLASSES and numbers.read(line.value) == 0:
            collector.error("E061", f"a dataset without {key}: both classes have at least one sample", line.value)
            found[key] = None
        else:
            what, least, most, bound = _SIZES[key]
            found[key] = numbers.integer(line.value, what, least, most, bound)
    sizes = {key: value for key, value in found.items() if value is not None}
    return None if twice or len(sizes) < len(found) else sizes
