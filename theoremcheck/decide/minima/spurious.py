"""Proposes lower points as evidence: beside boxes with a minimum, and below every bad minimum. Untrusted.

The points themselves come from descents and searches (``verdict.spurious``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from theoremcheck.trusted.functions.shape import LowerBound
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.spurious import Low, Spurious
from theoremcheck.trusted.problem.model import Vector

_BITS: Final = 256
_DIGITS: Final = (0, 1, 2, 3, 6)


def beside(boxes: Iterable[Box], lower: Vector) -> Iterator[Spurious]:
    """The lower point with each of the boxes that the check reads."""
    return (Spurious(box, lower, _BITS) for box in boxes if not box.split and not isinstance(box.slice, Decayed))


def below(bound: object, lower: Vector) -> Iterator[Low]:
    """The lower point with a lower bound of the loss, if that is one."""
    if isinstance(bound, LowerBound):
        yield Low(lower, bound, _BITS)


def shorter(evidence: Spurious | Low) -> Iterator[Spurious | Low]:
    """The same with fewer digits in the lower point, the fewest first."""
    for digits in _DIGITS:
        yield replace(evidence, lower=tuple(round(entry, digits) for entry in evidence.lower))
