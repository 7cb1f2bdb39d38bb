"""Boxes for rule.potential, from boxes around minima on kinks of the loss. Untrusted: the kernel accepts them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Refusal

_BITS: Final = 192
_EXPONENTS: Final = (10, 16, 24, 34, 48)


def establish_potential(problem: Problem, evidence: Box) -> Fact:
    """minimum.potential of a box with copies, its radius a negative power of 2. Raises the last ``Refusal``."""
    wide = replace(evidence, precision=max(_BITS, evidence.precision))
    *first, last = (replace(wide, radius=Fraction(1, 2**exponent)) for exponent in _EXPONENTS)
    for found in first:
        with suppress(Refusal):
            return establish(problem, "minimum.potential", True, found)
    return establish(problem, "minimum.potential", True, last)
