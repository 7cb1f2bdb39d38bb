"""Every kind of evidence, as one type: what a claim may bring, and what a certificate file may hold."""

from __future__ import annotations

from typing import TypeAlias

from theoremcheck.trusted.ellipsoids import Ellipsoids, IndefiniteFails
from theoremcheck.trusted.evidence import (
    Assumed,
    Asymmetry,
    Calculus,
    Composed,
    DeepDomains,
    Farkas,
    HullNormals,
    HullPoint,
    Identity,
    InCore,
    InSpan,
    Jets,
    Jump,
    LowerBound,
    NoPiece,
    OffCore,
    Partition,
    Piece,
    Separation,
    SlopeDrop,
    SpanVectors,
    Structure,
    TwoWitnesses,
    UnboundedTail,
    Violators,
    Witness,
)
from theoremcheck.trusted.minima import Minimum
from theoremcheck.trusted.order import ConvexTest, Coupling
from theoremcheck.trusted.proofs import Signs

Evidence: TypeAlias = (
    Calculus
    | DeepDomains
    | Jets
    | Jump
    | Signs
    | Witness
    | TwoWitnesses
    | SlopeDrop
    | Composed
    | LowerBound
    | UnboundedTail
    | Piece
    | NoPiece
    | Identity
    | Asymmetry
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
