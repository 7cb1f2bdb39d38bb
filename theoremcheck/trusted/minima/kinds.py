"""Every kind of evidence for a bad local minimum."""

from __future__ import annotations

from typing import TypeAlias

from theoremcheck.trusted.minima.average import AverageMinimum
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.fibre import FibreMinimum
from theoremcheck.trusted.minima.flat import FlatMinimum
from theoremcheck.trusted.minima.idle import IdleOutputs
from theoremcheck.trusted.minima.jensen import JensenMinimum
from theoremcheck.trusted.minima.kink import KinkMinimum
from theoremcheck.trusted.minima.level import LevelMinimum
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.penalty import OriginMinimum, PenaltyMinimum
from theoremcheck.trusted.minima.tied import TiedMinimum

Minimum: TypeAlias = (
    AverageMinimum
    | Box
    | FibreMinimum
    | FlatMinimum
    | IdleOutputs
    | JensenMinimum
    | KinkMinimum
    | LevelMinimum
    | MultiplierMinimum
    | PenaltyMinimum
    | OriginMinimum
    | TiedMinimum
)
"""The twelve kinds of point."""
