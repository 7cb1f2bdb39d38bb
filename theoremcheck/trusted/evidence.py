"""The kinds of evidence: plain frozen values that an untrusted part proposes and the kernel checks.

Nothing here is believed. A piece of evidence holds only what the kernel cannot compute quickly itself (a separating
vector, a partition, where to cut an interval); every inequality it is meant to support is rebuilt from the problem.

Conventions: vectors act on the hidden layer's inputs X_i (``Problem.inputs``); indices are sample numbers from 0; a
break or piece index refers to the function's pieces from left to right (``pieces.split``).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from theoremcheck.trusted.expr import Expr
from theoremcheck.trusted.proofs import FactorProof, SignProof

# --- evidence about a neuron or a loss ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calculus:
    """Proofs of the domain obligations of every piece, in the kernel's order.

    Obligations that range arithmetic settles are left out.
    """

    proofs: tuple[FactorProof, ...]


@dataclass(frozen=True, slots=True)
class DeepDomains:
    """One :class:`Calculus` for each function of ``Problem.deep_functions``, in that order."""

    functions: tuple[Calculus, ...]


@dataclass(frozen=True, slots=True)
class Jets:
    """One-sided jets agree at every break point: the kernel computes them. ``domain`` as in :class:`Calculus`."""

    domain: tuple[FactorProof, ...]


@dataclass(frozen=True, slots=True)
class Jump:
    """At break ``at_break`` the one-sided derivatives of order ``order`` differ (order 0: the function jumps)."""

    at_break: int
    order: int


@dataclass(frozen=True, slots=True)
class Witness:
    """The condition fails at ``at`` (a constant expression), seen from piece ``piece``."""

    piece: int
    at: Expr


@dataclass(frozen=True, slots=True)
class TwoWitnesses:
    """Neither sign holds throughout: the function is <= 0 at the first witness and >= 0 at the second."""

    not_positive: Witness
    not_negative: Witness


@dataclass(frozen=True, slots=True)
class Composed:
    """The composition rules of ``composition`` show it; nothing else is needed."""


@dataclass(frozen=True, slots=True)
class SlopeDrop:
    """At break ``at_break`` the right slope is smaller than the left slope, so the function is not convex."""

    at_break: int


@dataclass(frozen=True, slots=True)
class LowerBound:
    """The function is >= ``bound``: one sign proof of f - bound >= 0 for every piece; ``domain`` as in Calculus."""

    bound: Fraction
    domain: tuple[FactorProof, ...]
    proofs: tuple[SignProof, ...]


@dataclass(frozen=True, slots=True)
class UnboundedTail:
    """Beyond ``beyond`` the function is <= -``slope`` |z|^``power`` (<= -``slope`` log|z| if ``power`` is 0).

    ``right``: towards z = inf, else towards -inf; slope > 0.
    """

    right: bool
    beyond: Fraction
    slope: Fraction
    power: Fraction
    proof: SignProof


@dataclass(frozen=True, slots=True)
class Piece:
    """The piece that is constant (affine)."""

    index: int


@dataclass(frozen=True, slots=True)
class NoPiece:
    """In every (analytic) piece, a point where the first (second) derivative is not 0. ``domain`` as in Calculus."""

    domain: tuple[FactorProof, ...]
    points: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The kernel's normal form proves the identity."""


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """The identity fails at this point."""

    at: Expr
