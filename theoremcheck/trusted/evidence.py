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
from theoremcheck.trusted.model import Vector
from theoremcheck.trusted.proofs import FactorProof, SignProof, Sparse

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


# --- evidence about the data --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Separation:
    """A separating hyperplane: u with y_i (u . X_i) > 0 for all i."""

    normal: Vector


@dataclass(frozen=True, slots=True)
class Farkas:
    """Multipliers m >= 0, not all 0, with sum m_i y_i X_i = 0: no separating hyperplane exists."""

    multipliers: Sparse


@dataclass(frozen=True, slots=True)
class SpanVectors:
    """``positive`` is orthogonal to every X_i of class - and to no X_i of class +; ``negative`` the reverse."""

    positive: Vector
    negative: Vector


@dataclass(frozen=True, slots=True)
class InSpan:
    """X_index equals the combination ``combination`` of samples of the other class."""

    index: int
    combination: Sparse


@dataclass(frozen=True, slots=True)
class HullNormals:
    """``positive`` . X_i > 0 on class +, ``negative`` . X_i > 0 on class -."""

    positive: Vector
    negative: Vector


@dataclass(frozen=True, slots=True)
class HullPoint:
    """Multipliers m >= 0, not all 0, on samples of one class with sum m_i X_i = 0: 0 lies in its convex hull."""

    multipliers: Sparse


@dataclass(frozen=True, slots=True)
class Partition:
    """Blocks of sample indices; each block is independent modulo the span of the other class."""

    positive: tuple[tuple[int, ...], ...]
    negative: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Violators:
    """Sets K+ and K- of samples too crowded to be covered by few independent sets.

    Edmonds: m >= ceil(|K| / rho(K)) counting distinct X_i; rho(K) = 0 with K not empty means that no m is enough.
    """

    positive: tuple[int, ...]
    negative: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OffCore:
    """u with y_i (u . X_i) >= 0 for all i: the core lies in its zero set. ``inner`` holds there."""

    normal: Vector
    inner: SpanVectors | Partition | None


@dataclass(frozen=True, slots=True)
class InCore:
    """m >= 0 with sum m_i y_i X_i = 0: its support lies in the core. ``inner`` is a failure inside that support."""

    multipliers: Sparse
    inner: InSpan | Violators | None
