"""Every kind of evidence for a bad local minimum."""

from __future__ import annotations

from typing import TypeAlias

from theoremcheck.trusted.average import AverageMinimum
from theoremcheck.trusted.box import Box
from theoremcheck.trusted.fibre import FibreMinimum
from theoremcheck.trusted.flat import FlatMinimum
from theoremcheck.trusted.jensen import JensenMinimum
from theoremcheck.trusted.kink import KinkMinimum
from theoremcheck.trusted.level import LevelMinimum
from theoremcheck.trusted.multipliers import MultiplierMinimum
from theoremcheck.trusted.penalty import PenaltyMinimum

Minimum: TypeAlias = (
    AverageMinimum
    | Box
    | FibreMinimum
    | FlatMinimum
    | JensenMinimum
    | KinkMinimum
    | LevelMinimum
    | MultiplierMinimum
    | PenaltyMinimum
)
"""The nine kinds of point."""
