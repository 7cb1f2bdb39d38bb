"""Boxes for rule.potential, from boxes around minima on kinks of the loss. Untrusted: the kernel accepts them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from theoremcheck.trusted.kernel.facts import Fact, establish
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Reason, Refusal

_BITS: Final = 192
_EXPONENTS: Final = (10, 16, 24, 34, 48)


def establish_potential(problem: Problem, evidence: Box) -> Fact:
    """minimum.potential of a box with copies, its radius a negative power of 2. Raises the last ``Refusal``."""
    last = Refusal(Reason.of("box.none"))
    for exponent in _EXPONENTS:
        radius = Fraction(1, 2**exponent)
        found = replace(evidence, radius=radius, precision=max(_BITS, evidence.precision))
        try:
            return establish(problem, "minimum.potential", True, found)
        except Refusal as refusal:
            last = refusal
    raise last
