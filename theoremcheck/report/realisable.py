"""Fits of all samples in words (see ``trusted.minima.realisable``)."""

from __future__ import annotations

from theoremcheck.report.numbers import vector
from theoremcheck.trusted.minima.realisable import Descent, Realisable


def fit_words(condition: str, evidence: Realisable | Descent) -> str:
    """Where every sample costs least, or a direction along which every cost falls."""
    if isinstance(evidence, Descent):
        return f"along {vector(evidence.direction)} no cost rises, and each tends to its infimum"
    owner = "the function with the coefficients" if condition == "data.realisable_linear" else "the trained parameters"
    if not evidence.directions:
        return f"at {owner} {vector(evidence.base)} every sample costs least"
    moves = " and ".join(vector(direction) for direction in evidence.directions)
    return f"from {owner} {vector(evidence.base)} along {moves} every sample comes to cost least"
