"""The kinds of evidence: plain frozen values that an untrusted part proposes and the kernel checks.

Nothing here is believed. A piece of evidence holds only what the kernel cannot compute quickly itself (a separating
vector, a partition, where to cut an interval); every inequality it is meant to support is rebuilt from the problem.

Conventions: vectors act on the hidden layer's inputs X_i (``Problem.inputs``); indices are sample numbers from 0; a
break or piece index refers to the function's pieces from left to right (``pieces.split``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from theoremcheck.trusted.composition import Composed
from theoremcheck.trusted.ellipsoids import Ellipsoids, IndefiniteFails
from theoremcheck.trusted.minima import Minimum
from theoremcheck.trusted.model import Vector
from theoremcheck.trusted.order import ConvexTest, Coupling
from theoremcheck.trusted.proofs import Sparse
from theoremcheck.trusted.shape import Refuting, Showing

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


# --- evidence that is read off the problem ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Structure:
    """The kernel reads the answer off the problem, or computes it there exactly."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """The spec assumes it."""


Evidence: TypeAlias = (
    Showing
    | Refuting
    | Composed
    | Separation
    | Farkas
    | SpanVectors
    | InSpan
    | HullNormals
    | HullPoint
    | Partition
    | Violators
    | OffCore
    | InCore
    | Coupling
    | ConvexTest
    | Ellipsoids
    | IndefiniteFails
    | Minimum
    | Structure
    | Assumed
)
