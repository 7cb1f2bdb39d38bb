"""Proofs of signs: "this expression is > 0 (>= 0, < 0, <= 0) on this interval", parts of other kinds of evidence.

Nothing here is believed: ``signs.py`` and the checks of the conditions read it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True, slots=True)
class ByRange:
    """Range arithmetic over the whole interval decides the sign (open and closed ends are tracked)."""


@dataclass(frozen=True, slots=True)
class ByRoots:
    """The normal form is a quotient of polynomials in one generator (z or e^(z/k)): its roots are counted exactly."""


@dataclass(frozen=True, slots=True)
class ByNorm:
    """The normal form is A + B sqrt(q): its norm A^2 - B^2 q has no root, so one sample decides the sign."""

    norm: FactorProof
    sample: Fraction


@dataclass(frozen=True, slots=True)
class ByFactors:
    """The normal form is factored; ``parts`` proves the sign of each factor that mentions z, in the kernel's order."""

    parts: tuple[FactorProof, ...]


@dataclass(frozen=True, slots=True)
class FactorProof:
    """One factor's claim: ``relation`` is one of '>', '>=', '<', '<='; ``proof`` proves it."""

    relation: str
    proof: SignProof


@dataclass(frozen=True, slots=True)
class BySplit:
    """The interval is cut at ``cuts`` (increasing, inside it); each closed part has its own proof."""

    cuts: tuple[Fraction, ...]
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class ByCells:
    """Ball arithmetic on each closed cell between the consecutive ``cuts``; the ends of the interval are included."""

    cuts: tuple[Fraction, ...]
    precision: int


@dataclass(frozen=True, slots=True)
class ByAsymptotics:
    """On a half-line that stays away from 0, an expansion with remainder is dominated by one scale.

    ``order`` exact terms of every Taylor series are kept.
    """

    order: int


@dataclass(frozen=True, slots=True)
class ByContact:
    """At the constant ``at`` all derivatives below ``order`` vanish; ``proof`` gives the sign of that derivative."""

    at: Expr
    order: int
    proof: SignProof


@dataclass(frozen=True, slots=True)
class ByPeriod:
    """The function is periodic; ``part`` proves the sign on an interval that contains one period from 0 on."""

    part: SignProof


@dataclass(frozen=True, slots=True)
class ByMonotone:
    """The value at ``at`` has the claimed sign, and the derivative leads away from it on both sides."""

    at: Fraction
    left: SignProof | None
    right: SignProof | None


SignProof: TypeAlias = (
    ByRange | ByRoots | ByNorm | ByFactors | BySplit | ByCells | ByAsymptotics | ByContact | ByPeriod | ByMonotone
)
